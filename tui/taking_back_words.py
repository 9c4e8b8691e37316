"""Taking a share's changes back, in words: whose work each is, and what was kept and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.change_words import MAX_SUBJECT, describe_change, register_language
from tui.words import N_, speaking, text, time_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from store.register import SubjectOf
    from store.sharing.past_shares import SharedChange
    from store.snapshot import Snapshot
    from store.taking_back import Kept
    from tui.field_words import Names

_REASONS: Mapping[str, str] = {
    "changed_since": N_("was changed again since"),
    "would_break": N_("the entry would not be right without it"),
    "unreadable": N_("the file cannot be read now"),
}


def change_words(shared: SharedChange, names: Names) -> str:
    """What was changed: a field with its old and new value, or the whole record."""
    change = shared.change
    data = names.data(change.record) if change.record else None
    return describe_change(change, names, data)


def author_words(shared: SharedChange, names: Names) -> str:
    """Whose work it is: "Berta Beispiel, Hand in Hand, 20.11.2026, 09:12"."""
    if shared.author is None or shared.when is None:
        return text("put together by itself")
    organisation = names.title(shared.author.actor) if shared.author.actor else None
    parts = [shared.author.name or text("unknown"), organisation or shared.author.actor]
    return ", ".join([*(part for part in parts if part), time_text(shared.when)])


def kept_words(kept: Kept, names: Names) -> str:
    """What was not taken back, and why."""
    data = names.data(kept.change.record) if kept.change.record else None
    return f"{describe_change(kept.change, names, data)}: {text(_REASONS[kept.reason])}"


def taking_back_subject(snapshot: Snapshot, subject: SubjectOf) -> SubjectOf:
    """What makes the subject of the commit that takes changes back, in the register's language."""

    def make(changes: object) -> str:
        with speaking(register_language(snapshot.config.languages)):
            words = text("Taken back: {what}", what=subject(changes))  # type: ignore[arg-type]  # SubjectOf's own
        return words if len(words) <= MAX_SUBJECT else words[: MAX_SUBJECT - 1].rstrip() + "…"

    return make
