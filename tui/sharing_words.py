"""A share in words: what is under way, what would come and go, and how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.field_words import KINDS
from tui.words import N_, ntext, number_text, quoted, text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from store.git.watched import Progress
    from store.history import RecordChange

_PHASES: Mapping[str, str] = {
    "enumerating": N_("looking through the history"),
    "counting": N_("looking through the history"),
    "compressing": N_("packing"),
    "receiving": N_("taking in"),
    "resolving": N_("unpacking"),
    "unpacking": N_("unpacking"),
    "checking": N_("checking"),
    "writing": N_("handing out"),
}
STATES: Mapping[str, str] = {
    "up_to_date": N_("nothing new on either side"),
    "taken": N_("taken in"),
    "given": N_("handed out"),
    "exchanged": N_("taken in and handed out"),
    "declined": N_("nothing done"),
    "stopped": N_("stopped, something has to be decided first"),
    "failed": N_("failed"),
}


def progress_words(partner: str, seen: Progress | None) -> str:
    """One line on how far it is."""
    if seen is None:
        return text("{partner}: asking …", partner=partner)
    phase = text(_PHASES.get(seen.phase, N_("checking")))
    done, total = number_text(seen.done), number_text(seen.total)
    return text("{partner}: {phase}, {done} of {total}", partner=partner, phase=phase, done=done, total=total)


def count_words(changes: Sequence[RecordChange]) -> str:
    """How many records, and files of the register's own, changes are about."""
    return ntext("{n} change", "{n} changes", len(changes))


def change_line(change: RecordChange) -> str:
    """One record's change on one line."""
    title = quoted(change.title or change.record) if change.record else text(KINDS[change.type])
    if change.action == "added":
        return text("{title} is new", title=title)
    if change.action == "deleted":
        return text("{title} is deleted", title=title)
    return text("{title} is changed", title=title)
