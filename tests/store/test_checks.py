"""What shows only when all records are looked at together: every warning, with field and line."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.fields import record_spec
from schemas.problems import Problem, Severity
from schemas.record import RECORD_TYPES, RecordType
from schemas.vocabulary import Vocabulary
from store.checks.names import likeness
from store.codec import encode
from store.record import Record, load_record
from tests.store.checking import FUTURE, PAST, TODAY, actor, brief, check, record
from tests.strategies import odd_records

MEETING = {"key": "m", "title": "T", "status": "held", "start": datetime(2026, 3, 2, tzinfo=UTC)}
CONTACT = {"key": "c", "role": "R", "visibility": "public", "basis_on": PAST}


def line_text(made: Record, problem: Problem) -> str:
    assert problem.line is not None
    return made.text.split("\n")[problem.line - 1]


def test_records_without_fault_have_no_problem() -> None:
    assert check(actor("x"), actor("y"), record("topic", "t"), record("group", "g")) == []


@pytest.mark.parametrize(
    ("kind", "fields", "field", "line"),
    [
        ("actor", {"steward": "nobody"}, "steward", 'steward = "nobody"'),
        ("topic", {"related": ["nobody"]}, "related", "related = ["),
        ("group", {"parent": "nobody"}, "parent", 'parent = "nobody"'),
        ("group", {"topics": ["nobody"]}, "topics", "topics = ["),
        (
            "actor",
            {"relations": [{"type": "part_of", "to": "nobody"}]},
            "relations/part_of/nobody/to",
            'to = "nobody"',
        ),
        (
            "actor",
            {"interests": [{"topic": "nobody", "level": "a"}]},
            "interests/nobody/topic",
            'topic = "nobody"',
        ),
        (
            "actor",
            {"memberships": [{"group": "nobody", "role": "a"}]},
            "memberships/nobody/group",
            'group = "nobody"',
        ),
        (
            "group",
            {"meetings": [MEETING | {"tasks": [{"key": "t", "text": "x", "actor": "nobody"}]}]},
            "meetings/m/tasks/t/actor",
            'actor = "nobody"',
        ),
    ],
)
def test_a_link_to_nothing_dangles(kind: RecordType, fields: dict[str, Any], field: str, line: str) -> None:
    made = record(kind, "x", **fields)
    (problem,) = check(made)
    assert (problem.code, "/".join(problem.field)) == ("dangling_link", field)
    assert problem.params == {"target": "nobody"}
    assert line_text(made, problem) == line
    assert problem.severity is Severity.WARNING


def test_a_link_to_the_wrong_kind_of_record_is_told() -> None:
    made = actor("x", steward="t", ballots=[{"round": "t/r", "cast_on": TODAY, "points": {"y": 1}}])
    assert brief(check(made, actor("y"), record("topic", "t"))) == [
        ("actors/x.toml", "wrong_link_type", "steward", {"target": "t", "expected": "actor"}),
        ("actors/x.toml", "wrong_link_type", "ballots/t/r/round", {"target": "t/r", "expected": "group"}),
        ("actors/x.toml", "wrong_link_type", "ballots/t/r/points/y", {"target": "y", "expected": "topic"}),
    ]


def test_a_broken_record_is_there_to_be_linked_to() -> None:
    broken = load_record(b"id = ", "actor", "broken")
    assert check(actor("x", steward="broken"), broken) == []


def test_a_broken_record_has_no_warnings_of_its_own() -> None:
    broken = load_record(b'id = "x"\nname = 1\nsteward = "nobody"\n', "actor", "x")
    assert check(broken) == []


def test_a_record_that_merely_breaks_the_schema_has_warnings_too() -> None:
    made = load_record(b'id = "x"\nsteward = "nobody"\n', "actor", "x")
    assert [problem.code for problem in check(made)] == ["dangling_link"]


def test_unknown_terms_are_told_with_their_section() -> None:
    made = actor("x", kind="z", districts=["a", "q"], offers=[{"key": "o", "kind": "z", "title": "T"}])
    assert brief(check(made)) == [
        ("actors/x.toml", "unknown_term", "kind", {"term": "z", "section": "actor_kind"}),
        ("actors/x.toml", "unknown_term", "districts", {"term": "q", "section": "district"}),
        ("actors/x.toml", "unknown_term", "offers/o/kind", {"term": "z", "section": "offer_kind"}),
    ]


def test_without_a_vocabulary_no_term_is_unknown() -> None:
    assert check(actor("x", kind="z"), words=None) == []
    assert len(check(actor("x", kind="z"), words=Vocabulary({}))) == 1


def test_unknown_keys_are_told_at_every_level() -> None:
    made = actor("x", neu=1, places=[{"key": "p", "floor": 3}])
    assert brief(check(made)) == [
        ("actors/x.toml", "unknown_key", "neu", {"key": "neu"}),
        ("actors/x.toml", "unknown_key", "places/p/floor", {"key": "floor"}),
    ]
    assert [line_text(made, problem) for problem in check(made)] == ["neu = 1", "floor = 3"]


@pytest.mark.parametrize(
    ("contact", "codes"),
    [
        ({"basis": "consent", "expires_on": PAST}, ["consent_expired"]),
        ({"basis": "consent", "expires_on": FUTURE}, []),
        ({"basis": "public_task", "expires_on": PAST}, []),
    ],
)
def test_consent_runs_out(contact: dict[str, Any], codes: list[str]) -> None:
    problems = check(actor("x", contacts=[CONTACT | contact]))
    assert [problem.code for problem in problems] == codes
    assert all(problem.field == ("contacts", "c", "expires_on") for problem in problems)
    assert all(problem.params == {"on": "2026-03-01"} for problem in problems)


@pytest.mark.parametrize(
    ("status", "ends_on", "is_past"),
    [
        ("active", PAST, True),
        ("planned", PAST, True),
        ("paused", PAST, True),
        ("completed", PAST, False),
        ("dissolved", PAST, False),
        ("active", FUTURE, False),
    ],
)
def test_a_group_that_goes_on_past_its_end_is_told(status: str, ends_on: date, is_past: bool) -> None:
    group = record("group", "g", status=status, ends_on=ends_on, closing_report="x")
    expected = [("groups/g.toml", "past_end", "ends_on", {"on": "2026-03-01"})] if is_past else []
    assert brief(check(group)) == expected


@pytest.mark.parametrize("name", ["offers", "needs"])
def test_an_offer_past_its_last_day_is_told(name: str) -> None:
    offers = [{"key": "a", "kind": "a", "title": "T", "until": PAST}, {"key": "b", "kind": "a", "title": "T"}]
    assert brief(check(actor("x", **{name: offers}))) == [
        ("actors/x.toml", "past_end", f"{name}/a/until", {"on": "2026-03-01"})
    ]


def partner(to: str, **fields: Any) -> list[dict[str, Any]]:
    return [{"type": "partner_of", "to": to, **fields}]


def test_a_partnership_that_only_one_side_states_is_told() -> None:
    made = actor("a", relations=partner("b"))
    assert brief(check(made, actor("b"))) == [
        ("actors/a.toml", "one_sided", "relations/partner_of/b", {"target": "b"})
    ]
    assert line_text(made, check(made, actor("b"))[0]) == "[[relations]]"
    assert check(made, actor("b", relations=partner("a"))) == []


def test_relations_that_have_ended_or_hold_one_way_are_nobody_s_concern() -> None:
    assert check(actor("a", relations=partner("b", until=PAST)), actor("b")) == []
    assert check(actor("a", relations=[{"type": "part_of", "to": "b"}]), actor("b")) == []


def test_a_partnership_is_followed_through_a_merge() -> None:
    merged = actor("old", status="merged", merged_into="b")
    assert check(actor("a", relations=partner("old")), actor("b", relations=partner("a")), merged) == []
    assert check(actor("b", relations=partner("a")), actor("a", relations=partner("old")), merged) == []


def test_records_merged_in_a_circle_are_told() -> None:
    ring = [
        actor("a", status="merged", merged_into="b"),
        actor("b", status="merged", merged_into="c"),
        actor("c", status="merged", merged_into="b"),
    ]
    assert brief(check(*ring)) == [
        ("actors/b.toml", "merged_cycle", "merged_into", {"stands": "b"}),
        ("actors/c.toml", "merged_cycle", "merged_into", {"stands": "b"}),
    ]
    (problem,) = check(actor("x", status="merged", merged_into="x"))
    assert (problem.code, problem.params) == ("merged_cycle", {"stands": "x"})


def test_one_id_in_two_folders_is_an_error_of_both() -> None:
    found = check(actor("x"), record("topic", "x"), actor("y"))
    assert brief(found) == [
        ("actors/x.toml", "id_twice", "", {"other": "topics/x.toml"}),
        ("topics/x.toml", "id_twice", "", {"other": "actors/x.toml"}),
    ]
    assert {problem.severity for problem in found} == {Severity.ERROR}


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Nachbarschaftstreff Süd", "nachbarschaftstreff sued"),
        ("Hand in Hand e.V.", "Hand in Hand"),
        ("Hand in Hand e. V.", "hand-in-hand"),
        ("Diakonie gGmbH", "Diakonie"),
        ("Café Élan", "Cafe Elan"),
        ("Kultur-Zentrum", "Kulturzentrum"),
    ],
)
def test_names_that_look_alike(left: str, right: str) -> None:
    assert likeness(left) == likeness(right)
    (problem,) = check(actor("a", name=left), actor("b", name=right))
    assert (problem.path, problem.code, problem.field) == ("actors/b.toml", "name_like", ("name",))
    assert problem.params == {"other": "a", "name": left}


@pytest.mark.parametrize(
    ("left", "right"),
    [("Treff Nord", "Treff Süd"), ("!!!", "???"), ("e.V.", "gGmbH"), ("Evangelisch", "angelisch")],
)
def test_names_that_do_not(left: str, right: str) -> None:
    assert check(actor("a", name=left), actor("b", name=right)) == []


def test_aliases_are_names_too_and_each_pair_is_told_once() -> None:
    found = check(actor("a", name="Eins", aliases=["Zwei"]), actor("b", name="Zwei", aliases=["Eins"]))
    assert brief(found) == [("actors/b.toml", "name_like", "name", {"other": "a", "name": "Eins"})]


def test_other_kinds_and_merged_records_may_have_the_same_name() -> None:
    merged = actor("b", name="N", status="merged", merged_into="a")
    assert check(actor("a", name="N"), merged, record("group", "g", name="N")) == []


def test_stray_files_are_listed_once() -> None:
    assert brief(check(stray=("notes.txt", "actors/x.txt", "notes.txt"))) == [
        ("actors/x.txt", "stray_file", "", {}),
        ("notes.txt", "stray_file", "", {}),
    ]


def test_at_most_twenty_problems_are_listed_for_one_record() -> None:
    assert len(check(actor("x", tags=[], **{f"neu{number}": 1 for number in range(50)}))) == 20


ODD = st.sampled_from(RECORD_TYPES).flatmap(lambda kind: st.tuples(st.just(kind), odd_records(kind)))


@given(st.lists(ODD, max_size=4))
def test_no_records_make_the_check_raise(made: list[tuple[RecordType, dict[str, Any]]]) -> None:
    records = [
        load_record(encode(data, record_spec(kind)), kind, f"r{number}")
        for number, (kind, data) in enumerate(made)
    ]
    for problem in check(*records):
        assert problem.path
        assert problem.line is None or problem.line >= 1
