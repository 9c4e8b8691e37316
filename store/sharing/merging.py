"""Merging two lines of a register, record by record, and the commit that says so.

The merge commit is a function of its parents alone: two partners who merge the same heads, apart and
offline, on any machine, clock and locale, make the same commit. Nothing of a person stands in it; what people
decide is always a commit of its own.
"""

from __future__ import annotations

from typing import NamedTuple

from store.errors import PartnerFault
from store.git.log import LogEntry
from store.git.objects import GitObject, Signature, make_commit
from store.git.repository import Repository
from store.history import MERGE_TRAILER, is_machine_merge
from store.layout import belongs
from store.sharing.boundary import sift

RULES = 1
"""The version of these rules; it stands in the trailer of each merge commit."""

_NAME, _EMAIL = "Knotenpunkt merge", "merge@knotenpunkt.invalid"


class BothChanged(PartnerFault):
    """Records were changed on both sides; nothing has been merged. ``paths`` are theirs."""

    def __init__(self, paths: list[str]) -> None:
        super().__init__("partner_both_changed", count=len(paths))
        self.paths = tuple(paths)


class Merge(NamedTuple):
    """A merge commit, and all objects that have to be written for it."""

    commit: str
    objects: tuple[GitObject, ...]


def merge(repository: Repository, one: str, other: str) -> Merge | None:
    """Merge two commits of which neither contains the other; the same both ways round. Nothing is written.

    None if nobody has anything new and both trees are equal.
    Raises BothChanged.
    """
    first, second = sorted((one, other))
    theirs, ours = touched(repository, second, first), touched(repository, first, second)
    trees = [repository.read_commit(commit).tree for commit in (first, second)]
    if not theirs and not ours:
        if trees[0] == trees[1]:
            return None
        return _commit(repository, (first, second), min(trees), [])
    (mine, held), (others, _) = (sift(repository.list_tree(commit)) for commit in (first, second))
    both = sorted(path for path in ours & theirs if mine.get(path) != others.get(path))
    if both:
        raise BothChanged(both)
    # What does not belong stands in no tree of ours, whichever side it came from.
    changes = {path: others.get(path) for path in theirs - ours} | {item.path: None for item in held}
    tree, made = repository.splice(trees[0], changes)
    return _commit(repository, (first, second), tree, made)


def cleaned(repository: Repository, ours: str, theirs: str, files: dict[str, str]) -> Merge:
    """The commit that takes ``theirs``, which contains ``ours``, without what may not come in."""
    tree, made = repository.splice(None, dict(files))
    return _commit(repository, tuple(sorted({ours, theirs})), tree, made)


def touched(repository: Repository, has: str, lacks: str) -> set[str]:
    """The paths that a person's commit touched in what ``has`` has and ``lacks`` lacks.

    By any commit, not by the net difference: setting a value back is an act too.
    """
    found: set[str] = set()
    for entry in repository.log([has], [lacks], merges=True):
        if not is_machine_merge(entry.message):
            found |= _touched_by(repository, entry)
    return {path for path in found if belongs(path)}


def _touched_by(repository: Repository, entry: LogEntry) -> set[str]:
    """A person's merge touched what differs from every parent."""
    paths = {change.path for change in entry.changes}
    for parent in entry.parents[1:]:
        paths &= {change.path for change in repository.diff_trees(parent, entry.oid)}
    return paths


def _commit(repository: Repository, parents: tuple[str, ...], tree: str, made: list[GitObject]) -> Merge:
    time = max(commit.committer.time for commit in repository.read_commits(parents))
    who = Signature(_NAME, _EMAIL, time, 0)
    message = f"Merge {' '.join(parent[:12] for parent in parents)}\n\n{MERGE_TRAILER}: {RULES}\n"
    commit = make_commit(tree, parents, who, who, message)
    return Merge(commit.oid, (*made, commit))
