"""A file's bytes to data and problems. One parser everywhere: compiled tomli (docs/format.md, "Reading").

Compiled tomli refuses deep nesting and keys of more than a thousand parts at once; the pure-Python one takes
seconds for them, so where only that is installed, files are limited more tightly.
"""

from __future__ import annotations

import dataclasses
import re
from types import FunctionType
from typing import Any

import tomli

from schemas.fields import FieldSpec
from schemas.problems import Problem
from schemas.validation import Data
from store.codec.lines import find_line

MAX_BYTES = 1 << 20
_PURE_LIMIT = 64 * 1024
_COMPILED = not isinstance(tomli.loads, FunctionType)
_MARKER = re.compile(r"^(?:<{7}|={7}|>{7})(?: |$)", re.MULTILINE)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclasses.dataclass(frozen=True, slots=True)
class Decoded:
    """What stands in a file: ``data`` is None if it cannot be read at all; ``text`` is for finding lines."""

    data: Data | None
    problem: Problem | None
    text: str

    def located(self, problem: Problem, spec: FieldSpec) -> Problem:
        """The problem with the line of its field, else of the nearest enclosing header."""
        if problem.line is not None or not problem.field:
            return problem
        return dataclasses.replace(problem, line=find_line(self.text, problem.field, spec))


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
        return Decoded(_parse(text), None, text)
    except (ValueError, RecursionError) as error:
        return Decoded(None, _problem(error, text, path), text)


def _parse(text: str) -> dict[str, Any]:
    if not _COMPILED and len(text) > _PURE_LIMIT:
        raise ValueError
    return tomli.loads(text)


def _problem(error: ValueError | RecursionError, text: str, path: str) -> Problem:
    marker = _MARKER.search(text)
    if marker:
        return Problem("conflict_markers", path, line=text.count("\n", 0, marker.start()) + 1)
    if isinstance(error, tomli.TOMLDecodeError):
        return Problem("not_toml", path, line=error.lineno, column=error.colno, params={"reason": error.msg})
    # A number of thousands of digits, or nesting without end: no place is known, and none is needed.
    return Problem("not_toml", path, params={"reason": "limits"})
