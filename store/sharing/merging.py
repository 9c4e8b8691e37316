"""The merge of two lines of a register as a commit that is a function of its parents alone.

Two partners who merge the same heads, apart and offline, on any machine, clock and locale, make the same
commit. Nothing of a person stands in it; what people decide is always a commit of its own.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from schemas.validation import Data
from store.git.objects import GitObject, make_blob
from store.git.repository import Repository
from store.merge import Commit, Decision, Merged, Merger
from store.sharing.boundary import RULES, Held
from store.sharing.git_history import GitHistory
from store.sharing.known_merges import KnownMerges

__all__ = ["RULES", "Merge", "cleaned", "is_own_merge", "last_readable", "merge", "own_merges", "written_by"]

_ONE_AT_A_TIME = threading.RLock()
_KEPT = "merging"
"""What was computed stays while the repository is open: a preview and its deed ask the same."""


class Merge(NamedTuple):
    """A merge commit, all objects that have to be written for it, and what stands in it (path → blob).

    ``decisions`` are those of the merge itself, with ``one`` and ``other`` for ``parents``, which are sorted.
    ``held`` are files that did not go through whole or at all, though neither side held them back by itself.
    """

    commit: str
    objects: tuple[GitObject, ...]
    files: dict[str, str]
    parents: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()
    held: tuple[Held, ...] = ()


def merge(repository: Repository, one: str, other: str) -> Merge | None:
    """Merge two commits of which neither contains the other; the same both ways round. Nothing is written.

    None if nobody has anything new and both trees are equal.
    """
    with _tools(repository) as (history, merger, known):
        merged = merger.merge((one, other))
        trees = {commit.tree for commit in repository.read_commits([one, other])}
        if not merged.people and len(trees) == 1:
            return None
        made = _merge(repository, history, merged)
        known.add(made.commit)
        return made


def cleaned(repository: Repository, ours: str, theirs: str) -> Merge:
    """The commit that takes ``theirs``, which contains ``ours``, without what may not come in."""
    with _tools(repository) as (history, merger, known):
        made = _merge(repository, history, merger.merge((ours, theirs)))
        known.add(made.commit)
        return made


def looked_at(repository: Repository, heads: Iterable[str]) -> Merge:
    """What several heads come to, where nothing may be written; its commit is none that is ever made."""
    with _tools(repository) as (history, merger, _):
        return _merge(repository, history, merger.merge(heads))


@contextlib.contextmanager
def _tools(repository: Repository) -> Iterator[tuple[GitHistory, Merger, KnownMerges]]:
    """One at a time: a look at the partners may run beside a share."""
    with _ONE_AT_A_TIME:
        if _KEPT not in repository.computed:
            known = KnownMerges(repository.path, read_only=repository.read_only)
            history = GitHistory(repository)
            repository.computed[_KEPT] = history, Merger(history, known), known
        tools: tuple[GitHistory, Merger, KnownMerges] = repository.computed[_KEPT]
        yield tools
        tools[2].save()


def _merge(repository: Repository, history: GitHistory, merged: Merged) -> Merge:
    *folders, commit = history.commit_of(merged.parents, merged)
    files = repository.files(merged.base)
    for path, blob in merged.files.items():
        if blob is None:
            files.pop(path, None)
        else:
            files[path] = blob
    kept = set(merged.files.values())
    blobs = [make_blob(raw) for oid, raw in merged.made.items() if oid in kept]
    held = tuple(Held(path, reason) for path, reason in merged.held)
    objects = (*blobs, *folders, commit)
    return Merge(commit.oid, objects, files, merged.parents, merged.decisions, held)


def written_by(repository: Repository, commit: str) -> dict[str, tuple[str | None, str | None]]:
    """The files (path → blob before, after) that a commit wrote; of a merge, against what its parents make.

    The program's own merges write nothing.
    """
    with _tools(repository) as (history, merger, _):
        found = _commit(repository, history, commit)
        return {} if merger.is_own(found) else dict(merger.written_by(found))


def contents(repository: Repository, blobs: Iterable[str]) -> dict[str, bytes]:
    """Contents of files that a merge made or that stand in the history, without those that are too large."""
    with _tools(repository) as (_, merger, _):
        found = {blob: merger.content(blob) for blob in blobs}
    return {blob: raw for blob, raw in found.items() if raw is not None}


def last_readable(repository: Repository, path: str) -> Data | None:
    """A record's last version that could be read on the register's own line; None if there is none.

    Where somebody's merge left a file that cannot be read, that is what its parents make, conflicts and all.
    """
    head = repository.head()
    with _tools(repository) as (_, merger, _):
        return merger.last_readable(head, path) if head else None


def is_own_merge(repository: Repository, commit: str) -> bool:
    """Whether a commit is a merge of the program's own: its parents make exactly this commit."""
    with _tools(repository) as (history, merger, known):
        return commit in known or merger.is_own(_commit(repository, history, commit))


def own_merges(repository: Repository, head: str) -> Iterator[tuple[str, bool]]:
    """All commits that say they are merges of the program's own, oldest first, and whether they are.

    Each is computed again, whatever is known of it.
    """
    history = GitHistory(repository)
    merger = Merger(history)
    for commit in history.between([head], []):
        if commit.claims:
            yield commit.oid, merger.is_own(commit)


def _commit(repository: Repository, history: GitHistory, oid: str) -> Commit:
    parents = repository.read_commit(oid).parents
    return history.between([oid], parents)[-1]
