"""A record to read: facts, texts and links, wrapped to the width, with links that can be walked and followed.

Drawn line by line like the list, since a widget for each of a record's facts would be laid out again at
every move of the list's cursor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.keys import bindings
from tui.widgets.blocks import Block, BlockLine, BlockLines, Fact, Gap, Heading, Link, Prose
from tui.widgets.marks import MARK_CLASSES
from tui.words import N_, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual import events
    from textual.binding import BindingType
    from textual.style import Style

__all__ = ["Block", "DetailPane", "Fact", "Followed", "Gap", "Heading", "Link", "Prose"]


@dataclass
class Followed(Message, namespace="detail_pane"):
    """A link is to be followed."""

    pane: DetailPane
    type: str
    id: str

    @property
    def control(self) -> DetailPane:
        """The pane that it comes from."""
        return self.pane


_Followed: TypeAlias = Followed  # so that `DetailPane.Followed` is a type, too


class DetailPane(ScrollView, can_focus=True):
    """Shows blocks of a record; up and down walk its links and scroll between them."""

    DEFAULT_CSS = """
    DetailPane { height: 1fr; width: 1fr; overflow-x: hidden; padding: 0 1; scrollbar-size-vertical: 1; }
    DetailPane > .detail--heading { text-style: bold; }
    DetailPane > .detail--quiet { color: $foreground 65%; }
    DetailPane > .detail--link { color: $accent; }
    DetailPane > .detail--link-cursor {
        color: $accent; background: $block-cursor-background; text-style: bold;
    }
    DetailPane > .mark--new { color: $accent; }
    DetailPane > .mark--disputed { color: $warning; }
    DetailPane > .mark--problem { color: $error; }
    DetailPane > .mark--draft { color: $secondary; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "detail--heading", "detail--quiet", "detail--link", "detail--link-cursor", *MARK_CLASSES,
    }  # fmt: skip
    ALLOW_SELECT = False
    HELP: ClassVar[str] = N_("Arrow keys go from link to link and scroll, Enter follows a link.")
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(
            "record.follow", "record.next_link", "record.previous_link",
            "list.page_up", "list.page_down", "list.first", "list.last",
        )
    ]  # fmt: skip
    Followed: TypeAlias = _Followed

    def __init__(self, *, empty: str = N_("Nothing chosen."), id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._empty = empty
        self._blocks: Sequence[Block] = ()
        self._key = ""
        self._lines = BlockLines(self._style)
        self._rows: list[BlockLine] = []
        self._links: list[Link] = []
        self._link = 0
        self._laid_out: tuple[object, ...] = ()

    def show(self, blocks: Iterable[Block], *, key: str = "") -> None:
        """Show a record; with the same `key` (its id) as before, place and link are kept."""
        self._blocks = list(blocks)
        if key != self._key or not key:
            self._link = 0
            self.scroll_to(y=0, animate=False)
        self._key = key
        self._laid_out = ()
        self._lay_out()
        self.refresh()
        self.refresh_bindings()

    @property
    def link(self) -> Link | None:
        """The link that Enter follows."""
        return self._links[self._link] if self._link < len(self._links) else None

    def render_line(self, y: int) -> Strip:
        """Draw the line `y` of what is visible."""
        self._lay_out()
        width, place = self._width, y + self.scroll_offset.y
        if place >= len(self._rows):
            return Strip.blank(width, self.rich_style)
        row = self._rows[place]
        content = row.content
        if row.link is not None and row.link == self._link and self.has_focus:
            content = content.stylize(self.get_visual_style("detail--link-cursor"), row.start)
        return Strip(content.render_segments(self.visual_style)).adjust_cell_length(width, self.rich_style)

    def retranslate(self) -> None:
        """Draw anew what is said in words of our own; labels come with the next `show`."""
        self._laid_out = ()
        self.refresh()

    def on_resize(self) -> None:
        """Wrap to the new width."""
        self._lay_out()

    def action_follow(self) -> None:
        """Go to the record of the link."""
        if self.link is not None:
            self.post_message(Followed(self, self.link.type, self.link.id))

    def action_next_link(self) -> None:
        """Go to the next link where it is in sight, else scroll towards it."""
        self._walk(1)

    def action_previous_link(self) -> None:
        """Go to the link before where it is in sight, else scroll towards it."""
        self._walk(-1)

    def action_first(self) -> None:
        """Go to the beginning."""
        self.scroll_to(y=0, animate=False)

    def action_last(self) -> None:
        """Go to the end."""
        self.scroll_to(y=self.virtual_size.height, animate=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to follow only where there is a link."""
        if action == "follow":
            return self.link is not None
        return super().check_action(action, parameters)

    def on_click(self, event: events.Click) -> None:
        """Follow the link that was clicked."""
        place = event.y - self.gutter.top + self.scroll_offset.y
        if 0 <= place < len(self._rows) and self._rows[place].link is not None:
            self._link = self._rows[place].link or 0
            self.refresh()
            self.action_follow()

    @property
    def _width(self) -> int:
        """Cells for words: the scrollbar takes some only once it is there."""
        return self.scrollable_content_region.width

    def _walk(self, step: int) -> None:
        top, height = self.scroll_offset.y, max(1, self.size.height)
        target = self._link + step
        line = next((place for place, row in enumerate(self._rows) if row.link == target), None)
        if line is not None and target >= 0 and top - 1 <= line <= top + height:
            self._link = target
            if not top <= line < top + height:
                self.scroll_to(y=top + step, animate=False)
            self.refresh()
        else:
            self.scroll_to(y=top + step, animate=False)

    def _lay_out(self) -> None:
        now = (self._width, self.app.theme, text(self._empty))
        if now == self._laid_out or not self._width:
            return
        self._laid_out = now
        self._links = [link for block in self._blocks if isinstance(block, Fact) for link in block.links]
        self._rows = list(
            self._lines.lines(self._blocks or [Prose(text(self._empty), quiet=True)], self._width)
        )
        self.virtual_size = Size(0, len(self._rows))

    def _style(self, name: str) -> Style:
        return self.get_visual_style(name, partial=True)
