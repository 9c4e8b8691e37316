"""Problems as plain values, as the cache holds them; a list of records needs no more than their number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from schemas.problems import Problem

RawProblem = list[Any]
"""code, record, field (list), line, column, params."""


def to_values(problem: Problem) -> RawProblem:
    """A problem as plain values, without its path."""
    return [
        problem.code,
        problem.record,
        list(problem.field),
        problem.line,
        problem.column,
        dict(problem.params),
    ]


def from_values(path: str, values: RawProblem) -> Problem:
    """The problem that the values were made of."""
    from schemas.problems import Problem  # brings `dataclasses` and `inspect`, 10 ms

    code, record, field, line, column, params = values
    return Problem(code, path, record, tuple(field), line, column, params)


def is_error(values: RawProblem) -> bool:
    """Whether it makes the record unusable in part or in whole."""
    from schemas.problems import WARNINGS

    return values[0] not in WARNINGS
