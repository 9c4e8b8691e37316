"""How a row of a list becomes a line of the terminal, and which of those lines are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, NamedTuple, Protocol, TypeVar

from rich.segment import Segment
from textual.cache import LRUCache
from textual.content import Content
from textual.strip import Strip

from tui.safe_text import clean, occurrences
from tui.widgets.columns import GAP, cut, layout
from tui.widgets.marks import Look, Mark, looks_of
from tui.words import text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rich.style import Style
    from textual.widget import Widget

    from tui.widgets.columns import Column

_LINES_KEPT = 1000
_SIGNS = 2  # marks shown at once; a third is rare, and the detail says it
_WORD_ROOM = 10  # cells for a mark in words
_TICK, _NO_TICK = "[x] ", "[ ] "


class HasId(Protocol):
    """A row is anything with an id that is its own in the list."""

    @property
    def id(self) -> str:
        """The id."""


class Line(NamedTuple):
    """How a row is drawn: a text for each column, foreign as it may be, and its marks."""

    cells: tuple[str, ...]
    marks: Mark = Mark.NONE


RowT = TypeVar("RowT", bound=HasId)


@dataclass(frozen=True, slots=True)
class Manner:
    """How the rows are to be drawn now: what is marked in them, and what stands before them."""

    needles: tuple[str, ...] = ()
    mark_words: bool = False
    ticks: bool = False


class RowPainter(Generic[RowT]):
    """Draws rows in the styles of a widget, and keeps the lines until something about them changes."""

    def __init__(self, widget: Widget, columns: Sequence[Column], describe: Callable[[RowT], Line]) -> None:
        self._widget = widget
        self._columns = tuple(columns)
        self._describe = describe
        self._kept: LRUCache[tuple[str, bool, bool, bool], Strip] = LRUCache(_LINES_KEPT)
        self._kept_for: tuple[object, ...] = ()

    def forget(self, ids: Iterable[str] | None = None) -> None:
        """Draw some rows anew when they are next needed, or all of them."""
        if ids is None:
            self._kept.clear()
            return
        changed = set(ids)
        for key in [key for key in self._kept.keys() if key[0] in changed]:  # noqa: SIM118  # no mapping
            self._kept.discard(key)

    def line(self, row: RowT, width: int, manner: Manner, *, at_cursor: bool, ticked: bool) -> Strip:
        """Return the line of a row, `width` cells wide; one that is kept costs a look-up."""
        now = (width, manner, self._widget.app.theme, self._style("list--cursor"))
        if now != self._kept_for:
            self._kept.clear()
            self._kept_for = now
        key = (row.id, at_cursor, self._widget.has_focus, ticked)
        strip = self._kept.get(key)
        if strip is None:
            strip = self._kept[key] = self._drawn(row, width, manner, at_cursor=at_cursor, ticked=ticked)
        return strip

    def _drawn(self, row: RowT, width: int, manner: Manner, *, at_cursor: bool, ticked: bool) -> Strip:
        line = self._describe(row)
        base = self._style("list--row")
        segments = list(self._gutter(looks_of(line.marks), manner, base, ticked=ticked))
        room = width - sum(segment.cell_length for segment in segments) - 1
        for number, (index, column_width) in enumerate(layout(self._columns, room)):
            if number:
                segments.append(Segment(" " * GAP, base))
            words = clean(line.cells[index]) if index < len(line.cells) else ""
            words = cut(words, column_width, right=self._columns[index].right)
            segments.extend(
                self._marked(words, base if number == 0 else self._style("list--other"), manner.needles)
            )
        strip = Strip(segments).adjust_cell_length(width, base)
        return _over(strip, self._style("list--cursor", partial=True)) if at_cursor else strip

    def _gutter(
        self, looks: Sequence[Look], manner: Manner, base: Style, *, ticked: bool
    ) -> Iterable[Segment]:
        """Draw what stands before the columns: the tick and the marks."""
        yield Segment(" ", base)
        if manner.ticks:
            yield Segment(_TICK if ticked else _NO_TICK, base)
        if manner.mark_words:
            words = cut(text(looks[0].word) if looks else "", _WORD_ROOM)
            yield Segment(words + " ", base + self._style(looks[0].style, partial=True) if looks else base)
            return
        for look in looks[:_SIGNS]:
            yield Segment(look.sign, base + self._style(look.style, partial=True))
        yield Segment(" " * (_SIGNS - min(_SIGNS, len(looks)) + 1), base)

    def _marked(self, words: str, style: Style, needles: tuple[str, ...]) -> Iterable[Segment]:
        """Cut a text into segments, the searched words in a style of their own."""
        match = style + self._style("list--match", partial=True)
        at = 0
        for start, end in occurrences(words, needles):
            if start > at:
                yield Segment(words[at:start], style)
            yield Segment(words[start:end], match)
            at = end
        if at < len(words):
            yield Segment(words[at:], style)

    def _style(self, name: str, *, partial: bool = False) -> Style:
        return self._widget.get_component_rich_style(name, partial=partial)


def _over(strip: Strip, style: Style) -> Strip:
    """Lay a style over a line, so that its background shows beneath every word of it."""
    return Strip(
        [Segment(words, (own + style) if own else style) for words, own, _ in strip], strip.cell_length
    )


def empty_line(words: str, place: int, width: int, style: Style, background: Style) -> Strip:
    """Return line `place` of the sentence that stands where rows would be."""
    lines = Content(words).wrap(max(1, width - 4))
    if not 1 <= place <= len(lines):
        return Strip.blank(width, background)
    return Strip([Segment(f"  {lines[place - 1].plain}", style)]).adjust_cell_length(width, background)
