"""Watching a program that talks to a partner: progress, a limit to what it says, and an end within a second.

A partner's machine may hang, drip or flood. So nothing here waits for a pipe: two threads read, and the
caller looks every twentieth of a second whether to stop; stopping ends the whole process group.
"""

from __future__ import annotations

import re
import threading
import time
from typing import IO, TYPE_CHECKING, Final, NamedTuple, cast

from store import platform
from store.errors import Interrupted
from store.git.command import Result, clean_text

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

_TICK: Final = 0.05
_KEPT: Final = 32768  # of what it says on stderr: the end, where the reason stands
_FLOOD: Final = 16 << 20
_STDOUT_LIMIT: Final = 8 << 20
_PROGRESS: Final = re.compile(
    rb"(?:remote: )?(Enumerating|Counting|Compressing|Receiving|Resolving|Writing|Unpacking|Checking)"
    rb"[a-z ]*: +\d+% \((\d+)/(\d+)\)"
)


class Progress(NamedTuple):
    """How far git is.

    Attributes:
        phase: ``enumerating``, ``counting``, ``compressing``, ``receiving``, ``resolving``, ``writing``,
            ``unpacking`` or ``checking``.
        done: objects, of ``total``.
    """

    phase: str
    done: int
    total: int


class TimedOut(Exception):  # noqa: N818  # the caller knows the partner and makes a fault of it
    """Nothing was heard for too long; ``seconds`` says how long."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Flooded(Exception):  # noqa: N818  # likewise
    """It said, or sent, more than any honest partner does."""


class Watch(NamedTuple):
    """How a partner's program is watched.

    Attributes:
        cancel: set by a person who has waited enough.
        progress: called from another thread, several times a second; must not raise.
        idle: seconds without a sign of life (a word on stderr) after which it is ended.
        too_large: looked at twice a second; true ends it.
    """

    cancel: threading.Event | None = None
    progress: Callable[[Progress], None] | None = None
    idle: float = 60.0
    too_large: Callable[[], bool] | None = None


class _Ears:
    """What the two pipes said, and when."""

    def __init__(self, watch: Watch) -> None:
        self.out = bytearray()
        self.err = bytearray()
        self.heard = time.monotonic()
        self.flooded = False
        self._err_total = 0
        self._progress = watch.progress

    def listen_out(self, pipe: IO[bytes]) -> None:
        while part := pipe.read1(65536):  # type: ignore[attr-defined]  # a BufferedReader
            if len(self.out) + len(part) > _STDOUT_LIMIT:
                self.flooded = True
                return
            self.out += part

    def listen_err(self, pipe: IO[bytes]) -> None:
        while part := pipe.read1(8192):  # type: ignore[attr-defined]  # a BufferedReader
            self.heard = time.monotonic()
            self._err_total += len(part)
            if self._err_total > _FLOOD:
                self.flooded = True
                return
            self._report(part)
            self.err += part
            del self.err[:-_KEPT]

    def _report(self, part: bytes) -> None:
        found = list(_PROGRESS.finditer(part))
        if found and self._progress is not None:
            phase, done, total = found[-1].groups()
            self._progress(Progress(phase.decode().lower(), int(done), int(total)))


def watch_process(popen: subprocess.Popen[bytes], watch: Watch) -> Result:
    """Wait for a process that was started in a session of its own, and reap it with all it started.

    Raises:
        Interrupted: ``cancelled``.
        TimedOut, Flooded: see there.
    """
    ears = _Ears(watch)
    threads = [
        threading.Thread(target=ears.listen_out, args=(cast("IO[bytes]", popen.stdout),), daemon=True),
        threading.Thread(target=ears.listen_err, args=(cast("IO[bytes]", popen.stderr),), daemon=True),
    ]
    for thread in threads:
        thread.start()
    try:
        _wait(popen, watch, ears, threads[0])
        threads[1].join(0.5)  # a process that git left behind may hold its stderr open
    finally:
        if popen.poll() is None or any(thread.is_alive() for thread in threads):
            platform.end_group(popen)
        _free(popen, threads)
    return Result(popen.returncode, bytes(ears.out), clean_text(bytes(ears.err)))


def _wait(popen: subprocess.Popen[bytes], watch: Watch, ears: _Ears, reader: threading.Thread) -> None:
    looked = time.monotonic()
    while True:
        reader.join(_TICK)
        now = time.monotonic()
        if not reader.is_alive() and popen.poll() is not None:
            return
        if not reader.is_alive():
            time.sleep(0.002)  # its output has ended, it has not quite
        if watch.cancel is not None and watch.cancel.is_set():
            raise Interrupted("cancelled")
        if now - ears.heard > watch.idle:
            raise TimedOut(round(watch.idle))
        if now - looked > 0.5 and watch.too_large is not None:  # noqa: PLR2004
            looked = now
            ears.flooded = ears.flooded or watch.too_large()
        if ears.flooded:
            raise Flooded


def _free(popen: subprocess.Popen[bytes], threads: list[threading.Thread]) -> None:
    popen.wait()
    for thread in threads:
        thread.join(1.0)
    for pipe in (popen.stdin, popen.stdout, popen.stderr):
        if pipe is not None:
            try:
                pipe.close()
            except OSError:
                continue  # its reader has gone; there is nothing left to send
