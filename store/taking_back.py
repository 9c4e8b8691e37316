"""Taking changes back: one commit of a person's that undoes them field by field, and leaves what came after.

Nothing is rewritten. What changed since is kept and said, for it is newer work; and since it is a change like
any other, partners get it at the next share.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Literal, NamedTuple

from schemas.record import RECORD_TYPES
from schemas.validation import Data, check_record
from store.changes import FieldChange, diff, rebase
from store.conflicts import OwnFile, own_file
from store.errors import NotFound
from store.layout import file_of
from store.people import Person
from store.record import Record
from store.register import Register, SubjectOf
from store.saving import Edit, delete_edit, new_edit
from store.snapshot import Snapshot

Reason = Literal["changed_since", "would_break", "unreadable"]


class Kept(NamedTuple):
    """A change that was not taken back.

    ``changed_since``: the field was changed again; ``would_break``: the record would not be right without it;
    ``unreadable``: the file cannot be read now.
    """

    change: FieldChange
    reason: Reason


class TakenBack(NamedTuple):
    """What was taken back, in which commit (None: nothing was), and what was kept."""

    commit: str | None
    undone: tuple[FieldChange, ...]
    kept: tuple[Kept, ...]


def take_back(
    register: Register,
    changes: Sequence[FieldChange],
    subject: SubjectOf,
    *,
    person: Person | None = None,
    remark: str = "",
) -> TakenBack:
    """Take these changes back in one commit.

    Raises as ``Register.save``; nothing has changed then.
    """
    register.refresh()
    by_record: dict[tuple[str, str], list[FieldChange]] = {}
    for change in changes:
        by_record.setdefault((change.type, change.record), []).append(change)
    edits: list[Edit] = []
    undone: list[FieldChange] = []
    kept: list[Kept] = []
    for wanted in by_record.values():
        edit, left = _planned(register.snapshot, wanted)
        kept += left
        left_out = {id(one.change) for one in left}
        undone += [change for change in wanted if id(change) not in left_out]
        edits += [edit] if edit is not None else []
    saved = register.save(edits, subject, person=person, remark=remark) if edits else None
    return TakenBack(saved.commit if saved else None, tuple(undone), tuple(kept))


def _planned(snapshot: Snapshot, changes: Sequence[FieldChange]) -> tuple[Edit | None, list[Kept]]:
    """The edit of one record that takes its changes back, and what is kept."""
    kind, record_id = changes[0].type, changes[0].record
    now = _standing(snapshot, kind, record_id)
    if now is not None and now.data is None:
        return None, [Kept(change, "unreadable") for change in changes]
    data = now.data if now is not None else None
    back = [change.reversed() for change in changes]
    wanted, clashes = rebase(data, back)
    clashing = {id(change) for change in clashes}
    kept = [
        Kept(change, "changed_since")
        for change, reverse in zip(changes, back, strict=True)
        if id(reverse) in clashing
    ]
    if not diff(kind, record_id, data, wanted):
        return None, kept
    if wanted is not None and _breaks(kind, record_id, wanted):
        left = [change for change, reverse in zip(changes, back, strict=True) if id(reverse) not in clashing]
        return None, [*kept, *(Kept(change, "would_break") for change in left)]
    return _edit(kind, record_id, now, wanted), kept


def _edit(kind: str, record_id: str, now: Record | OwnFile | None, wanted: Data | None) -> Edit:
    if now is None:
        record_type = next(known for known in RECORD_TYPES if known == kind)
        return new_edit(record_type, wanted or {"id": record_id})
    if wanted is None and isinstance(now, Record):
        return delete_edit(now)
    return Edit(kind, record_id, now.data, now.digest, wanted)


def _standing(snapshot: Snapshot, kind: str, record_id: str) -> Record | OwnFile | None:
    if kind not in RECORD_TYPES:
        return own_file(snapshot, kind)
    with contextlib.suppress(NotFound):
        found = snapshot.record(record_id)
        return found if found.type == kind else None
    return None


def _breaks(kind: str, record_id: str, data: Data) -> bool:
    for known in RECORD_TYPES:
        if known == kind:
            return bool(check_record(known, data, file_of(kind, record_id))[1])
    return False
