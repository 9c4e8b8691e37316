"""The form of a record: everything that a person can change about an actor, a topic or a group.

Nothing typed is ever lost: it is in a draft within half a second, leaving asks, a save that fails leaves the
form as it is, and where somebody saved the same record meanwhile, both versions are put side by side.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Static

from schemas.fields import title_of
from store.fields_by_path import with_defaults
from tui.forms.context import FormContext
from tui.forms.drafting import NEW_RECORD, answer
from tui.forms.host import FormHost, FormResult
from tui.forms.saving import SavingForm
from tui.forms.state import FormState
from tui.keys import bindings
from tui.safe_text import say
from tui.screens.confirm import Choose, Confirm
from tui.widgets.line_input import LineInput
from tui.widgets.phrases import Phrase, PhraseButton
from tui.words import N_, quoted, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.binding import BindingType
    from textual.widget import Widget

    from schemas.record import RecordType
    from store.drafts import Draft
    from store.record import Record
    from store.snapshot import Snapshot

__all__ = ["FormHost", "FormResult", "FormScreen"]


class FormScreen(SavingForm):
    """The form of a new record or of one that is there; ends with what was saved, or None."""

    HELP = N_(
        "Nothing is saved before F2; until then it is kept as a draft on this machine. Tab and the arrow "
        "keys go from field to field; what a field is for stands below the form. Fields with * are needed."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("form.leave")]

    def __init__(
        self,
        kind: RecordType,
        record: Record | None,
        snapshot: Snapshot,
        host: FormHost,
        *,
        draft: Draft | None = None,
    ) -> None:
        """Edit ``record``, or a new one of that type; ``draft`` goes on with one, without being asked."""
        base = record.data if record is not None else None
        data = base if base is not None else with_defaults(kind, {}, datetime.now().astimezone())
        form = FormContext(FormState(kind, base, data, record.digest if record else ""), snapshot)
        if record is not None:
            form.visit_all()
        super().__init__(kind, form, host, draft)

    # ---- what there is to see

    def title_words(self) -> str:
        """The record's name; for a new one, what it will be."""
        state = self.form.state
        title = title_of(self.kind, state.data)
        if state.base is None:
            return f"{text(NEW_RECORD[self.kind])}: {title}" if title else text(NEW_RECORD[self.kind])
        return title

    def tail(self) -> Sequence[Widget]:
        """Why the change was made, and the ways out for the mouse."""
        remark = LineInput(self.form.remark, id="remark")
        label = Static(text("Why? (if you like)"), classes="field--label", markup=False)
        return [
            Vertical(
                Phrase(N_("About this change"), classes="form--heading"),
                Horizontal(label, remark, classes="form--remark"),
                classes="form--section",
            ),
            Horizontal(
                PhraseButton(N_("Save"), id="save"),
                PhraseButton(N_("Leave"), id="leave"),
                classes="form--buttons",
            ),
        ]

    def retranslate(self) -> None:
        """Say everything in the language now spoken."""
        super().retranslate()
        self.query_one(".form--remark Static", Static).update(Content(text("Why? (if you like)")))

    @on(LineInput.Changed, "#remark")
    def _remark_changed(self, event: LineInput.Changed) -> None:
        event.stop()
        if event.value != self.form.remark:
            self.form.put_remark(event.value)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "save":
            self.action_save()
        elif event.button.id == "leave":
            self.action_leave_form()

    # ---- leaving

    @work
    async def action_leave_form(self) -> None:
        """Leave; where something is unsaved, ask what is to become of it."""
        self.body.leave_row()
        if not self.form.state.is_changed():
            self._leave()
            return
        choices = [
            answer("save", text("Save and leave")),
            answer("stay", text("Go on editing")),
            answer("discard", text("Discard the changes"), text("What was typed here is gone.")),
        ]
        if self.keeper is not None:
            words = text("It is offered when the record is opened again.")
            choices.insert(1, answer("keep", text("Leave it as a draft"), words))
        question = say("{title} is not saved.", title=quoted(self.title_words()))
        chosen = await self.ask(Choose(question, choices))
        if chosen == "save":
            self.action_save()
        elif chosen == "keep":
            self.keep_now()
            self.dismiss(None)
        elif chosen == "discard":
            self._leave()

    def action_back(self) -> None:
        """Back is leaving, which asks."""
        self.action_leave_form()

    def _leave(self) -> None:
        self.drop_draft()
        self.dismiss(None)

    @work
    async def action_discard(self) -> None:
        """Show the record again as it was, after asking."""
        title = quoted(self.title_words())
        question = say("Take back all changes of {title} that are not saved?", title=title)
        if self.form.state.is_changed() and await self.ask(
            Confirm(question, yes=N_("Discard"), dangerous=True)
        ):
            state = self.form.state
            data = (
                state.base
                if state.base is not None
                else with_defaults(self.kind, {}, datetime.now().astimezone())
            )
            self.form.state = FormState(self.kind, state.base, data, state.base_digest)
            self.form.touched()
            await self.recompose()
            self.show_status()
