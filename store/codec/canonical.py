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

    The keys come in the order in which they are written: plain values before tables, and in each of the two
    parts the known ones in schema order, then the unknown ones sorted. Values of the wrong type are kept.
    """
    plain: Data = {}
    tables: Data = {}
    item = spec.item
    for name in _names(data, spec):
        field = item or spec.find(name)
        value = canonical_value(data[name], field) if field else unknown_value(data[name])
        if value is not None if field is None else not is_empty(value):
            (tables if is_table_like(value) else plain)[name] = value
    return plain | tables


def _names(data: Mapping[str, Any], spec: FieldSpec) -> list[str]:
    names = [field.name for field in spec.fields if field.name in data]
    if len(names) < len(data):
        names += sorted(data.keys() - set(names))
    return names


def canonical_value(value: Any, field: FieldSpec) -> Any:
    """One known field's value in canonical form."""
    if type(value) is str:
        return value if value.isascii() and "\r" not in value else _text(value)
    if isinstance(value, list):
        return _canonical_list(value, field)
    if isinstance(value, dict):
        return canonical(value, field) if field.shape is Shape.TABLE else unknown_value(value)
    return _plain(value)


def _canonical_list(values: list[Any], field: FieldSpec) -> list[Any]:
    if field.shape is Shape.KEYED:
        if field.name == "conflicts":
            conflicts = [_conflict(entry, field) for entry in values]
            return sorted(conflicts, key=lambda entry: conflict_key(entry) or ())
        entries = [canonical(entry, field) if isinstance(entry, dict) else entry for entry in values]
        return sorted(entries, key=lambda entry: _sort_key(entry, field.key)) if len(entries) > 1 else entries
    if any(isinstance(item, dict | list) for item in values):
        return unknown_value(values) if field.part is None else [_entry(item, field) for item in values]
    plain = [_plain(item) for item in values]
    if field.shape is Shape.SET and all(isinstance(item, str) for item in plain):
        return sorted({item for item in plain if item})
    return plain


def _entry(value: Any, field: FieldSpec) -> Any:
    return canonical(value, field) if isinstance(value, dict) else unknown_value(value)


def _sort_key(entry: Any, key: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_text_of(entry.get(part)) for part in key) if isinstance(entry, dict) else ("",)


def _text_of(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _conflict(conflict: Any, field: FieldSpec) -> Any:
    """A conflict with its versions by their bytes, "removed" least.

    Their values stay as they are: what form they have is the matter of the field that they are about.
    """
    if not isinstance(conflict, dict):
        return conflict
    listed = conflict.get("versions")
    if not isinstance(listed, list):
        return canonical(conflict, field)
    shaped = canonical(conflict, field)
    versions = [_with_value(new, old) for new, old in zip(shaped.get("versions", []), listed, strict=True)]
    return shaped | ({"versions": sorted(versions, key=_version_key)} if versions else {})


def _with_value(shaped: Any, version: Any) -> Any:
    if not isinstance(version, dict) or version.get("value") is None:
        return shaped
    return {**shaped, "value": unknown_value(version["value"])}


def conflict_key(conflict: Any) -> tuple[str, ...] | None:
    """The path that a conflict's entry is about, () for the record itself; None where it has none."""
    if not isinstance(conflict, dict):
        return None
    path = conflict.get("path")
    if is_empty(path):
        return ()
    if not isinstance(path, list) or not all(isinstance(part, str) for part in path):
        return None
    return tuple(path)


def _version_key(version: Any) -> tuple[bytes, bytes]:
    # Imported here: the writer needs the canonical form, and this is the one place that needs the writer.
    from store.codec.writer import value_bytes

    if not isinstance(version, dict):
        return b"", value_bytes(version)
    return value_bytes(version["value"]) if "value" in version else b"", value_bytes(version)


def unknown_value(value: Any) -> Any:
    """An unknown value, equal in value, with the keys of its tables in the order of the file."""
    if isinstance(value, dict):
        present = [key for key, item in value.items() if item is not None]
        ordered = sorted(present, key=lambda key: (is_table_like(value[key]), key))
        return {key: unknown_value(value[key]) for key in ordered}
    if isinstance(value, list):
        return [unknown_value(item) for item in value]
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.isascii() and "\r" not in value else _text(value)
    if isinstance(value, datetime) and value.microsecond:
        return value.replace(microsecond=0)
    return value


def _text(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def is_table_like(value: Any) -> bool:
    """Whether the value is written as ``[table]`` or ``[[array of tables]]`` rather than ``key = value``."""
    if isinstance(value, dict):
        return True
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def same(left: Any, right: Any) -> bool:
    """Whether two values have the same canonical bytes: unlike Python's ``==``, 1, 1.0 and true differ."""
    kind = type(left)
    if kind is not type(right):
        return False
    if kind is dict:
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if kind is list:
        return len(left) == len(right) and all(map(same, left, right))
    if kind is float or kind is datetime:
        # nan is not itself to Python, 0.0 is -0.0, and 18:00+01:00 is 17:00Z.
        return str(left) == str(right)
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
    if names == ("path",):
        path = conflict_key(entry)
        return None if path is None else path or ("",)  # () would be the whole list
    parts = [entry.get(name) for name in names]
    usable = tuple(part for part in parts if isinstance(part, str) and part)
    return usable if parts and len(usable) == len(parts) else None
