"""Questions: yes or no, one of several, a line of text, and something to be read.

Lazygit's users lost eight hours to a key that both opened a question and confirmed it. Here the key that
opened a question is dead in it until another one has been pressed, a question that destroys starts on
its harmless answer, and each names what it is about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple, TypeVar

from textual import on
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, OptionList, Static
from textual.widgets.option_list import Option

from tui.keys import bindings
from tui.offers import translated
from tui.safe_text import safe
from tui.widgets.line_input import LineInput
from tui.widgets.phrases import PhraseButton
from tui.words import N_, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import ActiveBinding, BindingType

AnswerT = TypeVar("AnswerT")


class Dialog(ModalScreen[AnswerT]):
    """A box in the middle of the screen, no larger than its content and never larger than the screen."""

    DEFAULT_CSS = """
    Dialog { align: center middle; background: $background 60%; }
    Dialog > Vertical {
        width: 64; max-width: 96%; height: auto; max-height: 96%;
        background: $panel; padding: 1 2; border: none; border-left: outer $accent;
    }
    Dialog.-dangerous > Vertical { border-left: outer $error; }
    Dialog .dialog--question { text-style: bold; height: auto; }
    Dialog .dialog--details { height: auto; max-height: 12; margin-top: 1; color: $text-muted; }
    Dialog .dialog--buttons { height: auto; margin-top: 1; align-horizontal: right; }
    Dialog .dialog--buttons Button { margin-left: 2; }
    Dialog OptionList { height: auto; max-height: 14; margin-top: 1; background: $panel; padding: 0; }
    Dialog LineInput { margin-top: 1; }
    Dialog .dialog--error { color: $error; height: auto; min-height: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("app.help", "dialog.close")]

    def __init__(self) -> None:
        super().__init__()
        self._opened_by: str | None = None

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """What is bound now, in the language that is spoken."""
        return translated(super().active_bindings)

    def compose(self) -> ComposeResult:
        """Put the content into the box."""
        with Vertical():
            yield from self.compose_content()

    def compose_content(self) -> ComposeResult:
        """Give the content of the box."""
        return iter(())

    def on_mount(self) -> None:
        """Remember the key that led here."""
        self._opened_by = getattr(self.app, "last_key", None)

    def is_repeat(self, event: events.Key) -> bool:
        """Whether this is still the key that opened the question; any other one ends that state."""
        if event.key == self._opened_by:
            return True
        self._opened_by = None
        return False

    def action_close(self) -> None:
        """Close without an answer."""
        self.dismiss(None)


class Confirm(Dialog[bool]):
    """A question to be answered with yes or no; it names its object."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("dialog.yes", "dialog.no", "dialog.next", "dialog.previous")
    ]

    def __init__(
        self,
        question: Content,
        details: Iterable[Content] = (),
        *,
        yes: str = N_("Yes"),
        no: str = N_("No"),
        dangerous: bool = False,
    ) -> None:
        """Ask `question`; `yes` and `no` are msgids that say what will happen; dangerous starts on no."""
        super().__init__()
        self._question, self._details = question, list(details)
        self._yes, self._no = yes, no
        self.dangerous = dangerous
        self.set_class(dangerous, "-dangerous")

    def compose_content(self) -> ComposeResult:
        """Show question, details and both answers."""
        yield Static(self._question, classes="dialog--question")
        if self._details:
            with VerticalScroll(classes="dialog--details", can_focus=False):
                yield Static(Content("\n").join(self._details))
        with Horizontal(classes="dialog--buttons"):
            yield PhraseButton(self._no, id="no")
            yes = PhraseButton(self._yes, id="yes")
            yes.variant = "error" if self.dangerous else "primary"
            yield yes

    def on_mount(self) -> None:
        """Start on the harmless answer where the other one destroys."""
        super().on_mount()
        self.query_one("#no" if self.dangerous else "#yes", Button).focus()

    def on_key(self, event: events.Key) -> None:
        """Let the key that opened the question do nothing here."""
        if self.is_repeat(event):
            event.stop()
            event.prevent_default()

    def action_answer_yes(self) -> None:
        """Answer yes."""
        self.dismiss(True)

    def action_answer_no(self) -> None:
        """Answer no."""
        self.dismiss(False)

    def action_close(self) -> None:
        """Closing is no."""
        self.dismiss(False)

    def action_focus_next_answer(self) -> None:
        """Go to the other answer."""
        self.focus_next(Button)

    def action_focus_previous_answer(self) -> None:
        """Go to the other answer."""
        self.focus_previous(Button)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.dismiss(event.button.id == "yes")


class Choice(NamedTuple):
    """One of the answers: what is returned, what it is called, and what happens then."""

    value: str
    label: Content
    explained: Content = Content("")


class Choose(Dialog[str]):
    """A question with several answers, of which each says what will happen."""

    def __init__(self, question: Content, choices: Sequence[Choice], *, chosen: str = "") -> None:
        super().__init__()
        self._question, self._choices, self._chosen = question, list(choices), chosen

    def compose_content(self) -> ComposeResult:
        """Show the question and the answers below one another."""
        yield Static(self._question, classes="dialog--question")
        yield OptionList(*(self._option(choice) for choice in self._choices), markup=False)

    def on_mount(self) -> None:
        """Start on what is chosen now."""
        super().on_mount()
        options = self.query_one(OptionList)
        values = [choice.value for choice in self._choices]
        options.highlighted = values.index(self._chosen) if self._chosen in values else 0
        options.focus()

    def on_key(self, event: events.Key) -> None:
        """Let the key that opened the question do nothing here."""
        if self.is_repeat(event):
            event.stop()
            event.prevent_default()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._choices[event.option_index].value)

    def _option(self, choice: Choice) -> Option:
        mark = "● " if choice.value == self._chosen else "  "
        lines = Content.assemble(mark if self._chosen else "", choice.label)
        if choice.explained:
            indent = "  " if self._chosen else ""
            lines = Content.assemble(lines, "\n", indent, choice.explained.stylize("$foreground 65%"))
        return Option(lines)


class AskText(Dialog[str]):
    """A question that is answered with one line; an empty one counts only where `check` takes it."""

    def __init__(
        self,
        question: Content,
        *,
        value: str = "",
        placeholder: str = "",
        check: Callable[[str], str | None] | None = None,
    ) -> None:
        """Ask; `check` gets the line and returns the msgid of what is wrong with it, None if nothing is."""
        super().__init__()
        self._question, self._value, self._placeholder, self._check = question, value, placeholder, check

    def compose_content(self) -> ComposeResult:
        """Show the question, the field, and room for what is wrong."""
        yield Static(self._question, classes="dialog--question")
        yield LineInput(self._value, placeholder=text(self._placeholder))
        yield Static("", classes="dialog--error", markup=False)
        with Horizontal(classes="dialog--buttons"):
            yield PhraseButton(N_("Cancel"), id="cancel")
            accept = PhraseButton(N_("OK"), id="accept")
            accept.variant = "primary"
            yield accept

    def on_mount(self) -> None:
        """Start in the field."""
        super().on_mount()
        self.query_one(LineInput).focus()

    @on(LineInput.Submitted)
    def _submitted(self, event: LineInput.Submitted) -> None:
        event.stop()
        self._accept()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "accept":
            self._accept()
        else:
            self.dismiss(None)

    def _accept(self) -> None:
        value = self.query_one(LineInput).value
        wrong = self._check(value) if self._check else None
        if wrong:
            self.query_one(".dialog--error", Static).update(Content(text(wrong)))
        else:
            self.dismiss(value)


class Tell(Dialog[None]):
    """Something to be read, which is too long or too important for a notice that goes away."""

    def __init__(self, title: Content | str, body: Content | str = "") -> None:
        """Show `title` and `body`; plain strings are cleaned, they may come from anywhere."""
        super().__init__()
        self._title = safe(title) if isinstance(title, str) else title
        self._body = safe(body, multiline=True) if isinstance(body, str) else body

    def compose_content(self) -> ComposeResult:
        """Show the text and a way to close it."""
        yield Static(self._title, classes="dialog--question")
        with VerticalScroll(classes="dialog--details"):
            yield Static(self._body)
        with Horizontal(classes="dialog--buttons"):
            yield PhraseButton(N_("Close"), id="close")

    def on_mount(self) -> None:
        """Start on the way out; the text scrolls by the wheel and by Tab and arrows."""
        super().on_mount()
        self.query_one("#close", Button).focus()

    def on_key(self, event: events.Key) -> None:
        """Let the key that opened this do nothing here."""
        if self.is_repeat(event):
            event.stop()
            event.prevent_default()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.dismiss(None)
