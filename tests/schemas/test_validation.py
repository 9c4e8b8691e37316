"""Every rule of the format, with the exact code, field and parameters of its problem."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.actor import Actor
from schemas.fields import FieldSpec, record_spec
from schemas.limits import beyond_limits, deeper_than, prune, survey
from schemas.record import RECORD_TYPES, RecordType
from schemas.validation import (
    Data,
    check_record,
    check_register_file,
    check_vocabulary_file,
    unknown_keys,
)
from tests.strategies import kinds_and_records, odd_records, toml_values

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = date(2026, 3, 2)

GOOD: dict[RecordType, Data] = {
    "actor": {"id": "x", "name": "X", "kind": "treff", "status": "active"},
    "topic": {"id": "x", "title": "X", "status": "collected", "raised_on": DAY},
    "group": {"id": "x", "name": "X", "kind": "standing", "status": "active", "starts_on": DAY},
}
CONTACT = {"key": "a", "role": "R", "visibility": "public", "basis": "public_task"}
MEETING = {"key": "m", "title": "T", "start": NOON, "status": "held"}
FIELDS = [(kind, field) for kind in RECORD_TYPES for field in record_spec(kind).fields]
ROUND = {"key": "r", "title": "T", "method": "dots", "opens_on": DAY, "closes_on": DAY}


def problems(kind: RecordType, /, **changes: Any) -> list[tuple[str, str, dict[str, str | int]]]:
    data = GOOD[kind] | changes
    model, found = check_record(kind, data, "the/file.toml")
    assert (model is None) == bool(found)
    assert all(problem.path == "the/file.toml" for problem in found)
    return [(problem.code, "/".join(problem.field), dict(problem.params)) for problem in found]


@pytest.mark.parametrize("kind", RECORD_TYPES)
def test_the_least_that_is_needed_is_enough(kind: RecordType) -> None:
    assert problems(kind) == []


@pytest.mark.parametrize(("kind", "name"), [(kind, field.name) for kind, field in FIELDS if field.required])
def test_a_required_field_is_missed_whether_absent_or_empty(kind: RecordType, name: str) -> None:
    data = {key: value for key, value in GOOD[kind].items() if key != name}
    for version in (data, data | {name: ""}, data | {name: None}):
        _, found = check_record(kind, version)
        assert [(problem.code, problem.field) for problem in found] == [("missing", (name,))]


@pytest.mark.parametrize(
    ("kind", "changes", "problem"),
    [
        ("actor", {"name": "x" * 121}, ("too_long", "name", {"limit": 120})),
        ("actor", {"summary": "x" * 281}, ("too_long", "summary", {"limit": 280})),
        ("actor", {"opening_hours": "x" * 501}, ("too_long", "opening_hours", {"limit": 500})),
        ("actor", {"aliases": ["x" * 121]}, ("too_long", "aliases", {"limit": 120})),
        ("actor", {"name": "a\nb"}, ("not_one_line", "name", {})),
        ("actor", {"name": "a\u2028b"}, ("not_one_line", "name", {})),
        ("actor", {"tags": ["a", "b\r"]}, ("not_one_line", "tags", {})),
        ("actor", {"id": "X"}, ("not_an_id", "id", {})),
        ("actor", {"id": "con"}, ("not_an_id", "id", {})),
        ("actor", {"steward": "-a"}, ("not_an_id", "steward", {})),
        ("actor", {"website": "example.org"}, ("not_a_url", "website", {})),
        ("actor", {"website": "javascript:alert(1)"}, ("not_a_url", "website", {})),
        ("actor", {"website": "https://a b"}, ("not_a_url", "website", {})),
        ("actor", {"languages": ["de", "xx"]}, ("not_a_language", "languages", {})),
        ("actor", {"founded": 799}, ("out_of_range", "founded", {"low": "800"})),
        ("actor", {"founded": 2201}, ("out_of_range", "founded", {"high": "2200"})),
        ("actor", {"founded": "1990"}, ("wrong_type", "founded", {"expected": "whole_number"})),
        ("actor", {"founded": 1990.0}, ("wrong_type", "founded", {"expected": "whole_number"})),
        ("actor", {"founded": True}, ("wrong_type", "founded", {"expected": "whole_number"})),
        ("actor", {"name": 1}, ("wrong_type", "name", {"expected": "text"})),
        ("actor", {"tags": "a"}, ("wrong_type", "tags", {"expected": "list"})),
        ("actor", {"contacts": {"a": 1}}, ("wrong_type", "contacts", {"expected": "list"})),
        ("actor", {"contacts": [1]}, ("wrong_type", "contacts/#1", {"expected": "table"})),
        ("actor", {"verified_on": NOON}, ("wrong_type", "verified_on", {"expected": "day"})),
        ("actor", {"verified_on": "2026-03-02"}, ("wrong_type", "verified_on", {"expected": "day"})),
        ("actor", {"status": "merged"}, ("needs", "merged_into", {"because": "status", "value": "merged"})),
        ("topic", {"status": "merged"}, ("needs", "merged_into", {"because": "status", "value": "merged"})),
        ("group", {"kind": "temporary"}, ("needs", "ends_on", {"because": "kind", "value": "temporary"})),
        (
            "group",
            {"status": "completed"},
            ("needs", "closing_report", {"because": "status", "value": "completed"}),
        ),
        ("group", {"ends_on": date(2026, 3, 1)}, ("ends_before_start", "ends_on", {})),
        ("group", {"rhythm": "monthly"}, ("not_a_rule", "rhythm", {})),
        ("actor", {"places": [{"key": "a", "lat": 91}]}, ("out_of_range", "places/a/lat", {"high": "90.0"})),
        (
            "actor",
            {"places": [{"key": "a", "lon": -181}]},
            ("out_of_range", "places/a/lon", {"low": "-180.0"}),
        ),
        (
            "actor",
            {"places": [{"key": "a", "lat": True}]},
            ("wrong_type", "places/a/lat", {"expected": "number"}),
        ),
        ("actor", {"places": [{"key": "A"}]}, ("not_an_id", "places/A/key", {})),
        ("actor", {"places": [{"label": "x"}]}, ("missing", "places/#1/key", {})),
        ("actor", {"contacts": [CONTACT | {"email": "a@b"}]}, ("not_an_email", "contacts/a/email", {})),
        (
            "actor",
            {"contacts": [CONTACT | {"basis": "none_functional", "name": "Kim"}]},
            ("not_allowed", "contacts/a/basis", {"because": "name", "value": "none_functional"}),
        ),
        (
            "actor",
            {"contacts": [CONTACT | {"basis": "consent", "basis_on": DAY}]},
            ("needs", "contacts/a/expires_on", {"because": "basis", "value": "consent"}),
        ),
        (
            "actor",
            {"contacts": [CONTACT, CONTACT | {"visibility": "secret", "key": "b"}]},
            ("not_a_choice", "contacts/b/visibility", {"choices": "public, network"}),
        ),
        ("actor", {"contacts": [CONTACT, CONTACT]}, ("duplicate_key", "contacts/a", {"key": "a"})),
        (
            "actor",
            {"relations": [{"type": "a", "to": "b", "since": 1}]},
            ("wrong_type", "relations/a/b/since", {"expected": "day"}),
        ),
        (
            "actor",
            {"relations": [{"type": "a", "to": "b"}] * 2},
            ("duplicate_key", "relations/a/b", {"key": "a, b"}),
        ),
        (
            "actor",
            {"ballots": [{"round": "g/r", "cast_on": DAY, "points": {"T": 1}}]},
            ("not_an_id", "ballots/g/r/points/T", {}),
        ),
        (
            "actor",
            {"ballots": [{"round": "g/r", "cast_on": DAY, "points": {"t": -1}}]},
            ("out_of_range", "ballots/g/r/points/t", {"low": "0"}),
        ),
        ("actor", {"ballots": [{"round": "g", "cast_on": DAY}]}, ("not_an_id", "ballots/g/round", {})),
        (
            "topic",
            {"comments": [{"key": "a", "author": "x", "text": "T", "on": NOON.replace(tzinfo=None)}]},
            ("not_an_offset_time", "comments/a/on", {}),
        ),
        (
            "topic",
            {"comments": [{"key": "a", "author": "x", "text": "T", "on": DAY}]},
            ("wrong_type", "comments/a/on", {"expected": "moment"}),
        ),
        (
            "group",
            {"meetings": [MEETING | {"end": datetime(2026, 3, 2, 11, tzinfo=UTC)}]},
            ("ends_before_start", "meetings/m/end", {}),
        ),
        (
            "group",
            {"meetings": [MEETING | {"tasks": [{"key": "t", "text": "x"}] * 2}]},
            ("duplicate_key", "meetings/m/tasks/t", {"key": "t"}),
        ),
        (
            "group",
            {"rounds": [ROUND | {"closes_on": date(2026, 3, 1)}]},
            ("ends_before_start", "rounds/r/closes_on", {}),
        ),
        (
            "group",
            {"rounds": [ROUND | {"method": "dice"}]},
            ("not_a_choice", "rounds/r/method", {"choices": "dots, approval"}),
        ),
        ("group", {"rounds": [ROUND | {"points": 0}]}, ("out_of_range", "rounds/r/points", {"low": "1"})),
        ("actor", {"conflicts": [{"path": []}, {}]}, ("duplicate_key", "conflicts/", {"key": ""})),
        (
            "actor",
            {"conflicts": [{"path": ["name"], "versions": [{"by": 1}]}]},
            ("wrong_type", "conflicts/name/versions/#1/by", {"expected": "text"}),
        ),
    ],
)
def test_a_broken_rule_is_named(
    kind: RecordType, changes: Data, problem: tuple[str, str, dict[str, str | int]]
) -> None:
    assert problems(kind, **changes) == [problem]


@pytest.mark.parametrize(("kind", "field"), [pair for pair in FIELDS if pair[1].choices])
def test_only_the_programs_own_words_are_choices(kind: RecordType, field: FieldSpec) -> None:
    words = [choice.value for choice in field.choices]
    assert problems(kind, **{field.name: "anything"}) == [
        ("not_a_choice", field.name, {"choices": ", ".join(words)})
    ]
    for word in words:
        assert "not_a_choice" not in {code for code, _, _ in problems(kind, **{field.name: word})}


@pytest.mark.parametrize(
    "address", ["https://example.org", "HTTP://example.org/a?b#c", "mailto:a@example.org", "tel:+49 561 1"]
)
def test_addresses_that_may_be_kept(address: str) -> None:
    assert problems("actor", website=address) == []
    assert problems("actor", links=[{"url": address, "label": "L"}]) == []


def test_a_whole_number_is_a_latitude_too() -> None:
    assert problems("actor", places=[{"key": "a", "lat": 51, "lon": 9.4}]) == []


def test_a_round_is_by_points_unless_it_says_otherwise() -> None:
    assert (
        problems("group", rounds=[{name: value for name, value in ROUND.items() if name != "method"}]) == []
    )


def test_two_contacts_can_both_be_wrong() -> None:
    found = problems("actor", contacts=[{"key": "a"}, CONTACT | {"key": "b", "phone": 1}])
    assert [field for _, field, _ in found] == [
        "contacts/a/role", "contacts/a/visibility", "contacts/a/basis", "contacts/b/phone",
    ]  # fmt: skip


def test_a_problem_names_its_record() -> None:
    _, found = check_record("actor", GOOD["actor"] | {"name": 1})
    assert [problem.record for problem in found] == ["x"]
    _, found = check_record("actor", GOOD["actor"] | {"id": 1})
    assert [problem.record for problem in found] == [""]


@given(kinds_and_records())
def test_whatever_is_unknown_a_valid_record_is_valid(made: tuple[RecordType, Data]) -> None:
    kind, data = made
    before = deepcopy(data)
    model, found = check_record(kind, data)
    assert found == []
    assert model is not None
    # nan is not itself: what is compared is what Python would print.
    assert repr(data) == repr(before)


@given(st.sampled_from(RECORD_TYPES).flatmap(lambda kind: st.tuples(st.just(kind), odd_records(kind))))
def test_no_data_makes_the_check_raise(made: tuple[RecordType, Data]) -> None:
    kind, data = made
    model, found = check_record(kind, data)
    assert (model is None) == bool(found)
    assert len(found) <= 20
    assert all(isinstance(part, str) for problem in found for part in problem.field)
    assert all(isinstance(value, str | int) for problem in found for value in problem.params.values())


@given(toml_values())
def test_a_quick_survey_misses_nothing_that_is_beyond_the_limits(value: Any) -> None:
    deep: Any = value
    for _ in range(6):
        deep = {"a": [deep]}
    for data in ({"v": value}, {"v": deep}):
        beyond = list(beyond_limits(data))
        assert not beyond or survey(data) & 2
        assert beyond or not deeper_than(data, 8)
        if not survey(data):
            assert repr(prune(data)) == repr(data)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("x" * 65_537, "text_too_long"),
        ("ä" * 32_769, "text_too_long"),
        ("🏘" * 16_385, "text_too_long"),
        ([1] * 1001, "too_many_entries"),
        ({str(number): 1 for number in range(1001)}, "too_many_entries"),
        (1 << 63, "number_too_large"),
        (-(1 << 63) - 1, "number_too_large"),
        ([[[[[[[[1]]]]]]]], "too_deep"),
        ("\ud800", "not_utf8"),
        ({"\ud800": 1}, "not_utf8"),
        ({"x" * 65_537: 1}, "text_too_long"),
        ([None], "wrong_type"),
        (object(), "wrong_type"),
    ],
)
def test_limits(value: Any, code: str) -> None:
    assert [code_ for code_, _, _ in problems("actor", neu=value)] == [code]


@pytest.mark.parametrize(
    "value",
    ["x" * 65_536, "🏘" * 16_384, [1] * 1000, (1 << 63) - 1, -(1 << 63), [[[[[[[1]]]]]]], None, {"a": None}],
)
def test_the_limits_themselves_are_allowed(value: Any) -> None:
    assert problems("actor", neu=value) == []


def test_unknown_keys_are_found_at_every_level() -> None:
    data = GOOD["actor"] | {
        "neu": 1,
        "contacts": [CONTACT | {"fax": "1"}, {"phone": 1, "fax": 2}],
        "ballots": [{"round": "g/r", "points": {"t": 1}, "neu": 1}],
        "conflicts": [{"path": ["name"], "neu": 1}],
        "tags": ["a"],
    }
    assert list(unknown_keys("actor", data)) == [
        ("neu",),
        ("contacts", "a", "fax"),
        ("contacts", "#2", "fax"),
        ("ballots", "g/r", "neu"),
        ("conflicts", "name", "neu"),
    ]
    vocabulary = {"district": {"nord": {"de": "Nord", "fr": "Nord"}}, "colours": {}, "remarks": "x"}
    assert list(unknown_keys("vocabulary", vocabulary)) == [("district", "nord", "fr"), ("colours",)]


def test_unknown_keys_reach_the_model_without_touching_it() -> None:
    strange = {"__class__": 1, "faults": 2, "model_config": 3, "": 4, "model_fields": 5}
    model, found = check_record("actor", GOOD["actor"] | strange)
    assert found == []
    assert isinstance(model, Actor)
    assert model.faults() == []
    assert model.model_extra == strange


def test_knoten_toml_is_checked() -> None:
    good = {"format": 1, "id": "abc", "name": "N", "languages": ["de", "en"]}
    model, found = check_register_file(good)
    assert found == []
    assert model is not None
    assert model.languages == ["de", "en"]
    wrong: list[tuple[Data, str, tuple[str, ...]]] = [
        ({"format": 0}, "out_of_range", ("format",)),
        ({"format": "1"}, "wrong_type", ("format",)),
        ({"name": ""}, "missing", ("name",)),
        ({"languages": ["xx"]}, "not_a_language", ("languages",)),
        ({"neu": 1 << 64}, "number_too_large", ("neu",)),
    ]
    for changes, code, field in wrong:
        model, found = check_register_file(good | changes)
        assert model is None
        assert [(problem.code, problem.field, problem.path) for problem in found] == [
            (code, field, "knoten.toml")
        ]


def test_the_vocabulary_is_checked() -> None:
    good = {"district": {"nord": {"de": "Nord", "synonyms": ["N"], "order": 1}}, "colours": 1}
    assert check_vocabulary_file(good) == []
    wrong: list[tuple[Data, str, tuple[str, ...]]] = [
        ({"relation": 1}, "wrong_type", ("relation",)),
        ({"relation": {"a": 1}}, "wrong_type", ("relation", "a")),
        ({"relation": {"a": {"symmetric": "yes"}}}, "wrong_type", ("relation", "a", "symmetric")),
        ({"relation": {"a": {"de": "x" * 121}}}, "too_long", ("relation", "a", "de")),
    ]
    for changes, code, field in wrong:
        found = check_vocabulary_file(good | changes)
        assert [(problem.code, problem.field, problem.path) for problem in found] == [
            (code, field, "vocabulary.toml")
        ]
