"""From parsed TOML to problems: limits first, then the pydantic models, then the rules across fields.

Limits come first because a validator that lists a million errors is itself an attack; the figures are those
of docs/format.md. Pydantic's own words never reach anyone: its error types become codes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from pydantic import ValidationError

from schemas.field_kinds import Choice, Shape
from schemas.fields import MODELS, FieldSpec, record_spec
from schemas.paths import FieldPath
from schemas.problems import CODES, Problem
from schemas.record import RECORD_TYPES, Record, RecordType
from schemas.register import RegisterFile
from schemas.types import Part

MAX_DEPTH = 8
MAX_TEXT = 64 * 1024
MAX_ENTRIES = 1000
MAX_PROBLEMS = 20
_INT64 = 1 << 63

Data = dict[str, Any]

_PYDANTIC_CODES = {
    "missing": "missing",
    "string_type": "wrong_type",
    "int_type": "wrong_type",
    "float_type": "wrong_type",
    "bool_type": "wrong_type",
    "date_type": "wrong_type",
    "datetime_type": "wrong_type",
    "list_type": "wrong_type",
    "dict_type": "wrong_type",
    "model_type": "wrong_type",
    "model_attributes_type": "wrong_type",
    "finite_number": "out_of_range",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
    "timezone_aware": "not_an_offset_time",
}
_EXPECTED = {
    "string_type": "text",
    "int_type": "whole_number",
    "float_type": "number",
    "bool_type": "yes_no",
    "date_type": "day",
    "datetime_type": "moment",
    "list_type": "list",
    "dict_type": "table",
    "model_type": "table",
    "model_attributes_type": "table",
}


def check_record(kind: RecordType, data: Data, path: str = "") -> tuple[Record | None, list[Problem]]:
    """Validate one record: its model, or None, and its problems (at most 20), with ``path`` as their file."""
    limits = list(_beyond_limits(data, ()))[:MAX_PROBLEMS]
    if limits:
        return None, [_named(problem, path, data) for problem in limits]
    model, found = _modelled(MODELS[kind], record_spec(kind), data)
    found += list(_repeated_keys(record_spec(kind), data, ()))
    found += list(_not_choices(record_spec(kind), data, ()))
    if model is not None:
        found += list(_faults(model, record_spec(kind), ()))
    problems = [_named(problem, path, data) for problem in found[:MAX_PROBLEMS]]
    return (model if not problems else None), problems  # type: ignore[return-value]  # MODELS holds records


def check_register_file(data: Data, path: str = "knoten.toml") -> tuple[RegisterFile | None, list[Problem]]:
    """Validate ``knoten.toml``."""
    model, found = _modelled(RegisterFile, record_spec("register"), data)
    return model, [_named(problem, path, {}) for problem in found]  # type: ignore[return-value]


def unknown_keys(kind: str, data: Data) -> Iterator[FieldPath]:
    """The keys that this version of the schema does not know, at every level."""
    yield from _unknown(record_spec(kind), data, ())


def entry_key(spec: FieldSpec, entry: Mapping[str, Any], index: int) -> FieldPath:
    """The key parts of an entry of a keyed list; its number (from 1) where the key is not usable."""
    parts = tuple(entry.get(name) for name in spec.key) if isinstance(entry, Mapping) else (None,)
    if spec.key and all(isinstance(part, str) and part for part in parts):
        return tuple(str(part) for part in parts)
    if spec.key == ("path",) and isinstance(entry, Mapping) and isinstance(entry.get("path"), list):
        return ("/".join(str(part) for part in entry["path"]),)
    return (f"#{index + 1}",)


def _named(problem: Problem, path: str, data: Data) -> Problem:
    record = data.get("id")
    return Problem(
        problem.code,
        path,
        record if isinstance(record, str) else "",
        problem.field,
        params=problem.params,
    )


def _modelled(model: type[Part], spec: FieldSpec, data: Data) -> tuple[Part | None, list[Problem]]:
    pruned = prune(data)
    try:
        return model.model_validate(pruned), []
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        return None, [_problem(detail, spec, pruned) for detail in details[:MAX_PROBLEMS]]


def prune(value: Any) -> Any:
    """The value without what is empty: empty and absent are the same."""
    if isinstance(value, dict):
        pruned = {key: prune(item) for key, item in value.items()}
        return {key: item for key, item in pruned.items() if not is_empty(item)}
    if isinstance(value, list):
        return [prune(item) for item in value]
    return value


def is_empty(value: Any) -> bool:
    """Whether the value is written as nothing; False and 0 are values."""
    return value is None or value == "" or (isinstance(value, list | dict) and not value)


def _problem(detail: Any, spec: FieldSpec, data: Data) -> Problem:
    kind = str(detail["type"])
    code = _PYDANTIC_CODES.get(kind, kind if kind in CODES else "wrong_type")
    params: dict[str, str | int] = {
        key: value for key, value in detail.get("ctx", {}).items() if isinstance(value, str | int)
    }
    if code == "wrong_type":
        params = {"expected": params.get("expected", _EXPECTED.get(kind, "text"))}
    elif code == "out_of_range":
        params = {("low" if "ge" in params else "high"): str(detail.get("ctx", {}).get("ge", detail.get("ctx", {}).get("le", "")))}
    return Problem(code, "", field=_field_path(detail["loc"], spec, data), params=params)


def _field_path(loc: tuple[str | int, ...], spec: FieldSpec, data: Any) -> FieldPath:
    """Pydantic's location with the keys of entries instead of their places in the list."""
    path: FieldPath = ()
    current: FieldSpec | None = spec
    value = data
    for part in loc:
        if isinstance(part, int):
            if not isinstance(value, list) or part >= len(value):
                break
            value = value[part]
            if current is not None and current.shape is Shape.KEYED:
                path += entry_key(current, value, part)
            elif isinstance(value, dict):
                path += (f"#{part + 1}",)
            continue
        if part == "[key]":
            continue
        path += (part,)
        current = (current.item or current.find(part)) if current else None
        value = value.get(part) if isinstance(value, dict) else None
    return path


def _repeated_keys(spec: FieldSpec, data: Any, at: FieldPath) -> Iterator[Problem]:
    """Entries of keyed lists whose key another entry has already."""
    if not isinstance(data, dict):
        return
    for field in spec.fields:
        entries = data.get(field.name)
        if field.shape is not Shape.KEYED or not isinstance(entries, list):
            continue
        seen: set[FieldPath] = set()
        for index, entry in enumerate(entries):
            key = entry_key(field, entry, index)
            if key in seen:
                yield Problem("duplicate_key", "", field=(*at, field.name, *key), params={"key": ", ".join(key)})
            seen.add(key)
            yield from _repeated_keys(field, entry, (*at, field.name, *key))


def _not_choices(spec: FieldSpec, data: Any, at: FieldPath) -> Iterator[Problem]:
    """Fields that hold none of the program's own words."""
    if not isinstance(data, dict):
        return
    for field in spec.fields:
        value = data.get(field.name)
        if field.choices and isinstance(value, str) and value and value not in _values(field.choices):
            yield Problem(
                "not_a_choice", "", field=(*at, field.name), params={"choices": ", ".join(_values(field.choices))}
            )
        if field.shape is Shape.KEYED and isinstance(value, list):
            for index, entry in enumerate(value):
                yield from _not_choices(field, entry, (*at, field.name, *entry_key(field, entry, index)))


def _values(choices: tuple[Choice, ...]) -> tuple[str, ...]:
    return tuple(choice.value for choice in choices)


def _faults(model: Part, spec: FieldSpec, at: FieldPath) -> Iterator[Problem]:
    """The rules across fields, of the record and of each of its entries."""
    for fault in model.faults():
        yield Problem(fault.code, "", field=(*at, fault.field), params=fault.params)
    for field in spec.fields:
        if field.shape is Shape.KEYED and field.fields:
            for index, entry in enumerate(getattr(model, field.name)):
                raw = {name: getattr(entry, name, None) for name in field.key}
                yield from _faults(entry, field, (*at, field.name, *entry_key(field, raw, index)))


def _unknown(spec: FieldSpec, data: Any, at: FieldPath) -> Iterator[FieldPath]:
    if not isinstance(data, dict):
        return
    known = {field.name: field for field in spec.fields}
    for name, value in data.items():
        field = known.get(name)
        if field is None:
            yield (*at, name)
        elif field.shape is Shape.KEYED and isinstance(value, list) and field.name != "conflicts":
            for index, entry in enumerate(value):
                yield from _unknown(field, entry, (*at, name, *entry_key(field, entry, index)))


def _beyond_limits(value: Any, at: FieldPath) -> Iterator[Problem]:
    """What is too deep, too long, too many or too large to go on with."""
    if len(at) > MAX_DEPTH:
        yield Problem("too_deep", "", field=at, params={"limit": MAX_DEPTH})
    elif isinstance(value, str):
        if len(value) > MAX_TEXT // 4 and len(value.encode(errors="surrogatepass")) > MAX_TEXT:
            yield Problem("text_too_long", "", field=at, params={"limit": MAX_TEXT})
    elif isinstance(value, int):
        if not -_INT64 <= value < _INT64:
            yield Problem("number_too_large", "", field=at)
    elif isinstance(value, dict | list):
        if len(value) > MAX_ENTRIES:
            yield Problem("too_many_entries", "", field=at, params={"limit": MAX_ENTRIES})
            return
        pairs = value.items() if isinstance(value, dict) else ((f"#{n + 1}", v) for n, v in enumerate(value))
        for name, item in pairs:
            yield from _beyond_limits(item, (*at, str(name)))
    elif not isinstance(value, float | bool | datetime | date | time):
        yield Problem("wrong_type", "", field=at, params={"expected": "text"})


def type_of_folder(folder: str) -> RecordType | None:
    """The type of record that a folder of the register holds."""
    return next((kind for kind in RECORD_TYPES if f"{kind}s" == folder), None)
