"""Fields that are typed into: a line, a day, a text of several lines, a list with one item a line."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding
from textual.widgets import TextArea

from schemas.field_kinds import InputKind
from store.values import value_text
from tui.forms.hidden import restored
from tui.forms.layout import How, how
from tui.keys import bindings
from tui.safe_text import clean
from tui.widgets.line_input import LineInput
from tui.words import language

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType

    from schemas.fields import FieldSpec
    from store.drafts import Address
    from tui.forms.context import FormContext

_DAYS: dict[str, int] = {"up": 1, "down": -1, "pageup": 30, "pagedown": -30}


def typed_form(spec: FieldSpec, value: Any) -> str:
    """A value as it stands in a field to be typed in: `parse_value` reads the same value from it."""
    if isinstance(value, datetime):
        return _moment_form(spec, value)
    if language() == "de" and isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return value_text(spec, value)


def _moment_form(spec: FieldSpec, value: datetime) -> str:
    """Day and time as on the clock here; the offset only where another one is meant."""
    written = value_text(spec, value)
    if value.replace(tzinfo=None).astimezone().utcoffset() == value.utcoffset():
        written = written[: 19 if value.second else 16]
    return f"{value:%d.%m.%Y}{written[10:]}" if language() == "de" else written


class LineField(LineInput):
    """One line. What is drawn are signs for hidden characters; what is held is the value itself."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("form.next", "form.previous"),
        Binding("enter", "next_field", show=False),
    ]

    def __init__(self, context: FormContext, address: Address, placeholder: str = "") -> None:
        self.form, self.address = context, address
        self.spec = context.state.spec_at(address)
        self._original = context.state.value(address)
        self._shown = self._words()
        super().__init__(self._shown, placeholder=placeholder)

    def _words(self) -> str:
        typed = self.form.state.typed.get(self.address)
        return typed if typed is not None else typed_form(self.spec, self.form.state.value(self.address))

    def reload(self) -> None:
        """Show what the data says now, as it is written now: https:// is put before www."""
        self._shown = self._words()
        self.value = self._shown

    def on_input_changed(self, event: LineInput.Changed) -> None:
        """Take over what was typed; the text as it was at first is the value as it was at first."""
        event.stop()
        if event.value == self._shown:
            return
        self._shown = event.value
        if event.value == typed_form(self.spec, self._original):
            self.form.put(self.address, self._original)
        else:
            self.form.put_text(self.address, event.value)

    def action_next_field(self) -> None:
        """Go on to the next field."""
        self.screen.focus_next()

    def action_previous_field(self) -> None:
        """Go back to the field before."""
        self.screen.focus_previous()


class DayField(LineField):
    """A day, or a day and a time: typed, or moved with the arrow keys."""

    async def _on_key(self, event: events.Key) -> None:
        days = _DAYS.get(event.key)
        value = self.form.state.value(self.address)
        if days is None or self.address in self.form.state.typed:
            return  # Textual goes on to the same method of the class above
        event.stop()
        event.prevent_default()
        self.form.put(self.address, _moved(value, days, self.spec))
        self.reload()
        self.cursor_position = len(self.value)


def _moved(value: Any, days: int, spec: FieldSpec) -> date:
    """The value some days later, within the calendar; today where there is none yet."""
    if not isinstance(value, date):
        now = datetime.now().astimezone().replace(minute=0, second=0, microsecond=0)
        return now if spec.input is InputKind.MOMENT else now.date()
    try:
        return value + timedelta(days=days)
    except OverflowError:
        return value


class TextField(TextArea):
    """A text of several lines that grows with what is typed; its hidden characters outlive an edit."""

    DEFAULT_CSS = """
    TextField {
        height: auto; min-height: 2; max-height: 14; padding: 0 1; border: none;

        &:focus { border: none; }
    }
    TextField.-wrapped { min-height: 1; max-height: 5; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("form.undo", "form.redo")]

    def __init__(self, context: FormContext, address: Address) -> None:
        self.form, self.address = context, address
        self.spec = context.state.spec_at(address)
        self.one_line = how(self.spec) is How.WRAPPED
        self._original, self._original_value = self._text(), context.state.value(address)
        self._shown = self._cleaned(self._original)
        super().__init__(
            self._shown, compact=True, soft_wrap=True, show_line_numbers=False, highlight_cursor_line=False
        )
        self.set_class(self.one_line, "-wrapped")

    def _text(self) -> str:
        typed = self.form.state.typed.get(self.address)
        return typed if typed is not None else value_text(self.spec, self.form.state.value(self.address))

    def _cleaned(self, words: str) -> str:
        return clean(words, multiline=not self.one_line)

    def reload(self) -> None:
        """Show what the data says now."""
        self._original, self._original_value = self._text(), self.form.state.value(self.address)
        self._shown = self._cleaned(self._original)
        if self.text != self._shown:
            self.text = self._shown

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Take over what was typed, with the hidden characters of what nobody touched."""
        event.stop()
        if self.text == self._shown:
            return
        self._shown = self.text
        meant = restored(self._original, self.text, self._cleaned)
        if meant == self._original and self.address not in self.form.state.typed:
            self.form.put(self.address, self._original_value)
        else:
            self.form.put_text(self.address, meant)

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter" and self.one_line:
            event.stop()
            event.prevent_default()
            self.screen.focus_next()

    async def _on_paste(self, event: events.Paste) -> None:
        if self.one_line:
            event.text = " ".join(line.strip() for line in event.text.splitlines())

    def action_cursor_up(self, select: bool = False) -> None:  # noqa: FBT001, FBT002  # Textual's signature
        """Go up a line, from the first one to the field before."""
        if self.cursor_at_first_line and not select and self._on_first_row():
            self.screen.focus_previous()
        else:
            super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:  # noqa: FBT001, FBT002  # Textual's signature
        """Go down a line, from the last one to the next field."""
        if self.cursor_at_last_line and not select and self._on_last_row():
            self.screen.focus_next()
        else:
            super().action_cursor_down(select)

    def _on_first_row(self) -> bool:
        return (
            self.get_cursor_up_location()[0] == 0
            and self.wrapped_document.location_to_offset(self.cursor_location).y == 0
        )

    def _on_last_row(self) -> bool:
        row = self.wrapped_document.location_to_offset(self.cursor_location).y
        return row >= self.wrapped_document.height - 1
