"""Taking back what a share changed here: a list of its changes, none ticked, with whose work each is.

Taken back is what is ticked, as a change of one's own, which partners get with the next share: so it is said
before that it will be taken back there as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import on
from textual.containers import Container
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from store.errors import StoreError
from store.sharing.past_shares import PastShare, SharedChange, changes_of_share, last_share
from store.taking_back import TakenBack, take_back
from tui.field_words import KINDS, names_of
from tui.keys import bindings
from tui.safe_text import safe, say
from tui.screens.confirm import Confirm, Tell
from tui.screens.list_and_detail import ListAndDetail
from tui.taking_back_words import author_words, change_words, kept_words, taking_back_subject
from tui.widgets.columns import Column
from tui.widgets.detail_pane import Block, DetailPane, Fact, Heading, Link, Prose
from tui.widgets.record_list import RecordList
from tui.widgets.row_painter import Line
from tui.words import N_, ntext, text, time_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.tasks import Work

_MOST_KEPT = 20


class _Row(NamedTuple):
    """A change in the list."""

    id: str
    shared: SharedChange


@dataclass
class ShareRead(Message):
    """The latest share and its changes have been read; None if there is none."""

    share: PastShare | None
    changes: Sequence[SharedChange]


@dataclass
class WasTakenBack(Message):
    """It was done."""

    done: TakenBack


@dataclass
class NotTakenBack(Message):
    """It was not done; it can be tried again once it is known who saves."""

    error: StoreError
    again: Callable[[], None]


class TakingBackScreen(ListAndDetail):
    """The changes of the latest share; what is ticked is taken back with F2."""

    HELP = N_(
        "What the latest share changed here, and whose work each change is. Space ticks what is to be taken "
        "back, F2 takes it back. That is a change of your own: with the next share it is taken back at every "
        "partner. What has been changed again since stays as it is."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("history.take_back")]
    DEFAULT_CSS = """
    TakingBackScreen #said { height: auto; padding: 0 1; color: $text-muted; }
    """
    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column("record", N_("Entry"), weight=2, min_width=16),
        Column("what", N_("Change"), weight=3, min_width=20),
        Column("who", N_("Whose work"), weight=2, min_width=12, importance=1),
    )

    def __init__(self) -> None:
        super().__init__()
        self._share: PastShare | None = None
        self._read = False
        self._rows: list[_Row] = []

    def compose_content(self) -> ComposeResult:
        """What this is about, the list, and beside it the change under the cursor."""
        yield Static("", id="said", markup=False)
        with Container(classes="both"):
            yield RecordList[_Row](
                self.COLUMNS,
                self._line,
                empty=N_("No share is known here that changed anything."),
                ticks=True,
                id="list",
            )
            yield DetailPane(id="detail")

    def on_mount(self) -> None:
        """Read the latest share."""
        self.query_one("#list").focus()
        self._say()
        repository = self.network.register.repository

        def read(_work: Work) -> ShareRead:
            share = last_share(repository)
            return ShareRead(share, changes_of_share(repository, share) if share else ())

        self.start(read, says=text("Reading the history"), done=lambda seen: seen, group="history")

    def on_share_read(self, message: ShareRead) -> None:
        """Show what was read; nothing is ticked."""
        self._share, self._read = message.share, True
        self._rows = [_Row(str(number), shared) for number, shared in enumerate(message.changes)]
        self.query_one("#list", RecordList).set_rows(self._rows)
        self._say()
        self.show_detail()

    def retranslate(self) -> None:
        """Told anew in the other language."""
        super().retranslate()
        self._say()
        self.show_detail()

    def _line(self, row: _Row) -> Line:
        names = names_of(self.network.snapshot)
        shared = row.shared
        title = shared.title or shared.change.record or text(KINDS[shared.change.type])
        return Line((title, change_words(shared, names), author_words(shared, names)))

    def _say(self) -> None:
        words = "" if self._read else text("Reading …")
        if self._share is not None:
            words = text(
                "The share of {moment}. Taken back is what is ticked, at every partner with the next share.",
                moment=time_text(self._share.when.astimezone()),
            )
        self.query_one("#said", Static).update(Content(words))
        self.refresh_bindings()

    @on(RecordList.Ticked)
    def _ticked(self) -> None:
        self.refresh_bindings()

    @on(RecordList.Highlighted)
    def _moved(self) -> None:
        self.show_detail()

    def show_detail(self) -> None:
        """Show the change under the cursor in full."""
        pane = self.query_one("#detail", DetailPane)
        row = self.query_one("#list", RecordList).cursor_row
        if not isinstance(row, _Row) or not pane.display:
            return
        names, change = names_of(self.network.snapshot), row.shared.change
        blocks: list[Block] = [
            Heading(row.shared.title or change.record or text(KINDS[change.type])),
            Prose(change_words(row.shared, names)),
            Fact(text("Whose work"), author_words(row.shared, names)),
        ]
        if change.record in self.network.snapshot:
            title = self.network.snapshot.title(change.record)
            blocks.append(Fact("", "", [Link(title, change.type, change.record)]))
        pane.show(blocks, key=row.id)

    @property
    def _chosen(self) -> list[SharedChange]:
        ticked = self.query_one("#list", RecordList).ticked
        return [row.shared for row in self._rows if row.id in ticked]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is something to take back only where something is ticked."""
        if action == "take_back_now":
            return bool(self._rows) and bool(self._chosen) and not self.network.read_only
        return super().check_action(action, parameters)

    def action_take_back_now(self) -> None:
        """Ask, then take back what is ticked."""
        chosen = self._chosen
        if not chosen:
            return
        names = names_of(self.network.snapshot)
        question = Confirm(
            Content(
                ntext(
                    "Take back {n} change? With the next share it is taken back at every partner.",
                    "Take back {n} changes? With the next share they are taken back at every partner.",
                    len(chosen),
                )
            ),
            details=[safe(f"{shared.title}: {change_words(shared, names)}") for shared in chosen],
            yes=N_("Take back"),
            dangerous=True,
        )

        def answered(answer: bool | None) -> None:  # noqa: FBT001  # Textual calls it so
            if answer:
                self._take_back(chosen)

        self.app.push_screen(question, answered)

    def _take_back(self, chosen: Sequence[SharedChange]) -> None:
        network = self.network
        subject = taking_back_subject(network.snapshot, network.subject)

        def work(_work: Work) -> WasTakenBack:
            return WasTakenBack(take_back(network.register, [one.change for one in chosen], subject))

        self.start(
            work,
            says=text("Saving"),
            done=lambda done: done,
            failed=lambda error: NotTakenBack(error, lambda: self._take_back(chosen)),
            cancellable=False,
        )

    def on_not_taken_back(self, message: NotTakenBack) -> None:
        """Ask who is at work if that is what is missing; else say what happened."""
        if message.error.code == "person_unknown":
            self.network.ask_person(message.again)
        else:
            self.network.explain(message.error, text("Saving"))

    def on_was_taken_back(self, message: WasTakenBack) -> None:
        """Say what was taken back, and what was kept and why."""
        done = message.done
        self.network.show_saved()
        self.query_one("#list", RecordList).tick(())
        words = ntext("{n} change taken back", "{n} changes taken back", len(done.undone))
        if not done.kept:
            self.network.tell(words)
            return
        names = names_of(self.network.snapshot)
        lines = [
            words,
            "",
            text("Left as it is:"),
            *(kept_words(one, names) for one in done.kept[:_MOST_KEPT]),
        ]
        self.app.push_screen(Tell(say(N_("Taken back")), safe("\n".join(lines), multiline=True)))
