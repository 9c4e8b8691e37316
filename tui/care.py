"""What needs care in a register, and what comes next; found in the background."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from schemas.problems import Severity
from store.errors import StoreError

if TYPE_CHECKING:
    from store.rows import Row
    from store.snapshot import Snapshot

_MOST_MEETINGS = 5
_MOST_CHECKED = 2000
"""Records up to which all is checked unasked: that reads every file, and above it would slow the typing."""
_YEAR = 365
_OVER = frozenset({"completed", "dissolved"})

Meeting = tuple[datetime, str, str]
"""Start, id of the group, title."""


@dataclass(frozen=True)
class Care:
    """What needs care: counts, entries by their ids (the oldest first), and the next meetings."""

    errors: int
    warnings: int
    unverified: tuple[str, ...]
    meetings: tuple[Meeting, ...]


def find_care(snapshot: Snapshot, today: date) -> Care:
    """What needs care in a register on a day; warnings only where the register is not too large."""
    small = sum(snapshot.counts.values()) <= _MOST_CHECKED
    problems = snapshot.check(today) if small else snapshot.problems
    errors = sum(1 for problem in problems if problem.severity is Severity.ERROR)
    limit = date.fromordinal(today.toordinal() - _YEAR).isoformat()
    rows = [row for row in snapshot.rows("actor") if row.status == "active" and row.verified_on]
    unverified = sorted((row for row in rows if row.verified_on < limit), key=lambda row: row.verified_on)
    return Care(
        errors,
        len(problems) - errors,
        tuple(row.id for row in unverified),
        tuple(sorted(_meetings(snapshot, today), key=lambda meeting: _moment(meeting[0]))[:_MOST_MEETINGS]),
    )


def _meetings(snapshot: Snapshot, today: date) -> Iterator[Meeting]:
    for row in snapshot.rows("group"):
        if row.status not in _OVER:
            yield from _meetings_of(snapshot, row, today)


def _meetings_of(snapshot: Snapshot, row: Row, today: date) -> Iterator[Meeting]:
    try:
        data = snapshot.record(row.id).data or {}
    except StoreError:  # it went meanwhile: the next look shows the register without it
        return
    meetings = data.get("meetings")
    for meeting in meetings if isinstance(meetings, list) else ():
        start = meeting.get("start") if isinstance(meeting, dict) else None
        if isinstance(start, datetime) and start.date() >= today and meeting.get("status") == "planned":
            yield start, row.id, str(meeting.get("title", ""))


def _moment(start: datetime) -> datetime:
    """Comparable: a time without an offset is one of this place."""
    return start.astimezone()
