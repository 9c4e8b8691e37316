"""A value for one disputed field, typed or chosen as in the form of the record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from textual import on
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Button, Static

from tui.forms.inputs import LineField
from tui.forms.rows import FieldRow
from tui.keys import bindings
from tui.screens.confirm import Dialog
from tui.widgets.phrases import PhraseButton
from tui.words import N_

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.content import Content

    from store.drafts import Address
    from tui.forms.context import FormContext


class Written(NamedTuple):
    """What was written; None empties the field."""

    value: Any


class WriteValue(Dialog[Written]):
    """Asks for a value; ends with it, None if it was left."""

    DEFAULT_CSS = """
    WriteValue > Vertical { width: 90; }
    WriteValue VerticalScroll { height: auto; max-height: 16; margin-top: 1; }
    WriteValue FieldRow LineInput { margin-top: 0; width: 1fr; }
    WriteValue FieldRow TextField { width: 1fr; }
    WriteValue FieldRow LineInput, WriteValue FieldRow TextField, WriteValue FieldRow PickField {
        background: $surface;
    }
    WriteValue FieldRow LineInput:focus, WriteValue FieldRow TextField:focus,
    WriteValue FieldRow PickField:focus, WriteValue FieldRow PickField:hover { background: $accent 18%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("form.save")]

    def __init__(self, question: Content, form: FormContext, address: Address) -> None:
        super().__init__()
        self._question, self._form, self._address = question, form, address

    def compose_content(self) -> ComposeResult:
        """The question, the field as in the form, and both answers."""
        yield Static(self._question, classes="dialog--question", markup=False)
        with VerticalScroll(can_focus=False):
            yield FieldRow(self._form, self._address)
        with Horizontal(classes="dialog--buttons"):
            yield PhraseButton(N_("Cancel"), id="cancel")
            accept = PhraseButton(N_("Take it (F2)"), id="accept")
            accept.variant = "primary"
            yield accept

    def on_mount(self) -> None:
        """Start in the field."""
        self._row.focus_field()

    def on_key(self, event: events.Key) -> None:
        """Let the key that opened the question do nothing here."""
        if self.is_repeat(event):
            event.stop()
            event.prevent_default()
        elif event.key == "enter" and isinstance(self.focused, LineField):
            event.stop()
            self.action_save()

    def action_save(self) -> None:
        """Take what was written, once the field has heard of all that was typed."""
        self._row.field.call_later(self._take)

    def _take(self) -> None:
        """End with what was written, if it is a value of this field."""
        form = self._form
        form.visited.add(self._address)
        found = [(at, problem) for at, problem in form.state.problems() if at == self._address]
        self._row.show_problems(found)
        if not found and self.is_current:
            self.dismiss(Written(form.state.value(self._address)))

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "accept":
            self.action_save()
        else:
            self.dismiss(None)

    @property
    def _row(self) -> FieldRow:
        return self.query_one(FieldRow)
