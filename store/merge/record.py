"""Merging one record of which both sides' versions and people's writes are at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from schemas.field_kinds import Shape
from schemas.fields import record_spec
from schemas.paths import FieldPath
from schemas.validation import Data
from store.merge.fields import Half, absent, merge_field, merge_place, merge_set
from store.merge.outline import CONFLICTS, Fields, Outline, Path, field_path, put_together
from store.merge.versions import GONE, PRESENT, REMOVED, THERE, Version, Versions, conflict_entry
from store.merge.written import Act, Content, Written, fields_of, origin

__all__ = ["Act", "Content", "RecordMerge", "Side", "merge_record"]


@dataclass(frozen=True)
class Side:
    """One side of a record: what stands there, and the person's commits on it that the other side lacks.

    ``older`` are all person's commits on it that this side has, children before parents; they are asked for
    only where a version that has to be named was given by none of ``acts``.
    """

    content: Content
    acts: Sequence[Act]
    older: Callable[[], Iterable[Act]] = tuple


class RecordMerge(NamedTuple):
    """The record (None: it is gone), and what was decided of which field."""

    data: Data | None
    decisions: tuple[tuple[FieldPath, str], ...]


BaseData = Callable[[], "Data | None"]
"""The record in the common base ({}: it is not there), or None where there is no base.

Asked only for texts and lists that both sides wrote.
"""


def merge_record(kind: str, one: Side, other: Side, base: BaseData) -> RecordMerge:
    """Merge two versions of a record, of which at least one was readable at some time.

    Symmetric in the sides, and a function of what is handed in alone.
    """
    return _RecordMerger(kind, one, other, base).result()


class _RecordMerger:
    def __init__(self, kind: str, one: Side, other: Side, base: BaseData) -> None:
        self._spec = record_spec(kind)
        self._sides = (one, other)
        self._outline = Outline(self._spec, _all_data(one, other))
        self._written = (Written(one.acts, self._outline), Written(other.acts, self._outline))
        self._fields = tuple(fields_of(side.content, self._outline) for side in self._sides)
        self._base = base
        self._decisions: list[tuple[FieldPath, str]] = []
        self._merged = Fields()
        self._whole: dict[Path, int] = {}

    def result(self) -> RecordMerge:
        place = self._place(())
        if place.keys() == {REMOVED}:
            return RecordMerge(None, tuple(self._decisions))
        for index in (0, 1):
            if self._sides[index].content.data is None:
                self._bring_back((), index)
        self._merge_entries()
        self._merge_leaves()
        data = put_together(self._merged)
        conflicts = [
            conflict_entry(field_path(path), self._named(path, found))
            for path, found in (*self._merged.places.items(), *self._merged.values.items())
            if len(found) > 1
        ]
        if conflicts:
            data[CONFLICTS] = conflicts
        return RecordMerge(data, tuple(self._decisions))

    def _named(self, path: Path, found: Versions) -> Versions:
        """The versions, each with who gave it, also where that was before the two sides parted."""
        return {
            key: version if version.commit else self._origin(path, key, version)
            for key, version in found.items()
        }

    def _origin(self, path: Path, key: bytes, version: Version) -> Version:
        found = [
            origin(side.older(), self._outline, path, key)
            for side, fields in zip(self._sides, self._fields, strict=True)
            if key in fields.places.get(path, fields.values.get(path, GONE))
        ]
        acts = [act for act in found if act]
        return max(acts, key=lambda act: (act.time, act.commit)).version(version.value) if acts else version

    def _decide(self, path: Path, how: str) -> None:
        if how:
            self._decisions.append((field_path(path), how))

    def _half(self, index: int, versions: Versions) -> Half:
        return Half(versions, self._written[index])

    def _place(self, path: Path) -> Versions:
        """The presence of the record or an entry; what stays although somebody removed it is there."""
        halves = [self._half(index, self._fields[index].places.get(path, GONE)) for index in (0, 1)]
        found, how = merge_place(path, halves[0], halves[1])
        self._decide(path, how)
        if found.keys() == {REMOVED}:
            return found
        self._merged.places[path] = found if PRESENT in found else {**THERE, **found}
        return self._merged.places[path]

    def _bring_back(self, path: Path, index: int) -> None:
        """A side that lacks a record or entry takes part with its last versions, or not at all."""
        act = self._written[index].remover(path)
        last = self._outline.take_apart(act.before.data) if act and act.before.data else None
        mine = self._fields[index]
        if last is None or (path and path not in last.places):
            self._whole[path] = 1 - index
            return
        mine.values.update((at, found) for at, found in last.values.items() if _below(at, path))
        mine.sets.update((at, found) for at, found in last.sets.items() if _below(at, path))
        mine.places.update((at, found) for at, found in last.places.items() if _below(at, path))

    def _merge_entries(self) -> None:
        seen: set[Path] = set()
        while todo := sorted((self._entries() - seen), key=lambda path: (len(path), str(path))):
            for path in todo:
                seen.add(path)
                self._merge_entry(path)

    def _entries(self) -> set[Path]:
        return {path for fields in self._fields for path in fields.places if path}

    def _merge_entry(self, path: Path) -> None:
        if self._owner_gone(path):
            return
        whole = self._taken_whole(path)
        if whole is not None:
            if path in self._fields[whole].places:
                self._merged.places[path] = self._fields[whole].places[path]
            return
        if self._place(path).keys() == {REMOVED}:
            return
        for index in (0, 1):
            if path not in self._fields[index].places:
                self._bring_back(path, index)

    def _owner_gone(self, path: Path) -> bool:
        """Whether the entry that holds this field or entry is no longer there."""
        return any(owner not in self._merged.places for owner in _owners(path))

    def _taken_whole(self, path: Path) -> int | None:
        """The side that alone has what holds this field."""
        return next((self._whole[owner] for owner in ((), *_owners(path)) if owner in self._whole), None)

    def _merge_leaves(self) -> None:
        for path in self._leaves():
            if self._owner_gone(path):
                continue
            whole = self._taken_whole(path)
            if whole is not None:
                self._take_whole(path, self._fields[whole])
            elif self._outline.shapes.get(path) is Shape.SET:
                self._merge_set(path)
            else:
                self._merge_value(path)

    def _leaves(self) -> list[Path]:
        found = {path for fields in self._fields for path in (*fields.values, *fields.sets)}
        return sorted(found, key=str)

    def _take_whole(self, path: Path, fields: Fields) -> None:
        if path in fields.values:
            self._merged.values[path] = fields.values[path]
        if path in fields.sets:
            self._merged.sets[path] = fields.sets[path]

    def _merge_set(self, path: Path) -> None:
        one, other = (fields.sets.get(path, frozenset()) for fields in self._fields)
        found, how = merge_set(path, one, other, self._written)
        self._decide(path, how)
        if found:
            self._merged.sets[path] = found

    def _merge_value(self, path: Path) -> None:
        halves = [self._half(index, absent(self._fields[index].values.get(path))) for index in (0, 1)]
        shape = self._outline.shapes.get(path, Shape.VALUE)
        found, how = merge_field(path, shape, halves[0], halves[1], self._base_versions)
        self._decide(path, how)
        self._merged.values[path] = found

    def _base_versions(self, path: Path) -> Versions | None:
        data = self._base_data
        if data is None:
            return None
        return absent(self._outline.take_apart(data).values.get(path))

    @cached_property
    def _base_data(self) -> Data | None:
        return self._base()


def _all_data(one: Side, other: Side) -> Iterator[Data]:
    """All versions at hand, which together say what shape an unknown field has."""
    for side in (one, other):
        contents = [side.content, *(content for act in side.acts for content in (act.before, act.after))]
        yield from (content.data for content in contents if content.data is not None)


def _below(path: Path, owner: Path) -> bool:
    return path[: len(owner)] == owner


def _owners(path: Path) -> Iterator[Path]:
    """The entries that hold a field or entry, outermost first."""
    return (path[:end] for end in range(1, len(path)) if not isinstance(path[end - 1], str))
