"""What an import would make: every record whole and checked, or every reason why not."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Protocol

from schemas.field_kinds import InputKind, Shape
from schemas.fields import FieldSpec, record_spec, title_of
from schemas.folding import fold
from schemas.ids import is_id, new_id
from schemas.paths import FieldPath
from schemas.problems import Problem
from schemas.record import RecordType
from schemas.validation import Data, check_record, unknown_keys
from store.codec import canonical, encode
from store.fields_by_path import with_defaults, with_keys
from store.importing.sources import ImportNote, Source, SourceRow
from store.layout import path_of
from store.record import load_record
from store.values import Reading


class _Known(Protocol):
    """A record of the register, or its row in a list."""

    @property
    def id(self) -> str: ...
    @property
    def type(self) -> RecordType: ...
    @property
    def title(self) -> str: ...


@dataclasses.dataclass(frozen=True, slots=True)
class Existing:
    """What the register holds already: id → file, and for the type that is brought in folded title → id."""

    ids: Mapping[str, str] = dataclasses.field(default_factory=dict)
    titles: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @classmethod
    def of(cls, kind: RecordType, records: Iterable[_Known]) -> Existing:
        """From the register's records or rows, of all types."""
        known = list(records)
        return cls(
            {record.id: path_of(record.type, record.id) for record in known},
            {fold(record.title): record.id for record in known if record.type == kind},
        )


@dataclasses.dataclass(frozen=True, slots=True)
class ImportPlan:
    """The records to save in one commit; none if any row has a problem.

    ``problems`` and ``warnings`` go by the number of the row. ``rows`` counts all rows of the file.
    """

    records: tuple[tuple[str, Data], ...]
    problems: tuple[tuple[int, Problem], ...]
    warnings: tuple[tuple[int, Problem], ...]
    notes: tuple[ImportNote, ...]
    rows: int

    @property
    def ok(self) -> bool:
        """Whether there is something to bring in, and nothing against it."""
        return bool(self.records) and not self.problems


def plan_import(
    kind: RecordType,
    source: Source,
    existing: Existing,
    reading: Reading,
    now: datetime,
    chance: random.Random,
) -> ImportPlan:
    """Make a whole record of every row: defaults, keys of entries, an id where the row brings none.

    Warnings are what ``check`` would warn of, and names that another record has already, here or in the file.
    """
    planner = _Planner(kind, existing, now, chance)
    for row in source.rows:
        planner.add(row)
    problems = tuple(planner.problems)
    records = () if problems else tuple(planner.records.items())
    warnings = [*planner.warnings]
    for record_id, data in records:
        number = planner.numbers[record_id]
        found = _doubts(kind, data, reading, {*existing.ids, *planner.records})
        warnings += [(number, dataclasses.replace(problem, record=record_id)) for problem in found]
    warnings.sort(key=lambda warning: warning[0])
    return ImportPlan(records, problems, tuple(warnings), source.notes, len(source.rows))


class _Planner:
    """Collects records, problems and warnings row by row."""

    def __init__(self, kind: RecordType, existing: Existing, now: datetime, chance: random.Random) -> None:
        self._kind = kind
        self._existing = existing
        self._now = now
        self._chance = chance
        self._titles = dict(existing.titles)
        self.records: dict[str, Data] = {}
        self.numbers: dict[str, int] = {}
        self.problems: list[tuple[int, Problem]] = []
        self.warnings: list[tuple[int, Problem]] = []

    def add(self, row: SourceRow) -> None:
        problems = list(row.problems)
        data = with_keys(self._kind, with_defaults(self._kind, row.data, self._now), self._now, self._chance)
        record_id, wrong = self._id(data)
        data = {**data, "id": record_id}
        # What could not be read would come up again as missing.
        problems += wrong or ([] if problems else _faults(self._kind, record_id, data))
        self.problems += [
            (row.number, dataclasses.replace(problem, record=record_id)) for problem in problems
        ]
        if not problems:
            self._remember(row.number, record_id, canonical(data, record_spec(self._kind)))

    def _id(self, data: Data) -> tuple[str, list[Problem]]:
        given = data.get("id")
        if given is None:
            return self._new_id(data), []
        if not isinstance(given, str):
            return "", [Problem("wrong_type", "", field=("id",), params={"expected": "text"})]
        if not is_id(given):
            return given, [Problem("not_an_id", "", field=("id",), params={"value": given})]
        other = self._existing.ids.get(given) or (path_of(self._kind, given) if given in self.records else "")
        return given, [Problem("id_twice", "", field=("id",), params={"other": other})] if other else []

    def _new_id(self, data: Data) -> str:
        while True:
            made = new_id(title_of(self._kind, data) or self._kind, self._chance)
            if made not in self._existing.ids and made not in self.records:
                return made

    def _remember(self, number: int, record_id: str, data: Data) -> None:
        title = title_of(self._kind, data)
        other = self._titles.setdefault(fold(title), record_id)
        if other != record_id:
            params: dict[str, str | int] = {"other": other, "name": title}
            self.warnings.append((number, Problem("name_like", "", record_id, params=params)))
        self.records[record_id] = data
        self.numbers[record_id] = number


def _faults(kind: RecordType, record_id: str, data: Data) -> list[Problem]:
    """What the schema says, then what only the file's bytes show: too large, text that no file can hold."""
    _, problems = check_record(kind, data)
    if not problems:
        problems = list(
            load_record(encode(data, record_spec(kind)), kind, record_id, validate=False).problems
        )
    return [dataclasses.replace(problem, path="", line=None, column=None) for problem in problems]


def _doubts(kind: RecordType, data: Data, reading: Reading, ids: set[str]) -> Iterator[Problem]:
    """What leaves the record usable: unknown terms and keys, links that lead nowhere."""
    for path, spec, value in _leaves(record_spec(kind), data, ()):
        if spec.section and not reading.vocabulary.has(spec.section, value):
            yield Problem("unknown_term", "", field=path, params={"term": value, "section": spec.section})
        elif spec.target and spec.input in {InputKind.REF, InputKind.REFS} and value not in ids:
            yield Problem("dangling_link", "", field=path, params={"target": value})
    for path in unknown_keys(kind, data):
        yield Problem("unknown_key", "", field=path, params={"key": path[-1]})


def _leaves(spec: FieldSpec, data: Any, at: FieldPath) -> Iterator[tuple[FieldPath, FieldSpec, str]]:
    """Every text of a known field, with its path; the elements of sets one by one."""
    for field in spec.fields:
        value = data.get(field.name)
        path = (*at, field.name)
        if isinstance(value, str):
            yield path, field, value
        elif field.shape is Shape.KEYED and isinstance(value, list):
            for entry in value:
                yield from _leaves(field, entry, (*path, *(str(entry.get(name)) for name in field.key)))
        elif isinstance(value, list):
            yield from ((path, field, item) for item in value if isinstance(item, str))
