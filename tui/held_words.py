"""Why a partner's file does not come in, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.words import N_, text

if TYPE_CHECKING:
    from store.sharing.boundary import Held

_WORDS = {
    "not_a_plain_file": N_("this is no plain file but a link or another repository"),
    "does_not_belong": N_("this file does not belong in a register"),
    "too_large": N_("this file is too large"),
    "name_collision": N_("another file has the same name but for capitals or accents"),
    "written_on_both_sides": N_(
        "written on both sides; one text went through whole, the other is in the history"
    ),
}


_LONGEST = 80


def held_path(held: Held) -> str:
    """The path, not yet cleaned; its middle is left out where it is longer than anyone reads."""
    path = held.path
    return path if len(path) <= _LONGEST else f"{path[: _LONGEST // 2]}…{path[-_LONGEST // 2 :]}"


def held_text(held: Held) -> str:
    """One clause; the path is the caller's to show, cleaned."""
    return text(_WORDS[held.code])
