"""The data of a form: what nobody touched stays as it was, and problems are found where they are."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from schemas.field_kinds import Shape
from schemas.fields import FieldSpec, record_spec
from schemas.record import RECORD_TYPES
from schemas.vocabulary import Vocabulary
from store.values import Reading
from tests.tui.form_tools import ACTOR, GROUP
from tui.forms.hidden import restored
from tui.forms.layout import How, how, order_of, sections, visible_fields
from tui.forms.meanwhile import Meanwhile
from tui.forms.sources import matching, option
from tui.forms.state import FormState
from tui.plain_text import clean

READING = Reading(Vocabulary({}))


def state_of(data: dict[str, Any]) -> FormState:
    return FormState("actor", data, copy.deepcopy(data), "d")


def shown(words: str) -> str:
    return clean(words, multiline=True)


LINES = st.text(st.sampled_from("ab \t\n\u00ad\u202e\x1b\u200b\u0301é☎\ufe0f\r"), max_size=30)


@given(LINES)
def test_a_text_that_is_not_edited_is_the_text_it_was(words: str) -> None:
    assert restored(words, shown(words), shown) == words


@given(LINES, LINES)
def test_what_a_person_sees_is_what_is_meant(before: str, after: str) -> None:
    seen = shown(after)
    assert shown(restored(before, seen, shown)) == shown(seen)


@given(LINES.filter(lambda words: "\r" not in words), st.integers(0, 40))
def test_a_letter_more_keeps_every_hidden_character_of_other_lines(words: str, place: int) -> None:
    seen = shown(words)
    place = min(place, len(seen))
    after = restored(words, seen[:place] + "X" + seen[place:], shown)
    line = seen[:place].count("\n")
    kept = [old for number, old in enumerate(words.replace("\r\n", "\n").split("\n")) if number != line]
    assert [
        new for number, new in enumerate(after.replace("\r\n", "\n").split("\n")) if number != line
    ] == kept


def test_an_untouched_form_has_no_changes() -> None:
    state = state_of(ACTOR)
    assert not state.is_changed()
    assert state.data == ACTOR
    assert state.changed_fields() == []


def test_putting_and_taking_back() -> None:
    state = state_of(ACTOR)
    state.put(("contacts", 0, "phone"), "0561 2")
    assert state.is_changed()
    assert state.is_changed(("contacts",))
    assert state.is_changed(("contacts", 0))
    assert state.is_changed(("contacts", 0, "phone"))
    assert not state.is_changed(("contacts", 0, "role"))
    assert not state.is_changed(("offers",))
    state.put(("contacts", 0, "phone"), "0561 1")
    assert not state.is_changed()
    assert ACTOR["contacts"][0]["phone"] == "0561 1", "never in place"


def test_text_that_is_no_value_is_kept_beside_the_value() -> None:
    state = state_of(ACTOR)
    state.put_text(("verified_on",), "31.2.", READING)
    assert state.typed == {("verified_on",): "31.2."}
    assert state.data["verified_on"] == ACTOR["verified_on"]
    assert state.is_changed(("verified_on",))
    ((at, problem),) = state.problems()
    assert (at, problem.code) == (("verified_on",), "wrong_type")
    state.put_text(("verified_on",), "1.2.2026", READING)
    assert state.problems() == []


def test_what_is_typed_moves_up_with_its_entry() -> None:
    data = {**ACTOR, "places": [{"key": f"5k2m0ab{n}", "label": str(n)} for n in "cde"]}
    state = state_of(data)
    state.put_text(("places", 0, "lat"), "x", READING)
    state.put_text(("places", 2, "lat"), "y", READING)
    state.remove_entry(("places", 1))
    assert state.typed == {("places", 0, "lat"): "x", ("places", 1, "lat"): "y"}
    state.remove_entry(("places", 0))
    assert state.typed == {("places", 0, "lat"): "y"}
    assert set(state.faults) == set(state.typed)


def test_problems_are_placed_also_where_a_key_is_missing_or_there_twice() -> None:
    membership = {"group": "ag-c4d5", "role": "member"}
    state = state_of(
        {**ACTOR, "memberships": [membership, membership, {"role": "member"}], "relations": [{}]}
    )
    found = {(at, problem.code) for at, problem in state.problems()}
    assert (("memberships", 1), "duplicate_key") in found
    assert (("memberships", 2, "group"), "missing") in found
    assert (("relations", 0, "type"), "missing") in found


def test_paths_and_places_answer_each_other() -> None:
    state = FormState("group", GROUP, GROUP, "d")
    place = ("meetings", 0, "decisions", 0, "text")
    path = ("meetings", "5k2m0abe", "decisions", "5k2m0abf", "text")
    assert state.key_path(place) == path
    assert state.address_of(path) == place
    assert state.value(place) == "Wir machen weiter."
    assert state.spec_at(place).name == "text"


def fields(spec: FieldSpec) -> list[FieldSpec]:
    return [inner for field in visible_fields(spec) for inner in (field, *fields(field))]


def test_every_field_has_a_place_and_a_widget() -> None:
    for kind in RECORD_TYPES:
        spec = record_spec(kind)
        listed = [field for _, of_section in sections(spec) for field in of_section]
        assert listed == list(visible_fields(spec)), "in schema order, each once"
        assert all(heading for heading, _ in sections(spec))
        for field in fields(spec):
            assert (how(field) is How.ENTRIES) == (field.shape is Shape.KEYED)
            assert field.label


def test_meetings_stand_by_their_day_and_offers_as_they_were_made() -> None:
    meetings = record_spec("group").find("meetings")
    offers = record_spec("actor").find("offers")
    assert meetings is not None
    assert offers is not None
    entries: list[object] = [{"start": "2026-03-01"}, {}, {"start": "2026-01-01"}]
    assert order_of(meetings, entries) == [2, 0, 1]
    assert order_of(offers, entries) == [0, 1, 2]


def test_options_are_found_by_any_word_and_those_that_begin_with_it_come_first() -> None:
    options = [option("a", "Grüner Raum"), option("b", "Raum für alle"), option("c", "Saal", words=["Räume"])]
    assert [found.value for found in matching(options, "raum")] == ["b", "a", "c"]
    assert [found.value for found in matching(options, "raum gruen")] == ["a"]
    assert matching(options, " ") == options


NAMES = ("short_name", "legal_form")
VALUES = st.fixed_dictionaries({}, optional={name: st.sampled_from("abc") for name in NAMES})


@given(VALUES, VALUES, VALUES, st.booleans())
def test_two_versions_become_one_and_nothing_of_either_is_lost_unasked(
    base: dict[str, str], theirs: dict[str, str], mine: dict[str, str], keep: bool
) -> None:
    whole = {"id": "x", "name": "X", "kind": "k", "status": "active"}
    versions = Meanwhile("actor", "x", {**whole, **base}, {**whole, **theirs}, {**whole, **mine})
    clashing = {change.path[0] for change in versions.clashes}
    merged = versions.merged([(name,) for name in clashing] if keep else [])
    for name in NAMES:
        if name in clashing:
            wanted = (mine if keep else theirs).get(name)
        elif mine.get(name) != base.get(name):
            wanted = mine.get(name)
        else:
            wanted = theirs.get(name)
        assert merged.get(name) == wanted
