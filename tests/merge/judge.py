"""Judging a tree by the causal oracle: nothing lost, nothing back, each disputed version by its author."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from schemas.fields import record_spec
from store.codec import canonical
from store.layout import kind_of
from tests.merge.model import ModelHistory
from tests.merge.oracle import Oracle, ViolationError, class_of
from tests.merge.states import (
    BROKEN,
    PRESENT,
    RECORD,
    REMOVED,
    Place,
    UnreadableError,
    disputed_place,
    lines_of,
    parse,
    read_state,
    version_of,
    versions_at,
)


class Judge:
    """Looks at one tree after a merge; ``counts`` says what was seen, disputes that need not be among it."""

    def __init__(self, history: ModelHistory, oracle: Oracle) -> None:
        self.history, self.oracle = history, oracle
        self.counts: Counter[str] = Counter()

    def tree(self, tree: Mapping[str, str], mask: int, paths: Iterable[str] | None = None) -> None:
        """Judge the files of a tree whose commit has these ancestors. Raises ViolationError."""
        known = {path for path, spots in self.oracle.spots.items() if any(mask & b for b in spots.values())}
        for path in sorted(tree.keys() | known if paths is None else paths):
            kind = kind_of(path)
            if kind is not None:
                raw = self.history.blobs[tree[path]] if path in tree else None
                _File(self, path, kind, mask).judge(raw)


class _File:
    def __init__(self, judge: Judge, path: str, kind: str, mask: int) -> None:
        self.oracle, self.history, self.counts = judge.oracle, judge.history, judge.counts
        self.path, self.kind, self.mask = path, kind, mask
        self.state: Mapping[Place, frozenset[bytes]] = {}

    def judge(self, raw: bytes | None) -> None:
        try:
            self.state = read_state(self.kind, raw)
        except UnreadableError:
            texts = {BROKEN + raw} if raw is not None else set()
            self._need(bool(texts & self._standing(RECORD)), RECORD, "nobody's text stands there", raw)
            self.counts["unreadable"] += 1
            return
        self._presence(RECORD)
        for place in {*self.oracle.spots[self.path], *self.state} - {RECORD}:
            if place.kind == "lines":
                self._nobodys_lines(place)
            elif self._within(place):
                self._place(place)
        if raw is not None:
            self._authors(raw)

    def _within(self, place: Place) -> bool:
        """Whether the record and the entries that the place lies in are there."""
        owners = [Place(place.path[:end], "presence") for end in range(len(place.path))]
        known = [owner for owner in owners if owner in self.oracle.spots[self.path]]
        return all(owner in self.state for owner in known)

    def _place(self, place: Place) -> None:
        if place.kind == "presence":
            self._presence(place)
        elif place.kind == "element":
            standing = self._standing(place)
            now = place in self.state
            self._need(now or PRESENT not in self._firm(place), place, "element lost", standing)
            self._need(not now or PRESENT in standing, place, "element came back", standing)
        elif place.kind == "line":
            self._line(place)
        else:
            self._value(place)

    def _standing(self, place: Place) -> set[bytes]:
        return {write.version for write in self.oracle.frontier(self.path, place, self.mask)}

    def _firm(self, place: Place) -> set[bytes]:
        return {write.version for write in self.oracle.frontier(self.path, place, self.mask) if write.firm}

    def _presence(self, place: Place) -> None:
        now, standing, firm = versions_at(self.state, place), self._standing(place), self._firm(place)
        self._need(PRESENT in now or PRESENT not in firm, place, "lost", standing)
        self._need(PRESENT not in now or bool(standing - {REMOVED}), place, "came back", standing)
        if PRESENT not in now:
            unread = [version for version in firm if version.startswith(BROKEN)]
            self._need(not unread, place, "unreadable text lost", standing)
            return
        lacking = {version for version in firm - now if class_of(version) != "present"}
        self._need(not lacking, place, "a deletion or an unreadable text is not said", lacking)
        for version in now - standing - {PRESENT}:
            self._too_many(place, version)
        if len(now) > 1:
            self.counts["disputed presence"] += 1

    def _value(self, place: Place) -> None:
        now, standing = versions_at(self.state, place), self._standing(place) or {REMOVED}
        lacking = self._firm(place) - now
        self._need(not lacking, place, "value lost", lacking)
        for version in now - standing:
            self._too_many(place, version)
        if len(now) > 1:
            self.counts["disputed value"] += 1
            self.counts["false conflict"] += len(standing) == 1
        if place in self.state:
            self.counts["values"] += 1

    def _too_many(self, place: Place, version: bytes) -> None:
        """A version that no standing write gave: only where several gave it, one may seem to stand."""
        spots = self.oracle.writes[self.path, place]
        times = sum(w.version == version and self.mask >> w.number & 1 for w in spots)
        self._need(times > 1, place, "version came back" if times else "nobody's version", version)
        self.counts["one version too many"] += 1

    def _line(self, place: Place) -> None:
        text = place._replace(kind="lines", element="")
        versions = [lines_of(version) for version in versions_at(self.state, text) if version]
        standing = self._standing(place)
        found = any(place.element in lines for lines in versions)
        lost = standing == {PRESENT} and PRESENT in self._firm(place) and not found
        self._need(not lost, place, "line lost", standing)
        back = standing == {REMOVED} and found and len(versions_at(self.state, text)) == 1
        self._need(not back, place, "line came back", standing)
        self.counts["lines"] += found

    def _nobodys_lines(self, text: Place) -> None:
        known = self.oracle.spots[self.path]
        for version in versions_at(self.state, text) - {REMOVED}:
            for line in lines_of(version):
                spot = text._replace(kind="line", element=line)
                self._need(spot in known, text, "nobody's line", line)

    def _authors(self, raw: bytes) -> None:
        spec = record_spec(self.kind)
        for conflict in canonical(parse(raw), spec).get("conflicts", ()):
            place = disputed_place(spec, tuple(conflict.get("path", [])))
            listed = {version_of(place, version): version for version in conflict["versions"]}
            if versions_at(self.state, place) == set(listed) | ({PRESENT} & self.state.get(place, set())):
                if place.kind == "lines":
                    self.counts["disputed text"] += 1
                for key, version in listed.items():
                    self._author(place, key, version)

    def _author(self, place: Place, key: bytes, version: Mapping[str, object]) -> None:
        if key == PRESENT and "commit" not in version:
            return  # that it is there was never in doubt: two texts that cannot be read stand beside it
        number = self.history.numbers.get(str(version.get("commit", "")))
        self._need(number is not None, place, "version without a commit", version)
        assert number is not None
        commit = self.history.commits[number]
        self._need(bool(self.mask >> number & 1), place, "a commit that nobody here has", version)
        self._need(commit.by == version.get("by"), place, "by someone else", version)
        on = version.get("on")
        self._need(on == datetime.fromtimestamp(commit.time, UTC), place, "at another time", version)
        wrote = self.oracle.wrote(self.path, place, number, key)
        self._need(wrote, place, "the commit did not write this", (key, version))
        self.counts["authors"] += 1

    def _need(self, holds: bool, place: Place, what: str, seen: object) -> None:
        if not holds:
            now = versions_at(self.state, place)
            shown = [version[:200] for version in sorted(now)]
            raise ViolationError(f"{what}: {self.path} {place}: now {shown}, seen {str(seen)[:300]}")
