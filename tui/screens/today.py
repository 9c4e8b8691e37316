"""Where the day begins: what waits at the partners, what needs care, and the next meetings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.message import Message

from schemas.fields import title_of
from tui.care import Care, find_care
from tui.change_blocks import change_blocks
from tui.error_words import error_text, fault_text
from tui.keys import bindings
from tui.screens.base import BaseScreen
from tui.screens.record import RecordScreen
from tui.widgets.detail_pane import Block, DetailPane, Fact, Gap, Heading, Link, Prose
from tui.widgets.marks import Mark
from tui.words import N_, date_text, ntext, text, time_text

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.network import NetworkApp
    from tui.tasks import Work
    from tui.waiting import AtPartner

_MOST, _FEW = 5, 3
_BRIEF_BELOW = 32
"""Rows: with fewer, what changed is told by record alone, so that everything that waits is in sight."""
_YEAR = 365
_SECTION, _ACTION, _DRAFT = "section", "action", "draft"
"""Types of links that lead to a section of the program, begin a share, or go on with a draft."""


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

    @property
    def _brief(self) -> bool:
        return self.app.size.height < _BRIEF_BELOW

    def on_resize(self) -> None:
        """There is room for more, or for less."""
        self.call_after_refresh(self._show)

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
        if not waiting.looked:
            yield Prose(text("Looking …"), quiet=True)
        elif not waiting.partners and waiting.refused is None:
            yield Prose(text("This register has no partners yet; 6 shows how to add one."), quiet=True)
        elif not any(at.changes or at.error for at in waiting.partners):
            yield Prose(text("Nothing new."), quiet=True)
        for at in waiting.partners:
            yield from self._at_partner(at)

    def _at_partner(self, at: AtPartner) -> Iterator[Block]:
        if at.error is not None:
            yield Fact(at.partner.name, error_text(at.error), marks=Mark.PROBLEM)
        elif at.changes:
            words = ntext(
                "{n} entry; the key t shows and takes it",
                "{n} entries; the key t shows and takes them",
                len(at.changes),
            )
            yield Fact("", "", [Link(at.partner.name, _ACTION, "share", words)])
            most = _FEW if self._brief else _MOST
            yield from change_blocks(self.network.snapshot, at.changes, most=most, brief=self._brief)

    def _own(self) -> Iterator[Block]:
        waiting = self.network.waiting
        if waiting.unshared:
            words = ntext(
                "{n} change not shared yet (key t)",
                "{n} changes not shared yet (key t)",
                waiting.unshared,
            )
            yield Fact("", "", [Link(words, _ACTION, "share")])
        for edit in waiting.hand_edits[:_MOST]:
            yield Fact("", text("Edited by hand, not saved") + f": {edit.path}")
        for draft in self.network.kept_drafts[:_MOST]:
            title = title_of(draft.type, draft.data) or text("a new entry")
            note = text("draft of {moment}", moment=time_text(draft.at.astimezone()))
            yield Fact("", "", [Link(title, _DRAFT, draft.name, f"✎ {note}")])
        if not waiting.looked or waiting.refused is not None:
            return
        if not (waiting.unshared or waiting.hand_edits or self.network.kept_drafts):
            yield Prose(text("Everything is saved and shared."), quiet=True)

    def _needs_care(self, care: Care) -> Iterator[Block]:
        yield Gap()
        yield Heading(text("Needs care"))
        disputed = self.network.waiting.conflicts
        if disputed:
            words = ntext(
                "{n} disputed place (8 settles it)", "{n} disputed places (8 settles them)", disputed
            )
            yield Fact("", "", [Link(words, _SECTION, "conflicts", "⚑")])
        if care.errors:
            words = ntext(
                "{n} error in the files (7 shows it)", "{n} errors in the files (7 shows them)", care.errors
            )
            yield Fact("", "", [Link(words, _SECTION, "problems")], Mark.PROBLEM)
        if care.warnings:
            words = ntext(
                "{n} thing to look at (7 shows it)", "{n} things to look at (7 shows them)", care.warnings
            )
            yield Fact("", "", [Link(words, _SECTION, "problems")])
        if care.unverified:
            yield from self._unverified(care.unverified)
        if not (disputed or care.errors or care.warnings or care.unverified):
            yield Prose(text("Nothing."), quiet=True)

    def _unverified(self, unverified: Sequence[str]) -> Iterator[Block]:
        yield Fact(
            "",
            ntext(
                "{n} entry not confirmed for a year:",
                "{n} entries not confirmed for a year:",
                len(unverified),
            ),
        )
        rows = filter(None, map(self.network.snapshot.row, unverified[: _FEW if self._brief else _MOST]))
        yield Fact("", "", [Link(row.title, row.type, row.id, _day(row.verified_on)) for row in rows])

    def _next_meetings(self, care: Care) -> Iterator[Block]:
        if care.meetings:
            yield Gap()
            yield Heading(text("Next meetings"))
        for start, group, title in care.meetings:
            name = self.network.snapshot.title(group)
            note = "" if name == title else name
            yield Fact(time_text(start), "", [Link(title or name, "group", group, note)])

    @on(DetailPane.Followed)
    def _followed(self, event: Any) -> None:
        if event.type == _SECTION:
            self.network.action_go(event.id)
        elif event.type == _ACTION:
            self.network.action_share()
        elif event.type == _DRAFT:
            for draft in self.network.kept_drafts:
                if draft.name == event.id:
                    self.network.resume(draft)
        elif event.id in self.network.snapshot:
            self.app.push_screen(RecordScreen(event.id))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing is made in a register that is open for reading only."""
        if action == "new_record" and self.network.read_only:
            return False
        return super().check_action(action, parameters)

    def action_new_record(self) -> None:
        """Make a new actor: what one begins with."""
        self.network.edit("actor", None)


def _day(iso: str) -> str:
    return date_text(date.fromisoformat(iso))
