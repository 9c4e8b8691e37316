"""What is wrong in the register's files: each with its place, a sentence, and a way to open the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from textual import on
from textual.containers import Container
from textual.message import Message

from schemas.problems import Problem, Severity
from tui.field_words import names_of
from tui.keys import bindings
from tui.problem_words import problem_line, problem_place, problem_text
from tui.screens.list_and_detail import ListAndDetail
from tui.screens.mending import mend
from tui.screens.record import RecordScreen
from tui.widgets.columns import Column
from tui.widgets.detail_pane import Block, DetailPane, Fact, Gap, Heading, Link, Prose
from tui.widgets.marks import Mark
from tui.widgets.record_list import RecordList
from tui.widgets.row_painter import Line
from tui.words import N_, text

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from store.record import Record
    from tui.tasks import Work


class _Row(NamedTuple):
    """A problem in the list."""

    id: str
    problem: Problem


@dataclass
class Checked(Message):
    """The register was checked."""

    problems: list[Problem]


class ProblemsScreen(ListAndDetail):
    """All problems, errors first; Enter opens the record, ``i`` the file."""

    SECTION = "problems"
    HELP = N_("What is wrong in the files. Enter opens the entry, i the file itself in the text editor.")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("record.open_file", "record.edit", "record.mend")]
    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column("record", N_("Entry"), weight=2, min_width=18),
        Column("what", N_("What is wrong"), weight=4, min_width=20, importance=1),
    )

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[_Row] = []

    def compose_content(self) -> ComposeResult:
        """The list, and beside it the problem in whole sentences."""
        with Container(classes="both"):
            yield RecordList[_Row](
                self.COLUMNS, self._line, empty=N_("Nothing is wrong. Well done."), id="list"
            )
            yield DetailPane(id="detail")

    def on_mount(self) -> None:
        """Check, and again whenever something changes."""
        self.watch(self.app, "snapshot_number", self._check)
        self.query_one("#list").focus()

    def retranslate(self) -> None:
        """The problems are told anew."""
        super().retranslate()
        self.show_detail()

    def _check(self) -> None:
        snapshot, today = self.network.snapshot, self.network.today()

        def check(_work: Work) -> Checked:
            return Checked(snapshot.check(today))

        self.start(check, says=text("Checking the register"), done=lambda result: result, group="check")

    def on_checked(self, message: Checked) -> None:
        """List what was found, errors first."""
        ordered = sorted(message.problems, key=lambda problem: problem.severity is not Severity.ERROR)
        self._rows = [
            _Row(f"{number}:{problem.path}:{problem.code}:{problem.field}", problem)
            for number, problem in enumerate(ordered)
        ]
        self.query_one("#list", RecordList).set_rows(self._rows)
        self.show_detail()

    def _current(self) -> Problem | None:
        row = self.query_one("#list", RecordList).cursor_row
        return row.problem if isinstance(row, _Row) else None

    @on(RecordList.Highlighted)
    def _moved(self) -> None:
        self.show_detail()
        self.refresh_bindings()

    def show_detail(self) -> None:
        """Show the problem under the cursor in whole sentences."""
        problem, pane = self._current(), self.query_one("#detail", DetailPane)
        if not pane.display:
            return
        pane.show(self._blocks(problem) if problem else [], key=str(problem))

    def _blocks(self, problem: Problem) -> list[Block]:
        names = names_of(self.network.snapshot)
        place = f"{problem.path}:{problem.line}" if problem.line else problem.path
        blocks: list[Block] = [
            Heading(self._title(problem), self._marks(problem)),
            Prose(problem_text(problem, names)),
            Gap(),
            Fact(text("File"), place),
        ]
        if problem.field:
            blocks.append(Fact(text("Field"), problem_place(problem, names, self._data(problem))))
        row = self.network.snapshot.row(problem.record)
        if row is not None:
            blocks.append(Fact(text("Entry"), "", [Link(row.title, row.type, row.id)]))
        return blocks

    def _data(self, problem: Problem) -> dict[str, Any] | None:
        if problem.record not in self.network.snapshot:
            return None
        return self.network.snapshot.record(problem.record).data

    @on(RecordList.Chosen)
    def _chosen(self) -> None:
        problem = self._current()
        if problem is not None and problem.record in self.network.snapshot:
            self.app.push_screen(RecordScreen(problem.record))
        elif problem is not None:
            self.action_open_file()

    def action_edit_record(self) -> None:
        """Open the form of the record with the problem, or its file where it cannot be read."""
        problem = self._current()
        if problem is None or problem.record not in self.network.snapshot:
            return
        record = self.network.snapshot.record(problem.record)
        if record.readable:
            self.network.edit(record.type, record)
        else:
            self.action_open_file()

    def action_open_file(self) -> None:
        """Open the file with the problem in the text editor."""
        problem = self._current()
        if problem is not None and problem.path:
            self.network.open_file(problem.path)

    def action_mend_record(self) -> None:
        """Bring back what could be read last of the file with the problem."""
        record = self._broken()
        if record is not None:
            mend(self, self.network, record)

    def _broken(self) -> Record | None:
        """The record with the problem, if its file cannot be read at all."""
        problem = self._current()
        if problem is None or problem.record not in self.network.snapshot:
            return None
        record = self.network.snapshot.record(problem.record)
        return record if record.data is None else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Files are edited only where writing is allowed, and where there is a problem."""
        if action == "mend_record":
            return not self.network.read_only and self._broken() is not None
        if action in {"edit_record", "open_file"}:
            if self.network.read_only:
                return False
            return None if not self._rows else True
        return super().check_action(action, parameters)

    def _title(self, problem: Problem) -> str:
        if problem.record in self.network.snapshot:
            return self.network.snapshot.title(problem.record)
        return problem.path or text("The register itself")

    @staticmethod
    def _marks(problem: Problem) -> Mark:
        return Mark.PROBLEM if problem.severity is Severity.ERROR else Mark.NONE

    def _line(self, row: _Row) -> Line:
        words = problem_line(row.problem, names_of(self.network.snapshot), None)
        return Line((self._title(row.problem), words), self._marks(row.problem))
