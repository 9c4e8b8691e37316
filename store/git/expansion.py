"""How much the commits of a range unfold to, before any of them is unfolded.

A dozen folders that each name the next one ten times stand for ten billion files. Listing the last commit
stops at its limit (``trees.list_tree``); but such a folder in the middle of a history would still fill the
memory of the first ``git log`` that compares it. So each folder is read once and counted, never walked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from store.errors import RegisterUnusable
from store.git.objects import MODE_TREE, checked_oid, parse_tree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.git.batch import ObjectReader
    from store.git.command import GitCommand

COMMIT_LIMIT: Final = 1 << 20
"""Bytes of a commit: a history is read as a stream of them, and nobody writes a megabyte about a change."""

_LEAST_ENTRY: Final = 28  # bytes: "40000 x", NUL, id
_TREE_LIMIT: Final = 64 << 20


def check_expansion(
    command: GitCommand, reader: ObjectReader, include: Sequence[str], exclude: Sequence[str], limit: int
) -> None:
    """Refuse a range in which some folder unfolds to more than ``limit`` entries, or a commit is huge.

    Reads every folder that is new in the range once: 10 ms for a usual share.

    Raises:
        RegisterUnusable: ``too_many_entries``, ``object_too_large``; or a folder is missing or damaged.
    """
    heads = [checked_oid(oid) for oid in include] + ["^" + checked_oid(oid) for oid in exclude]
    options = ("--objects", "--no-object-names", "--filter=blob:none")
    named = command.run("rev-list", *options, *heads).stdout.decode("ascii").split()
    found = [(oid, info) for oid, info in zip(named, reader.infos(named), strict=True) if info is not None]
    for oid, info in found:
        if info.kind == "commit" and info.size > COMMIT_LIMIT:
            raise RegisterUnusable("object_too_large", oid=oid, size=info.size, limit=COMMIT_LIMIT)
    trees = [oid for oid, info in found if info.kind == "tree"]
    counter = _Counter(reader, limit)
    for oid, (_, data) in zip(trees, reader.read_many(trees, _TREE_LIMIT), strict=True):
        counter.note(oid, data)
    if any(counter.total(oid) > limit for oid in trees):
        raise RegisterUnusable("too_many_entries", limit=limit)


class _Counter:
    """Entries below each folder, folders included, each folder looked at once."""

    def __init__(self, reader: ObjectReader, limit: int) -> None:
        self._reader = reader
        self._limit = limit
        self._own: dict[str, int] = {}
        self._folders: dict[str, list[str]] = {}
        self._totals: dict[str, int] = {}

    def note(self, oid: str, data: bytes) -> None:
        """Take in one folder's content."""
        guess = len(data) // _LEAST_ENTRY  # never too low; looking at each entry costs 5 ms for 10,000
        if b"40000 " in data or guess > self._limit // 4:
            items = parse_tree(data, oid)
            self._own[oid] = len(items)
            self._folders[oid] = [item.oid for item in items if item.mode == MODE_TREE]
        else:
            self._own[oid] = guess
            self._folders[oid] = []

    def total(self, oid: str) -> int:
        """Entries below a folder; by hand instead of by recursion, for folders may lie 1,500 deep."""
        waiting = [oid]
        while waiting:
            top = waiting[-1]
            if top not in self._own:  # older than the range, but named by it
                self.note(top, self._reader.read(top, _TREE_LIMIT)[1])
            uncounted = [folder for folder in self._folders[top] if folder not in self._totals]
            if uncounted:
                waiting.extend(dict.fromkeys(uncounted))
            else:
                self._totals[top] = self._own[top] + sum(
                    self._totals[folder] for folder in self._folders[top]
                )
                waiting.pop()
        return self._totals[oid]
