"""Data to canonical TOML bytes, over tomli-w's public functions.

By itself tomli-w turns short tables into inline ones at 100 characters, so that one more letter would move
twenty lines; this writer lays out every table as ``[a.b]`` or ``[[a.b]]`` and leaves only values to tomli-w.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import tomli_w

from schemas.fields import FieldSpec
from store.codec.canonical import canonical, is_table_like

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def encode(data: Mapping[str, Any], spec: FieldSpec) -> bytes:
    """The canonical file: UTF-8, LF, one newline at the end."""
    lines = list(_table(canonical(data, spec), ()))
    text = "".join(lines).lstrip("\n")
    return text.encode("utf-8", errors="surrogatepass")


def value_bytes(value: Any) -> bytes:
    """A value's canonical bytes: two values are equal if these are."""
    if isinstance(value, dict):
        return "".join(_table(_sorted(value), ("v",))).encode("utf-8", errors="surrogatepass")
    if is_table_like(value):
        text = "".join(line for item in value for line in ("[[v]]\n", *_table(_sorted(item), ("v",))))
        return text.encode("utf-8", errors="surrogatepass")
    return _assignment("v", value).encode("utf-8", errors="surrogatepass")


def _sorted(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: table[key] for key in sorted(table, key=lambda key: (is_table_like(table[key]), key))}


def _table(table: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """The lines of a table whose header is written already; plain values stand before tables."""
    for key, value in table.items():
        if not is_table_like(value):
            yield _assignment(key, value)
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _subtable(value, (*path, key))
        elif is_table_like(value):
            for entry in value:
                yield f"\n[[{_dotted((*path, key))}]]\n"
                yield from _table(entry, (*path, key))


def _subtable(value: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    # A table that holds nothing but tables needs no header of its own.
    if not value or any(not is_table_like(item) for item in value.values()):
        yield f"\n[{_dotted(path)}]\n"
    yield from _table(value, path)


def _assignment(key: str, value: Any) -> str:
    multiline = not _holds_carriage_return(value)
    return f"{_key(key)} = " + tomli_w.dumps({"v": value}, multiline_strings=multiline)[4:]


def _holds_carriage_return(value: Any) -> bool:
    if isinstance(value, str):
        return "\r" in value
    if isinstance(value, list):
        return any(_holds_carriage_return(item) for item in value)
    if isinstance(value, dict):
        return any(_holds_carriage_return(item) for item in value.values())
    return False


def _dotted(path: tuple[str, ...]) -> str:
    return ".".join(_key(part) for part in path)


@lru_cache(maxsize=4096)
def _key(key: str) -> str:
    if _BARE_KEY.fullmatch(key):
        return key
    return tomli_w.dumps({key: 1}).removesuffix(" = 1\n")
