"""Records from a file: TOML, JSON, JSON Lines or CSV, each row as data with what could not be read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import tomli

from schemas.fields import record_spec
from schemas.problems import Problem
from schemas.record import RecordType
from schemas.validation import Data
from store.codec import with_comments
from store.codec.parser import parse
from store.errors import ImportFault
from store.importing.mapping import ImportMap, map_by_header
from store.importing.rows import RowReader
from store.importing.tables import MAX_ROWS, Table, read_table, text_of
from store.values import Reading, ValueFault, plain_value

FORMATS = ("toml", "json", "jsonl", "csv")
_SUFFIXES = {
    "toml": "toml",
    "json": "json",
    "jsonl": "jsonl",
    "ndjson": "jsonl",
    "csv": "csv",
    "tsv": "csv",
    "txt": "csv",
}


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One record of a file; ``number`` is its line in tables and JSON Lines, else its place (from 1)."""

    number: int
    data: Data
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportNote:
    """Something about the whole file: ``column_unused`` or ``column_missing``, with the column's header."""

    code: str
    params: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Source:
    """What stands in a file."""

    rows: tuple[SourceRow, ...]
    notes: tuple[ImportNote, ...] = ()


def format_of(name: str, raw: bytes) -> str:
    """The format of a file by its suffix, else (standard input) by what it looks like."""
    suffix = name.lower().rpartition(".")[2]
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    text = text_of(raw)[0].lstrip()
    if text.startswith("{"):
        return "json" if _is_json(text) else "jsonl"
    if text.startswith("[") and _is_json(text):
        return "json"
    return "toml" if _is_toml(text) else "csv"


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _is_toml(text: str) -> bool:
    try:
        return bool(parse(text))
    except (ValueError, RecursionError):
        return False


def read_source(
    raw: bytes,
    form: str,
    kind: RecordType,
    reading: Reading,
    *,
    mapping: ImportMap | None = None,
    labels: Mapping[str, str] | None = None,
    constants: Mapping[str, Any] | None = None,
) -> Source:
    """The rows of a file of one of ``FORMATS``.

    For a table, ``mapping`` says which column is which field; without one the headers do, by the names and
    paths of fields and by ``labels`` (label → path), and ``constants`` (path → value) fill up.

    Raises ImportFault.
    """
    if form == "csv":
        return _from_table(raw, kind, reading, mapping, labels or {}, constants or {})
    text, _ = text_of(raw)
    try:
        found = _READERS[form](text)
        if len(found) > MAX_ROWS:
            raise ImportFault("import_too_many", limit=MAX_ROWS)
        return Source(tuple(_typed(number, item, kind, reading) for number, item in found))
    except RecursionError as error:
        raise ImportFault("import_unreadable", format=form, line=1, column=1) from error


# ---- TOML, JSON, JSON Lines ------------------------------------------------------------------------


def _from_toml(text: str) -> list[tuple[int, Any]]:
    try:
        data = parse(text)
    except tomli.TOMLDecodeError as error:
        raise ImportFault(
            "import_unreadable", format="toml", line=error.lineno, column=error.colno
        ) from error
    except ValueError as error:
        raise ImportFault("import_unreadable", format="toml", line=1, column=1) from error
    if data.keys() == {"records"} and isinstance(data["records"], list):
        return list(enumerate(data["records"], 1))
    return [(1, with_comments(data, text)[0])] if data else []


def _from_json(text: str) -> list[tuple[int, Any]]:
    data = _loaded(text, "json", 0)
    return list(enumerate(data, 1)) if isinstance(data, list) else [(1, data)]


def _from_json_lines(text: str) -> list[tuple[int, Any]]:
    # Only LF ends a line: JSON text may hold the other line ends of Unicode.
    lines = enumerate(text.split("\n"), 1)
    return [(number, _loaded(line, "jsonl", number - 1)) for number, line in lines if line.strip()]


def _loaded(text: str, form: str, lines_before: int) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_distinct, parse_constant=_refused)
    except json.JSONDecodeError as error:
        line = lines_before + error.lineno
        raise ImportFault("import_unreadable", format=form, line=line, column=error.colno) from error
    except ValueError as error:
        raise ImportFault("import_unreadable", format=form, line=lines_before + 1, column=1) from error


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; one that has a key twice would lose a value unseen."""
    table = dict(pairs)
    if len(table) != len(pairs):
        raise ValueError
    return table


def _refused(_constant: str) -> Any:
    raise ValueError  # NaN and Infinity are no JSON


_READERS = {"toml": _from_toml, "json": _from_json, "jsonl": _from_json_lines}


def _typed(number: int, item: Any, kind: RecordType, reading: Reading) -> SourceRow:
    """A parsed record in the types of its fields."""
    if not isinstance(item, dict):
        raise ImportFault("import_not_records", row=number)
    data: Data = {}
    problems = []
    for name, value in _fields(number, item, kind).items():
        try:
            plain = plain_value(record_spec(kind).find(name), value, reading)
        except ValueFault as fault:
            problems.append(Problem(fault.code, "", field=(name, *fault.path), params=fault.params))
        else:
            if plain is not None:
                data[name] = plain
    return SourceRow(number, data, tuple(problems))


def _fields(number: int, item: dict[str, Any], kind: RecordType) -> dict[str, Any]:
    """The fields of a record, which may come as ``--json`` prints it: ``{id, type, fields}``."""
    fields = item.get("fields")
    if not isinstance(fields, dict) or not item.keys() <= {"id", "type", "fields"}:
        return item
    found = str(item.get("type", kind))
    if found != kind:
        raise ImportFault("import_other_type", row=number, found=found, expected=kind)
    return {"id": item["id"], **fields} if item.get("id") else fields


# ---- tables ----------------------------------------------------------------------------------------


def _from_table(
    raw: bytes,
    kind: RecordType,
    reading: Reading,
    mapping: ImportMap | None,
    labels: Mapping[str, str],
    constants: Mapping[str, Any],
) -> Source:
    if mapping is None:
        table = read_table(raw)
        mapping = map_by_header(kind, table.headers, labels, constants)
    else:
        table = read_table(raw, delimiter=mapping.delimiter, encoding=mapping.encoding, header=mapping.header)
    reader = RowReader(kind, mapping, _separated(reading, mapping.separator))
    rows = []
    for line in table.lines:
        data, problems = reader.read(dict(zip(table.headers, line.cells, strict=True)))
        rows.append(SourceRow(line.number, data, tuple(problems)))
    return Source(tuple(rows), tuple(_notes(table, mapping)))


def _separated(reading: Reading, separator: str) -> Reading:
    return Reading(reading.vocabulary, reading.find, reading.words, reading.zone, separator)


def _notes(table: Table, mapping: ImportMap) -> Iterable[ImportNote]:
    wanted = dict.fromkeys(
        [*mapping.columns, *(name for joined in mapping.joined for name in joined.columns)]
    )
    for header in table.headers:
        if header not in wanted:
            yield ImportNote("column_unused", {"column": header})
    for column in wanted:
        if column not in table.headers:
            yield ImportNote("column_missing", {"column": column})
