"""Widgets that show words of our own and change with the language.

They keep the English msgid and translate it at each drawing, so that switching the language needs no
screen to be composed again, which would lose what has been typed and where the cursor was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from textual.content import Content
from textual.widgets import Button, Static

from tui.safe_text import cleaned
from tui.words import text

if TYPE_CHECKING:
    from textual.dom import DOMNode


@runtime_checkable
class Retranslatable(Protocol):
    """A widget or screen that holds translated words, and can say them again."""

    def retranslate(self) -> None:
        """Replace every translated word by that of the language now spoken."""


class Phrase(Static):
    """A line or paragraph of our own words; foreign words go into its params and are cleaned."""

    def __init__(
        self,
        msgid: str,
        *,
        id: str | None = None,  # noqa: A002  # Textual's name
        classes: str | None = None,
        **params: str | int,
    ) -> None:
        super().__init__("", id=id, classes=classes, markup=False)
        self._msgid = msgid
        self._params = cleaned(params)
        self.retranslate()

    def say(self, msgid: str, **params: str | int) -> None:
        """Show another sentence."""
        self._msgid = msgid
        self._params = cleaned(params)
        self.retranslate()

    def retranslate(self) -> None:
        """Say the sentence in the language now spoken."""
        self.update(Content(text(self._msgid, **self._params)))


class PhraseButton(Button):
    """A button that is labelled by a msgid."""

    def __init__(
        self,
        msgid: str,
        *,
        id: str | None = None,  # noqa: A002  # Textual's name
        classes: str | None = None,
        name: str | None = None,
    ) -> None:
        super().__init__(Content(text(msgid)), id=id, classes=classes, name=name)
        self._msgid = msgid

    def retranslate(self) -> None:
        """Label the button in the language now spoken."""
        self.label = Content(text(self._msgid))


def retranslate_below(node: DOMNode) -> None:
    """Have every widget below a screen say its words in the language now spoken."""
    for widget in node.walk_children():
        if isinstance(widget, Retranslatable):
            widget.retranslate()
