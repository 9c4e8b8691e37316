"""The one TOML parser: compiled ``tomli`` (docs/format.md, "Reading").

It refuses deep nesting and keys of more than a thousand parts at once; the pure-Python one takes seconds for
them, so where only that is installed, texts are limited more tightly.
"""

from __future__ import annotations

from types import FunctionType
from typing import Any

import tomli

COMPILED = not isinstance(tomli.loads, FunctionType)
PURE_LIMIT = 64 * 1024


def parse(text: str) -> dict[str, Any]:
    """The values of a TOML text.

    Raises:
        tomli.TOMLDecodeError: it is not TOML; with line and column.
        ValueError: it is beyond what the parser takes (a number of thousands of digits, a text too long).
        RecursionError: it is nested without end.
    """
    if not COMPILED and len(text) > PURE_LIMIT:
        raise ValueError(PURE_LIMIT)
    return tomli.loads(text)
