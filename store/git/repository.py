"""One repository, opened: what the rest of the store asks of git.

The parts do the work (``refs``, ``trees``, ``log``, ``writer``, ``index``, ``state``); this class, with what
it inherits from ``reading``, holds what they share and is the one thing that others need to know.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Self

from store import files
from store.errors import ConfigRefused, ReadOnly, UsageFault
from store.git import config_check, index, maintenance, refs, state, writer
from store.git.command import GitCommand
from store.git.objects import checked_oid
from store.git.reading import ReadableRepository

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from store.git.command import Process
    from store.git.objects import GitObject


class Repository(ReadableRepository):
    """A repository whose settings have been checked. Close it, or use it in a ``with`` block.

    Attributes:
        read_only: whether writing is refused.
    """

    def __init__(
        self, path: str, *, read_only: bool = False, disarmed: tuple[tuple[str, str], ...] = ()
    ) -> None:
        """Use ``open``, which checks first."""
        super().__init__(path, disarmed=disarmed)
        self.read_only = read_only

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
    def init(cls, path: str | os.PathLike[str], *, lent: tuple[int, ...] = ()) -> Self:
        """Make a repository in ``path``, an existing folder without one: branch main, no template, no hooks.

        ``lent``: a lock that the git which makes it holds too, if this program is killed meanwhile.

        Raises:
            UsageFault: ``folder_not_empty``: it has a repository already.
            GitFailed, WriteFailed: it was not made.
        """
        place = os.path.realpath(path)
        if os.path.lexists(os.path.join(place, ".git")):
            raise UsageFault("folder_not_empty", path=place)
        git = GitCommand(place, "", "")
        with git.lending(lent):
            git.run("init", "--quiet", "--template=", "--initial-branch=main", place)
        return cls.open(place)

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

    def write_settings(self, settings: Mapping[str, str | None]) -> None:
        """Write some of the register's own settings; ``None`` removes one."""
        self.check_writable()
        maintenance.write_settings(self.command, settings)
