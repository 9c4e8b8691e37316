"""Settling what is disputed: one conflict as chosen, or a record's conflicts by one partner's versions.

What is shown may have been settled elsewhere meanwhile, so the record is read again before it is saved; where
the dispute is another one by then, nothing is saved, and what stands there now is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on, work
from textual.content import Content
from textual.message import Message

from store.conflicts import Choice as Settled
from store.conflicts import OpenConflict, OwnFile, record_of, settle, settle_side
from store.errors import NotFound, Stale, StoreError
from store.record import Record
from store.saving import Edit
from tui.conflict_visit import Visit, Written
from tui.conflict_words import REACHES_ALL, Picked, Subject, version_words
from tui.field_words import names_of
from tui.safe_text import clean, safe, say
from tui.screens.base import BaseScreen
from tui.screens.confirm import Choice, Choose, Confirm
from tui.words import N_, ntext, quoted, text

if TYPE_CHECKING:
    from store.register import Saved
    from tui.network import NetworkApp
    from tui.tasks import Work

_MOST_TOLD = 8
_LONGEST = 50


@dataclass
class WasSettled(Message):
    """It was saved."""

    saved: Saved


@dataclass
class NotSettled(Message):
    """It was not saved; ``again`` tries once more."""

    error: StoreError
    again: Callable[[], None]


class SettlingScreen(BaseScreen[None]):
    """The part of the conflict screen that saves.

    ``visit`` says what is looked at and what is chosen, ``subject`` names it.
    """

    settling = False
    """Whether a save is under way."""

    def __init__(self, record: str = "", written: Written | None = None) -> None:
        """Begin with the first conflict of ``record``; go on with what is ``written`` but not settled."""
        super().__init__()
        self.visit = Visit(record, written)
        self.subject: Subject | None = None

    @property
    def network(self) -> NetworkApp:
        """The app, with its register."""
        return self.app  # type: ignore[return-value]  # Textual types it as App[object]

    def subject_of(self, conflict: OpenConflict) -> Subject:
        """A conflict with what is needed to name it, read from its file."""
        snapshot = self.network.snapshot
        try:
            data = record_of(snapshot, conflict).data or {}
        except (NotFound, StoreError):  # it went meanwhile; the next look shows the register without it
            data = {}
        return Subject(conflict, data, names_of(snapshot))

    @property
    def can_settle(self) -> bool:
        """Whether something is chosen that can stand."""
        subject, picked = self.subject, self.visit.picked
        if subject is None or picked.empty or self.network.read_only or self.settling:
            return False
        versions = [subject.conflict.version(number) for number in picked.numbers]
        return all(version is not None and version.kind != "unreadable" for version in versions)

    @work
    async def action_settle(self) -> None:
        """Save what is chosen; deleting a whole record is asked for once more."""
        subject, picked = self.subject, self.visit.picked
        if subject is None or not self.can_settle:
            return
        if self._deletes(subject.conflict, picked) and not await self.ask(
            Confirm(say("Delete {name}?", name=subject.title()), yes=N_("Delete"), dangerous=True)
        ):
            return
        conflict, choice = subject.conflict, Settled(picked.numbers, picked.value)
        self._save(conflict, lambda record: settle(record, conflict, choice))

    @staticmethod
    def _deletes(conflict: OpenConflict, picked: Picked) -> bool:
        versions = [conflict.version(number) for number in picked.numbers]
        return not conflict.path and any(version and version.kind == "removed" for version in versions)

    # ---- a whole side

    def sides(self) -> dict[str, list[OpenConflict]]:
        """The conflicts of this record by those whose version can be taken."""
        found: dict[str, list[OpenConflict]] = {}
        for conflict in self.visit.of_record():
            authors = {version.by for version in conflict.versions if version.kind != "unreadable"}
            for by in sorted(authors - {""}):
                found.setdefault(by, []).append(conflict)
        return found

    @work
    async def action_take_side(self) -> None:
        """Take one partner's versions wherever this record is disputed; say which these are, and ask."""
        subject, sides = self.subject, self.sides()
        if subject is None or not sides or self.network.read_only or self.settling:
            return
        title, count = quoted(subject.title()), len(self.visit.of_record())
        choices = [
            Choice(by, safe(by), Content(self._share_words(len(of), count))) for by, of in sides.items()
        ]
        question = say("Whose version is to stand wherever {title} is disputed?", title=title)
        by = await self.ask(Choose(question, choices))
        if by is None:
            return
        conflicts = sides[by]
        words = ntext(
            "Let the version of {who} stand in {n} disputed place of {title}?",
            "Let the version of {who} stand in {n} disputed places of {title}?",
            len(conflicts), who=clean(by), title=clean(title),
        )  # fmt: skip
        details = [safe(line) for line in self._told(by, conflicts)]
        details.append(Content(text(REACHES_ALL)))
        deletes = any(not conflict.path for conflict in conflicts)
        if await self.ask(Confirm(Content(words), details, yes=N_("Let it stand"), dangerous=deletes)):
            self._save(conflicts[0], lambda record: settle_side(record, conflicts, by))

    @staticmethod
    def _share_words(count: int, total: int) -> str:
        return text("in {n} of {total} disputed places", n=count, total=total)

    def _told(self, by: str, conflicts: Sequence[OpenConflict]) -> list[str]:
        """What would stand where: "• Phone (Office): 0561 2"."""
        lines = []
        for conflict in conflicts[:_MOST_TOLD]:
            subject = self.subject_of(conflict)
            theirs = [one for one in conflict.versions if one.by == by and one.kind != "unreadable"]
            latest = max(theirs, key=lambda one: (str(one.on or ""), one.commit, one.number))
            words = " ".join(version_words(subject, latest).split())
            cut = words if len(words) <= _LONGEST else f"{words[:_LONGEST].rstrip()} …"
            lines.append(f"• {subject.label()}: {cut}")
        return [*lines, "…"] if len(conflicts) > _MOST_TOLD else lines

    # ---- saving

    def _save(self, conflict: OpenConflict, edit: Callable[[Record | OwnFile], Edit]) -> None:
        network = self.network

        def again() -> None:
            def do(_work: Work) -> Saved:
                record = record_of(network.register.refresh(), conflict)
                return network.save_now(edit(record))

            self.settling = True
            self.refresh_bindings()
            self.start(
                do,
                says=text("Saving"),
                done=WasSettled,
                failed=lambda error: NotSettled(error, again),
                group="save",
                cancellable=False,
            )

        again()

    @on(WasSettled)
    def _was_settled(self, message: WasSettled) -> None:
        """Say it, and go on to the next one: the screens follow the snapshot."""
        self.settling = False
        self.settled()
        self.network.after_save(message.saved)

    @on(NotSettled)
    def _not_settled(self, message: NotSettled) -> None:
        """Ask who is at work, show what stands there now, or say what is wrong."""
        self.settling = False
        error = message.error
        if error.code == "person_unknown":
            self.network.ask_person(message.again)
        elif isinstance(error, (Stale, NotFound)):
            self.network.show_anew()
            self.changed_meanwhile()
        else:
            self.network.explain(error, text("Saving"))
        self.refresh_bindings()

    def settled(self) -> None:
        """What was looked at is settled, by the person here."""

    def changed_meanwhile(self) -> None:
        """What was looked at has changed before it could be settled."""
