"""Where what a partner sends is looked at before it is among the register's objects.

``git fetch`` unpacks into the repository itself and leaves there what its own check then refuses; the next
fetch finds it there and takes it unchecked (git-config(1), "fetch.fsckObjects"). So git fetches into a bare
repository of its own that reads the register's objects and knows its refs, and the packs move over once
nothing is wrong with them.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import time
from typing import TYPE_CHECKING, Final, Self

from store import files, platform
from store.errors import ReadFailed
from store.git import refs
from store.git.batch import ObjectReader
from store.git.command import GitCommand

if TYPE_CHECKING:
    from store.git.repository import Repository

FETCHED: Final = "refs/knoten/fetched"

_FOLDER: Final = "knoten-incoming-"
_ABANDONED: Final = 3600.0  # seconds; the process that made it may run on another machine
_CONTENT: Final = {
    "HEAD": f"ref: {refs.MAIN}\n".encode(),
    "config": b"[core]\n\trepositoryformatversion = 0\n\tbare = true\n",
    "objects/info/alternates": b"../../objects\n",
}
_SHALLOW_LIMIT: Final = 16 << 20


class Quarantine:
    """The repository beside the register's; it is gone afterwards, whatever happens.

    Attributes:
        git_dir: where it lies.
    """

    def __init__(self, repository: Repository) -> None:
        """Nothing is made yet."""
        self._repository = repository
        self.git_dir = os.path.join(repository.git_dir, _FOLDER + secrets.token_hex(8))
        self._packs = os.path.join(self.git_dir, "objects", "pack")

    def __enter__(self) -> Self:
        _clear_abandoned(self._repository.git_dir)
        with files.writing(self.git_dir):
            for name in ("objects/pack", "objects/info", "refs"):
                os.makedirs(os.path.join(self.git_dir, *name.split("/")))
            for name, content in _CONTENT.items():
                self._write(name, content)
            self._write("packed-refs", self._refs())
            with contextlib.suppress(ReadFailed):  # the usual case: the history is whole
                shallow = os.path.join(self._repository.git_dir, "shallow")
                self._write("shallow", files.read_bounded(shallow, _SHALLOW_LIMIT))
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.git_dir, ignore_errors=True)

    def _write(self, name: str, content: bytes) -> None:
        with open(os.path.join(self.git_dir, *name.split("/")), "xb") as file:
            file.write(content)

    def _refs(self) -> bytes:
        """What is here already, and need not come again."""
        known = self._repository.list_refs("refs/")
        with contextlib.closing(ObjectReader(self.command())) as reader:
            infos = reader.infos(list(known.values()))
        lines = [f"{oid} {name}\n" for (name, oid), info in zip(known.items(), infos, strict=True) if info]
        return "".join(lines).encode()

    def command(self) -> GitCommand:
        """For looking at what came, together with what is here."""
        return GitCommand(self.git_dir, self.git_dir, "")

    def fetched(self) -> str | None:
        """What was fetched, if anything."""
        return refs.read_ref(self.git_dir, FETCHED)

    def size(self) -> int:
        """Bytes that have come so far."""
        total = 0
        with contextlib.suppress(OSError), os.scandir(self._packs) as entries:
            for entry in entries:
                with contextlib.suppress(OSError):
                    total += entry.stat(follow_symlinks=False).st_size
        return total

    def keep(self) -> None:
        """Move the packs to those of the register, durably, the index last: git finds a pack by it.

        Raises:
            WriteFailed: nothing of them is used.
        """
        target = os.path.join(self._repository.git_dir, "objects", "pack")
        with files.writing(target):
            os.makedirs(target, exist_ok=True)
            names = [name for name in os.listdir(self._packs) if name.startswith("pack-")]
            for name in sorted(names, key=lambda name: name.endswith(".idx")):
                platform.replace(os.path.join(self._packs, name), os.path.join(target, name))
            platform.fsync_dir(target)
            platform.fsync_dir(os.path.dirname(target))


def _clear_abandoned(git_dir: str) -> None:
    """Remove what killed runs left."""
    with contextlib.suppress(OSError), os.scandir(git_dir) as entries:
        for entry in entries:
            if entry.name.startswith(_FOLDER) and entry.is_dir(follow_symlinks=False):
                with contextlib.suppress(OSError):
                    if time.time() - entry.stat(follow_symlinks=False).st_mtime > _ABANDONED:
                        shutil.rmtree(entry.path, ignore_errors=True)
