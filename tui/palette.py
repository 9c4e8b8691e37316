"""The menu and command palette: every action, found by typing a part of its name, in either language.

Textual's own palette speaks English alone and parses markup in what providers give it. This one is
made from the same list as footer and help, and other sources (records, for one) can add to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import on
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from schemas.folding import fold, fold_words
from tui.key_words import key_text
from tui.keys import bindings
from tui.offers import Offer, by_area, offers
from tui.safe_text import clean, highlight
from tui.screens.confirm import Dialog
from tui.widgets.columns import cut
from tui.widgets.line_input import LineInput
from tui.words import text

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.screen import Screen

_KEYS_WIDTH = 8  # cells; the first key alone is named here, the help names all
_MOVES = frozenset({"cursor_up", "cursor_down", "page_up", "page_down", "first", "last"})
"""What nobody looks for in a menu; the help names the keys."""
_SHOWN = 100
"""So many hits are listed at most; who needs more types one letter more."""


class Entry(NamedTuple):
    """One line of the menu. `label` and `help` may be foreign text: they are cleaned here."""

    label: str
    help: str
    run: Callable[[], object]
    keys: str = ""


Source = Callable[[str], Iterable[Entry]]
"""Gives entries for what was typed; it must be quick, it is asked at every keystroke."""


class MenuScreen(Dialog[None]):
    """All that can be done on `asked_on`, and what other sources offer."""

    DEFAULT_CSS = """
    MenuScreen { align: center top; }
    MenuScreen > Vertical { width: 84; margin-top: 2; padding: 1 1; max-height: 80%; }
    MenuScreen LineInput { margin: 0 1 1 1; }
    MenuScreen OptionList {
        max-height: 100%; margin-top: 0; text-wrap: nowrap; text-overflow: ellipsis;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("dialog.close"),
        Binding("ctrl+p,f9", "close", show=False),  # the key that opened it closes it as well
    ]

    def __init__(self, asked_on: Screen[object], sources: Sequence[Source] = ()) -> None:
        super().__init__()
        self._entries = [
            self._entry(offer)
            for offer in sorted(offers(asked_on), key=by_area)
            if offer.command and offer.enabled and offer.action not in _MOVES
        ]
        self._sources = tuple(sources)
        self._listed: list[Entry] = []

    def compose_content(self) -> ComposeResult:
        """Show the field and, below it, what fits to what was typed."""
        yield LineInput(placeholder=text("What do you want to do?"))
        yield OptionList(markup=False)

    def on_mount(self) -> None:
        """List everything, and start in the field."""
        super().on_mount()
        self._list("")
        self.query_one(LineInput).focus()

    def on_key(self, event: events.Key) -> None:
        """Move in the list from the field, as people expect of a menu."""
        options = self.query_one(OptionList)
        moves: dict[str, Callable[[], None]] = {
            "down": options.action_cursor_down,
            "up": options.action_cursor_up,
            "pagedown": options.action_page_down,
            "pageup": options.action_page_up,
        }
        if event.key in moves and not options.has_focus:
            event.stop()
            moves[event.key]()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._list(event.value)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        chosen = self.query_one(OptionList).highlighted
        if chosen is not None:
            self._run(chosen)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._run(event.option_index)

    def _run(self, place: int) -> None:
        entry = self._listed[place]
        self.dismiss(None)
        self.app.call_later(entry.run)

    def _list(self, typed: str) -> None:
        found = ranked(self._entries, typed)
        for source in self._sources:
            found.extend(source(typed))
        self._listed = found[:_SHOWN]
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(Option(_line(entry, typed)) for entry in self._listed)
        options.highlighted = 0 if self._listed else None

    def _entry(self, offer: Offer) -> Entry:
        async def run() -> None:
            await self.app.run_action(offer.action, offer.node)

        return Entry(offer.label, offer.help, run, key_text(offer.keys[0]) if offer.keys else "")


def ranked(entries: Iterable[Entry], typed: str) -> list[Entry]:
    """Return the entries that hold every typed word, those first whose label begins with the first one."""
    words = fold_words(typed)
    if not words:
        return list(entries)
    found = []
    for entry in entries:
        label = fold(entry.label)
        everything = f"{label} {fold(entry.help)}"
        if all(word in everything for word in words):
            rank = 0 if label.startswith(words[0]) else 1 if words[0] in label else 2
            found.append((rank, entry))
    return [entry for _, entry in sorted(found, key=lambda pair: pair[0])]


def _line(entry: Entry, typed: str) -> Content:
    label = highlight(entry.label, [typed], "$accent bold")
    pad = " " * max(1, 22 - label.cell_length)
    keys = f"{cut(entry.keys, _KEYS_WIDTH)} "
    return Content.assemble(label, pad, (keys, "$accent"), (clean(entry.help), "$foreground 65%"))
