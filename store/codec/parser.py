"""The one TOML parser: compiled ``tomli`` (docs/safety.md, "What is read").

It refuses deep nesting and keys of more than a thousand parts at once. What it does not refuse is limited
here, before it is read: the pure-Python tomli takes seconds where the compiled one takes milliseconds, and
even that takes half a second for a megabyte of nothing but brackets.
"""

from __future__ import annotations

from types import FunctionType
from typing import Any

import tomli

COMPILED = not isinstance(tomli.loads, FunctionType)
PURE_LIMIT = 64 * 1024
MAX_MARKS = 60_000
_MARKS = "=,[{."


class TooMuchError(ValueError):
    """A text that holds more values than the program takes: ``limit`` of them."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


def parse(text: str) -> dict[str, Any]:
    """The values of a TOML text.

    Raises:
        tomli.TOMLDecodeError: it is not TOML; with line and column.
        TooMuchError: it holds more than a record can hold. Each value needs one of ``= , [ { .`` at least; a
            megabyte of German prose has 30,000 of them.
        ValueError: a number has thousands of digits, or an uncompiled parser would take too long.
        RecursionError: it is nested without end.
    """
    if not COMPILED and len(text) > PURE_LIMIT:
        raise ValueError(PURE_LIMIT)
    if len(text) > MAX_MARKS and sum(map(text.count, _MARKS)) > MAX_MARKS:
        raise TooMuchError(MAX_MARKS)
    return tomli.loads(text)
