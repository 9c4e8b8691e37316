"""A keyed list in a form: one row an entry, to open, to remove, and a row to add one more."""

from __future__ import annotations

import random
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Vertical
from textual.content import Content
from textual.message import Message

from schemas.field_kinds import InputKind
from schemas.ids import new_key
from tui.field_words import Names, entry_name, entry_words, field_label, value_words
from tui.forms.layout import MUTED, details, first_entry, order_of
from tui.forms.pick_field import Chosen
from tui.keys import bindings
from tui.safe_text import safe, say
from tui.screens.confirm import Confirm
from tui.words import N_, quoted, text

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from schemas.fields import FieldSpec
    from schemas.validation import Data
    from store.drafts import Address
    from tui.forms.context import FormContext

_REMOVE = " ✕ "


def _told(spec: FieldSpec, value: object, names: Names) -> str:
    """A detail of an entry; a day says which day it is."""
    words = value_words(spec, value, names)
    return f"{field_label(spec)} {words}" if spec.input is InputKind.DAY else words


class OpenEntry(Message):
    """Posted by a list: this entry is to be edited in a form of its own."""

    def __init__(self, address: Address) -> None:
        super().__init__()
        self.address = address


class EntriesChanged(Message):
    """Posted by a list: an entry came or went."""

    def __init__(self, address: Address) -> None:
        super().__init__()
        self.address = address


class EntryLine(Chosen):
    """One entry, by what it is called."""

    DEFAULT_CSS = """
    EntryLine { width: 1fr; height: 1; padding: 0 1; }
    EntryLine:focus { text-style: bold; }
    EntryLine:hover { background: $accent 18%; }
    EntryLine.-wrong { color: $error; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("list.open", "form.add", "form.remove", "form.next", "form.previous")
    ]

    def __init__(self, owner: EntriesField, address: Address) -> None:
        super().__init__(markup=False)
        self.owner, self.address = owner, address

    def render(self) -> Content:
        """Draw the entry's name, its marks, and a place to click for removing it."""
        form = self.owner.form
        entry = form.state.value(self.address)
        words = entry_words(self.owner.spec, entry, form.names)
        plain = "⚑ " if form.state.is_disputed(self.address) else ""
        marks = "! " if self.has_class("-wrong") else "✎ " if form.state.is_changed(self.address) else plain
        name = safe(words) if words else Content.styled(text("(still empty)"), MUTED)
        told = (_told(spec, value, form.names) for spec, value in details(self.owner.spec, entry))
        behind = safe("".join(f"   {one}" for one in told), MUTED)
        width = max(1, self.content_size.width - len(_REMOVE))
        shown = Content.assemble((marks, "$warning"), name, behind).truncate(width, ellipsis=True, pad=True)
        return Content.assemble(shown, (_REMOVE, MUTED))

    def on_click(self, event: events.Click) -> None:
        """Open the entry, or remove it where the click was on the cross."""
        event.stop()
        if event.x >= self.size.width - self.gutter.right - len(_REMOVE):
            self.action_remove_entry()
        else:
            self.action_open()

    def action_open(self) -> None:
        """Edit the entry."""
        self.post_message(OpenEntry(self.address))

    def action_add_entry(self) -> None:
        """Add one more to the same list."""
        self.owner.add()

    def action_remove_entry(self) -> None:
        """Ask, and take the entry out."""
        self.owner.ask_to_remove(self.address)

    def action_next_field(self) -> None:
        """Go on."""
        self.screen.focus_next()

    def action_previous_field(self) -> None:
        """Go back."""
        self.screen.focus_previous()


class AddLine(Chosen):
    """The row that adds an entry."""

    DEFAULT_CSS = """
    AddLine { width: auto; height: 1; padding: 0 1; color: $accent; }
    AddLine:focus { text-style: bold; }
    AddLine:hover { text-style: underline; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("list.open", "form.add", "form.next", "form.previous")]

    def __init__(self, owner: EntriesField) -> None:
        super().__init__(markup=False)
        self.owner = owner

    def render(self) -> Content:
        """Say what would be added."""
        return Content(text("+ add: {what}", what=entry_name(self.owner.spec)))

    def on_click(self, event: events.Click) -> None:
        """Add an entry."""
        event.stop()
        self.owner.add()

    def action_open(self) -> None:
        """Add an entry."""
        self.owner.add()

    def action_add_entry(self) -> None:
        """Add an entry."""
        self.owner.add()

    def action_next_field(self) -> None:
        """Go on."""
        self.screen.focus_next()

    def action_previous_field(self) -> None:
        """Go back."""
        self.screen.focus_previous()


class EntriesField(Vertical):
    """All entries of a keyed list."""

    DEFAULT_CSS = "EntriesField { width: 1fr; height: auto; }"

    def __init__(self, context: FormContext, address: Address) -> None:
        super().__init__()
        self.form, self.address = context, address
        self.spec: FieldSpec = context.state.spec_at(address)
        self.wrong: frozenset[Address] = frozenset()

    def compose(self) -> ComposeResult:
        """Show a row for each entry, in the order that people expect, and one to add."""
        entries = self.form.state.entries(self.address)
        for place in order_of(self.spec, entries):
            line = EntryLine(self, (*self.address, place))
            line.set_class(line.address in self.wrong, "-wrong")
            yield line
        yield AddLine(self)

    def reload(self) -> None:
        """Draw the rows anew where none came or went; else make them anew."""
        lines = list(self.query(EntryLine))
        if len(lines) != len(self.form.state.entries(self.address)):
            self.refresh(recompose=True)
            return
        for line in lines:
            line.set_class(line.address in self.wrong, "-wrong")
            line.refresh()

    def add(self) -> None:
        """Put an empty entry at the end, and open it."""
        now = datetime.now().astimezone()
        address = self.form.state.add_entry(self.address, new_entry(self.spec, now))
        self.form.touched()
        self.post_message(OpenEntry(address))

    def ask_to_remove(self, address: Address) -> None:
        """Ask by the entry's name, then take it out."""
        words = entry_words(self.spec, self.form.state.value(address), self.form.names)
        question = say("Remove {what} {name}?", what=entry_name(self.spec), name=quoted(words))
        confirm = Confirm(question, yes=N_("Remove"), no=N_("Keep"), dangerous=True)
        if not words:
            self.remove_entry(address)
        else:
            self.app.push_screen(confirm, lambda yes: self.remove_entry(address) if yes else None)

    def remove_entry(self, address: Address) -> None:
        """Take an entry out; the focus stays in the list."""
        self.form.state.remove_entry(address)
        self.form.touched()
        self.query_one(AddLine).focus()
        self.refresh(recompose=True)
        self.post_message(EntriesChanged(self.address))


def new_entry(field: FieldSpec, now: datetime) -> Data:
    """A new entry of a keyed list: its key, where the program makes it, and what goes without saying."""
    key: dict[str, Any] = {"key": new_key(now, random.SystemRandom())} if field.key_made else {}
    return {**key, **first_entry(field, now)}


def is_untouched(field: FieldSpec, entry: Any) -> bool:
    """Whether nothing stands in an entry but what it began with: leaving such a one takes it out again."""
    if not isinstance(entry, dict):
        return False
    begun = {"key", *first_entry(field, datetime.now().astimezone())}
    return not set(entry) - begun
