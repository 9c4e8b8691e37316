"""Which words of a text differ from other versions of it, so that nobody has to search for the difference.

Words are compared as they are drawn: what a person cannot see in the one cannot be told from the other.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence

Span = tuple[int, int]
"""Characters from (included) to (excluded); an empty one is a place where others have something more."""

_TOKEN = re.compile(r"\n|[^\S\n]+|\w+|[^\w\s]")
_MOST_TOKENS = 1500
"""Tokens compared one by one, after what is alike at both ends: above it, comparing takes seconds."""


def differing(words: str, others: Iterable[str]) -> list[Span]:
    """The spans of ``words`` that at least one of the other versions does not have there, in order."""
    tokens = _tokens(words)
    starts = _starts(tokens)
    spans = (
        (starts[begin], starts[end]) for other in others for begin, end in _against(tokens, _tokens(other))
    )
    return list(_joined(spans, words))


def lines_around(words: str, spans: Sequence[Span], around: int) -> list[range]:
    """The lines of ``words`` (from 0) at most ``around`` lines away from a span, as ranges in order."""
    count = words.count("\n") + 1
    ranges: list[range] = []
    for begin, end in spans:
        first = max(0, words.count("\n", 0, begin) - around)
        last = min(count, words.count("\n", 0, max(begin, end - 1)) + around + 1)
        if ranges and first <= ranges[-1].stop:
            ranges[-1] = range(ranges[-1].start, max(last, ranges[-1].stop))
        else:
            ranges.append(range(first, last))
    return ranges


def _tokens(words: str) -> list[str]:
    return _TOKEN.findall(words)


def _starts(tokens: Sequence[str]) -> list[int]:
    starts = [0]
    for token in tokens:
        starts.append(starts[-1] + len(token))
    return starts


def _against(tokens: Sequence[str], others: Sequence[str]) -> Iterator[Span]:
    """Which tokens are not those of the other version: from (included) to (excluded)."""
    head = _alike(tokens, others)
    rest, other_rest = tokens[head:], others[head:]
    tail = _alike(rest[::-1], other_rest[::-1])
    rest, other_rest = rest[: len(rest) - tail], other_rest[: len(other_rest) - tail]
    if len(rest) + len(other_rest) > _MOST_TOKENS:
        yield head, head + len(rest)
        return
    for kind, begin, end, _, _ in difflib.SequenceMatcher(
        None, rest, other_rest, autojunk=False
    ).get_opcodes():
        if kind != "equal":
            yield head + begin, head + end


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many tokens both begin with."""
    count = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        count += 1
    return count


def _joined(spans: Iterable[Span], words: str) -> Iterator[Span]:
    """In order, those that touch or have only blanks between them as one: a phrase is marked as a phrase."""
    open_span: Span | None = None
    for begin, end in sorted(set(spans)):
        if open_span is None:
            open_span = begin, end
        elif begin <= open_span[1] or not words[open_span[1] : begin].strip(" "):
            open_span = open_span[0], max(end, open_span[1])
        else:
            yield open_span
            open_span = begin, end
    if open_span is not None:
        yield open_span
