"""Changes as blocks to read: by record, field by field, in words."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from tui.change_words import describe_change
from tui.field_words import Names, names_of
from tui.widgets.detail_pane import Block, Fact, Link, Prose
from tui.words import ntext, text, time_text

if TYPE_CHECKING:
    from store.history import HistoryEntry, RecordChange
    from store.snapshot import Snapshot

MOST = 100
"""Records told field by field; a share can bring thousands, and nobody reads them here."""


def change_blocks(
    snapshot: Snapshot, changes: Sequence[RecordChange], *, most: int = MOST, brief: bool = False
) -> Iterator[Block]:
    """The first ``most`` records with what changed in each (``brief``: without); existing ones are links."""
    names = _names(snapshot, changes)
    for change in changes[:most]:
        yield _headline(snapshot, change)
        if not brief:
            yield from _fields(change, names)
    rest = len(changes) - most
    if rest > 0:
        yield Prose(ntext("… and {n} more entry", "… and {n} more entries", rest), quiet=True, indent=2)


def _names(snapshot: Snapshot, changes: Iterable[RecordChange]) -> Names:
    """What ids are called: here, else by the changes themselves, for what is new is not here yet."""
    names = names_of(snapshot)
    told = {change.record: change.title for change in changes if change.title}
    return dataclasses.replace(names, title=lambda found: names.title(found) or told.get(found))


def _headline(snapshot: Snapshot, change: RecordChange) -> Block:
    action = {"added": text("new"), "changed": text("changed"), "deleted": text("deleted")}[change.action]
    if change.record in snapshot:
        return Fact("", "", [Link(change.title or change.record, change.type, change.record, action)])
    named = change.title or {"register": text("The register itself"), "vocabulary": text("The terms")}.get(
        change.type, change.record
    )
    return Fact("", f"{named}  {action}")


def _fields(change: RecordChange, names: Names) -> Iterator[Block]:
    if change.unreadable:
        yield Prose(text("The file cannot be read as a record since this version."), indent=4)
    data = _data(change) or (names.data(change.record) if change.fields else None)
    for field in change.fields:
        if field.path:
            yield Prose(describe_change(field, names, data), indent=4)


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
