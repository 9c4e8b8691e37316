"""Merging one record of which both sides' versions and people's writes are at hand."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from schemas.field_kinds import Shape
from schemas.fields import record_spec
from schemas.paths import FieldPath
from schemas.validation import Data
from store.merge.fields import absent, merge_field, merge_set
from store.merge.outline import CONFLICTS, Fields, Path, field_path, put_together
from store.merge.sides import Side, Sides, owners
from store.merge.versions import GONE, PRESENT, REMOVED, THERE, Version, Versions, conflict_entry
from store.merge.written import Act, Content, origin

__all__ = ["Act", "Content", "RecordMerge", "Side", "merge_record"]


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
        self._older = (one.older, other.older)
        self._sides = Sides(record_spec(kind), one, other)
        self._base = base
        self._decisions: list[tuple[FieldPath, str]] = []
        self._merged = Fields()

    def result(self) -> RecordMerge:
        for path in self._sides.places():
            self._merge_place(path)
        if () not in self._merged.places:
            return RecordMerge(None, tuple(self._decisions))
        for path in self._leaves():
            self._merge_leaf(path)
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
            origin(older(), self._sides.outline, path, key)
            for older, fields in zip(self._older, self._sides.fields, strict=True)
            if key in fields.places.get(path, fields.values.get(path, GONE))
        ]
        acts = [act for act in found if act]
        return max(acts, key=lambda act: (act.time, act.commit)).version(version.value) if acts else version

    def _decide(self, path: Path, how: str) -> None:
        if how:
            self._decisions.append((field_path(path), how))

    def _merge_place(self, path: Path) -> None:
        """The presence of the record or an entry; what stays although somebody removed it is there."""
        if any(owner not in self._merged.places for owner in owners(path)):
            return
        alone = self._sides.alone(path)
        if alone is not None:
            found = self._sides.fields[alone].places.get(path, GONE)
        else:
            found, how = self._sides.place(path)
            self._decide(path, how)
        if found.keys() != {REMOVED}:
            self._merged.places[path] = found if PRESENT in found else {**THERE, **found}

    def _leaves(self) -> list[Path]:
        found = {path for fields in self._sides.fields for path in (*fields.values, *fields.sets)}
        kept = self._merged.places
        return sorted((path for path in found if all(owner in kept for owner in owners(path))), key=str)

    def _merge_leaf(self, path: Path) -> None:
        alone = self._sides.alone(path)
        if alone is not None:
            self._take_whole(path, self._sides.fields[alone])
        elif self._sides.outline.shapes.get(path) is Shape.SET:
            self._merge_set(path)
        else:
            self._merge_value(path)

    def _take_whole(self, path: Path, fields: Fields) -> None:
        if path in fields.values:
            self._merged.values[path] = fields.values[path]
        if path in fields.sets:
            self._merged.sets[path] = fields.sets[path]

    def _merge_set(self, path: Path) -> None:
        one, other = (fields.sets.get(path, frozenset()) for fields in self._sides.fields)
        found, how = merge_set(path, one, other, self._sides.written)
        self._decide(path, how)
        if found:
            self._merged.sets[path] = found

    def _merge_value(self, path: Path) -> None:
        halves = [
            self._sides.half(index, absent(fields.values.get(path)))
            for index, fields in enumerate(self._sides.fields)
        ]
        shape = self._sides.outline.shapes.get(path, Shape.VALUE)
        found, how = merge_field(path, shape, halves[0], halves[1], self._base_versions)
        self._decide(path, how)
        self._merged.values[path] = found

    def _base_versions(self, path: Path) -> Versions | None:
        data = self._base_data
        if data is None:
            return None
        return absent(self._sides.outline.take_apart(data).values.get(path))

    @cached_property
    def _base_data(self) -> Data | None:
        return self._base()
