"""Changes are told as people would tell them, and a commit's subject fits on one line."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.vocabulary import Vocabulary
from store.changes import FieldChange, diff
from tui.change_words import MAX_SUBJECT, describe_change, register_language, subject_of
from tui.field_words import Names
from tui.words import language, set_language

VOCABULARY = Vocabulary(
    {
        "actor_kind": {"treff": {"de": "Treff", "en": "Meeting place"}},
        "relation": {"part_of": {"en": "part of"}},
    }
)
TITLES = {"haus-k7q2": "Haus der Jugend", "treff-a2b3": "Nachbarschaftstreff Südstadt"}
NAMES = Names(VOCABULARY, TITLES.get, {"ag-c4d5": {"rounds": [{"key": "r1", "title": "Autumn"}]}}.get)
BASE: dict[str, Any] = {
    "id": "treff-a2b3",
    "name": TITLES["treff-a2b3"],
    "kind": "verein",
    "status": "active",
    "districts": ["mitte", "west"],
    "contacts": [{"key": "k1", "role": "Büro", "phone": "0561 1"}],
}


@pytest.fixture(autouse=True)
def speak_english() -> None:
    set_language("en")


def told(**changed: Any) -> list[str]:
    """Change the actor and return what is told of it."""
    new = {**BASE, **changed}
    return [describe_change(change, NAMES, new) for change in diff("actor", "treff-a2b3", BASE, new)]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"contacts": [{"key": "k1", "role": "Büro", "phone": "0561 2"}]}, "Phone (Büro): 0561 1 → 0561 2"),
        ({"kind": "treff"}, "Kind: verein → Meeting place"),
        ({"status": "closed"}, "Status: active → closed"),
        ({"districts": ["ost", "west"]}, "Districts: + ost, − mitte"),
        ({"founded": 1998}, "Founded: (empty) → 1998"),
        ({"verified_on": date(2026, 3, 2)}, "Confirmed on: (empty) → 2 Mar 2026"),
        ({"steward": "haus-k7q2"}, "Looked after by: (empty) → Haus der Jugend"),
        ({"languages": ["de", "tr"]}, "Languages spoken: + Deutsch, + Türkçe"),
        ({"offers": [{"key": "z", "title": "Hall, 40 seats"}]}, "Offer “Hall, 40 seats” added"),
        ({"contacts": []}, "Contact “Büro” removed"),
        (
            {"relations": [{"type": "part_of", "to": "haus-k7q2"}]},
            "Relation “part of Haus der Jugend” added",
        ),
        (
            {"ballots": [{"round": "ag-c4d5/r1", "cast_on": date(2026, 1, 1)}]},
            "Ballot “ag-c4d5 · Autumn” added",
        ),
        ({"description": "one\ntwo"}, "Description: 2 lines added"),
        ({"description": "short"}, "Description: (empty) → short"),
        ({"x_new": {"colour": "red"}}, "x_new.colour: (empty) → red"),
    ],
)
def test_a_change_in_words(changed: dict[str, Any], words: str) -> None:
    assert told(**changed) == [words]


def test_lines_of_a_long_text_are_counted() -> None:
    change = FieldChange("topic", "t", ("description",), "a\nb\nc", "a\nx\nc\nd")
    assert describe_change(change, NAMES) == "Description: lines: +2 −1"


def test_points_are_told_by_topic() -> None:
    change = FieldChange("actor", "a", ("ballots", "ag-c4d5/r1", "points", "haus-k7q2"), None, 3)
    assert describe_change(change, NAMES) == "Points (ag-c4d5 · Autumn › Haus der Jugend): (empty) → 3"


def test_terms_of_the_vocabulary() -> None:
    (change,) = diff("vocabulary", "", {"district": {}}, {"district": {"nord": {"de": "Nord"}}})
    assert describe_change(change, NAMES).startswith("Vocabulary, Districts")


def test_records_that_come_and_go() -> None:
    (came,) = diff("actor", "treff-a2b3", None, BASE)
    assert describe_change(came, NAMES) == "New: actor “Nachbarschaftstreff Südstadt”"
    assert describe_change(came.reversed(), NAMES) == "Deleted: actor “Nachbarschaftstreff Südstadt”"


def subject(new: dict[str, Any] | None, old: dict[str, Any] | None = BASE) -> str:
    return subject_of(diff("actor", "treff-a2b3", old, new), TITLES.get, "en")


def test_subjects_of_one_record() -> None:
    changed = {**BASE, "contacts": [{"key": "k1", "role": "Büro", "phone": "0561 2"}]}
    assert subject(changed) == "Nachbarschaftstreff Südstadt: Phone changed"
    assert subject({**BASE, "verified_on": date(2026, 1, 1)}) == "Nachbarschaftstreff Südstadt: confirmed"
    assert (
        subject({**BASE, "offers": [{"key": "z", "title": "H"}]})
        == "Nachbarschaftstreff Südstadt: Offer added"
    )
    assert subject(BASE, None) == "Nachbarschaftstreff Südstadt added"
    assert subject(None) == "Nachbarschaftstreff Südstadt deleted"
    many = {**changed, "founded": 1998, "website": "https://example.org", "legal_form": "e.V."}
    assert subject(many) == "Nachbarschaftstreff Südstadt: Legal form and 3 more changed"


def test_subjects_of_several_records() -> None:
    def change(number: int, old: Any, new: Any) -> FieldChange:
        return FieldChange("actor", f"a{number}", (), old, new)

    added, gone = change(1, None, {"id": "a1"}), change(2, {"id": "a2"}, None)
    field = FieldChange("topic", "t", ("title",), "a", "b")
    other = FieldChange("group", "g", ("name",), "a", "b")
    assert subject_of([field, other], TITLES.get, "en") == "2 entries changed"
    assert subject_of([added, change(3, None, {"id": "x"})], TITLES.get, "en") == "2 entries added"
    assert subject_of([added, gone, field], TITLES.get, "en") == "3 entries: 1 added, 1 changed, 1 deleted"


def test_the_language_of_the_register_is_not_that_of_the_screen() -> None:
    set_language("de")
    assert subject({**BASE, "status": "closed"}).endswith("Status changed")
    assert language() == "de"
    assert register_language(["fr", "en"]) == "en"
    assert register_language([]) == "de"


@given(
    st.text(max_size=200), st.lists(st.sampled_from(["name", "founded", "website", "summary"]), min_size=1)
)
def test_a_subject_is_one_short_line_whatever_the_names(title: str, fields: list[str]) -> None:
    changes = [FieldChange("actor", "a", (field,), None, title) for field in fields]
    for words in (
        subject_of(changes, lambda _: title, "en"),
        subject_of([FieldChange("actor", "a", (), None, {"name": title})], lambda _: title, "en"),
    ):
        assert len(words) <= MAX_SUBJECT
        assert words
        assert words.isprintable()


ENTRY = {"versions": [{"value": "0561 1", "by": "A"}, {"value": "0561 2", "by": "B"}]}


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (["contacts", "k1", "phone"], "Phone (Büro)"),
        (["contacts", "k1"], "Contact (Büro)"),
        (["summary"], "In one sentence"),
        ([], "The whole record"),
    ],
)
def test_a_conflict_came_or_was_settled_and_its_versions_are_not_poured_out(
    path: list[str], words: str
) -> None:
    conflicts = [{"path": path, **ENTRY}] if path else [ENTRY]
    come = diff("actor", "treff-a2b3", BASE, {**BASE, "conflicts": conflicts})
    assert [describe_change(change, NAMES, BASE) for change in come] == [f"{words}: disputed"]
    assert [describe_change(change.reversed(), NAMES, BASE) for change in come] == [f"{words}: settled"]


def test_a_subject_says_what_was_settled_rather_than_what_it_was_settled_with() -> None:
    disputed = {**BASE, "conflicts": [{"path": ["contacts", "k1", "phone"], **ENTRY}]}
    contacts = [{"key": "k1", "role": "Büro", "phone": "0561 2"}]
    changes = diff("actor", "treff-a2b3", disputed, {**BASE, "contacts": contacts, "tags": ["neu"]})
    assert (
        subject_of(changes, TITLES.get, "en") == "Nachbarschaftstreff Südstadt: Tags changed, Phone settled"
    )


def test_what_is_disputed_in_the_vocabulary_is_named_by_its_section() -> None:
    old = {"district": {"nord": {"de": "Nord"}}}
    versions = [{"value": "Norden"}, {"value": "Nord"}]
    new = {**old, "conflicts": [{"path": ["district", "nord", "de"], "versions": versions}]}
    (change,) = diff("vocabulary", "", old, new)
    assert describe_change(change, NAMES, new) == "German (Districts › nord): disputed"
