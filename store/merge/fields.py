"""The rule of each kind of field, for the versions that two sides have of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from schemas.field_kinds import Shape
from store.merge.lines import join
from store.merge.outline import Path
from store.merge.versions import GONE, REMOVED, Version, Versions, joined, key_of, versions
from store.merge.written import Written

ONE, OTHER, JOINED, DISPUTED = "one", "other", "joined", "disputed"


class Result(NamedTuple):
    """The versions that stay, and how that was decided ("" where there was nothing to decide)."""

    versions: Versions
    how: str


class Half(NamedTuple):
    """One side of a field: its versions, and what was written on that side."""

    versions: Versions
    written: Written


Base = Callable[[Path], Versions | None]
"""A field's versions in the common base, None where there is no base."""


def merge_field(path: Path, shape: Shape, one: Half, other: Half, base: Base) -> Result:
    """A single value, a text or an ordered list."""
    if one.versions.keys() == other.versions.keys():
        return Result(joined(one.versions, other.versions, one.versions), "")
    if shape in (Shape.TEXT, Shape.LIST):
        return _merge_lines(path, shape, one, other, base)
    return _merge_values(path, one, other, {})


def _merge_values(path: Path, one: Half, other: Half, settled: Versions | None) -> Result:
    """What people wrote last stays; what ``settled`` lacks counts as written (None: nothing is known)."""

    def stays(half: Half, key: bytes) -> bool:
        if half.written.stands(path, key):
            return True
        return settled is None or (bool(settled) and key not in settled)

    kept = one.versions.keys() & other.versions.keys()
    mine = {key for key in one.versions if key not in other.versions and stays(one, key)}
    others = {key for key in other.versions if key not in one.versions and stays(other, key)}
    keys = set(kept) | mine | others
    if not keys:
        both = one.versions.keys() | other.versions.keys()
        keys = {REMOVED} if REMOVED in both else set(both)
    return Result(_authored(path, one, other, keys), _how(keys, one, other))


def _how(keys: set[bytes], one: Half, other: Half) -> str:
    if len(keys) > 1:
        return DISPUTED
    if keys == one.versions.keys():
        return ONE
    return OTHER if keys == other.versions.keys() else JOINED


def _authored(path: Path, one: Half, other: Half, keys: set[bytes]) -> Versions:
    """The versions; where there are several, each with who gave it."""
    if len(keys) == 1:
        return joined(one.versions, other.versions, keys)
    sides = [
        {
            key: half.written.author(path, version, key)
            for key, version in half.versions.items()
            if key in keys
        }
        for half in (one, other)
    ]
    return joined(sides[0], sides[1], keys)


def _merge_lines(path: Path, shape: Shape, one: Half, other: Half, base: Base) -> Result:
    """Texts and ordered lists: who alone wrote it has it; else line by line, where the edits do not touch."""
    mine, others = one.written.wrote(path), other.written.wrote(path)
    if mine != others:
        half = one if mine else other
        return Result(_authored(path, one, other, set(half.versions)), _how(set(half.versions), one, other))
    if not mine:
        # Merges in different orders made different versions; nobody's write decides between them.
        return _merge_values(path, one, other, None)
    before = base(path)
    texts = [_only_value(found) for found in (before, one.versions, other.versions)]
    if before is None or None in texts or texts[0] in texts[1:]:
        return _merge_values(path, one, other, before)
    found = join(*(_items(shape, text) for text in texts))
    if found.one == found.other:
        value = _value(shape, found.one)
        return Result(versions([Version(value)]), JOINED)
    return Result(_both(path, shape, (one, other), (found.one, found.other)), DISPUTED)


def _only_value(found: Versions | None) -> Any:
    """The value of an undisputed field; None if there is none, or several."""
    return next(iter(found.values())).value if found and len(found) == 1 else None


def _both(path: Path, shape: Shape, halves: tuple[Half, Half], results: tuple[Any, Any]) -> Versions:
    """Each side's version of the edits that touch; it already contains the other's that do not."""
    found = []
    for half, result in zip(halves, results, strict=True):
        key, version = next(iter(half.versions.items()))
        author = half.written.author(path, version._replace(commit=""), key)
        found.append(author._replace(value=_value(shape, result)))
    return versions(found)


def _items(shape: Shape, value: Any) -> list[Any]:
    """Lines of a text; of a list its items by their bytes, since 1, 1.0 and true differ here."""
    if shape is Shape.TEXT:
        return str(value).split("\n")
    return [(key_of(item), _Item(item)) for item in value]


class _Item:
    """An item that is equal to any other: what tells items apart is their key."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Item)

    def __hash__(self) -> int:
        return 0


def _value(shape: Shape, items: list[Any]) -> Any:
    if shape is Shape.TEXT:
        return "\n".join(items)
    return [item.value for _, item in items]


def merge_set(path: Path, one: frozenset[str], other: frozenset[str], sides: Sequence[Written]) -> Any:
    """Element by element; present wins, so a set is never disputed. The elements, and how it was decided."""
    kept = set(one & other)
    kept |= {element for element in one - other if sides[0].element_stands(path, element)}
    kept |= {element for element in other - one if sides[1].element_stands(path, element)}
    how = ONE if kept == one else OTHER if kept == other else JOINED
    return frozenset(kept), "" if one == other else how


def merge_place(path: Path, one: Half, other: Half) -> Result:
    """The presence of a record or entry: both left, it stays, and that is disputed."""
    kept = set(one.versions.keys() & other.versions.keys())
    if kept == one.versions.keys() == other.versions.keys():
        return Result(joined(one.versions, other.versions, kept), "")
    for half, opposite in ((one, other), (other, one)):
        kept |= {
            key for key in half.versions if key not in opposite.versions and half.written.placed(path, key)
        }
    if not kept:
        both = one.versions.keys() | other.versions.keys()
        kept = {REMOVED} if REMOVED in both else set(both)
    if len(kept) == 1:
        return Result(joined(one.versions, other.versions, kept), _how(kept, one, other))
    sides: list[Mapping[bytes, Version]] = [
        {
            key: half.written.place_author(path, version, key)
            for key, version in half.versions.items()
            if key in kept
        }
        for half in (one, other)
    ]
    return Result(joined(sides[0], sides[1], kept), DISPUTED)


def absent(found: Versions | None) -> Versions:
    """Versions of a field that may not be there."""
    return found or GONE
