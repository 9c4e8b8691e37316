"""Ballots against the rules of their round: one that breaks them is listed and not counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from schemas.problems import Problem
from store.checks.index import Index, entries, texts

DEFAULT_POINTS = 5
DEFAULT_MAX_PER_TOPIC = 3


def ballot_fault(
    priority_round: Mapping[str, Any], points: Mapping[str, Any], cast_on: date | None = None
) -> str | None:
    """The rule that a ballot breaks, or None.

    ``foreign_topic``: points for a topic that the round does not have · ``not_whole``: points that are no
    whole number from 0 · ``too_many_points`` in sum · ``too_many_for_one`` topic; for an approval that is
    more than one · ``dates``: cast before the round opens or after it closes.
    """
    topics = texts(priority_round.get("topics"))
    given = list(points.values())
    if topics and not set(points) <= set(topics):
        return "foreign_topic"
    if any(type(number) is not int or number < 0 for number in given):
        return "not_whole"
    return _too_many(priority_round, given) or _outside(priority_round, cast_on)


def _too_many(priority_round: Mapping[str, Any], given: list[int]) -> str | None:
    is_approval = priority_round.get("method") == "approval"
    most = 1 if is_approval else _number(priority_round.get("max_per_topic"), DEFAULT_MAX_PER_TOPIC)
    if max(given, default=0) > most:
        return "too_many_for_one"
    if not is_approval and sum(given) > _number(priority_round.get("points"), DEFAULT_POINTS):
        return "too_many_points"
    return None


def _number(value: Any, default: int) -> int:
    return value if type(value) is int else default


def _outside(priority_round: Mapping[str, Any], cast_on: date | None) -> str | None:
    opens, closes = priority_round.get("opens_on"), priority_round.get("closes_on")
    if cast_on is None or type(opens) is not date or type(closes) is not date:
        return None
    return None if opens <= cast_on <= closes else "dates"


def invalid_ballots(data: dict[str, Any], index: Index) -> Iterator[Problem]:
    """The actor's ballots that break a rule, or whose group does not have the round (``unknown_round``)."""
    for ballot in entries(data.get("ballots")):
        name, points = ballot.get("round"), ballot.get("points", {})
        if not isinstance(name, str) or not isinstance(points, dict):
            continue
        group_id, _, key = name.partition("/")
        group = index.data(group_id, "group")
        if group is None:
            continue  # a dangling link, or a group that cannot be read
        reason = _reason(group, key, points, ballot.get("cast_on"), index)
        if reason is not None:
            yield Problem("invalid_ballot", "", field=("ballots", name), params={"reason": reason})


def _reason(
    group: dict[str, Any], key: str, points: dict[str, Any], cast_on: Any, index: Index
) -> str | None:
    rounds = (each for each in entries(group.get("rounds")) if each.get("key") == key)
    found = next(rounds, None)
    if found is None:
        return "unknown_round"
    # Topics that have been merged since count as the one that stays, on both sides.
    topics = [index.follow(topic, "topic") for topic in texts(found.get("topics"))]
    merged: dict[str, Any] = {}
    for topic, number in points.items():
        stays = index.follow(topic, "topic")
        merged[stays] = merged[stays] + number if stays in merged and type(number) is int else number
    return ballot_fault({**found, "topics": topics}, merged, cast_on if type(cast_on) is date else None)
