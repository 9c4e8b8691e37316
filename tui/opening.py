"""`knoten` alone: which register the application opens, and opening it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tui.arguments import Arguments


def open_app(arguments: Arguments) -> int:
    """Open the application on the register that is meant, or on its welcome screen if none is known."""
    import os
    from pathlib import Path

    from store.places import find_register, last_register

    found = find_register(arguments.one("register"), os.environ, Path.cwd()) or last_register()
    return open_register(found, read_only=arguments.has("read-only"))


def open_register(path: Path | None, *, read_only: bool = False) -> int:
    """Open the application on a register; None opens the welcome screen. Returns the exit code."""
    # Textual takes 200 ms to load; only here does anything load it.
    from tui.program import run_program

    return run_program(path, read_only=read_only)
