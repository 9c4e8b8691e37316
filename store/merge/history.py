"""What a merge asks of a history, and what it answers.

The history of a register is in git; that of a test may be in memory. The merge knows only this.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from schemas.paths import FieldPath


class Commit(NamedTuple):
    """One commit: ``time`` in seconds since 1970 UTC and ``by`` are the author's, as the commit says.

    ``claims``: its message says that it is a merge of the program's own; anyone can write that.
    """

    oid: str
    parents: tuple[str, ...]
    time: int
    by: str
    claims: bool


class History(Protocol):
    """A graph of commits, each with the files of a register; ids of commits and files are hashes."""

    def between(self, has: Sequence[str], lacks: Sequence[str]) -> Sequence[Commit]:
        """The commits that ``has`` reaches and ``lacks`` does not, parents before children."""
        ...

    def bases(self, many: Sequence[str], one: str) -> tuple[str, ...]:
        """All best common ancestors of ``one`` and of a merge of ``many``, sorted."""
        ...

    def touching(self, commit: str, path: str) -> Iterator[Commit]:
        """The commit and its ancestors that changed a file, and all merges; children before parents."""
        ...

    def changes(self, old: str | None, new: str) -> Mapping[str, tuple[str | None, str | None]]:
        """Path → blob before and after, of the files that differ and may stand in a register.

        What may not stand there counts as absent.
        """
        ...

    def unwanted(self, commit: str) -> Mapping[str, str]:
        """Path → reason, of the files of a commit that may not stand in a register."""
        ...

    def file(self, commit: str, path: str) -> str | None:
        """The blob at a path, None where nothing is that may stand in a register."""
        ...

    def expect(self, oids: Collection[str]) -> None:
        """These contents will be asked for: a chance to read them in one go."""
        ...

    def blob(self, oid: str) -> bytes | None:
        """A file's content; None if it is too large to be read."""
        ...

    def blob_id(self, content: bytes) -> str:
        """The id of a content."""
        ...

    def tree_id(self, tree: Tree) -> str:
        """A hash of all files of a tree."""
        ...

    def recomputes(self, commit: Commit, merged: Merged) -> bool:
        """Whether a commit is, byte for byte, the merge commit of its parents."""
        ...


class Decision(NamedTuple):
    """What a merge decided by itself about one field.

    ``how``: ``one`` or ``other`` (that parent's version was taken, the other side had not written it),
    ``joined`` (both had, and their edits go together), ``disputed`` (both had; all versions are kept).
    """

    path: str
    field: FieldPath
    how: str


@dataclass(frozen=True)
class Tree:
    """The files of a commit, with some of them replaced (path → blob, None: gone)."""

    base: str
    files: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Merged:
    """What becomes of two parents (sorted): the files, the contents that were made, and why.

    ``files`` is what differs from the commit ``base``. ``people``: whether anybody had anything new.
    ``held`` are files (path, reason) that did not go through whole, though each side's own files may.
    """

    parents: tuple[str, ...]
    base: str
    files: Mapping[str, str | None]
    made: Mapping[str, bytes]
    people: bool = True
    decisions: tuple[Decision, ...] = ()
    held: tuple[tuple[str, str], ...] = ()

    @property
    def tree(self) -> Tree:
        """The files."""
        return Tree(self.base, self.files)
