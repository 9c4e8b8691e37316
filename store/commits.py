"""Making a commit, and moving the register onto it, in the order that survives a power cut.

objects → journal → ref (compare-and-swap) → work tree → git's index → journal cleared. A kill at any instant
leaves the old state or the new one; what is left to do after the ref moved is finished at the next start.
"""

from __future__ import annotations

import time as clock
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from store import files
from store.errors import RefMoved
from store.git.objects import GitObject, Signature, make_blob, make_commit
from store.git.refs import MAIN
from store.git.repository import Repository
from store.layout import PRIVATE
from store.pending import Pending, clear_pending, note_behind, read_behind, read_pending, write_pending
from store.worktree import Followed, Shown, follow


class Moment(NamedTuple):
    """A point in time as git writes it: seconds since 1970 and minutes east of UTC."""

    time: int
    offset: int


def moment_of(when: datetime) -> Moment:
    """The moment of an aware date-time."""
    shift = when.utcoffset()
    return Moment(int(when.timestamp()), int(shift.total_seconds() // 60) if shift else 0)


def this_moment() -> Moment:
    """Now, in this machine's zone."""
    return moment_of(datetime.fromtimestamp(clock.time()).astimezone())


def write_commit(
    repository: Repository,
    parents: Sequence[str],
    entries: Mapping[str, bytes | None],
    author: Signature,
    message: str,
) -> str:
    """Write a commit whose tree is the first parent's with ``entries`` in it (None removes a file).

    Returns its id; no ref moves. Raises WriteFailed.
    """
    blobs = {path: make_blob(raw) if raw is not None else None for path, raw in entries.items()}
    base = repository.read_commit(parents[0]).tree if parents else None
    tree, trees = repository.splice(base, {path: blob.oid if blob else None for path, blob in blobs.items()})
    made: list[GitObject] = [blob for blob in blobs.values() if blob is not None]
    commit = make_commit(tree, parents, author, author, message)
    repository.write([*made, *trees, commit])
    return commit.oid


def advance(
    repository: Repository,
    root: Path,
    old: str | None,
    new: str,
    note: str,
    shown: Mapping[str, Shown] = MappingProxyType({}),
) -> Followed:
    """Move the register from the commit ``old`` to ``new``, with its work tree; ``note`` is for the reflog.

    ``shown`` are the files that a person changed on top of hand edits (``store.worktree.follow``). The caller
    holds the register's lock.
    Raises RefMoved if somebody else moved it (nothing has changed), WriteFailed.
    """
    private = root / PRIVATE
    files.make_folder(str(private))
    write_pending(private, Pending(old, new))
    try:
        repository.update_ref(MAIN, new, old, note)
    except RefMoved:
        clear_pending(private)
        raise
    return _finish(repository, root, old, new, shown)


def finish_pending(repository: Repository, root: Path) -> Followed | None:
    """Finish what a killed run left: None if there was nothing. The caller holds the register's lock."""
    pending = read_pending(root / PRIVATE)
    if pending is None:
        return None
    head = repository.head()
    if head == pending.new or (head is not None and repository.is_ancestor(pending.new, head)):
        return _finish(repository, root, pending.old, pending.new, {})
    clear_pending(root / PRIVATE)
    return None


def _finish(
    repository: Repository, root: Path, old: str | None, new: str, shown: Mapping[str, Shown]
) -> Followed:
    changes = repository.diff_trees(old, new)
    done = follow(repository, root, changes, shown)
    _tell_git(repository, root / PRIVATE, new, {change.path: change.new_oid for change in changes})
    clear_pending(root / PRIVATE)
    return done


def _tell_git(repository: Repository, private: Path, commit: str, changed: dict[str, str | None]) -> None:
    """Bring git's index up to date; where another git holds it, the next save does it.

    Else plain git would show what was saved as staged to be taken back, and its next commit would do so.
    """
    behind = read_behind(private)
    if behind:
        blobs = repository.blobs_at(commit, behind)
        changed = {**{path: blobs.get(path) for path in behind}, **changed}
    note_behind(private, [] if repository.update_index(changed) else list(changed), behind)
