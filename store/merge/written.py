"""What people wrote in one side's history: which fields, with what, and whether somebody wrote them later.

A comparison with a base cannot see that a person set a value back, or settled on it. So what counts is which
person's commit wrote a field, and that none that had seen it wrote the field again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from schemas.fields import FieldSpec
from schemas.validation import Data
from store.merge.outline import Fields, Outline, Path
from store.merge.versions import GONE, PRESENT, REMOVED, Version, key_of


@dataclass(frozen=True)
class Content:
    """What stands at a record's path.

    ``data`` is the record, or its last readable version where ``unreadable`` is a text that cannot be read;
    both None: nothing is there.
    """

    data: Data | None = None
    unreadable: str | None = None

    @property
    def absent(self) -> bool:
        """Whether there is no file."""
        return self.data is None and self.unreadable is None


@dataclass(frozen=True)
class Act:
    """One person's commit on one record: what was there, and what it left.

    ``bit`` is its place in a set of acts; ``earlier`` the set of those that it came after, as bits. ``time``
    is in seconds since 1970 UTC.
    """

    commit: str
    time: int
    by: str
    before: Content
    after: Content
    bit: int = 0
    earlier: int = 0
    parents: tuple[str, ...] = ()

    def version(self, value: object) -> Version:
        """A version of a field that this act gave it."""
        return Version(value, self.by, _moment(self.time), self.commit)


def _moment(time: int) -> datetime | None:
    """When, or None for a time that no calendar has."""
    try:
        return datetime.fromtimestamp(time, UTC)
    except (OverflowError, ValueError, OSError):
        return None


@dataclass
class Writes:
    """What one act wrote: field → versions it left; set → element → in or out; place → said, and ended."""

    act: Act
    values: dict[Path, frozenset[bytes]] = field(default_factory=dict)
    sets: dict[Path, dict[str, bool]] = field(default_factory=dict)
    placed: dict[Path, frozenset[bytes]] = field(default_factory=dict)
    ended: dict[Path, frozenset[bytes]] = field(default_factory=dict)


def fields_of(content: Content, outline: Outline) -> Fields:
    """A record's fields; of an absent one that it is gone, of an unreadable one what was readable last."""
    if content.absent:
        return Fields(places={(): GONE})
    fields = outline.take_apart(content.data) if content.data is not None else Fields(places={(): {}})
    if content.unreadable is not None:
        version = Version(content.unreadable)
        fields.places[()] = {**fields.places[()], unreadable_key(content.unreadable): version}
    return fields


def unreadable_key(text: str) -> bytes:
    """The key of a version that cannot be read: its text; of one that can be it says that it is there."""
    return key_of(text)


def writes_of(act: Act, outline: Outline) -> Writes:
    """What one person's commit wrote, against what was there before it."""
    before, after = fields_of(act.before, outline), fields_of(act.after, outline)
    writes = Writes(act)
    if act.after.absent:
        writes.placed[()] = frozenset({REMOVED})
        writes.ended[()] = frozenset(before.places[()])
        return writes
    _write_values(writes, before, after)
    _write_sets(writes, before, after)
    _write_places(writes, before, after)
    return writes


def _write_values(writes: Writes, before: Fields, after: Fields) -> None:
    for path in before.values.keys() | after.values.keys():
        was, becomes = before.values.get(path, GONE), after.values.get(path, GONE)
        if was.keys() != becomes.keys() and not _in_lost_entry(path, before, after):
            writes.values[path] = frozenset(becomes)


def _write_sets(writes: Writes, before: Fields, after: Fields) -> None:
    for path in before.sets.keys() | after.sets.keys():
        was, becomes = before.sets.get(path, frozenset()), after.sets.get(path, frozenset())
        if was != becomes and not _in_lost_entry(path, before, after):
            writes.sets[path] = {element: element in becomes for element in was ^ becomes}


def _in_lost_entry(path: Path, before: Fields, after: Fields) -> bool:
    """Whether a field went with its entry: then the entry's presence was written, not the field."""
    return any(
        path[:end] in before.places and path[:end] not in after.places
        for end in range(1, len(path))
        if not isinstance(path[end - 1], str)
    )


def _write_places(writes: Writes, before: Fields, after: Fields) -> None:
    """Presence: written with all inside, ended only by deleting, keeping and bringing back."""
    inside = {
        path[:end]
        for path in (*writes.values, *writes.sets)
        for end in range(len(path))
        if end == 0 or not isinstance(path[end - 1], str)
    }
    for path in before.places.keys() | after.places.keys():
        was, becomes = before.places.get(path, GONE).keys(), after.places.get(path, GONE).keys()
        placed: set[bytes] = set(becomes - was)
        ended = was - becomes
        if REMOVED in placed and PRESENT not in becomes and _in_lost_entry(path, before, after):
            continue
        if path in inside or (ended and PRESENT in becomes and writes.act.after.unreadable is None):
            placed.add(PRESENT)
        if ended and becomes == {REMOVED}:
            placed.add(REMOVED)
        if placed:
            writes.placed[path] = frozenset(placed)
        if ended:
            writes.ended[path] = frozenset(ended)
    if before.places.keys() ^ after.places.keys():
        writes.placed[()] = writes.placed.get((), frozenset()) | {PRESENT}
        for path in before.places.keys() ^ after.places.keys():
            _touch_owners(writes, path, after)


def _touch_owners(writes: Writes, path: Path, after: Fields) -> None:
    """An entry that comes or goes inside another is a write inside that one."""
    for end in range(1, len(path) - 1):
        owner = path[:end]
        if owner in after.places:
            writes.placed[owner] = writes.placed.get(owner, frozenset()) | {PRESENT}


class Written:
    """What one side's people wrote in one record."""

    def __init__(self, acts: Sequence[Act], outline: Outline) -> None:
        self._all = [writes_of(act, outline) for act in acts]
        self.outline = outline

    def wrote(self, path: Path) -> bool:
        """Whether anybody wrote the field."""
        return any(path in writes.values for writes in self._all)

    def wrote_below(self, place: Path) -> bool:
        """Whether anybody wrote a field of an entry."""
        paths = (path for writes in self._all for path in (*writes.values, *writes.sets))
        return any(path[: len(place)] == place for path in paths)

    def stands(self, path: Path, key: bytes) -> bool:
        """Whether one act gave the field this version, and no later one wrote the field again."""
        return any(key in writes.values[path] for writes in self._last(path))

    def element_stands(self, path: Path, element: str) -> bool:
        """Whether one act put the element into the set, and no later one took it out or put it in again."""
        found = [writes for writes in self._all if element in writes.sets.get(path, ())]
        return any(writes.sets[path][element] for writes in _last_of(found))

    def placed(self, path: Path, key: bytes) -> bool:
        """Whether one act said so of the presence of a record or entry, and no later one ended it."""
        return bool(self._placing(path, key))

    def _last(self, path: Path) -> list[Writes]:
        return _last_of([writes for writes in self._all if path in writes.values])

    def _placing(self, path: Path, key: bytes) -> list[Writes]:
        enders = [writes.act for writes in self._all if key in writes.ended.get(path, ())]
        return [
            writes
            for writes in self._all
            if key in writes.placed.get(path, ()) and not any(act.earlier & writes.act.bit for act in enders)
        ]

    def author(self, path: Path, version: Version, key: bytes) -> Version:
        """The version with who gave it: the latest of those who did, else who changed the field last."""
        if version.commit:
            return version
        last = self._last(path)
        chosen = [writes.act for writes in last if key in writes.values[path]]
        others = [writes.act for writes in self._all if key in writes.values.get(path, ())]
        return _latest(chosen or others or [writes.act for writes in last], version)

    def place_author(self, path: Path, version: Version, key: bytes) -> Version:
        """The same for the presence of a record or entry."""
        if version.commit:
            return version
        others = [writes for writes in self._all if key in writes.placed.get(path, ())]
        return _latest([writes.act for writes in self._placing(path, key) or others], version)


def _last_of(found: Sequence[Writes]) -> list[Writes]:
    """Those that none of the others came after."""
    return [one for one in found if not any(other.act.earlier & one.act.bit for other in found)]


def _latest(acts: Sequence[Act], version: Version) -> Version:
    """By what came after what; clocks decide only where nobody had seen the other."""
    last = [one for one in acts if not any(other.earlier & one.bit for other in acts)]
    act = max(last, key=_when, default=None)
    return act.version(version.value) if act else version


def _when(act: Act) -> tuple[int, str]:
    return act.time, act.commit


def origin(acts: Iterable[Act], outline: Outline, path: Path, key: bytes) -> Act | None:
    """Of acts, children before parents, the first that gave a field this version, else that changed it."""
    changed: Act | None = None
    for act in acts:
        if act.commit:
            writes = writes_of(act, outline)
            if key in writes.values.get(path, ()) or key in writes.placed.get(path, ()):
                return act
            if changed is None and (path in writes.values or path in writes.placed):
                changed = act
    return changed


def deletes(act: Act, spec: FieldSpec, place: Path) -> bool:
    """Whether an act deleted the record, or the entry at a place."""
    before, after = (content.data for content in (act.before, act.after))
    if before is None or (not place and not act.after.absent):
        return False
    outline = Outline(spec, [data for data in (before, after) if data is not None])
    there = after is not None and place in outline.take_apart(after).places
    return place in outline.take_apart(before).places and not there
