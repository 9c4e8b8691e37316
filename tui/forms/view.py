"""What the form of a record and that of one of its entries have in common on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import events, on
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from tui.forms.body import FormBody, SectionList, count_words
from tui.forms.entries import OpenEntry, is_untouched
from tui.forms.rows import FieldRow
from tui.keys import bindings
from tui.safe_text import safe
from tui.screens.base import BaseScreen
from tui.words import ntext, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.widget import Widget

    from store.drafts import Address
    from tui.forms.context import FormContext

ResultT = TypeVar("ResultT")

SAVE = "save"
"""An entry's form ends with it where a person wants the whole record saved."""


class FormView(BaseScreen[ResultT]):
    """Title, fields, the help of the field that the cursor is in, and how the form stands."""

    DEFAULT_CSS = """
    FormView #form-title { height: 1; padding: 0 1; margin-bottom: 1; }
    FormView #form-name { width: 1fr; text-style: bold; height: 1; }
    FormView #form-status { width: auto; height: 1; color: $warning; }
    FormView #form-columns { height: 1fr; }
    FormView #form-help { height: 2; padding: 0 1; color: $text-muted; }
    FormView.-short #form-help { height: 1; }
    FormView.-wide SectionList { display: block; }
    FormView .form--remark { height: auto; }
    FormView .form--remark .field--label { width: 25; padding-left: 2; color: $text-muted; }
    FormView .form--buttons { height: auto; margin-top: 1; }
    FormView .form--buttons Button { margin-right: 2; }
    FormView LineInput, FormView TextField, FormView PickField, FormView EntryLine { background: $panel; }
    FormView LineInput:focus, FormView TextField:focus, FormView PickField:focus, FormView EntryLine:focus,
    FormView AddLine:focus, FormView PickField:hover, FormView EntryLine:hover { background: $accent 18%; }
    FormView.-short #form-title { margin-bottom: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("form.save", "form.next_error")]

    def __init__(self, form: FormContext, address: Address = ()) -> None:
        super().__init__()
        self.form, self.address = form, address
        self._shown_wrong = 0
        self._drawn = ("", "")

    @property
    def body(self) -> FormBody:
        """The fields."""
        return self.query_one(FormBody)

    @property
    def search_bar(self) -> None:
        """A form has no search; looking for one among all its fields costs time at each key."""

    # ---- what there is to see

    def compose_content(self) -> ComposeResult:
        """Show title, sections, fields and help."""
        with Horizontal(id="form-title"):
            yield Static("", id="form-name", markup=False)
            yield Static("", id="form-status", markup=False)
        body = FormBody(self.form, self.address, list(self.tail()))
        with Horizontal(id="form-columns"):
            if not self.address:
                yield SectionList(body)
            yield body
        yield Static("", id="form-help", markup=False)

    def tail(self) -> Sequence[Widget]:
        """What stands below the fields."""
        return ()

    def title_words(self) -> str:
        """What is edited."""
        return ""

    def on_mount(self) -> None:
        """Say what is edited and how it stands, now and after each edit."""
        self.form.views.insert(0, self.edited)
        self.show_status()

    def on_unmount(self) -> None:
        """Follow the edits no longer."""
        self.form.views.remove(self.edited)

    def show_status(self) -> None:
        """Say whether something is unsaved, and how much is wrong."""
        title = self.title_words()
        status = count_words(self.form.state.is_changed(), self._shown_wrong)
        if (title, status) != self._drawn:
            self._drawn = (title, status)
            self.query_one("#form-name", Static).update(safe(title))
            self.query_one("#form-status", Static).update(Content(status))

    def retranslate(self) -> None:
        """Say everything in the language now spoken."""
        super().retranslate()
        for row in self.body.rows:
            row.retranslate()
        self.body.check()
        self.show_status()

    def edited(self) -> None:
        """Something was typed or chosen: show it as unsaved."""
        if self.is_mounted:
            self.body.mark()
            self.show_status()

    @on(FormBody.Reached)
    def _reached(self, event: FormBody.Reached) -> None:
        self.query_one("#form-help", Static).update(Content(event.row.help_words()))
        for sections in self.query(SectionList):
            sections.show(event.row)

    @on(FormBody.Checked)
    def _checked(self, event: FormBody.Checked) -> None:
        if event.count != self._shown_wrong:
            self._shown_wrong = event.count
            self.refresh_bindings()
        self.show_status()

    # ---- keys

    def on_key(self, event: events.Key) -> None:
        """Letters are text in a form, also where the cursor is on something that takes none."""
        if event.character is not None and event.character.isalnum():
            event.stop()
            event.prevent_default()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the next error only where there is one."""
        if action == "next_error":
            return self._shown_wrong > 0
        return super().check_action(action, parameters)

    def action_next_error(self) -> None:
        """Go to the next field that is wrong, from the last one to the first."""
        wrong = [row for row in self.body.rows if row.has_class("-wrong")]
        here = next((place for place, row in enumerate(wrong) if row.has_focus_within), -1)
        if wrong:
            row = wrong[(here + 1) % len(wrong)]
            row.focus_field(self._wrong_entry(row))

    def _wrong_entry(self, row: FieldRow) -> Address:
        return next((at for at, _ in self.form.state.problems() if at[: len(row.address)] == row.address), ())

    def show_errors(self) -> bool:
        """Complain about all that is wrong and go to the first of it; say whether there was any."""
        self.body.leave_row()
        self.form.visit_all()
        if self.body.check() == 0:
            return False
        wrong = [row for row in self.body.rows if row.has_class("-wrong")]
        if not wrong:
            self.knoten.tell(text("Another part of the record must be corrected first."), severity="warning")
            return True
        wrong[0].focus_field(self._wrong_entry(wrong[0]))
        wrong[0].scroll_visible()
        count = len(wrong)
        self.knoten.tell(
            ntext(
                "Not saved yet: one field must be corrected.",
                "Not saved yet: {n} fields must be corrected.",
                count,
            ),
            severity="warning",
        )
        return True

    # ---- entries

    @on(OpenEntry)
    def _open_entry(self, event: OpenEntry) -> None:
        event.stop()
        if not self.is_current:
            return  # pressed twice before the first one was on the screen
        from tui.screens.entry_form import EntryScreen

        address = event.address
        self.app.push_screen(EntryScreen(self.form, address), lambda end: self.entry_closed(address, end))

    def entry_closed(self, address: Address, end: str | None) -> None:
        """An entry's form was left: take out what stayed empty, and show the rest."""
        if is_untouched(self.form.state.spec_at(address), self.form.state.value(address)):
            self.form.state.remove_entry(address)
        else:
            self.form.visited.add(address[:-1])
        self.form.touched()
        self.body.reload()
        if end == SAVE:
            self.action_save()

    def action_save(self) -> None:
        """Save the record."""
        raise NotImplementedError  # each form says how: Textual's metaclass leaves no room for abc
