"""What somebody edited with a text editor and has not saved: found, checked, committed as it stands."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from schemas.fields import record_spec
from schemas.problems import Problem
from schemas.record import RECORD_TYPES
from schemas.validation import Data
from store import files
from store.changes import FieldChange, diff
from store.codec import canonical, decode, encode, same, with_comments
from store.disputed import CONFLICTS, with_saved_versions, without_settled
from store.errors import ReadFailed
from store.exchange import replace_if
from store.git.repository import Repository
from store.layout import MAX_FILE, REGISTER_FILE, VOCABULARY_FILE, belongs, kind_of, locate
from store.record import load_record, read_problem
from store.snapshot import Snapshot
from store.worktree import Shown


@dataclasses.dataclass(frozen=True)
class HandEdit:
    """A file that differs from the committed one.

    ``raw`` is None if it was deleted, ``old`` None if it is new. ``problems`` keep it from being committed;
    ``changes`` are those of its fields (none for files that are no records). ``mended`` is what is committed
    instead of ``raw`` where that has conflicts that no longer stand, or that nobody had.
    """

    path: str
    raw: bytes | None
    old: str | None
    changes: tuple[FieldChange, ...]
    problems: tuple[Problem, ...]
    mended: bytes | None = None

    @property
    def wanted(self) -> bytes | None:
        """What is to be committed."""
        return self.raw if self.mended is None else self.mended

    @property
    def counts(self) -> bool:
        """Whether there is anything to commit; an edited list of versions is only put back."""
        return self.mended is None or files.digest(self.mended) != self.old


class HandPlan(NamedTuple):
    """What a save of hand edits comes to.

    ``shown`` is what replaces files that are not saved as they stand, ``put_back`` what was found and what is
    saved where nothing but the versions of a conflict was edited.
    """

    entries: dict[str, bytes | None]
    changes: tuple[FieldChange, ...]
    problems: tuple[Problem, ...]
    shown: dict[str, Shown]
    put_back: dict[str, tuple[bytes, bytes]]


class SavedByHand(NamedTuple):
    """What was committed (paths), what was left with its problems, and what changed.

    ``put_back`` are the files in which nothing but the versions of a conflict was edited: as saved again.
    """

    commit: str | None
    saved: tuple[str, ...]
    problems: tuple[Problem, ...]
    changes: tuple[FieldChange, ...] = ()
    put_back: tuple[str, ...] = ()


def find_hand_edits(repository: Repository, snapshot: Snapshot) -> list[HandEdit]:
    """Every file of the register that is not as the last commit has it."""
    head = repository.head()
    committed = repository.files(head) if head else {}
    present = {row.path: row.digest for row in snapshot.rows()} | _other_files(Path(snapshot.path))
    paths = sorted(path for path in committed.keys() | present.keys() if belongs(path))
    differing = [path for path in paths if committed.get(path) != present.get(path)]
    root = Path(snapshot.path)
    found = (_hand_edit(repository, root, path, committed.get(path)) for path in differing)
    return [edit for edit in found if edit is not None]


def _other_files(root: Path) -> dict[str, str]:
    """The digests of the files of a register that are no records; what cannot be read is left out."""
    named = [root / REGISTER_FILE, root / VOCABULARY_FILE, root / ".gitattributes", root / ".gitignore"]
    found = [*named, *root.glob("README*"), *root.glob("LICENSE*"), *(root / "docs").rglob("*.md")]
    digests = {}
    for file in found:
        with contextlib.suppress(ReadFailed):
            digests[file.relative_to(root).as_posix()] = files.digest(files.read_bounded(str(file), MAX_FILE))
    return digests


def _hand_edit(repository: Repository, root: Path, path: str, old: str | None) -> HandEdit | None:
    try:
        raw = files.read_bounded(str(root / path), MAX_FILE)
    except ReadFailed as error:
        if error.code != "file_missing":
            return HandEdit(path, b"", old, (), (read_problem(error, path),))
        raw = None
    if (files.digest(raw) if raw is not None else None) == old:
        return None
    before = _data(repository.read_blob(old, MAX_FILE), path) if old else None
    problems = _problems(raw, path) if raw is not None else ()
    after = _data(raw, path) if raw is not None else None
    kind = kind_of(path)
    if kind is None or problems:
        return HandEdit(path, raw, old, (), problems)
    located = locate(path)
    mended = None
    if raw is not None and after is not None and CONFLICTS in after:
        after, mended = _mended(kind, before, after, decode(raw, path).text)
    changes = diff(kind, located[1] if located else "", before, after)
    return HandEdit(path, raw, old, tuple(changes), problems, mended)


def _mended(kind: str, before: Data | None, after: Data, text: str) -> tuple[Data, bytes | None]:
    """The data without conflicts that do not stand, the others as saved; its file, if it differs."""
    spec = record_spec(kind)
    mended = with_saved_versions(kind, before, after) if before is not None else without_settled(kind, after)
    listed = (canonical(data, spec).get(CONFLICTS) for data in (mended, after))
    if same(next(listed), next(listed)):
        return after, None
    mended, _ = with_comments(mended, text)
    return mended, encode(mended, spec)


def _data(raw: bytes, path: str) -> Data | None:
    return decode(raw, path).data if kind_of(path) else None


def _problems(raw: bytes, path: str) -> tuple[Problem, ...]:
    located = locate(path)
    if located is not None and located[0] in RECORD_TYPES:
        return load_record(raw, *located).problems
    if kind_of(path) is None:
        return ()
    problem = decode(raw, path).problem
    return (problem,) if problem else ()


def plan_hand_edits(edits: Iterable[HandEdit], paths: Sequence[str] | None = None) -> HandPlan:
    """What of the hand edits is committed: all that have no errors, or those of ``paths``."""
    wanted = [edit for edit in edits if paths is None or edit.path in paths]
    good = [edit for edit in wanted if not edit.problems]
    mended = [
        (edit, edit.raw, edit.mended) for edit in good if edit.raw is not None and edit.mended is not None
    ]
    return HandPlan(
        {edit.path: edit.wanted for edit in good if edit.counts},
        tuple(change for edit in good for change in edit.changes),
        tuple(problem for edit in wanted for problem in edit.problems),
        {edit.path: Shown(files.digest(raw), new) for edit, raw, new in mended if edit.counts},
        {edit.path: (raw, new) for edit, raw, new in mended if not edit.counts},
    )


def put_back(root: Path, plan: HandPlan) -> tuple[str, ...]:
    """Write the files in which only versions of conflicts were edited as they are saved; which those were."""
    return tuple(
        path for path, (found, saved) in plan.put_back.items() if replace_if(str(root / path), found, saved)
    )
