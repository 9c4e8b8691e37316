"""The causal oracle: what must stand at a head, told from who wrote what having seen what.

A write stands until a person who had seen it writes the same place again. The oracle knows the commits of
people and what each left in which place; what a merge makes of them it only judges.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from store.layout import kind_of
from tests.merge.model import ModelHistory
from tests.merge.states import (
    BROKEN,
    PRESENT,
    RECORD,
    REMOVED,
    Place,
    UnreadableError,
    lines_of,
    read_state,
    versions_at,
)

Spot = tuple[str, Place]  # file, place


class ViolationError(AssertionError):
    """A rule of the merge is broken: which, where, and what stands there."""


class Write(NamedTuple):
    """One commit gave a place a version. ``firm`` False: it may as well have written nothing.

    ``ends`` names the classes of versions that it puts an end to, where its author had seen them.
    """

    number: int
    version: bytes
    firm: bool
    ends: frozenset[str]


class Oracle:
    """All writes of all people, and the frontier of them at any head."""

    def __init__(self, history: ModelHistory) -> None:
        self.history = history
        self.writes: dict[Spot, list[Write]] = defaultdict(list)
        self.spots: dict[str, dict[Place, int]] = defaultdict(dict)  # file → place → bits of who wrote it
        self.touched: dict[Spot, set[int]] = defaultdict(set)  # who changed a text or list at all
        self._frontiers: dict[tuple[str, Place, int], list[Write]] = {}
        self.counts: Counter[str] = Counter()

    # Learning

    def learn(self, commit: str, before: str | Mapping[str, str] | None) -> None:
        """Note what a person's commit wrote; ``before`` is the commit or the tree that it started from."""
        history = self.history
        number = history.numbers[commit]
        seen = history.ancestors(commit) & ~(1 << number)
        old = history.trees[before] if isinstance(before, str) else before or {}
        new = history.trees[commit]
        for path in sorted(old.keys() | new.keys()):
            kind = kind_of(path)
            if kind and old.get(path) != new.get(path):
                raw = [history.blobs[tree[path]] if path in tree else None for tree in (old, new)]
                _Learning(self, number, seen, path, kind).learn(raw[0], raw[1])

    def note(self, path: str, place: Place, write: Write) -> None:
        """Add one write."""
        self.writes[path, place].append(write)
        self.spots[path][place] = self.spots[path].get(place, 0) | 1 << write.number

    def frontier(self, path: str, place: Place, mask: int) -> list[Write]:
        """The writes of a place that stand at a head (given by its ancestors)."""
        mask &= self.spots[path].get(place, 0)
        key = (path, place, mask)
        if key not in self._frontiers:
            known = [write for write in self.writes[path, place] if mask >> write.number & 1]
            left = [write for write in known if not self._ended(write, known)]
            self._frontiers[key] = [write._replace(firm=self._is_firm(write, known)) for write in left]
        return self._frontiers[key]

    def _ended(self, write: Write, known: Iterable[Write]) -> bool:
        return any(
            other.firm or other.version not in {write.version, REMOVED} for other in self._later(write, known)
        )

    def _is_firm(self, write: Write, known: Iterable[Write]) -> bool:
        """Whether a standing write must be seen: not if a record was made anew without it."""
        return write.firm and all(other.version == write.version for other in self._later(write, known))

    def _later(self, write: Write, known: Iterable[Write]) -> list[Write]:
        below = self.history.below
        return [
            other
            for other in known
            if other.number != write.number
            and below[other.number] >> write.number & 1
            and class_of(write.version) in other.ends
        ]

    def wrote(self, path: str, place: Place, number: int, version: bytes) -> bool:
        """Whether a commit gave a place that version; in a text, whether it changed it."""
        if place.kind == "lines":
            return number in self.touched[path, place]
        return any(w.number == number and w.version == version for w in self.writes[path, place])


def class_of(version: bytes) -> str:
    """What a version of a presence is; in all other places every write ends every other."""
    if version == PRESENT:
        return "present"
    return "removed" if version == REMOVED else "broken" if version.startswith(BROKEN) else "value"


_EVERY = frozenset({"present", "removed", "broken", "value"})


class _Learning:
    """One person's commit and one file."""

    def __init__(self, oracle: Oracle, number: int, seen: int, path: str, kind: str) -> None:
        self.oracle, self.number, self.seen, self.path, self.kind = oracle, number, seen, path, kind

    def learn(self, old: bytes | None, new: bytes | None) -> None:
        before, after = self._read(old), self._read(new)
        if new is None:
            self._write(RECORD, REMOVED, ends=_EVERY)
        elif after is None:
            # A person's merge that leaves the very text which the rules keep as a version writes nothing.
            if before is None or BROKEN + new not in versions_at(before, RECORD):
                self._write(RECORD, BROKEN + new, ends=frozenset())
            if old is not None and before is None:
                # Broken further: whether the first broken text still counts is left open.
                self._write(RECORD, REMOVED, firm=False, ends=frozenset({"broken"}))
        elif old is None or before is None:
            self._anew(after, mended=old is not None)
        else:
            self._changes(before, after)

    def _read(self, raw: bytes | None) -> Mapping[Place, frozenset[bytes]] | None:
        try:
            return read_state(self.kind, raw)
        except UnreadableError:
            return None

    def _write(
        self, place: Place, version: bytes, *, firm: bool = True, ends: frozenset[str] = _EVERY
    ) -> None:
        self.oracle.note(self.path, place, Write(self.number, version, firm, ends))

    def _changes(
        self, before: Mapping[Place, frozenset[bytes]], after: Mapping[Place, frozenset[bytes]]
    ) -> None:
        inside: set[tuple[str, ...]] = set()
        for place in before.keys() | after.keys():
            was, becomes = versions_at(before, place), versions_at(after, place)
            if was == becomes or self._lost_with_entry(place, after):
                continue
            if place.kind == "presence":
                self._presence(place, was, becomes)
            elif place.kind == "lines":
                self._lines(place, was, becomes)
            else:
                for version in becomes:
                    self._write(place, version)
            inside.add(place.path)
            if place.kind == "presence" and was == {REMOVED}:
                self._without_the_rest(place, after)
        self._say_present(inside, before, after)

    def _without_the_rest(self, entry: Place, after: Mapping[Place, frozenset[bytes]]) -> None:
        """What an entry had before it was deleted, and has not now that it is brought back, is gone."""
        known = [place for place, bits in self.oracle.spots[self.path].items() if bits & self.seen]
        for place in known:
            if place.path[: len(entry.path)] == entry.path != place.path:
                self._left_out(place, after)

    def _left_out(self, place: Place, after: Mapping[Place, frozenset[bytes]]) -> None:
        """What is not said anew of a thing that is made anew may be gone, or be as it was at any time."""
        if place.kind == "line":
            texts = versions_at(after, place._replace(kind="lines", element=""))
            out = not any(place.element in _lines(text) for text in texts)
        else:
            out = place not in after and place.kind != "lines"
        if out:
            earlier = {w.version for w in self.oracle.writes[self.path, place] if self.seen >> w.number & 1}
            for version in earlier - {REMOVED}:
                self._write(place, version, firm=False, ends=frozenset())
            self._write(place, REMOVED, firm=False)

    def _lost_with_entry(self, place: Place, after: Mapping[Place, frozenset[bytes]]) -> bool:
        """A field that is gone because its entry is: only the entry's presence was written."""
        return any(
            Place(place.path[:end], "presence") in self.oracle.spots[self.path]
            and Place(place.path[:end], "presence") not in after
            for end in range(1, len(place.path))
        )

    def _presence(self, place: Place, was: frozenset[bytes], becomes: frozenset[bytes]) -> None:
        if PRESENT not in becomes:
            self._write(place, REMOVED, ends=_EVERY)
            return
        ended = frozenset(class_of(version) for version in was - becomes) | {"present"}
        self._write(place, PRESENT, ends=ended)
        for version in becomes - was - {PRESENT}:
            self._write(place, version, ends=frozenset())

    def _say_present(
        self,
        inside: set[tuple[str, ...]],
        before: Mapping[Place, frozenset[bytes]],
        after: Mapping[Place, frozenset[bytes]],
    ) -> None:
        """Whoever writes inside a record or an entry says that it is there."""
        for place in after:
            if place.kind != "presence" or versions_at(before, place) != after[place]:
                continue
            length = len(place.path)
            if any(len(path) > length and path[:length] == place.path for path in inside):
                self._write(place, PRESENT, ends=frozenset({"present"}))

    def _lines(self, place: Place, was: frozenset[bytes], becomes: frozenset[bytes]) -> None:
        self.oracle.touched[self.path, place].add(self.number)
        old, new = ([set(_lines(version)) for version in side] for side in (was, becomes))
        for line in set().union(*old, *new):
            had, has = [line in text for text in old], [line in text for text in new]
            spot = place._replace(kind="line", element=line)
            if all(has) and not all(had):
                self._write(spot, PRESENT)
            elif any(had) and not any(has):
                self._write(spot, REMOVED)
            elif any(has) and not all(has) and had != has:
                self._write(spot, PRESENT, firm=False)

    def _anew(self, after: Mapping[Place, frozenset[bytes]], *, mended: bool) -> None:
        """A record that was not there, or could not be read: what differs from what was known last."""
        ends = frozenset({"broken", "present"})
        if not mended or REMOVED not in after[RECORD]:
            ends |= {"removed"}
        self._write(RECORD, PRESENT, ends=ends)
        for version in after[RECORD] - {PRESENT}:  # an old version of the file, with its open conflicts
            self._write(RECORD, version, firm=False, ends=frozenset())
        known = {place for place, bits in self.oracle.spots[self.path].items() if bits & self.seen}
        if not mended:
            for place in known - {RECORD}:
                self._left_out(place, after)
        texts = {place for place in after if place.kind == "lines"}
        for place in (known | after.keys()) - {RECORD}:
            if place.kind == "line":
                texts.add(place._replace(kind="lines", element=""))
            elif place.kind != "lines":
                self._place_anew(place, versions_at(after, place))
        for place in texts:
            self._lines_anew(place, versions_at(after, place), known)

    def _place_anew(self, place: Place, becomes: frozenset[bytes]) -> None:
        frontier = self.oracle.frontier(self.path, place, self.seen)
        standing = {write.version for write in frontier} or {REMOVED}
        surely = {write.version for write in frontier if write.firm}
        ends = _EVERY
        if place.kind == "presence":
            ends = frozenset(class_of(version) for version in standing - becomes) | {"present"}
        there = place.kind == "element" and PRESENT in standing  # in a set what is present wins
        firm = not (surely <= becomes or there) or not becomes <= standing
        firm = firm and becomes != {REMOVED}
        for version in becomes:
            if version != REMOVED or place.kind != "presence" or becomes == {REMOVED}:
                self._write(place, version, firm=firm, ends=ends)

    def _lines_anew(self, place: Place, becomes: frozenset[bytes], known: set[Place]) -> None:
        self.oracle.touched[self.path, place].add(self.number)
        now = set().union(*(_lines(version) for version in becomes))
        before = {spot.element for spot in known if spot.kind == "line" and spot.path == place.path}
        for line in now | before:
            spot = place._replace(kind="line", element=line)
            standing = {w.version for w in self.oracle.frontier(self.path, spot, self.seen)} or {REMOVED}
            version = PRESENT if line in now else REMOVED
            self._write(spot, version, firm=version == PRESENT and PRESENT not in standing)


def _lines(version: bytes) -> frozenset[str]:
    return lines_of(version) if version else frozenset()
