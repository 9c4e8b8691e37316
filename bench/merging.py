"""Merging two lines that went apart: 500 commits and 2,000 records a side, 200 of them on both.

Beside ``git merge`` of the same, which leaves most of the 200 in conflict.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.measure import Result, call, environment, in_turn
from schemas.fields import record_spec
from schemas.validation import Data
from store.codec import decode, encode
from store.git.repository import Repository
from store.layout import kind_of
from store.sharing.merging import merge

COMMITS, RECORDS, OVERLAP = 500, 2000, 200
_WHO = "Bench <bench@example.invalid>"


def merging(root: Path, size: str, runs: int) -> Iterator[Result]:
    """The merge alone, in a process that knows nothing yet: computed and written."""
    heads = diverge(root)

    def ours() -> float:
        with Repository.open(root) as repository:
            return call(lambda: _merge(repository, *heads))()

    work = root.with_name(root.name + "-merge")
    _git(root, "worktree", "add", "-q", "--force", "--detach", str(work), heads[0])

    def git() -> float:
        _git(work, "reset", "-q", "--hard", heads[0])
        return call(lambda: _git_merge(work, heads[1]))()

    yield in_turn(
        f"merge of {COMMITS} commits, {RECORDS} records a side, {size}", ours, git, 1.5, runs=max(3, runs)
    )


def _merge(repository: Repository, one: str, other: str) -> None:
    merged = merge(repository, one, other)
    if merged is not None:
        repository.write(merged.objects)


def _git_merge(work: Path, other: str) -> None:
    command = ["git", "-C", str(work), "merge", "-q", "--no-edit", other]
    subprocess.run(command, check=False, env=environment(), stdout=subprocess.DEVNULL)


def diverge(root: Path) -> tuple[str, str]:
    """Two branches from main; nothing in the work tree changes. Their commits."""
    paths = sorted(str(file.relative_to(root)) for file in root.glob("actors/*.toml"))
    sides = (paths[:RECORDS], paths[RECORDS - OVERLAP : 2 * RECORDS - OVERLAP])
    base = _git(root, "rev-parse", "main")
    for name, chosen, field in zip(("one", "other"), sides, ("summary", "website"), strict=True):
        stream = b"".join(_commits(root, name, base, chosen, _setter(name, field)))
        subprocess.run(
            ["git", "-C", str(root), "fast-import", "--quiet", "--force"], input=stream, check=True
        )
    return _git(root, "rev-parse", "one"), _git(root, "rev-parse", "other")


def _setter(name: str, field: str) -> Callable[[Data], Data]:
    value = f"https://{name}.invalid" if field == "website" else f"Neu bei {name}"
    return lambda data: {**data, field: value, "short_name": name}


def _commits(
    root: Path, name: str, base: str, paths: list[str], change: Callable[[Data], Data]
) -> Iterator[bytes]:
    each = len(paths) // COMMITS
    for number in range(COMMITS):
        start = f"from {base}\n" if number == 0 else ""
        head = (
            f"commit refs/heads/{name}\ncommitter {_WHO} {1_790_000_000 + number} +0000\ndata 1\nx\n{start}"
        )
        yield head.encode()
        for path in paths[number * each : (number + 1) * each]:
            raw = _changed(root, path, change)
            yield b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(raw), raw)


def _changed(root: Path, path: str, change: Callable[[Data], Data]) -> bytes:
    data = decode((root / path).read_bytes(), path).data or {}
    return encode(change(data), record_spec(kind_of(path) or "actor"))


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(root), *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()
