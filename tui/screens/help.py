"""The help for what has the focus: what this place is for, and all that can be done here, with its keys.

Each line can be chosen, by Enter or by the mouse, and does what it says: a newcomer reads and tries in
one go. Nothing is written here by hand: it is read off the bindings that are active.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.key_words import key_text
from tui.keys import bindings
from tui.offers import Offer, by_area, offers
from tui.screens.confirm import Dialog
from tui.widgets.columns import cut
from tui.words import N_, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.screen import Screen

_WIDTH, _AROUND = 84, 7  # cells of the box, and of its edge, padding and scrollbar
_KEYS_WIDTH, _LABEL_WIDTH = 15, 20  # cells for up to three keys, and for what they do
_LEAST = 16  # cells; with less room for it the explanation stands below


class HelpScreen(Dialog[None]):
    """What can be done on `asked_on`, the screen that the help was called from."""

    DEFAULT_CSS = """
    HelpScreen > Vertical { width: 84; height: 94%; }
    HelpScreen .help--about { height: auto; max-height: 6; color: $text-muted; }
    HelpScreen OptionList { height: 1fr; max-height: 100%; }
    HelpScreen .option-list--option-disabled { color: $accent; text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("dialog.close"),
        Binding("question_mark,f1", "close", show=False),  # the key that opened it closes it as well
    ]

    def __init__(self, asked_on: Screen[object]) -> None:
        super().__init__()
        self._about = about(asked_on)
        self._offers = sorted(offers(asked_on), key=by_area)

    def compose_content(self) -> ComposeResult:
        """Show what this place is for, then every action under the heading of its area."""
        yield Static(Content(text("What can be done here")), classes="dialog--question")
        if self._about:
            yield Static(Content("\n".join(self._about)), classes="help--about")
        room = min(_WIDTH, self.app.size.width * 96 // 100) - _AROUND
        yield OptionList(*self._options(room), markup=False)

    def on_mount(self) -> None:
        """Start on the first action."""
        super().on_mount()
        self.query_one(OptionList).focus()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        chosen = self._offers[int(event.option_id or 0)]
        self.dismiss(None)
        self.app.call_later(self.app.run_action, chosen.action, chosen.node)

    def _options(self, room: int) -> Iterable[Option]:
        heading = ""
        for place, offer in enumerate(self._offers):
            area = _area_words(offer)
            if area != heading:
                if heading:
                    yield Option(Content(""), disabled=True)
                yield Option(Content(area), disabled=True)
                heading = area
            yield Option(_line(offer, room), id=str(place), disabled=not offer.enabled)


def about(screen: Screen[object]) -> list[str]:
    """Return what the focused widget and its screen say of themselves, translated, the nearest first.

    A widget or screen says it in `HELP`, a msgid.
    """
    found: list[str] = []
    nodes: Sequence[object] = screen.focused.ancestors_with_self if screen.focused else [screen]
    for node in nodes:
        words = text(str(getattr(node, "HELP", "") or ""))
        if words and words not in found:
            found.append(words)
    return found


def _line(offer: Offer, room: int) -> Content:
    """Write keys, label and explanation in three columns, the last one wrapped within itself."""
    keys = cut("  ".join(key_text(key) for key in offer.keys[:3]), _KEYS_WIDTH)
    start = _KEYS_WIDTH + _LABEL_WIDTH + 2
    explained = offer.help if offer.help != offer.label else ""
    below = room - start < _LEAST
    indent = " " * (2 if below else start)
    lines = Content(explained).wrap(max(_LEAST, room - len(indent))) if explained else []
    words = f"\n{indent}".join(line.plain.rstrip() for line in lines)
    if words and below:
        words = f"\n{indent}{words}"
    return Content.assemble(
        (keys, "$accent"), " ", cut(offer.label, _LABEL_WIDTH), " ", (words, "$foreground 65%")
    )


def _area_words(offer: Offer) -> str:
    return text(offer.command.area.value) if offer.command else text(N_("Moving and typing"))
