"""A field whose value is chosen: it shows what is chosen, and opens the list to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.widgets import Static

from tui.field_words import field_label, value_words
from tui.forms.layout import MUTED, How, how
from tui.forms.picker import Picker
from tui.forms.sources import options_for
from tui.keys import bindings
from tui.safe_text import safe
from tui.words import text

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType

    from store.drafts import Address
    from tui.forms.context import FormContext


class Chosen(Static, can_focus=True):
    """Something that is not typed into, but chosen or opened; its letters are no commands."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Letters and digits stay here, so that `q` in a form does not leave the program."""
        del key
        return character is not None and character.isalnum()


class PickField(Chosen):
    """What is chosen, as chips; Enter, F4, a letter or a click opens the list."""

    DEFAULT_CSS = """
    PickField { width: 1fr; height: auto; padding: 0 1; }
    PickField:focus { background: $accent 18%; }
    PickField:hover { background: $accent 18%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("form.pick", "form.clear", "form.next", "form.previous")
    ]

    def __init__(self, context: FormContext, address: Address) -> None:
        super().__init__(markup=False)
        self.form, self.address = context, address
        self.spec = context.state.spec_at(address)
        self.many = how(self.spec) is How.PICK_MANY
        self._picker: Picker | None = None

    def on_mount(self) -> None:
        """Show what is chosen."""
        self.reload()

    def reload(self) -> None:
        """Show what the data says now, in the language that is spoken now."""
        chips = [self._chip(value) for value in self._values()]
        if not chips:
            self.update(Content.styled(text("choose …"), MUTED))
            return
        lines = Content(" ").join(chips)
        self.update(lines)

    def _values(self) -> list[str]:
        value = self.form.state.value(self.address)
        if isinstance(value, list):
            return [str(item) for item in value]
        return [] if value is None or value == "" else [value if isinstance(value, str) else str(value)]

    def _chip(self, value: str) -> Content:
        label = value_words(self.spec, value, self.form.names)
        known = self._knows(value)
        stray = Content("") if known else Content.styled(text("(unknown)") + " ", "$warning")
        if not self.many:
            return Content.assemble(safe(label), " ", stray)
        return Content.assemble(safe(f" {label} ", "on $foreground 12%"), stray)

    def _knows(self, value: str) -> bool:
        names = self.form.names
        if self.spec.section:
            return names.vocabulary.has(self.spec.section, value)
        if self.spec.target:
            return names.title(value) is not None
        if self.spec.choices:
            return any(choice.value == value for choice in self.spec.choices)
        return True

    # ---- choosing

    def action_pick(self) -> None:
        """Open the list."""
        self.open_list()

    def on_click(self) -> None:
        """Open the list."""
        self.open_list()

    def on_key(self, event: events.Key) -> None:
        """Open the list and search for what is typed."""
        if event.character is not None and event.character.isalnum():
            event.stop()
            event.prevent_default()
            self.open_list(event.character)

    def open_list(self, typed: str = "") -> None:
        """Let a person choose, with some letters searched already."""
        if self._picker is not None:
            if typed:
                self._picker.type_more(typed)
            return
        chosen = self._values()
        self._picker = Picker(
            field_label(self.spec),
            options_for(self.spec, self.form.snapshot, self.form.names, chosen),
            chosen,
            many=self.many,
            free=self.spec.name == "rhythm",
            may_be_empty=not self.spec.required,
            typed=typed,
            ticked=self._take if self.many else None,
        )
        self.app.push_screen(self._picker, self._picked)

    def _picked(self, chosen: list[str] | None) -> None:
        self._picker = None
        if chosen is not None:
            self._take(chosen)

    def _take(self, chosen: list[str]) -> None:
        if chosen == self._values():
            return
        if self.many:
            self.form.put(self.address, chosen)
        else:
            self.form.put(self.address, chosen[0] if chosen else None)
        self.reload()

    def action_clear_field(self) -> None:
        """Take out what was chosen, of several the last."""
        self._take(self._values()[:-1])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to empty the field only where there is something in it."""
        if action == "clear_field":
            return bool(self._values()) or None
        return super().check_action(action, parameters)

    def action_next_field(self) -> None:
        """Go on to the next field."""
        self.screen.focus_next()

    def action_previous_field(self) -> None:
        """Go back to the field before."""
        self.screen.focus_previous()
