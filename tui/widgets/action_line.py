"""One line of clickable parts: header, sections, footer and the line of work under way are such lines.

A widget per word would be a dozen of them laid out again at every change of focus, and Textual's
footer clips silently what does not fit. This line measures its parts, draws them in one strip, leaves
out the least important ones, and knows from the column which part was clicked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual import events
    from textual.dom import DOMNode


class Part(NamedTuple):
    """One piece of the line: what it shows, and what a click on it does.

    `action` is an action string, run in the namespace of `node` (the screen when None); parts
    without one are mere words. A smaller `importance` stays longer when room is short.
    """

    content: Content
    action: str = ""
    importance: int = 0
    tip: str = ""
    node: DOMNode | None = None


class Placed(NamedTuple):
    """A part and the columns it takes: from `start` to before `end`."""

    part: Part
    start: int
    end: int


def fitting(parts: Sequence[Part], room: int, gap: int) -> list[Part]:
    """Return the parts that fit into `room` cells with `gap` between them: the most important, in order."""
    kept: set[int] = set()
    used = 0
    for index in sorted(range(len(parts)), key=lambda index: (parts[index].importance, index)):
        needed = parts[index].content.cell_length + (gap if kept else 0)
        if used + needed <= room:
            kept.add(index)
            used += needed
    return [part for index, part in enumerate(parts) if index in kept]


class ActionLine(Widget):
    """A line of parts: `left()` from the left edge, `right()` to the right edge."""

    DEFAULT_CSS = """
    ActionLine {
        height: 1;
        width: 1fr;
        &> .line--hover { text-style: underline; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"line--hover"}
    ALLOW_SELECT = False
    GAP: ClassVar[int] = 2
    MARGIN: ClassVar[int] = 1

    hovered: reactive[int] = reactive(-1)
    """The index of the part under the mouse, -1 for none."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id, classes=classes)
        self._placed: list[Placed] = []

    def left(self) -> Iterable[Part]:
        """Return the parts from the left edge on."""
        return ()

    def right(self) -> Iterable[Part]:
        """Return the parts up to the right edge; they have their room before the left ones."""
        return ()

    def choose(self, width: int) -> tuple[list[Part], list[Part]]:
        """Choose what is shown in `width` cells, margins taken off: (left, right)."""
        right = fitting(list(self.right()), width, self.GAP)
        taken = sum(part.content.cell_length + self.GAP for part in right)
        return fitting(list(self.left()), width - taken, self.GAP), right

    def render(self) -> Content:
        """Place the parts for the present width and draw them."""
        width = max(0, self.content_size.width - 2 * self.MARGIN)
        left, right = self.choose(width)
        self._placed = [*self._place(left, self.MARGIN), *self._place(right, self._right_start(right, width))]
        return Content.assemble(*self._drawn()).truncate(max(1, self.content_size.width))

    def part_at(self, column: int) -> Part | None:
        """Return the part that stands in this column of the line."""
        index = self._index_at(column)
        return self._placed[index].part if index >= 0 else None

    @property
    def shown(self) -> list[Part]:
        """The parts that the last drawing had room for."""
        return [placed.part for placed in self._placed]

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Underline what a click would do."""
        self.hovered = self._index_at(event.x)

    def on_leave(self) -> None:
        """Show nothing as clickable once the mouse has gone."""
        self.hovered = -1

    def watch_hovered(self, index: int) -> None:
        """Explain the part under the mouse."""
        tip = self._placed[index].part.tip if 0 <= index < len(self._placed) else ""
        self.tooltip = Content(tip) if tip else None

    async def on_click(self, event: events.Click) -> None:
        """Do what the part under the mouse stands for."""
        part = self.part_at(event.x)
        if part is not None and part.action:
            event.stop()
            await self.app.run_action(part.action, part.node or self.screen)

    def _index_at(self, column: int) -> int:
        at = column - self.gutter.left
        for index, placed in enumerate(self._placed):
            if placed.start <= at < placed.end and placed.part.action:
                return index
        return -1

    def _place(self, parts: Sequence[Part], start: int) -> list[Placed]:
        placed = []
        for part in parts:
            end = start + part.content.cell_length
            placed.append(Placed(part, start, end))
            start = end + self.GAP
        return placed

    def _right_start(self, parts: Sequence[Part], width: int) -> int:
        length = sum(part.content.cell_length for part in parts) + self.GAP * max(0, len(parts) - 1)
        return self.MARGIN + max(0, width - length)

    def _drawn(self) -> Iterable[Content]:
        hover = self.get_visual_style("line--hover", partial=True)
        column = 0
        for index, placed in enumerate(self._placed):
            yield Content(" " * (placed.start - column))
            yield placed.part.content.stylize(hover) if index == self.hovered else placed.part.content
            column = placed.end
