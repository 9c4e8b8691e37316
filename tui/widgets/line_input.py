"""A field of one line that can be undone, draws hidden characters as signs, and takes pasted lines.

Textual's `Input` has no undo, sends control characters of its value to the terminal, and drops all but
the first line of what is pasted without a word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from rich.text import Text
from textual.widgets import Input

from tui.keys import bindings
from tui.safe_text import one_for_one

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType

_STEPS_KEPT = 200
_SCROLLING = frozenset({"scroll_up", "scroll_down", "page_up", "page_down"})


class _State(NamedTuple):
    value: str
    cursor: int


class LineInput(Input):
    """One line of text; Ctrl+Z takes back the last word typed, the last deletion or the last paste."""

    DEFAULT_CSS = """
    LineInput { border: none; height: 1; padding: 0 1; background: $surface-lighten-1; }
    LineInput:focus { border: none; background: $surface-lighten-2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("form.undo", "form.redo")]

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        id: str | None = None,  # noqa: A002  # Textual's name
        classes: str | None = None,
        max_length: int = 0,
    ) -> None:
        """Hold `value`; `max_length` 0 takes any length."""
        super().__init__(
            value,
            placeholder=placeholder,
            id=id,
            classes=classes,
            max_length=max_length,
            select_on_focus=False,
        )
        self.cursor_blink = False  # calm, and nothing to draw while nobody types
        self._undone: list[_State] = []
        self._done: list[_State] = []
        self._typed_to = -1

    @property
    def _value(self) -> Text:
        """What is drawn for the value, character by character; the highlighter of Textual is not used."""
        shown = "•" * len(self.value) if self.password else one_for_one(self.value)
        return Text(shown, no_wrap=True, overflow="ignore", end="")

    def replace(self, text: str, start: int, end: int) -> None:
        """Replace a part, as every edit by hand does, and keep what was there for undo."""
        before = _State(self.value, self.cursor_position)
        super().replace(text, start, end)
        if self.value == before.value:
            return
        going_on = len(text) == 1 and not text.isspace() and start == end == self._typed_to
        if not going_on:
            self._done = [*self._done[-_STEPS_KEPT:], before]
        self._undone.clear()
        self._typed_to = self.cursor_position if len(text) == 1 else -1

    def action_undo(self) -> None:
        """Take back what was typed last."""
        self._swap(self._done, self._undone)

    def action_redo(self) -> None:
        """Put back what was taken back."""
        self._swap(self._undone, self._done)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer undo and redo where there is something; what scrolls a page has nothing to scroll here."""
        if action in _SCROLLING:
            return False
        if action == "undo":
            return bool(self._done) or None
        if action == "redo":
            return bool(self._undone) or None
        return super().check_action(action, parameters)

    def _on_paste(self, event: events.Paste) -> None:
        """Take in all lines of what is pasted, joined by blanks."""
        words = " ".join(line.strip() for line in event.text.splitlines())
        if words:
            start, end = self.selection
            self.replace(words, min(start, end), max(start, end))
        event.stop()
        event.prevent_default()

    def _swap(self, source: list[_State], target: list[_State]) -> None:
        if not source:
            return
        target.append(_State(self.value, self.cursor_position))
        state = source.pop()
        self.value, self.cursor_position = state
        self._typed_to = -1
