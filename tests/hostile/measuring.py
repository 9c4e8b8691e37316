"""Running the program as a process of its own, with what it took."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from tests.tui.cli.conftest import KNOTEN, Ran

_LAUNCHER = """
import os, subprocess, sys
process = subprocess.Popen(sys.argv[2:], stdin=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
open(sys.argv[1], "w").write(str(usage.ru_maxrss))
os._exit(os.waitstatus_to_exitcode(status) & 255)
"""
"""A small process starts it: one that has a large one for parent is counted with what that one holds."""


class Took(NamedTuple):
    """A run, its seconds, and the MiB of memory of the largest of it and the processes it started."""

    ran: Ran
    seconds: float
    memory: int


def measured(folder: Path, *arguments: str) -> Took:
    """Run `knoten` to its end; ``folder`` is for notes."""
    note = folder / "memory"
    command = [sys.executable, "-S", "-c", _LAUNCHER, str(note), *KNOTEN, *arguments]
    started = time.monotonic()
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(command, capture_output=True, check=False, env=environ)
    seconds = time.monotonic() - started
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10  # getrusage(2): bytes there, KiB elsewhere
    ran = Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
    return Took(ran, seconds, int(note.read_text()) // unit)
