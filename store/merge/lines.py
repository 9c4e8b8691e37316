"""Three versions of a sequence (lines of a text, items of a list) put together.

Written out here rather than taken from difflib: the result stands in commits that every partner, on any
version of Python, must come to by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

_LIMIT = 4_000_000
"""Pairs that are compared at most; a larger difference is one edit from its first to its last line."""

Items = Sequence[object]


class Joined(NamedTuple):
    """The result with one side's edits, and with the other's, wherever both touch; equal if none do."""

    one: list[object]
    other: list[object]


class _Edit(NamedTuple):
    """``base[start:end]`` became ``items[at:to]``."""

    start: int
    end: int
    at: int
    to: int


def join(base: Items, one: Items, other: Items) -> Joined:
    """Put both sides' edits on the base; where they touch, ``one`` has the one's, ``other`` the other's."""
    left: list[object] = []
    right: list[object] = []
    done = 0
    for start, end, ours, theirs in _regions(base, one, other):
        left += base[done:start]
        right += base[done:start]
        before = list(base[start:end])
        if theirs in (before, ours):
            left += ours
            right += ours
        elif ours == before:
            left += theirs
            right += theirs
        else:
            left += ours
            right += theirs
        done = end
    return Joined([*left, *base[done:]], [*right, *base[done:]])


def _regions(base: Items, one: Items, other: Items) -> Iterator[tuple[int, int, list[object], list[object]]]:
    """Stretches of the base that either side changed, widened until no edit reaches over their ends."""
    first, second = list(_edits(base, one)), list(_edits(base, other))
    shift_one = shift_other = 0
    while first or second:
        start = min(edits[0].start for edits in (first, second) if edits)
        end = start
        mine: list[_Edit] = []
        others: list[_Edit] = []
        while (first and first[0].start <= end) or (second and second[0].start <= end):
            source, taken = (first, mine) if first and first[0].start <= end else (second, others)
            taken.append(source.pop(0))
            end = max(end, taken[-1].end)
        ours, shift_one = _stretch(one, start, end, mine, shift_one)
        theirs, shift_other = _stretch(other, start, end, others, shift_other)
        yield start, end, ours, theirs


def _stretch(
    items: Items, start: int, end: int, edits: Sequence[_Edit], shift: int
) -> tuple[list[object], int]:
    """What a side has for a stretch of the base, and how far its places are moved after it."""
    after = shift + sum((edit.to - edit.at) - (edit.end - edit.start) for edit in edits)
    return list(items[start + shift : end + after]), after


def _edits(base: Items, items: Items) -> Iterator[_Edit]:
    at = to = 0
    for start, place in [*_matches(base, items), (len(base), len(items))]:
        if start > at or place > to:
            yield _Edit(at, start, to, place)
        at, to = start + 1, place + 1


def _matches(base: Items, items: Items) -> list[tuple[int, int]]:
    """A longest common subsequence as pairs of places: always the same one, the earliest in both."""
    head = 0
    while head < min(len(base), len(items)) and base[head] == items[head]:
        head += 1
    tail = 0
    while tail < min(len(base), len(items)) - head and base[-1 - tail] == items[-1 - tail]:
        tail += 1
    middle = _longest(base[head : len(base) - tail], items[head : len(items) - tail])
    return [
        *((place, place) for place in range(head)),
        *((head + left, head + right) for left, right in middle),
        *((len(base) - tail + place, len(items) - tail + place) for place in range(tail)),
    ]


def _longest(base: Items, items: Items) -> list[tuple[int, int]]:
    if not base or not items or len(base) * len(items) > _LIMIT:
        return []
    # longest[i][j]: the length of a longest common subsequence of base[i:] and items[j:]
    longest = [[0] * (len(items) + 1) for _ in range(len(base) + 1)]
    for left in range(len(base) - 1, -1, -1):
        row, below = longest[left], longest[left + 1]
        for right in range(len(items) - 1, -1, -1):
            equal = base[left] == items[right]
            row[right] = below[right + 1] + 1 if equal else max(below[right], row[right + 1])
    found, left_place, right_place = [], 0, 0
    while left_place < len(base) and right_place < len(items):
        if base[left_place] == items[right_place]:
            found.append((left_place, right_place))
            left_place, right_place = left_place + 1, right_place + 1
        elif longest[left_place + 1][right_place] >= longest[left_place][right_place + 1]:
            left_place += 1
        else:
            right_place += 1
    return found
