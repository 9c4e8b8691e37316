"""One entry of a record's list in a form of its own: a contact, a meeting, a decision of a meeting.

What is typed goes into the record's form at once, and so into its draft: leaving loses nothing, asks nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Horizontal
from textual.widgets import Button

from schemas.fields import title_of
from tui.field_words import entry_name, entry_words
from tui.forms.view import SAVE, FormView
from tui.keys import bindings
from tui.safe_text import say
from tui.screens.confirm import Confirm
from tui.widgets.phrases import PhraseButton
from tui.words import N_, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.binding import BindingType
    from textual.widget import Widget


class EntryScreen(FormView[str]):
    """The form of one entry; ends with "save" where the whole record is to be saved."""

    HELP = N_(
        "This is one entry of the record. Esc goes back to the record, and what was typed here is kept in "
        "it. F2 saves the whole record."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("form.done")]

    def title_words(self) -> str:
        """The record, the kind of entry, and what it is called."""
        state = self.form.state
        parts = [title_of(state.kind, state.data)]
        for length, part in enumerate(self.address, 1):
            if isinstance(part, int):
                at = self.address[:length]
                words = entry_words(state.spec_at(at), state.value(at), self.form.names)
                name = entry_name(state.spec_at(at))
                parts.append(f"{name} {quoted(words)}" if words else name)
        return " › ".join(part for part in parts if part)

    def tail(self) -> Sequence[Widget]:
        """The ways out, for the mouse."""
        return [
            Horizontal(
                PhraseButton(N_("Done"), id="done"),
                PhraseButton(N_("Remove this entry"), id="remove"),
                classes="form--buttons",
            )
        ]

    def action_done(self) -> None:
        """Back to the record."""
        self.body.leave_row()
        self.dismiss("")

    def action_back(self) -> None:
        """Back to the record."""
        self.action_done()

    def action_save(self) -> None:
        """Back to the record, to save it."""
        self.body.leave_row()
        self.dismiss(SAVE)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "done":
            self.action_done()
        elif event.button.id == "remove":
            self._ask_to_remove()

    def _ask_to_remove(self) -> None:
        state = self.form.state
        words = entry_words(state.spec_at(self.address), state.value(self.address), self.form.names)
        what = entry_name(state.spec_at(self.address))
        question = say("Remove {what} {name}?", what=what, name=quoted(words))
        self.app.push_screen(
            Confirm(question, yes=N_("Remove"), no=N_("Keep"), dangerous=True), self._removed
        )

    def _removed(self, yes: bool | None) -> None:  # noqa: FBT001  # the answer of a question
        if yes:
            self.form.put(self.address, {})
            self.dismiss("")
