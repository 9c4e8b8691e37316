"""The last line: what can be done here, the most useful first, as much of it as fits.

Textual's footer cuts off what does not fit without a word (ten bindings need 214 columns). This one
measures, and where something had to be left out it ends in "? more", which opens the help.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from tui.key_words import key_text
from tui.keys import command
from tui.offers import Offer, offers
from tui.widgets.action_line import ActionLine, Part
from tui.words import text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.screen import Screen


class KeyFooter(ActionLine):
    """The keys that reach something now, measured and clickable."""

    DEFAULT_CSS = """
    KeyFooter { background: $panel; color: $text-muted; }
    KeyFooter > .footer--key { color: $accent; text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"footer--key"}
    HELP: ClassVar[str] = "app.help"

    def on_mount(self) -> None:
        """Follow the focus: each change of it changes what can be done."""
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)

    def choose(self, width: int) -> tuple[list[Part], list[Part]]:
        """Show all that can be done; or, short of room, the most useful of it and the way to the rest."""
        shown = [offer for offer in offers(self.screen) if self._belongs(offer)]
        parts = [self._part(offer) for offer in sorted(shown, key=lambda offer: offer.importance)]
        every = self._help_part(text("Help"))
        room = width - every.content.cell_length - self.GAP
        if sum(part.content.cell_length + self.GAP for part in parts) - self.GAP <= room:
            return parts, [every]
        more = self._help_part(text("more"))
        room = width - more.content.cell_length - self.GAP
        return _first_fitting(parts, room, self.GAP), [more]

    def retranslate(self) -> None:
        """Draw the words anew."""
        self.refresh()

    def _belongs(self, offer: Offer) -> bool:
        made_from = offer.command
        return made_from is not None and made_from.shown and bool(offer.keys) and made_from.id != self.HELP

    def _part(self, offer: Offer) -> Part:
        style = "" if offer.enabled else "dim"
        words = Content.assemble(
            (key_text(offer.keys[0]), self.get_visual_style("footer--key", partial=True)), " ", offer.label
        )
        return Part(words.stylize(style), offer.action, offer.importance, offer.help, offer.node)

    def _help_part(self, word: str) -> Part:
        key = next(
            (offer.keys[0] for offer in offers(self.screen) if _is(offer, self.HELP) and offer.keys),
            "question_mark",
        )
        words = Content.assemble(
            (key_text(key), self.get_visual_style("footer--key", partial=True)), " ", word
        )
        return Part(words, command(self.HELP).action, -1, text(command(self.HELP).help))

    def _bindings_changed(self, _screen: Screen[object]) -> None:
        self.refresh()


def _is(offer: Offer, name: str) -> bool:
    return offer.command is not None and offer.command.id == name


def _first_fitting(parts: Iterable[Part], room: int, gap: int) -> list[Part]:
    """Return parts up to the first that does not fit: a gap in the order of use would only confuse."""
    kept: list[Part] = []
    for part in parts:
        room -= part.content.cell_length + (gap if kept else 0)
        if room < 0:
            break
        kept.append(part)
    return kept
