"""The two sides of a record, made ready to be compared: taken apart alike, and each with what it once had.

A side that deleted a record or an entry which the other side wrote in takes part with its last version of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from schemas.fields import FieldSpec
from schemas.validation import Data
from store.merge.fields import Half, Result, merge_place
from store.merge.outline import Fields, Outline, Path
from store.merge.versions import GONE, REMOVED, Versions
from store.merge.written import Act, Content, Written, fields_of


def _nothing(_: Path) -> Data | None:
    return None


@dataclass(frozen=True)
class Side:
    """One side of a record: what stands there, and the person's commits on it that the other side lacks.

    ``older`` are all person's commits on it that this side has, children before parents; they are asked for
    only where a version that has to be named was given by none of ``acts``. ``last`` tells the record as it
    was before it, or the entry at a path, was deleted on this side; None if it never was there.
    """

    content: Content
    acts: Sequence[Act]
    older: Callable[[], Iterable[Act]] = tuple
    last: Callable[[Path], Data | None] = _nothing


class Sides:
    """Both sides over one outline."""

    def __init__(self, spec: FieldSpec, one: Side, other: Side) -> None:
        self._spec = spec
        self._sides = (one, other)
        self._last: dict[tuple[Path, int], Data] = {}
        self._arrange()
        asked: set[tuple[Path, int]] = set()
        while (lacking := self._first_lacking(asked)) is not None:
            asked.add(lacking)
            last = self._sides[lacking[1]].last(lacking[0])
            if last is not None:
                self._last[lacking] = last
                self._arrange()

    def _arrange(self) -> None:
        self.outline = Outline(self._spec, (*_all_data(self._sides), *self._last.values()))
        self.written = tuple(Written(side.acts, self.outline) for side in self._sides)
        self.fields = tuple(fields_of(side.content, self.outline) for side in self._sides)
        for (path, index), data in self._last.items():
            self._put_back(path, self.fields[index], self.outline.take_apart(data))

    @staticmethod
    def _put_back(path: Path, fields: Fields, last: Fields) -> None:
        """All that was in a record or entry, without saying that it is there."""
        fields.values.update((at, found) for at, found in last.values.items() if is_below(at, path))
        fields.sets.update((at, found) for at, found in last.sets.items() if is_below(at, path))
        fields.places.update(
            (at, found) for at, found in last.places.items() if at != path and is_below(at, path)
        )

    def _first_lacking(self, asked: set[tuple[Path, int]]) -> tuple[Path, int] | None:
        """A record or entry that stays, and a side that had it once, and in what form is not known yet."""
        for path in self.places():
            if self.alone(path) is None:
                for index in (0, 1):
                    wanted = (path, index) not in asked and self._lacks(path, index)
                    if wanted and self._takes_part(path, index):
                        return path, index
        return None

    def _takes_part(self, path: Path, index: int) -> bool:
        """Whether what a side once had counts: that it went is disputed, or the side wrote in it before."""
        found = self.place(path).versions
        disputed = REMOVED in found and len(found) > 1
        return disputed or (found.keys() != {REMOVED} and self.written[index].wrote_below(path))

    def _lacks(self, path: Path, index: int) -> bool:
        if not path:
            return self._sides[index].content.data is None
        return path not in self.fields[index].places

    def places(self) -> list[Path]:
        """The record and all entries of either side, outermost first."""
        found = {path for fields in self.fields for path in fields.places}
        return sorted(found, key=lambda path: (len(path), str(path)))

    def alone(self, path: Path) -> int | None:
        """The side that alone has what holds a field or entry: the other does not take part in it."""
        for owner in owners(path):
            for index in (0, 1):
                if self._lacks(owner, index) and (owner, index) not in self._last:
                    return 1 - index
        return None

    def place(self, path: Path) -> Result:
        """The presence of the record or an entry."""
        halves = [self.half(index, self.fields[index].places.get(path, GONE)) for index in (0, 1)]
        return merge_place(path, halves[0], halves[1])

    def half(self, index: int, versions: Versions) -> Half:
        """One side of a field."""
        return Half(versions, self.written[index])


def _all_data(sides: Iterable[Side]) -> Iterator[Data]:
    """All versions at hand, which together say what shape an unknown field has."""
    for side in sides:
        contents = [side.content, *(content for act in side.acts for content in (act.before, act.after))]
        yield from (content.data for content in contents if content.data is not None)


def is_below(path: Path, owner: Path) -> bool:
    """Whether a field or entry is part of a record or entry, or is it."""
    return path[: len(owner)] == owner


def owners(path: Path) -> Iterator[Path]:
    """The record and the entries that hold a field or entry, outermost first; of the record none."""
    return (path[:end] for end in range(len(path)) if end == 0 or not isinstance(path[end - 1], str))
