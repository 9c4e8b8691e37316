"""Data to canonical TOML bytes, over tomli-w's public functions.

By itself tomli-w turns short tables into inline ones at 100 characters, so that one more letter would move
twenty lines; this writer lays out every table as ``[a.b]`` or ``[[a.b]]`` and leaves only values to tomli-w.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import tomli_w

from schemas.fields import FieldSpec
from store.codec.canonical import canonical, is_table_like, unknown_value

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SAFE_TEXT = re.compile(r'[^"\\\x00-\x08\x0a-\x1f\x7f]*')  # what TOML lets stand as it is between quotes
_Write = Callable[[str], object]


def encode(data: Mapping[str, Any], spec: FieldSpec) -> bytes:
    """The canonical file: UTF-8, LF, one newline at the end; nothing at all for a record without fields.

    Raises:
        UnicodeEncodeError: a text holds a lone surrogate; ``check_record`` reports it before.
    """
    parts: list[str] = []
    _table(canonical(data, spec), "", parts.append)
    return "".join(parts).lstrip("\n").encode()


def value_bytes(value: Any) -> bytes:
    """A value's canonical bytes: two values are equal if these are."""
    parts: list[str] = []
    _table({"v": unknown_value(value)}, "", parts.append)
    return "".join(parts).encode("utf-8", errors="surrogatepass")


def _table(table: Mapping[str, Any], path: str, write: _Write) -> None:
    """Write the lines of a table whose header is written already; plain values stand before tables."""
    tables = []
    for key, value in table.items():
        if is_table_like(value):
            tables.append((f"{path}.{_key(key)}" if path else _key(key), value))
        else:
            write(f"{_key(key)} = {_value(value)}\n")
    for name, value in tables:
        if isinstance(value, dict):
            # A table that holds nothing but tables needs no header of its own.
            if not value or not all(map(is_table_like, value.values())):
                write(f"\n[{name}]\n")
            _table(value, name, write)
        else:
            for entry in value:
                write(f"\n[[{name}]]\n")
                _table(entry, name, write)


def _value(value: Any) -> str:
    """The value as tomli-w prints it; what is met most often is printed here, ten times as fast."""
    kind = type(value)
    if kind is str and _SAFE_TEXT.fullmatch(value):
        return f'"{value}"'
    if kind is date:
        return str(value)
    if kind is list and value and all(type(item) is str and _SAFE_TEXT.fullmatch(item) for item in value):
        return '[\n    "' + '",\n    "'.join(value) + '",\n]'
    if kind is int:
        return _whole_number(value)
    return tomli_w.dumps({"v": value}, multiline_strings=not _holds_carriage_return(value))[4:-1]


def _whole_number(value: int) -> str:
    try:
        return str(value)
    except ValueError:  # thousands of digits: only to be compared, for no record with it is ever written
        return hex(value)


def _holds_carriage_return(value: Any) -> bool:
    if isinstance(value, str):
        return "\r" in value
    if isinstance(value, list):
        return any(map(_holds_carriage_return, value))
    if isinstance(value, dict):
        return any(map(_holds_carriage_return, value.values()))
    return False


@lru_cache(maxsize=4096)
def _key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else tomli_w.dumps({key: 1}).removesuffix(" = 1\n")
