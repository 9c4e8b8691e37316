"""Long runs: ``python -m tests.merge.long --seeds A B --steps N`` plays networks and prints what was seen.

A run that fails is made smaller, and its steps are printed as they can be put into a test.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from random import Random

from tests.merge.acts import draw_steps, run
from tests.merge.network import FILES, Step

SETS: tuple[tuple[str, ...], ...] = (FILES, FILES[:1], ("topics/t-1.toml",), ("groups/g-1.toml",), FILES[-1:])


def plan(
    seed: int, count: int, leave_out: frozenset[str] = frozenset()
) -> tuple[list[Step], int, tuple[str, ...]]:
    """The run that a seed stands for: its steps, how many partners, which files."""
    chance = Random(seed)
    partners, files = chance.randrange(2, 8), chance.choice(SETS)
    return draw_steps(chance, count, leave_out), partners, files


def smaller(steps: Sequence[Step], fails: Callable[[Sequence[Step]], bool]) -> list[Step]:
    """As few of the steps as still fail (delta debugging)."""
    left = list(steps)
    size = max(1, len(left) // 2)
    while size:
        place = 0
        while place < len(left):
            without = left[:place] + left[place + size :]
            if fails(without):
                left = without
            else:
                place += size
        size //= 2
    return left


def fault_of(steps: Sequence[Step], partners: int, files: tuple[str, ...], seed: int) -> str:
    """What goes wrong in a run; empty if nothing does."""
    try:
        run(steps, partners, files, seed)
    except Exception as error:  # noqa: BLE001  whatever it is, it is what the run found
        return f"{type(error).__name__}: {error} {' '.join(getattr(error, '__notes__', ()))}"
    return ""


def play(job: tuple[int, int, frozenset[str]]) -> tuple[int, Counter[str], str]:
    """One seed: what was counted, and what went wrong."""
    seed, count, leave_out = job
    steps, partners, files = plan(seed, count, leave_out)
    try:
        return seed, run(steps, partners, files, seed).counts, ""
    except Exception:  # noqa: BLE001  whatever it is, it is what the run found
        fault = fault_of(steps, partners, files, seed)
        return seed, Counter(), fault


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    """Play the seeds; 1 if any fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", nargs=2, type=int, default=(0, 20), metavar=("FROM", "TO"))
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--without", nargs="*", default=())
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--shrink", action="store_true")
    options = parser.parse_args()
    leave_out = frozenset(options.without)
    jobs = [(seed, options.steps, leave_out) for seed in range(*options.seeds)]
    started, total, failed = time.monotonic(), Counter[str](), 0
    with multiprocessing.Pool(options.jobs) as pool:
        for seed, counts, fault in pool.imap_unordered(play, jobs):
            total += counts
            failed += bool(fault)
            if fault:
                say(f"seed {seed}: {fault[:700]}")
                if options.shrink:
                    show_smaller(seed, options.steps, leave_out)
    say(f"{len(jobs)} runs, {failed} failed, {time.monotonic() - started:.0f} s")
    for name, number in sorted(total.items()):
        say(f"  {name}: {number}")
    return bool(failed)


def show_smaller(seed: int, count: int, leave_out: frozenset[str]) -> None:
    """Print the fewest steps of a run that fail in the same way."""
    steps, partners, files = plan(seed, count, leave_out)
    kind = fault_of(steps, partners, files, seed)[:22]
    left = smaller(steps, lambda some: fault_of(some, partners, files, seed)[:22] == kind)
    say(f"  partners={partners}, files={files}, seed={seed}")
    for step in left:
        say(f"  {step!r},")
    say(f"  {fault_of(left, partners, files, seed)}")


if __name__ == "__main__":
    sys.exit(main())
