"""Merging heads of a history: which commits are people's, and what is computed before what.

A commit that calls itself a merge of the program's own is believed once it has been computed again. That
needs the merges before it, and theirs; so a merge that is not known yet is put off until they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableSet
from dataclasses import dataclass

from schemas.validation import Data
from store.merge.history import Commit, History, Merged, Tree
from store.merge.pair import PairMerge
from store.merge.past import Past

_PARENTS = 2

Heads = tuple[str, ...]
"""Commits that stand for one side: a head, or several whose merge was never committed."""

Changes = Mapping[str, tuple[str | None, str | None]]
"""Path → blob before and after."""


@dataclass(frozen=True)
class Touch:
    """A person's commit and the files it wrote; ``earlier`` has the bits of those that it came after."""

    commit: Commit
    changes: Changes
    bit: int
    earlier: int


class _NotYetError(Exception):
    """A merge has to be computed before this one can be."""

    def __init__(self, heads: Heads) -> None:
        super().__init__()
        self.heads = heads


class Merger:
    """Merges heads of one history; keeps what it has computed, so use one for one task."""

    def __init__(self, history: History, known: MutableSet[str] | None = None) -> None:
        """``known``: merges that were computed again before; those found meanwhile are added."""
        self.history = history
        self._known = known if known is not None else set()
        self._foreign: set[str] = set()
        self._merges: dict[tuple[Heads, int], Merged] = {}
        self._made: dict[str, bytes] = {}

    def merge(self, heads: Iterable[str]) -> Merged:
        """Merge two or more commits, in sorted order; nothing is written.

        Where one contains the other, its files are taken, without what may not stand in a register.
        """
        return self._computed(tuple(sorted(set(heads))))

    def is_own(self, commit: Commit) -> bool:
        """Whether a commit is a merge of the program's own: its parents make exactly this commit."""
        if not _may_be_own(commit):
            return False
        if not self._is_judged(commit):
            self._judge(commit, self._computed(tuple(sorted(commit.parents))))
        return commit.oid in self._known

    def written_by(self, commit: Commit) -> Changes:
        """The files that a person's commit wrote; of a merge, against what its parents make."""
        heads = self.independent(commit.parents)
        if len(heads) > 1:
            return self.differing(self._computed(heads).tree, Tree(commit.oid))
        return self.history.changes(heads[0] if heads else None, commit.oid)

    def last_readable(self, head: str, path: str) -> Data | None:
        """A record as it could be read last on the way to a commit; None if it never could.

        Where a person's merge broke it, that is what the rules make of its parents, with their conflicts.
        """
        while True:
            try:
                return Past(self).last_readable(path, (head,))
            except _NotYetError as missing:
                self._computed(missing.heads)

    def content(self, blob: str) -> bytes | None:
        """A file that stands in the history, or that a merge made; None if it is too large."""
        return self._made[blob] if blob in self._made else self.history.blob(blob)

    def tree(self, heads: Heads, depth: int = 0) -> Tree:
        """The files of one side; ``depth`` counts bases of bases."""
        return Tree(heads[0]) if len(heads) == 1 else self._merge(heads, depth).tree

    def differing(self, one: Tree, other: Tree) -> Changes:
        """The files that differ between two trees."""
        found = dict(self.history.changes(one.base, other.base))
        for path in one.files.keys() | other.files.keys():
            if path not in found:
                same = self.history.file(one.base, path)
                found[path] = same, same
            before, after = found[path]
            found[path] = one.files.get(path, before), other.files.get(path, after)
        return {path: pair for path, pair in found.items() if pair[0] != pair[1]}

    def touches(self, has: Heads, lacks: Heads) -> list[Touch]:
        """What people wrote in what one side has and the other lacks, parents before children."""
        reached: dict[str, int] = {}
        found: list[Touch] = []
        for commit in self.history.between(has, lacks):
            earlier = 0
            for parent in commit.parents:
                earlier |= reached.get(parent, 0)
            reached[commit.oid] = earlier
            if not self.is_own_by_now(commit):
                bit = 1 << len(found)
                reached[commit.oid] |= bit
                found.append(Touch(commit, self.written_by_now(commit), bit, earlier))
        return found

    def is_own_by_now(self, commit: Commit) -> bool:
        """``is_own`` while a merge is computed: puts that off where another has to be computed first."""
        if _may_be_own(commit) and not self._is_judged(commit):
            self.need(tuple(sorted(commit.parents)))
        return self.is_own(commit)

    def written_by_now(self, commit: Commit) -> Changes:
        """``written_by`` while a merge is computed."""
        if len(commit.parents) > 1 and len(heads := self.independent(commit.parents)) > 1:
            self.need(heads)
        return self.written_by(commit)

    def _computed(self, heads: Heads) -> Merged:
        pending = [heads]
        while True:
            try:
                found = self._merge(pending[-1], 0)
            except _NotYetError as missing:
                pending.append(missing.heads)
                continue
            pending.pop()
            if not pending:
                return found

    def _merge(self, heads: Heads, depth: int) -> Merged:
        if (heads, depth) not in self._merges:
            merged = PairMerge(self, heads, depth).result()
            self._made.update(merged.made)
            self._merges[heads, depth] = merged
        return self._merges[heads, depth]

    def need(self, heads: Heads) -> None:
        """While a merge is computed: put it off where another has to be computed first."""
        if (heads, 0) not in self._merges:
            raise _NotYetError(heads)

    def _is_judged(self, commit: Commit) -> bool:
        return commit.oid in self._known or commit.oid in self._foreign

    def _judge(self, commit: Commit, merged: Merged) -> None:
        (self._known if self.history.recomputes(commit, merged) else self._foreign).add(commit.oid)

    def independent(self, heads: Iterable[str]) -> Heads:
        """Heads of which none contains another, sorted."""
        left = sorted(set(heads))
        for head in list(left):
            others = [other for other in left if other != head]
            if others and not self.history.between([head], others):
                left.remove(head)
        return tuple(left)


def _may_be_own(commit: Commit) -> bool:
    return commit.claims and 1 <= len(commit.parents) <= _PARENTS
