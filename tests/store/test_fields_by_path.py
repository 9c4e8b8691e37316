"""Fields set and unset by the paths that people type."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from typing import Any

import pytest

from schemas.vocabulary import Vocabulary
from store.errors import UsageFault
from store.fields_by_path import assign, read_path, set_path, spec_at, unset_path, with_defaults, with_keys
from store.values import Reading, ValueFault

READING = Reading(
    vocabulary=Vocabulary({"relation": {"part_of": {"de": "ist Teil von"}}}),
    find=lambda kind, text: "kulturhaus-b3b3" if (kind, text) == ("actor", "Kulturhaus") else None,
)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def put(data: dict[str, Any], *assignments: str) -> dict[str, Any]:
    for assignment in assignments:
        data = assign("actor", data, assignment, READING)
    return data


def test_a_new_entry_gets_its_key() -> None:
    data: dict[str, Any] = {"id": "a"}
    assert put(data, "contacts[buero].phone=+49561123", "contacts[buero].role=Büro") == {
        "id": "a",
        "contacts": [{"key": "buero", "phone": "+49561123", "role": "Büro"}],
    }
    assert data == {"id": "a"}


def test_labels_and_titles_may_stand_in_keys() -> None:
    assert put({}, "relations[ist Teil von,Kulturhaus].since=1.5.2026") == {
        "relations": [{"type": "part_of", "to": "kulturhaus-b3b3", "since": date(2026, 5, 1)}]
    }


def test_an_entry_may_have_nothing_but_its_key() -> None:
    relations = put({}, "relations[part_of,kulturhaus-b3b3]={}")
    assert relations == {"relations": [{"type": "part_of", "to": "kulturhaus-b3b3"}]}
    assert put(relations, "relations[part_of,kulturhaus-b3b3]=") == {}


def test_a_quoted_key_may_hold_the_sign() -> None:
    data = put({}, 'links["https://example.org/?a=b"].label=x=y')
    assert data == {"links": [{"url": "https://example.org/?a=b", "label": "x=y"}]}


def test_an_unknown_field_is_toml() -> None:
    assert put({}, "heizung=true", 'x.y="z"') == {"heizung": True, "x": {"y": "z"}}


def test_points_of_a_ballot_are_reached_by_topic() -> None:
    data = put({}, "ballots[ag-b2b2/r1].points.rampen-c4c4=3")
    assert data == {"ballots": [{"round": "ag-b2b2/r1", "points": {"rampen-c4c4": 3}}]}


def test_fields_and_entries_are_taken_away() -> None:
    data = {"id": "a", "tags": ["x"], "contacts": [{"key": "a", "phone": "1"}, {"key": "b"}]}
    data = unset_path("actor", data, ("tags",))
    data = unset_path("actor", data, ("contacts", "b"))
    data = put(data, "contacts[a].phone=")
    assert data == {"id": "a", "contacts": [{"key": "a"}]}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "=x",
        "name",
        "id=x",
        "contacts[a].key=b",
        "relations[part_of]={}",
        "contacts[].phone=1",
        "name.x=1",
        "contacts[Büro West].phone=1",
        "conflicts[name].versions=[]",
        "meetings[a=1",
    ],
)
def test_what_nothing_may_be_written_to(text: str) -> None:
    with pytest.raises(UsageFault) as caught:
        put({"name": "x"}, text)
    assert caught.value.code == "bad_path"


def test_a_fault_names_its_field() -> None:
    with pytest.raises(ValueFault) as caught:
        put({}, "contacts[a].expires_on=bald")
    assert caught.value.path == ("contacts", "a", "expires_on")


def test_a_path_tells_what_its_field_is() -> None:
    found = spec_at("group", read_path("group", "meetings[a].tasks[b].due_on"))
    assert found is not None
    assert found.name == "due_on"
    assert spec_at("group", ("unknown",)) is None


def test_a_whole_list_can_be_set() -> None:
    assert set_path("actor", {}, ("tags",), ["b"]) == {"tags": ["b"]}


def test_a_new_record_has_what_goes_without_saying() -> None:
    assert with_defaults("topic", {"status": ""}, NOW) == {
        "status": "collected",
        "raised_on": date(2026, 11, 22),
    }
    assert with_defaults("actor", {"status": "closed"}, NOW) == {"status": "closed"}


def test_entries_without_a_key_get_one_at_every_level() -> None:
    data = {"meetings": [{"title": "x", "tasks": [{"text": "y"}]}, {"key": "b"}, "no table"]}
    keyed = with_keys("group", data, NOW, random.Random(1))
    first, second, third = keyed["meetings"]
    assert len(first["key"]) == len(first["tasks"][0]["key"]) == 8
    assert (second, third) == ({"key": "b"}, "no table")
    assert data["meetings"][0] == {"title": "x", "tasks": [{"text": "y"}]}
