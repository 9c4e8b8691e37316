"""The change history, read from git and told as field changes of records.

A commit is told against its first parent, a merge by what differs from every parent: what it brings in was
told by the commits it brings in. The program's own merges tell nothing; a commit that only calls itself one
is found out by computing it again, and hides nothing. Commits come in causal order: no clock,
however wrong, puts an effect before its cause.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType

from schemas.fields import title_of
from schemas.record import RecordType
from schemas.validation import Data
from store.changes import FieldChange, diff
from store.codec import decode
from store.git.log import LogEntry
from store.git.objects import Signature
from store.git.repository import Repository
from store.git.trees import TreeChange
from store.layout import MAX_FILE, kind_of, locate, path_of
from store.merge_mark import claims_to_be_own
from store.people import TRAILER
from store.sharing.merging import is_own_merge

_ACTOR = re.compile(rf"^{TRAILER}: *([a-z0-9-]+) *$", re.MULTILINE)
_LONGEST_NAME, _LONGEST_REMARK = 200, 2000  # characters; a partner may write a megabyte
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


@dataclasses.dataclass(frozen=True)
class Author:
    """Who committed, as the commit says: a claim, not a proof. Texts are not yet safe to print."""

    name: str
    email: str
    actor: str = ""


@dataclasses.dataclass(frozen=True)
class RecordChange:
    """What one commit did to one record (or to the register's own two files).

    ``action`` is added, changed or deleted. ``unreadable``: the file cannot be read as a record after it.
    """

    type: str
    record: str
    title: str
    action: str
    fields: tuple[FieldChange, ...]
    unreadable: bool = False


@dataclasses.dataclass(frozen=True)
class HistoryEntry:
    """One commit: when (with the author's own offset), who, what.

    ``implausible``: the clock cannot be right.
    """

    commit: str
    time: datetime
    author: Author
    subject: str
    remark: str
    merge: bool
    records: tuple[RecordChange, ...]
    implausible: bool = False


def read_history(
    repository: Repository,
    *,
    heads: Iterable[str] | None = None,
    since: Iterable[str] = (),
    record: tuple[RecordType, str] | None = None,
    limit: int | None = None,
    skip: int = 0,
) -> Iterator[HistoryEntry]:
    """Entries newest first, of all records or of one; reading may stop at any entry.

    ``heads`` is what to start from (the register's own line), ``since`` what is left out with all before it.
    ``limit`` and ``skip`` count entries; the program's own merges are passed over and not counted.
    """
    if heads is None:
        head = repository.head()
        heads = [head] if head else []
    paths = [path_of(*record)] if record else []
    told = 0
    for entry in repository.log(list(heads), list(since), paths=paths, merges=True):
        changes = written_by(repository, entry)
        if claims_to_be_own(entry.message) and is_own_merge(repository, entry.oid):
            continue
        if record and not any(change.path in paths for change in changes):
            continue
        told += 1
        if told <= skip:
            continue
        yield _entry(repository, entry, [change for change in changes if not record or change.path in paths])
        if limit is not None and told >= skip + limit:
            return


def author_of(signature: Signature, message: str) -> Author:
    """Who a commit says it is by."""
    actor = _ACTOR.search(message)
    name, email = (_cut(text, _LONGEST_NAME) for text in (signature.name, signature.email))
    return Author(name, email, actor[1] if actor else "")


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def time_of(signature: Signature) -> datetime:
    """When a commit says it was made; a time that no calendar has becomes 1970."""
    try:
        zone = timezone(timedelta(minutes=signature.offset))
        return datetime.fromtimestamp(signature.time, UTC).astimezone(zone)
    except (OverflowError, ValueError, OSError):
        return datetime.fromtimestamp(0, UTC)


def is_implausible(when: datetime) -> bool:
    """Whether a clock cannot be right: before 2000, or more than a day ahead."""
    return when < _EARLIEST or when > datetime.now(UTC) + timedelta(days=1)


def written_by(repository: Repository, entry: LogEntry) -> list[TreeChange]:
    """What a commit itself wrote: of a merge, the paths that differ from every parent."""
    changes = list(entry.changes)
    for parent in entry.parents[1:] if changes else ():
        others = {change.path: change for change in repository.diff_trees(parent, entry.oid)}
        changes = [change for change in changes if change.path in others]
    return changes


def _entry(repository: Repository, entry: LogEntry, changes: list[TreeChange]) -> HistoryEntry:
    when = time_of(entry.author)
    subject, _, body = entry.message.strip().partition("\n")
    return HistoryEntry(
        entry.oid,
        when,
        author_of(entry.author, entry.message),
        _cut(subject, _LONGEST_NAME),
        _cut(_ACTOR.sub("", body).strip(), _LONGEST_REMARK),
        len(entry.parents) > 1,
        tuple(record_changes(repository, changes)),
        is_implausible(when),
    )


def record_changes(
    repository: Repository, changes: Iterable[TreeChange], made: Mapping[str, bytes] = MappingProxyType({})
) -> Iterator[RecordChange]:
    """What differs between two trees, told by records; files that are no records are passed over.

    ``made`` are blobs that are not written yet.
    """
    known = [change for change in changes if kind_of(change.path) is not None]
    oids = [oid for change in known for oid in (change.old_oid, change.new_oid) if oid and oid not in made]
    # A file that is too large, or whose object is lost, is no record; it must not hide the others.
    sizes = zip(oids, repository.object_infos(oids), strict=True)
    oids = [oid for oid, info in sizes if info is not None and info.kind == "blob" and info.size <= MAX_FILE]
    blobs = dict(zip(oids, repository.read_blobs(oids, MAX_FILE), strict=True)) if oids else {}
    blobs.update(made)
    for change in known:
        yield _record_change(change, blobs)


def _record_change(change: TreeChange, blobs: Mapping[str, bytes]) -> RecordChange:
    kind = kind_of(change.path) or ""
    located = locate(change.path)
    record = located[1] if located else ""
    old, new = (_data(blobs, oid, change.path) for oid in (change.old_oid, change.new_oid))
    if change.old_oid is None or change.new_oid is None:
        action = "added" if change.old_oid is None else "deleted"
    else:
        action = "changed"
    title = _cut(title_of(located[0], new or old or {"id": record}), _LONGEST_NAME) if located else ""
    unreadable = change.new_oid is not None and new is None
    # From or to a version that cannot be read there are no fields to compare.
    comparable = not unreadable and (old is not None or change.old_oid is None)
    fields = diff(kind, record, old, new) if comparable else []
    return RecordChange(kind, record, title, action, tuple(fields), unreadable)


def _data(blobs: Mapping[str, bytes], oid: str | None, path: str) -> Data | None:
    return decode(blobs[oid], path).data if oid and oid in blobs else None
