"""The marks that records bear in every list: new, disputed, wrong, a draft.

Each has a sign, a word and a colour, so that nothing is said by colour alone; who prefers words to signs
gets words.
"""

from __future__ import annotations

from enum import IntFlag
from typing import TYPE_CHECKING, NamedTuple

from tui.words import N_

if TYPE_CHECKING:
    from collections.abc import Mapping


class Mark(IntFlag):
    """What is to be said of a record at a glance; several can hold at once."""

    NONE = 0
    PROBLEM = 1
    DISPUTED = 2
    DRAFT = 4
    NEW = 8


class Look(NamedTuple):
    """How a mark looks: its sign (one cell), its word (a msgid), and the class that colours it."""

    sign: str
    word: str
    style: str


LOOKS: Mapping[Mark, Look] = {
    Mark.PROBLEM: Look("!", N_("wrong"), "mark--problem"),
    Mark.DISPUTED: Look("⚑", N_("disputed"), "mark--disputed"),
    Mark.DRAFT: Look("✎", N_("draft"), "mark--draft"),
    Mark.NEW: Look("●", N_("new"), "mark--new"),
}
"""The gravest first, the order in which they are drawn."""

MARK_CLASSES = frozenset(look.style for look in LOOKS.values())


def looks_of(marks: Mark) -> list[Look]:
    """Return the looks of all marks that are set, the gravest first."""
    return [look for mark, look in LOOKS.items() if marks & mark]
