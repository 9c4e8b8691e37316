"""``make bench``: every job beside its yardstick, in one run, as a table.

``python -m bench [--large] [--runs N] [--only WORD]``; ``--large`` adds 50,000 records (some minutes).
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import jobs
from bench.generate import generate
from bench.measure import Result
from bench.merging import merging
from bench.sharing import sharing

Group = Callable[[], Iterator[Result]]


def main() -> None:
    """Build the registers, run the jobs, print a line for each as it ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true", help="also with 50,000 records")
    parser.add_argument("--runs", type=int, default=5, help="pairs that are counted")
    parser.add_argument("--only", default="", help="only groups of jobs whose name holds this word")
    options = parser.parse_args()
    print(f"{'job':<52} {'median':>13} {'yardstick':>13} {'ratio':>7}  goal")
    with tempfile.TemporaryDirectory(prefix="knoten-bench-") as folder:
        for result in results(Path(folder), large=options.large, runs=options.runs, only=options.only):
            print(result.line(), flush=True)


def results(folder: Path, *, large: bool, runs: int, only: str) -> Iterator[Result]:
    """All jobs in turn."""
    groups: dict[str, Group] = {"help": lambda: jobs.helping(runs)}
    small = generate(folder / "10k", 10_000, commit=True)
    groups |= {
        "type": lambda: jobs.typing(small, "10k", runs),
        "list": lambda: jobs.starting(small, "10k", runs, (0.6, 1.2, 5)),
        "paint": lambda: jobs.painting(small, "10k", runs, (2, 2.5)),
        "save": lambda: jobs.saving(small, "10k", runs, 1),
        "share": lambda: sharing(small, "10k", runs),
        "merge": lambda: merging(small, "10k", runs),
    }
    for name, group in groups.items():
        if only in name:
            yield from group()
    if large:
        yield from _large(generate(folder / "50k", 50_000, commit=True), runs, only)


def _large(root: Path, runs: int, only: str) -> Iterator[Result]:
    groups: dict[str, Group] = {
        "type": lambda: jobs.typing(root, "50k", runs),
        "list": lambda: jobs.starting(root, "50k", runs, (2, 2.5, None)),
        "paint": lambda: jobs.painting(root, "50k", runs, (6, 6)),
        "save": lambda: jobs.saving(root, "50k", runs, None),
    }
    for name, group in groups.items():
        if only in name:
            yield from group()


if __name__ == "__main__":
    main()
