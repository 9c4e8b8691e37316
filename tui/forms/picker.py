"""Choosing from a list with search: one value or several, from ten words or ten thousand records."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Button, OptionList, Static
from textual.widgets.option_list import Option as Line

from tui.forms.layout import MUTED
from tui.forms.sources import Option, matching, option
from tui.keys import bindings
from tui.safe_text import safe
from tui.screens.confirm import Dialog
from tui.widgets.line_input import LineInput
from tui.widgets.phrases import PhraseButton
from tui.words import N_, ntext, text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

_SHOWN = 200
"""Options drawn at once: whoever sees more of them types a letter more."""
_SEARCH_FROM = 9
"""Options from which on there is a field to search in."""


class Picker(Dialog[list[str]]):
    """A list to choose from. One value: Enter takes it. Several: Enter ticks, and Esc is done."""

    DEFAULT_CSS = """
    Picker > Vertical { width: 70; }
    Picker OptionList { max-height: 50vh; }
    Picker .picker--hint { height: auto; color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("dialog.close")]

    def __init__(
        self,
        title: str,
        options: Sequence[Option],
        chosen: Sequence[str],
        *,
        many: bool = False,
        free: bool = False,
        may_be_empty: bool = True,
        typed: str = "",
        ticked: Callable[[list[str]], None] | None = None,
    ) -> None:
        """Choose for the field called ``title``; ``typed`` is searched at once.

        ``free`` takes text that is none of the options. ``ticked`` is told each time something is ticked.
        """
        super().__init__()
        self._title, self._options, self._many, self._free = title, list(options), many, free
        self._typed, self._ticked, self._may_be_empty = typed, ticked, may_be_empty
        self.chosen = list(chosen)
        self.shown: list[Option] = []
        self._search = free or bool(typed) or len(self._options) >= _SEARCH_FROM

    def compose_content(self) -> ComposeResult:
        """Show what is chosen for, the search, the list, and the way out for the mouse."""
        yield Static(safe(self._title), classes="dialog--question")
        if self._search:
            yield LineInput(self._typed, placeholder=text("Type to search"))
        yield OptionList(markup=False, compact=True)
        yield Static("", classes="picker--hint", markup=False)
        with Horizontal(classes="dialog--buttons"):
            if self.chosen and self._may_be_empty:
                yield PhraseButton(N_("Choose none"), id="none")
            yield PhraseButton(N_("Done") if self._many else N_("Cancel"), id="done")

    def on_mount(self) -> None:
        """Start where typing searches, on what is chosen now."""
        self._fill()
        places = [place for place, choice in enumerate(self.shown) if choice.value in self.chosen]
        if places and not self._typed:
            self._list.highlighted = places[0]
        if self._search:
            field = self.query_one(LineInput)
            field.value = self._typed
            field.cursor_position = len(self._typed)
            field.focus()
        else:
            self._list.focus()

    def type_more(self, letter: str) -> None:
        """Take a letter that was typed before this was on the screen: people type faster than it opens."""
        if self.is_mounted and self._search:
            self.query_one(LineInput).insert_text_at_cursor(letter)
        else:
            self._typed += letter
            self._search = True

    @property
    def _list(self) -> OptionList:
        return self.query_one(OptionList)

    def _fill(self) -> None:
        typed = self.query_one(LineInput).value if self._search else ""
        found = matching(self._options, typed)
        if self._free and typed.strip() and not any(choice.value == typed.strip() for choice in found):
            found.append(option(typed.strip(), typed.strip(), text("as typed")))
        self.shown = found[:_SHOWN]
        self._list.clear_options()
        self._list.add_options([Line(self._line(choice)) for choice in self.shown])
        self._list.highlighted = 0 if self.shown else None
        self.query_one(".picker--hint", Static).update(Content(self._hint(len(found))))

    def _hint(self, count: int) -> str:
        if not self._options and not self.shown:
            return text("There is nothing to choose from yet.")
        if count == 0:
            return text("Nothing found. Fewer letters find more.")
        if count > _SHOWN:
            more = count - _SHOWN
            return ntext("{n} more; type to find it.", "{n} more; type to find them.", more)
        return text("Enter ticks and unticks, Esc is done.") if self._many else ""

    def _line(self, choice: Option) -> Content:
        ticked = choice.value in self.chosen
        mark = ("✓ " if ticked else "· ") if self._many else ("● " if ticked else "  ")
        hint = safe(f"  {choice.hint}", MUTED) if choice.hint else Content("")
        return Content.assemble((mark, "bold $accent" if ticked else MUTED), safe(choice.label), hint)

    # ---- keys and mouse

    @on(LineInput.Changed)
    def _search_changed(self, event: LineInput.Changed) -> None:
        event.stop()
        self._fill()

    @on(LineInput.Submitted)
    def _submitted(self, event: LineInput.Submitted) -> None:
        event.stop()
        if self._list.highlighted is not None:
            self._choose(self._list.highlighted)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._choose(event.option_index)

    async def on_key(self, event: events.Key) -> None:
        """Move in the list while the search has the focus."""
        if self._search and event.key in _MOVES and not self._list.has_focus:
            event.stop()
            event.prevent_default()
            await self._list.run_action(_MOVES[event.key])

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "none":
            self.chosen = []
            self.dismiss([])
        else:
            self.action_close()

    def _choose(self, place: int) -> None:
        value = self.shown[place].value
        if not self._many:
            self.dismiss([value])
            return
        if value in self.chosen:
            self.chosen.remove(value)
        else:
            self.chosen.append(value)
        self._list.replace_option_prompt_at_index(place, self._line(self.shown[place]))
        if self._ticked:
            self._ticked(list(self.chosen))
        if self._search and self.query_one(LineInput).value:
            self.query_one(LineInput).value = ""

    def action_close(self) -> None:
        """Several: what is ticked is chosen. One: everything stays as it was."""
        self.dismiss(list(self.chosen) if self._many else None)


_MOVES = {"up": "cursor_up", "down": "cursor_down", "pageup": "page_up", "pagedown": "page_down"}
