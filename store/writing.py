"""What comes before every write: the lock, clearing up after the dead, a repository fit to save in."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from store import files
from store.errors import RegisterUnusable
from store.git.repository import Repository
from store.layout import PRIVATE
from store.leftovers import clear_leftovers
from store.platform import RegisterLock


@contextlib.contextmanager
def locked(repository: Repository, root: Path, *, thorough: bool) -> Iterator[None]:
    """Hold the register's lock, and lend it to the git processes that write.

    What those who died with the lock left is cleared away; with ``thorough``, looked for in any case.
    Raises Locked, WriteFailed.
    """
    private = root / PRIVATE
    files.make_folder(str(private))
    lock = RegisterLock(str(private / "lock"))
    with files.writing(str(private / "lock")):
        lock.acquire()
    with lock, repository.command.lending(lock.lendable):
        clear_leftovers(str(root), thorough=thorough or lock.holder_died)
        yield


def refuse_half_way(repository: Repository) -> None:
    """A half-done merge may stay open beside a save; all else that moves or hides the branch may not.

    Raises RegisterUnusable ``register_half_way``.
    """
    for trouble in repository.state(thorough=False):
        if trouble.forbids == "saving" and trouble.code != "merge_under_way":
            raise RegisterUnusable("register_half_way", state=trouble.code)
