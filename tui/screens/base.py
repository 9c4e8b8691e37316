"""What every screen of the program has: header, content, work under way, footer, and words that change.

A screen that is written on this base gives its content and its bindings, and has the rest: its actions
in the footer, the help and the menu; questions to ask; work in the background; both languages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.containers import Vertical
from textual.screen import Screen

from tui.keys import bindings
from tui.offers import translated
from tui.tasks import TaskBroke, TaskFailed, TaskStopped
from tui.widgets.header import HeaderLine, HeaderState, SectionLine
from tui.widgets.key_footer import KeyFooter
from tui.widgets.phrases import retranslate_below
from tui.widgets.search_bar import SearchBar
from tui.widgets.task_line import TaskLine
from tui.words import text

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import ActiveBinding, BindingType
    from textual.message import Message

    from store.errors import StoreError
    from tui.app import KnotenApp
    from tui.screens.confirm import Dialog
    from tui.tasks import Work

ResultT = TypeVar("ResultT")
AnswerT = TypeVar("AnswerT")
T = TypeVar("T")

NARROW, WIDE, ROOMY = (0, "-narrow"), (100, "-wide"), (140, "-roomy")
SHORT, TALL = (0, "-short"), (20, "-tall")


class BaseScreen(Screen[ResultT]):
    """A screen with header and footer.

    `HELP` is a msgid: a paragraph on what this screen is for. `SECTION` names the section that the
    screen is the start of, as in the commands `go.…`; such a screen shows the line of sections.
    """

    HELP: ClassVar[str] = ""
    SECTION: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("app.back", "list.search", "list.filter", "list.clear")
    ]
    HORIZONTAL_BREAKPOINTS = [NARROW, WIDE, ROOMY]  # noqa: RUF012  # Textual does not declare it ClassVar
    VERTICAL_BREAKPOINTS = [SHORT, TALL]  # noqa: RUF012  # the same

    @property
    def knoten(self) -> KnotenApp:
        """The app, by its own type."""
        return self.app  # type: ignore[return-value]  # Textual types it as App[object]

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """What is bound now, described in the language that is spoken now."""
        return translated(super().active_bindings)

    def compose(self) -> ComposeResult:
        """Put header and footer around the content."""
        yield HeaderLine()
        if self.SECTION:
            yield SectionLine(self.knoten.sections(), self.SECTION)
        with Vertical(id="content"):
            yield from self.compose_content()
        yield TaskLine(self.knoten.tasks.shown)
        yield KeyFooter()

    def compose_content(self) -> ComposeResult:
        """Give the content of the screen."""
        return iter(())

    def on_mount(self) -> None:
        """Follow what the header says and what goes on."""
        self.watch(self.app, "header", self._show_header)
        self.watch(self.app, "working", self._show_working)

    def retranslate(self) -> None:
        """Say everything in the language now spoken; screens that hold words of their own extend it."""
        retranslate_below(self)

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
        """Do `function(work)` in the background and have `done(result)` posted to this screen.

        `says` is what is going on, translated. A StoreError becomes `failed(error)`, without it a message
        in words. Work of the same group is cancelled first. The screen need not exist any more at the end:
        what must be told then is started by the app (`self.knoten.start`).
        """
        return self.knoten.tasks.start(
            function, owner=self, says=says, done=done, failed=failed, group=group, cancellable=cancellable
        )

    async def ask(self, question: Dialog[AnswerT]) -> AnswerT | None:
        """Ask and wait for the answer, None where there was none; only from a method with `@work`."""
        return await self.app.push_screen_wait(question)

    def action_back(self) -> None:
        """Leave this screen for the one below; the first one stays."""
        if self.can_go_back:
            self.dismiss()

    @property
    def can_go_back(self) -> bool:
        """Whether there is a screen below this one. Textual keeps an empty one at the very bottom."""
        stack = self.app.screen_stack
        return self in stack and stack.index(self) > 1

    @property
    def search_bar(self) -> SearchBar | None:
        """The search over the screen's list, None on a screen without one."""
        return self.query(SearchBar).first() if self.query(SearchBar) else None

    def action_search(self) -> None:
        """Go to the search."""
        if self.search_bar is not None:
            self.search_bar.start_typing()

    def action_filter(self) -> None:
        """Let a filter be chosen."""
        if self.search_bar is not None:
            self.search_bar.pick_filter()

    def action_clear_filters(self) -> None:
        """Show everything again."""
        if self.search_bar is not None:
            self.search_bar.clear()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what leads somewhere here: a way back, a search, filters."""
        if action == "back":
            return self.can_go_back
        if action == "search":
            return self.search_bar is not None
        if action == "filter":
            return self.search_bar is not None and self.search_bar.has_facets
        if action == "clear_filters":
            return self.search_bar is not None and not self.search_bar.query_now.empty
        return super().check_action(action, parameters)

    def on_task_failed(self, message: TaskFailed) -> None:
        """Say in words what the store could not do."""
        self.knoten.explain(message.error, message.says)

    def on_task_broke(self, message: TaskBroke) -> None:
        """Log an error of the program, and say so; nothing that was typed is gone."""
        self.knoten.explain_bug(message.error, message.says)

    def on_task_stopped(self, message: TaskStopped) -> None:
        """Say that it has stopped, as asked."""
        self.knoten.tell(text("Stopped: {what}. Nothing has changed.", what=message.says))

    def _show_header(self, state: HeaderState) -> None:
        for line in self.query(HeaderLine):
            line.state = state
        for sections in self.query(SectionLine):
            sections.state = state

    def _show_working(self, working: bool) -> None:  # noqa: FBT001  # Textual calls watchers so
        for line in self.query(TaskLine):
            line.watch_work(working=working)
