"""What stands in a file, field by field, as the causal oracle sees it.

Read from the rules of docs/sharing.md and apart from ``store.merge``: a mistake that both made alike would
never show. Unknown keys are generated with their shape in the name, for no single version tells it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import tomli

from schemas.field_kinds import Shape
from schemas.fields import FieldSpec, find_spec, record_spec
from schemas.paths import FieldPath
from store.codec import canonical
from store.codec.canonical import entries_by_key
from store.codec.writer import value_bytes

REMOVED = b""
PRESENT = b"+"
BROKEN = b"!"  # and the text that cannot be read

UNKNOWN_SHAPES = {
    "x_value": Shape.VALUE,
    "x_text": Shape.TEXT,
    "x_set": Shape.SET,
    "x_list": Shape.LIST,
    "x_table": Shape.TABLE,
    "x_tables": Shape.VALUE,
}


class Place(NamedTuple):
    """One thing that merges by itself: a value, a text or list, an element of a set, a presence."""

    path: FieldPath
    kind: str  # "value" | "lines" | "element" | "presence"
    element: str = ""


RECORD = Place((), "presence")
State = dict[Place, frozenset[bytes]]


class UnreadableError(Exception):
    """The file is not TOML."""


@lru_cache(maxsize=20_000)
def read_state(kind: str, raw: bytes | None) -> Mapping[Place, frozenset[bytes]]:
    """Place → its versions; what is not in it is removed. Raises UnreadableError."""
    if raw is None:
        return {}
    spec = record_spec(kind)
    data = canonical(parse(raw), spec)
    state: State = {RECORD: frozenset([PRESENT])}
    for place, version in _walk(spec, data, ()):
        state[place] = frozenset([version])
    for conflict in data.get("conflicts", ()):
        _dispute(spec, state, conflict)
    return state


def parse(raw: bytes) -> dict[str, Any]:
    """The data of a file. Raises UnreadableError."""
    try:
        return tomli.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UnreadableError from error


def versions_at(state: Mapping[Place, frozenset[bytes]], place: Place) -> frozenset[bytes]:
    """The versions of a place; one that is not there is removed."""
    return state.get(place, frozenset([REMOVED]))


def _walk(spec: FieldSpec, data: Mapping[str, Any], at: FieldPath) -> Iterator[tuple[Place, bytes]]:
    for name, value in data.items():
        if name in spec.key or (not at and name in {"id", "conflicts"}):
            continue
        field = spec.item or spec.find(name)
        shape = field.shape if field else UNKNOWN_SHAPES.get(name, Shape.VALUE)
        path = (*at, name)
        if shape is Shape.SET:
            yield from ((Place(path, "element", item), PRESENT) for item in value)
        elif shape is Shape.TABLE:
            yield from _walk(field or _FREE, value, path)
        elif shape is Shape.KEYED and field is not None:
            yield from _entries(field, value, path)
        else:
            yield Place(path, kind_of_shape(shape)), value_bytes(value)


_FREE = FieldSpec("", Shape.TABLE, record_spec("actor").input, label="")


def kind_of_shape(shape: Shape) -> str:
    """The kind of place that a field of that shape is."""
    return "lines" if shape in {Shape.TEXT, Shape.LIST} else "value"


def _entries(field: FieldSpec, value: Any, path: FieldPath) -> Iterator[tuple[Place, bytes]]:
    for key, entry in (entries_by_key(value, field) or {}).items():
        yield Place((*path, *key), "presence"), PRESENT
        yield from _walk(field, entry, (*path, *key))


def _dispute(spec: FieldSpec, state: State, conflict: Mapping[str, Any]) -> None:
    """A conflict stands while the field shows the greatest of its versions."""
    path = tuple(conflict.get("path", []))
    place = disputed_place(spec, path)
    versions = frozenset(version_of(place, version) for version in conflict["versions"])
    now = versions_at(state, place)
    if place.kind == "presence":
        if now == {PRESENT}:
            state[place] = now | versions
    elif now == {max(versions)}:
        state[place] = versions


def disputed_place(spec: FieldSpec, path: FieldPath) -> Place:
    """The place that a conflict's path names."""
    field, entry = find_spec(spec, path)
    if not path or entry:
        return Place(path, "presence")
    shape = field.shape if field else UNKNOWN_SHAPES.get(path[-1], Shape.VALUE)
    return Place(path, kind_of_shape(shape))


def version_of(place: Place, version: Mapping[str, Any]) -> bytes:
    """A version of a conflict as a state holds it."""
    if "value" not in version:
        return REMOVED
    if place.kind != "presence":
        return value_bytes(version["value"])
    return PRESENT if version["value"] is True else BROKEN + str(version["value"]).encode()


@lru_cache(maxsize=20_000)
def lines_of(version: bytes) -> frozenset[str]:
    """The lines of a text, or the items of a list."""
    value = tomli.loads(version.decode()).get("v", "")
    items = value.split("\n") if isinstance(value, str) else [str(item) for item in value]
    return frozenset(item for item in items if item)
