"""Every problem has its sentence, in both languages, and it says what to do."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from schemas.problems import CODES, Problem
from schemas.validation import check_record
from schemas.vocabulary import Vocabulary
from tui import problem_words
from tui.field_words import Names
from tui.problem_words import problem_line, problem_place, problem_text
from tui.words import LANGUAGES, set_language

if TYPE_CHECKING:
    from tui.words import Language


@pytest.fixture(autouse=True)
def speak_english() -> None:
    set_language("en")


PARAMS: dict[str, str | int] = {
    "line": 3,
    "column": 1,
    "reason": "Invalid value",
    "size": 2_000_000,
    "limit": 280,
    "expected": "day",
    "key": "k1",
    "choices": "active, closed",
    "value": "consent",
    "low": "1",
    "high": "9",
    "id": "a",
    "file": "b",
    "other": "c",
    "because": "basis",
    "format": 2,
    "known": 1,
    "target": "haus-k7q2",
    "term": "raum",
    "section": "offer_kind",
    "on": "2026-01-31",
    "name": "Haus",
    "commit": "59f43aec8222",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted(CODES))
def test_each_code_is_a_sentence(code: str, language: Language) -> None:
    set_language(language)
    problem = Problem(code, "actors/haus.toml", field=("contacts", "k1", "basis_on"), params=PARAMS)
    words = problem_text(problem)
    assert re.search(r"\w+ \w+", words), words
    assert words.endswith(".")
    assert code not in words
    assert not re.search(r"\{\w+\}", words), "a parameter was left"


@pytest.mark.parametrize("code", sorted(CODES))
def test_a_code_without_its_parameters_breaks_nothing(code: str) -> None:
    assert problem_text(Problem(code, "knoten.toml"))
    assert problem_line(Problem(code, ""))


def test_the_table_has_no_sentence_for_a_code_that_is_none() -> None:
    assert problem_words.CODES == CODES


def found(**fields: Any) -> dict[str, str]:
    """Check an actor; return sentences by place."""
    data = {"id": "haus-k7q2", "name": "Haus", "kind": "treff", "status": "active", **fields}
    _, problems = check_record("actor", data, "actors/haus-k7q2.toml")
    return {problem_place(problem, data=data): problem_text(problem) for problem in problems}


def test_rules_across_fields_name_the_other_field() -> None:
    contact = {"key": "k1", "role": "Office", "visibility": "public", "basis": "consent", "name": "Mo"}
    sentences = found(contacts=[contact])
    assert sentences["Basis since (Office, Mo)"] == "This is needed because “Legal basis” is “consent”."
    bare = {**contact, "basis": "none_functional"}
    assert "empty “Name”" in found(contacts=[bare])["Legal basis (Office, Mo)"]


def test_a_choice_lists_its_labels() -> None:
    assert found(status="busy") == {
        "Status": "Choose one of these: active, dormant, closed, merged with another entry."
    }


def test_an_entry_twice_is_named() -> None:
    membership = {"group": "ag-b2c3", "role": "member", "since": date(2026, 1, 1)}
    _, problems = check_record(
        "actor",
        {"id": "a", "name": "A", "kind": "k", "status": "active", "memberships": [membership, membership]},
        "actors/a.toml",
    )
    names = Names(Vocabulary({}), {"ag-b2c3": "AG Einsamkeit"}.get)
    assert [problem_text(problem, names) for problem in problems] == [
        "“AG Einsamkeit” is in this list twice. Remove one of the two, or change it."
    ]
