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
from store.history import MERGE_TRAILER, is_machine_merge, written_by
from store.layout import belongs, kind_of
from store.sharing.boundary import Held, colliding, sift

RULES = 1
"""The version of these rules; it stands in the trailer of each merge commit."""

_NAME, _EMAIL = "Knotenpunkt merge", "merge@knotenpunkt.invalid"


class BothChanged(PartnerFault):
    """Records were changed on both sides; nothing has been merged. ``paths`` are theirs."""

    def __init__(self, paths: list[str]) -> None:
        super().__init__("partner_both_changed", count=len(paths))
        self.paths = tuple(paths)


class Merge(NamedTuple):
    """A merge commit, all objects that have to be written for it, and what stands in it (path → blob).

    ``held`` are files that did not go through whole or at all, though neither side held them back by itself.
    """

    commit: str
    objects: tuple[GitObject, ...]
    files: dict[str, str]
    held: tuple[Held, ...] = ()


class Touched(NamedTuple):
    """What people wrote: the paths, and whether there was any person's commit at all."""

    by_people: bool
    paths: frozenset[str]


def merge(repository: Repository, one: str, other: str) -> Merge | None:
    """Merge two commits of which neither contains the other; the same both ways round. Nothing is written.

    None if nobody has anything new and both trees are equal.
    Raises BothChanged.
    """
    first, second = sorted((one, other))
    theirs, ours = touched(repository, second, first), touched(repository, first, second)
    if not theirs.by_people and not ours.by_people:
        return _either(repository, first, second)
    entries = repository.list_tree(first)
    (mine, _), (others, _) = sift(entries), sift(repository.list_tree(second))
    merged, held = _combined(mine, others, ours.paths, theirs.paths)
    # What does not belong stands in no tree of ours, whichever side it came from.
    present = {entry.path: entry.oid for entry in entries}
    changes = {
        path: merged.get(path)
        for path in present.keys() | merged.keys()
        if merged.get(path) != present.get(path)
    }
    tree, made = repository.splice(repository.read_commit(first).tree, changes)
    return _commit(repository, (first, second), tree, made)._replace(files=merged, held=held)


def _either(repository: Repository, first: str, second: str) -> Merge | None:
    """Nobody has anything new: the tree with the smaller hash, so that simultaneous rings go quiet."""
    trees = {repository.read_commit(commit).tree: commit for commit in (first, second)}
    if len(trees) == 1:
        return None
    tree = min(trees)
    files = {entry.path: entry.oid for entry in repository.list_tree(trees[tree], sizes=False)}
    return _commit(repository, (first, second), tree, [])._replace(files=files)


def _combined(
    mine: dict[str, str], others: dict[str, str], ours: frozenset[str], theirs: frozenset[str]
) -> tuple[dict[str, str], tuple[Held, ...]]:
    """The files of the merge. Raises BothChanged."""
    both = sorted(path for path in ours & theirs if mine.get(path) != others.get(path))
    records = [path for path in both if kind_of(path) is not None]
    if records:
        raise BothChanged(records)
    merged = dict(mine)
    for path in [*(theirs - ours), *both]:
        # A text that both wrote goes through whole: the greater hash, which prefers neither side.
        blob = max(mine.get(path) or "", others.get(path) or "") if path in both else others.get(path)
        if blob:
            merged[path] = blob
        else:
            merged.pop(path, None)
    collisions = colliding(merged)
    kept = {path: blob for path, blob in merged.items() if path not in collisions}
    held = [Held(path, "written_on_both_sides") for path in both]
    return kept, (*held, *(Held(path, "name_collision") for path in sorted(collisions)))


def cleaned(repository: Repository, ours: str, theirs: str, files: dict[str, str]) -> Merge:
    """The commit that takes ``theirs``, which contains ``ours``, without what may not come in."""
    tree, made = repository.splice(None, dict(files))
    return _commit(repository, tuple(sorted({ours, theirs})), tree, made)._replace(files=files)


def touched(repository: Repository, has: str, lacks: str) -> Touched:
    """What people wrote in what ``has`` has and ``lacks`` lacks.

    By any commit, not by the net difference: setting a value back is an act too. A commit that says it is a
    merge of ours and is not counts as a person's.
    """
    found: set[str] = set()
    by_people = False
    for entry in repository.log([has], [lacks], merges=True):
        written = {change.path for change in written_by(repository, entry)}
        if is_machine_merge(entry.message) and (not written or _is_cleaned(repository, entry)):
            continue
        by_people = True
        found |= written
    return Touched(by_people, frozenset(path for path in found if belongs(path)))


def _is_cleaned(repository: Repository, entry: LogEntry) -> bool:
    """Whether a commit is what ``cleaned`` makes of its parents."""
    if len(entry.parents) not in (1, 2):
        return False
    ours, theirs = entry.parents[0], entry.parents[-1]
    if not repository.is_ancestor(ours, theirs):
        ours, theirs = theirs, ours
    files, _ = sift(repository.list_tree(theirs))
    return cleaned(repository, ours, theirs, files).commit == entry.oid


def _commit(repository: Repository, parents: tuple[str, ...], tree: str, made: list[GitObject]) -> Merge:
    time = max(commit.committer.time for commit in repository.read_commits(parents))
    who = Signature(_NAME, _EMAIL, time, 0)
    message = f"Merge {' '.join(parent[:12] for parent in parents)}\n\n{MERGE_TRAILER}: {RULES}\n"
    commit = make_commit(tree, parents, who, who, message)
    return Merge(commit.oid, (*made, commit), {})
