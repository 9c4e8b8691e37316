"""When the program breaks, or is told to end: drafts kept, the terminal given back, no data shown.

Textual prints the local variables of every frame on a crash, and a mail address among them was seen on
a screen once. Here a person reads what happened in three sentences, and the log holds file, line and
function of each frame and the name of the error: no values, no message, for messages carry data too.
A closed terminal (SIGHUP) and SIGTERM end a Textual program without any `finally`; hence handlers.
"""

from __future__ import annotations

import os
import platform
import signal
import traceback
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tui.words import text

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import Callable

_LOG_LIMIT = 256 * 1024  # bytes; then the log starts anew beside its predecessor


class Drafts:
    """Who keeps unsaved text, each with a callback that writes it down now."""

    def __init__(self) -> None:
        self._keepers: list[Callable[[], None]] = []

    def register(self, keep: Callable[[], None]) -> None:
        """Have `keep` called before the program ends, however it ends. It must be quick and need no loop."""
        if keep not in self._keepers:
            self._keepers.append(keep)

    def unregister(self, keep: Callable[[], None]) -> None:
        """Forget a keeper; nothing happens if it is not there."""
        if keep in self._keepers:
            self._keepers.remove(keep)

    def save(self) -> bool:
        """Call every keeper, and go on to the next where one fails; say whether all went well."""
        kept = True
        for keep in list(self._keepers):
            try:
                keep()
            except Exception as error:  # noqa: BLE001  # one failing draft must not cost the others
                kept = False
                log_crash(error)
        return kept


def state_folder() -> Path:
    """Return where logs stand (XDG Base Directory Specification: $XDG_STATE_HOME)."""
    base = os.environ.get("XDG_STATE_HOME", "")
    root = Path(base) if base.startswith("/") else Path.home() / ".local" / "state"
    return root / "knoten"


def log_crash(error: BaseException) -> Path | None:
    """Append where the error came from to the log, without any value; None where it cannot be written."""
    path = state_folder() / "crash.log"
    with suppress(OSError, RuntimeError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if path.exists() and path.stat().st_size > _LOG_LIMIT:
            path.replace(path.with_suffix(".log.1"))
        with path.open("a", encoding="utf-8", errors="backslashreplace") as log:
            log.write(_report(error))
        return path
    return None


def farewell(error: BaseException, *, drafts_kept: bool) -> str:
    """Log the error and return what a person reads after the screen is gone."""
    log = log_crash(error)
    lines = [text("Knotenpunkt had to stop: there is an error in the program.")]
    lines.append(
        text("What you had typed is kept and is offered when the record is opened again.")
        if drafts_kept
        else text("What you had typed could not be kept completely.")
    )
    lines.append(text("What was saved before is safe."))
    if log is not None:
        lines += [text("Where it happened is noted here, without any of your data:"), str(log)]
    return "\n".join(lines)


def _report(error: BaseException) -> str:
    """Write the frames and names of an error and of what led to it: no source line, no value, no message."""
    lines = [f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S %z} Python {platform.python_version()}"]
    seen: BaseException | None = error
    while seen is not None:
        kind = type(seen)
        lines.append(f"  {kind.__module__}.{kind.__qualname__}")
        lines += [
            f"    {frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(seen.__traceback__)
        ]
        seen = seen.__cause__ or seen.__context__
    return "\n".join(lines) + "\n"


def install_signal_handlers(loop: AbstractEventLoop, end: Callable[[int], None]) -> None:
    """Have `end(signal number)` called in the loop on SIGTERM and SIGHUP, where the platform has them.

    The loop's own handlers run between two callbacks, never in the middle of one, so that drafts are
    written from a state that is whole.
    """
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None:
            with suppress(NotImplementedError, ValueError, RuntimeError):  # Windows; not the main thread
                loop.add_signal_handler(number, end, int(number))


def remove_signal_handlers(loop: AbstractEventLoop) -> None:
    """Leave the signals to whoever has them by default."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None:
            with suppress(NotImplementedError, ValueError, RuntimeError):  # as above: none was set there
                loop.remove_signal_handler(number)
