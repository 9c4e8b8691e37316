"""One repository, opened: what the rest of the store asks of git.

The parts do the work (``refs``, ``trees``, ``log``, ``writer``, ``index``, ``state``); this class holds what
they share, the process that reads objects and the right to write, and is the one thing others need to know.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, Self

from store import files
from store.errors import ConfigRefused, ReadOnly, RegisterUnusable, StoreError, UsageFault
from store.git import config_check, index, log, maintenance, refs, state, trees, writer
from store.git.batch import ObjectReader
from store.git.command import GitCommand
from store.git.objects import checked_oid, parse_commit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from store.git.batch import Info
    from store.git.command import Process
    from store.git.objects import Commit, GitObject
    from store.git.trees import TreeChange, TreeEntry

_COMMIT_LIMIT: Final = 4 << 20  # a message of 200 kB is still shown, cut; more is an attack


class Repository:
    """A repository whose settings have been checked. Close it, or use it in a ``with`` block.

    Attributes:
        path: the register's folder.
        git_dir: its ``.git``.
        read_only: whether writing is refused.
        command: for the modules of this package.
    """

    def __init__(
        self, path: str, *, read_only: bool = False, disarmed: tuple[tuple[str, str], ...] = ()
    ) -> None:
        """Use ``open``, which checks first."""
        self.path = path
        self.git_dir = os.path.join(path, ".git")
        self.read_only = read_only
        self.command = GitCommand(path, self.git_dir, path, disarmed)
        self._reader = ObjectReader(self.command)

    @classmethod
    def open(cls, path: str | os.PathLike[str], *, read_only: bool = False) -> Self:
        """Open the repository of the register in ``path``; no git runs before its settings are checked.

        Raises:
            ConfigRefused: ``config_refused``; ``names`` lists what (``config_check.check`` has the details).
            RegisterUnusable: not a repository, points elsewhere, a newer format, git missing or too old.
        """
        place = os.path.realpath(path)
        refused = config_check.check(place)
        state.check_format(place)
        trusted = refused and all(item.kind == "key" for item in refused) and config_check.is_trusted(place)
        if refused and not trusted:
            raise ConfigRefused(
                "config_refused", names=", ".join(dict.fromkeys(item.name for item in refused))
            )
        disarmed = config_check.disarmed(place) if refused else ()
        return cls(place, read_only=read_only, disarmed=disarmed)

    @classmethod
    def init(cls, path: str | os.PathLike[str]) -> Self:
        """Make a repository in ``path``, an existing folder without one: branch main, no template, no hooks.

        Raises:
            UsageFault: ``folder_not_empty``: it has a repository already.
            GitFailed, WriteFailed: it was not made.
        """
        place = os.path.realpath(path)
        if os.path.lexists(os.path.join(place, ".git")):
            raise UsageFault("folder_not_empty", path=place)
        git = GitCommand(place, "", "")
        git.run("init", "--quiet", "--template=", "--initial-branch=main", place)
        return cls.open(place)

    # -- reading ---------------------------------------------------------------------------------------------

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
        return older == newer or log.is_ancestor(self.command, older, newer)

    def merge_bases(self, one: str, other: str) -> tuple[str, ...]:
        """All best common ancestors, sorted."""
        return log.merge_bases(self.command, one, other)

    def ahead_behind(self, ours: str, theirs: str) -> tuple[int, int]:
        """How many commits only one side has."""
        return log.ahead_behind(self.command, ours, theirs)

    def count(self, include: Sequence[str], exclude: Sequence[str] = ()) -> int:
        """How many commits are in a range."""
        return log.count(self.command, include, exclude)

    def commits_between(self, include: Sequence[str], exclude: Sequence[str] = ()) -> list[str]:
        """Ids of a range, parents before children."""
        return log.commits_between(self.command, include, exclude)

    # -- writing ---------------------------------------------------------------------------------------------

    def write(self, objects: Iterable[GitObject]) -> None:
        """Write objects durably (``writer.write_objects``)."""
        self.check_writable()
        writer.write_objects(self.command, objects)

    def update_ref(self, name: str, new: str, old: str | None, message: str) -> None:
        """Move a ref from ``old`` (``None``: not there) to ``new``, durably (``refs.update_ref``)."""
        self.check_writable()
        refs.update_ref(self.command, name, new, old, message)

    def delete_ref(self, name: str, old: str) -> None:
        """Remove a ref that is at ``old``."""
        self.check_writable()
        refs.delete_ref(self.command, name, old)

    def keep(self, label: str, oid: str) -> str:
        """Name a line that would otherwise be lost, under ``refs/knoten/kept/``; returns the ref."""
        self.check_writable()
        name = f"{refs.KEPT}{label}/{checked_oid(oid)[:12]}"
        if self.read_ref(name) != oid:
            refs.update_ref(self.command, name, oid, self.read_ref(name), "keep")
        return name

    def repair_main(self, oid: str) -> None:
        """Put main at ``oid`` where its ref is damaged or its commit lost; the old file is kept beside it."""
        self.check_writable()
        refs.set_damaged_aside(self.git_dir, refs.MAIN)
        refs.update_ref(self.command, refs.MAIN, oid, self.head(), "recover")

    def repair_head(self) -> None:
        """Make main the branch that is worked on again, where the file that says so was emptied."""
        self.check_writable()
        files.atomic_write(os.path.join(self.git_dir, "HEAD"), f"ref: {refs.MAIN}\n".encode())

    def update_index(self, changes: Mapping[str, str | None]) -> bool:
        """Let plain git show these paths as saved; ``False`` when another git kept the index."""
        self.check_writable()
        return index.update_index(self.command, changes, self.head())

    def rebuild_index(self) -> bool:
        """Make the index anew from the last commit."""
        self.check_writable()
        head = self.head()
        return head is not None and index.rebuild_index(self.command, head)

    def clear_leftovers(self) -> int:
        """Remove what killed processes left unfinished more than a day ago; how many files that were."""
        self.check_writable()
        return maintenance.clear_leftovers(self.git_dir)

    def remove_index_lock(self) -> bool:
        """Remove a left ``index.lock``, when a person says that no git runs; ``False``: there was none."""
        self.check_writable()
        return files.remove(os.path.join(self.git_dir, "index.lock"))

    def start_repack(self, loose_limit: int = 2000) -> Process | None:
        """Start packing when more than ``loose_limit`` objects lie loose; close what is returned, or wait."""
        self.check_writable()
        if maintenance.loose_object_count(self.git_dir) <= loose_limit:
            return None
        return maintenance.start_repack(self.command)

    def check_writable(self) -> None:
        """Raise ``ReadOnly`` in a repository that was opened for reading alone."""
        if self.read_only:
            raise ReadOnly("read_only")

    # -- person ----------------------------------------------------------------------------------------------

    def setting(self, name: str) -> str:
        """A setting as git sees it for this person and register (``user.name``); "" when unset."""
        return maintenance.read_setting(self.command, name)

    def local_settings(self, pattern: str) -> list[tuple[str, str]]:
        """Name and value of the register's own settings whose name matches a regular expression."""
        return maintenance.read_local_settings(self.command, pattern)

    def write_settings(self, settings: Mapping[str, str | None]) -> None:
        """Write some of the register's own settings; ``None`` removes one."""
        self.check_writable()
        maintenance.write_settings(self.command, settings)

    def close(self) -> None:
        """End the reading process; harmless when repeated."""
        self._reader.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
