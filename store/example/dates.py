"""The notation of dates in the example: told from the day for which it is built, so that it never grows old.

``D``, ``D-30``, ``D+12``        that many days from the day itself;
``W-3 Tue``, ``W+2 Fri``        a weekday, so many weeks from the day's own week (nobody meets on Sundays);
``W-3 Tue 17:00``, ``D-2 09:30`` with a time: a moment at Kassel's clock;
``… {W+2 Fri} …``               within a sentence: the day as people write it.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY = rf"(?:D(?P<days>[+-]\d+)?|W(?P<weeks>[+-]\d+) (?P<weekday>{'|'.join(_WEEKDAYS)}))"
_WHOLE = re.compile(rf"{_DAY}(?: (?P<hour>\d\d):(?P<minute>\d\d))?")
_WITHIN = re.compile(rf"\{{{_DAY}\}}")


def resolve(value: Any, start: date) -> Any:
    """The value with every date of the notation put in, in tables and lists too; the rest as it is."""
    if isinstance(value, dict):
        return {key: resolve(item, start) for key, item in value.items()}
    if isinstance(value, list):
        return [resolve(item, start) for item in value]
    if not isinstance(value, str):
        return value
    whole = _WHOLE.fullmatch(value)
    if whole is None:
        return _WITHIN.sub(lambda found: f"{_day(found, start):%d.%m.%Y}", value)
    day = _day(whole, start)
    return day if whole["hour"] is None else local(day, int(whole["hour"]), int(whole["minute"]))


def moment(text: str, start: date) -> datetime:
    """The moment that a step's ``at`` means; ValueError if it is none."""
    found = resolve(text, start)
    if not isinstance(found, datetime):
        raise ValueError(text)  # noqa: TRY004  # the text is wrong, not its type
    return found


def local(day: date, hour: int, minute: int) -> datetime:
    """A moment at Kassel's clock.

    The rule of the European Union is written out here, because not every machine has the zone files, and the
    same day must give the same bytes on all of them.
    """
    clock = datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)
    summer = _last_sunday(day.year, 3) <= clock - timedelta(hours=1) < _last_sunday(day.year, 10)
    return clock.replace(tzinfo=timezone(timedelta(hours=2 if summer else 1)))


def _last_sunday(year: int, month: int) -> datetime:
    """The instant, 1:00 UTC on the last Sunday of a month of 31 days, at which the clocks change."""
    last = date(year, month, 31)
    return datetime(year, month, 31 - (last.weekday() + 1) % 7, 1, tzinfo=UTC)


def _day(found: re.Match[str], start: date) -> date:
    if found["weekday"] is None:
        return start + timedelta(days=int(found["days"] or 0))
    monday = start - timedelta(days=start.weekday())
    return monday + timedelta(weeks=int(found["weeks"]), days=_WEEKDAYS.index(found["weekday"]))
