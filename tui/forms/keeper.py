"""Keeping a form's draft as one types: soon, off the screen's thread, and at once where the program ends."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from store.drafts import Draft
from store.errors import StoreError
from tui.forms.state import FormState

if TYPE_CHECKING:
    from store.drafts import Address, DraftFile, DraftFolder
    from tui.forms.context import FormContext

REMARK: Address = ("#remark",)
"""Where a draft holds why the person makes the change; no field has such a name."""


class DraftKeeper:
    """Writes the draft of one form. Safe from several threads: the data is never changed in place."""

    def __init__(self, form: FormContext, folder: DraftFolder, *, resumed: Draft | None = None) -> None:
        self._form, self._folder = form, folder
        self._file: DraftFile | None = folder.resume(resumed) if resumed else None
        self._order = 0
        self.failed: StoreError | None = None
        """Why the last draft could not be written; None when it was."""

    @property
    def is_new(self) -> bool:
        """Whether nothing was kept yet, and no draft is gone on with."""
        return self._file is None

    def keep(self) -> None:
        """Write what is unsaved now, or remove the draft where nothing is; `failed` says how it went."""
        self.write(*self.take())

    def take(self) -> tuple[int, Draft | None]:
        """What is to be written, and the how-manieth this is; to be called where the form is edited."""
        self._order += 1
        draft = self._draft()
        if self._file is None and draft is not None:
            self._file = self._folder.open(draft.type, draft.id)
        return self._order, self._named(draft)

    def write(self, order: int, draft: Draft | None) -> None:
        """Write what was taken, in any thread; one that comes late changes nothing."""
        if self._file is None:
            return
        try:
            self._file.keep(draft, order)
            self.failed = None
        except StoreError as error:
            self.failed = error

    def discard(self) -> None:
        """Remove the draft: what was in it is saved, or nobody wants it."""
        if self._file is None:
            return
        try:
            self._file.discard()
        except StoreError as error:
            self.failed = error
        self._file = None

    def _draft(self) -> Draft | None:
        state = self._form.state
        if not state.is_changed():
            return None
        typed = dict(state.typed)
        if self._form.remark:
            typed[REMARK] = self._form.remark
        record_id = str(state.base.get("id", "")) if state.base else ""
        return Draft(
            state.kind, record_id, state.base, state.base_digest, state.data, datetime.now(UTC), typed
        )

    def _named(self, draft: Draft | None) -> Draft | None:
        if draft is None or self._file is None:
            return None
        return Draft(
            draft.type,
            draft.id,
            draft.base,
            draft.base_digest,
            draft.data,
            draft.at,
            draft.typed,
            self._file.name,
        )


def state_of(draft: Draft, form: FormContext) -> FormState:
    """The state that a draft holds; text that is no value yet is read again, so that its fault is known."""
    state = FormState(draft.type, draft.base, draft.data, draft.base_digest, start=draft.base or {})
    form.remark = draft.typed.get(REMARK, "")
    for address, text in draft.typed.items():
        if address != REMARK:
            state.put_text(address, text, form.reading)
    return state
