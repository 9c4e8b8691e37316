"""A form that saves in the background, and copes with whatever comes of it: nothing typed is lost."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on
from textual.message import Message

from schemas.fields import TITLE_FIELDS
from schemas.ids import new_id
from schemas.paths import FieldPath
from store.codec import canonical
from store.errors import Stale, StoreError
from store.saving import ChangedMeanwhile, Edit, InvalidRecord
from tui.forms.drafting import DraftingForm
from tui.forms.host import FormResult
from tui.forms.meanwhile import Meanwhile, SettleMeanwhile
from tui.safe_text import say
from tui.screens.confirm import Confirm
from tui.words import N_, quoted, text

if TYPE_CHECKING:
    from store.record import Record
    from store.register import Saved
    from tui.tasks import Work


@dataclass
class _Done(Message):
    saved: Saved
    edit: Edit
    version: int


@dataclass
class _Failed(Message):
    error: StoreError
    edit: Edit


@dataclass
class _Current(Message):
    record: Record | None
    edit: Edit


class SavingForm(DraftingForm):
    """The part of a record's form that saves."""

    saving = False
    """Whether a save is under way."""

    def action_save(self) -> None:
        """Check, and save in the background; where something is wrong, go there."""
        if self.saving or self.show_errors():
            return
        state = self.form.state
        if state.base is not None and not state.is_changed():
            self.knoten.tell(text("Nothing was changed, so there is nothing to save."))
            return
        self.save(self._edit())

    def _edit(self) -> Edit:
        state = self.form.state
        if state.base is None:
            name = str(state.data.get(TITLE_FIELDS[self.kind], ""))
            record_id = new_id(name, random.SystemRandom())
            return Edit(self.kind, record_id, None, "", {"id": record_id, **state.data})
        record_id = str(state.data.get("id", ""))
        return Edit(self.kind, record_id, state.base, state.base_digest, state.data)

    def save(self, edit: Edit) -> None:
        """Have an edit saved in the background."""
        self.saving = True
        remark, version = self.form.remark.strip(), self.form.state.version

        def do(_work: Work) -> Saved:
            return self.host.save(edit, remark)

        self.start(
            do,
            says=text("Saving"),
            done=lambda saved: _Done(saved, edit, version),
            failed=lambda error: _Failed(error, edit),
            group="save",
            cancellable=False,
        )

    @on(_Done)
    def _saved(self, event: _Done) -> None:
        self.saving = False
        if self.form.state.version != event.version:
            # Somebody typed on while it was saved: that is unsaved still, on top of what is saved now.
            self._compare(event.edit)
            return
        self.drop_draft()
        self.dismiss(FormResult(self.kind, event.edit.id, event.saved))

    @on(_Failed)
    def _not_saved(self, event: _Failed) -> None:
        self.saving = False
        error = event.error
        if isinstance(error, ChangedMeanwhile):
            self._compare(event.edit)
        elif isinstance(error, InvalidRecord):
            if not self.show_errors():
                self.knoten.explain(error, text("Saving"))
        elif isinstance(error, Stale) and error.code == "id_taken" and event.edit.base is None:
            self.save(self._edit())
        elif isinstance(error, Stale) and error.code == "record_gone":
            self._ask_to_put_back(event.edit)
        elif error.code == "person_unknown" and self.host.ask_person is not None:
            self.host.ask_person(self.action_save)
        else:
            self.knoten.explain(error, text("Saving"))

    def _ask_to_put_back(self, edit: Edit) -> None:
        question = say(
            "{title} was deleted while you were editing it. Put it back as it is in this form?",
            title=quoted(self.title_words()),
        )
        again = Edit(edit.type, edit.id, None, "", edit.data)
        self.app.push_screen(
            Confirm(question, yes=N_("Put it back")), lambda yes: self.save(again) if yes else None
        )

    def _compare(self, edit: Edit) -> None:
        self.start(
            lambda _work: self.host.current(edit.id),
            says=text("Reading"),
            done=lambda now: _Current(now, edit),
        )

    @on(_Current)
    async def _settle(self, event: _Current) -> None:
        """Put what is saved now under what was typed; where both changed a field, ask."""
        now, state = event.record, self.form.state
        if now is None or now.data is None:
            self._ask_to_put_back(event.edit)
            return
        base = state.base if state.base is not None else event.edit.data or {}
        versions = Meanwhile(self.kind, now.id, base, now.data, {**state.data, "id": now.id})
        if versions.clashes:
            self.app.push_screen(
                SettleMeanwhile(versions, self.form.names), lambda kept: self._settled(versions, now, kept)
            )
            return
        self._go_on_from(versions, now, frozenset())
        self.body.reload()

    def _settled(self, versions: Meanwhile, now: Record, kept: frozenset[FieldPath] | None) -> None:
        if kept is None:
            return
        self._go_on_from(versions, now, kept)
        self.body.reload()
        if self.form.state.is_changed():
            self.action_save()
        else:
            self.knoten.tell(text("Nothing of yours is left to save: what was saved meanwhile stands."))

    def _go_on_from(self, versions: Meanwhile, now: Record, kept: frozenset[FieldPath]) -> None:
        merged = versions.merged(kept)
        self.form.state.start_from(now.data, now.digest, canonical(merged, self.form.state.spec))
        self.form.touched()
