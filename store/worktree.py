"""The work tree follows the commit: file by file, and never over what somebody edited by hand.

A file that stands as the old commit had it is replaced. One that was edited meanwhile keeps those edits: they
are put, field by field, on the new version. What cannot be read, or is no record, is left as it is and said.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterable
from pathlib import Path

from schemas.fields import record_spec
from schemas.validation import Data
from store import files
from store.changes import apply, diff
from store.codec import decode, encode, with_comments
from store.errors import ReadFailed
from store.exchange import replace_if
from store.git.repository import Repository
from store.git.trees import TreeChange
from store.layout import MAX_FILE, kind_of

_ATTEMPTS = 5


@dataclasses.dataclass(slots=True)
class Followed:
    """What the work tree did: ``merged`` kept hand edits beside the new version, ``left`` was not touched."""

    written: list[str] = dataclasses.field(default_factory=list)
    merged: list[str] = dataclasses.field(default_factory=list)
    left: list[str] = dataclasses.field(default_factory=list)


def follow(repository: Repository, root: Path, changes: Iterable[TreeChange]) -> Followed:
    """Bring the work tree at ``root`` from one commit to the next; again and again is the same as once.

    ``changes`` are the differences between the trees of the two commits.

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
        _follow_file(repository, root, change, done)
    return done


def _make_folders(root: Path, folder: str) -> None:
    path = root
    for part in folder.split("/"):
        path = path / part
        files.make_folder(str(path))


def _follow_file(repository: Repository, root: Path, change: TreeChange, done: Followed) -> None:
    path = str(root / change.path)
    for _ in range(_ATTEMPTS):
        try:
            found = _read(path)
        except ReadFailed:
            done.left.append(change.path)
            return
        wanted = _wanted(repository, change, found, done)
        if wanted == found:
            return
        if _replace(path, found, wanted):
            done.written.append(change.path)
            return
    done.left.append(change.path)


def _read(path: str) -> bytes | None:
    try:
        return files.read_bounded(path, MAX_FILE)
    except ReadFailed as error:
        if error.code == "file_missing":
            return None
        raise


def _replace(path: str, expected: bytes | None, wanted: bytes | None) -> bool:
    """Write what is wanted if the file still is as expected; an editor may have saved in between."""
    if wanted is None:
        if _read(path) != expected:
            return False
        files.remove(path)
        return True
    return replace_if(path, expected, wanted)


def _wanted(repository: Repository, change: TreeChange, found: bytes | None, done: Followed) -> bytes | None:
    """What is to stand in the file: None for no file; what is there now where nothing is to be done."""
    stands = files.digest(found) if found is not None else None
    if stands == change.new_oid:
        return found
    if stands == change.old_oid:
        return repository.read_blob(change.new_oid, MAX_FILE) if change.new_oid else None
    merged = _with_hand_edits(repository, change, found)
    if merged is None:
        done.left.append(change.path)
        return found
    if change.path not in done.merged:
        done.merged.append(change.path)
    return merged


def _with_hand_edits(repository: Repository, change: TreeChange, found: bytes | None) -> bytes | None:
    """The new version with the hand edits on it, field by field; None where that cannot be done."""
    kind = kind_of(change.path)
    if kind is None or found is None or change.new_oid is None:
        return None
    new = _data(repository.read_blob(change.new_oid, MAX_FILE), change.path)
    old = _data(repository.read_blob(change.old_oid, MAX_FILE), change.path) if change.old_oid else {}
    edited = decode(found, change.path)
    if new is None or old is None or edited.data is None:
        return None
    by_hand = diff(kind, "", old, edited.data)
    combined = apply(new, by_hand) or new
    combined, _ = with_comments(combined, edited.text)
    return encode(combined, record_spec(kind))


def _data(raw: bytes, path: str) -> Data | None:
    return decode(raw, path).data
