"""The line that says what is going on in the background, once it lasts half a second, with its cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from tui.key_words import key_text
from tui.keys import command
from tui.widgets.action_line import ActionLine, Part
from tui.words import number_text, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.timer import Timer

    from tui.tasks import Work

_LOOK_EVERY = 0.2  # seconds; how often the line looks at the progress, however often that is reported
_BAR_CELLS = 12


class TaskLine(ActionLine):
    """Shows the work that `look` returns, and takes no room while it returns None."""

    DEFAULT_CSS = """
    TaskLine { background: $surface; color: $text-muted; display: none; }
    TaskLine.-working { display: block; }
    TaskLine > .task--says { color: $foreground; }
    TaskLine > .task--bar { color: $accent; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"task--says", "task--bar"}

    def __init__(self, look: Callable[[], Work | None]) -> None:
        super().__init__()
        self._look = look
        self._timer: Timer | None = None

    def on_mount(self) -> None:
        """Prepare to look at the progress; while nothing goes on, no timer ticks."""
        self._timer = self.set_interval(_LOOK_EVERY, self.update_shown, pause=True)

    def watch_work(self, *, working: bool) -> None:
        """Begin to look at the progress, or stop."""
        if self._timer is None:
            return
        if working:
            self._timer.resume()
        else:
            self._timer.pause()
            self.update_shown()

    def update_shown(self) -> None:
        """Draw what is going on now."""
        self.set_class(self._look() is not None, "-working")
        self.refresh()

    def left(self) -> Iterable[Part]:
        """Return what is going on, how far it is, and its latest detail."""
        work = self._look()
        if work is None:
            return
        says = text("Stopping: {what}", what=work.says) if work.cancelling else work.says
        yield Part(Content.styled(says, self.get_visual_style("task--says", partial=True)), importance=0)
        if work.total > 0:
            yield Part(self._bar(min(work.done, work.total), work.total), importance=1)
        if work.detail:
            yield Part(Content(work.detail), importance=2)

    def right(self) -> Iterable[Part]:
        """Return the cancel, where the work may be cancelled."""
        work = self._look()
        if work is not None and work.cancellable and not work.cancelling:
            cancel = command("app.cancel")
            words = Content(f"{text(cancel.label)} ({key_text(cancel.keys[0])})")
            yield Part(words, cancel.action, -1, text(cancel.help))

    def _bar(self, done: int, total: int) -> Content:
        full = _BAR_CELLS * done // total
        style = self.get_visual_style("task--bar", partial=True)
        counted = text("{done} of {total}", done=number_text(done), total=number_text(total))
        return Content.assemble(("━" * full, style), "─" * (_BAR_CELLS - full), " ", counted)
