"""What can be done with the record that is shown, wherever it is shown: edit, confirm, delete, its history.

A mixin, so that the list with its pane and the record on a screen of its own offer the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work
from textual.content import Content

from schemas.record import RecordType
from store.errors import NotFound, StoreError
from store.saving import change_edit, delete_edit
from tui.keys import bindings
from tui.record_blocks import CONFLICT, marks_of
from tui.safe_text import clean, safe, say
from tui.screens.base import BaseScreen
from tui.screens.confirm import Choice, Choose, Confirm
from tui.screens.mending import mend
from tui.widgets.marks import Mark
from tui.words import N_, text

if TYPE_CHECKING:
    from store.record import Record
    from store.rows import Row
    from tui.network import NetworkApp

RECORD_BINDINGS = bindings(
    "record.edit", "record.new", "record.history", "record.delete", "record.verify", "record.copy",
    "record.open_file", "record.settle", "record.mend",
)  # fmt: skip
_MOST_NAMED = 8


class RecordActions(BaseScreen[None]):
    """Actions on ``current_id``; screens say which record that is."""

    @property
    def network(self) -> NetworkApp:
        """The app, with its register."""
        return self.app  # type: ignore[return-value]  # Textual types it as App[object]

    @property
    def current_id(self) -> str | None:
        """The id of the record that is shown."""
        raise NotImplementedError

    @property
    def new_type(self) -> RecordType:
        """The type of record that "new" makes here."""
        return "actor"

    def current_record(self) -> Record | None:
        """The record that is shown, read from its file."""
        if self.current_id is None:
            return None
        try:
            return self.network.snapshot.record(self.current_id)
        except (NotFound, StoreError):
            return None

    def marks(self, row: Row) -> Mark:
        """What stands beside a record's name: its own state, a draft, something new at a partner."""
        marks = marks_of(row)
        if row.id in self.network.drafted_ids:
            marks |= Mark.DRAFT
        if row.id in self.network.incoming_ids:
            marks |= Mark.NEW
        return marks

    def action_new_record(self) -> None:
        """Open an empty form."""
        self.network.edit(self.new_type, None)

    def action_edit_record(self) -> None:
        """Open the form, or say what keeps it from opening."""
        record = self.current_record()
        if record is None:
            return
        if not record.readable:
            self.network.tell(
                text("This file cannot be read as a record. Mend it in the text editor first (key i)."),
                severity="warning",
            )
            return
        self.network.edit(record.type, record)

    def action_record_history(self) -> None:
        """Show the whole life of the record."""
        from tui.screens.history import HistoryScreen

        record = self.current_record()
        if record is not None:
            self.app.push_screen(HistoryScreen((record.type, record.id)))

    def action_verify_record(self) -> None:
        """Note that the entry is right as of today."""
        record = self.current_record()
        if record is not None and record.readable and record.data is not None:
            today = self.network.today()
            self.network.save([change_edit(record, {**record.data, "verified_on": today})])

    def action_settle_record(self) -> None:
        """Go to what is disputed in the record."""
        if self.current_id is not None:
            self.network.open_conflicts(self.current_id)

    def action_mend_record(self) -> None:
        """Bring back what could be read last of a file that cannot be read."""
        record = self.current_record()
        if record is not None:
            mend(self, self.network, record)

    def follow(self, kind: str, record_id: str) -> None:
        """Follow a link of the record: to another one, or to what is disputed in this one."""
        from tui.screens.record import RecordScreen

        if kind == CONFLICT:
            self.network.open_conflicts(record_id)
        elif record_id in self.network.snapshot:
            self.app.push_screen(RecordScreen(record_id))
        else:
            self.network.tell(text("This entry does not exist (any more)."), severity="warning")

    @work
    async def action_delete_record(self) -> None:
        """Delete the record; first say what would lead nowhere."""
        record = self.current_record()
        if record is None or self.network.read_only:
            self._say_read_only()
            return
        snapshot = self.network.snapshot
        sources = sorted(
            {link.source for link in snapshot.incoming(record.id)} - {record.id}, key=snapshot.title
        )
        details = [safe(f"• {snapshot.title(source)}") for source in sources[:_MOST_NAMED]]
        if details:
            details.insert(0, Content(text("These entries link to it; their links would lead nowhere:")))
        if len(sources) > _MOST_NAMED:
            details.append(Content("…"))
        question = say(N_("Delete {name}?"), name=record.title)
        if await self.ask(Confirm(question, details=details, yes=N_("Delete"), dangerous=True)):
            self.network.save([delete_edit(record)])

    @work
    async def action_copy_value(self) -> None:
        """Copy phone, mail, web address or name to the clipboard."""
        record = self.current_record()
        if record is None or not record.data:
            return
        values = list(dict.fromkeys(_worth_copying(record.data)))
        choices = [Choice(str(number), safe(value)) for number, value in enumerate(values)]
        chosen: str | None = "0"
        if len(values) > 1:
            chosen = await self.ask(Choose(Content(text("Copy what?")), choices))
        if chosen is not None and values:
            self.app.copy_to_clipboard(clean(values[int(chosen)]))
            self.network.tell(say(N_("Copied: {what}"), what=values[int(chosen)]))

    def action_open_file(self) -> None:
        """Open the record's file in the text editor."""
        if self.current_id is not None:
            row = self.network.snapshot.row(self.current_id)
            if row is not None:
                self.network.open_file(row.path)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what a record is needed for only where there is one, and writing only where it is allowed."""
        needs_record = {
            "edit_record", "record_history", "delete_record", "verify_record", "copy_value", "open_file",
        }  # fmt: skip
        writes = {"new_record", "edit_record", "delete_record", "verify_record", "open_file"}
        if action in needs_record and self.current_id is None:
            return None
        if action == "mend_record":
            record = self.current_record()
            return record is not None and record.data is None and not self.network.read_only
        if action == "settle_record":
            row = self.network.snapshot.row(self.current_id) if self.current_id else None
            return row is not None and row.conflicts > 0
        if action in writes and self.network.read_only:
            return False
        return super().check_action(action, parameters)

    def _say_read_only(self) -> None:
        if self.network.read_only:
            self.network.tell(text("This register is open for reading only."), severity="warning")


def _worth_copying(data: dict[str, object]) -> list[str]:
    found: list[str] = []
    contacts = data.get("contacts")
    for contact in contacts if isinstance(contacts, list) else ():
        if isinstance(contact, dict):
            found += [str(contact[name]) for name in ("phone", "email") if contact.get(name)]
    found += [str(data[name]) for name in ("website", "name", "title") if data.get(name)]
    return found
