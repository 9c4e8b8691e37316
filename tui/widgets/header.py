"""The first lines of every screen: which register this is, what waits, the menu, and the sections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.reactive import reactive

from tui.keys import command
from tui.safe_text import clean
from tui.widgets.action_line import ActionLine, Part
from tui.words import ntext, number_text, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

NEW, UNSHARED, DISPUTED, PROBLEM, DRAFT = "●", "↑", "⚑", "!", "✎"


@dataclass(frozen=True, slots=True)
class HeaderState:
    """What the header says: the register's name as it stands in its file, and counts of what waits."""

    register: str = ""
    new: int = 0
    unshared: int = 0
    conflicts: int = 0
    problems: int = 0
    read_only: bool = False
    sections: Mapping[str, int] | None = None
    """How many records a section lists, by its name; sections without a number show none."""


class HeaderLine(ActionLine):
    """The register's name, what is new, unshared, disputed or wrong, and the menu."""

    DEFAULT_CSS = """
    HeaderLine { background: $panel; color: $foreground; }
    HeaderLine > .header--name { text-style: bold; color: $foreground; }
    HeaderLine > .header--quiet { color: $foreground 65%; }
    HeaderLine > .header--new { color: $accent; }
    HeaderLine > .header--care { color: $warning; }
    HeaderLine > .header--wrong { color: $error; }
    HeaderLine > .header--menu { color: $accent; text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "header--name", "header--quiet", "header--new", "header--care", "header--wrong", "header--menu",
    }  # fmt: skip
    GAP: ClassVar[int] = 3

    state: reactive[HeaderState] = reactive(HeaderState())

    def left(self) -> Iterable[Part]:
        """Return the name; `choose` shortens it to the room that is left."""
        name = clean(self.state.register) or "Knotenpunkt"
        yield Part(Content.styled(name, self.get_visual_style("header--name", partial=True)))

    def right(self) -> Iterable[Part]:
        """Return the counts of what waits, none of them zero, and the menu."""
        state = self.state
        if state.read_only:
            yield self._count(text("only to look at"), "header--quiet", 5, "")
        if state.new:
            yield self._count(ntext("{n} new ↓", "{n} new ↓", state.new), "header--new", 3, "app.go('today')")
        if state.unshared:
            words = ntext("{n} not shared ↑", "{n} not shared ↑", state.unshared)
            yield self._count(words, "header--new", 4, "app.share")
        if state.conflicts:
            words = ntext("{n} disputed ⚑", "{n} disputed ⚑", state.conflicts)
            yield self._count(words, "header--care", 1, "app.go('conflicts')")
        if state.problems:
            words = ntext("{n} problem !", "{n} problems !", state.problems)
            yield self._count(words, "header--wrong", 2, "app.go('problems')")
        menu = Content.styled(f"☰ {text(command('app.menu').label)}", self._style("header--menu"))
        yield Part(menu, "app.command_palette", 0, text(command("app.menu").help))

    def choose(self, width: int) -> tuple[list[Part], list[Part]]:
        """Give the counts their room first and shorten the name to the rest."""
        _, right = super().choose(width)
        room = width - sum(part.content.cell_length + self.GAP for part in right)
        return [
            part._replace(content=_shortened(part.content, room)) for part in self.left() if room > 0
        ], right

    def retranslate(self) -> None:
        """Draw the words anew."""
        self.refresh()

    def _count(self, words: str, style: str, importance: int, action: str) -> Part:
        return Part(Content.styled(words, self._style(style)), action, importance)

    def _style(self, name: str) -> str:
        return self.get_visual_style(name, partial=True)  # type: ignore[return-value]


class SectionLine(ActionLine):
    """The sections of the program with their counts; the one that is open is marked."""

    DEFAULT_CSS = """
    SectionLine { background: $panel; color: $text-muted; }
    SectionLine > .section--open { color: $accent; text-style: bold underline; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"section--open"}
    GAP: ClassVar[int] = 3

    state: reactive[HeaderState] = reactive(HeaderState())

    def __init__(self, sections: Sequence[str], opened: str) -> None:
        """Show `sections`, names as in the commands `go.…`, of which `opened` is on the screen."""
        super().__init__()
        self._sections = tuple(sections)
        self._opened = opened

    def left(self) -> Iterable[Part]:
        """Return one part for each section, with the number of its records where it has one."""
        for place, name in enumerate(self._sections):
            made_from = command(f"go.{name}")
            count = (self.state.sections or {}).get(name)
            words = (
                text(made_from.label) if count is None else f"{text(made_from.label)} {number_text(count)}"
            )
            opened = name == self._opened
            style = self.get_visual_style("section--open", partial=True) if opened else ""
            yield Part(
                Content.styled(words, style),
                made_from.action,
                0 if opened else place + 1,
                text(made_from.help),
            )

    def retranslate(self) -> None:
        """Draw the words anew."""
        self.refresh(layout=True)


def _shortened(content: Content, room: int) -> Content:
    return content.truncate(room, ellipsis=True) if content.cell_length > room else content
