"""Processes to be killed, made in a millisecond: a server that has loaded everything forks one for each job.

``python -m tests.faults.forks`` reads lines of JSON (a job and its arguments) and answers ``pid N``; the job
writes its own lines to the same pipe; when it is gone, the server writes ``end STATUS``: all that the job
said stands before that line.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import random
import subprocess
import sys
import time
import traceback
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

_LOADED = ("git", "store.commits", "store.saving", "store.writing", "store.links", "schemas.actor")
"""What is loaded at first use: a fork that did so anew would hardly save anything before it is killed."""

ROOT = Path(__file__).resolve().parents[2]


class Ended(NamedTuple):
    """How a job ended: the numbers it acknowledged, the signal or status, what it complained of."""

    acknowledged: tuple[int, ...]
    status: int
    said: str


class Forks:
    """The server, used in a ``with`` block; the environment is that of the moment."""

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "tests.faults.forks"]
        self._server = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.communicate()

    def start(self, job: str, *arguments: str | int) -> int:
        """Start a job; returns its process."""
        assert self._server.stdin is not None
        self._server.stdin.write(json.dumps([job, *arguments]) + "\n")
        self._server.stdin.flush()
        return int(self._line().split()[1])

    def kill_after(self, pid: int, seconds: float) -> Ended:
        """Kill the job with SIGKILL after a while; git processes it started stay, as in life."""
        time.sleep(seconds)
        with contextlib.suppress(ProcessLookupError):  # it ended by itself: what it said shows why
            os.kill(pid, 9)
        return self.wait()

    def wait(self) -> Ended:
        """Wait until the job is gone."""
        numbers: list[int] = []
        said = ""
        while not (line := self._line()).startswith("end "):
            if line.startswith("ack "):
                numbers.append(int(line.split()[1]))
            else:
                said += line
        return Ended(tuple(numbers), int(line.split()[1]), said)

    def _line(self) -> str:
        assert self._server.stdout is not None
        line = self._server.stdout.readline()
        assert line, "the server is gone"
        return line


def instants(number: int, longest: float, seed: int) -> list[float]:
    """Random times in seconds, the same for the same seed, spread evenly over the range."""
    chance = random.Random(seed)
    return [(place + chance.random()) / number * longest for place in range(number)]


def serve() -> None:
    """Fork for each line, until there are no more."""
    from tests.faults import contention, jobs, making, sharing

    known = {**jobs.JOBS, **contention.JOBS, **making.JOBS, **sharing.JOBS}
    for name in _LOADED:
        importlib.import_module(name)

    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    for line in sys.stdin:
        job, *arguments = json.loads(line)
        read, write = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(write)
            os.read(read, 1)  # until the server has said the number
            _run(known[job], arguments)
        os.close(read)
        print(f"pid {pid}", flush=True)  # noqa: T201  the protocol
        os.close(write)
        _, status = os.waitpid(pid, 0)
        print(f"end {os.waitstatus_to_exitcode(status)}", flush=True)  # noqa: T201


def _run(job: object, arguments: list[str | int]) -> None:
    try:
        job(*arguments)  # type: ignore[operator]
    except BaseException:  # noqa: BLE001  # the parent is told, whatever it was
        os.write(1, traceback.format_exc().encode())
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    serve()
