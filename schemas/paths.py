"""Field paths: which field of a record is meant.

Inside the program a path is a tuple of strings; the parts of a composite key are consecutive:
``("relations", "part_of", "hand-in-hand-k7q2", "since")``. People type and read
``relations[part_of,hand-in-hand-k7q2].since``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

FieldPath = tuple[str, ...]

_BARE = re.compile(r"#?[\w/-]+")
_NUMBER = re.compile(r"#[1-9][0-9]{0,8}")
_QUOTED = r'"(?P<quoted>(?:[^"\\]|\\.)*)"'
_TOKEN = re.compile(_QUOTED + r'|(?P<bare>[^\[\],."]+)|(?P<mark>[\[\],.])')
# Keys in brackets may be addresses: a dot is no mark there.
_TOKEN_INSIDE = re.compile(_QUOTED + r'|(?P<bare>[^\[\],"]+)|(?P<mark>[\[\],])')
_ESCAPES = {'"': '"', "\\": "\\", "n": "\n", "t": "\t"}


class PathSyntaxError(ValueError):
    """A field path that cannot be read; ``position`` counts characters from 0."""

    def __init__(self, position: int) -> None:
        super().__init__(position)
        self.position = position


def parse_path(text: str) -> FieldPath:
    """Read ``contacts[buero].phone``; keys in brackets may be several and quoted as in TOML.

    Raises PathSyntaxError.
    """
    parts: list[str] = []
    inside = False
    expect_key = True
    position = 0
    while position < len(text):
        token = (_TOKEN_INSIDE if inside else _TOKEN).match(text, position)
        if token is None:
            raise PathSyntaxError(position)
        mark = token["mark"]
        if mark is None:
            if not expect_key:
                raise PathSyntaxError(position)
            parts.append(_key(token, position))
            expect_key = False
        else:
            inside, expect_key = _after_mark(mark, inside=inside, expect_key=expect_key, position=position)
        position = token.end()
    if inside or expect_key:
        raise PathSyntaxError(len(text))
    return tuple(parts)


def _after_mark(mark: str, *, inside: bool, expect_key: bool, position: int) -> tuple[bool, bool]:
    """The state after a punctuation mark: (inside brackets, a key must follow)."""
    if expect_key or inside != (mark in "],"):
        raise PathSyntaxError(position)
    return (mark in "[,", mark != "]")


def _key(token: re.Match[str], position: int) -> str:
    if token["quoted"] is not None:
        return _unquote(token["quoted"])
    bare = token["bare"].strip()
    if not bare:
        raise PathSyntaxError(position)
    return bare


def is_number(part: str) -> bool:
    """Whether the part stands for an entry by its number (``#2``), because its key is not usable."""
    return _NUMBER.fullmatch(part) is not None


def _unquote(text: str) -> str:
    return re.sub(r"\\(.)", lambda match: _ESCAPES.get(match[1], match[1]), text)


def quote_key(key: str) -> str:
    """A key part as it is typed: bare where it can be, else quoted as in TOML."""
    if _BARE.fullmatch(key):
        return key
    return '"' + key.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'


def format_path(path: Sequence[str], key_length: Callable[[FieldPath], int] | None = None) -> str:
    """The path as people type it; ``key_length`` tells how many key parts follow a field (0: none)."""
    text = ""
    index = 0
    while index < len(path):
        text += ("." if text else "") + quote_key(path[index])
        index += 1
        length = key_length(tuple(path[:index])) if key_length else 0
        if length and index < len(path):
            keys = path[index : index + (1 if is_number(path[index]) else length)]
            text += "[" + ",".join(quote_key(key) for key in keys) + "]"
            index += len(keys)
    return text
