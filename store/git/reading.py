"""Reading a repository: refs, commits, folders, files, history. ``Repository`` adds opening and writing."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final, Self

from store.errors import RegisterUnusable, StoreError
from store.git import log, maintenance, refs, state, trees
from store.git.batch import ObjectReader
from store.git.command import GitCommand
from store.git.objects import parse_commit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from store.git.batch import Info
    from store.git.objects import Commit, GitObject
    from store.git.trees import TreeChange, TreeEntry

_COMMIT_LIMIT: Final = 4 << 20  # a message of 200 kB is still shown, cut; more is an attack


class ReadableRepository:
    """What can be asked of a repository without changing it.

    Attributes:
        path: the register's folder.
        git_dir: its ``.git``.
        command: for the modules of this package.
        computed: what others worked out from what stands in it, kept as long as it is open.
    """

    def __init__(self, path: str, *, disarmed: tuple[tuple[str, str], ...] = ()) -> None:
        """Use ``Repository.open``, which checks first."""
        self.path = path
        self.git_dir = os.path.join(path, ".git")
        self.command = GitCommand(path, self.git_dir, path, disarmed)
        self._reader = ObjectReader(self.command)
        self._listings = trees.Listings(self._reader)
        self._ancestry: dict[tuple[str, str], bool] = {}  # of commits, which never changes
        self.computed: dict[str, Any] = {}

    def state(self, *, thorough: bool = True) -> list[state.Trouble]:
        """What git, an editor or a power cut left half-way; empty when all is well.

        ``thorough`` looks at every file of the last commit (20 ms for 10,000); else at its commit and folder.
        """
        probe = self.is_whole if thorough else self.is_readable
        return state.troubles(self.git_dir, probe, self.is_whole)

    def is_readable(self, commit: str) -> bool:
        """Whether a commit and its top folder are there."""
        try:
            return self.object_infos([self.read_commit(commit).tree])[0] is not None
        except StoreError:
            return False

    def is_whole(self, commit: str) -> bool:
        """Whether a commit, its folders and its files are all there."""
        try:
            entries = trees.list_tree(self.command, self.read_commit(commit).tree)
        except StoreError:
            return False
        return all(entry.size is not None for entry in entries if entry.type == "blob")

    def head(self) -> str | None:
        """The commit of ``refs/heads/main``; ``None`` when nothing has been saved yet.

        Raises:
            RegisterUnusable: ``ref_corrupt``.
        """
        return refs.read_ref(self.git_dir, refs.MAIN)

    def read_ref(self, name: str) -> str | None:
        """The object a ref names, or ``None``."""
        return refs.read_ref(self.git_dir, refs.checked_ref(name))

    def list_refs(self, prefix: str) -> dict[str, str]:
        """Refs below ``prefix`` (ends in a slash), name to id."""
        return refs.list_refs(self.git_dir, prefix)

    def read_commit(self, oid: str) -> Commit:
        """One commit.

        Raises:
            RegisterUnusable: ``object_missing``, ``object_corrupt``, ``object_unexpected``.
        """
        return next(self.read_commits([oid]))

    def read_commits(self, oids: Sequence[str]) -> Iterator[Commit]:
        """Commits in the order asked for; raises as ``read_commit``."""
        for oid, (kind, data) in zip(oids, self._reader.read_many(oids, _COMMIT_LIMIT), strict=True):
            if kind != "commit":
                raise RegisterUnusable("object_unexpected", oid=oid, expected="commit", found=kind)
            yield parse_commit(oid, data)

    def list_tree(
        self, commit: str, *, limit: int = trees.ENTRY_LIMIT, sizes: bool = True
    ) -> list[TreeEntry]:
        """All files of a commit or tree (``trees.list_tree``)."""
        return trees.list_tree(self.command, commit, limit=limit, sizes=sizes)

    def files(self, commit: str) -> dict[str, str]:
        """Path → blob of all files of a commit that was looked at before; a copy, quickly made."""
        return dict(self._listings.files(self.read_commit(commit).tree))

    def read_blob(self, oid: str, limit: int | None = None) -> bytes:
        """The content of one file.

        Raises:
            RegisterUnusable: missing, damaged, no file, or more than ``limit`` bytes (then it is not read).
        """
        return next(self.read_blobs([oid], limit))

    def read_blobs(self, oids: Sequence[str], limit: int | None = None) -> Iterator[bytes]:
        """Contents in the order asked for, a few dozen in memory at a time; raises as ``read_blob``."""
        for oid, (kind, data) in zip(oids, self._reader.read_many(oids, limit), strict=True):
            if kind != "blob":
                raise RegisterUnusable("object_unexpected", oid=oid, expected="blob", found=kind)
            yield data

    def object_infos(self, oids: Sequence[str]) -> list[Info | None]:
        """Kind and size of objects without reading them; ``None`` where missing or damaged."""
        return self._reader.infos(oids)

    def blobs_at(self, commit: str, paths: Collection[str]) -> dict[str, str]:
        """The blobs that a commit has at some paths; what is not there is left out."""
        return trees.blobs_at(self._reader, self.read_commit(commit).tree, paths)

    def diff_trees(self, old: str | None, new: str | None) -> list[TreeChange]:
        """Paths that differ between two commits or trees."""
        return trees.diff_trees(self.command, old, new)

    def splice(self, tree: str | None, changes: Mapping[str, str | None]) -> tuple[str, list[GitObject]]:
        """A tree with some paths changed (``trees.splice``); nothing is written."""
        return trees.splice(self._reader, tree, changes)

    def log(
        self,
        include: Sequence[str],
        exclude: Sequence[str] = (),
        *,
        paths: Sequence[str] = (),
        limit: int | None = None,
        skip: int = 0,
        merges: bool = False,
    ) -> Iterator[log.LogEntry]:
        """Commits with the files they changed, newest first (``log.log``)."""
        return log.log(self.command, include, exclude, paths=paths, limit=limit, skip=skip, merges=merges)

    def is_ancestor(self, older: str, newer: str) -> bool:
        """Whether ``newer`` contains ``older``."""
        if (older, newer) not in self._ancestry:
            self._ancestry[older, newer] = older == newer or log.is_ancestor(self.command, older, newer)
        return self._ancestry[older, newer]

    def merge_bases(self, one: str, *others: str) -> tuple[str, ...]:
        """All best common ancestors of one commit and a merge of the others, sorted."""
        return log.merge_bases(self.command, one, *others)

    def independent(self, oids: Sequence[str]) -> tuple[str, ...]:
        """Those of the commits that no other of them contains, sorted."""
        return log.independent(self.command, oids)

    def common_ancestors(self, oids: Sequence[str]) -> tuple[str, ...]:
        """The newest commits that all of some commits contain, sorted."""
        return log.common_ancestors(self.command, oids)

    def disk_usage(self, include: Sequence[str], exclude: Sequence[str] = ()) -> int:
        """Bytes that the objects of a range of commits take here (``log.disk_usage``)."""
        return log.disk_usage(self.command, include, exclude)

    def ahead_behind(self, ours: str, theirs: str) -> tuple[int, int]:
        """How many commits only one side has."""
        return log.ahead_behind(self.command, ours, theirs)

    def count(self, include: Sequence[str], exclude: Sequence[str] = ()) -> int:
        """How many commits are in a range."""
        return log.count(self.command, include, exclude)

    def commits_between(self, include: Sequence[str], exclude: Sequence[str] = ()) -> list[str]:
        """Ids of a range, parents before children."""
        return log.commits_between(self.command, include, exclude)

    def commits_saying(self, pattern: str, include: Sequence[str], exclude: Sequence[str] = ()) -> list[str]:
        """Ids of a range whose message has a line that matches (``log.commits_saying``)."""
        return log.commits_saying(self.command, pattern, include, exclude)

    def commits_touching(self, commit: str, path: str) -> list[str]:
        """Ids of the commits that changed a file, and of all merges, children before parents."""
        return log.commits_touching(self.command, commit, path)

    def setting(self, name: str) -> str:
        """A setting as git sees it for this person and register (``user.name``); "" when unset."""
        return maintenance.read_setting(self.command, name)

    def local_settings(self, pattern: str) -> list[tuple[str, str]]:
        """Name and value of the register's own settings whose name matches a regular expression."""
        return maintenance.read_local_settings(self.command, pattern)

    def close(self) -> None:
        """End the reading process; harmless when repeated."""
        self.computed.clear()
        self._reader.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
