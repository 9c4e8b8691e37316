"""The journal of a change of the work tree: written before the ref moves, cleared when the files are there.

A kill in between leaves a commit whose files are not written yet; without the journal that would look like a
person's edit that takes the change back. The next start finishes it (docs/architecture.md, "Durability").
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from store import files
from store.errors import ReadFailed, WriteFailed
from store.git.objects import is_oid

_NAME = "pending.json"
_BEHIND = "index-behind.json"
_LIMIT = 4096
_BEHIND_LIMIT = 64 << 20


class Pending(NamedTuple):
    """The ref goes from ``old`` (None: unborn) to ``new``; the work tree follows."""

    old: str | None
    new: str


def _path(private: Path) -> Path:
    return private / _NAME


def write_pending(private: Path, pending: Pending) -> None:
    """Note, durably, what is about to happen. ``private`` is the register's ``.knoten`` folder."""
    files.atomic_write(str(_path(private)), json.dumps(pending._asdict()).encode())


def read_pending(private: Path) -> Pending | None:
    """What a killed run left unfinished; a journal that cannot be read is none (it was never durable)."""
    try:
        noted = json.loads(files.read_bounded(str(_path(private)), _LIMIT))
        old, new = noted["old"], noted["new"]
    except (ReadFailed, ValueError, KeyError, TypeError):
        return None
    if not (isinstance(new, str) and is_oid(new) and (old is None or (isinstance(old, str) and is_oid(old)))):
        return None
    return Pending(old, new)


def clear_pending(private: Path) -> None:
    """The work tree has followed."""
    files.remove(str(_path(private)))


def read_behind(private: Path) -> list[str]:
    """The paths of which git's index does not know yet that they were saved."""
    try:
        noted = json.loads(files.read_bounded(str(private / _BEHIND), _BEHIND_LIMIT))
    except (ReadFailed, ValueError):
        return []
    if not isinstance(noted, list):
        return []
    return [path for path in noted if isinstance(path, str)]


def note_behind(private: Path, paths: Sequence[str], before: Sequence[str]) -> None:
    """Note them for the next save; ``before`` is what is noted. Without the note only plain git sees less."""
    if list(paths) == list(before):
        return
    with contextlib.suppress(WriteFailed):
        if paths:
            files.atomic_write(str(private / _BEHIND), json.dumps(list(paths)).encode())
        else:
            files.remove(str(private / _BEHIND))
