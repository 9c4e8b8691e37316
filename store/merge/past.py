"""What a record was at the commits of a history: what people did to it, and what could be read there last."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from schemas.fields import record_spec
from schemas.validation import Data
from store.layout import kind_of
from store.merge.outline import Path
from store.merge.reading import read
from store.merge.record import Act, Content, Side
from store.merge.written import deletes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from store.merge.history import Commit
    from store.merge.merger import Merger, Touch


class Past:
    """Asks a merger's history, and keeps what it has read; so use one for one merge."""

    def __init__(self, merger: Merger) -> None:
        self._merger = merger
        self._history = merger.history
        self._read_already: dict[tuple[str, str], tuple[Data | None, str]] = {}

    def side(self, path: str, heads: tuple[str, ...], blob: str | None, touched: Sequence[Touch]) -> Side:
        """One side of a record: what stands there, and what these commits did to it."""
        acts: list[Act] = []
        left: dict[str, Content] = {}
        for touch in touched:
            act = self._act(path, touch.commit, touch.changes[path], left)
            left[touch.commit.oid] = act.after
            acts.append(replace(act, bit=touch.bit, earlier=touch.earlier))
        content = self.content(path, blob, heads, left)
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
        before = self.content(path, change[0], commit.parents, left)
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
        return self.content(path, blob, chosen, {}).data

    def _contains(self, newer: str, older: str) -> bool:
        return not self._history.between([older], [newer])

    def content(
        self,
        path: str,
        blob: str | None,
        heads: tuple[str, ...],
        left: Mapping[str, Content] = MappingProxyType({}),
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
