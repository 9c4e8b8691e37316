"""The canonical form of data: the same values in the same order at every partner.

Only what the schema knows is shaped; unknown keys are kept equal in value and only put in order.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from schemas.field_kinds import Shape
from schemas.fields import FieldSpec
from schemas.validation import Data, is_empty


def canonical(data: Mapping[str, Any], spec: FieldSpec) -> Data:
    """The data in canonical form: known text NFC with LF, sets and keyed lists sorted, empty fields gone.

    The keys come in the order in which they are written. Values of the wrong type are kept as they are.
    """
    shaped: Data = {}
    for name, value in data.items():
        field = spec.item or spec.find(name)
        if field is None:
            shaped[name] = _unknown(value)
            continue
        value = canonical_value(value, field)
        if not is_empty(value):
            shaped[name] = value
    return _ordered(shaped, spec)


def canonical_value(value: Any, field: FieldSpec) -> Any:
    """One known field's value in canonical form."""
    if field.shape is Shape.TABLE and isinstance(value, dict):
        return canonical(value, field)
    if isinstance(value, list):
        return _canonical_list(value, field)
    return _plain(value)


def _canonical_list(values: list[Any], field: FieldSpec) -> list[Any]:
    if field.name == "conflicts":
        return _conflicts(values)
    if field.shape is Shape.KEYED:
        entries = [canonical(entry, field) if isinstance(entry, dict) else entry for entry in values]
        return sorted(entries, key=lambda entry: _sort_key(entry, field.key))
    plain = [_plain(item) for item in values]
    if field.shape is Shape.SET and all(isinstance(item, str) for item in plain):
        return sorted({item for item in plain if item})
    return plain


def _sort_key(entry: Any, key: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(str(entry.get(part, "")) for part in key) if isinstance(entry, dict) else ("",)


def _conflicts(values: list[Any]) -> list[Any]:
    """Conflicts by path; the versions of each by their bytes, "removed" least."""
    shaped = []
    for conflict in values:
        if isinstance(conflict, dict) and isinstance(conflict.get("versions"), list):
            versions = sorted(conflict["versions"], key=_version_key)
            conflict = {**conflict, "versions": versions}
        shaped.append(conflict)
    return sorted(shaped, key=lambda item: _conflict_key(item))


def _conflict_key(conflict: Any) -> list[str]:
    path = conflict.get("path", []) if isinstance(conflict, dict) else []
    return [str(part) for part in path] if isinstance(path, list) else []


def _version_key(version: Any) -> bytes:
    # Imported here: the writer needs the canonical form, and this is the one place that needs the writer.
    from store.codec.writer import value_bytes

    if not isinstance(version, dict) or "value" not in version:
        return b""
    return value_bytes(version["value"])


def _unknown(value: Any) -> Any:
    """An unknown value, equal in value, with the keys of its tables in the order in which they are written."""
    if isinstance(value, dict):
        ordered = sorted(value, key=lambda key: (is_table_like(value[key]), key))
        return {key: _unknown(value[key]) for key in ordered}
    if isinstance(value, list):
        return [_unknown(item) for item in value]
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        if value.isascii() and "\r" not in value:
            return value
        return unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, datetime) and value.microsecond:
        return value.replace(microsecond=0)
    return value


def is_table_like(value: Any) -> bool:
    """Whether the value is written as ``[table]`` or ``[[array of tables]]`` rather than ``key = value``."""
    if isinstance(value, dict):
        return True
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _ordered(data: Data, spec: FieldSpec) -> Data:
    """Plain values before tables; in each part known keys in schema order, then unknown ones sorted."""
    places = {field.name: place for place, field in enumerate(spec.fields)}
    unknown = len(places)

    def place(name: str) -> tuple[bool, int, str]:
        known = places.get(name, unknown)
        return (is_table_like(data[name]), known, "" if known < unknown else name)

    return {name: data[name] for name in sorted(data, key=place)}


def same(left: Any, right: Any) -> bool:
    """Whether two values have the same canonical bytes: unlike Python's ``==``, 1, 1.0 and true differ."""
    if type(left) is not type(right):
        return False
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, datetime):
        return bool(left == right) and left.utcoffset() == right.utcoffset()
    if isinstance(left, float):
        return repr(left) == repr(right)
    return bool(left == right)


def entries_by_key(entries: Any, spec: FieldSpec) -> dict[tuple[str, ...], Data] | None:
    """The entries of a keyed list by key, or None if the list cannot be taken apart by its keys."""
    if not isinstance(entries, list):
        return None
    found: dict[tuple[str, ...], Data] = {}
    for entry in entries:
        key = _usable_key(entry, spec.key)
        if key is None or key in found:
            return None
        found[key] = entry
    return found


def _usable_key(entry: Any, names: Iterable[str]) -> tuple[str, ...] | None:
    if not isinstance(entry, dict):
        return None
    parts = tuple(entry.get(name) for name in names)
    return parts if parts and all(isinstance(part, str) and part for part in parts) else None
