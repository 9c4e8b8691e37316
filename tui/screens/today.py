"""Where the day begins: what waits at the partners, what needs care, and the next meetings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.message import Message

from schemas.problems import Severity
from tui.change_blocks import change_blocks
from tui.error_words import error_text, fault_text
from tui.keys import bindings
from tui.screens.base import BaseScreen
from tui.screens.record import RecordScreen
from tui.widgets.detail_pane import Block, DetailPane, Fact, Gap, Heading, Link, Prose
from tui.widgets.marks import Mark
from tui.words import N_, ntext, text, time_text

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from store.snapshot import Snapshot
    from tui.network import NetworkApp
    from tui.tasks import Work
    from tui.waiting import AtPartner

_MOST = 5
_YEAR = 365


@dataclass(frozen=True)
class Care:
    """What needs care: counts, and what comes next."""

    errors: int
    warnings: int
    unverified: tuple[str, ...]
    meetings: tuple[tuple[datetime, str, str], ...]  # start, group id, title


@dataclass
class CareFound(Message):
    """What needs care has been found."""

    care: Care


class TodayScreen(BaseScreen[None]):
    """The first screen: from here on to the records and the fix."""

    SECTION = "today"
    HELP = N_("What is new, what needs care, and what comes next. Enter on a line goes there.")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("record.new")]

    def __init__(self) -> None:
        super().__init__()
        self._care: Care | None = None

    @property
    def network(self) -> NetworkApp:
        """The app, with its register."""
        return self.app  # type: ignore[return-value]  # Textual types it as App[object]

    def compose_content(self) -> ComposeResult:
        """One page to read."""
        yield DetailPane(id="detail")

    def on_mount(self) -> None:
        """Show what is known, and find the rest."""
        super().on_mount()
        self.watch(self.app, "snapshot_number", self._show_and_find)
        self.query_one(DetailPane).focus()

    def retranslate(self) -> None:
        """Told anew in the other language."""
        super().retranslate()
        self._show()

    def _show_and_find(self) -> None:
        self._show()
        snapshot, today = self.network.snapshot, self.network.today()

        def find(_work: Work) -> CareFound:
            return CareFound(find_care(snapshot, today))

        self.start(find, says=text("Looking for what needs care"), done=lambda found: found, group="care")

    def on_care_found(self, message: CareFound) -> None:
        """Show it."""
        self._care = message.care
        self._show()

    def _show(self) -> None:
        self.query_one(DetailPane).show(list(self._blocks()), key="today")

    def _blocks(self) -> Iterator[Block]:
        yield from self._first_steps()
        yield from self._troubles()
        yield Heading(text("New at the partners"))
        yield from self._at_partners()
        yield Gap()
        yield Heading(text("Our own"))
        yield from self._own()
        if self._care is not None:
            yield from self._needs_care(self._care)
            yield from self._next_meetings(self._care)

    def _first_steps(self) -> Iterator[Block]:
        if not any(self.network.snapshot.counts.values()):
            yield Prose(
                text("This register is still empty. The key n makes the first entry, 2 shows the actors.")
            )
            yield Gap()

    def _troubles(self) -> Iterator[Block]:
        waiting = self.network.waiting
        if waiting.refused is not None:
            yield Fact(text("Problem"), error_text(waiting.refused), marks=Mark.PROBLEM)
            yield Gap()
        for code in waiting.troubles:
            words = fault_text("register_half_way", {"state": code})
            yield Fact(text("Problem"), words, marks=Mark.PROBLEM)
            yield Gap()

    def _at_partners(self) -> Iterator[Block]:
        waiting = self.network.waiting
        if not waiting.partners:
            yield Prose(text("This register has no partners yet; 6 shows how to add one."), quiet=True)
        elif not any(at.changes or at.error for at in waiting.partners):
            yield Prose(text("Nothing new."), quiet=True)
        for at in waiting.partners:
            yield from self._at_partner(at)

    def _at_partner(self, at: AtPartner) -> Iterator[Block]:
        if at.error is not None:
            yield Fact(at.partner.name, error_text(at.error), marks=Mark.PROBLEM)
        elif at.changes:
            count = len(at.changes)
            words = ntext(
                "{n} entry; the key t shows and takes it",
                "{n} entries; the key t shows and takes them",
                count,
            )
            yield Fact(at.partner.name, "", marks=Mark.NEW)
            yield Prose(words, quiet=True)
            yield from change_blocks(self.network.snapshot, at.changes[:_MOST])
            if count > _MOST:
                yield Prose("  …", quiet=True)

    def _own(self) -> Iterator[Block]:
        waiting = self.network.waiting
        if waiting.unshared:
            yield Prose(
                ntext(
                    "{n} change not shared yet (key t)",
                    "{n} changes not shared yet (key t)",
                    waiting.unshared,
                )
            )
        for edit in waiting.hand_edits[:_MOST]:
            yield Fact(text("Edited by hand, not saved"), edit.path)
        for draft in sorted(self.network.drafted_ids)[:_MOST]:
            row = self.network.snapshot.row(draft)
            title = row.title if row else text("a new entry")
            links = [Link(row.title, row.type, row.id)] if row else []
            yield Fact(text("Draft"), "" if links else title, links, Mark.DRAFT)
        if not (waiting.unshared or waiting.hand_edits or self.network.drafted_ids):
            yield Prose(text("Everything is saved and shared."), quiet=True)

    def _needs_care(self, care: Care) -> Iterator[Block]:
        yield Gap()
        yield Heading(text("Needs care"))
        if care.errors:
            words = ntext(
                "{n} error in the files (7 shows it)", "{n} errors in the files (7 shows them)", care.errors
            )
            yield Fact("", words, marks=Mark.PROBLEM)
        if care.warnings:
            yield Fact(
                "",
                ntext(
                    "{n} thing to look at (7 shows it)", "{n} things to look at (7 shows them)", care.warnings
                ),
            )
        if care.unverified:
            label = ntext(
                "{n} entry not confirmed for a year",
                "{n} entries not confirmed for a year",
                len(care.unverified),
            )
            yield Fact("", label)
            rows = [row for row in map(self.network.snapshot.row, care.unverified[:_MOST]) if row is not None]
            yield Fact("", "", [Link(row.title, row.type, row.id) for row in rows])
        if not (care.errors or care.warnings or care.unverified):
            yield Prose(text("Nothing."), quiet=True)

    def _next_meetings(self, care: Care) -> Iterator[Block]:
        if care.meetings:
            yield Gap()
            yield Heading(text("Next meetings"))
        for start, group, title in care.meetings:
            yield Fact(
                time_text(start), "", [Link(title, "group", group, self.network.snapshot.title(group))]
            )

    @on(DetailPane.Followed)
    def _followed(self, event: Any) -> None:
        if event.id in self.network.snapshot:
            self.app.push_screen(RecordScreen(event.id))

    def action_new_record(self) -> None:
        """Make a new actor: what one begins with."""
        self.network.edit("actor", None)


def find_care(snapshot: Snapshot, today: date) -> Care:
    """What needs care in a register on a day."""
    problems = snapshot.check(today)
    errors = sum(1 for problem in problems if problem.severity is Severity.ERROR)
    limit = date.fromordinal(today.toordinal() - _YEAR).isoformat()
    rows = [row for row in snapshot.rows("actor") if row.status == "active" and row.verified_on]
    unverified = sorted((row for row in rows if row.verified_on < limit), key=lambda row: row.verified_on)
    return Care(
        errors,
        len(problems) - errors,
        tuple(row.id for row in unverified),
        tuple(_meetings(snapshot, today)[:_MOST]),
    )


def _meetings(snapshot: Snapshot, today: date) -> list[tuple[datetime, str, str]]:
    found = []
    for row in snapshot.rows("group"):
        data = snapshot.record(row.id).data or {}
        meetings = data.get("meetings")
        for meeting in meetings if isinstance(meetings, list) else ():
            start = meeting.get("start") if isinstance(meeting, dict) else None
            if isinstance(start, datetime) and start.date() >= today and meeting.get("status") == "planned":
                found.append((start, row.id, str(meeting.get("title", ""))))
    return sorted(found, key=lambda item: item[0].date())
