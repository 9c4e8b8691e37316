"""Telling people, or programs, why a verb did not do what it was asked for, in every detail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.error_words import error_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schemas.problems import Problem
    from store.errors import StoreError
    from tui.field_words import Names
    from tui.output import Output


def report(error: StoreError, output: Output) -> int:
    """Print what is the matter; return the exit code.

    A record that is not right yet is named with each of its problems; fields that changed meanwhile as well.
    """
    said = error_text(error)
    output.tell(said, "bad")
    document: dict[str, object] = {"code": error.code, "message": said, "params": error.params}
    problems = getattr(error, "problems", ())
    if problems:
        tell_problems(output, problems)
        document["problems"] = [problem_json(problem) for problem in problems]
    for change in getattr(error, "clashes", ()):
        from tui.change_words import describe_change
        from tui.field_words import NO_NAMES

        output.tell("  " + describe_change(change, NO_NAMES))
    output.document({"error": document})
    return error.exit_status


def tell_problems(
    output: Output, problems: Iterable[Problem], names: Names | None = None, *, files: bool = False
) -> None:
    """Print problems on stderr, a line each: the file and line if there is one, the field, the sentence.

    ``files``: several files are meant, so each problem names its own.
    """
    from tui.field_words import NO_NAMES
    from tui.problem_words import problem_line

    for problem in problems:
        place = f"{problem.path}:{problem.line}: " if problem.line else f"{problem.path}: " if files else ""
        output.tell(f"  {place}{problem_line(problem, names or NO_NAMES)}")


def problem_json(problem: Problem, names: Names | None = None) -> dict[str, object]:
    """A problem as ``check --json`` prints it."""
    from schemas.fields import path_text
    from store.layout import kind_of
    from tui.field_words import NO_NAMES
    from tui.problem_words import problem_text

    kind = kind_of(problem.path)
    return {
        "severity": str(problem.severity),
        "code": problem.code,
        "path": problem.path,
        "line": problem.line,
        "field": path_text(kind, problem.field) if kind else ".".join(problem.field),
        "message": problem_text(problem, names or NO_NAMES),
    }
