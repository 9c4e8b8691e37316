"""Running a program on a real pseudo-terminal: what it writes is read, keys are typed into it."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType

# What Textual's driver, styles and cursor moves may send (ECMA-48 and the kitty and xterm extensions).
_OWN = re.compile(
    rb"\x1b\[[0-9;]*m"  # styles
    rb"|\x1b\[[0-9;]*[Hf]"  # where to draw
    rb"|\x1b\[\?[0-9;]+[hl]"  # modes: alternate screen, mouse, paste, cursor
    rb"|\x1b\[\?[0-9;]+\$p"  # asking for modes
    rb"|\x1b\[[<>][0-9;]*u"  # the keyboard protocol
    rb"|\x1b\]22;[a-z-]*\x07"  # the mouse pointer's shape
    rb"|\r\n|\n"
)
_CONTROL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e0fff]"
)


class OnPty:
    """A Python program on a terminal of its own, as a context."""

    def __init__(
        self,
        *args: str,
        size: tuple[int, int] = (80, 24),
        env: Mapping[str, str] | None = None,
        cwd: str | None = None,
    ) -> None:
        self.args: Sequence[str] = [sys.executable, *args]
        self.size, self.env, self.cwd = size, {**os.environ, **(env or {})}, cwd
        self.output = b""
        self.status: int | None = None

    def __enter__(self) -> Self:
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            if self.cwd:
                os.chdir(self.cwd)
            os.execvpe(self.args[0], list(self.args), self.env)  # noqa: S606  # as a shell would
        self.resize(*self.size)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.status is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        with suppress(OSError):
            os.close(self.terminal)

    def resize(self, columns: int, lines: int) -> None:
        """Make the terminal another size; the program is told by SIGWINCH."""
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def keys(self, *typed: str, pause: float = 0.15) -> None:
        """Type, with a pause after each, as a person does."""
        for words in typed:
            os.write(self.terminal, words.encode())
            self.read(pause)

    def read(self, seconds: float) -> bytes:
        """Read what is written within some time."""
        ends = time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0:
            if not select.select([self.terminal], [], [], left)[0]:
                break
            try:
                chunk = os.read(self.terminal, 65536)
            except OSError:  # the other side has closed
                break
            if not chunk:
                break
            self.output += chunk
        return self.output

    def until(self, words: str, seconds: float = 20) -> None:
        """Read until some words have been written; fail with what was written instead."""
        ends = time.monotonic() + seconds
        while words.encode() not in self.output and time.monotonic() < ends:
            self.read(0.1)
        assert words.encode() in self.output, visible(self.output)[-2000:]

    def wait(self, seconds: float = 20) -> int:
        """Wait for the end and return the exit status, negative for a signal."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            self.read(0.05)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
                self.read(0.1)
                return self.status
        raise AssertionError("still running: " + visible(self.output)[-2000:])


def foreign_controls(output: bytes) -> list[str]:
    """Return every control or reordering character that is no part of what Textual itself may send."""
    return _CONTROL.findall(_OWN.sub(b"", output).decode(errors="replace"))


def visible(output: bytes) -> str:
    """Return what was written without the sequences that place and colour it."""
    return _OWN.sub(b" ", output).decode(errors="replace")
