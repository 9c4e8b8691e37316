"""What is too deep, too long, too many or too large to go on with (docs/format.md, "Limits").

Looked at before anything else, because a validator that lists a million errors is itself an attack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from schemas.paths import FieldPath
from schemas.problems import Problem

MAX_DEPTH = 8
MAX_TEXT = 64 * 1024  # bytes in UTF-8
MAX_ENTRIES = 1000
_INT64 = 1 << 63
_SURELY_SHORT = MAX_TEXT // 4  # characters; UTF-8 takes four bytes for one at most
_SMALL = frozenset({bool, float, date, datetime, time})
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")

CLEAN, HAS_EMPTY, SUSPECT = 0, 1, 2
"""What ``survey`` finds, as bits."""


def survey(value: Mapping[str, Any] | list[Any], depth: int = 0) -> int:
    """Whether the value holds something empty, and whether it may be beyond the limits; in one quick pass.

    None stands for an absent value in a table; TOML has no such thing in a list.

    This runs for every record of a cold start: 5 µs for a typical one. ``beyond_limits`` has the details.
    """
    if len(value) > MAX_ENTRIES or depth >= MAX_DEPTH:
        return SUSPECT
    found = CLEAN
    items: Any = value
    if isinstance(value, dict):
        items = value.values()
        keys = "".join(value)
        found = CLEAN if keys.isascii() and len(keys) < _SURELY_SHORT else SUSPECT
    for item in items:
        kind = type(item)
        if kind is str:
            found |= CLEAN if item and item.isascii() and len(item) < _SURELY_SHORT else _text_state(item)
        elif kind is dict or kind is list:
            found |= survey(item, depth + 1) if item else HAS_EMPTY
        elif kind not in _SMALL and not (kind is int and -_INT64 <= item < _INT64):
            found |= HAS_EMPTY if item is None and items is not value else SUSPECT
    return found


def _text_state(text: str) -> int:
    if not text:
        return HAS_EMPTY
    return SUSPECT if len(text) >= _SURELY_SHORT or _LONE_SURROGATE.search(text) else CLEAN


def beyond_limits(value: Any, at: FieldPath = ()) -> Iterator[Problem]:
    """Every place that is beyond a limit, or that TOML cannot hold."""
    if len(at) > MAX_DEPTH:
        yield Problem("too_deep", "", field=at, params={"limit": MAX_DEPTH})
    elif isinstance(value, str):
        yield from _text_problems(value, at)
    elif isinstance(value, dict | list):
        if len(value) > MAX_ENTRIES:
            yield Problem("too_many_entries", "", field=at, params={"limit": MAX_ENTRIES})
            return
        pairs = value.items() if isinstance(value, dict) else ((f"#{n}", v) for n, v in enumerate(value, 1))
        for name, item in pairs:
            yield from _text_problems(name, at)
            if item is not None or isinstance(value, list):
                yield from beyond_limits(item, (*at, name))
    elif isinstance(value, int):
        if not -_INT64 <= value < _INT64:
            yield Problem("number_too_large", "", field=at)
    elif not isinstance(value, float | date | time):
        yield Problem("wrong_type", "", field=at, params={"expected": "text"})


def _text_problems(text: str, at: FieldPath) -> Iterator[Problem]:
    if _LONE_SURROGATE.search(text):
        # TOML cannot say this; JSON and a broken clipboard can.
        yield Problem("not_utf8", "", field=at)
    elif len(text) > _SURELY_SHORT and len(text.encode()) > MAX_TEXT:
        yield Problem("text_too_long", "", field=at, params={"limit": MAX_TEXT})


def deeper_than(value: dict[str, Any] | list[Any], limit: int) -> bool:
    """Whether tables and lists are nested more than ``limit`` deep; never deeper in calls than that."""
    if limit <= 0:
        return True
    for item in value.values() if isinstance(value, dict) else value:
        kind = type(item)
        if (kind is dict or kind is list) and deeper_than(item, limit - 1):
            return True
    return False


def prune(value: Any) -> Any:
    """The value without what is empty: empty and absent are the same."""
    if isinstance(value, dict):
        pruned = {key: prune(item) for key, item in value.items()}
        return {key: item for key, item in pruned.items() if not is_empty(item)}
    if isinstance(value, list):
        return [prune(item) for item in value]
    return value


def is_empty(value: Any) -> bool:
    """Whether the value is written as nothing; False and 0 are values."""
    return value is None or value == "" or (isinstance(value, list | dict) and not value)
