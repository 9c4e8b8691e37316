"""Measuring two things in turn (A B A B …): times on a shared machine mean little, their ratio does."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

# Without compiled modules, or with every line written by itself, Python is measured and not the program.
_SLOWING = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED")

Run = Callable[[], float]
"""Does it once; returns what it cost (seconds, or bytes)."""


class Result(NamedTuple):
    """Medians of a job and of its yardstick; ``goal`` is the ratio that is wanted."""

    name: str
    ours: float
    yardstick: float
    goal: float | None
    unit: str = "s"

    @property
    def ratio(self) -> float:
        """How many times the yardstick."""
        return self.ours / self.yardstick if self.yardstick else float("inf")

    def line(self) -> str:
        """One line of the table."""
        scale, unit = (1e3, "ms") if self.unit == "s" else (1 / (1 << 20), "MiB")
        goal = f"≤ {self.goal:g}" if self.goal is not None else "–"
        mark = "" if self.goal is None or self.ratio <= self.goal else "  over"
        return (
            f"{self.name:<52} {self.ours * scale:9.1f} {unit:<3} {self.yardstick * scale:9.1f} {unit:<3}"
            f" {self.ratio:7.2f}  {goal:<7}{mark}"
        )


def in_turn(
    name: str, ours: Run, yardstick: Run, goal: float | None, *, runs: int, unit: str = "s"
) -> Result:
    """Run both in turn, once without counting, and take the medians."""
    ours(), yardstick()
    pairs = [(ours(), yardstick()) for _ in range(runs)]
    return Result(
        name, statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs), goal, unit
    )


def process(*command: str, prepare: Callable[[], object] | None = None) -> Run:
    """A whole process, by the clock on the wall."""

    def run() -> float:
        if prepare:
            prepare()
        begun = time.perf_counter()
        subprocess.run(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True, env=environment()
        )
        return time.perf_counter() - begun

    return run


def peak_memory(*command: str) -> Run:
    """The most memory that a process held, in bytes (what the kernel counted for it)."""

    def run() -> float:
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment())
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise subprocess.CalledProcessError(child.returncode, command)
        return float(usage.ru_maxrss) * (1 if sys.platform == "darwin" else 1024)

    return run


def call(function: Callable[[], object]) -> Run:
    """A call inside this process."""

    def run() -> float:
        begun = time.perf_counter()
        function()
        return time.perf_counter() - begun

    return run


def environment() -> dict[str, str]:
    """An environment in which neither the user's git settings nor the language make a difference."""
    kept = {name: value for name, value in os.environ.items() if name not in _SLOWING}
    return {
        **kept,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_AUTHOR_NAME": "Bench",
        "GIT_AUTHOR_EMAIL": "bench@example.invalid",
        "GIT_COMMITTER_NAME": "Bench",
        "GIT_COMMITTER_EMAIL": "bench@example.invalid",
        "LC_ALL": "C.UTF-8",
    }


def python(*arguments: str) -> Sequence[str]:
    """This interpreter with arguments."""
    return (sys.executable, *arguments)
