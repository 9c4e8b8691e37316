"""How the program ends: by choice, by a signal, by an error, or for a while; with drafts kept each time."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from typing import TYPE_CHECKING

from rich.text import Text
from textual.app import App, SuspendNotSupported

from tui.crash import Drafts, farewell, install_signal_handlers, remove_signal_handlers
from tui.safe_text import clean
from tui.tasks import TaskBoard
from tui.words import text

if TYPE_CHECKING:
    from collections.abc import Callable

_END_WITHIN = 4.0
"""Seconds after a signal in which the program ends in order; then it ends at once, drafts being written."""


class EndingApp(App[int]):
    """An app that keeps drafts and gives the terminal back, whatever happens to it."""

    def __init__(self, *, ansi_color: bool | None = None) -> None:
        super().__init__(ansi_color=ansi_color)
        self.drafts = Drafts()
        self.tasks = TaskBoard(self._tasks_changed)
        self._breaking = False

    def on_mount(self) -> None:
        """Be ready for the end."""
        if not self.is_headless:
            install_signal_handlers(asyncio.get_running_loop(), self.end_by_signal)
            self._keep_drafts_when_stopped()

    def end_by_signal(self, number: int) -> None:
        """Keep the drafts at once, then end in order; when the terminal is gone, end anyway."""
        self.drafts.save()
        timer = threading.Timer(_END_WITHIN, os._exit, args=(128 + number,))
        timer.daemon = True
        timer.start()
        self.tasks.cancel()
        self.exit(128 + number, return_code=128 + number)

    def on_unmount(self) -> None:
        """Stop what goes on; a save is given its time."""
        self.drafts.save()
        self.tasks.finish()
        if not self.is_headless:
            remove_signal_handlers(asyncio.get_running_loop())

    async def action_quit(self) -> None:
        """Leave the program; drafts are kept."""
        self.drafts.save()
        self.exit(0)

    def panic(self, *_renderables: object) -> None:
        """End because of an error that Textual has met; what it would print is not for people."""
        self._fatal_error()

    def _fatal_error(self) -> None:
        """End because of an error: Textual's own way prints local variables, which are people's data."""
        if not self._breaking:
            self._breaking = True
            error = self._exception or sys.exc_info()[1] or RuntimeError()
            words = farewell(error, drafts_kept=self.drafts.save())
            self._exit_renderables.append(Text(clean(words, multiline=True)))
            self._return_code = 1
        self._close_messages_no_wait()

    def _keep_drafts_when_stopped(self) -> None:
        """Write drafts before the shell takes the terminal (SIGTSTP); the rest is Textual's handler's."""
        stop = getattr(signal, "SIGTSTP", None)
        if stop is None:
            return
        textual_handler = signal.getsignal(stop)

        def keep_and_stop() -> None:
            self.drafts.save()
            if callable(textual_handler):
                textual_handler(stop, None)

        asyncio.get_running_loop().add_signal_handler(stop, keep_and_stop)

    def run_suspended(self, function: Callable[[], object]) -> bool:
        """Give the terminal back while `function` runs (an editor); False where that cannot be."""
        try:
            with self.suspend():
                function()
        except SuspendNotSupported:
            self.notify(text("The terminal cannot be handed to another program here."), severity="warning")
            return False
        self.refresh(layout=True)
        return True

    def _tasks_changed(self) -> None:
        """Work has begun or ended; called from any thread."""
