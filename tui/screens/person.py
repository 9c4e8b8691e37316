"""Who is at work: name, mail and organisation, asked once for a register and kept on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from store.people import Person
from store.search import Finder
from tui.safe_text import clean, safe
from tui.screens.confirm import Dialog
from tui.widgets.line_input import LineInput
from tui.widgets.phrases import Phrase, PhraseButton
from tui.words import N_, text

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from store.register import Register

_MOST = 5


class PersonScreen(Dialog[Person]):
    """Asks who is at work; ends with the person, None if it was left."""

    DEFAULT_CSS = """
    PersonScreen Static { height: auto; }
    PersonScreen .person--label { margin-top: 1; color: $text-muted; }
    PersonScreen LineInput { margin-top: 0; }
    PersonScreen OptionList { max-height: 5; margin-top: 0; }
    """

    def __init__(self, register: Register | None) -> None:
        super().__init__()
        self._register = register
        self._finder = Finder(register.snapshot.rows("actor")) if register else None
        self._actor = ""

    def compose_content(self) -> ComposeResult:
        """Three fields, and what they are for."""
        yield Static(Content(text("Who is at work here?")), classes="dialog--question", markup=False)
        yield Phrase(N_("Each change is kept with the name and mail of the person who makes it."))
        known = self._known()
        yield Phrase(N_("Name"), classes="person--label")
        yield LineInput(known.name if known else "", id="name")
        yield Phrase(N_("Mail"), classes="person--label")
        yield LineInput(known.email if known else "", id="email")
        if self._finder is not None:
            yield Phrase(N_("Organisation (type to search; may stay empty)"), classes="person--label")
            title = (
                self._register.snapshot.title(known.actor) if self._register and known and known.actor else ""
            )
            self._actor = known.actor if known else ""
            yield LineInput(clean(title), id="organisation")
            yield OptionList(id="found")
        yield Static("", classes="dialog--error", markup=False)
        with Horizontal(classes="dialog--buttons"):
            yield PhraseButton(N_("Cancel"), id="no")
            yield PhraseButton(N_("Keep"), id="yes")

    def _known(self) -> Person | None:
        if self._register is None:
            return None
        repository = self._register.repository
        return Person(
            repository.setting("user.name"),
            repository.setting("user.email"),
            repository.setting("knoten.actor"),
        )

    def on_mount(self) -> None:
        """Begin with the first empty field."""
        super().on_mount()
        for found in self.query(OptionList):
            found.display = False
        empty = next(
            (field for field in self.query(LineInput) if not field.value), self.query(LineInput).first()
        )
        empty.focus()

    @on(Input.Changed, "#organisation")
    def _typed(self, event: Input.Changed) -> None:
        options = self.query_one("#found", OptionList)
        options.clear_options()
        self._actor = ""
        if self._finder is not None and event.value.strip() and event.input.has_focus:
            rows = self._finder.find(event.value)[:_MOST]
            options.add_options([Option(safe(row.title), id=row.id) for row in rows])
        options.display = options.option_count > 0

    @on(OptionList.OptionSelected, "#found")
    def _found(self, event: OptionList.OptionSelected) -> None:
        field = self.query_one("#organisation", LineInput)
        with field.prevent(Input.Changed):
            field.value = clean(self._register.snapshot.title(str(event.option_id))) if self._register else ""
        self._actor = str(event.option_id)
        self.query_one("#found").display = False
        self.query_one("#yes").focus()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        """Go on to the next field; from the last one on, that is what is meant."""
        event.stop()
        fields = list(self.query(LineInput))
        place = fields.index(event.input)  # type: ignore[arg-type]  # all inputs here are LineInputs
        if place + 1 < len(fields):
            fields[place + 1].focus()
        else:
            self._accept()

    @on(Button.Pressed, "#no")
    def _left(self) -> None:
        self.dismiss(None)

    @on(Button.Pressed, "#yes")
    def _accepted(self) -> None:
        self._accept()

    def _accept(self) -> None:
        name, email = (self.query_one(f"#{part}", LineInput).value.strip() for part in ("name", "email"))
        fault = ""
        if not name or set(name) & set("<>"):
            fault = text("Please give a name.")
        elif "@" not in email[1:-1] or set(email) & set("<> "):
            fault = text("Please give a mail address, such as name@example.org.")
        elif self._organisation_typed() and not self._actor:
            fault = text("Choose the organisation from the list, or leave it empty.")
        if fault:
            self.query_one(".dialog--error", Static).update(Content(fault))
            return
        self.dismiss(Person(name, email, self._actor))

    def _organisation_typed(self) -> bool:
        return any(field.value.strip() for field in self.query("#organisation").results(LineInput))
