"""The program on the screen: looks, language, work in the background, and a good end however it ends.

What the screens share is held here: the state of the header, the work under way, who keeps drafts. The
app knows no git and no file; screens ask it for work, and it runs store calls for them.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual import events
from textual.content import Content
from textual.reactive import reactive

from tui.crash import log_crash
from tui.ending import EndingApp
from tui.error_words import error_text
from tui.keys import bindings
from tui.palette import MenuScreen
from tui.safe_text import clean, install_guard, say
from tui.screens.base import BaseScreen
from tui.screens.confirm import Choice, Choose, Tell
from tui.screens.help import HelpScreen
from tui.themes import DEFAULT_THEME, THEME_LABELS, THEMES
from tui.widgets.header import HeaderState
from tui.widgets.phrases import retranslate_below
from tui.words import Language, language, set_language, text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from textual.binding import BindingType
    from textual.message import Message
    from textual.notifications import SeverityLevel
    from textual.screen import Screen

    from store.errors import StoreError
    from tui.palette import Source
    from tui.tasks import Work

T = TypeVar("T")


class KnotenApp(EndingApp):
    """What every screen finds under it.

    A subclass gives `FIRST` (the screen to begin with) and `SECTIONS` (name as in the commands `go.…`
    to the screen's class); commands of the table whose method it does not have are offered nowhere.
    """

    CSS_PATH = Path(__file__).with_name("knoten.tcss")  # absolute: Textual looks beside a subclass
    ENABLE_COMMAND_PALETTE = False  # the menu of our own speaks both languages
    FIRST: ClassVar[type[Screen[Any]]] = BaseScreen
    SECTIONS: ClassVar[Mapping[str, type[Screen[Any]]]] = {}
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(
            "app.help", "app.menu", "app.share", "app.undo", "app.refresh", "app.language", "app.theme",
            "app.settings", "app.cancel", "app.quit", "app.quit_now",
            "go.today", "go.actors", "go.topics", "go.groups", "go.history", "go.partners", "go.problems",
            "go.conflicts",
        )
    ]  # fmt: skip

    header: reactive[HeaderState] = reactive(HeaderState())
    """What the header line of every screen says."""
    working: reactive[bool] = reactive(False)
    """Whether anything goes on in the background."""

    def __init__(self, *, theme: str = DEFAULT_THEME) -> None:
        """Start with one of the themes; with NO_COLOR set, no colour is sent, whichever it is."""
        install_guard()
        super().__init__(ansi_color=True if os.environ.get("NO_COLOR") is not None else None)
        for known in THEMES:
            self.register_theme(known)
        self.theme = theme
        self.palette_sources: list[Source] = []
        self.last_key: str | None = None

    def first_screen(self) -> Screen[Any]:
        """Return the screen to begin with."""
        return self.FIRST()

    def on_mount(self) -> None:
        """Show the first screen."""
        self.push_screen(self.first_screen())

    # ---- work in the background

    def start(
        self,
        function: Callable[[Work], T],
        *,
        says: str,
        done: Callable[[T], Message],
        failed: Callable[[StoreError], Message] | None = None,
        group: str = "",
        cancellable: bool = True,
    ) -> Work:
        """Do `function(work)` in the background and have the result posted to the app; see `TaskBoard`."""
        return self.tasks.start(
            function, owner=self, says=says, done=done, failed=failed, group=group, cancellable=cancellable
        )

    def action_cancel_work(self) -> None:
        """Stop what goes on; where nothing does, say how to leave, for that is what Ctrl+C is pressed for."""
        if not self.tasks.cancel():
            self.tell(text("Nothing is going on. To leave the program, press q or Ctrl+Q."))

    def explain(self, error: StoreError, says: str) -> None:
        """Show in words what the store could not do."""
        self.push_screen(Tell(say("This did not work: {what}", what=says), self.error_words(error)))

    def error_words(self, error: StoreError) -> Content:
        """Return the sentence for an error of the store."""
        return Content(error_text(error))

    def explain_bug(self, error: Exception, says: str) -> None:
        """Log an error of the program that a piece of work met, and say so; the program goes on."""
        log = log_crash(error)
        lines = [text("There is an error in the program. Nothing typed is gone, and nothing was half saved.")]
        if log is not None:
            lines += [text("Where it happened is noted here, without any of your data:"), str(log)]
        body = Content(clean("\n".join(lines), multiline=True))
        self.push_screen(Tell(say("This did not work: {what}", what=says), body))

    def _tasks_changed(self) -> None:
        self.call_later(self._look_at_tasks)  # posts a message, so it may come from any thread

    def _look_at_tasks(self) -> None:
        self.working = bool(self.tasks.running())

    # ---- words

    def tell(self, words: Content | str, *, severity: SeverityLevel = "information") -> None:
        """Show a notice that goes away by itself: words of our own, foreign ones put in by `say`."""
        self.notify(words.plain if isinstance(words, Content) else words, severity=severity)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Show a notice; whatever the caller says of markup, there is none in it."""
        del markup
        super().notify(
            clean(message, multiline=True),
            title=clean(title),
            severity=severity,
            timeout=timeout,
            markup=False,
        )

    def speak(self, chosen: Language) -> None:
        """Speak a language from now on, on every screen that is open."""
        set_language(chosen)
        for screen in self.screen_stack:
            if isinstance(screen, BaseScreen):
                screen.retranslate()
            else:
                retranslate_below(screen)
            screen.refresh_bindings()
            screen.refresh(layout=True)

    def action_switch_language(self) -> None:
        """Speak the other language."""
        self.speak("en" if language() == "de" else "de")

    # ---- looks

    def action_choose_theme(self) -> None:
        """Let the colours be chosen."""
        choices = [Choice(name, Content(text(label))) for name, label in THEME_LABELS.items()]
        self.push_screen(Choose(Content(text("Which colours?")), choices, chosen=self.theme), self._use_theme)

    def _use_theme(self, name: str | None) -> None:
        if name is not None:
            self.theme = name

    # ---- getting about

    def sections(self) -> Sequence[str]:
        """Return the names of the sections that there are, in order."""
        return tuple(self.SECTIONS)

    def action_go(self, section: str) -> None:
        """Open a section: back to it where it is open below, else anew on the first screen."""
        self.go_to(self.SECTIONS[section]())

    def go_to(self, screen: Screen[Any]) -> None:
        """Close what lies over the first screen and show `screen` in place of it."""
        while len(self.screen_stack) > 2:  # noqa: PLR2004  # Textual's empty screen, and the first one
            self.pop_screen()
        self.switch_screen(screen)

    def action_show_help(self) -> None:
        """Show what can be done here."""
        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.screen))

    def action_command_palette(self) -> None:
        """Show all actions, to search and to choose from."""
        if not isinstance(self.screen, MenuScreen):
            self.push_screen(MenuScreen(self.screen, self.palette_sources))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what there is: commands whose method a subclass has not brought are hidden."""
        if action == "go":
            return bool(parameters) and parameters[0] in self.SECTIONS
        if not hasattr(self, f"action_{action}") and not hasattr(self, f"_action_{action}"):
            return False
        return super().check_action(action, parameters)

    async def on_event(self, event: events.Event) -> None:
        """Remember the key that was pressed last: a question must not be answered by what opened it."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            self.last_key = event.key
        elif isinstance(event, events.MouseDown):
            self.last_key = None
        await super().on_event(event)
