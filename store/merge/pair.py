"""One merge of two sides, file by file: who touched what, and what becomes of it.

A record that one side's people never touched is taken whole from the other; only what both touched is read.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from schemas.fields import record_spec
from schemas.validation import Data
from store.codec import canonical, encode, same
from store.layout import kind_of
from store.merge.history import Decision, Merged, Tree
from store.merge.outline import Path
from store.merge.reading import read
from store.merge.record import Act, Content, Side, merge_record
from store.merge.written import deletes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from store.merge.history import Commit
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
        self._read_already: dict[tuple[str, str], tuple[Data | None, str]] = {}

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
            self._side(path, head, blob, acts)
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

    def _side(self, path: str, heads: tuple[str, ...], blob: str | None, touched: Sequence[Touch]) -> Side:
        acts: list[Act] = []
        left: dict[str, Content] = {}
        for touch in touched:
            act = self._act(path, touch.commit, touch.changes[path], left)
            left[touch.commit.oid] = act.after
            acts.append(replace(act, bit=touch.bit, earlier=touch.earlier))
        content = self._content(path, blob, heads, left)
        return Side(
            content, acts, lambda: self._older(path, heads), lambda place: self._last(path, heads, place)
        )

    def _act(
        self,
        path: str,
        commit: Commit,
        change: tuple[str | None, str | None],
        left: Mapping[str, Content],
    ) -> Act:
        """``left``: what other commits left there, as far as that is known."""
        before = self._content(path, change[0], commit.parents, left)
        after = Content()
        if change[1] is not None:
            data, text = self._read(path, change[1])
            after = Content(data) if data is not None else Content(before.data, text)
        return Act(commit.oid, commit.time, commit.by, before, after, parents=commit.parents)

    def _older(self, path: str, heads: tuple[str, ...]) -> Iterator[Act]:
        for head in heads:
            for commit in self._history.touching(head, path):
                if not self._merger.is_own_by_now(commit):
                    change = self._merger.written_by_now(commit).get(path)
                    if change is not None:
                        yield self._act(path, commit, change, {})

    def _last(self, path: str, heads: tuple[str, ...], place: Path) -> Data | None:
        """The record before it, or an entry of it, was deleted on this side; by several: what they make."""
        spec = record_spec(kind_of(path) or "")
        before: list[str] = []
        deleters: list[str] = []
        for act in self._older(path, heads):
            if deletes(act, spec, place) and not any(self._contains(one, act.commit) for one in deleters):
                deleters.append(act.commit)
                before += act.parents
        if not before:
            return None
        chosen = self._merger.independent(before)
        if len(chosen) > 1:
            self._merger.need(chosen)
        tree = self._merger.tree(chosen)
        blob = tree.files[path] if path in tree.files else self._history.file(tree.base, path)
        return self._content(path, blob, chosen, {}).data

    def _contains(self, newer: str, older: str) -> bool:
        return not self._history.between([older], [newer])

    def _content(
        self, path: str, blob: str | None, heads: tuple[str, ...], left: Mapping[str, Content]
    ) -> Content:
        """What stands there at some commits; where it cannot be read, with what could be read there last.

        That is a matter of the commit, not of the text: two lines may hold the same one.
        """
        if blob is None:
            return Content()
        data, text = self._read(path, blob)
        if data is not None:
            return Content(data)
        if len(heads) == 1 and heads[0] in left:
            return Content(left[heads[0]].data, text)
        return Content(self.last_readable(path, heads), text)

    def _read(self, path: str, blob: str) -> tuple[Data | None, str]:
        """The record; of one that cannot be read its text."""
        if (path, blob) not in self._read_already:
            self._read_already[path, blob] = read(path, self._merger.content(blob))
        return self._read_already[path, blob]

    def last_readable(self, path: str, heads: tuple[str, ...]) -> Data | None:
        """A record as it could be read last on the way to some commits."""
        for head in heads:
            for commit in self._history.touching(head, path):
                data, found = self._readable_around(path, commit)
                if found:
                    return data
        return None

    def _readable_around(self, path: str, commit: Commit) -> tuple[Data | None, bool]:
        """The record after or before a commit that changed it, and whether the search ends there."""
        if self._merger.is_own_by_now(commit):
            return None, False
        before, after = self._merger.written_by_now(commit).get(path, (None, None))
        for blob in (after, before):
            data = self._read(path, blob)[0] if blob else None
            if data is not None:
                return data, True
        return None, before is None and after is not None

    def _base(self, path: str) -> Data | None:
        """The record in the common base ({}: it is not there); None: there is no base."""
        bases = self._history.bases(self._sides[0], self._sides[1][0])
        if not bases or self._depth >= MAX_DEPTH:
            return None
        tree = self._merger.tree(bases, self._depth + 1)
        blob = tree.files[path] if path in tree.files else self._history.file(tree.base, path)
        if blob is None:
            return {}
        return self._content(path, blob, bases, {}).data or {}


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
