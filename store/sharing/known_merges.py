"""Which merges were computed again on this machine and found right: a cache, safe to delete.

A merge commit is a function of its parents, so what was found once holds for ever.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, MutableSet

from store.cache import FOLDER
from store.git.objects import is_oid
from store.sharing.boundary import RULES

_LIMIT = 64 << 20


class KnownMerges(MutableSet[str]):
    """A set of commit ids, read at first use; ``save`` adds to the file what is new."""

    def __init__(self, register: str, *, read_only: bool) -> None:
        self._path = os.path.join(register, FOLDER, f"merges-{RULES}")
        self._read_only = read_only
        self._new: list[str] = []
        self._found: set[str] | None = None

    @property
    def _known(self) -> set[str]:
        if self._found is None:
            self._found = set(self._read())
        return self._found

    def _read(self) -> Iterator[str]:
        try:
            with open(self._path, encoding="ascii", errors="replace") as file:
                yield from filter(is_oid, file.read(_LIMIT).split())
        except OSError:
            return  # not there yet, or not to be read: then they are computed again

    def save(self) -> None:
        """Keep what is new. A line that is lost costs one computation, so nothing is synced."""
        if not self._new or self._read_only:
            return
        try:
            with open(self._path, "a", encoding="ascii") as file:
                file.write("".join(f"{oid}\n" for oid in self._new))
        except OSError:
            return  # the same
        self._new.clear()

    def __contains__(self, oid: object) -> bool:
        return oid in self._known

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def add(self, value: str) -> None:
        """Note a merge as right."""
        if value not in self._known:
            self._known.add(value)
            self._new.append(value)

    def discard(self, value: str) -> None:
        """Forget one, in this process."""
        self._known.discard(value)
