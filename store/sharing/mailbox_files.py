"""What lies in a mailbox, told by the names: files of the register's copies, and what others left there.

A syncer's own files, its conflict copies, another register's files, notes and pictures: none of them is ours
to read or to remove. They are named, so that people can see that they were not taken in.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import stat
import time
from typing import TYPE_CHECKING, Final, NamedTuple

from store import files
from store.errors import PartnerFault

if TYPE_CHECKING:
    from collections.abc import Iterator

SUFFIX: Final = ".knoten"
ENTRY_LIMIT: Final = 2000
"""Files in one folder; a network has a few dozen copies."""

_NAME: Final = re.compile(r"([0-9a-z][0-9a-z-]{0,63})-([0-9a-f]{16})\.knoten")
_PLAIN_ID: Final = re.compile(r"[0-9a-z][0-9a-z-]{0,63}")
_REGISTERS: Final = (("knoten.toml", ".git"), ("HEAD", "objects", "refs"))
_ABANDONED: Final = 600.0  # seconds since anything was written to it


class Entry(NamedTuple):
    """A file that a copy of this register should have written."""

    name: str
    copy: str
    path: str


class Skipped(NamedTuple):
    """A file in a mailbox that was passed over: its name (not yet safe to print), and why.

    Codes: ``mailbox_other_file`` (no file of a register's copy), ``mailbox_conflict_copy`` (made by what
    copies the folder), ``mailbox_foreign`` (another register), ``mailbox_stale`` (older than what was here
    before), ``file_not_regular`` (a link, pipe or folder), ``file_unreadable``, ``file_missing`` (gone while
    it was read), ``bundle_*`` and ``partner_*`` as in ``store.errors``.
    """

    file: str
    code: str


def register_part(register_id: str) -> str:
    """How a register's files begin: its id, or where that is no plain word, a digest of it."""
    if _PLAIN_ID.fullmatch(register_id):
        return register_id
    return hashlib.sha256(register_id.encode()).hexdigest()[:32]


def name_of(register: str, copy: str) -> str:
    """The name of the file that a copy writes."""
    return f"{register}-{copy}{SUFFIX}"


def registers(folder: str) -> set[str]:
    """The registers that a mailbox has files of, as ``register_part`` names them. Raises as ``listed``."""
    found = (_NAME.fullmatch(name) for name, mode in _names(folder) if stat.S_ISREG(mode))
    return {match[1] for match in found if match}


def listed(folder: str, register: str) -> tuple[list[Entry], list[Skipped]]:
    """The files of a register's copies in a mailbox by name, and what else lies there.

    Files of this program that are just being written are neither.

    Raises:
        PartnerFault: ``mailbox_missing``, ``mailbox_unreadable``, ``mailbox_is_register``,
            ``mailbox_too_full``.
    """
    entries: list[Entry] = []
    skipped: list[Skipped] = []
    for name, mode in sorted(_names(folder)):
        if name.startswith(files.TEMPORARY):
            continue
        code = _fault(name, mode, register)
        if code:
            skipped.append(Skipped(name, code))
        else:
            match = _NAME.fullmatch(name)
            copy = match[2] if match else ""
            entries.append(Entry(name, copy, os.path.join(folder, name)))
    return entries, skipped


def _names(folder: str) -> Iterator[tuple[str, int]]:
    """Names and modes. Raises PartnerFault."""
    if any(_all_there(folder, names) for names in _REGISTERS):
        raise PartnerFault("mailbox_is_register", address=folder)
    try:
        with os.scandir(folder) as found:
            for count, entry in enumerate(found):
                if count >= ENTRY_LIMIT:
                    raise PartnerFault("mailbox_too_full", address=folder, count=ENTRY_LIMIT)
                with contextlib.suppress(OSError):  # gone by now
                    yield entry.name, entry.stat(follow_symlinks=False).st_mode
    except (FileNotFoundError, NotADirectoryError) as error:
        raise PartnerFault("mailbox_missing", address=folder) from error
    except OSError as error:
        raise PartnerFault("mailbox_unreadable", address=folder, reason=error.strerror or "") from error


def _all_there(folder: str, names: tuple[str, ...]) -> bool:
    return all(os.path.lexists(os.path.join(folder, name)) for name in names)


def _fault(name: str, mode: int, register: str) -> str:
    match = _NAME.fullmatch(name)
    if match is None:
        # Syncthing: name.sync-conflict-….knoten; Nextcloud: name (conflicted copy …).knoten.
        ours = name.startswith(f"{register}-") and name.endswith(SUFFIX)
        return "mailbox_conflict_copy" if ours else "mailbox_other_file"
    if match[1] != register:
        return "mailbox_foreign"
    return "" if stat.S_ISREG(mode) else "file_not_regular"


def clear_leftovers(folder: str, copy: str) -> None:
    """Remove what killed runs of this copy left half-written."""
    with contextlib.suppress(OSError), os.scandir(folder) as found:
        for entry in found:
            if entry.name.startswith(f"{files.TEMPORARY}{copy}-") and entry.is_file(follow_symlinks=False):
                with contextlib.suppress(OSError):
                    if time.time() - entry.stat(follow_symlinks=False).st_mtime > _ABANDONED:
                        os.unlink(entry.path)
