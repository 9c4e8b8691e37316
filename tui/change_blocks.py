"""Changes as blocks to read: by record, field by field, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from tui.change_words import describe_change
from tui.field_words import Names, names_of
from tui.widgets.detail_pane import Block, Fact, Link, Prose
from tui.words import text, time_text

if TYPE_CHECKING:
    from store.history import HistoryEntry, RecordChange
    from store.snapshot import Snapshot


def change_blocks(snapshot: Snapshot, changes: Iterable[RecordChange]) -> Iterator[Block]:
    """Each record with what changed in it; a record that still exists is a link."""
    names = names_of(snapshot)
    for change in changes:
        yield _headline(snapshot, change)
        yield from _fields(change, names)


def _headline(snapshot: Snapshot, change: RecordChange) -> Block:
    action = {"added": text("new"), "changed": text("changed"), "deleted": text("deleted")}[change.action]
    if change.record in snapshot:
        return Fact("", "", [Link(change.title or change.record, change.type, change.record, action)])
    named = change.title or {"register": text("The register itself"), "vocabulary": text("The terms")}.get(
        change.type, change.record
    )
    return Fact("", f"{named} ({action})")


def _fields(change: RecordChange, names: Names) -> Iterator[Block]:
    if change.unreadable:
        yield Prose(text("The file cannot be read as a record since this version."), indent=4)
    for field in change.fields:
        if field.path:
            yield Prose(describe_change(field, names, _data(change)), indent=4)


def _data(change: RecordChange) -> dict[str, object] | None:
    """Changes inside an entry name it by the entry's own fields, which only the record has."""
    whole = next((field for field in change.fields if not field.path), None)
    data = (whole.new or whole.old) if whole else None
    return data if isinstance(data, dict) else None


def entry_blocks(snapshot: Snapshot, entry: HistoryEntry) -> list[Block]:
    """One entry of the history: when, who, why, and what."""
    who = entry.author.name or text("unknown")
    organisation = snapshot.title(entry.author.actor) if entry.author.actor else ""
    blocks: list[Block] = [
        Fact(text("When"), time_text(entry.time)),
        Fact(text("Who"), f"{who}, {organisation}" if organisation else who),
    ]
    if entry.implausible:
        blocks.append(
            Prose(text("The clock of that machine was wrong; the order here is right all the same."))
        )
    if entry.remark:
        blocks.append(Fact(text("Why"), entry.remark))
    blocks += change_blocks(snapshot, entry.records)
    return blocks
