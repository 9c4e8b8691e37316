"""A history in memory, with no git: commits, trees and blobs in dictionaries, quick enough for long runs.

Sets of ancestors are whole numbers with a bit for each commit, so that what one head has and another lacks
is one operation, however criss-cross the history is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import or_

from store.layout import belongs
from store.merge.history import Commit, Merged, Tree

MACHINE = "Knotenpunkt merge"


class ModelHistory:
    """Every commit of every partner; a merge sees only what its heads reach."""

    def __init__(self, salt: str = "") -> None:
        """``salt`` gives all commits other ids, for what must not depend on them."""
        self._salt = salt
        self.commits: list[Commit] = []
        self.numbers: dict[str, int] = {}
        self.trees: dict[str, dict[str, str]] = {}
        self.blobs: dict[str, bytes] = {}
        self.below: list[int] = []  # commit number → bits of its ancestors, itself among them

    # Making

    def store(self, data: bytes) -> str:
        """Keep a blob; its id."""
        oid = self.blob_id(data)
        self.blobs[oid] = data
        return oid

    def add(
        self, parents: Sequence[str], tree: Mapping[str, str], by: str, time: int, *, claims: bool = False
    ) -> str:
        """Make a commit; the same commit twice is one."""
        parents = tuple(parents)
        said = repr((parents, self._tree_id(tree), by, time, claims, self._salt))
        oid = hashlib.sha1(said.encode(), usedforsecurity=False).hexdigest()
        if oid not in self.numbers:
            number = self.numbers[oid] = len(self.commits)
            self.commits.append(Commit(oid, parents, time, by, claims))
            self.trees[oid] = dict(tree)
            self.below.append(reduce(or_, (self.ancestors(parent) for parent in parents), 1 << number))
        return oid

    def add_merged(self, merged: Merged) -> str:
        """The commit that a merge stands for."""
        for oid, data in merged.made.items():
            assert self.store(data) == oid
        time = max(self.commit(parent).time for parent in merged.parents)
        return self.add(sorted(merged.parents), self.tree_of(merged), MACHINE, time, claims=True)

    def tree_of(self, merged: Merged) -> dict[str, str]:
        """The files of a merge."""
        return self.files_of(merged.tree)

    def files_of(self, tree: Tree) -> dict[str, str]:
        """The files of a tree."""
        files: dict[str, str | None] = {**self.trees[tree.base], **tree.files}
        return {path: blob for path, blob in files.items() if blob is not None}

    # What a merge asks

    def between(self, has: Sequence[str], lacks: Sequence[str]) -> list[Commit]:
        bits = self.mask(has) & ~self.mask(lacks)
        return [self.commits[number] for number in ones(bits)]

    def bases(self, many: Sequence[str], one: str) -> tuple[str, ...]:
        both = self.mask(many) & self.ancestors(one)
        best = both
        for number in ones(both):
            best &= ~(self.below[number] & ~(1 << number))
        return tuple(sorted(self.commits[number].oid for number in ones(best)))

    def commit(self, oid: str) -> Commit:
        return self.commits[self.numbers[oid]]

    def touching(self, commit: str, path: str) -> Iterator[Commit]:
        for number in reversed(ones(self.ancestors(commit))):
            found = self.commits[number]
            before = [self.file(parent, path) for parent in found.parents] or [None]
            if any(self.file(found.oid, path) != blob for blob in before):
                yield found

    def changes(self, old: str | None, new: str) -> dict[str, tuple[str | None, str | None]]:
        before = self.trees[old] if old is not None else {}
        after = self.trees[new]
        paths = [path for path in before.keys() | after.keys() if before.get(path) != after.get(path)]
        return {path: (before.get(path), after.get(path)) for path in sorted(paths) if belongs(path)}

    def unwanted(self, oid: str) -> dict[str, str]:
        return {path: "does_not_belong" for path in self.trees[oid] if not belongs(path)}

    def file(self, oid: str, path: str) -> str | None:
        return self.trees[oid].get(path) if belongs(path) else None

    def blob(self, oid: str) -> bytes | None:
        return self.blobs[oid]

    def expect(self, blobs: Iterable[str]) -> None:
        """All is at hand already."""

    def blob_id(self, content: bytes) -> str:
        return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()

    def recomputes(self, commit: Commit, merged: Merged) -> bool:
        time = max(self.commit(parent).time for parent in merged.parents)
        same_line = commit.parents == tuple(sorted(merged.parents)) and commit.time == time
        named = commit.claims and commit.by == MACHINE
        return named and same_line and self.trees[commit.oid] == self.tree_of(merged)

    def tree_id(self, tree: Tree) -> str:
        return self._tree_id(self.files_of(tree))

    # For tests

    def ancestors(self, oid: str) -> int:
        """The bits of all that a commit reaches."""
        return self.below[self.numbers[oid]]

    def mask(self, oids: Iterable[str]) -> int:
        """The bits of all that the commits reach."""
        return reduce(or_, map(self.ancestors, oids), 0)

    def has(self, head: str, other: str) -> bool:
        """Whether a head contains another commit."""
        return bool(self.ancestors(head) >> self.numbers[other] & 1)

    def raw(self, oid: str, path: str) -> bytes | None:
        """A file's bytes in a commit."""
        blob = self.file(oid, path)
        return None if blob is None else self.blobs[blob]

    @staticmethod
    def _tree_id(tree: Mapping[str, str]) -> str:
        return hashlib.sha1(repr(sorted(tree.items())).encode(), usedforsecurity=False).hexdigest()


def ones(bits: int) -> list[int]:
    """The numbers of the bits that are set, rising: parents before children."""
    found = []
    while bits:
        low = bits & -bits
        found.append(low.bit_length() - 1)
        bits ^= low
    return found
