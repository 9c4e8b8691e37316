"""From a register's folder to the running application, and from the welcome screen on to a register."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from threading import Timer
from typing import TYPE_CHECKING

from store.errors import StoreError
from store.places import remember_register
from store.register import Register
from tui.words import text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PATIENCE = 0.7  # seconds


def run_program(path: Path | None, *, read_only: bool = False) -> int:
    """Run until the person leaves; None begins with the welcome screen. Returns the exit status."""
    error: StoreError | None = None
    while True:
        if path is None:
            path = _welcome(error)
            if path is None:
                return 0
        try:
            with _told():
                register = Register.open(path, read_only=read_only)
        except StoreError as fault:
            error, path = fault, None
            continue
        return _run(register)


@contextmanager
def _told() -> Iterator[None]:
    """Say what goes on where opening lasts: the first time, all files of a large register are read."""
    words = text("Reading the register") + " …"
    timer = Timer(_PATIENCE, lambda: sys.stderr.write(f"{words}\n"))
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _welcome(error: StoreError | None) -> Path | None:
    from tui.screens.welcome import WelcomeApp

    app = WelcomeApp(error)
    app.run()
    return app.chosen


def _run(register: Register) -> int:
    from tui.network import NetworkApp

    with register:
        if not register.read_only:
            remember_register(register.path)
        status = NetworkApp(register).run()
    return status or 0
