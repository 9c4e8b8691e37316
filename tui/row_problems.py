"""Problems of rows that are to be brought in: which row, which field, what is wrong."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from store.layout import path_of
from tui.failures import problem_json
from tui.problem_words import problem_line
from tui.words import text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schemas.problems import Problem
    from schemas.record import RecordType
    from tui.call import Call

_MOST = 50


def tell_rows(call: Call, kind: RecordType, found: Iterable[tuple[int, Problem]], *, numbered: bool) -> None:
    """Print the problems on stderr, the first fifty; ``numbered`` says the row."""
    rows = list(found)
    names = call.names()
    for number, problem in rows[:_MOST]:
        line = problem_line(_placed(kind, problem), names)
        call.output.tell("  " + (text("row {n}: {problem}", n=number, problem=line) if numbered else line))
    if len(rows) > _MOST:
        call.output.tell("  " + text("… and {n} more", n=len(rows) - _MOST))


def problem_rows_json(
    call: Call, kind: RecordType, found: Iterable[tuple[int, Problem]]
) -> list[dict[str, object]]:
    """The problems as JSON, each with its row; there is no file yet, so its path is empty."""
    names = call.names()
    return [{**problem_json(_placed(kind, problem), names), "row": row, "path": ""} for row, problem in found]


def _placed(kind: RecordType, problem: Problem) -> Problem:
    """The problem with a path of that kind: sentences look the field up by it."""
    return dataclasses.replace(problem, path=path_of(kind, problem.record or "x"))
