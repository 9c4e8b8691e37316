"""What an import would make: all records whole, or every reason why not."""

from __future__ import annotations

import json
import random
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import pytest

from schemas.record import RecordType
from schemas.validation import check_record
from schemas.vocabulary import Vocabulary
from store.errors import ImportFault
from store.importing import Existing, ImportPlan, plan_import, read_source
from store.values import Reading

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
READING = Reading(Vocabulary({"actor_kind": {"verein": {"de": "Verein"}}}))


class Known(NamedTuple):
    id: str
    type: RecordType
    title: str


EXISTING = Existing.of(
    "actor", [Known("treff-a2a2", "actor", "Treff Süd"), Known("ag-b2b2", "group", "AG Wege")]
)


def plan(rows: list[Any], kind: RecordType = "actor", existing: Existing = EXISTING) -> ImportPlan:
    source = read_source(json.dumps(rows).encode(), "json", kind, READING)
    return plan_import(kind, source, existing, READING, NOW, random.Random(1))


def actor(**fields: Any) -> dict[str, Any]:
    return {"name": "Haus am Weg", "kind": "Verein", **fields}


def codes(found: tuple[tuple[int, Any], ...]) -> list[tuple[int, str]]:
    return [(number, problem.code) for number, problem in found]


def test_a_row_becomes_a_whole_record() -> None:
    made = plan([actor(contacts=[{"role": "Büro", "visibility": "public", "basis": "none_functional"}])])
    ((record_id, data),) = made.records
    assert made.ok
    assert record_id.startswith("haus-am-weg-")
    assert (data["id"], data["kind"], data["status"]) == (record_id, "verein", "active")
    assert len(data["contacts"][0]["key"]) == 8
    assert check_record("actor", data)[1] == []


def test_topics_are_raised_today_and_groups_must_say_when_they_start() -> None:
    ((_, topic),) = plan([{"title": "Wege"}], "topic").records
    assert (topic["status"], topic["raised_on"]) == ("collected", date(2026, 11, 22))
    group = plan([{"name": "AG", "kind": "standing"}], "group")
    assert [(problem.code, problem.field) for _, problem in group.problems] == [("missing", ("starts_on",))]


def test_one_bad_row_and_nothing_comes_in() -> None:
    made = plan([actor(), actor(name="", founded="bald"), {"name": "C", "kind": "verein", "status": "offen"}])
    assert codes(made.problems) == [(2, "wrong_type"), (3, "not_a_choice")]
    assert (made.records, made.ok, made.rows) == ((), False, 3)


def test_what_could_not_be_read_is_not_missing_as_well() -> None:
    made = plan([{"title": "Wege", "raised_on": "neulich"}], "topic")
    assert codes(made.problems) == [(1, "wrong_type")]


def test_an_id_of_its_own_is_kept_and_never_overwrites() -> None:
    made = plan(
        [actor(id="haus-am-weg"), actor(id="treff-a2a2"), actor(id="haus-am-weg"), actor(id="ag-b2b2")]
    )
    assert codes(made.problems) == [(2, "id_twice"), (3, "id_twice"), (4, "id_twice")]
    assert [problem.params["other"] for _, problem in made.problems] == [
        "actors/treff-a2a2.toml",
        "actors/haus-am-weg.toml",
        "groups/ag-b2b2.toml",
    ]


@pytest.mark.parametrize(("given", "code"), [("../x", "not_an_id"), ("con", "not_an_id"), (5, "wrong_type")])
def test_an_id_that_is_none_is_refused(given: Any, code: str) -> None:
    assert codes(plan([actor(id=given)]).problems) == [(1, code)]


def test_names_that_are_there_already_are_warned_of() -> None:
    made = plan([actor(name="TREFF Sued"), actor(), actor()])
    assert made.ok
    assert codes(made.warnings) == [(1, "name_like"), (3, "name_like")]
    assert made.warnings[0][1].params["other"] == "treff-a2a2"
    assert made.warnings[1][1].params["other"] == made.records[1][0]


def test_a_group_of_the_same_name_is_no_double() -> None:
    assert plan([actor(name="AG Wege")]).warnings == ()


def test_unknown_terms_keys_and_links_are_warned_of() -> None:
    made = plan(
        [actor(kind="Zirkus", neu=1, steward="nobody-a2a2", relations=[{"type": "x", "to": "treff-a2a2"}])]
    )
    assert made.ok
    assert sorted(codes(made.warnings)) == [
        (1, "dangling_link"),
        (1, "unknown_key"),
        (1, "unknown_term"),
        (1, "unknown_term"),
    ]


def test_records_of_one_file_may_lead_to_each_other() -> None:
    rows = [actor(id="a-a2a2", steward="b-a2a2"), actor(id="b-a2a2", name="B")]
    assert plan(rows).warnings == ()


def test_ids_that_are_made_are_new() -> None:
    first = plan([actor()]).records[0][0]
    existing = Existing({first: f"actors/{first}.toml"}, {})
    assert plan([actor()], existing=existing).records[0][0] != first


def test_text_that_no_file_can_hold_is_a_problem() -> None:
    assert codes(plan([actor(summary="\ud800")]).problems) == [(1, "not_utf8")]


def test_a_record_that_is_too_large_is_a_problem() -> None:
    made = plan([actor(**{f"feld{number}": "x" * 60_000 for number in range(20)})])
    assert codes(made.problems) == [(1, "too_large")]


def test_nesting_without_end_is_refused() -> None:
    deep: Any = 1
    for _ in range(300):
        deep = {"a": deep}
    assert codes(plan([actor(deep=deep)]).problems) == [(1, "too_deep")]
    with pytest.raises(ImportFault):
        read_source(b'{"a":' * 100_000, "json", "actor", READING)


def test_hostile_text_is_kept_as_it_is() -> None:
    name = "\x1b]0;x\x07[red]\u202eabc"
    ((_, data),) = plan([actor(name=name)]).records
    assert data["name"] == name


def test_records_are_canonical() -> None:
    ((_, data),) = plan([actor(tags=["b", "a", "a"], summary="", links=[])]).records
    assert (data["tags"], "summary" in data, "links" in data) == (["a", "b"], False, False)


def test_an_empty_file_makes_nothing() -> None:
    made = plan([])
    assert (made.ok, made.rows) == (False, 0)
