"""The conflict screen: a version is chosen, what will happen is said, and then it is settled.

Choosing and settling are two keys: nothing is settled by the key that leads here or by one pressed twice, and
what will happen is said before it happens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.widgets import Button

from tui.conflict_visit import Key, key_of
from tui.conflict_words import Picked
from tui.forms.context import FormContext
from tui.forms.state import FormState
from tui.keys import bindings
from tui.safe_text import say
from tui.screens.conflict_view import WRITTEN, ConflictView
from tui.screens.record import RecordScreen
from tui.screens.write_value import WriteValue, Written
from tui.widgets.version_list import VersionLine, VersionList
from tui.words import N_

if TYPE_CHECKING:
    from textual.binding import BindingType

    from tui.conflict_words import Subject

_WRITES = frozenset({"settle", "write_value", "take_side", "open_file", "choose_version"})


class ConflictScreen(ConflictView):
    """One conflict after the other, those of a record first if one came from there."""

    HELP = N_(
        "Partners have changed the same thing differently, and all versions were kept. Enter chooses one, "
        "and what will happen is said; F2 settles it, and with the next share all partners get it. Until "
        "then nothing is lost, and nothing has to be settled today. Names and times are those that the "
        "partners' machines have given."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(
            "conflict.settle", "conflict.write", "conflict.next", "conflict.previous", "conflict.side",
            "conflict.whole", "conflict.record", "record.open_file",
        )
    ]  # fmt: skip

    # ---- choosing

    @on(VersionLine.Reached)
    def _reached(self) -> None:
        self.show_choice()

    @on(VersionLine.Chosen)
    def _chosen(self, event: VersionLine.Chosen) -> None:
        subject, picked = self.subject, self.visit.picked
        if subject is None or self.network.read_only:
            return
        if event.number == WRITTEN:
            picked = self.visit.written or picked
        elif not subject.takes_several or picked.written or self._stands_alone(subject, event.number, picked):
            picked = Picked((event.number,))
        elif event.number in picked.numbers:
            picked = Picked(tuple(number for number in picked.numbers if number != event.number))
        else:
            picked = Picked((*picked.numbers, event.number))
        self.visit.pick(picked)
        self.show_choice()

    @staticmethod
    def _stands_alone(subject: Subject, number: int, picked: Picked) -> bool:
        """Whether one of the versions is "empty", which cannot be put together with another."""
        together = {number, *picked.numbers}
        versions = filter(None, map(subject.conflict.version, together))
        return len(together) > 1 and any(version.kind != "value" for version in versions)

    def action_write_value(self) -> None:
        """Ask for another value, beginning with the version under the cursor."""
        subject = self.subject
        if subject is None or not subject.can_be_written or self.network.read_only:
            return
        conflict = subject.conflict
        state = FormState(conflict.type, subject.data, subject.data)  # type: ignore[arg-type]  # a record's type
        address = state.address_of(conflict.path)
        number = self.query_one(VersionList).cursor
        version = (conflict.version(number) if number else None) or conflict.shown
        written = self.visit.written
        start = written.value if number == WRITTEN and written is not None else version.value
        state.put(address, start)
        question = say("What is to stand in {field}?", field=subject.name())
        form = FormContext(state, self.network.snapshot)
        key = key_of(conflict)
        self.app.push_screen(
            WriteValue(question, form, address), lambda written: self._take_written(key, written)
        )

    async def _take_written(self, key: Key, written: Written | None) -> None:
        if written is None:
            return
        if self.visit.pick(Picked((), written=True, value=written.value), key):
            await self.show()
            self.query_one(VersionList).go(-1)
        else:
            self.changed_meanwhile()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "settle":
            self.action_settle()
        else:
            self.action_write_value()

    # ---- getting about

    async def action_next_conflict(self) -> None:
        """To the next one."""
        await self._step(1)

    async def action_previous_conflict(self) -> None:
        """To the one before."""
        await self._step(-1)

    async def _step(self, by: int) -> None:
        self.visit.step(by)
        self.notice(None)
        await self.show()

    async def action_show_whole(self) -> None:
        """Show long texts whole, or what differs."""
        self.whole = not self.whole
        await self.show()

    def action_open_record(self) -> None:
        """Show the entry."""
        if self.visit.current is not None and self.visit.current.record in self.network.snapshot:
            self.app.push_screen(RecordScreen(self.visit.current.record))

    def action_open_file(self) -> None:
        """Open the file in the text editor."""
        if self.visit.current is not None:
            self.network.open_file(self.visit.current.file)

    def retranslate(self) -> None:
        """Say everything in the language now spoken."""
        super().retranslate()
        self.call_later(self.show)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done with what is looked at."""
        if action in _WRITES and self.network.read_only:
            return False
        if action in {"next_conflict", "previous_conflict"}:
            return self.visit.open > 1
        if action in _WRITES | {"show_whole", "open_record"}:
            return self.subject is not None and self._possible(action, self.subject)
        return super().check_action(action, parameters)

    def _possible(self, action: str, subject: Subject) -> bool | None:
        possible = {
            "settle": self.can_settle or None,
            "write_value": subject.can_be_written,
            "take_side": len(self.visit.of_record()) > 1 and bool(self.sides()),
            "show_whole": self.whole or any(one.folded for one in self.drawn.values()),
            "open_record": bool(subject.conflict.record),
        }
        return possible.get(action, True)
