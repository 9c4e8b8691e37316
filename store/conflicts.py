"""Open conflicts of a register: found, explained, and settled by an edit like any other.

Settling is a save in a person's name: it sets the field and removes the conflict's entry, and it stops where
either is no longer as the person saw it.
"""

from __future__ import annotations

import contextlib
import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from schemas.field_kinds import Shape, shape_of_unknown
from schemas.fields import find_spec, record_spec
from schemas.paths import FieldPath
from schemas.validation import Data
from store import files
from store.access import get_value, with_value
from store.changes import FieldChange
from store.codec import decode
from store.codec.canonical import canonical, same
from store.disputed import DisputedVersion, OpenConflict, VersionKind, conflicts_of
from store.errors import NotFound, ReadFailed, RegisterUnusable, Stale, UsageFault
from store.git.repository import Repository
from store.layout import MAX_FILE, file_of
from store.record import Record
from store.saving import ChangedMeanwhile, Edit
from store.snapshot import Snapshot

__all__ = [
    "Choice",
    "DisputedVersion",
    "OpenConflict",
    "OwnFile",
    "VersionKind",
    "conflicts_of",
    "open_conflicts",
    "record_of",
    "settle",
    "settle_side",
    "take",
    "value",
    "value_before",
]


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person chose: some of the versions by their numbers, or, without any, a value of their own."""

    numbers: tuple[int, ...] = ()
    value: Any = None


def take(*numbers: int) -> Choice:
    """One version; several only where a field can hold them all: a text, an ordered list."""
    return Choice(numbers)


def value(own: Any) -> Choice:
    """A value of one's own; None removes the field."""
    return Choice((), own)


@dataclass(frozen=True)
class OwnFile:
    """``knoten.toml`` or ``vocabulary.toml`` as a record is held: what an edit of it starts from."""

    type: str
    data: Data | None
    digest: str
    id: str = ""


def open_conflicts(snapshot: Snapshot) -> list[OpenConflict]:
    """All conflicts of the register that still stand: of records by title, then of its own two files."""
    found: list[OpenConflict] = []
    for row in snapshot.rows():
        if row.conflicts:
            with contextlib.suppress(NotFound):  # deleted meanwhile
                found += conflicts_of(row.type, row.id, snapshot.record(row.id).data)
    for kind in ("register", "vocabulary"):
        found += conflicts_of(kind, "", own_file(snapshot, kind).data)
    return found


def own_file(snapshot: Snapshot, kind: str) -> OwnFile:
    """One of the register's own two files (``register``, ``vocabulary``), read now."""
    path = file_of(kind, "")
    try:
        raw = files.read_bounded(f"{snapshot.path}/{path}", MAX_FILE)
    except ReadFailed:
        return OwnFile(kind, None, "")
    return OwnFile(kind, decode(raw, path).data, files.digest(raw))


def record_of(snapshot: Snapshot, conflict: OpenConflict) -> Record | OwnFile:
    """What a conflict stands in, as it is now: to settle it there. Raises NotFound ``unknown_id``."""
    if conflict.record:
        return snapshot.record(conflict.record)
    return own_file(snapshot, conflict.type)


def value_before(repository: Repository, conflict: OpenConflict, version: DisputedVersion) -> Any | None:
    """What was there before the commit that a version names: the field's value in that commit's parent.

    Of an entry or record, its whole table. None where nothing was there, or where that is not known here.
    """
    if not version.commit:
        return None
    try:
        parents = repository.read_commit(version.commit).parents
        values = [_value_at(repository, parent, conflict) for parent in parents]
    except RegisterUnusable:  # a commit that is not here, or a file that is too large to be a record's
        return None
    # A person's merge has several parents: what it changed is what one of them had otherwise.
    other = (found for found in values if not same(found, version.value))
    return next(other, values[0] if values else None)


def _value_at(repository: Repository, commit: str, conflict: OpenConflict) -> Any | None:
    blob = repository.blobs_at(commit, [conflict.file]).get(conflict.file)
    data = decode(repository.read_blob(blob, MAX_FILE), conflict.file).data if blob else None
    if data is None:
        return None
    spec = record_spec(conflict.type)
    return get_value(spec, canonical(data, spec), conflict.path)


def settle(record: Record | OwnFile, conflict: OpenConflict, choice: Choice) -> Edit:
    """The edit that settles a conflict as chosen; ``Register.save`` saves it, alone or with others.

    Of an entry or record, taking "present" keeps it as it stands and taking "removed" deletes it.

    Raises:
        ChangedMeanwhile: the record is no longer disputed as it was shown (``clashes``: what was wanted).
        UsageFault: ``conflict_no_version``, ``conflict_unreadable``, ``conflict_keep_one``,
            ``conflict_not_a_value``: this cannot be chosen.
    """
    return _edit(record, [(conflict, choice)])


def settle_side(record: Record | OwnFile, conflicts: Iterable[OpenConflict], by: str) -> Edit:
    """The edit that settles these conflicts of one record by an author's versions, where there is one.

    Of several versions by one author the latest is taken. Raises UsageFault ``conflict_no_side``, and as
    ``settle``.
    """
    chosen = []
    for conflict in conflicts:
        readable = [version for version in conflict.versions if version.kind != "unreadable"]
        theirs = [version for version in readable if version.by == by]
        if theirs:
            latest = max(theirs, key=lambda version: (str(version.on or ""), version.commit, version.number))
            chosen.append((conflict, take(latest.number)))
    if not chosen:
        raise UsageFault("conflict_no_side", name=by)
    return _edit(record, chosen)


def _edit(record: Record | OwnFile, chosen: Sequence[tuple[OpenConflict, Choice]]) -> Edit:
    if record.data is None:
        raise Stale("hand_edit_unreadable", path=file_of(record.type, record.id))
    standing = conflicts_of(record.type, record.id, record.data)
    wanted: Data | None = record.data
    watched: list[FieldPath] = []
    # What is furthest inside comes first: an entry that is deleted takes its fields' conflicts with it.
    for conflict, choice in sorted(chosen, key=lambda pair: -len(pair[0].path)):
        settled = _settled(record.data if wanted is None else wanted, conflict, choice)
        if conflict not in standing:
            raise _changed(record, conflict, settled)
        wanted = settled
        watched += [conflict.path, conflict.key] if conflict.path else [conflict.key]
    return Edit(record.type, record.id, record.data, record.digest, wanted, tuple(watched))


def _changed(record: Record | OwnFile, conflict: OpenConflict, settled: Data | None) -> ChangedMeanwhile:
    spec = record_spec(conflict.type)
    wanted = get_value(spec, settled, conflict.path)
    change = FieldChange(conflict.type, conflict.record, conflict.path, conflict.shown.value, wanted)
    return ChangedMeanwhile(file_of(record.type, record.id), [change])


def _settled(data: Data, conflict: OpenConflict, choice: Choice) -> Data | None:
    """The data with the choice in the field and without the conflict; None deletes the record."""
    spec = record_spec(conflict.type)
    if conflict.presence:
        if not _stays(conflict, choice):
            return with_value(spec, data, conflict.path, None) if conflict.path else None
    else:
        data = with_value(spec, data, conflict.path, _chosen(conflict, choice))
    return with_value(spec, data, conflict.key, None)


def _stays(conflict: OpenConflict, choice: Choice) -> bool:
    if not choice.numbers:
        raise UsageFault("conflict_not_a_value")
    if len(choice.numbers) > 1:
        raise UsageFault("conflict_keep_one")
    return _version(conflict, choice.numbers[0]).kind == "present"


def _chosen(conflict: OpenConflict, choice: Choice) -> Any:
    if not choice.numbers:
        return choice.value
    values = [_version(conflict, number).value for number in dict.fromkeys(choice.numbers)]
    if len(values) == 1:
        return values[0]
    spec, _ = find_spec(record_spec(conflict.type), conflict.path)
    shape = spec.shape if spec else shape_of_unknown(*(version.value for version in conflict.versions))
    together = _JOINED.get(shape)
    if together is None or None in values:
        raise UsageFault("conflict_keep_one")
    joined = values[0]
    for other in values[1:]:
        joined = together(joined, other)
    return joined


def _version(conflict: OpenConflict, number: int) -> DisputedVersion:
    version = conflict.version(number)
    if version is None:
        raise UsageFault("conflict_no_version", number=number, count=len(conflict.versions))
    if version.kind == "unreadable":
        raise UsageFault("conflict_unreadable", number=number)
    return version


def _texts(one: str, other: str) -> str:
    """Both texts, paragraph by paragraph; what they share stands once."""
    return "\n\n".join(_both(one.strip("\n").split("\n\n"), other.strip("\n").split("\n\n")))


def _both(one: list[Any], other: list[Any]) -> list[Any]:
    """The items of both lists, as far as can be in the order of both; what both have stands once."""
    found: list[Any] = []
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    for kind, first, last, start, end in matcher.get_opcodes():
        found += one[first:last]
        if kind != "equal":
            found += [item for item in other[start:end] if item not in one]
    return found


_JOINED: dict[Shape, Callable[[Any, Any], Any]] = {Shape.TEXT: _texts, Shape.LIST: _both}
