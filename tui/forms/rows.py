"""One field of a form: what it is called, what is in it, whether it was changed, and what is wrong."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from tui.field_words import field_label
from tui.forms.entries import EntriesField, EntryLine
from tui.forms.inputs import DayField, LineField, TextField, typed_form
from tui.forms.layout import How, how
from tui.forms.pick_field import PickField
from tui.forms.points import PointsField
from tui.problem_words import problem_text
from tui.safe_text import safe
from tui.words import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult

    from schemas.fields import FieldSpec
    from schemas.problems import Problem
    from store.drafts import Address
    from tui.forms.context import FormContext

_EXAMPLE = date(2026, 12, 31)

Field = LineField | TextField | PickField | EntriesField | PointsField


def make_field(context: FormContext, address: Address) -> Field:
    """The widget that a field is edited with."""
    spec = context.state.spec_at(address)
    way = how(spec)
    if way in {How.TEXT, How.LINES, How.WRAPPED}:
        return TextField(context, address)
    if way in {How.PICK_ONE, How.PICK_MANY}:
        return PickField(context, address)
    if way is How.ENTRIES:
        return EntriesField(context, address)
    if way is How.POINTS:
        return PointsField(context, address)
    default = str(spec.default) if isinstance(spec.default, int) else ""
    return (DayField if way is How.DAY else LineField)(context, address, placeholder=default)


class FieldRow(Vertical):
    """A label, a field, and below it what is wrong."""

    DEFAULT_CSS = """
    FieldRow { height: auto; }
    FieldRow > Horizontal { height: auto; }
    FieldRow .field--label { width: 25; height: auto; padding-right: 1; color: $text-muted; }
    FieldRow.-here .field--label { color: $foreground; text-style: bold; }
    FieldRow .field--error { height: auto; padding: 0 1 0 26; color: $error; display: none; }
    FieldRow.-wrong .field--error { display: block; }
    """

    def __init__(self, context: FormContext, address: Address) -> None:
        super().__init__()
        self.form, self.address = context, address
        self.spec: FieldSpec = context.state.spec_at(address)
        self.field = make_field(context, address)
        self._drawn: tuple[str, ...] = ()
        self._complaint = ""

    def compose(self) -> ComposeResult:
        """Show label, field and room for an error."""
        with Horizontal():
            yield Static("", classes="field--label", markup=False)
            yield self.field
        yield Static("", classes="field--error", markup=False)

    def on_mount(self) -> None:
        """Say what the field is called."""
        self.mark()

    def mark(self) -> None:
        """Show whether the field was changed, and whether it must be filled in."""
        state = self.form.state
        plain = "⚑ " if state.is_disputed(self.address) else "  "
        sign = "! " if self.has_class("-wrong") else "✎ " if state.is_changed(self.address) else plain
        label = field_label(self.spec) + (" *" if self.spec.required else "")
        if (sign, label) == self._drawn:
            return  # a keystroke draws nothing that stays as it is: each update lays the form out anew
        self._drawn = (sign, label)
        style = "$error" if self.has_class("-wrong") else "$warning"
        self.query_one(".field--label", Static).update(Content.assemble((sign, style), label))

    def show_problems(self, problems: Sequence[tuple[Address, Problem]]) -> None:
        """Show what is wrong with this field; of a list, which entries are concerned."""
        shown = [
            problem for problem in problems if problem[0] in self.form.visited or not self._mine(problem[0])
        ]
        if isinstance(self.field, EntriesField):
            depth = len(self.address) + 1
            self.field.wrong = frozenset(at[:depth] for at, _ in shown if len(at) >= depth)
            self.field.reload()
        sentences = "\n".join(dict.fromkeys(self._sentence(at, problem) for at, problem in shown))
        if sentences != self._complaint:
            self._complaint = sentences
            self.set_class(bool(sentences), "-wrong")
            self.query_one(".field--error", Static).update(safe(sentences, multiline=True))
        self.mark()

    def _mine(self, at: Address) -> bool:
        return at == self.address

    def _sentence(self, at: Address, problem: Problem) -> str:
        if len(at) > len(self.address) + 1 and isinstance(self.field, EntriesField):
            return text("An entry marked with ! is not complete or not right. Open it to correct it.")
        state = self.form.state
        return problem_text(problem, self.form.names, state.spec_at(state.address_of(problem.field)))

    def help_words(self) -> str:
        """What the field is for, and how it is filled in."""
        ways = {
            How.DAY: text("↑ ↓ change the day, or type it like {day}.", day=typed_form(self.spec, _EXAMPLE)),
            How.PICK_ONE: text("Enter opens the list; a letter searches in it."),
            How.PICK_MANY: text("Enter opens the list; several can be chosen."),
            How.ENTRIES: text("Enter opens an entry, + adds one, Del removes it."),
            How.LINES: text("One item a line."),
        }
        way = ways.get(how(self.spec), "")
        own = text(self.spec.help) if self.spec.help else ""
        known = own if way in own else " ".join(part for part in (own, way) if part)
        if not self.form.state.is_disputed(self.address):
            return known
        return f"{text('Disputed among the partners: what you change here settles it.')} {known}".strip()

    def focus_field(self, address: Address = ()) -> None:
        """Put the cursor into the field; of a list, on the entry that ``address`` leads to."""
        if isinstance(self.field, EntriesField | PointsField):
            lines = [
                line for line in self.field.query(EntryLine) if line.address == address[: len(line.address)]
            ]
            first = next((child for child in [*lines, *self.field.query("*")] if child.focusable), None)
            if first is not None:
                first.focus()
        else:
            self.field.focus()

    def on_click(self, event: events.Click) -> None:
        """Go to the field where its label is clicked."""
        if isinstance(event.widget, Static) and event.widget.has_class("field--label"):
            self.focus_field()

    def retranslate(self) -> None:
        """Say label, value and error in the language now spoken."""
        self.mark()
        self.field.reload()
