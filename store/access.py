"""Reading and writing one field of a record's data by its path, on copies: data is never changed in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from schemas.field_kinds import InputKind, Shape
from schemas.fields import FieldSpec
from schemas.paths import FieldPath
from schemas.validation import Data, is_empty
from store.codec.canonical import conflict_key

UNKNOWN_TABLE = FieldSpec("", Shape.TABLE, InputKind.HIDDEN, label="")


def get_value(spec: FieldSpec, data: Mapping[str, Any] | None, path: FieldPath) -> Any:
    """The value at a path of data that ``spec`` describes (a whole entry at its key), or None."""
    if data is None or not path:
        return data
    name, rest = path[0], path[1:]
    value = data.get(name)
    if not rest:
        return value
    field = spec.item or spec.find(name) or UNKNOWN_TABLE
    if field.shape is not Shape.KEYED:
        return get_value(field, value, rest) if isinstance(value, dict) else None
    key, rest = _split(field, rest)
    place = _place(field, value, key)
    if place is None or value is None:
        return None
    return get_value(field, value[place], rest)


def with_value(spec: FieldSpec, data: Mapping[str, Any], path: FieldPath, value: Any) -> Data:
    """A copy of the data with the value at the path; None removes it, and so does any empty known value.

    Tables and entries on the way are made; an entry that is made gets its key fields.
    """
    changed = dict(data)
    name, rest = path[0], path[1:]
    known = spec.item or spec.find(name)
    field = known or UNKNOWN_TABLE
    if rest and field.shape is Shape.KEYED:
        value = _with_entry(field, changed.get(name), rest, value)
    elif rest:
        inner = changed.get(name)
        value = with_value(field, inner if isinstance(inner, dict) else {}, rest, value) or None
    if value is None or (known and is_empty(value)):
        changed.pop(name, None)
    else:
        changed[name] = value
    return changed


def _with_entry(field: FieldSpec, entries: Any, path: FieldPath, value: Any) -> list[Any]:
    key, rest = _split(field, path)
    changed = list(entries) if isinstance(entries, list) else []
    place = _place(field, changed, key)
    if rest:
        entry = changed[place] if place is not None else dict(zip(field.key, key, strict=False))
        value = with_value(field, entry, rest, value)
    if place is None:
        return changed if is_empty(value) else [*changed, value]
    if is_empty(value):
        del changed[place]
    else:
        changed[place] = value
    return changed


def _split(field: FieldSpec, path: FieldPath) -> tuple[FieldPath, FieldPath]:
    """The key of an entry and what follows; a conflict's key is the whole path that it is about."""
    length = len(path) if field.key == ("path",) else len(field.key)
    return path[:length], path[length:]


def _place(field: FieldSpec, entries: Any, key: Sequence[str]) -> int | None:
    """Where the entry with that key stands in the list."""
    if not isinstance(entries, list):
        return None
    if field.key == ("path",):
        wanted = () if key == ("",) else tuple(key)
        return next((place for place, entry in enumerate(entries) if conflict_key(entry) == wanted), None)
    for place, entry in enumerate(entries):
        if isinstance(entry, dict) and tuple(entry.get(name) for name in field.key) == tuple(key):
            return place
    return None
