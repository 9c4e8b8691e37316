"""One pass over all records: what dangles, is unknown, has run out, or stands twice."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any

from schemas.fields import record_spec
from schemas.problems import Problem
from schemas.rules import entry_key
from schemas.validation import MAX_PROBLEMS, unknown_keys
from schemas.vocabulary import Vocabulary
from store.checks.ballots import invalid_ballots
from store.checks.index import Index
from store.checks.names import similar_names
from store.checks.references import one_sided, references
from store.codec.lines import find_lines
from store.record import Record

_OPEN = ("planned", "active", "paused")


def check_register(
    records: Iterable[Record],
    vocabulary: Vocabulary | None,
    *,
    today: date,
    stray: Iterable[str] = (),
) -> list[Problem]:
    """The warnings, and the errors that take more than one record to see; sorted by file and line.

    What is wrong with each record by itself stands in ``Record.problems`` already and is not repeated.
    At most 20 a record; 10,000 records take one or two seconds.

    Args:
        records: every record of the register, broken ones too.
        vocabulary: the register's terms, or None where they cannot be read: no term is unknown then.
        today: what has run out is told by this day.
        stray: paths of files that do not belong in a register.
    """
    index = Index.of(records, vocabulary, today)
    found: list[Problem] = [Problem("stray_file", path) for path in sorted(set(stray))]
    found += _ids_twice(index)
    similar = similar_names(index)
    for record, data in index.usable():
        problems = list(islice(_about(record, data, index), MAX_PROBLEMS))
        problems += similar.get(record.path, [])
        found += _placed(record, problems[:MAX_PROBLEMS])
    return sorted(found, key=lambda problem: (problem.path, problem.line or 0, problem.code, problem.field))


def _about(record: Record, data: dict[str, Any], index: Index) -> Iterator[Problem]:
    yield from references(record, data, index)
    for path in unknown_keys(record.type, data):
        yield Problem("unknown_key", "", field=path, params={"key": path[-1]})
    yield from _merged_cycle(record, index)
    if record.type == "group":
        yield from _past_end(data, index.today)
    elif record.type == "actor":
        yield from _run_out(data, index.today)
        yield from one_sided(record, data, index)
        yield from invalid_ballots(data, index)


def _placed(record: Record, problems: list[Problem]) -> list[Problem]:
    """The problems with their record, file and line."""
    if not problems:
        return []
    lines: list[int | None] = [None] * len(problems)
    if record.data is not None and record.text:
        fields = [problem.field for problem in problems]
        lines = find_lines(record.text, record.data, fields, record_spec(record.type))
    return [
        dataclasses.replace(problem, path=record.path, record=record.id, line=line)
        for problem, line in zip(problems, lines, strict=True)
    ]


def _ids_twice(index: Index) -> Iterator[Problem]:
    for record_id, records in index.records.items():
        for record in records if len(records) > 1 else ():
            other = next(each.path for each in records if each is not record)
            yield Problem("id_twice", record.path, record_id, params={"other": other})


def _merged_cycle(record: Record, index: Index) -> Iterator[Problem]:
    cycle, _ = index.merges(record.id, record.type)
    if record.id in cycle:
        yield Problem("merged_cycle", "", field=("merged_into",), params={"stands": min(cycle)})


def _past_end(data: dict[str, Any], today: date) -> Iterator[Problem]:
    ends = data.get("ends_on")
    if data.get("status") in _OPEN and _is_over(ends, today):
        yield Problem("past_end", "", field=("ends_on",), params={"on": str(ends)})


def _run_out(data: dict[str, Any], today: date) -> Iterator[Problem]:
    """Consent, offers and needs whose last day is over."""
    spec = record_spec("actor")
    for name, day, code in (
        ("contacts", "expires_on", "consent_expired"),
        ("offers", "until", "past_end"),
        ("needs", "until", "past_end"),
    ):
        field = spec.find(name)
        for number, entry in enumerate(data.get(name, ()) if field else ()):
            is_meant = name != "contacts" or entry.get("basis") == "consent"
            if field and is_meant and _is_over(entry.get(day), today):
                path = (name, *entry_key(field, entry, number), day)
                yield Problem(code, "", field=path, params={"on": str(entry[day])})


def _is_over(day: Any, today: date) -> bool:
    return type(day) is date and day < today
