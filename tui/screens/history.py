"""The history: who changed what, and when; of everything, or of one record. More is read as one scrolls."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from textual import on
from textual.containers import Container
from textual.message import Message

from store.history import HistoryEntry, read_history
from tui.change_blocks import entry_blocks
from tui.change_words import subject_of
from tui.keys import bindings
from tui.screens.base import BaseScreen
from tui.screens.list_and_detail import ListAndDetail
from tui.screens.record import RecordScreen
from tui.widgets.columns import Column
from tui.widgets.detail_pane import DetailPane, Heading
from tui.widgets.record_list import RecordList
from tui.widgets.row_painter import Line
from tui.words import N_, text, time_text

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from schemas.record import RecordType
    from tui.network import NetworkApp
    from tui.tasks import Work

PAGE = 60
"""Entries read at once: more than a screen, less than one waits for."""
_COUNTED = re.compile(r"\d+ ")
"""How the subject of a change to several records begins."""
_MOST_NAMED = 6
"""Records named in a line; more find no room in it."""


class _Row(NamedTuple):
    """An entry in the list."""

    id: str
    entry: HistoryEntry


@dataclass
class PageRead(Message):
    """More entries have been read; ``last`` if there are no more. ``start`` is how many came before."""

    entries: list[HistoryEntry]
    start: int
    last: bool


class HistoryScreen(ListAndDetail):
    """A list of changes, the newest first, and what each changed, field by field."""

    SECTION = "history"
    HELP = N_("Who changed what, and when. The newest change is at the top; Enter shows it whole.")
    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column("time", N_("When"), weight=0, min_width=17),
        Column("what", N_("What"), weight=4, min_width=20),
        Column("who", N_("Who"), weight=1, min_width=12, importance=1),
    )

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("share.take_back")]

    def __init__(self, record: tuple[RecordType, str] | None = None) -> None:
        super().__init__()
        self._record = record
        self._rows: list[_Row] = []
        self._last = False
        self._reading = False

    def compose_content(self) -> ComposeResult:
        """The list, and beside it the change under the cursor."""
        with Container(classes="both"):
            yield RecordList[_Row](
                self.COLUMNS, self._line, empty=N_("Nothing has been saved yet."), id="list"
            )
            yield DetailPane(id="detail")

    def on_mount(self) -> None:
        """Read the first page, and again whenever something is saved."""
        self.watch(self.app, "snapshot_number", self._begin)
        self.query_one("#list").focus()

    def retranslate(self) -> None:
        """The change under the cursor is told anew."""
        super().retranslate()
        self.show_detail()

    def _begin(self) -> None:
        self._read(0)

    def _read(self, start: int) -> None:
        if self._reading and start:
            return
        self._reading = True
        repository, record = self.network.register.repository, self._record

        def read(_work: Work) -> PageRead:
            entries = list(read_history(repository, record=record, limit=PAGE, skip=start))
            return PageRead(entries, start, last=len(entries) < PAGE)

        self.start(read, says=text("Reading the history"), done=lambda page: page, group="history")

    def on_page_read(self, message: PageRead) -> None:
        """Show what was read."""
        self._reading = False
        rows = [_Row(entry.commit, entry) for entry in message.entries]
        self._rows = self._rows[: message.start] + rows
        self._last = message.last
        self.query_one("#list", RecordList).set_rows(self._rows)
        self.show_detail()

    @on(RecordList.Highlighted)
    def _moved(self) -> None:
        listed = self.query_one("#list", RecordList)
        if not self._last and listed.cursor >= len(self._rows) - PAGE // 4:
            self._read(len(self._rows))
        self.show_detail()

    def _current(self) -> HistoryEntry | None:
        row = self.query_one("#list", RecordList).cursor_row
        return row.entry if isinstance(row, _Row) else None

    def show_detail(self) -> None:
        """Show the change under the cursor, field by field."""
        entry, pane = self._current(), self.query_one("#detail", DetailPane)
        if entry is not None and pane.display:
            pane.show([Heading(entry.subject), *entry_blocks(self.network.snapshot, entry)], key=entry.commit)

    @on(RecordList.Chosen)
    def _chosen(self) -> None:
        entry = self._current()
        if self.beside:
            self.query_one("#detail").focus()
        elif entry is not None:
            self.app.push_screen(ChangeScreen(entry))

    def action_take_back_share(self) -> None:
        """List what the latest share changed here, to take some of it back."""
        from tui.screens.taking_back import TakingBackScreen

        self.app.push_screen(TakingBackScreen())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A share is about the whole register, not about one record."""
        if action == "take_back_share":
            return self._record is None and not self.network.read_only
        return super().check_action(action, parameters)

    def _line(self, row: _Row) -> Line:
        return Line((time_text(row.entry.time), what_words(row.entry), row.entry.author.name))


def what_words(entry: HistoryEntry) -> str:
    """What a change was about: its subject; by name or field where that only counts the records."""
    if not _COUNTED.match(entry.subject) or not entry.records:
        return entry.subject
    if len(entry.records) > 1:
        return ", ".join(change.title or change.record for change in entry.records[:_MOST_NAMED])
    change = entry.records[0]
    return subject_of(change.fields, lambda _id: change.title) if change.fields else entry.subject


class ChangeScreen(BaseScreen[None]):
    """One change on a screen of its own, for narrow terminals."""

    HELP = N_("One change, field by field. Enter follows a link to the record, Escape goes back.")

    def __init__(self, entry: HistoryEntry) -> None:
        super().__init__()
        self._entry = entry

    @property
    def network(self) -> NetworkApp:
        """The app, with its register."""
        return self.app  # type: ignore[return-value]  # Textual types it as App[object]

    def compose_content(self) -> ComposeResult:
        """The change alone."""
        yield DetailPane(id="detail")

    def on_mount(self) -> None:
        """Show it."""
        self._show()
        self.query_one(DetailPane).focus()

    def retranslate(self) -> None:
        """Told anew in the other language."""
        super().retranslate()
        self._show()

    def _show(self) -> None:
        blocks = [Heading(self._entry.subject), *entry_blocks(self.network.snapshot, self._entry)]
        self.query_one(DetailPane).show(blocks, key=self._entry.commit)

    @on(DetailPane.Followed)
    def _followed(self, event: Any) -> None:
        if event.id in self.network.snapshot:
            self.app.push_screen(RecordScreen(event.id))
