"""What a killed run left in a register's folders: its temporary files, and edits it had just taken out.

A temporary file names the process that wrote it, so that what a living one is at work on stays. One that was
about to change places with a record's file (``store.exchange``) may hold somebody's edit instead: that goes
back to its place.
"""

from __future__ import annotations

import contextlib
import os

from store import files, platform
from store.errors import ReadFailed
from store.layout import FOLDERS, MAX_FILE, PRIVATE

_RESCUED = "rescued"
_FOLDERS = (PRIVATE, f"{PRIVATE}/cache", "", *FOLDERS.values(), "docs")


def clear_leftovers(root: str, *, thorough: bool) -> None:
    """Remove what killed runs left; the caller holds the register's lock.

    ``thorough`` looks at the folders of records too (4 ms for 10,000 of them), else at our own.
    """
    for folder in _FOLDERS if thorough else _FOLDERS[:2]:
        _clear_folder(root, os.path.join(root, folder) if folder else root)


def _clear_folder(root: str, folder: str) -> None:
    for name in _temporaries(folder):
        path = os.path.join(folder, name)
        with contextlib.suppress(OSError, ReadFailed):
            if name.startswith(files.SWAPPED):
                _clear_swapped(root, path)
            elif not _is_at_work(name):
                os.unlink(path)


def _temporaries(folder: str) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return [
                entry.name
                for entry in entries
                if entry.name.startswith(files.TEMPORARY) and entry.is_file(follow_symlinks=False)
            ]
    except OSError:
        return []


def _is_at_work(name: str) -> bool:
    """Whether the process that wrote the file still runs; a number that says nothing is taken as dead."""
    pid = name.removeprefix(files.TEMPORARY).partition("-")[0]
    return pid.isascii() and pid.isdigit() and int(pid) != os.getpid() and platform.is_running(int(pid))


def _clear_swapped(root: str, path: str) -> None:
    """Remove our own version, new or old; what is neither is an edit, and goes back or is kept aside."""
    parts = files.swapped_parts(path)
    if parts is None:
        return
    target, expected, wanted = parts
    found = files.digest(files.read_bounded(path, MAX_FILE))
    if found in {expected, wanted}:
        os.unlink(path)
    elif _digest(target) == wanted:
        platform.replace(path, target)
        platform.fsync_dir(os.path.dirname(target))
    else:
        # Edited again since: that is the newer one, but nothing is thrown away.
        aside = os.path.join(root, PRIVATE, _RESCUED)
        os.makedirs(aside, exist_ok=True)
        platform.replace(path, os.path.join(aside, f"{found[:12]}-{os.path.basename(target)}"))


def _digest(path: str) -> str:
    try:
        return files.digest(files.read_bounded(path, MAX_FILE))
    except ReadFailed as error:
        return files.ABSENT if error.code == "file_missing" else ""
