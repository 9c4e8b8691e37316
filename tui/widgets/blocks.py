"""How the blocks of a record become lines of a width: facts hang, texts wrap, links are numbered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from textual.content import Content

from tui.safe_text import clean
from tui.widgets.marks import Mark, looks_of
from tui.words import text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from textual.style import Style

_ITEM_INDENT = 2
"""Cells before an item of a list."""
_WIDEST_LABEL = 26
"""Cells; a longer label is cut."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of the record, or of a part of it."""

    words: str
    marks: Mark = Mark.NONE


@dataclass(frozen=True, slots=True)
class Prose:
    """A text of any length; its line breaks are kept. ``indent`` cells stand before each line."""

    words: str
    quiet: bool = False
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """A record that can be gone to, and what is said of the link."""

    title: str
    type: str
    id: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A label (translated by the caller) with a value, links, or both.

    Without a label the value stands further left, as an item of a list; without a value and links the label
    is the heading of what follows.
    """

    label: str
    value: str = ""
    links: Sequence[Link] = ()
    marks: Mark = Mark.NONE


@dataclass(frozen=True, slots=True)
class Gap:
    """An empty line."""


Block = Heading | Prose | Fact | Gap


class BlockLine(NamedTuple):
    """One line as it is drawn; `link` is the number of the link that begins at character `start`."""

    content: Content
    link: int | None = None
    start: int = 0


class BlockLines:
    """Lays blocks out in the styles that `style` gives for a component class."""

    def __init__(self, style: Callable[[str], Style]) -> None:
        self._style = style

    def lines(self, blocks: Sequence[Block], width: int) -> Iterator[BlockLine]:
        """Lay blocks out in `width` cells, line by line; links are numbered in the order of the blocks."""
        label_width = _label_width(blocks, width)
        number = 0
        for block in blocks:
            match block:
                case Gap():
                    yield BlockLine(Content(""))
                case Heading():
                    yield from self._heading(block, width)
                case Prose():
                    style = self._style("detail--quiet") if block.quiet else ""
                    words = Content.styled(clean(block.words, multiline=True), style)
                    indent = Content(" " * block.indent)
                    lines = words.wrap(max(1, width - block.indent))
                    yield from (BlockLine(Content.assemble(indent, line)) for line in lines)
                case Fact():
                    yield from self._fact(block, width, label_width, number)
                    number += len(block.links)

    def _heading(self, block: Heading, width: int) -> Iterator[BlockLine]:
        words = Content.styled(clean(block.words), self._style("detail--heading"))
        yield from (
            BlockLine(line) for line in Content.assemble(words, *self._marks(block.marks)).wrap(max(1, width))
        )

    def _fact(self, block: Fact, width: int, label_width: int, number: int) -> Iterator[BlockLine]:
        if not block.value and not block.links:
            label = Content.styled(clean(block.label), self._style("detail--quiet"))
            yield from (
                BlockLine(line)
                for line in Content.assemble(label, *self._marks(block.marks)).wrap(max(1, width))
            )
            return
        if not block.label:
            label_width = _ITEM_INDENT
        room = max(1, width - label_width)
        lines: list[BlockLine] = []
        if block.value:
            value = Content.assemble(clean(block.value, multiline=True), *self._marks(block.marks))
            lines += [BlockLine(line) for line in value.wrap(room)]
        for place, link in enumerate(block.links):
            lines += [BlockLine(line, number + place) for line in self._link_words(link).wrap(room)]
        label = Content.styled(clean(block.label), self._style("detail--quiet")).truncate(
            max(1, label_width - 1), ellipsis=True
        )
        for place, row in enumerate(lines):
            first = (
                label.pad_right(label_width - label.cell_length) if place == 0 else Content(" " * label_width)
            )
            yield BlockLine(Content.assemble(first, row.content), row.link, label_width)

    def _link_words(self, link: Link) -> Content:
        title = Content.styled(clean(link.title), self._style("detail--link"))
        note = f"  {clean(link.note)}" if link.note else ""
        return Content.assemble(title, Content.styled(note, self._style("detail--quiet")))

    def _marks(self, marks: Mark) -> Iterator[Content]:
        for look in looks_of(marks):
            yield Content.styled(f"  {look.sign} {text(look.word)}", self._style(look.style))


def _label_width(blocks: Sequence[Block], width: int) -> int:
    """Cells for labels: the longest one's, but never so many that the values have no room."""
    labels = [cell_len(block.label) for block in blocks if isinstance(block, Fact)]
    return min(max(labels, default=0) + 2, _WIDEST_LABEL, max(8, width * 2 // 5))
