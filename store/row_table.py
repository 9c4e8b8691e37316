"""The rows of one kind of record, by title.

They come from the cache packed and stay so while a list shows a few of ten thousand; once single rows or all
of them are wanted, they are unpacked, so that nothing is held twice.
"""

from __future__ import annotations

import bisect
import gc
from _thread import RLock
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, overload

from store.packed_rows import Packed, decoded, filtered, from_line, id_and_digest, id_of, to_line, word_bytes
from store.rows import Row

if TYPE_CHECKING:
    from schemas.record import RecordType

_LOCK = RLock()  # for all tables: it is held for some milliseconds, once a table
_CHUNK = 2000  # lines decoded at once: both forms of the whole never exist together


@contextmanager
def no_collection() -> Iterator[None]:
    """Keep the garbage collector from walking what is being loaded; it halves the time of large loads."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class RowTable(Sequence[Row]):
    """Rows in title order. Immutable to its users; unpacking in place changes nothing they can see."""

    __slots__ = ("_decoded", "_lines", "_packed", "_places", "_type")

    def __init__(self, kind: RecordType, rows: list[Row], packed: Packed | None = None) -> None:
        """``rows`` are in title order; the list is the table's from now on. Or they come ``packed``."""
        self._type = kind
        self._packed = packed
        self._lines: list[bytes | Row] = [*rows]
        self._decoded = packed is None
        self._places: dict[str, int] | None = None

    def _items(self) -> list[bytes | Row]:
        """A line or a row each; the first to ask for single ones unpacks them."""
        with _LOCK:
            if self._packed is not None:
                self._lines = self._packed.unpacked()
                self._packed = None
            return self._lines

    def __len__(self) -> int:
        packed = self._packed
        return len(self._items()) if packed is None else packed.count

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | Sequence[Row]:
        if isinstance(place, slice):
            return self.all()[place]
        items = self._items()
        item = items[place]
        if isinstance(item, bytes):
            item = items[place] = from_line(item)
        return item

    def __iter__(self) -> Iterator[Row]:
        return iter(self.all())

    def all(self) -> list[Row]:
        """All rows; the list is the table's own and not to be changed."""
        items = self._items()
        with _LOCK:
            if not self._decoded:
                with no_collection():
                    for start in range(0, len(items), _CHUNK):
                        items[start : start + _CHUNK] = decoded(items[start : start + _CHUNK])
                self._decoded = True
        return items  # type: ignore[return-value]  # no line is left in it

    def containing(self, words: Sequence[str]) -> list[Row]:
        """The rows whose searchable text holds every word (at least one), in title order."""
        packed = self._packed
        if packed is not None:
            return packed.containing(words)
        if self._decoded:
            return filtered(self.all(), words)
        items = self._items()
        places: Iterable[int] = range(len(items))
        for needle in map(word_bytes, words):
            places = [
                place for place in places if not isinstance(line := items[place], bytes) or needle in line
            ]
        return filtered([self[place] for place in places], words)

    def place(self, record_id: str) -> int | None:
        """Where the record stands, or None."""
        if self._places is None:
            self._places = {id_of(item): place for place, item in enumerate(self._items())}
        return self._places.get(record_id)

    def row(self, record_id: str) -> Row | None:
        """The record's row, or None."""
        packed = self._packed
        if packed is not None:
            return packed.row(record_id)
        place = self.place(record_id)
        return None if place is None else self[place]

    def digests(self) -> Iterator[tuple[str, str]]:
        """Each record's id and digest, without decoding the lines."""
        return map(id_and_digest, self._items())

    def lines(self) -> list[bytes]:
        """The rows as lines for the cache."""
        return [item if isinstance(item, bytes) else to_line(item) for item in self._items()]

    def changed(self, gone: Iterable[str], rows: Iterable[Row]) -> RowTable:
        """A table without the records that are gone, and with new rows in the place of old ones."""
        fresh = {row.id: row for row in rows}
        packed = self._packed
        if packed is not None:
            return RowTable(self._type, [], packed.changed(gone, fresh))
        dropped = {self.place(record_id) for record_id in (*gone, *fresh)}
        table = RowTable(self._type, [])
        items = [item for place, item in enumerate(self._items()) if place not in dropped]
        table._lines, table._decoded = items, self._decoded
        if len(fresh) * 16 > len(items):
            items += fresh.values()
            table.all().sort(key=_order)
        else:
            for row in fresh.values():
                items.insert(bisect.bisect_left(range(len(items)), row.order, key=table._order_at), row)
        return table

    def _order_at(self, place: int) -> tuple[str, str, str]:
        return self[place].order


def _order(row: Row) -> tuple[str, str, str]:
    return row.order
