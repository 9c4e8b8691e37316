"""One record on a screen of its own: where links lead, and where 80 columns have no room for a pane."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual import on

from tui.record_blocks import record_blocks
from tui.screens.record_actions import RECORD_BINDINGS, RecordActions
from tui.widgets.detail_pane import DetailPane
from tui.words import N_, text

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from schemas.record import RecordType


class RecordScreen(RecordActions):
    """Shows a record; Escape goes back to where one came from."""

    BINDINGS: ClassVar[list[BindingType]] = [*RECORD_BINDINGS]
    HELP = N_(
        "One entry with all it says, and what others say of it. Enter follows a link, Escape goes back."
    )

    def __init__(self, record_id: str) -> None:
        super().__init__()
        self._record_id = record_id

    @property
    def current_id(self) -> str | None:
        """The record that was opened, if it still exists."""
        return self._record_id if self._record_id in self.network.snapshot else None

    @property
    def new_type(self) -> RecordType:
        """New records are of the same type."""
        row = self.network.snapshot.row(self._record_id)
        return row.type if row is not None else "actor"

    def compose_content(self) -> ComposeResult:
        """The record alone."""
        yield DetailPane(id="detail")

    def on_mount(self) -> None:
        """Show the record, and follow the register."""
        self.watch(self.app, "snapshot_number", self._show)
        self.query_one(DetailPane).focus()

    def retranslate(self) -> None:
        """Labels change with the language."""
        super().retranslate()
        self._show()

    def _show(self) -> None:
        record, row = self.current_record(), self.network.snapshot.row(self._record_id)
        if record is None or row is None:
            if self.is_current:
                self.network.tell(text("This entry does not exist (any more)."), severity="warning")
                self.action_back()
            return
        blocks = record_blocks(self.network.snapshot, record, self.marks(row))
        self.query_one(DetailPane).show(blocks, key=record.id)

    @on(DetailPane.Followed)
    def _followed(self, event: Any) -> None:
        self.follow(event.type, event.id)
