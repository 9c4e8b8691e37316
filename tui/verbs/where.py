"""`--where field=value`: picking records by any field of theirs, known to the schema or not."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from schemas.field_kinds import Shape
from schemas.fields import FieldSpec, find_spec, record_spec
from schemas.folding import fold
from schemas.paths import FieldPath, PathSyntaxError, parse_path
from store.errors import UsageFault
from store.values import Reading, ValueFault, parse_value
from tui.nearness import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from schemas.record import RecordType
    from store.rows import Row
    from store.snapshot import Snapshot


class Condition(NamedTuple):
    """A field's path, with or without the keys of entries, and what it is to be, in each reading."""

    path: FieldPath
    wanted: frozenset[str]
    text: str

    def holds(self, kind: RecordType, data: Mapping[str, Any]) -> bool:
        """Whether a record fulfils it. Nothing behind the sign asks for records without the field."""
        found = {_plain(value) for value in _values(record_spec(kind), data, self.path)}
        return not found if not self.wanted else bool(found & self.wanted)


def select(snapshot: Snapshot, kind: RecordType, rows: Sequence[Row], texts: Sequence[str]) -> list[Row]:
    """The rows whose records fulfil all conditions.

    Raises UsageFault ``bad_path``, ``usage_unknown_field``.
    """
    conditions = [_condition(snapshot, kind, words) for words in texts]
    data = {row.id: snapshot.record(row.id).data or {} for row in rows}
    for condition in conditions:
        name = condition.path[0]
        if record_spec(kind).find(name) is None and not any(name in fields for fields in data.values()):
            known = [field.name for field in record_spec(kind).fields]
            raise UsageFault("usage_unknown_field", field=name, near=", ".join(nearest(name, known, 2)))
    return [row for row in rows if all(condition.holds(kind, data[row.id]) for condition in conditions)]


def _condition(snapshot: Snapshot, kind: RecordType, words: str) -> Condition:
    left, sign, wanted = words.partition("=")
    if not sign:
        raise UsageFault("bad_path", path=words)
    try:
        path = parse_path(left.strip())
    except PathSyntaxError as error:
        raise UsageFault("bad_path", path=left) from error
    spec = _spec(record_spec(kind), path)
    readings = {_plain(wanted)} if wanted.strip() else set()
    if spec is not None and readings:
        readings |= _typed(snapshot, spec, wanted)
    return Condition(path, frozenset(readings), wanted)


def _spec(root: FieldSpec, path: FieldPath) -> FieldSpec | None:
    spec: FieldSpec | None = root
    for name in path:
        spec = (spec.item or spec.find(name)) if spec is not None else None
    return spec if spec is not None else find_spec(root, path)[0]


def _typed(snapshot: Snapshot, spec: FieldSpec, wanted: str) -> set[str]:
    """What the words mean for such a field: a label its term, a title its id, `2.3.2026` a day."""
    by_title = {fold(row.title): row.id for row in snapshot.rows()} if spec.target else {}
    reading = Reading(vocabulary=snapshot.vocabulary, find=lambda _, words: by_title.get(fold(words)))
    try:
        value = parse_value(spec, wanted, reading)
    except ValueFault:
        return set()
    return {_plain(item) for item in value} if isinstance(value, list) else {_plain(value)}


def _values(spec: FieldSpec | None, data: Any, path: FieldPath) -> Iterator[Any]:
    """Every value at a path: of each entry of a keyed list unless its key is named, each element of a set."""
    if not path:
        yield from data if isinstance(data, list) else (data,)
        return
    if not isinstance(data, dict) or path[0] not in data:
        return
    field = (spec.item or spec.find(path[0])) if spec is not None else None
    value, rest = data[path[0]], path[1:]
    if field is not None and field.shape is Shape.KEYED and isinstance(value, list):
        for entry in value:
            yield from _of_entry(field, entry, rest)
    else:
        yield from _values(field, value, rest)


def _of_entry(field: FieldSpec, entry: Any, rest: FieldPath) -> Iterator[Any]:
    if not isinstance(entry, dict):
        return
    key = tuple(str(entry.get(name)) for name in field.key)
    if rest[: len(key)] == key:
        yield from _values(field, entry, rest[len(key) :])
    else:
        yield from _values(field, entry, rest)


def _plain(value: Any) -> str:
    """A value as text in which case and accents do not count."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | datetime):
        return value.isoformat()
    return fold(str(value))
