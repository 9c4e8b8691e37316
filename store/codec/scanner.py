"""A small scanner over TOML text: where statements begin, and what is a comment and what a string.

It reads text that a parser has accepted already, so it never judges: what it does not understand it steps
over. Every pattern is possessive and every character is looked at a fixed number of times at most, so a
hostile megabyte costs no more than a harmless one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import tomli

_BASIC_LONG = r'"""(?:[^"\\]++|\\(?:.|\Z)|""?(?!"))*+(?:"{3,5}+|\Z)'
_LITERAL_LONG = r"'''(?:[^']++|''?(?!'))*+(?:'{3,5}+|\Z)"
_BASIC = r'"(?:[^"\\\n]++|\\[^\n])*+"?+'
_LITERAL = r"'[^'\n]*+'?+"
_STRING = rf"(?:{_BASIC_LONG}|{_LITERAL_LONG}|{_BASIC}|{_LITERAL})"
_PART = rf"(?:[A-Za-z0-9_-]++|{_BASIC}|{_LITERAL})"
_KEY = rf"{_PART}(?:[ \t]*+\.[ \t]*+{_PART})*+"

_STATEMENT = re.compile(
    rf"[ \t]*+(?:(?P<key>{_KEY})[ \t]*+=|(?P<open>\[{{1,2}}+)[ \t]*+(?P<header>{_KEY})[ \t]*+\]{{1,2}}+)"
)
_KEY_PART = re.compile(_PART)
_BLANK_LINES = re.compile(r"(?:[ \t\r]*+(?:#[^\n]*+)?+\n)*+")
# What a value holds between the brackets that matter; flat lists and tables are stepped over as a whole.
_FILLING = rf"[^\"'#\[\]{{}}\n]++|{_STRING}|\[[^\"'#\[\]{{}}\n]*+\]|\{{[^\"'#\[\]{{}}\n]*+\}}|\#[^\n]*+"
_OUTSIDE_BRACKETS = re.compile(rf"(?:{_FILLING})*+(?P<mark>[\[\]{{}}\n])?+", re.DOTALL)
_INSIDE_BRACKETS = re.compile(rf"(?:{_FILLING}|\n)*+(?P<mark>[\[\]{{}}])?+", re.DOTALL)
_COMMENT_OR_STRING = re.compile(rf"#(?P<comment>[^\n]*+)|{_STRING}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Statement:
    """A header (``opening`` is ``[`` or ``[[``) or ``key = value`` (``opening`` is empty).

    ``line`` counts from 1. The value is ``text[start:end]``; a header has none.
    """

    line: int
    opening: str
    key: str
    start: int
    end: int


def statements(text: str) -> Iterator[Statement]:
    """The headers and assignments in file order."""
    position, line, counted = 0, 1, 0
    while position < len(text):
        blank = _BLANK_LINES.match(text, position)
        position = blank.end() if blank else position
        line += text.count("\n", counted, position)
        counted = position
        found = _STATEMENT.match(text, position)
        if found is None:
            position = value_end(text, position)
        elif found["open"]:
            position = value_end(text, found.end())
            yield Statement(line, found["open"], found["header"], found.end(), found.end())
        else:
            position = value_end(text, found.end())
            yield Statement(line, "", found["key"], found.end(), position)


def value_end(text: str, position: int) -> int:
    """Where the statement that goes on at ``position`` ends: behind the next line end outside brackets."""
    depth = 0
    while position < len(text):
        piece = (_INSIDE_BRACKETS if depth > 0 else _OUTSIDE_BRACKETS).match(text, position)
        mark = piece["mark"] if piece else None
        position = max(piece.end() if piece else 0, position + 1)
        if mark in ("[", "{"):
            depth += 1
        elif mark in ("]", "}"):
            depth -= 1
        elif mark == "\n" and depth <= 0:
            return position
    return len(text)


def key_parts(key: str) -> tuple[str, ...]:
    """The parts of a dotted key, without quotes and escapes."""
    return tuple(_unquoted(part) for part in _KEY_PART.findall(key))


def _unquoted(part: str) -> str:
    if part[0] not in "\"'":
        return part
    if part[0] == '"' and "\\" in part:
        try:
            return str(tomli.loads(f"k={part}")["k"])
        except tomli.TOMLDecodeError:
            return part
    return part.strip(part[0])


def comments(text: str) -> Iterator[str]:
    """The comments in file order, without ``#`` and the white space around them."""
    for found in _COMMENT_OR_STRING.finditer(text):
        comment = found["comment"]
        if comment is not None:
            yield comment.strip()


def inner_places(text: str, statement: Statement) -> Iterator[tuple[tuple[str | int, ...], int]]:
    """The places inside an inline value, with their lines: keys of tables, and numbers (from 0) in lists.

    Stops after ``MAX_INNER`` marks: nobody writes that much inline, and what is left has its key's line.
    """
    stack: list[str | int] = []
    line, counted, key = statement.line, statement.start, ""
    for number, found in enumerate(_INNER.finditer(text, statement.start, statement.end)):
        if number > MAX_INNER:
            return
        line += text.count("\n", counted, found.start())
        counted = found.start()
        mark = found["mark"]
        if found["key"]:
            key = found["key"]
            if stack and isinstance(stack[-1], str):
                parts = key_parts(key)
                stack[-1] = parts[0]
                for length in range(1, len(parts) + 1):
                    yield (*stack[:-1], *parts[:length]), line
        elif mark in ("[", "{"):
            if mark == "{" and stack and isinstance(stack[-1], int):
                yield tuple(stack), line
            stack.append(0 if mark == "[" else "")
        elif mark in ("]", "}") and stack:
            stack.pop()
        elif mark == "," and stack and isinstance(stack[-1], int):
            stack[-1] += 1


MAX_INNER = 20_000
_INNER = re.compile(rf"#[^\n]*+|(?P<key>{_KEY})[ \t]*+=|{_STRING}|(?P<mark>[\[\]{{}},])", re.DOTALL)
