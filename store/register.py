"""One open register: its snapshot to read from, and the one door through which anything is written.

Reading needs no git; the repository is opened when something is saved, shared or looked up in the history.
Every write holds the register's lock, starts from what is committed now, and ends with a new snapshot.
"""

from __future__ import annotations

import contextlib
import math
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, Self

from store.errors import ReadOnly, RefMoved, StoreError, UsageFault
from store.layout import PRIVATE, REGISTER_FILE
from store.snapshot import Snapshot, load_snapshot

if TYPE_CHECKING:
    from store.changes import FieldChange
    from store.commits import Moment
    from store.git.repository import Repository
    from store.git.state import Trouble
    from store.hand_edits import HandEdit, SavedByHand
    from store.people import Person
    from store.saving import Edit
    from store.worktree import Followed, Shown

SubjectOf = Callable[[Sequence["FieldChange"]], str]
"""Makes a commit's subject from what changed; the words are ``tui``'s."""

_ATTEMPTS = 5
_LOOK_AGAIN = 20.0  # seconds, after which a save also looks for what others did: 250 ms at 50,000 records


class Saved(NamedTuple):
    """What a save did: no commit if nothing was new.

    ``followed`` says what the work tree kept of hand edits; ``comments`` counts the comment lines that moved
    into remarks.
    """

    commit: str | None
    changes: tuple[FieldChange, ...]
    followed: Followed | None
    comments: int = 0


class Register:
    """An open register. Not to be made directly: ``Register.open``. Safe to use from several threads."""

    def __init__(self, path: Path, snapshot: Snapshot, *, read_only: bool) -> None:
        self.path = path
        self.snapshot = snapshot
        self.read_only = read_only
        self._thread_lock = threading.RLock()
        self._looked = time.monotonic()
        self._cleared = False

    @classmethod
    def open(cls, path: Path | str, *, read_only: bool = False) -> Self:
        """Open the register in a directory.

        What a killed run left unfinished is finished first. A register of a newer format opens read-only.
        Raises RegisterUnusable, StoreError.
        """
        root = Path(path).resolve()
        if not read_only:
            _finish_first_files(root)
        snapshot = load_snapshot(root, read_only=read_only)
        register = cls(root, snapshot, read_only=read_only or snapshot.newer_format)
        if not register.read_only and (root / PRIVATE / "pending.json").exists():
            # Where it cannot be finished now, the register is read as it stands; the next save says why.
            with contextlib.suppress(StoreError):
                with register.writing():
                    pass
                register.refresh()
        return register

    @cached_property
    def repository(self) -> Repository:
        """The git repository, opened at first use.

        Raises RegisterUnusable, ConfigRefused.
        """
        # GitPython takes 100 ms to load, and lists need none of it.
        from store.git.repository import Repository

        return Repository.open(self.path, read_only=self.read_only)

    def refresh(self, saved: Sequence[str] | None = None) -> Snapshot:
        """Read again what changed on disk; of ``saved`` files alone if all were looked at not long ago."""
        now = time.monotonic()
        if saved is None or now - self._looked > _LOOK_AGAIN:
            saved, self._looked = None, now
        self.snapshot = load_snapshot(self.path, read_only=self.read_only, previous=self.snapshot, only=saved)
        return self.snapshot

    def troubles(self) -> list[Trouble]:
        """What git or an editor left half-way, with codes for the way out."""
        return self.repository.state()

    @contextlib.contextmanager
    def writing(self) -> Iterator[Repository]:
        """Hold the lock for a change, in a register that may be written to and stands on its branch.

        Raises ReadOnly, Locked, RegisterUnusable (``register_half_way``: ``state`` is a trouble's code).
        """
        # Imported here: everything below loads git.
        from store.commits import finish_pending
        from store.writing import refuse_half_way

        with self._locked() as repository:
            refuse_half_way(repository)
            if finish_pending(repository, self.path) is not None:
                self._looked = -math.inf  # other files than the next save's have changed
            yield repository

    @contextlib.contextmanager
    def _locked(self) -> Iterator[Repository]:
        if self.read_only:
            raise ReadOnly("read_only")
        from store.writing import locked

        repository = self.repository
        with self._thread_lock, locked(repository, self.path, thorough=not self._cleared):
            self._cleared = True
            yield repository

    def save(
        self,
        edits: Sequence[Edit],
        subject: SubjectOf,
        *,
        person: Person | None = None,
        remark: str = "",
        when: Moment | None = None,
    ) -> Saved:
        """Save edits as one commit, durably; nothing is committed if one of them cannot be.

        ``person`` is, by default, whom git and the register know; ``when`` is now.
        Raises InvalidRecord, Stale and ChangedMeanwhile, UsageFault ``person_unknown``, ReadOnly, Locked,
        WriteFailed, RegisterUnusable. Whatever is raised, nothing that stood there is lost.
        """
        with self.writing():
            author = person or _person(self.repository)
            for _ in range(_ATTEMPTS):
                # Another git may commit in between: then the edits are planned anew on what it left.
                with contextlib.suppress(RefMoved):
                    return self._save_now(edits, subject, author, remark, when)
            return self._save_now(edits, subject, author, remark, when)

    def _save_now(
        self, edits: Sequence[Edit], subject: SubjectOf, person: Person, remark: str, when: Moment | None
    ) -> Saved:
        from store.saving import plan_edits, remove_deleted

        head = self.repository.head()
        planned = plan_edits(self.repository, self.path, head, edits)
        changes = tuple(change for plan in planned for change in plan.changes)
        if not changes:
            # Perhaps saved before, by one that failed after its commit and was only finished now.
            self.refresh()
            return Saved(None, (), None)
        entries = {plan.path: plan.raw for plan in planned}
        shown = {plan.path: plan.shown for plan in planned if plan.shown is not None}
        commit, followed = self._commit(head, entries, subject(changes), person, remark, when, shown)
        remove_deleted(self.path, edits, followed.left)
        self.refresh([plan.path for plan in planned])
        return Saved(commit, changes, followed, sum(plan.comments for plan in planned))

    def repair(self) -> list[Trouble]:
        """Mend what a power cut or a killed git left, going back to the last whole version; returns what was.

        No file of the register changes: what is newer than that version shows as edited by hand.
        Raises ReadOnly, Locked, WriteFailed, RegisterUnusable.
        """
        from store.repair import repair

        with self._locked() as repository:
            return repair(repository)

    def _commit(
        self,
        head: str | None,
        entries: dict[str, bytes | None],
        subject: str,
        person: Person,
        remark: str,
        when: Moment | None,
        shown: Mapping[str, Shown] = MappingProxyType({}),
    ) -> tuple[str, Followed]:
        from store.commits import advance, this_moment, write_commit
        from store.people import message_of

        author = person.signature(*(when or this_moment()))
        message = message_of(subject, remark, person)
        commit = write_commit(self.repository, [head] if head else [], entries, author, message)
        return commit, advance(self.repository, self.path, head, commit, "knoten: save", shown)

    def hand_edits(self) -> list[HandEdit]:
        """The files that differ from what is saved, with what is wrong with them."""
        from store.hand_edits import find_hand_edits

        return find_hand_edits(self.repository, self.snapshot)

    def save_hand_edits(
        self,
        subject: SubjectOf,
        *,
        paths: Sequence[str] | None = None,
        person: Person | None = None,
        remark: str = "",
        when: Moment | None = None,
    ) -> SavedByHand:
        """Commit what was edited by hand, byte for byte; broken files are left where they are and named.

        Raises as ``save``.
        """
        from store.hand_edits import SavedByHand, plan_hand_edits, put_back

        with self.writing() as repository:
            author = person or _person(self.repository)
            head = repository.head()
            self.refresh()
            plan = plan_hand_edits(self.hand_edits(), paths)
            restored = put_back(self.path, plan)
            commit = None
            if plan.entries:
                words = subject(plan.changes)
                commit, _ = self._commit(head, plan.entries, words, author, remark, when, plan.shown)
            self.refresh()
            return SavedByHand(commit, tuple(plan.entries), plan.problems, plan.changes, restored)

    def close(self) -> None:
        """End the processes that were kept."""
        if "repository" in self.__dict__:
            self.repository.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _person(repository: Repository) -> Person:
    """Who saves, where nobody is named."""
    from store.people import read_person

    person = read_person(repository)
    if person is None:
        raise UsageFault("person_unknown")
    return person


def _finish_first_files(root: Path) -> None:
    """Where making a register was killed, its files may be missing yet: then there is nothing to open."""
    private = root / PRIVATE
    if (root / REGISTER_FILE).exists() or not (private / "pending.json").exists():
        return
    from store.commits import finish_pending
    from store.git.repository import Repository
    from store.writing import locked

    with Repository.open(root) as repository, locked(repository, root, thorough=False):
        finish_pending(repository, root)
