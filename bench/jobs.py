"""The jobs of the bench, each with its yardstick and goal (docs/performance.md)."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

from bench.measure import Result, call, environment, in_turn, peak_memory, process, python
from store.changes import FieldChange
from store.people import Person
from store.register import Register
from store.saving import change_edit
from store.search import Finder

KNOTEN = str(Path(sys.executable).with_name("knoten"))
BENCH = Person("Bench", "bench@example.invalid")
IMPORT_TEXTUAL = python("-c", "import textual.app")


def subject(changes: Sequence[FieldChange]) -> str:
    """A commit's subject."""
    return f"{len(changes)} changed"


def starting(root: Path, size: str, runs: int, goals: tuple[float, float, float | None]) -> Iterator[Result]:
    """Starting and listing: warm, after 20 files changed by hand, cold."""
    listing = (KNOTEN, "-C", str(root), "list", "actors", "treff", "17")
    textual = process(*IMPORT_TEXTUAL)
    yield in_turn(f"list WORDS, warm, {size}", process(*listing), textual, goals[0], runs=runs)
    changed = process(*listing, prepare=lambda: change_by_hand(root, 20))
    yield in_turn(f"list WORDS, 20 files changed by hand, {size}", changed, textual, goals[1], runs=runs)
    cold = process(*listing, prepare=lambda: shutil.rmtree(root / ".knoten/cache", ignore_errors=True))
    yield in_turn(f"list WORDS, cold, {size}", cold, textual, goals[2], runs=max(2, runs // 2))


_edits = count()


def change_by_hand(root: Path, files: int) -> None:
    """Change a line in some records as an editor would."""
    chance = random.Random(next(_edits))
    paths = sorted((root / "actors").glob("*.toml"))
    for path in chance.sample(paths, files):
        text = path.read_text(encoding="utf-8")
        path.write_text(
            text.replace("\nfounded = ", f"\nfounded = {chance.randint(1000, 1999)} # ", 1), encoding="utf-8"
        )


def helping(runs: int) -> Iterator[Result]:
    """The smallest thing the program can be asked."""
    yield in_turn("--help", process(KNOTEN, "--help"), process(*python("-c", "pass")), 4, runs=runs)


def painting(root: Path, size: str, runs: int, goals: tuple[float, float]) -> Iterator[Result]:
    """The application up to its first list: time and memory."""
    ours, static = python("-m", "bench.screens", "list", str(root)), python("-m", "bench.screens", "static")
    yield in_turn(f"app to first list painted, {size}", process(*ours), process(*static), goals[0], runs=runs)
    yield in_turn(
        f"peak memory, app open, {size}", peak_memory(*ours), peak_memory(*static), goals[1], runs=2, unit="B"
    )


def typing(root: Path, size: str, runs: int) -> Iterator[Result]:
    """One keystroke of search, at its worst: every record is looked at, none found, nothing to narrow."""
    with Register.open(root, read_only=True) as register:
        rows = register.snapshot.rows()
        texts = [row.text_folded for row in rows]
        finder = Finder(rows)
        needles = (f"zq{number}" for number in count())

        def keystroke() -> None:
            finder.find("")
            finder.find(next(needles))

        ours = call(keystroke)
        plain = call(lambda: [text for text in texts if "zq" in text])
        yield in_turn(f"one keystroke of search, {size}", ours, plain, 2, runs=max(runs, 9))


def saving(root: Path, size: str, runs: int, goal: float | None) -> Iterator[Result]:
    """A durable save of one record, beside ``git add`` and ``git commit``, which do not even sync."""
    clone = root.with_name(root.name + "-git")
    shutil.rmtree(clone, ignore_errors=True)
    subprocess.run(["git", "clone", "-q", str(root), str(clone)], check=True, env=environment())
    with Register.open(root) as register:
        ids = [row.id for row in register.snapshot.rows("actor")][:200]
        numbers = count()

        def save() -> None:
            number = next(numbers)
            record = register.snapshot.record(ids[number % len(ids)])
            data = {**(record.data or {}), "summary": f"Fassung {number}"}
            register.save([change_edit(record, data)], subject, person=BENCH)

        def commit() -> None:
            number = next(numbers)
            path = clone / "actors" / f"{ids[number % len(ids)]}.toml"
            path.write_text(path.read_text(encoding="utf-8") + f"# {number}\n", encoding="utf-8")
            git = ["git", "-C", str(clone)]
            subprocess.run([*git, "add", str(path)], check=True, env=environment())
            subprocess.run([*git, "commit", "-qm", "x"], check=True, env=environment())

        yield in_turn(
            f"durable save of one record, {size}", call(save), call(commit), goal, runs=max(runs, 7)
        )
