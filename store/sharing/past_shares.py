"""Shares of the past: what each brought in, and whose work that is.

A share that only moved on to a partner's commit leaves no commit of its own; where our line stood before is
in git's log of the ref. So past shares are known on the machine that shared, as far back as git remembers.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice

from store.changes import FieldChange
from store.codec.canonical import same
from store.errors import RegisterUnusable
from store.git.ref_log import ref_log
from store.git.refs import MAIN
from store.git.repository import Repository
from store.history import Author, HistoryEntry, RecordChange, read_history, record_changes
from store.sharing.taking import NOTE

_CONFLICTS = "conflicts"


@dataclasses.dataclass(frozen=True)
class PastShare:
    """A share that took something in: the register's line before (``old``) and after (``new``), and when."""

    old: str
    new: str
    when: datetime


@dataclasses.dataclass(frozen=True)
class SharedChange:
    """A field that a share changed here, and whose work that is.

    ``author`` and ``commit`` are of the latest commit of the share that wrote the field; None and "" where
    nobody did by itself (texts that were put together).
    """

    change: FieldChange
    title: str
    author: Author | None = None
    when: datetime | None = None
    commit: str = ""


def last_share(repository: Repository) -> PastShare | None:
    """The latest share that took something in, if git remembers any."""
    return next(past_shares(repository), None)


def past_shares(repository: Repository, limit: int = 50) -> Iterator[PastShare]:
    """Shares that took something in, newest first; the steps of one that went in rounds are one.

    Those that the register's line does not contain any more are left out.
    """
    head = repository.head()
    for share in islice(_noted(repository), limit):
        try:
            contained = head is not None and repository.is_ancestor(share.new, head)
            known = repository.object_infos([share.old]) != [None]
        except RegisterUnusable:  # a commit that is not here any more
            continue
        if contained and known:
            yield share


def _noted(repository: Repository) -> Iterator[PastShare]:
    begun: tuple[PastShare, str] | None = None
    for move in ref_log(repository.git_dir, MAIN):
        if not move.note.startswith(NOTE) or move.old is None:
            continue
        if begun is not None and begun[1] == move.note and begun[0].old == move.new:
            begun = dataclasses.replace(begun[0], old=move.old), move.note
            continue
        if begun is not None:
            yield begun[0]
        begun = PastShare(move.old, move.new, datetime.fromtimestamp(move.time, UTC)), move.note
    if begun is not None:
        yield begun[0]


def changes_of_share(repository: Repository, share: PastShare) -> tuple[SharedChange, ...]:
    """What a share changed here, field by field, by record; conflicts that came with it are left out.

    Raises RegisterUnusable.
    """
    entries = list(read_history(repository, heads=[share.new], since=[share.old]))
    changes = record_changes(repository, repository.diff_trees(share.old, share.new))
    return tuple(_credited(changes, entries))


def _credited(changes: Iterable[RecordChange], entries: Iterable[HistoryEntry]) -> Iterator[SharedChange]:
    wrote: dict[tuple[str, str], list[tuple[HistoryEntry, FieldChange]]] = {}
    for entry in entries:
        for record in entry.records:
            fields = wrote.setdefault((record.type, record.record), [])
            fields += [(entry, field) for field in record.fields]
    for record in changes:
        for field in record.fields:
            if field.path[:1] != (_CONFLICTS,):
                yield _with_author(record, field, wrote.get((record.type, record.record), []))


def _with_author(
    record: RecordChange, change: FieldChange, wrote: Iterable[tuple[HistoryEntry, FieldChange]]
) -> SharedChange:
    """The latest entry that gave the field its value; else the latest that wrote it or what is inside it."""
    found = None
    for entry, field in wrote:
        if field.path == change.path and same(field.new, change.new):
            found = entry
            break
        if found is None and (not change.path or _touches(field, change)):
            found = entry
    if found is None:
        return SharedChange(change, record.title)
    return SharedChange(change, record.title, found.author, found.time, found.commit)


def _touches(field: FieldChange, change: FieldChange) -> bool:
    shorter = min(len(field.path), len(change.path))
    return field.path[:shorter] == change.path[:shorter]
