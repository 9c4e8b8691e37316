"""Replacing a file only if it still says what we read: an editor may save at the same moment.

Between reading a file and renaming over it, another program's rename would be lost unseen. Where the system
can exchange two names in one step (Linux renameat2(2), macOS renamex_np(2)), we look at what we took out and
put it back if it is not what we read. Elsewhere the gap is a few microseconds wide.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import secrets
import sys
from functools import cache
from typing import Any

from store import files, platform
from store.errors import ReadFailed

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2  # Linux; macOS calls it RENAME_SWAP with the same number
_TRIES = 100
_UNSUPPORTED = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP}


def replace_if(path: str, expected: bytes | None, wanted: bytes, limit: int = 1 << 20) -> bool:
    """Durably replace the file's content by ``wanted`` if it still is ``expected`` (None: no file).

    False if something else stands there now; then nothing has changed.
    Raises WriteFailed; then nothing has changed either, or all of it and only its durability is in doubt.
    """
    folder = os.path.dirname(path) or "."
    temporary = os.path.join(folder, f"{files.TEMPORARY}{os.getpid()}-{secrets.token_hex(6)}")
    with files.writing(path):
        try:
            files.write_new(temporary, wanted)
            if expected is None:
                done = _create(temporary, path)
            else:
                # From here on its name says what it may hold after a kill (store.leftovers).
                swapped = files.swapped_name(path, files.digest(expected), files.digest(wanted))
                platform.replace(temporary, swapped)
                temporary = swapped
                done = _swap(swapped, path, expected, wanted, limit)
        except OSError:
            if _content(temporary, limit) in {expected, wanted}:  # else it is an edit, and goes back later
                _drop(temporary)
            raise
        _drop(temporary)
        if done:
            platform.fsync_dir(folder)
    return done


def remove_if(path: str, expected: bytes, limit: int = 1 << 20) -> bool:
    """Durably remove the file if its content still is ``expected``; False, and nothing changed, if not.

    Raises WriteFailed.
    """
    if _content(path, limit) != expected:
        return False
    aside = files.swapped_name(path, files.digest(expected), files.ABSENT)
    with files.writing(path):
        try:
            platform.replace(path, aside)
        except FileNotFoundError:
            return True
        if _content(aside, limit) != expected:
            _create(aside, path)  # unless there is a newer one
            _drop(aside)
            return False
        os.unlink(aside)
        platform.fsync_dir(os.path.dirname(path) or ".")
    return True


def _drop(temporary: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(temporary)


def _create(temporary: str, path: str) -> bool:
    """Give the file its name unless something has it."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        return False
    except OSError as error:
        # FAT sticks and some shares have no hard links.
        if error.errno not in {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK}:
            raise
        if os.path.lexists(path):
            return False
        platform.replace(temporary, path)
    return True


def _swap(temporary: str, path: str, expected: bytes, wanted: bytes, limit: int) -> bool:
    """Change places if the file is as expected; afterwards ``temporary`` holds nothing that anybody needs."""
    if _content(path, limit) != expected:
        return False
    if not _exchange(temporary, path):
        platform.replace(temporary, path)
        return True
    if _content(temporary, limit) == expected:
        return True
    _put_back(temporary, path, wanted, limit)
    return False


def _put_back(temporary: str, path: str, ours: bytes, limit: int) -> None:
    """Give an edit its place again; if meanwhile there is a still newer one, that one."""
    inside: bytes | None = ours
    for _ in range(_TRIES):
        taken = _content(temporary, limit)
        _exchange(temporary, path)
        out = _content(temporary, limit)
        if out == inside:
            return
        inside = taken


def _content(path: str, limit: int) -> bytes | None:
    try:
        return files.read_bounded(path, limit)
    except ReadFailed:
        return None


@cache
def _call() -> Any:
    """The system's call (old name, new name) → 0, or None where there is none."""
    library = ctypes.CDLL(None, use_errno=True) if sys.platform != "win32" else None
    linux = getattr(library, "renameat2", None) if sys.platform == "linux" else None
    mac = getattr(library, "renamex_np", None) if sys.platform == "darwin" else None
    if linux is not None:
        return lambda old, new: linux(_AT_FDCWD, old, _AT_FDCWD, new, _RENAME_EXCHANGE)
    if mac is not None:
        return lambda old, new: mac(old, new, _RENAME_EXCHANGE)
    return None


def _exchange(left: str, right: str) -> bool:
    """Exchange two names in one step; False where the system or the file system cannot."""
    call = _call()
    if call is None:
        return False
    if call(os.fsencode(left), os.fsencode(right)) == 0:
        return True
    number = ctypes.get_errno()
    if number in _UNSUPPORTED:
        return False
    raise OSError(number, os.strerror(number), right)
