"""From parsed TOML to problems: limits first, then the pydantic models, then the rules across fields.

Pydantic's own words never reach anyone: its error types become codes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from schemas.field_kinds import Shape
from schemas.fields import MODELS, FieldSpec, record_spec
from schemas.limits import HAS_EMPTY, SUSPECT, beyond_limits, is_empty, prune, survey
from schemas.paths import FieldPath
from schemas.problems import CODES, Problem
from schemas.record import Record, RecordType
from schemas.register import RegisterFile
from schemas.rules import entry_key, faults, repeated_keys, sound, wrong_choices
from schemas.term import TermEntry
from schemas.types import PATTERN_CODES, Part
from schemas.vocabulary import SECTIONS

__all__ = [
    "Data",
    "check_record",
    "check_register_file",
    "check_vocabulary_file",
    "entry_key",
    "is_empty",
    "prune",
    "unknown_keys",
]

MAX_PROBLEMS = 20  # shown for one file

Data = dict[str, Any]

_P = TypeVar("_P", bound=Part)

# What a field should have held, by pydantic's error type.
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
_LIMITS = {"greater_than_equal": ("low", "ge"), "less_than_equal": ("high", "le")}


def check_record(kind: RecordType, data: Data, path: str = "") -> tuple[Record | None, list[Problem]]:
    """Validate one record: its model, or None, and its problems (at most 20), with ``path`` as their file."""
    found = survey(data)
    if found & SUSPECT:
        limits = list(islice(beyond_limits(data), MAX_PROBLEMS))
        if limits:
            return None, _named(limits, path, data)
    spec = record_spec(kind)
    pruned = prune(data) if found & HAS_EMPTY else data
    model, problems = _modelled(MODELS[kind], spec, pruned)
    if model is not None and sound(spec, pruned, model):
        return model, []
    broken = chain(repeated_keys(spec, pruned), wrong_choices(spec, pruned))
    if model is not None:
        broken = chain(broken, faults(spec, pruned, model))
    return None, _named([*problems, *islice(broken, MAX_PROBLEMS)][:MAX_PROBLEMS], path, data)


def check_register_file(data: Data, path: str = "knoten.toml") -> tuple[RegisterFile | None, list[Problem]]:
    """Validate ``knoten.toml``."""
    limits = list(islice(beyond_limits(data), MAX_PROBLEMS))
    if limits:
        return None, _named(limits, path, {})
    model, found = _modelled(RegisterFile, record_spec("register"), prune(data))
    return model, _named(found, path, {})


def check_vocabulary_file(data: Data, path: str = "vocabulary.toml") -> list[Problem]:
    """What is wrong in ``vocabulary.toml``; sections that the program does not know are left alone."""
    found = list(islice(beyond_limits(data), MAX_PROBLEMS))
    for section in SECTIONS if not found else ():
        terms = data.get(section, {})
        if not isinstance(terms, dict):
            found.append(Problem("wrong_type", path, field=(section,), params={"expected": "table"}))
            continue
        spec = record_spec("vocabulary").find(section)
        for term, entry in terms.items():
            problems = _modelled(TermEntry, spec.item, prune(entry))[1] if spec and spec.item else []
            found += [_under((section, term), problem) for problem in problems]
    return _named(found[:MAX_PROBLEMS], path, {})


def _under(at: FieldPath, problem: Problem) -> Problem:
    return Problem(problem.code, problem.path, field=(*at, *problem.field), params=problem.params)


def unknown_keys(kind: str, data: Data) -> Iterator[FieldPath]:
    """The keys that this version of the schema does not know, at every level."""
    yield from _unknown(record_spec(kind), data, ())


def _unknown(spec: FieldSpec, data: Any, at: FieldPath) -> Iterator[FieldPath]:
    if not isinstance(data, dict):
        return
    for name, value in data.items():
        field = spec.item or spec.find(name)
        if field is None:
            yield (*at, name)
        elif field.shape is Shape.KEYED and isinstance(value, list):
            for index, entry in enumerate(value):
                yield from _unknown(field, entry, (*at, name, *entry_key(field, entry, index)))
        elif field.shape is Shape.TABLE:
            yield from _unknown(field, value, (*at, name))


def _named(problems: list[Problem], path: str, data: Data) -> list[Problem]:
    record = data.get("id")
    record = record if isinstance(record, str) else ""
    return [Problem(problem.code, path, record, problem.field, params=problem.params) for problem in problems]


def _modelled(model: type[_P], spec: FieldSpec, data: Any) -> tuple[_P | None, list[Problem]]:
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        return None, [_problem(detail, spec, data) for detail in details[:MAX_PROBLEMS]]


def _problem(detail: ErrorDetails, spec: FieldSpec, data: Any) -> Problem:
    code, params = _meaning(detail["type"], detail.get("ctx", {}))
    return Problem(code, "", field=_field_path(detail["loc"], spec, data), params=params)


def _meaning(kind: str, context: Mapping[str, Any]) -> tuple[str, dict[str, str | int]]:
    """The code and parameters for pydantic's error type and context."""
    if kind == "string_too_long":
        return "too_long", {"limit": int(context["max_length"])}
    if kind == "string_pattern_mismatch":
        return PATTERN_CODES[context["pattern"]], {}
    if kind == "timezone_aware":
        return "not_an_offset_time", {}
    if kind in _LIMITS:
        name, bound = _LIMITS[kind]
        return "out_of_range", {name: str(context[bound])}
    if kind in CODES:
        return kind, {name: value for name, value in context.items() if isinstance(value, str | int)}
    return "wrong_type", {"expected": _EXPECTED.get(kind, "text")}


def _field_path(loc: tuple[str | int, ...], spec: FieldSpec, data: Any) -> FieldPath:
    """Pydantic's location with the keys of entries instead of their places in the list."""
    path: FieldPath = ()
    current: FieldSpec | None = spec
    value = data
    for part in loc:
        if isinstance(part, int):
            value = value[part] if isinstance(value, list) and part < len(value) else None
            if current is not None and current.shape is Shape.KEYED:
                path += entry_key(current, value, part)
            elif isinstance(value, dict):
                path += (f"#{part + 1}",)
        elif part != "[key]":  # pydantic's mark for a table's key, where the key stands before it
            path += (part,)
            current = (current.item or current.find(part)) if current else None
            value = value.get(part) if isinstance(value, dict) else None
    return path
