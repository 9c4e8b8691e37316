"""Ballots against the rules of their round."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from store.checks import ballot_fault
from tests.store.checking import PAST, TODAY, actor, brief, check, record

ROUND = {
    "key": "r",
    "title": "T",
    "method": "dots",
    "points": 5,
    "max_per_topic": 3,
    "topics": ["s", "t", "u"],
    "opens_on": PAST,
    "closes_on": TODAY,
}


@pytest.mark.parametrize(
    ("points", "changes", "reason"),
    [
        ({"s": 3, "t": 2}, {}, None),
        ({}, {}, None),
        ({"s": 3, "t": 3}, {}, "too_many_points"),
        ({"s": 4}, {}, "too_many_for_one"),
        ({"x": 1}, {}, "foreign_topic"),
        ({"x": 1}, {"topics": []}, None),
        ({"s": 1, "t": 1, "u": 1}, {"method": "approval", "points": 2}, None),
        ({"s": 2}, {"method": "approval"}, "too_many_for_one"),
        ({"s": 9}, {"points": 9, "max_per_topic": 9}, None),
        ({"s": -1}, {}, "not_whole"),
        ({"s": True}, {}, "not_whole"),
    ],
)
def test_a_ballot_keeps_to_the_rules_of_its_round(
    points: dict[str, Any], changes: dict[str, Any], reason: str | None
) -> None:
    assert ballot_fault(ROUND | changes, points, TODAY) == reason


def test_the_rules_that_a_round_does_not_state_are_the_usual_ones() -> None:
    usual = {"method": "dots"}
    assert ballot_fault(usual, {"a": 3, "b": 2}) is None
    assert ballot_fault(usual, {"a": 4}) == "too_many_for_one"
    assert ballot_fault(usual, {"a": 3, "b": 3}) == "too_many_points"


@pytest.mark.parametrize(
    ("cast_on", "reason"),
    [(date(2026, 2, 28), "dates"), (PAST, None), (TODAY, None), (date(2026, 3, 3), "dates")],
)
def test_a_ballot_is_cast_while_the_round_is_open(cast_on: date, reason: str | None) -> None:
    assert ballot_fault(ROUND, {"s": 1}, cast_on) == reason


def ballot(points: dict[str, int], key: str = "g/r") -> list[dict[str, Any]]:
    return [{"round": key, "cast_on": TODAY, "points": points}]


def test_ballots_are_held_against_the_group_s_file() -> None:
    topics = [record("topic", topic) for topic in "stu"]
    group = record("group", "g", rounds=[ROUND])
    found = check(
        group,
        *topics,
        actor("a", ballots=ballot({"s": 3})),
        actor("b", ballots=ballot({"s": 5})),
        actor("c", ballots=ballot({"s": 1}, "g/other")),
        actor("d", ballots=ballot({"s": 1}, "nobody/r")),
    )
    assert brief(found) == [
        ("actors/b.toml", "invalid_ballot", "ballots/g/r", {"reason": "too_many_for_one"}),
        ("actors/c.toml", "invalid_ballot", "ballots/g/other", {"reason": "unknown_round"}),
        ("actors/d.toml", "dangling_link", "ballots/nobody/r/round", {"target": "nobody/r"}),
    ]


def test_points_for_a_merged_topic_count_for_the_one_that_stays() -> None:
    topics = [
        record("topic", "s"),
        record("topic", "t"),
        record("topic", "old", status="merged", merged_into="s"),
    ]
    group = record("group", "g", rounds=[ROUND | {"topics": ["old", "t"]}])
    assert (
        check(group, *topics, actor("a", ballots=ballot({"s": 1})), actor("b", ballots=ballot({"old": 1})))
        == []
    )
    (problem,) = check(group, *topics, actor("a", ballots=ballot({"s": 2, "old": 2})))
    assert problem.params == {"reason": "too_many_for_one"}
