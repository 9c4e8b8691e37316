"""How a record is taken apart into fields, the same way in every version at hand.

The schema says what a field is; what it does not know goes by its shape in all the versions together, so
that no two of them are taken apart differently.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from schemas.field_kinds import Shape, shape_of_unknown
from schemas.fields import FieldSpec
from schemas.paths import FieldPath
from schemas.validation import Data
from store.access import UNKNOWN_TABLE
from store.codec.canonical import canonical, entries_by_key
from store.merge.versions import PRESENT, THERE, Version, Versions, key_of, versions_of

Step = str | tuple[str, ...]
Path = tuple[Step, ...]
"""A field's place: names, and the key of an entry as one tuple. () is the record."""

CONFLICTS = "conflicts"


@dataclass
class Fields:
    """One version of a record, taken apart.

    ``values`` has the fields that are there or disputed, ``sets`` the sets that are not empty, ``places`` the
    presence of the record and of each entry that is there.
    """

    values: dict[Path, Versions] = field(default_factory=dict)
    sets: dict[Path, frozenset[str]] = field(default_factory=dict)
    places: dict[Path, Versions] = field(default_factory=dict)


def field_path(path: Path) -> FieldPath:
    """The path as files and people have it, the parts of a key one after the other."""
    return tuple(part for step in path for part in ((step,) if isinstance(step, str) else step))


class Outline:
    """The fields of one record over all its ``versions``: which there are, and the shape of each."""

    def __init__(self, spec: FieldSpec, versions: Iterable[Data]) -> None:
        self._spec = spec
        # The same version is met several times: as what one act left, and the next one found.
        self._canonical: dict[int, tuple[Data, Data]] = {}
        self._taken: dict[int, tuple[Data, Fields]] = {}
        found = list({id(data): self._in_form(data) for data in versions}.values())
        self._disputed: dict[Path, list[Any]] = {}
        for data in found:
            for path, listed in self._conflicts(data):
                self._disputed.setdefault(path, []).extend(
                    version.value for version in listed.values() if version.value is not None
                )
        self.shapes: dict[Path, Shape] = {}
        self._learn(spec, (), found)

    def _learn(self, spec: FieldSpec, at: Path, tables: Sequence[Mapping[str, Any]]) -> None:
        for name in dict.fromkeys(name for table in tables for name in table):
            if not at and name == CONFLICTS:
                continue
            path = (*at, name)
            known = spec.item or spec.find(name)
            values = [table[name] for table in tables if table.get(name) is not None]
            shape = _shape(known, values + self._disputed.get(path, []))
            self.shapes[path] = shape
            if shape is Shape.TABLE:
                self._learn(known or UNKNOWN_TABLE, path, values)
            elif shape is Shape.KEYED and known is not None:
                lists = [entries_by_key(value, known) or {} for value in values]
                for key in dict.fromkeys(key for entries in lists for key in entries):
                    self._learn(known, (*path, key), [entries[key] for entries in lists if key in entries])

    def _in_form(self, data: Data) -> Data:
        if id(data) not in self._canonical:
            self._canonical[id(data)] = data, canonical(data, self._spec)
        return self._canonical[id(data)][1]

    def take_apart(self, data: Data) -> Fields:
        """The fields of one version, with all versions of those that are disputed in it."""
        if id(data) not in self._taken:
            self._taken[id(data)] = data, self._apart(self._in_form(data))
        found = self._taken[id(data)][1]
        return Fields(dict(found.values), dict(found.sets), dict(found.places))

    def _apart(self, data: Data) -> Fields:
        found = Fields(places={(): THERE})
        self._collect(self._spec, (), data, found)
        for path, listed in self._conflicts(data):
            if path in found.places:
                if listed.keys() - {PRESENT}:
                    found.places[path] = {**THERE, **listed}
            elif len(listed) > 1 and self._shows(found, path, listed):
                found.values[path] = listed
        return found

    def _shows(self, found: Fields, path: Path, listed: Versions) -> bool:
        """Whether a dispute still stands: its field shows the version that nobody chose."""
        if self.shapes.get(path, Shape.VALUE) in (Shape.SET, Shape.TABLE, Shape.KEYED):
            return False
        shown = found.values.get(path)
        return max(listed) in shown if shown is not None else False

    def _collect(self, spec: FieldSpec, at: Path, table: Mapping[str, Any], found: Fields) -> None:
        for name, value in table.items():
            path = (*at, name)
            shape = self.shapes.get(path)
            known = spec.item or spec.find(name)
            if value is None or shape is None:
                continue
            entries = entries_by_key(value, known) if shape is Shape.KEYED and known is not None else None
            if shape is Shape.TABLE and isinstance(value, dict):
                self._collect(known or UNKNOWN_TABLE, path, value, found)
            elif entries is not None and known is not None:
                for key, entry in entries.items():
                    found.places[(*path, key)] = THERE
                    self._collect(known, (*path, key), entry, found)
            elif shape is Shape.SET and _is_set(value):
                found.sets[path] = frozenset(value)
            else:
                found.values[path] = {key_of(value): Version(value)}

    def _conflicts(self, data: Data) -> Iterator[tuple[Path, dict[bytes, Version]]]:
        listed = data.get(CONFLICTS)
        for item in listed if isinstance(listed, list) else ():
            if isinstance(item, dict) and isinstance(item.get("path", []), list):
                path = steps_of(self._spec, [str(part) for part in item.get("path", [])])
                yield path, versions_of(item)


def steps_of(spec: FieldSpec, path: Sequence[str]) -> Path:
    """A field's place from its path in a file."""
    steps: list[Step] = []
    known: FieldSpec | None = spec
    index = 0
    while index < len(path):
        known = (known.item or known.find(path[index])) if known else None
        steps.append(path[index])
        index += 1
        if known is not None and known.shape is Shape.KEYED and index < len(path):
            steps.append(tuple(path[index : index + len(known.key)]))
            index += len(known.key)
    return tuple(steps)


def _shape(known: FieldSpec | None, values: Sequence[Any]) -> Shape:
    """A field's shape, or VALUE where one of its versions cannot be taken apart like that."""
    shape = known.shape if known is not None else shape_of_unknown(*values)
    if not all(_fits(shape, value, known) for value in values):
        return Shape.VALUE
    if known is None and not all(values) and shape in (Shape.TABLE, Shape.SET):
        return Shape.VALUE  # an empty table or list that nobody knows is a value, and is kept
    return shape


def _fits(shape: Shape, value: Any, known: FieldSpec | None) -> bool:
    if shape is Shape.KEYED:
        return known is not None and entries_by_key(value, known) is not None
    if shape is Shape.SET:
        return _is_set(value)
    kinds = {Shape.TABLE: dict, Shape.LIST: list, Shape.TEXT: str}
    return isinstance(value, kinds.get(shape, object))


def _is_set(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def put_together(fields: Fields) -> Data:
    """The data of a record from its fields; disputed fields show their greatest version."""
    root: dict[Step, Any] = {}
    for path in fields.places:
        _node(root, path)
    for path, elements in fields.sets.items():
        if elements:
            _node(root, path[:-1])[path[-1]] = sorted(elements)
    for path, found in fields.values.items():
        value = found[max(found)].value
        if value is not None:
            _node(root, path[:-1])[path[-1]] = value
    return {str(name): _plain(value) for name, value in root.items()}


class _Node(dict[Step, Any]):
    """A table under construction, told from a value that is a table."""


def _node(root: dict[Step, Any], path: Path) -> dict[Step, Any]:
    node = root
    for step in path:
        node = node.setdefault(step, _Node())
    return node


def _plain(value: Any) -> Any:
    if not isinstance(value, _Node):
        return value
    if value and all(isinstance(step, tuple) for step in value):
        return [_plain(value[key]) for key in sorted(value, key=str)]
    return {str(name): _plain(item) for name, item in value.items()}
