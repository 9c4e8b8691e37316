"""Running the program as a process of its own, with what it took."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from typing import NamedTuple

from tests.tui.cli.conftest import KNOTEN, Ran


class Took(NamedTuple):
    """A run, its seconds, and the MiB of memory of the largest of it and the processes it started."""

    ran: Ran
    seconds: float
    memory: int


def measured(*arguments: str) -> Took:
    """Run `knoten` to its end."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        started = time.monotonic()
        process = subprocess.Popen([*KNOTEN, *arguments], stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode())
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10  # getrusage(2): bytes there, KiB elsewhere
    return Took(Ran(process.returncode, *texts), seconds, usage.ru_maxrss // unit)
