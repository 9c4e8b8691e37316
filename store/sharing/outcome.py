"""What a register becomes by taking what several partners have: the same for the preview and for the deed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from store.git.objects import GitObject
from store.git.repository import Repository
from store.git.trees import TreeChange
from store.history import RecordChange, record_changes
from store.sharing.boundary import Held, Incoming
from store.sharing.merging import Merge, cleaned, merge

_PLAIN = 0o100644


class Outcome(NamedTuple):
    """The commit that the register would be at, its files (path → blob), and what has to be written for it.

    ``held`` are files that a merge did not let through whole, though neither side held them back.
    """

    commit: str
    files: Mapping[str, str]
    objects: tuple[GitObject, ...] = ()
    held: tuple[Held, ...] = ()


def outcome_of(repository: Repository, head: str, incoming: Sequence[Incoming]) -> Outcome:
    """What taking over these commits comes to, whatever their order; nothing moves.

    One that contains all others is moved on to; files that may not come in are left out by a commit on top.
    What a share changes is told by the files of this and nothing else: a comparison with a merge base misses
    what only another base has, and a record that a link took the place of.
    """
    heads = repository.independent([head, *(one.commit for one in incoming)])
    if heads == (head,):
        return Outcome(head, files_of(repository, head))
    if len(heads) == 1:
        theirs = next(one for one in incoming if one.commit == heads[0])
        if not theirs.held:
            return Outcome(theirs.commit, theirs.files)
        return _made(cleaned(repository, head, theirs.commit, theirs.files))
    merged = _folded(repository, heads)
    return _made(merged) if merged is not None else Outcome(head, files_of(repository, head))


def _made(merged: Merge) -> Outcome:
    return Outcome(merged.commit, merged.files, merged.objects, merged.held)


def _folded(repository: Repository, heads: Sequence[str]) -> Merge | None:
    found: Merge | None = None
    at = heads[0]
    for head in heads[1:]:
        merged = merge(repository, at, head)
        if merged is not None:
            repository.write(merged.objects)
            found, at = merged, merged.commit
    return found


def files_of(repository: Repository, commit: str) -> dict[str, str]:
    """The files of a commit: path → blob."""
    return {entry.path: entry.oid for entry in repository.list_tree(commit, sizes=False)}


def changes_between(
    repository: Repository, old: Mapping[str, str], new: Mapping[str, str]
) -> tuple[RecordChange, ...]:
    """What differs between two sets of files, told by records."""
    differing = sorted(path for path in old.keys() | new.keys() if old.get(path) != new.get(path))
    changes = [TreeChange(path, _PLAIN, old.get(path), _PLAIN, new.get(path)) for path in differing]
    return tuple(record_changes(repository, changes))
