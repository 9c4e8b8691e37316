"""The rules that go beyond one value: the program's own words, keys of entries, and rules across fields.

A sound record is told by ``sound``, quickly, for every record of a cold start. Only where it says no are
the problems collected, each with its path.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from schemas.field_kinds import Choice, Shape
from schemas.fields import FieldSpec
from schemas.paths import FieldPath
from schemas.problems import Problem
from schemas.types import Part


class _Plan(NamedTuple):
    """What there is to look at in one table: fields with choices, and keyed lists with their key."""

    choices: tuple[tuple[str, frozenset[str]], ...]
    keyed: tuple[tuple[str, FieldSpec, bool], ...]  # the last: whether entries have rules of their own


@cache
def _plan(spec: FieldSpec) -> _Plan:
    return _Plan(
        tuple((field.name, frozenset(values(field.choices))) for field in spec.fields if field.choices),
        tuple(
            (field.name, field, _has_rules(field))
            for field in spec.fields
            if field.shape is Shape.KEYED and field.name != "conflicts"
        ),
    )


def _has_rules(spec: FieldSpec) -> bool:
    plan = _plan(spec)
    return bool(plan.choices or plan.keyed) or (spec.part is not None and spec.part.faults is not Part.faults)


def sound(spec: FieldSpec, data: Mapping[str, Any], model: Part) -> bool:
    """Whether data that its model took breaks no rule of this module."""
    plan = _plan(spec)
    for name, allowed in plan.choices:
        if name in data and data[name] not in allowed:
            return False
    for name, field, has_rules in plan.keyed:
        entries = data.get(name)
        if not entries:
            continue
        if len(entries) > 1 and _repeats(entries, field.key):
            return False
        if has_rules:
            pairs = zip(entries, getattr(model, name), strict=True)
            if not all(sound(field, entry, part) for entry, part in pairs):
                return False
    return not model.faults() and not ("conflicts" in data and any(repeated_keys(spec, data)))


def _repeats(entries: list[dict[str, Any]], key: tuple[str, ...]) -> bool:
    if len(key) == 1:
        return len({entry[key[0]] for entry in entries}) < len(entries)
    return len({tuple(entry[part] for part in key) for entry in entries}) < len(entries)


def entry_key(spec: FieldSpec, entry: Any, index: int) -> FieldPath:
    """The key parts of an entry of a keyed list; its number (from 1) where the key is not usable."""
    if isinstance(entry, Mapping):
        if spec.key == ("path",):
            path = entry.get("path", [])
            if isinstance(path, list) and all(isinstance(part, str) for part in path):
                return ("/".join(path),)
        parts = tuple(part for name in spec.key if isinstance(part := entry.get(name), str) and part)
        if parts and len(parts) == len(spec.key):
            return parts
    return (f"#{index + 1}",)


def repeated_keys(spec: FieldSpec, data: Any, at: FieldPath = ()) -> Iterator[Problem]:
    """Entries of keyed lists whose key another entry has already."""
    for field, entries, path in _keyed_lists(spec, data, at):
        seen: set[FieldPath] = set()
        for index, entry in enumerate(entries):
            key = entry_key(field, entry, index)
            if key in seen:
                yield Problem("duplicate_key", "", field=(*path, *key), params={"key": ", ".join(key)})
            seen.add(key)
            yield from repeated_keys(field, entry, (*path, *key))


def wrong_choices(spec: FieldSpec, data: Any, at: FieldPath = ()) -> Iterator[Problem]:
    """Fields that hold none of the program's own words."""
    for field in spec.fields if isinstance(data, dict) else ():
        value = data.get(field.name)
        allowed = values(field.choices)
        if allowed and isinstance(value, str) and value and value not in allowed:
            yield Problem("not_a_choice", "", field=(*at, field.name), params={"choices": ", ".join(allowed)})
    for field, entries, path in _keyed_lists(spec, data, at):
        for index, entry in enumerate(entries):
            yield from wrong_choices(field, entry, (*path, *entry_key(field, entry, index)))


def faults(spec: FieldSpec, data: Mapping[str, Any], model: Part, at: FieldPath = ()) -> Iterator[Problem]:
    """The broken rules across fields, of the record and of each of its entries."""
    for fault in model.faults():
        yield Problem(fault.code, "", field=(*at, fault.field), params=fault.params)
    for field, entries, path in _keyed_lists(spec, data, at):
        parts = getattr(model, field.name)
        for index, (entry, part) in enumerate(zip(entries, parts, strict=True)):
            yield from faults(field, entry, part, (*path, *entry_key(field, entry, index)))


def _keyed_lists(
    spec: FieldSpec, data: Any, at: FieldPath
) -> Iterator[tuple[FieldSpec, list[Any], FieldPath]]:
    for field in spec.fields if isinstance(data, dict) else ():
        entries = data.get(field.name)
        if field.shape is Shape.KEYED and isinstance(entries, list):
            yield field, entries, (*at, field.name)


def values(choices: tuple[Choice, ...]) -> tuple[str, ...]:
    """The words alone, in order."""
    return tuple(choice.value for choice in choices)
