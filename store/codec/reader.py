"""A file's bytes to data and problems: nothing that stands in a file makes reading raise."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

import tomli

from schemas.fields import FieldSpec
from schemas.limits import MAX_DEPTH, deeper_than
from schemas.problems import Problem
from schemas.validation import Data
from store.codec.lines import find_lines
from store.codec.parser import TooMuchError, parse

MAX_BYTES = 1 << 20
# A key may have a thousand parts. Data that is deeper than a record may be has a path in its problem; but
# what everything that walks through data could stumble over does not leave this module.
MAX_NESTING = 4 * MAX_DEPTH
_MARKER = re.compile(r"^(?:<{7}|={7}|>{7})(?: |\r?$)", re.MULTILINE)


@dataclasses.dataclass(frozen=True, slots=True)
class Decoded:
    """What stands in a file: ``data`` is None if it cannot be read at all; ``text`` is for finding lines."""

    data: Data | None
    problem: Problem | None
    text: str

    def located(self, problems: Sequence[Problem], spec: FieldSpec) -> list[Problem]:
        """The problems with the lines of their fields, else of the nearest enclosing headers."""
        if self.data is None:
            return list(problems)
        fields = [problem.field for problem in problems]
        lines = find_lines(self.text, self.data, fields, spec) if any(fields) else [None] * len(fields)
        return [
            problem if problem.line else dataclasses.replace(problem, line=line)
            for problem, line in zip(problems, lines, strict=True)
        ]


def decode(raw: bytes, path: str) -> Decoded:
    """Read a file. ``path`` names it in the problem; nothing is raised for what stands in it."""
    if len(raw) > MAX_BYTES:
        params: dict[str, str | int] = {"size": len(raw), "limit": MAX_BYTES}
        return Decoded(None, Problem("too_large", path, params=params), "")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return Decoded(None, Problem("not_utf8", path, line=line), "")
    try:
        data = parse(text)
    except (ValueError, RecursionError) as error:
        return Decoded(None, _problem(error, text, path), text)
    if deeper_than(data, MAX_NESTING):
        return Decoded(None, Problem("too_deep", path, params={"limit": MAX_DEPTH}), text)
    return Decoded(data, None, text)


def _problem(error: ValueError | RecursionError, text: str, path: str) -> Problem:
    marker = _MARKER.search(text)
    if marker:
        return Problem("conflict_markers", path, line=text.count("\n", 0, marker.start()) + 1)
    if isinstance(error, tomli.TOMLDecodeError):
        return Problem("not_toml", path, line=error.lineno, column=error.colno, params={"reason": error.msg})
    if isinstance(error, TooMuchError):
        return Problem("too_many_entries", path, params={"limit": error.limit})
    # A number of thousands of digits, or nesting without end: no place is known, and none is needed.
    return Problem("not_toml", path, params={"reason": "limits"})
