"""From edits to the files of one commit: what a person changed in a form, put on what stands there now.

A form may have been open for hours. So an edit is not "these bytes" but the difference between what the
person saw and what the person wants; it is put, field by field, on the committed version and (by the work
tree's own rule) on hand edits that are not saved yet. Where a field changed meanwhile, the save stops.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Container, Iterable, Sequence
from pathlib import Path

from schemas.fields import record_spec
from schemas.paths import FieldPath
from schemas.problems import Problem
from schemas.record import RECORD_TYPES, RecordType
from schemas.validation import Data, check_record, check_register_file
from store import files
from store.access import get_value
from store.changes import FieldChange, apply, diff, rebase
from store.codec import decode, encode, with_comments
from store.codec.canonical import canonical, same
from store.disputed import disputed_since, without_settled
from store.errors import Stale, StoreError
from store.exchange import remove_if
from store.git.repository import Repository
from store.layout import MAX_FILE, file_of
from store.record import Record
from store.worktree import Shown


@dataclasses.dataclass(frozen=True)
class Edit:
    """One file to change: ``base`` is its data as the person saw it (None: new), ``data`` as it is to be.

    ``type`` is a record type, or ``register`` or ``vocabulary`` for those two files; ``data`` None deletes.
    ``base_digest`` is the digest of the file that ``base`` came from, or of one that cannot be read. Fields
    that are ``watched`` must still be as the person saw them (or be as wanted already), also those that the
    edit does not change.
    """

    type: str
    id: str
    base: Data | None
    base_digest: str
    data: Data | None
    watched: tuple[FieldPath, ...] = ()

    @property
    def path(self) -> str:
        """The file, relative to the register."""
        return file_of(self.type, self.id)


def new_edit(kind: RecordType, data: Data) -> Edit:
    """An edit that makes a record; its id stands in the data."""
    return Edit(kind, str(data["id"]), None, "", data)


def change_edit(record: Record, data: Data) -> Edit:
    """An edit that changes a record that was read before."""
    return Edit(record.type, record.id, record.data, record.digest, data)


def mend_edit(record: Record, data: Data) -> Edit:
    """An edit that puts a readable version in the place of a file that cannot be read."""
    return Edit(record.type, record.id, None, record.digest, data)


def delete_edit(record: Record) -> Edit:
    """An edit that deletes a record."""
    return Edit(record.type, record.id, record.data, record.digest, None)


class InvalidRecord(StoreError):  # noqa: N818 - named as the others in store.errors
    """What is to be saved breaks the schema; ``problems`` say where."""

    exit_status = 1

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("invalid_record", count=len(problems))
        self.problems = tuple(problems)


class ChangedMeanwhile(Stale):
    """Fields changed since the person saw them; ``clashes`` are the person's changes that do not fit."""

    def __init__(self, path: str, clashes: Sequence[FieldChange]) -> None:
        super().__init__("changed_meanwhile", path=path)
        self.clashes = tuple(clashes)


@dataclasses.dataclass(frozen=True)
class Planned:
    """What one edit comes to: the bytes to commit (None deletes), and what they change there.

    ``shown`` is for a file with unsaved hand edits: what the person saw, and what is to stand there.
    """

    path: str
    raw: bytes | None
    changes: tuple[FieldChange, ...]
    comments: int = 0
    shown: Shown | None = None


def plan_edits(repository: Repository, root: Path, head: str | None, edits: Iterable[Edit]) -> list[Planned]:
    """What the edits come to on the commit ``head``; edits that change nothing are left out.

    Raises InvalidRecord, ChangedMeanwhile, Stale (``id_taken``, ``record_gone``, ``hand_edit_unreadable``,
    ``hand_edit_unsaved``).
    """
    edits = list(edits)
    blobs = repository.blobs_at(head, {edit.path for edit in edits}) if head else {}
    planned = [_plan(repository, root, blobs.get(edit.path), edit) for edit in edits]
    return [plan for plan in planned if plan.changes]


def _plan(repository: Repository, root: Path, blob: str | None, edit: Edit) -> Planned:
    raw = repository.read_blob(blob, MAX_FILE) if blob else None
    found = _on_disk(root, edit.path, {blob, edit.base_digest})
    if edit.base is None and edit.data is not None:
        return _planned_new(edit, edit.data, raw, found)
    if edit.data is None and raw is None and found is None:
        return Planned(edit.path, None, ())  # deleted already
    if found is None:
        raise Stale("record_gone", path=edit.path)
    if edit.data is None:
        return _planned_delete(edit, raw, found)
    if files.digest(found) == edit.base_digest == blob:
        return _checked(edit, edit.base, edit.data, decode(found, edit.path).text)
    before, wanted, beside = _rebased(edit, raw, found)
    # Comments of hand edits that are not saved stay out of the commit, as the edits do.
    saved = raw if before is not None and raw is not None else found
    planned = _checked(edit, before, wanted, decode(saved, edit.path).text)
    beside, _ = with_comments(without_settled(edit.type, beside), decode(found, edit.path).text)
    shown = Shown(files.digest(found), encode(beside, record_spec(edit.type)))
    return dataclasses.replace(planned, shown=shown)


def _planned_new(edit: Edit, data: Data, raw: bytes | None, found: bytes | None) -> Planned:
    """A new record, or a readable version in the place of a file that cannot be read."""
    if edit.base_digest:
        if found is None or files.digest(found) != edit.base_digest:
            raise Stale("changed_meanwhile", path=edit.path)
        return _checked(edit, {}, data, "")
    if raw is not None and raw == found and not diff(edit.type, edit.id, _data(raw, edit), data):
        return Planned(edit.path, raw, ())  # saved already, by a save that could not tell so
    if raw is not None or found is not None:
        raise Stale("id_taken", path=edit.path)
    return _checked(edit, None, data, "")


def _on_disk(root: Path, path: str, known: Container[str | None]) -> bytes | None:
    return files.read_settled(str(root / path), MAX_FILE, known)


def _data(raw: bytes, edit: Edit) -> Data | None:
    return decode(raw, edit.path).data


def _planned_delete(edit: Edit, raw: bytes | None, found: bytes) -> Planned:
    """The deletion of what the person saw: a hand edit, too, but not of a file that was never saved."""
    if files.digest(found) != edit.base_digest:
        raise Stale("changed_meanwhile", path=edit.path)
    if raw is None:
        raise Stale("hand_edit_unsaved", path=edit.path)
    before = decode(raw, edit.path).data or edit.base or {"id": edit.id}
    return Planned(edit.path, None, tuple(diff(edit.type, edit.id, before, None)))


def remove_deleted(root: Path, edits: Iterable[Edit], left: list[str]) -> None:
    """Remove the hand edits of records that were deleted as they stand; ``left`` is what was not touched.

    The work tree leaves hand edits alone; here the person saw them, and deleted what they saw.
    """
    for edit in edits:
        if edit.data is None and edit.path in left:
            found = _on_disk(root, edit.path, {edit.base_digest})
            if found is not None and files.digest(found) == edit.base_digest:
                remove_if(str(root / edit.path), found)
                left.remove(edit.path)


def _rebased(edit: Edit, raw: bytes | None, found: bytes) -> tuple[Data | None, Data, Data]:
    """The committed data, that data with the person's changes, and the file's data with them.

    Hand edits that are not saved stay out of the second, and stay in the third.
    """
    now = _data(found, edit)
    if not now:  # an empty file is ruined, or about to be written
        raise Stale("hand_edit_unreadable", path=edit.path)
    changes = diff(edit.type, edit.id, edit.base, edit.data)
    clashes = clashes_with(edit.base, now, changes) or _moved(edit, now)
    if clashes:
        raise ChangedMeanwhile(edit.path, clashes)
    committed = _data(raw, edit) if raw is not None else None
    beside = apply(now, changes) or {}
    if committed is None:
        # Never committed, or broken there: what is on disk, with the person's changes, is the record.
        return committed, beside, beside
    wanted = apply(committed, changes) or {}
    if _problems(edit, wanted):
        raise Stale("hand_edit_unsaved", path=edit.path)
    return committed, wanted, beside


def clashes_with(base: Data | None, now: Data, changes: Sequence[FieldChange]) -> list[FieldChange]:
    """The changes, made on ``base``, that do not fit on what stands there now.

    The field has changed, or it is disputed now by what the person has not seen.
    """
    _, clashes = rebase(now, changes)
    more = [change for change in changes if disputed_since(change.type, base, now, change.path)]
    return clashes + [change for change in more if change not in clashes]


def _moved(edit: Edit, now: Data) -> list[FieldChange]:
    """The watched fields, as wanted, if they are neither as the person saw them nor all as wanted already."""
    spec = record_spec(edit.type)
    base, wanted, found = (canonical(data or {}, spec) for data in (edit.base, edit.data, now))

    def equal(one: Data, other: Data) -> bool:
        return all(same(get_value(spec, one, path), get_value(spec, other, path)) for path in edit.watched)

    if equal(found, base) or equal(found, wanted):
        return []
    sides = ((path, get_value(spec, base, path), get_value(spec, wanted, path)) for path in edit.watched)
    return [FieldChange(edit.type, edit.id, *side) for side in sides]


def _checked(edit: Edit, before: Data | None, wanted: Data | None, text: str) -> Planned:
    if wanted is None:
        wanted = {}
    # What the field now holds settles what it was disputed for.
    kept, comments = with_comments(without_settled(edit.type, wanted), text)
    problems = _problems(edit, kept)
    if problems:
        raise InvalidRecord(problems)
    changes = diff(edit.type, edit.id, before, kept)
    return Planned(edit.path, encode(kept, record_spec(edit.type)), tuple(changes), comments)


def _problems(edit: Edit, data: Data) -> list[Problem]:
    if edit.type == "register":
        return check_register_file(data)[1]
    for kind in RECORD_TYPES:
        if kind == edit.type:
            return check_record(kind, data, edit.path)[1]
    return []
