"""A row of a table to a record's data, by a map."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from schemas.field_kinds import InputKind, Shape
from schemas.fields import FieldSpec, find_spec, record_spec
from schemas.folding import fold
from schemas.paths import FieldPath
from schemas.problems import Problem
from schemas.record import RecordType
from schemas.validation import Data
from store.access import get_value, with_value
from store.fields_by_path import read_path, set_path
from store.importing.mapping import ImportMap
from store.values import Reading, ValueFault, parse_entry, parse_value, plain_value


class RowReader:
    """Turns the rows of a table into data; the paths of the map are read once."""

    def __init__(self, kind: RecordType, mapping: ImportMap, reading: Reading) -> None:
        self._kind = kind
        self._root = record_spec(kind)
        self._map = mapping
        self._reading = reading
        fields = {path for paths in mapping.columns.values() for path in paths}
        fields |= {*mapping.constants, *(joined.field for joined in mapping.joined)}
        self._paths = {text: read_path(kind, text, reading) for text in fields}

    def read(self, cells: dict[str, str]) -> tuple[Data, list[Problem]]:
        """The data of a row (header → cell), and what could not be read."""
        data: Data = {}
        problems: list[Problem] = []
        for text, cell in self._texts(cells):
            path = self._paths[text]
            if cell and get_value(self._root, data, path) is None:
                try:
                    data = self._put(data, path, self._value(path, self._map.translated(text, cell)))
                except ValueFault as fault:
                    problems.append(Problem(fault.code, "", field=path + fault.path, params=fault.params))
        return self._tidy(self._with_constants(data, problems)), problems

    def _texts(self, cells: dict[str, str]) -> Iterator[tuple[str, str]]:
        """Field and text, in the order of the map: columns first, then what is joined."""
        for column, fields in self._map.columns.items():
            for field in fields:
                yield field, cells.get(column, "")
        for joined in self._map.joined:
            parts = [cells.get(column, "") for column in joined.columns]
            yield joined.field, joined.mark.join(dict.fromkeys(part for part in parts if part))

    def _put(self, data: Data, path: FieldPath, value: Any) -> Data:
        if path == ("id",):
            return with_value(self._root, data, path, value)
        return set_path(self._kind, data, path, value)

    def _value(self, path: FieldPath, text: str) -> Any:
        spec, entry = find_spec(self._root, path)
        if spec is not None and entry:
            return parse_entry(spec, text, self._reading)
        if spec is not None and spec.input is InputKind.DAY and self._map.date_format:
            return _day(text, self._map.date_format) or parse_value(spec, text, self._reading)
        if spec is not None and spec.shape is Shape.VALUE and spec.input is not InputKind.TEXT:
            # A line break within a cell is layout.
            text = " ".join(text.split())
        return parse_value(spec, text, self._reading)

    def _with_constants(self, data: Data, problems: list[Problem]) -> Data:
        """The data with what the map says for every row; in entries only where a column filled the entry."""
        filled = data
        for text, constant in self._map.constants.items():
            path = self._paths[text]
            entry = _entry_path(self._root, path)
            if entry and get_value(self._root, filled, entry) is None:
                continue
            if get_value(self._root, data, path) is None:
                try:
                    data = self._put(
                        data, path, plain_value(find_spec(self._root, path)[0], constant, self._reading)
                    )
                except ValueFault as fault:
                    problems.append(Problem(fault.code, "", field=path + fault.path, params=fault.params))
        return data

    def _tidy(self, data: Data) -> Data:
        """The data without other names that are the name again."""
        name = data.get("name")
        if self._kind != "actor" or not isinstance(name, str):
            return data
        tidy = dict(data)
        if fold(str(data.get("short_name", ""))) == fold(name):
            tidy.pop("short_name", None)
        if isinstance(data.get("aliases"), list):
            tidy["aliases"] = [alias for alias in data["aliases"] if fold(alias) != fold(name)]
        return tidy


def _day(text: str, form: str) -> date | None:
    try:
        return datetime.strptime(text, form).date()  # noqa: DTZ007  # a day has no zone
    except ValueError:
        return None


def _entry_path(root: FieldSpec, path: FieldPath) -> FieldPath:
    """The path of the outermost entry that holds the field; () for a field of the record itself."""
    spec = root.find(path[0])
    if spec is None or spec.shape is not Shape.KEYED or len(path) == 1:
        return ()
    return path[: 1 + len(spec.key)]
