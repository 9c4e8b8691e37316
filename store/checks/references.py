"""Links and terms: what a record points at must be there, and be of the right kind.

Which fields point where is read off the schema, so that a new field is checked without a line here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from schemas.field_kinds import InputKind, Shape
from schemas.fields import FieldSpec, record_spec
from schemas.paths import FieldPath
from schemas.problems import Problem
from schemas.rules import entry_key
from store.checks.index import Index, entries, texts
from store.record import Record


class _Field(NamedTuple):
    """A field to look at; for a keyed list with those of its entries."""

    spec: FieldSpec
    inner: tuple[_Field, ...]


@cache
def _plan(spec: FieldSpec) -> tuple[_Field, ...]:
    fields = ((field, _plan(field) if field.shape is Shape.KEYED else ()) for field in spec.fields)
    return tuple(_Field(field, inner) for field, inner in fields if inner or field.section or _target(field))


def _target(spec: FieldSpec) -> str:
    # A ballot's round is `<group id>/<round key>`; whether the group has the round is the ballots' own check.
    return "group" if spec.name == "round" else spec.target


def references(record: Record, data: dict[str, Any], index: Index) -> Iterator[Problem]:
    """Links that lead nowhere or to the wrong kind of record, and terms that the vocabulary does not have."""
    yield from _in_table(_plan(record_spec(record.type)), data, (), index)


def _in_table(
    plan: tuple[_Field, ...], data: dict[str, Any], at: FieldPath, index: Index
) -> Iterator[Problem]:
    for spec, inner in plan:
        value = data.get(spec.name)
        if not value:
            continue
        path = (*at, spec.name)
        if inner:
            for number, entry in enumerate(entries(value)):
                yield from _in_table(inner, entry, (*path, *entry_key(spec, entry, number)), index)
        elif spec.section:
            yield from _terms(spec, value, path, index)
        elif spec.input is InputKind.POINTS:
            for topic in value if isinstance(value, dict) else ():
                yield from _link(spec.target, topic, (*path, topic), index)
        else:
            for target in _each(value):
                yield from _link(_target(spec), target, path, index)


def _each(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else texts(value)


def _terms(spec: FieldSpec, value: Any, path: FieldPath, index: Index) -> Iterator[Problem]:
    vocabulary = index.vocabulary
    for term in _each(value) if vocabulary else ():
        if vocabulary and not vocabulary.has(spec.section, term):
            yield Problem("unknown_term", "", field=path, params={"term": term, "section": spec.section})


def _link(wanted: str, target: str, path: FieldPath, index: Index) -> Iterator[Problem]:
    found = index.records.get(target.partition("/")[0])
    if found is None:
        yield Problem("dangling_link", "", field=path, params={"target": target})
    elif all(record.type != wanted for record in found):
        yield Problem("wrong_link_type", "", field=path, params={"target": target, "expected": wanted})


def one_sided(record: Record, data: dict[str, Any], index: Index) -> Iterator[Problem]:
    """Relations that hold both ways by the vocabulary, but that the other side does not state."""
    spec = record_spec("actor").find("relations")
    for number, relation in enumerate(entries(data.get("relations")) if spec else ()):
        term, target = relation.get("type"), relation.get("to")
        if not isinstance(term, str) or not isinstance(target, str) or _has_ended(relation, index.today):
            continue
        if index.vocabulary is None or not index.vocabulary.symmetric("relation", term):
            continue
        other = index.data(index.follow(target, "actor"), "actor")
        if spec and other is not None and not _states(other, term, record.id, index):
            path = ("relations", *entry_key(spec, relation, number))
            yield Problem("one_sided", "", field=path, params={"target": target})


def _states(data: dict[str, Any], term: str, target: str, index: Index) -> bool:
    """Whether a record states the relation to the target, or to what the target was merged with."""
    wanted = index.follow(target, "actor")
    return any(
        relation.get("type") == term
        and isinstance(to := relation.get("to"), str)
        and index.follow(to, "actor") == wanted
        for relation in entries(data.get("relations"))
    )


def _has_ended(relation: dict[str, Any], today: date) -> bool:
    until = relation.get("until")
    return type(until) is date and until < today
