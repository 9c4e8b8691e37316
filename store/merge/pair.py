"""One merge of two sides, file by file: who touched what, and what becomes of it.

A record that one side's people never touched is taken whole from the other; only what both touched is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.fields import record_spec
from schemas.validation import Data
from store.codec import canonical, encode, same
from store.layout import kind_of
from store.merge.history import Decision, Merged, Tree
from store.merge.past import Past
from store.merge.record import Side, merge_record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from store.merge.merger import Merger, Touch

MAX_DEPTH = 16
"""How deep bases of bases are merged; beyond, a text has no base, and both versions stay."""


class PairMerge:
    """The last of some sorted heads merged with all before it."""

    def __init__(self, merger: Merger, heads: tuple[str, ...], depth: int) -> None:
        """Use ``Merger``; ``depth`` counts bases of bases."""
        self._merger = merger
        self._history = merger.history
        self._heads = heads
        self._sides = (heads[:-1], heads[-1:])
        self._depth = depth
        self._made: dict[str, bytes] = {}
        self._files: dict[str, str | None] = {}
        self._decisions: list[Decision] = []
        self._held: list[tuple[str, str]] = []
        self._past = Past(merger)

    def result(self) -> Merged:
        """Compute it."""
        one, other = self._sides
        if not one:
            return self._taken(None, other[0])
        if len(one) == 1:
            for older, newer in ((one, other), (other, one)):
                if not self._history.between(older, newer):
                    return self._taken(older[0], newer[0])
        trees = self._merger.tree(one, self._depth), self._merger.tree(other, self._depth)
        touched = self._merger.touches(one, other), self._merger.touches(other, one)
        if not any(touched):
            return self._smaller(trees)
        self._merge_files(trees, touched)
        return self._merged(trees[0].base, self._files)

    def _merged(self, base: str, files: Mapping[str, str | None], *, people: bool = True) -> Merged:
        decisions, held = tuple(self._decisions), tuple(self._held)
        return Merged(self._heads, base, files, self._made, people, decisions, held)

    def _smaller(self, trees: tuple[Tree, Tree]) -> Merged:
        """Nobody has anything new: the tree with the smaller hash, so that simultaneous rings go quiet."""
        tree, side = min(zip(trees, self._sides, strict=True), key=self._rank)
        unwanted = dict.fromkeys(self._history.unwanted(side[0])) if len(side) == 1 else {}
        return self._merged(tree.base, {**tree.files, **unwanted}, people=False)

    def _rank(self, pair: tuple[Tree, tuple[str, ...]]) -> tuple[str, tuple[str, ...]]:
        return self._history.tree_id(pair[0]), pair[1]

    def _taken(self, older: str | None, newer: str) -> Merged:
        """What the newer has; where something stands in it that may not, what was there before."""
        unwanted = self._history.unwanted(newer)
        before = {path: self._history.file(older, path) if older else None for path in unwanted}
        return self._merged(newer, before)

    def _merge_files(self, trees: tuple[Tree, Tree], touched: tuple[list[Touch], list[Touch]]) -> None:
        unwanted = [self._history.unwanted(side[0]) if len(side) == 1 else {} for side in self._sides]
        self._files = dict(trees[0].files) | dict.fromkeys(unwanted[0])
        paths = [{path for touch in side for path in touch.changes} for side in touched]
        differing = self._merger.differing(*trees)
        by_path = _by_path(touched, {path for path in differing if path in paths[0] and path in paths[1]})
        self._history.expect(_blobs(differing, by_path))
        for path, pair in sorted(differing.items()):
            by = [path in paths[side] and path not in unwanted[side] for side in (0, 1)]
            if all(by):
                self._files[path] = self._both(path, pair, by_path[path])
            elif any(by):
                self._files[path] = pair[by.index(True)]
            else:
                # Nobody has anything new here, or it may not stand there: the same at all partners.
                here = [blob for blob, faults in zip(pair, unwanted, strict=True) if path not in faults]
                self._files[path] = min(filter(None, here), default=None)

    def _both(
        self, path: str, pair: tuple[str | None, str | None], touched: Sequence[Sequence[Touch]]
    ) -> str | None:
        kind = kind_of(path)
        sides = [
            self._past.side(path, head, blob, acts)
            for head, blob, acts in zip(self._sides, pair, touched, strict=True)
        ]
        if kind is None or not any(_was_readable(side) for side in sides):
            self._held.append((path, "written_on_both_sides"))
            return max(blob or "" for blob in pair) or None
        found = merge_record(kind, sides[0], sides[1], lambda: self._base(path))
        self._decisions += [Decision(path, field, how) for field, how in found.decisions]
        if found.data is None:
            return None
        data = canonical(found.data, record_spec(kind))
        unchanged = [
            blob
            for side, blob in zip(sides, pair, strict=True)
            if blob and side.content.unreadable is None and self._is(kind, side.content.data, data)
        ]
        if unchanged:
            return min(unchanged)
        raw = encode(data, record_spec(kind))
        blob = self._history.blob_id(raw)
        self._made[blob] = raw
        return blob

    def _is(self, kind: str, was: Data | None, data: Data) -> bool:
        return was is not None and same(canonical(was, record_spec(kind)), data)

    def _base(self, path: str) -> Data | None:
        """The record in the common base ({}: it is not there); None: there is no base."""
        bases = self._history.bases(self._sides[0], self._sides[1][0])
        if not bases or self._depth >= MAX_DEPTH:
            return None
        tree = self._merger.tree(bases, self._depth + 1)
        blob = tree.files[path] if path in tree.files else self._history.file(tree.base, path)
        if blob is None:
            return {}
        return self._past.content(path, blob, bases).data or {}


_Touches = tuple[list["Touch"], list["Touch"]]


def _by_path(touched: _Touches, both: set[str]) -> dict[str, _Touches]:
    """Of the files that both sides touched, the commits of each side that did."""
    found: dict[str, _Touches] = {path: ([], []) for path in both}
    for side, touches in enumerate(touched):
        for touch in touches:
            for path in touch.changes.keys() & both:
                found[path][side].append(touch)
    return found


def _blobs(
    differing: Mapping[str, tuple[str | None, str | None]], by_path: Mapping[str, _Touches]
) -> set[str]:
    """Everything that will be read."""
    found = {blob for path in by_path for blob in differing[path]}
    for path, sides in by_path.items():
        found |= {blob for side in sides for touch in side for blob in touch.changes[path]}
    return {blob for blob in found if blob}


def _was_readable(side: Side) -> bool:
    contents = [side.content, *(content for act in side.acts for content in (act.before, act.after))]
    return any(content.data is not None for content in contents)
