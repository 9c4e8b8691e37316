"""Saving from the screen: in the background, with words for it, asking who is at work if need be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.message import Message

from store.changes import FieldChange
from store.errors import StoreError
from store.register import Register, Saved
from store.saving import Edit
from tui.app import KnotenApp
from tui.change_words import register_language, subject_of
from tui.safe_text import say
from tui.screens.person import PersonScreen
from tui.words import N_, text

if TYPE_CHECKING:
    from store.people import Person
    from store.snapshot import Snapshot


@dataclass
class WasSaved(Message):
    """A save has ended well."""

    saved: Saved
    then: Callable[[Saved], None] | None


@dataclass
class NotSaved(Message):
    """A save has not ended well; it can be tried again once it is known who saves."""

    error: StoreError
    again: Callable[[], None]


class SavingApp(KnotenApp):
    """An application with a register that it can save into."""

    def __init__(self, register: Register, **options: Any) -> None:
        super().__init__(**options)
        self.register = register

    @property
    def snapshot(self) -> Snapshot:
        """The register as it was last read."""
        return self.register.snapshot

    @property
    def read_only(self) -> bool:
        """Whether nothing may be written."""
        return self.register.read_only

    def show_saved(self) -> None:
        """Let the screens show the register after a save."""
        raise NotImplementedError  # NetworkApp says how: Textual's metaclass leaves no room for abc

    def subject(self, changes: Sequence[FieldChange]) -> str:
        """The subject of a save in the register's own language."""
        language = register_language(self.snapshot.config.languages)
        return subject_of(changes, self._title, language)

    def _title(self, record_id: str) -> str | None:
        row = self.snapshot.row(record_id)
        return row.title if row is not None else None

    def save_now(self, edit: Edit, remark: str = "") -> Saved:
        """Save one edit; blocks. Raises as ``Register.save``."""
        return self.register.save([edit], self.subject, remark=remark)

    def save(self, edits: Sequence[Edit], then: Callable[[Saved], None] | None = None) -> None:
        """Save edits in the background, and say so."""

        def again() -> None:
            self.start(
                lambda _work: self.register.save(edits, self.subject),
                says=text("Saving"),
                done=lambda saved: WasSaved(saved, then),
                failed=lambda error: NotSaved(error, again),
                cancellable=False,
            )

        again()

    def on_was_saved(self, message: WasSaved) -> None:
        """Show the new snapshot and what was saved."""
        self.after_save(message.saved)
        if message.then is not None:
            message.then(message.saved)

    def on_not_saved(self, message: NotSaved) -> None:
        """Ask who is at work if that is what is missing; else say what happened."""
        if message.error.code == "person_unknown":
            self.ask_person(message.again)
        else:
            self.explain(message.error, text("Saving"))

    def after_save(self, saved: Saved) -> None:
        """Say what was saved, and let the screens show it."""
        if saved.commit is None:
            self.tell(text("Nothing was changed."))
        else:
            self.tell(say(N_("Saved: {what}"), what=self.subject(saved.changes)))
        self.show_saved()

    def ask_person(self, then: Callable[[], None] | None = None) -> None:
        """Ask who is at work, keep it for this register, and go on."""

        def take(person: Person | None) -> None:
            if person is None:
                return
            self.remember_person(person)
            if then is not None:
                then()

        self.push_screen(PersonScreen(self.register), take)

    def remember_person(self, person: Person) -> None:
        """Keep name, mail and organisation for this register."""
        from store.people import write_person

        try:
            write_person(self.register.repository, person)
        except StoreError as error:
            self.explain(error, text("Saving"))
