"""In which line of its file a field stands, so that a problem can be shown and opened there.

The parsed data says which entry of a list a key means; the scanner says where that entry stands. All fields
that are asked for are found in one pass over the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from schemas.field_kinds import Shape
from schemas.fields import FieldSpec
from schemas.paths import FieldPath
from schemas.validation import entry_key
from store.codec.parser import parse
from store.codec.scanner import Statement, inner_places, key_parts, statements

Place = tuple[str | int, ...]
"""A path through parsed data: keys of tables, and places in lists from 0."""

_NUMBER = re.compile(r"#(\d{1,9})")


def find_line(text: str, path: FieldPath, spec: FieldSpec) -> int | None:
    """The line (from 1) of the field's key, else of its nearest enclosing header, else None.

    ``text`` is a whole TOML file, ``spec`` that of the file; what is not TOML has no lines. Never raises.
    """
    try:
        data = parse(text)
    except (ValueError, RecursionError):
        return None
    return find_lines(text, data, [path], spec)[0]


def find_lines(
    text: str, data: Mapping[str, Any], paths: Sequence[FieldPath], spec: FieldSpec
) -> list[int | None]:
    """The line of each path, as ``find_line`` has it; ``data`` is the text, parsed."""
    places = [_place(data, path, spec) for path in paths]
    wanted = {place[:length] for place in places for length in range(len(place) + 1)}
    lines = _lines(text, wanted) if any(places) else {}
    return [_nearest(lines, place) for place in places]


def _place(data: Mapping[str, Any], path: FieldPath, spec: FieldSpec) -> Place:
    """Where the path leads in the data, as far as it leads."""
    place: Place = ()
    value: Any = data
    known: FieldSpec | None = spec
    index = 0
    found: str | int | None
    while index < len(path):
        if isinstance(value, list):
            found, used = _entry(value, path[index:], known)
            known = known if known is not None and known.shape is Shape.KEYED else None
        else:
            found, used = (path[index] if isinstance(value, dict) and path[index] in value else None), 1
            known = (known.item or known.find(path[index])) if known else None
        if found is None:
            return place
        place += (found,)
        value = value[found]
        index += used
    return place


def _entry(entries: list[Any], keys: FieldPath, spec: FieldSpec | None) -> tuple[int | None, int]:
    """The place of the entry that the path goes on with, and how many parts its key takes.

    Of entries with one key the last is meant: it is the one too many.
    """
    number = _NUMBER.fullmatch(keys[0])
    if number and 1 <= int(number[1]) <= len(entries):
        return int(number[1]) - 1, 1
    if spec is None or spec.shape is not Shape.KEYED:
        return None, 1
    for index in range(len(entries) - 1, -1, -1):
        key = entry_key(spec, entries[index], index)
        if key == keys[: len(key)]:
            return index, len(key)
    return None, 1


def _lines(text: str, wanted: set[Place]) -> dict[Place, int]:
    """The first line of each wanted place that the text names; reads no further than it must."""
    lines: dict[Place, int] = {}
    counts: dict[Place, int] = {}
    base: Place = ()
    sought = len(wanted) - 1  # the whole file has no line
    for statement in statements(text):
        if len(lines) == sought:
            break
        if statement.opening:
            base = _header(statement, counts, lines, wanted)
        elif base in wanted:
            place = base
            for part in key_parts(statement.key):
                place += (part,)
                if place in wanted:
                    lines.setdefault(place, statement.line)
            if place in wanted and text.find("{", statement.start, statement.end) >= 0:
                for inner, line in inner_places(text, statement):
                    if (*place, *inner) in wanted:
                        lines.setdefault((*place, *inner), line)
    return lines


def _header(
    statement: Statement, counts: dict[Place, int], lines: dict[Place, int], wanted: set[Place]
) -> Place:
    """Where a header leads; ``counts`` has how many entries each array of tables has so far."""
    place: Place = ()
    parts = key_parts(statement.key)
    for number, part in enumerate(parts, 1):
        place += (part,)
        if place in wanted:
            lines.setdefault(place, statement.line)
        if number == len(parts) and statement.opening == "[[":
            counts[place] = counts.get(place, 0) + 1
        if place in counts:
            place += (counts[place] - 1,)
            if place in wanted:
                lines.setdefault(place, statement.line)
    return place


def _nearest(lines: dict[Place, int], place: Place) -> int | None:
    return next((lines[place[:n]] for n in range(len(place), 0, -1) if place[:n] in lines), None)
