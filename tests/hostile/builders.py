"""What a partner could put into its repository, on top of the history of a register that it really shares.

Objects are written as bytes, past every check of git: that is what somebody who means harm does.
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
import shutil
import subprocess
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

FILE, EXECUTABLE, LINK, SUBMODULE, FOLDER = "100644", "100755", "120000", "160000", "40000"
WHO = b"Partner <partner@example.org>"
WHEN = b"1700000000 +0000"
MACHINE = b"Knotenpunkt merge <merge@knotenpunkt.invalid>"


class Entry(NamedTuple):
    """One line of a folder."""

    mode: str
    name: bytes
    oid: str


def record(record_id: str, **fields: str) -> bytes:
    """A valid actor."""
    lines = {"id": record_id, "name": record_id.title(), "kind": "verein", "status": "active", **fields}
    return "".join(f'{key} = "{value}"\n' for key, value in lines.items()).encode()


def git(where: Path, *arguments: str, stdin: bytes = b"") -> str:
    """Plain git, as a colleague would call it."""
    command = ["git", "-C", str(where), *arguments]
    done = subprocess.run(command, input=stdin, capture_output=True, check=True)
    return done.stdout.decode("utf-8", "replace").strip()


def listing(where: Path, what: str) -> list[Entry]:
    """The entries of a folder of a commit."""
    done = subprocess.run(["git", "-C", str(where), "ls-tree", "-z", what], capture_output=True, check=True)
    items = (line.partition(b"\t") for line in done.stdout.split(b"\0") if line)
    return [
        Entry(head.split()[0].decode().lstrip("0"), name, head.split()[2].decode()) for head, _, name in items
    ]


@dataclasses.dataclass
class Hub:
    """A bare repository that the partner can write what it likes into.

    ``head`` is the last honest commit, ``top`` and ``actors`` its folders; ``outside`` is a folder that
    nobody may touch, ``canary`` a file that exists once something ran.
    """

    path: Path
    head: str
    top: list[Entry]
    actors: list[Entry]
    outside: Path
    canary: Path

    def raw(self, kind: str, body: bytes) -> str:
        """Any object; returns its id."""
        stored = f"{kind} {len(body)}\0".encode() + body
        oid = hashlib.sha1(stored, usedforsecurity=False).hexdigest()
        file = self.object_path(oid)
        file.parent.mkdir(exist_ok=True)
        if not file.exists():
            file.write_bytes(zlib.compress(stored, 1))
        return oid

    def object_path(self, oid: str) -> Path:
        """Where a loose object lies."""
        return self.path / "objects" / oid[:2] / oid[2:]

    def blob(self, content: bytes) -> str:
        """A file's content."""
        return self.raw("blob", content)

    def folder(self, entries: Iterable[Entry], *, ordered: bool = True) -> str:
        """A folder, in git's order unless told otherwise."""
        items = list(entries)
        if ordered:
            items.sort(key=lambda entry: entry.name + (b"/" if entry.mode == FOLDER else b""))
        lines = (
            entry.mode.encode() + b" " + entry.name + b"\0" + bytes.fromhex(entry.oid) for entry in items
        )
        return self.raw("tree", b"".join(lines))

    def with_top(self, *entries: Entry, without: Sequence[bytes] = ()) -> str:
        """The honest top folder with some entries put in or taken out."""
        names = {entry.name for entry in entries} | set(without)
        return self.folder([*(old for old in self.top if old.name not in names), *entries])

    def with_actors(self, *entries: Entry, without: Sequence[bytes] = ()) -> str:
        """The same for the folder of actors; returns the top folder."""
        names = {entry.name for entry in entries} | set(without)
        kept = [old for old in self.actors if old.name not in names]
        return self.with_top(Entry(FOLDER, b"actors", self.folder([*kept, *entries])))

    def file(self, name: bytes, content: bytes = b"x", mode: str = FILE) -> Entry:
        """An entry for a file (or what else a blob may be) of that content."""
        return Entry(mode, name, self.blob(content))

    def commit(
        self,
        tree: str,
        parents: Sequence[str] | None = None,
        *,
        message: bytes = b"hostile\n",
        who: bytes = WHO,
        when: bytes = WHEN,
        extra: bytes = b"",
    ) -> str:
        """A commit on top of the honest one (or of ``parents``)."""
        lines = [b"tree " + tree.encode()]
        lines += [b"parent " + parent.encode() for parent in ([self.head] if parents is None else parents)]
        lines += [b"author " + who + b" " + when, b"committer " + who + b" " + when]
        return self.raw("commit", b"\n".join(lines) + b"\n" + extra + b"\n" + message)

    def publish(self, commit: str) -> None:
        """Let main be at any object."""
        (self.path / "refs/heads").mkdir(parents=True, exist_ok=True)
        (self.path / "refs/heads/main").write_text(commit + "\n")

    def publish_top(self, *entries: Entry, without: Sequence[bytes] = ()) -> None:
        """Hand out a commit with another top folder."""
        self.publish(self.commit(self.with_top(*entries, without=without)))

    def publish_actors(self, *entries: Entry) -> None:
        """Hand out a commit with more actors."""
        self.publish(self.commit(self.with_actors(*entries)))

    def actor_blob(self) -> str:
        """The content of an honest record."""
        return self.actors[0].oid

    def script(self, name: str, *, body: str = "exit 0") -> Path:
        """A program that leaves a trace, then does ``body``."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'#!/bin/sh\necho "$0 $*" >> {self.canary}\n{body}\n', encoding="utf-8")
        path.chmod(0o755)
        return path


class Honest(NamedTuple):
    """What stands in the repository of an honest partner: its last commit and that one's folders."""

    head: str
    top: list[Entry]
    actors: list[Entry]


def honest(where: Path) -> Honest:
    """Look it up."""
    return Honest(git(where, "rev-parse", "main"), listing(where, "main"), listing(where, "main:actors"))


def copy_hub(source: Path, path: Path, known: Honest, outside: Path, canary: Path) -> Hub:
    """A hub of its own, with the honest history of ``source``."""
    shutil.copytree(source, path)
    return Hub(path, known.head, list(known.top), list(known.actors), outside, canary)


def files_below(folder: Path, *left_out: Path) -> dict[str, tuple[int, bytes]]:
    """Every path below a folder, with its mode and content (of a link: where it leads)."""
    found: dict[str, tuple[int, bytes]] = {}
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if Path(place, name) not in left_out]
        for name in (*folders, *names):
            path = Path(place, name)
            mode = path.lstat().st_mode
            content = os.fsencode(path.readlink()) if path.is_symlink() else b""
            content = path.read_bytes() if path.is_file() and not path.is_symlink() else content
            found[str(path)] = (mode, content)
    return found
