"""The folder that a register is being made in: empty before, and as it was if the making fails.

A kill leaves a half-made register. So a mark stands in the folder until the register is whole, and whoever
makes one there again clears what is half and begins anew. The system frees the lock of a process that died;
a git that outlived it still holds the lock, and is waited for.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import time
from typing import TYPE_CHECKING, Final

from store import files
from store.errors import RegisterUnusable, StoreError, UsageFault
from store.git import refs
from store.layout import PRIVATE
from store.platform import RegisterLock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MARK: Final = f"{files.TEMPORARY}half-made"  # what is left of it the first save clears (store.leftovers)
_LOCK: Final = "lock"
_GIT: Final = ".git"
_PATIENCE: Final = 5.0
_PAUSE: Final = 0.05
_PASSING: Final = (errno.ENOTEMPTY, errno.ENOENT)


@contextlib.contextmanager
def making_in(path: Path) -> Iterator[tuple[Path, RegisterLock]]:
    """Give the resolved folder, which holds nothing of a person's, and the register's lock, which is held.

    Raises:
        UsageFault: ``folder_not_empty``.
        Locked: another program is making a register there.
        WriteFailed: nothing can be written there.
    """
    with files.writing(str(path)):
        existed = path.exists()
        if existed and not _is_free(path):
            raise UsageFault("folder_not_empty", path=str(path))
        path.mkdir(parents=True, exist_ok=True)
        root = path.resolve()
    private = root / PRIVATE
    with _lock_in(private, keep=existed) as lock:
        _clear_half_made(root)
        try:
            files.atomic_write(str(private / _MARK), b"")
            yield root, lock
            files.remove(str(private / _MARK))
        except BaseException:  # Ctrl-C too leaves no half register; it goes on up
            _clear(root, keep=existed)
            raise


def _lock_in(private: Path, *, keep: bool) -> RegisterLock:
    try:
        files.make_folder(str(private))
    except StoreError:
        with contextlib.suppress(OSError):
            if not keep:
                private.parent.rmdir()
        raise
    lock = RegisterLock(str(private / _LOCK))
    with files.writing(str(private / _LOCK)):
        lock.acquire()
    return lock


def _is_free(path: Path) -> bool:
    """Whether nothing is there but what a killed run left half-made."""
    if not path.is_dir():
        return False
    names = set(os.listdir(path))
    if not names:
        return True
    if not names <= {_GIT, PRIVATE} or (path / PRIVATE).is_symlink() or not (path / PRIVATE).is_dir():
        return False
    if _GIT not in names:
        return all(name == _LOCK or name.startswith(files.TEMPORARY) for name in os.listdir(path / PRIVATE))
    return (path / PRIVATE / _MARK).exists() and not _has_main(path / _GIT)


def _has_main(git_dir: Path) -> bool:
    try:
        return refs.read_ref(str(git_dir), refs.MAIN) is not None
    except RegisterUnusable:
        return True


def _clear_half_made(root: Path) -> None:
    """Remove what a killed run left. Whoever waited for the lock looks again: it may be a register by now.

    Raises UsageFault ``folder_not_empty``.
    """
    with files.writing(str(root)):
        if not _is_free(root):
            raise UsageFault("folder_not_empty", path=str(root))
        _remove_patiently(root / _GIT)
        for entry in (root / PRIVATE).iterdir():
            if entry.name != _LOCK:
                _remove(entry)


def _remove_patiently(folder: Path) -> None:
    """A git that the killed run had started may still write for a moment."""
    deadline = time.monotonic() + _PATIENCE
    while os.path.lexists(folder):
        try:
            shutil.rmtree(folder)
        except OSError as error:
            if error.errno not in _PASSING or time.monotonic() > deadline:
                raise
            time.sleep(_PAUSE)


def _clear(root: Path, *, keep: bool) -> None:
    """Remove what a failed run made: the folder was empty or missing before."""
    with contextlib.suppress(OSError):
        if not keep:
            shutil.rmtree(root)
            return
        for entry in root.iterdir():
            _remove(entry)


def _remove(entry: Path) -> None:
    if entry.is_dir() and not entry.is_symlink():
        shutil.rmtree(entry)
    else:
        entry.unlink()
