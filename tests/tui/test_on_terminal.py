"""On a real terminal: what reaches it, and how the program ends there."""

from __future__ import annotations

import os
import re
import signal
import time
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT
from tests.tui.pty_run import OnPty, foreign_controls, visible

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = ("-m", "tests.tui.pty_programs")


def run(name: str, *, size: tuple[int, int] = (80, 24), **env: str) -> OnPty:
    return OnPty(*PROGRAM, name, size=size, env=env, cwd=str(ROOT))


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
def test_no_control_byte_of_foreign_text_reaches_the_terminal(size: tuple[int, int]) -> None:
    with run("evil", size=size) as program:
        program.until("␛]0;owned␇")
        for _ in range(5):
            program.keys("\x1b", pause=0.4)
        program.keys("\x1b", pause=0.4)
        program.keys("/", "x", "\x1b[200~\x1b]0;pasted\x07\x1b[201~", "\x1b", "\x1b")
        program.keys("?", pause=0.4)
        program.keys("\x1b", pause=0.4)
        program.keys("\x1b[B", "\t", "\x11")
        assert program.wait() == 0
    assert foreign_controls(program.output) == []
    assert "owned" in visible(program.output)


def test_the_guard_holds_where_a_screen_was_written_without_care() -> None:
    with run("careless", size=(100, 60)) as program:
        program.until("titled")
        program.keys(*["\t"] * 9)
        program.keys("\x11")
        assert program.wait() == 0
    assert foreign_controls(program.output) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_keeps_drafts_and_gives_the_terminal_back(number: signal.Signals, tmp_path: Path) -> None:
    draft = tmp_path / "draft"
    with run("draft", DRAFT=str(draft)) as program:
        program.until("READY")
        os.kill(program.pid, number)
        assert program.wait(5) == 128 + number
    assert draft.read_text(encoding="utf-8") == "kept"
    assert b"\x1b[?1049l" in program.output
    assert b"\x1b[?25h" in program.output


def test_a_closed_terminal_keeps_drafts_and_ends_the_program(tmp_path: Path) -> None:
    draft = tmp_path / "draft"
    with run("draft", DRAFT=str(draft)) as program:
        program.until("READY")
        os.close(program.terminal)
        ends = time.monotonic() + 10
        while time.monotonic() < ends:
            pid, _ = os.waitpid(program.pid, os.WNOHANG)
            if pid:
                program.status = 0
                break
            time.sleep(0.05)
    assert program.status == 0
    assert draft.read_text(encoding="utf-8") == "kept"


def test_being_stopped_keeps_drafts_and_gives_the_terminal_back_meanwhile(tmp_path: Path) -> None:
    draft = tmp_path / "draft"
    with run("draft", DRAFT=str(draft)) as program:
        program.until("READY")
        os.kill(program.pid, signal.SIGTSTP)
        program.read(0.5)
        pid, status = os.waitpid(program.pid, os.WUNTRACED)
        assert pid
        assert os.WIFSTOPPED(status)
        assert draft.exists()
        assert b"\x1b[?1049l" in program.output
        program.output = b""
        os.kill(program.pid, signal.SIGCONT)
        program.until("READY")
        program.keys("q")
        assert program.wait() == 0


def test_a_crash_says_three_sentences_and_shows_no_value(tmp_path: Path) -> None:
    state = tmp_path / "state"
    with run(
        "draft", DRAFT=str(tmp_path / "draft"), XDG_STATE_HOME=str(state), LC_ALL="en_GB.UTF-8"
    ) as program:
        program.until("READY")
        program.keys("h")
        assert program.wait() == 1
    said = visible(program.output)
    log = (state / "knoten" / "crash.log").read_text(encoding="utf-8")
    assert "crash.log" in re.sub(r"\s", "", said)
    assert "Traceback" not in said
    for words in (said, log):
        assert "somebody@example.org" not in words
    assert "ValueError" in log
    assert "action_record_history" in log
    assert (tmp_path / "draft").exists()


def test_work_that_hangs_does_not_keep_the_program_alive(tmp_path: Path) -> None:
    with run("draft", DRAFT=str(tmp_path / "draft")) as program:
        program.until("READY")
        program.keys("n", "q")
        assert program.wait(5) == 0


def test_any_size_down_to_one_cell_and_back(tmp_path: Path) -> None:
    with run("draft", DRAFT=str(tmp_path / "draft")) as program:
        program.until("READY")
        for columns, lines in ((1, 1), (2, 40), (200, 1), (7, 7), (160, 48), (1, 1), (80, 24)):
            program.resize(columns, lines)
            program.keys("\x1b[B", "?", "\x1b", pause=0.2)
        program.output = b""
        program.keys("m", pause=0.5)
        program.keys("\x1b", "q")
        assert program.wait() == 0


def test_without_colours_none_is_sent(tmp_path: Path) -> None:
    with run("draft", DRAFT=str(tmp_path / "draft"), NO_COLOR="1") as program:
        program.until("READY")
        program.keys("\x1b[B", "d", "\x1b", "?", "\x1b", "q", pause=0.3)
        assert program.wait() == 0
    styles = re.findall(rb"\x1b\[([0-9;]*)m", program.output)
    codes = {int(code) for style in styles for code in style.split(b";") if code}
    assert not {code for code in codes if 30 <= code <= 38 or 40 <= code <= 48 or 90 <= code <= 107}
    assert 7 in codes  # the line under the cursor is seen all the same
