"""All records of a register by id, for the checks that compare records."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from schemas.vocabulary import Vocabulary
from store.record import Record


@dataclasses.dataclass(frozen=True, slots=True)
class Index:
    """What a check may ask. ``vocabulary`` is None where it cannot be read: then no term is called unknown.

    ``records`` has every record, unreadable ones too, for their files are there to be pointed at; where an
    id stands twice it has both.
    """

    records: Mapping[str, list[Record]]
    vocabulary: Vocabulary | None
    today: date

    @classmethod
    def of(cls, records: Iterable[Record], vocabulary: Vocabulary | None, today: date) -> Index:
        """The index of these records."""
        found: dict[str, list[Record]] = {}
        for record in records:
            found.setdefault(record.id, []).append(record)
        return cls(found, vocabulary, today)

    def usable(self) -> Iterator[tuple[Record, dict[str, Any]]]:
        """The records that can be read, with their data."""
        for records in self.records.values():
            for record in records:
                if record.data is not None and record.readable:
                    yield record, record.data

    def data(self, record_id: str, kind: str) -> dict[str, Any] | None:
        """The data of a readable record of that id and type."""
        for record in self.records.get(record_id, ()):
            if record.type == kind and record.readable:
                return record.data
        return None

    def follow(self, record_id: str, kind: str) -> str:
        """The id of the record that stands for this one: where ``merged_into`` leads in the end.

        In a cycle that is the smallest id of it.
        """
        cycle, last = self.merges(record_id, kind)
        return min(cycle) if cycle else last

    def merges(self, record_id: str, kind: str) -> tuple[list[str], str]:
        """The cycle that ``merged_into`` runs into from here, [] if it ends, and the last id that was met."""
        way: dict[str, None] = {record_id: None}
        while True:
            data = self.data(record_id, kind)
            onward = data.get("merged_into") if data and data.get("status") == "merged" else None
            if not isinstance(onward, str) or onward not in self.records:
                return [], record_id
            if onward in way:
                ids = list(way)
                return ids[ids.index(onward) :], onward
            way[onward] = None
            record_id = onward


def texts(value: Any) -> list[str]:
    """The texts of a list; [] for what is none."""
    return [item for item in value if isinstance(item, str) and item] if isinstance(value, list) else []


def entries(value: Any) -> list[dict[str, Any]]:
    """The tables of a keyed list; [] for what is none."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
