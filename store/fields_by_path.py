"""Fields of a record's data by the paths that people type: ``contacts[buero].phone=+49561…``.

All on copies. A new record's data gets here what no one should have to type: defaults and entries' keys.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from schemas.field_kinds import InputKind, Shape
from schemas.fields import FieldSpec, find_spec, record_spec
from schemas.ids import is_key, new_key
from schemas.paths import FieldPath, PathSyntaxError, parse_path
from schemas.record import RecordType
from schemas.validation import Data
from store.access import with_value
from store.errors import UsageFault
from store.values import AS_TYPED, Reading, ValueFault, parse_entry, parse_value

_FIRST_STATUS: Mapping[RecordType, str] = {"actor": "active", "topic": "collected", "group": "active"}


def read_path(kind: RecordType, text: str, reading: Reading = AS_TYPED) -> FieldPath:
    """The path that a person types; in keys, terms may be labels and records titles.

    Raises UsageFault ``bad_path``.
    """
    try:
        path = parse_path(text.strip())
    except PathSyntaxError as error:
        raise UsageFault("bad_path", path=text) from error
    return _with_ids(record_spec(kind), path, reading)


def _with_ids(root: FieldSpec, path: FieldPath, reading: Reading) -> FieldPath:
    """The path with labels and titles in its keys replaced by terms and ids."""
    found = path[:1]
    spec = root.item or root.find(path[0]) if path else None
    rest = path[1:]
    if spec is not None and spec.shape is Shape.KEYED and rest:
        for name, part in zip(spec.key, rest, strict=False):
            field = spec.find(name)
            found += (part if field is None else _key_part(field, part, reading),)
        rest = rest[len(spec.key) :]
    return found + (_with_ids(spec, rest, reading) if spec is not None and rest else rest)


def _key_part(field: FieldSpec, part: str, reading: Reading) -> str:
    if field.input is InputKind.TERM:
        return reading.vocabulary.match(field.section, part) or part
    if field.input is InputKind.REF:
        return reading.find(field.target, part) or part
    return part


def spec_at(kind: RecordType, path: FieldPath) -> FieldSpec | None:
    """What the field at a path is; None for an unknown one; a keyed list for its entries."""
    return find_spec(record_spec(kind), path)[0]


def may_be_set(kind: RecordType, path: FieldPath) -> bool:
    """Whether a value may be given to the field or entry at the path."""
    try:
        _checked(record_spec(kind), path)
    except UsageFault:
        return False
    return True


def set_path(kind: RecordType, data: Mapping[str, Any], path: FieldPath, value: Any) -> Data:
    """A copy of the data with the value at the path; None removes it. Entries on the way are made.

    Raises UsageFault ``bad_path`` for the id, for the fields that identify an entry, and for half a key.
    """
    entry_of = _checked(record_spec(kind), path)
    if entry_of is not None and isinstance(value, dict):
        # An entry may have nothing but its key: `relations[part_of,kulturhaus-b3b3]={}`.
        value = {**value, **dict(zip(entry_of.key, path[-len(entry_of.key) :], strict=True))}
    return with_value(record_spec(kind), data, path, value)


def unset_path(kind: RecordType, data: Mapping[str, Any], path: FieldPath) -> Data:
    """A copy of the data without the field or entry at the path. Raises as ``set_path``."""
    return set_path(kind, data, path, None)


def _checked(root: FieldSpec, path: FieldPath) -> FieldSpec | None:
    """The list whose entry the path ends at, if it does; raises for a path that nothing may be written to."""
    bad = UsageFault("bad_path", path=".".join(path))
    if not path or path[0] in {"id", "conflicts"}:
        raise bad
    spec: FieldSpec | None = root
    rest = path
    while rest and spec is not None:
        keyed, (name, *tail) = spec.shape is Shape.KEYED, rest
        if keyed and name in spec.key:
            raise bad
        spec, rest = spec.item or spec.find(name), tuple(tail)
        if spec is not None and spec.shape is Shape.KEYED and rest:
            key, rest = rest[: len(spec.key)], rest[len(spec.key) :]
            if len(key) < len(spec.key) or (spec.key_made and not is_key(key[0])):
                raise bad
            if not rest:
                return spec
        elif spec is not None and spec.shape is not Shape.TABLE and rest:
            raise bad
    return None


def assign(kind: RecordType, data: Mapping[str, Any], assignment: str, reading: Reading = AS_TYPED) -> Data:
    """A copy of the data with ``path=value`` done; nothing behind the sign removes the field.

    Raises UsageFault ``bad_path``, or ValueFault with the field's path.
    """
    left, sign, text = _split(assignment)
    if not sign:
        raise UsageFault("bad_path", path=assignment)
    path = read_path(kind, left, reading)
    _checked(record_spec(kind), path)
    spec, entry = find_spec(record_spec(kind), path)
    try:
        value = parse_entry(spec, text, reading) if entry and spec else parse_value(spec, text, reading)
    except ValueFault as fault:
        raise fault.under(*path) from None
    return set_path(kind, data, path, value)


def _split(assignment: str) -> tuple[str, str, str]:
    """Split at the first ``=`` that stands in no quoted key."""
    quoted = False
    for place, char in enumerate(assignment):
        if char == '"' and assignment[place - 1 : place] != "\\":
            quoted = not quoted
        elif char == "=" and not quoted:
            return assignment[:place], "=", assignment[place + 1 :]
    return assignment, "", ""


def with_defaults(kind: RecordType, data: Mapping[str, Any], now: datetime) -> Data:
    """A new record's data with what goes without saying: its first status, and for a topic the day.

    Data that brings its own keeps it.
    """
    defaults: Data = {"status": _FIRST_STATUS[kind]}
    if kind == "topic":
        defaults["raised_on"] = now.date()
    return {**defaults, **{name: value for name, value in data.items() if value not in (None, "")}}


def with_keys(kind: RecordType, data: Data, now: datetime, chance: random.Random) -> Data:
    """The data in which every entry whose key the program makes has one."""
    return _with_keys(record_spec(kind), data, now, chance)


def _with_keys(spec: FieldSpec, data: Data, now: datetime, chance: random.Random) -> Data:
    keyed = dict(data)
    for field in spec.fields:
        entries = data.get(field.name)
        if field.shape is Shape.KEYED and field.key != ("path",) and isinstance(entries, list):
            keyed[field.name] = [
                _with_key(field, entry, now, chance) if isinstance(entry, dict) else entry
                for entry in entries
            ]
    return keyed


def _with_key(field: FieldSpec, entry: Data, now: datetime, chance: random.Random) -> Data:
    if field.key_made and not entry.get("key"):
        entry = {"key": new_key(now, chance), **entry}
    return _with_keys(field, entry, now, chance)
