"""Which column of a table is which field: from a map file, or from the headers themselves.

A map is TOML::

    date_format = "%d.%m.%Y"      # only for what the program does not read by itself
    separator = ";"               # between the elements of a set; a comma unless said

    [columns]                     # header = field, several fields, or "" for what is left out;
                                  # of several columns for one field the first that says something counts
    Name = "name"
    Tel = "contacts[zentrale].phone"

    [constants]                   # in every row; in entries only where a column fills the entry
    status = "active"

    [[joined]]                    # several columns as one text
    columns = ["Branche", "Typ"]
    with = " / "
    field = "kind"

    [values.kind]                 # what a cell says = the value; "*" for every other cell that says something
    "Verein / NGO" = "verein"

    [file]                        # where the program would guess wrong
    delimiter = ";"
    encoding = "cp1252"
    header = 3
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import tomli

from schemas.folding import fold
from schemas.record import RecordType
from store.codec.parser import parse
from store.errors import MapFault, UsageFault
from store.fields_by_path import may_be_set, read_path, spec_at

MAX_MAP_BYTES = 256 * 1024
_KEYS = frozenset({"date_format", "separator", "columns", "constants", "joined", "values", "file"})
_FILE_KEYS: Mapping[str, type] = {"delimiter": str, "encoding": str, "header": int}
OTHERWISE = "*"


@dataclass(frozen=True, slots=True)
class Joined:
    """Several columns as one text of one field."""

    columns: tuple[str, ...]
    mark: str
    field: str


@dataclass(frozen=True, slots=True)
class ImportMap:
    """What a map says. Fields are paths as people type them; ``values``: field → folded cell → value."""

    columns: Mapping[str, tuple[str, ...]]
    constants: Mapping[str, Any] = field(default_factory=dict)
    joined: tuple[Joined, ...] = ()
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    date_format: str = ""
    separator: str = ","
    delimiter: str = ""
    encoding: str = ""
    header: int = 1

    def translated(self, path: str, cell: str) -> str:
        """The text that a cell of this field stands for."""
        words = self.values.get(path)
        if words is None or not cell:
            return cell
        return words.get(fold(cell), words.get(OTHERWISE, cell))


def load_map(raw: bytes, kind: RecordType) -> ImportMap:
    """Read a map file for records of this type.

    Raises MapFault: not TOML, a key that maps do not have, a value of the wrong form, a field that cannot be.
    """
    data = _parsed(raw)
    for key in data:
        if key not in _KEYS:
            raise MapFault("map_unknown_key", key=key)
    file = _file(data.get("file", {}))
    found = ImportMap(
        columns={name: _fields(name, value) for name, value in _table(data, "columns").items()},
        constants=_table(data, "constants"),
        joined=tuple(_joined(item) for item in _list(data.get("joined", []))),
        values={path: _translations(path, words) for path, words in _table(data, "values").items()},
        date_format=_text(data, "date_format"),
        separator=_text(data, "separator") or ",",
        **file,
    )
    _check_fields(found, kind)
    return found


def map_by_header(
    kind: RecordType, headers: Sequence[str], labels: Mapping[str, str], constants: Mapping[str, Any]
) -> ImportMap:
    """The map that the headers make: by names and paths of fields, and by ``labels`` (label → path)."""
    by_label = {fold(label): path for label, path in labels.items()}
    columns: dict[str, tuple[str, ...]] = {}
    taken: set[str] = set()
    for header in headers:
        path = header if _is_field(kind, header) else by_label.get(fold(header), "")
        if path and path not in taken:
            columns[header] = (path,)
            taken.add(path)
    return ImportMap(columns=columns, constants=constants)


def _is_field(kind: RecordType, text: str) -> bool:
    """Whether this is the path of a field to fill; unknown fields are none, for typos are likelier."""
    try:
        path = read_path(kind, text)
    except UsageFault:
        return False
    return path == ("id",) or (spec_at(kind, path) is not None and may_be_set(kind, path))


def _parsed(raw: bytes) -> dict[str, Any]:
    if len(raw) > MAX_MAP_BYTES:
        raise MapFault("map_unreadable", line=1, column=1)
    try:
        return parse(raw.decode("utf-8-sig"))
    except tomli.TOMLDecodeError as error:
        raise MapFault("map_unreadable", line=error.lineno, column=error.colno) from error
    except (ValueError, RecursionError) as error:
        raise MapFault("map_unreadable", line=1, column=1) from error


def _fields(column: str, value: Any) -> tuple[str, ...]:
    """The fields of a column: one, several, or none for a column that is known and left out."""
    fields = [value] if isinstance(value, str) else value
    if not isinstance(fields, list) or not all(isinstance(item, str) for item in fields):
        raise MapFault("map_bad_value", key=f"columns.{column}")
    return tuple(item for item in fields if item)


def _joined(value: Any) -> Joined:
    if not isinstance(value, dict) or not value.keys() <= {"columns", "with", "field"}:
        raise MapFault("map_bad_value", key="joined")
    columns, mark, target = value.get("columns"), value.get("with", " "), value.get("field")
    if not isinstance(columns, list) or not isinstance(mark, str) or not isinstance(target, str):
        raise MapFault("map_bad_value", key="joined")
    return Joined(tuple(str(column) for column in columns), mark, target)


def _translations(path: str, words: Any) -> dict[str, str]:
    if not isinstance(words, dict) or not all(isinstance(word, str) for word in words.values()):
        raise MapFault("map_bad_value", key=f"values.{path}")
    return {cell if cell == OTHERWISE else fold(cell): word for cell, word in words.items()}


def _file(data: Any) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise MapFault("map_bad_value", key="file")
    for key, value in data.items():
        if key not in _FILE_KEYS:
            raise MapFault("map_unknown_key", key=f"file.{key}")
        if type(value) is not _FILE_KEYS[key] or (key == "delimiter" and len(str(value)) != 1):
            raise MapFault("map_bad_value", key=f"file.{key}")
    if data.get("header", 1) < 1:
        raise MapFault("map_bad_value", key="file.header")
    return data


def _table(data: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = data.get(key, {})
    if not isinstance(value, dict):
        raise MapFault("map_bad_value", key=key)
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise MapFault("map_bad_value", key="joined")
    return value


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key, "")
    if not isinstance(value, str):
        raise MapFault("map_bad_value", key=key)
    return value


def _check_fields(found: ImportMap, kind: RecordType) -> None:
    used: list[tuple[str, Iterable[str]]] = [
        (f"columns.{name}", paths) for name, paths in found.columns.items()
    ]
    used += [("constants", found.constants), ("joined", [item.field for item in found.joined])]
    used += [("values", found.values)]
    for key, paths in used:
        for path in paths:
            if not _is_field(kind, path):
                raise MapFault("map_bad_field", key=key, field=path)
