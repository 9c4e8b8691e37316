"""The index of plain git, kept in step so that ``git status`` shows a saved register as clean.

This program never reads it: a save builds its tree from the last commit. So an index that is missing, damaged
or locked costs nothing but a wrong picture in other tools, and never stops a save.
"""

from __future__ import annotations

import hashlib
import os
import time
from typing import TYPE_CHECKING, Final

from store.errors import GitFailed, StoreError
from store.git.objects import MODE_FILE, ZERO, checked_oid, encode_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from store.git.command import GitCommand

_WAIT: Final = 1.0
_PAUSE: Final = 0.05


def is_damaged(git_dir: str) -> bool:
    """Whether the index is there but is none: wrong header or checksum."""
    try:
        with open(os.path.join(git_dir, "index"), "rb") as file:
            data = file.read()
    except FileNotFoundError:
        return False
    except OSError:
        return True
    if data[:4] != b"DIRC" or len(data) < 32:  # noqa: PLR2004  header and checksum
        return True
    # gitformat-index(5); a checksum of zeros is git's index.skipHash
    return data[-20:] not in {hashlib.sha1(data[:-20], usedforsecurity=False).digest(), bytes(20)}


def update_index(command: GitCommand, changes: Mapping[str, str | None], commit: str | None) -> bool:
    """Bring the index up to date for some paths.

    Args:
        command: whose index.
        changes: path to blob id, or to ``None`` where it went.
        commit: the commit that holds all of it, from which a missing or damaged index is built anew.

    Returns:
        ``False`` when another git held the index all the time, or refused; nothing is lost by that.
    """
    present = os.path.exists(os.path.join(command.git_dir, "index"))
    if commit is not None and (not present or is_damaged(command.git_dir)):
        return rebuild_index(command, commit)
    return _patiently(command, ("update-index", "-z", "--index-info"), _lines(changes))


def rebuild_index(command: GitCommand, commit: str) -> bool:
    """Make the index that of ``commit``; what was staged by hand is forgotten, the files are untouched."""
    return _patiently(command, ("read-tree", checked_oid(commit)), b"")


def _lines(changes: Mapping[str, str | None]) -> bytes:
    lines = []
    for path, oid in changes.items():
        mode, name = (0, ZERO) if oid is None else (MODE_FILE, checked_oid(oid))
        lines.append(b"%o %s\t%s\0" % (mode, name.encode(), encode_path(path)))
    return b"".join(lines)


def _patiently(command: GitCommand, arguments: tuple[str, ...], stdin: bytes) -> bool:
    deadline = time.monotonic() + _WAIT
    while True:
        try:
            command.run(*arguments, stdin=stdin, env=command.with_index())
        except GitFailed as error:
            if "index.lock" not in str(error.params["stderr"]) or time.monotonic() > deadline:
                return False
            time.sleep(_PAUSE)
        except StoreError:
            return False
        else:
            return True
