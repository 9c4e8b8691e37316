"""The versions of a disputed field below one another: walked with the arrow keys, chosen by Enter or click.

A version may be longer than the screen; then the arrow keys scroll through it before they go on to the next.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tui.keys import bindings
from tui.words import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

_SIGNS = {(False, False): "○", (False, True): "●", (True, False): "☐", (True, True): "☑"}
"""By (several can be taken, chosen)."""


@dataclass(frozen=True)
class Choosable:
    """One version to choose: its number (0 for one that was written here), its words, who gave it."""

    number: int
    content: Content
    origin: Content


class VersionLine(Horizontal, can_focus=True):
    """One version: a sign for whether it is chosen, what it says, and below it who gave it."""

    DEFAULT_CSS = """
    VersionLine { height: auto; padding: 0 1 0 0; margin-bottom: 1; }
    VersionLine > Vertical { height: auto; width: 1fr; }
    VersionLine > .version--sign { width: 5; height: auto; }
    VersionLine Static { height: auto; }
    VersionLine:focus { background: $accent 18%; }
    VersionLine:hover { background: $accent 10%; }
    VersionLine:focus:hover { background: $accent 18%; }
    VersionLine.-chosen .version--sign { color: $accent; text-style: bold; }
    """
    HELP: ClassVar[str] = N_("Arrow keys go from version to version, Enter chooses one.")
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(
            "conflict.choose", "list.up", "list.down", "list.page_up", "list.page_down", "list.first",
            "list.last",
        )
    ]  # fmt: skip

    @dataclass
    class Reached(Message):
        """The cursor has come to a version."""

        number: int

    @dataclass
    class Chosen(Message):
        """A version is to be chosen."""

        number: int

    def __init__(self, owner: VersionList, shown: Choosable, *, several: bool) -> None:
        super().__init__()
        self._owner = owner
        self.number = shown.number
        self._shown, self._several = shown, several

    def compose(self) -> ComposeResult:
        """Sign, words, origin."""
        yield Static("", classes="version--sign", markup=False)
        with Vertical():
            yield Static(self._shown.content, markup=False)
            yield Static(self._shown.origin, markup=False)

    def mark(self, *, chosen: bool) -> None:
        """Show whether the version is chosen."""
        self.set_class(chosen, "-chosen")
        self._draw_sign()

    def on_mount(self) -> None:
        """Draw the sign."""
        self._draw_sign()

    def on_focus(self) -> None:
        """Tell where the cursor is."""
        self._draw_sign()
        self.post_message(self.Reached(self.number))

    def on_blur(self) -> None:
        """The cursor has gone."""
        self._draw_sign()

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked."""
        event.stop()
        self.post_message(self.Chosen(self.number))

    def action_choose_version(self) -> None:
        """Choose this version."""
        self.post_message(self.Chosen(self.number))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to choose only where something can be settled."""
        if action == "choose_version":
            return self._owner.can_choose
        return super().check_action(action, parameters)

    def action_cursor_up(self) -> None:
        """Scroll up in this version, or go to the one before."""
        self._owner.move(self, -1)

    def action_cursor_down(self) -> None:
        """Scroll down in this version, or go to the next one."""
        self._owner.move(self, 1)

    def action_page_up(self) -> None:
        """A page up."""
        self._owner.scroll_page_up(animate=False)

    def action_page_down(self) -> None:
        """A page down."""
        self._owner.scroll_page_down(animate=False)

    def action_first(self) -> None:
        """To the first version."""
        self._owner.go(0)

    def action_last(self) -> None:
        """To the last version."""
        self._owner.go(-1)

    def _draw_sign(self) -> None:
        sign = _SIGNS[self._several, self.has_class("-chosen")]
        cursor = "▸" if self.has_focus else " "
        for shown in self.query(".version--sign").results(Static):
            shown.update(Content(f" {cursor}{sign}"))


class VersionList(VerticalScroll, can_focus=False):
    """All versions, below what stood there before."""

    DEFAULT_CSS = """
    VersionList { height: 1fr; width: 1fr; scrollbar-size-vertical: 1; padding: 0 1; }
    VersionList > .version--before { height: auto; padding: 0 1 0 5; margin-bottom: 1; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self.can_choose = True
        self._changing = asyncio.Lock()
        self._before = Static("", classes="version--before", markup=False)

    def compose(self) -> ComposeResult:
        """What stood there before; the versions come with `show`."""
        yield self._before

    def show_before(self, before: Content | None) -> None:
        """Show what stood there before; nothing for None."""
        self._before.display = before is not None
        self._before.update(before or Content(""))

    async def show(self, versions: Sequence[Choosable], *, several: bool, at: int | None = None) -> None:
        """Show other versions, with the cursor on the one with the number ``at``, else on the first."""
        lines = [VersionLine(self, version, several=several) for version in versions]
        async with self._changing:  # a key and a change of the register may both want other versions shown
            await self.query(VersionLine).remove()
            await self.mount(*lines)
        start = next((line for line in lines if line.number == at), lines[0] if lines else None)
        if at is None:
            self.scroll_home(animate=False)
        if start is not None:
            start.focus()

    def mark(self, chosen: Sequence[int]) -> None:
        """Show which versions are chosen."""
        for line in self.lines:
            line.mark(chosen=line.number in chosen)

    @property
    def lines(self) -> list[VersionLine]:
        """The versions, from the top."""
        return list(self.query(VersionLine))

    @property
    def cursor(self) -> int | None:
        """The number of the version that the cursor is on."""
        return next((line.number for line in self.lines if line.has_focus), None)

    def go(self, place: int) -> None:
        """Put the cursor on a version by its place."""
        if self.lines:
            self.lines[place].focus()

    def move(self, line: VersionLine, step: int) -> None:
        """Go on from a version, scrolling while there is more of it than is in sight."""
        lines = self.lines
        top, bottom = self.scroll_offset.y, self.scroll_offset.y + self.size.height
        region = line.virtual_region
        out_of_sight = region.bottom - 1 > bottom if step > 0 else region.y < top
        place = lines.index(line) + step
        if out_of_sight or not 0 <= place < len(lines):
            self.scroll_relative(y=step, animate=False)
        else:
            lines[place].focus()
