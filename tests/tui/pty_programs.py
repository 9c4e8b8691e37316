"""Programs that the tests run on a real terminal: `python -m tests.tui.pty_programs NAME`."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.containers import VerticalScroll
from textual.widgets import (
    Button,
    Checkbox,
    DataTable,
    Input,
    Label,
    OptionList,
    SelectionList,
    Static,
    TextArea,
    Tree,
)

from tests.tui.sample import Row, SampleApp, SampleScreen
from tests.tui.test_safe_text import HOSTILE
from tui.safe_text import safe, say
from tui.screens.base import BaseScreen
from tui.screens.confirm import AskText, Choice, Choose, Confirm, Tell
from tui.widgets.detail_pane import Fact, Heading, Link, Prose
from tui.widgets.header import HeaderState
from tui.widgets.phrases import Phrase
from tui.widgets.record_list import Mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from tui.tasks import Work

EVIL = "".join(HOSTILE.values()).replace("\ud800", "")


class EvilScreen(SampleScreen):
    """Hostile text in every place that the base offers for text of others."""

    ROWS: ClassVar[Sequence[Row]] = [
        Row(f"{number}", words, words, words, Mark.NEW) for number, words in enumerate(HOSTILE.values())
    ]

    def on_mount(self) -> None:
        self.knoten.header = HeaderState(EVIL, 1, 1, 1, 1, read_only=True)
        self.knoten.notify(EVIL, title=EVIL, timeout=60)
        self.knoten.tell(say("Delete {name}?", name=EVIL))
        self.detail.show([Heading(EVIL), Prose(EVIL), Fact(EVIL, EVIL, [Link(EVIL, "group", "x", EVIL)])])
        self.start(self.slow, says=safe(EVIL).plain, done=lambda _: self.Done(""))
        self.ask_all()

    def slow(self, work_: Work) -> None:
        work_.progress(EVIL, done=1, total=3)
        while not work_.cancel_event.wait(0.05):
            pass
        work_.check()

    @work
    async def ask_all(self) -> None:
        """One question after the other; the test presses Escape."""
        evil = say("Delete {name}?", name=EVIL)
        await self.ask(Confirm(evil, [safe(EVIL)], yes=EVIL))
        await self.ask(Choose(evil, [Choice(EVIL, safe(EVIL), safe(EVIL))]))
        await self.ask(AskText(evil, value=EVIL, placeholder=EVIL))
        await self.ask(Tell(EVIL, EVIL))
        self.bar.action_pick_facet("kind")


class CarelessScreen(BaseScreen[None]):
    """A screen that was written without care: raw text in Textual's own widgets. The guard must hold."""

    def compose_content(self) -> ComposeResult:
        raw = EVIL.replace("[/x]", "").replace("[", "(")
        with VerticalScroll():
            yield Phrase("{name}", name=raw)
            yield Static(raw, markup=False)
            yield Label(raw, markup=False)
            yield Input(raw, placeholder=raw)
            yield Input(placeholder=raw)
            yield TextArea(raw)
            yield OptionList(raw, markup=False)
            yield SelectionList((raw, 1))
            yield Button(raw)
            yield Checkbox(raw)
            table: DataTable[str] = DataTable()
            table.add_columns(raw)
            table.add_row(raw)
            yield table
            yield Tree(raw)
            titled = Static("titled")
            titled.border_title = raw
            titled.styles.border = ("round", "red")
            yield titled


class DraftScreen(SampleScreen):
    """Keeps a draft in the file that DRAFT names, whenever it is told to."""

    def on_mount(self) -> None:
        self.knoten.drafts.register(self.keep)
        self.knoten.header = HeaderState("READY")

    def keep(self) -> None:
        Path(os.environ["DRAFT"]).write_text("kept", encoding="utf-8")

    def action_new_record(self) -> None:
        """Hang in work that does not listen to being cancelled."""
        self.start(lambda _: time.sleep(600), says="Hanging", done=lambda _: self.Done(""))


PROGRAMS: dict[str, type[BaseScreen[None]]] = {
    "evil": EvilScreen,
    "careless": CarelessScreen,
    "draft": DraftScreen,
}


class OneScreenApp(SampleApp):
    """The base, beginning with the screen that is named on the command line."""

    def first_screen(self) -> BaseScreen[None]:
        return PROGRAMS[sys.argv[1]]()


def main() -> None:
    """Run the program that is named."""
    app = OneScreenApp()
    app.run()
    sys.exit(app.return_code or 0)


if __name__ == "__main__":
    main()
