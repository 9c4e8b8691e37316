"""Which columns of a list are shown at a width, and how wide: pure arithmetic, no widget."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

if TYPE_CHECKING:
    from collections.abc import Sequence

GAP = 2
"""Cells between two columns."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list. `key` names it; `label` is a msgid, for those who sort or filter by it.

    It takes `min_width` cells and a share of the rest by `weight` (0: none). Short of room, the column
    with the largest `importance` goes first; 0 stays to the last.
    """

    key: str
    label: str = ""
    weight: int = 1
    min_width: int = 8
    importance: int = 0
    right: bool = False
    """Whether its text is set to the right, as numbers are."""


def layout(columns: Sequence[Column], room: int) -> list[tuple[int, int]]:
    """Return (index of the column, its width) for the columns that fit into `room` cells, in order.

    The first column of importance 0 is always there, cut to the room if need be.
    """
    kept = sorted(range(len(columns)), key=lambda index: columns[index].importance)
    while len(kept) > 1 and _needed(columns, kept) > room:
        kept.pop()
    kept.sort()
    rest = max(0, room - _needed(columns, kept))
    weights = sum(columns[index].weight for index in kept) or 1
    widths = [columns[index].min_width + rest * columns[index].weight // weights for index in kept]
    if len(kept) == 1:
        widths = [max(0, room)] if columns[kept[0]].weight else [min(widths[0], max(0, room))]
    return list(zip(kept, widths, strict=True))


def cut(words: str, width: int, *, right: bool = False) -> str:
    """Return text of exactly `width` cells: padded, or cut with an ellipsis."""
    length = cell_len(words)
    if length > width:
        return set_cell_size(words, width - 1) + "…" if width > 0 else ""
    return " " * (width - length) + words if right else words + " " * (width - length)


def _needed(columns: Sequence[Column], kept: Sequence[int]) -> int:
    return sum(columns[index].min_width for index in kept) + GAP * (len(kept) - 1)
