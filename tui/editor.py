"""Opening a file in the person's own text editor, with the terminal given back for as long as it runs."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from tui.safe_text import say
from tui.words import N_, text

if TYPE_CHECKING:
    from tui.app import KnotenApp

_USUAL = ("nano", "micro", "vim", "vi", "notepad")


def editor_command() -> list[str] | None:
    """The editor that the person chose, else the simplest one that there is; None if there is none."""
    for variable in ("VISUAL", "EDITOR"):
        chosen = os.environ.get(variable, "").strip()
        if chosen:
            return shlex.split(chosen)
    return next(([name] for name in _USUAL if shutil.which(name)), None)


def edit_in_terminal(app: KnotenApp, path: Path) -> None:
    """Open the file; where that is impossible, say how to do it by oneself."""
    command = editor_command()
    if command is None:
        app.tell(
            text("No text editor was found. Set the variable EDITOR to the one you use."), severity="error"
        )
        return

    def run() -> None:
        try:
            subprocess.run([*command, str(path)], check=False)  # the person's own choice
        except OSError:
            app.tell(say(N_("The editor {name} cannot be started."), name=command[0]), severity="error")

    if not app.run_suspended(run):
        app.tell(say(N_("Open this file in a text editor: {path}"), path=str(path)))
