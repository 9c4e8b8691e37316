"""Repositories for the tests: good ones through the layer itself, hostile ones by raw objects."""

from __future__ import annotations

import hashlib
import os
import subprocess
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from store.git import refs
from store.git.objects import Signature, make_blob, make_commit
from store.git.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WHO = Signature("Ada Beispiel", "ada@example.org", 1_700_000_000, 60)
ANNA = b'id = "anna"\n'


def git(folder: Path | str, *arguments: str, stdin: bytes = b"", check: bool = True) -> bytes:
    """Run plain git, as a person or another program would."""
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments], input=stdin, capture_output=True, check=False
    )
    assert not check or done.returncode == 0, done.stderr.decode(errors="replace")
    return done.stdout


def new_register(path: Path, files: Mapping[str, bytes] | None = None) -> Repository:
    """A repository with one commit of ``files`` (default: one actor)."""
    path.mkdir(parents=True, exist_ok=True)
    repository = Repository.init(path)
    save(repository, files or {"actors/anna.toml": ANNA}, "one")
    return repository


def save(repository: Repository, files: Mapping[str, bytes | None], message: str = "more") -> str:
    """Commit some files on top of main; returns the commit."""
    head = repository.head()
    blobs = {path: make_blob(data) for path, data in files.items() if data is not None}
    tree = repository.read_commit(head).tree if head else None
    root, trees = repository.splice(
        tree, {path: blobs[path].oid if path in blobs else None for path in files}
    )
    commit = make_commit(root, [head] if head else [], WHO, WHO, message)
    repository.write([*blobs.values(), *trees, commit])
    repository.update_ref(refs.MAIN, commit.oid, head, message)
    return commit.oid


def checked_out(path: Path, files: Mapping[str, bytes] | None = None) -> Path:
    """As ``new_register``, closed, with its files written by plain git."""
    new_register(path, files).close()
    git(path, "reset", "-q", "--hard")
    return path


def bare(path: Path) -> Path:
    """An empty bare repository, whose branch is main."""
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(path)], check=True)
    return path


def raw_object(git_dir: Path, kind: str, body: bytes) -> str:
    """Write any object without git's own checks."""
    stored = f"{kind} {len(body)}\0".encode() + body
    oid = hashlib.sha1(stored, usedforsecurity=False).hexdigest()
    folder = git_dir / "objects" / oid[:2]
    folder.mkdir(exist_ok=True)
    (folder / oid[2:]).write_bytes(zlib.compress(stored))
    return oid


def raw_tree(git_dir: Path, entries: Sequence[tuple[str, bytes, str]]) -> str:
    """Write any tree: mode, name and id of each entry, in the order given."""
    lines = (mode.encode() + b" " + name + b"\0" + bytes.fromhex(oid) for mode, name, oid in entries)
    return raw_object(git_dir, "tree", b"".join(lines))


def raw_commit(git_dir: Path, tree: str, parents: Sequence[str] = (), message: bytes = b"raw\n") -> str:
    """Write a commit of any tree."""
    lines = [f"tree {tree}", *(f"parent {parent}" for parent in parents)]
    lines += [f"{role} P <p@example.org> 1700000000 +0000" for role in ("author", "committer")]
    return raw_object(git_dir, "commit", "\n".join(lines).encode() + b"\n\n" + message)


def script(path: Path, body: str) -> Path:
    """An executable shell script."""
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def is_running(pid: int) -> bool:
    """Whether a process runs; one that has ended and only waits to be reaped does not."""
    state, _ = _state(pid)
    return state not in {"", "Z", "X"}


def children() -> set[int]:
    """The processes that this one started and has not reaped."""
    own = os.getpid()
    running = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return {pid for pid in running if _state(pid)[1] == own}


def _state(pid: int) -> tuple[str, int]:
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return "", 0
    state, parent = text.rpartition(")")[2].split()[:2]
    return state, int(parent)
