"""FieldChange: the one language of merge, preview, history and undo.

``diff`` computes the changes between two versions of a record, ``apply`` and ``rebase`` put them on another.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from schemas.field_kinds import Shape, shape_of_unknown
from schemas.fields import FieldSpec, find_spec, record_spec
from schemas.paths import FieldPath
from schemas.record import RecordType
from schemas.validation import Data
from store.access import UNKNOWN_TABLE, get_value, with_value
from store.codec.canonical import canonical, entries_by_key, same


@dataclasses.dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one record: ``old`` became ``new``; None is "absent".

    ``path`` () is the record itself, with its data as values; a path that ends at an entry of a keyed list
    has the entry's table. ``type`` is a record type, or ``register`` / ``vocabulary`` for those files.
    """

    type: str
    record: str
    path: FieldPath
    old: Any
    new: Any

    def reversed(self) -> FieldChange:
        """The change that takes this one back."""
        return dataclasses.replace(self, old=self.new, new=self.old)


def diff(kind: RecordType | str, record: str, old: Data | None, new: Data | None) -> list[FieldChange]:
    """The changes from ``old`` to ``new``, in schema order; a record that comes or goes is one change."""
    if old is None and new is None:
        return []
    spec = record_spec(kind)
    before = canonical(old, spec) if old is not None else None
    after = canonical(new, spec) if new is not None else None
    if before is None or after is None:
        return [FieldChange(kind, record, (), before, after)]
    found = _differences(spec, before, after, ())
    return [FieldChange(kind, record, path, was, becomes) for path, was, becomes in found]


def apply(data: Data | None, changes: Iterable[FieldChange]) -> Data | None:
    """The data with the changes put on it, whatever stands there now; sets gain and lose elements."""
    for change in changes:
        spec = record_spec(change.type)
        if not change.path:
            data = change.new
        elif data is not None:
            data = with_value(spec, data, change.path, _becomes(spec, data, change))
    return data


def rebase(data: Data | None, changes: Iterable[FieldChange]) -> tuple[Data | None, list[FieldChange]]:
    """Put changes on a version that may have moved on: the new data, and the changes that did not fit.

    A change fits where its field still has the old value, or has the new one already; elements of sets
    always fit. What did not fit is left as it stands.
    """
    clashes = []
    for change in changes:
        if fits(data, change):
            data = apply(data, [change])
        else:
            clashes.append(change)
    return data, clashes


def fits(data: Data | None, change: FieldChange) -> bool:
    """Whether the field that the change is about still is as the change saw it, or is as it makes it."""
    spec = record_spec(change.type)
    if change.path and data is None:
        return False
    if change.path and _shape(spec, change) is Shape.SET:
        return True
    now = get_value(spec, canonical(data, spec), change.path) if data is not None else None
    return same(now, change.old) or same(now, change.new)


def _becomes(spec: FieldSpec, data: Data, change: FieldChange) -> Any:
    now = get_value(spec, data, change.path)
    if _shape(spec, change) is not Shape.SET or not isinstance(now, list):
        return change.new
    old, new = change.old or [], change.new or []
    kept = [item for item in now if item in new or item not in old]
    return sorted({*kept, *(item for item in new if item not in old)})


def _shape(root: FieldSpec, change: FieldChange) -> Shape:
    spec, entry = find_spec(root, change.path)
    if spec is None:
        return shape_of_unknown(change.old, change.new)
    return Shape.VALUE if entry else spec.shape


_Differences = Iterator[tuple[FieldPath, Any, Any]]


def _differences(
    spec: FieldSpec, old: Mapping[str, Any], new: Mapping[str, Any], at: FieldPath
) -> _Differences:
    for name in _names(spec, old, new):
        was, becomes = old.get(name), new.get(name)
        if same(was, becomes):
            continue
        path = (*at, name)
        field = spec.item or spec.find(name)
        shape = field.shape if field else shape_of_unknown(was, becomes)
        if shape is Shape.KEYED and field is not None:
            yield from _entry_differences(field, was, becomes, path)
        elif shape is Shape.TABLE and isinstance(was or {}, dict) and isinstance(becomes or {}, dict):
            yield from _differences(field or UNKNOWN_TABLE, was or {}, becomes or {}, path)
        else:
            yield path, was, becomes


def _names(spec: FieldSpec, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    known = [field.name for field in spec.fields if field.name in old or field.name in new]
    return known + sorted((old.keys() | new.keys()) - set(known))


def _entry_differences(field: FieldSpec, old: Any, new: Any, at: FieldPath) -> _Differences:
    """Entry by entry; a list whose entries cannot be told apart by their keys differs as a whole."""
    before, after = entries_by_key(old or [], field), entries_by_key(new or [], field)
    if before is None or after is None:
        yield at, old, new
        return
    for key in sorted(before.keys() | after.keys()):
        was, becomes = before.get(key), after.get(key)
        if was is None or becomes is None:
            yield (*at, *key), was, becomes
        elif field.key == ("path",):  # a conflict is one thing: its versions say nothing by themselves
            if not same(was, becomes):
                yield (*at, *key), was, becomes
        else:
            yield from _differences(field, was, becomes, (*at, *key))
