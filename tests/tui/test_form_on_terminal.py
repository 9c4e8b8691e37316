"""On a real terminal: what was typed outlives every end, and nothing hostile gets through."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from store.drafts import DraftFolder
from tests.tui.pty_run import OnPty, foreign_controls

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = ("-m", "tests.tui.form_program")


@pytest.mark.parametrize(
    ("number", "waits"), [(signal.SIGKILL, 1.5), (signal.SIGHUP, 0.05), (signal.SIGTERM, 0.05)]
)
def test_what_was_typed_outlives_the_program(number: signal.Signals, waits: float, tmp_path: Path) -> None:
    with OnPty(*PROGRAM, str(tmp_path)) as program:
        program.until("Short name")
        program.read(1)
        program.keys("\t", "N", "T", pause=0.3)
        program.read(waits)
        os.kill(program.pid, number)
        program.wait()
    (draft,) = DraftFolder(tmp_path).drafts_of("actor", "treff-a2b3")
    assert draft.data["short_name"] == "NT"
    assert draft.base is not None


def test_hostile_text_reaches_no_terminal(tmp_path: Path) -> None:
    with OnPty(*PROGRAM, str(tmp_path), "hostile", size=(100, 30)) as program:
        program.until("Short name")
        program.keys(*["\t"] * 32, pause=0.08)
        program.keys("\x1b[Z", "\r", pause=0.5)
        program.read(1)
        os.kill(program.pid, signal.SIGTERM)
        program.wait()
    assert b"[/x]" in program.output
    assert foreign_controls(program.output) == []
    assert b"owned\x07" not in program.output
