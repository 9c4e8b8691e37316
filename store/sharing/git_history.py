"""The history that a merge asks about, read from git."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from store.errors import RegisterUnusable
from store.git.log import LogEntry
from store.git.objects import GitObject, Signature, make_commit, object_id
from store.git.repository import Repository
from store.git.trees import TreeChange, TreeEntry
from store.layout import MAX_FILE, belongs, kind_of
from store.merge import Commit, Merged
from store.merge.history import Tree
from store.merge_mark import MERGE_TRAILER, claims_to_be_own
from store.sharing.boundary import RULES, colliding, fault_of

MERGE_NAME, MERGE_EMAIL = "Knotenpunkt merge", "merge@knotenpunkt.invalid"

_PLAIN = (0o100644, 0o100755)
_Changes = dict[str, tuple[str | None, str | None]]


class _Stock(NamedTuple):
    """Files of a commit that may not stand in a register (path → reason), and those that are no records."""

    faulty: Mapping[str, str]
    carried: frozenset[str]

    def unwanted(self) -> dict[str, str]:
        return dict(self.faulty) | dict.fromkeys(sorted(colliding(self.carried)), "name_collision")


class GitHistory:
    """``store.merge.History`` over a repository. What was read once is kept."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._between: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Commit]] = {}
        self._parents: dict[str, tuple[str, ...]] = {}
        self._changes: dict[tuple[str | None, str], _Changes] = {}
        self._stocks: dict[str, _Stock] = {}
        self._expected: dict[str, bytes] = {}
        self._last_differing: tuple[str | None, str, list[TreeChange]] | None = None

    def between(self, has: Sequence[str], lacks: Sequence[str]) -> Sequence[Commit]:
        """See ``History``; one pass of git also tells what each commit changed."""
        key = tuple(has), tuple(lacks)
        if key not in self._between:
            entries = list(self._repository.log(has, lacks, merges=True))
            self._between[key] = [self._noted(entry) for entry in reversed(entries)]
        return self._between[key]

    def _noted(self, entry: LogEntry) -> Commit:
        parent = entry.parents[0] if entry.parents else None
        self._changes[parent, entry.oid] = _wanted(entry.changes)
        claims = claims_to_be_own(entry.message)
        return Commit(entry.oid, entry.parents, entry.author.time, entry.author.name, claims)

    def bases(self, many: Sequence[str], one: str) -> tuple[str, ...]:
        """See ``History``."""
        return self._repository.merge_bases(one, *many)

    def touching(self, commit: str, path: str) -> Iterator[Commit]:
        """See ``History``."""
        for oid in self._repository.commits_touching(commit, path):
            found = self._repository.read_commit(oid)
            claims = claims_to_be_own(found.message)
            yield Commit(oid, found.parents, found.author.time, found.author.name, claims)

    def changes(self, old: str | None, new: str) -> Mapping[str, tuple[str | None, str | None]]:
        """See ``History``."""
        if (old, new) not in self._changes:
            self._changes[old, new] = _wanted(self._differing(old, new))
        return self._changes[old, new]

    def _differing(self, old: str | None, new: str) -> list[TreeChange]:
        """Asked for twice in a row: for the files, and for those that may not be among them."""
        if self._last_differing is None or self._last_differing[:2] != (old, new):
            self._last_differing = old, new, self._repository.diff_trees(old, new)
        return self._last_differing[2]

    def unwanted(self, commit: str) -> Mapping[str, str]:
        """See ``History``."""
        if commit not in self._stocks:
            self._stocks[commit] = self._stock(commit)
        return self._stocks[commit].unwanted()

    def _stock(self, commit: str) -> _Stock:
        """Read once whole, then only what differs from a commit that is known."""
        known = next(reversed(self._stocks), None)
        if known is None:
            entries = self._repository.list_tree(commit)
            return _judged(_Stock({}, frozenset()), entries, ())
        changes = self._differing(known, commit)
        oids = [change.new_oid for change in changes if change.new_oid]
        infos = dict(zip(oids, self._repository.object_infos(oids), strict=True))
        entries = []
        for change in changes:
            if change.new_oid:
                info = infos[change.new_oid]
                kind = info.kind if info else "blob"
                size = info.size if info else None
                entries.append(TreeEntry(change.new_mode, kind, change.new_oid, size, change.path))
        return _judged(self._stocks[known], entries, [change.path for change in changes])

    def file(self, commit: str, path: str) -> str | None:
        """See ``History``."""
        if path in self.unwanted(commit):
            return None
        return self._repository.blobs_at(commit, [path]).get(path)

    def expect(self, oids: Collection[str]) -> None:
        """See ``History``; what is expected is kept until others are."""
        wanted = sorted(oids)
        infos = zip(wanted, self._repository.object_infos(wanted), strict=True)
        wanted = [oid for oid, info in infos if info and info.kind == "blob" and info.size <= MAX_FILE]
        self._expected = dict(zip(wanted, self._repository.read_blobs(wanted, MAX_FILE), strict=True))

    def blob(self, oid: str) -> bytes | None:
        """See ``History``."""
        if oid in self._expected:
            return self._expected[oid]
        try:
            return self._repository.read_blob(oid, MAX_FILE)
        except RegisterUnusable as error:
            if error.code != "object_too_large":
                raise
            return None

    def blob_id(self, content: bytes) -> str:
        """See ``History``."""
        return object_id("blob", content)

    def tree_id(self, tree: Tree) -> str:
        """See ``History``."""
        return self._spliced(tree)[0]

    def _spliced(self, tree: Tree) -> tuple[str, list[GitObject]]:
        return self._repository.splice(self._repository.read_commit(tree.base).tree, dict(tree.files))

    def recomputes(self, commit: Commit, merged: Merged) -> bool:
        """See ``History``."""
        return self.commit_of(commit.parents, merged)[-1].oid == commit.oid

    def commit_of(self, parents: Sequence[str], merged: Merged) -> list[GitObject]:
        """The merge commit, behind its folders: a function of its parents alone."""
        tree, folders = self._spliced(merged.tree)
        time = max(commit.committer.time for commit in self._repository.read_commits(list(parents)))
        who = Signature(MERGE_NAME, MERGE_EMAIL, time, 0)
        ordered = sorted(set(parents))
        message = f"Merge {' '.join(parent[:12] for parent in ordered)}\n\n{MERGE_TRAILER}: {RULES}\n"
        return [*folders, make_commit(tree, ordered, who, who, message)]


def _judged(known: _Stock, entries: Sequence[TreeEntry], gone: Sequence[str]) -> _Stock:
    left = set(gone)
    faulty = {path: code for path, code in known.faulty.items() if path not in left}
    carried = {path for path in known.carried if path not in left}
    for entry in entries:
        code = fault_of(entry)
        if code:
            faulty[entry.path] = code
        elif kind_of(entry.path) is None:
            carried.add(entry.path)
    return _Stock(faulty, frozenset(carried))


def _wanted(changes: Sequence[TreeChange]) -> _Changes:
    """Changes of what may stand in a register; anything else counts as absent."""
    found: _Changes = {}
    for change in changes:
        if belongs(change.path):
            before = change.old_oid if change.old_mode in _PLAIN else None
            after = change.new_oid if change.new_mode in _PLAIN else None
            if before != after:
                found[change.path] = before, after
    return found
