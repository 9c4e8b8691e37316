"""The work tree follows the commit: file by file, and never over what somebody edited by hand.

A file that stands as the old commit had it is replaced. One that was edited meanwhile keeps those edits: they
are put, field by field, on the new version. What cannot be read, or is no record, is left as it is and said.
"""

from __future__ import annotations

import dataclasses
import os
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from schemas.fields import record_spec
from schemas.validation import Data
from store import files
from store.changes import apply, diff
from store.codec import decode, encode, with_comments
from store.errors import ReadFailed
from store.exchange import remove_if, replace_if
from store.git.repository import Repository
from store.git.trees import TreeChange
from store.layout import MAX_FILE, kind_of

_PATIENCE = 2.0
_PAUSE = 0.02


@dataclasses.dataclass(slots=True)
class Followed:
    """What the work tree did: ``merged`` kept hand edits beside the new version, ``left`` was not touched."""

    written: list[str] = dataclasses.field(default_factory=list)
    merged: list[str] = dataclasses.field(default_factory=list)
    left: list[str] = dataclasses.field(default_factory=list)


class Shown(NamedTuple):
    """A file as a person saw it (its digest), hand edits and all, and what is to stand there instead."""

    seen: str
    wanted: bytes


def follow(
    repository: Repository, root: Path, changes: Iterable[TreeChange], shown: Mapping[str, Shown]
) -> Followed:
    """Bring the work tree at ``root`` from one commit to the next; again and again is the same as once.

    ``changes`` are the differences between the trees of the two commits; ``shown`` are the files in which the
    person's change was put on a hand edit of the same field, which else would stay.

    Raises:
        WriteFailed: some files are not written yet; the journal stays.
    """
    done = Followed()
    folders: set[str] = set()
    for change in changes:
        folder = os.path.dirname(change.path)
        if folder and folder not in folders:
            _make_folders(root, folder)
            folders.add(folder)
        _follow_file(repository, root, change, shown.get(change.path), done)
    return done


def _make_folders(root: Path, folder: str) -> None:
    path = root
    for part in folder.split("/"):
        path = path / part
        files.make_folder(str(path))


def _follow_file(
    repository: Repository, root: Path, change: TreeChange, shown: Shown | None, done: Followed
) -> None:
    path = str(root / change.path)
    known = {change.old_oid, change.new_oid}
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            found = files.read_settled(path, MAX_FILE, known)
        except ReadFailed:
            break
        digest = files.digest(found) if found is not None else None
        if digest == change.new_oid:
            return
        by_hand = digest != change.old_oid
        if shown is not None and digest == shown.seen:
            wanted: bytes | None = shown.wanted
        else:
            wanted = _with_hand_edits(repository, change, found) if by_hand else _new(repository, change)
        if by_hand and wanted is None:
            break
        if wanted == found or _replace(path, found, wanted):
            (done.merged if by_hand else done.written).append(change.path)
            return
        if time.monotonic() > deadline:  # an editor that saves without end
            break
        time.sleep(_PAUSE)
    done.left.append(change.path)


def _replace(path: str, expected: bytes | None, wanted: bytes | None) -> bool:
    """Write what is wanted if the file still is as expected; an editor may have saved in between."""
    if wanted is None:
        return expected is None or remove_if(path, expected)
    return replace_if(path, expected, wanted)


def _new(repository: Repository, change: TreeChange) -> bytes | None:
    return repository.read_blob(change.new_oid, MAX_FILE) if change.new_oid else None


def _with_hand_edits(repository: Repository, change: TreeChange, found: bytes | None) -> bytes | None:
    """The new version with the hand edits on it, field by field; None where that cannot be done."""
    kind = kind_of(change.path)
    if kind is None or found is None or change.new_oid is None:
        return None
    new = _data(repository.read_blob(change.new_oid, MAX_FILE), change.path)
    old = _data(repository.read_blob(change.old_oid, MAX_FILE), change.path) if change.old_oid else {}
    edited = decode(found, change.path)
    # An empty file is one that an editor is about to write, or ruined: no person's wish to empty all fields.
    if new is None or old is None or not edited.data:
        return None
    by_hand = diff(kind, "", old, edited.data)
    combined = apply(new, by_hand) or new
    combined, _ = with_comments(combined, edited.text)
    return encode(combined, record_spec(kind))


def _data(raw: bytes, path: str) -> Data | None:
    return decode(raw, path).data
