"""Rows as the cache holds them: one line of JSON each, in one piece, with where each begins.

Most lines are never decoded: the search looks for the words in the bytes of all of them first. What changed
since the cache was written lies on top, and is put in its place when somebody wants the whole.
"""

from __future__ import annotations

import bisect
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from store.rows import Row

_SAMPLE = 1 << 16
_FEW_ROWS = 500  # up to here, putting each in its place is faster than decoding and sorting all
_DUMP = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


class Packed:
    """Lines in title order, and on top of them the ids that are gone and the rows that are new.

    ``starts`` tells where each record's line begins; it is asked when a single record is wanted.
    """

    def __init__(
        self,
        block: bytes,
        starts: Callable[[], Mapping[str, int]],
        count: int,
        gone: frozenset[str] = frozenset(),
        fresh: Mapping[str, Row] | None = None,
    ) -> None:
        """``count`` is the number of lines."""
        self._count = count
        self._block = block
        self._starts = starts
        self._gone = gone
        self._fresh = fresh or {}

    @cached_property
    def count(self) -> int:
        """How many records there are, with what lies on top."""
        hidden = sum(record_id in self._starts() for record_id in self._gone) if self._gone else 0
        return self._count - hidden + len(self._fresh)

    def row(self, record_id: str) -> Row | None:
        """The record's row, or None."""
        if record_id in self._fresh:
            return self._fresh[record_id]
        start = None if record_id in self._gone else self._starts().get(record_id)
        return None if start is None else from_line(_line_at(self._block, start))

    def changed(self, gone: Iterable[str], fresh: Mapping[str, Row]) -> Packed:
        """The same lines with more on top; ``gone`` may name records that there never were."""
        names = {*gone, *fresh}
        kept = {name: row for name, row in self._fresh.items() if name not in names}
        return Packed(self._block, self._starts, self._count, self._gone | names, {**kept, **fresh})

    def containing(self, words: Sequence[str]) -> list[Row]:
        """The rows whose searchable text holds every word (at least one), in title order."""
        needles = [word_bytes(word) for word in words]
        rows = [from_line(line) for line in _lines_with(self._block, needles)]
        if self._gone:
            rows = [row for row in rows if row.id not in self._gone]
        found = filtered(rows, words)
        fresh = filtered(list(self._fresh.values()), words)
        return sorted([*found, *fresh], key=_order) if fresh else found

    def unpacked(self) -> list[bytes | Row]:
        """A line or a row each, in title order."""
        lines = self._block.split(b"\n") if self._block else []
        items: list[bytes | Row] = [line for line in lines if not self._gone or id_of(line) not in self._gone]
        if len(self._fresh) > _FEW_ROWS:
            rows = [*decoded(items), *self._fresh.values()]
            return [*sorted(rows, key=_order)]
        for row in self._fresh.values():
            items.insert(bisect.bisect_left(items, row.order, key=_order_of), row)
        return items


def _order(row: Row) -> tuple[str, str, str]:
    return row.order


def _order_of(item: bytes | Row) -> tuple[str, str, str]:
    return (from_line(item) if isinstance(item, bytes) else item).order


def word_bytes(word: str) -> bytes:
    """A word as it stands in a line."""
    return word.encode("utf-8", "surrogatepass")


def _lines_with(block: bytes, needles: Sequence[bytes]) -> Iterator[bytes]:
    """The lines that hold all needles; the one that looks rarest is looked for in the whole."""
    sample = block[:_SAMPLE]
    first, *others = sorted(needles, key=sample.count)
    found = block.find(first)
    while found >= 0:
        start = block.rfind(b"\n", 0, found) + 1
        line = _line_at(block, start)
        if all(needle in line for needle in others):
            yield line
        found = block.find(first, start + len(line))


def _line_at(block: bytes, start: int) -> bytes:
    end = block.find(b"\n", start)
    return block[start:] if end < 0 else block[start:end]


def filtered(rows: list[Row], words: Sequence[str]) -> list[Row]:
    """The rows whose searchable text holds every word."""
    for word in words:
        rows = [row for row in rows if word in row.text_folded]
    return rows


def to_line(row: Row) -> bytes:
    """A row as a line of JSON: an array, as the object's keys would double its size."""
    return _DUMP(row).encode("utf-8", "surrogatepass")


def from_line(line: bytes) -> Row:
    """The row of a line.

    Raises:
        ValueError: it is none.
    """
    return row_from(json.loads(line.decode("utf-8", "surrogatepass")))


def decoded(items: list[bytes | Row]) -> list[Row]:
    """The rows of some lines, decoded together; what is equal is held once."""
    lines = [item for item in items if isinstance(item, bytes)]
    text = b"[" + b",".join(lines) + b"]"
    known: dict[Any, Any] = {}
    rows = iter([row_from(values, known) for values in json.loads(text.decode("utf-8", "surrogatepass"))])
    return [next(rows) if isinstance(item, bytes) else item for item in items]


# Values of which there are few: one object each, however many rows have them.
_FEW = (2, 4, 5, 13, 15)
_SETS = (6, 7, 8, 9, 10, 11, 12)


def row_from(values: list[Any], known: dict[Any, Any] | None = None) -> Row:
    """A row from its values as JSON gives them; ``known`` lets many rows share what is equal.

    Raises:
        IndexError, TypeError: they are not those of a row.
    """
    known = {} if known is None else known
    for place in _SETS:
        value = tuple(values[place])
        values[place] = known.setdefault(value, value) if value else ()
    for place in _FEW:
        values[place] = known.setdefault(values[place], values[place])
    return Row._make(values)


# Ids and digests hold nothing that JSON escapes, so they can be read off the beginning of a line.
_ID_START = len('["')


def id_of(item: bytes | Row) -> str:
    """The id of a row or its line."""
    return id_at(item, 0) if isinstance(item, bytes) else item.id


def id_at(block: bytes, start: int) -> str:
    """The id of the line that begins at ``start``."""
    start += _ID_START
    return block[start : block.index(b'"', start)].decode()


def id_and_digest(item: bytes | Row) -> tuple[str, str]:
    """The id and the digest of a row or its line."""
    if not isinstance(item, bytes):
        return item.id, item.digest
    end = item.index(b'"', _ID_START)
    start = end + len('","')
    return item[_ID_START:end].decode(), item[start : item.index(b'"', start)].decode()
