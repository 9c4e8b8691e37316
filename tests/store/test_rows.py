"""A row says what lists need, finds what people look for, and never hides a broken record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.generate import records
from schemas.folding import fold, fold_char
from schemas.vocabulary import Vocabulary
from store.codec.parser import parse
from store.packed_rows import from_line, to_line
from store.record import load_record
from store.rows import row_of, with_terms
from store.searchable import phone_digits, searchable, searchable_word, typed_digits
from tests.store.reading import ACTOR, VOCABULARY

if TYPE_CHECKING:
    from schemas.record import RecordType
    from store.rows import Row

WORDS = Vocabulary(parse(VOCABULARY))

CONTACTS = """
aliases = ["Der Treff"]
short_name = "NTW"
districts = ["wesertor"]
verified_on = 2026-03-01

[[contacts]]
key = "a"
role = "Leitung"
name = "Zoë Öztürk"
phone = "0561/99 88"
visibility = "network"
basis = "public_task"

[[contacts]]
key = "b"
role = "Büro"
email = "post@treff.example"
visibility = "public"
basis = "none_functional"

[[contacts]]
key = "c"
role = "Büro"
phone = "+49 (0)561 123-45"
visibility = "public"
basis = "none_functional"

[[offers]]
key = "d"
kind = "raum"
title = "Werkraum, abends"

[[needs]]
key = "e"
kind = "unbekannt"
title = "Stühle"
"""


def row(text: str, kind: RecordType = "actor", record_id: str = "treff-k7q2") -> Row:
    return row_of(load_record(text.encode(), kind, record_id), WORDS)


def treff(more: str = "") -> Row:
    return row(ACTOR.format(id="treff-k7q2", name="Nachbarschaftstreff Südstadt", kind="treff", more=more))


def test_what_a_list_shows() -> None:
    found = treff(CONTACTS)
    assert (found.id, found.type, found.title) == ("treff-k7q2", "actor", "Nachbarschaftstreff Südstadt")
    assert (found.kind, found.status, found.districts) == ("treff", "active", ("wesertor",))
    assert (found.offers, found.needs) == (("raum",), ("unbekannt",))
    assert (found.verified_on, found.readable, found.problems) == ("2026-03-01", True, 0)
    assert found.path == "actors/treff-k7q2.toml"


def test_the_contact_in_a_list_is_a_public_one_and_a_phone_if_there_is_one() -> None:
    assert treff(CONTACTS).contact == "+49 (0)561 123-45"
    without_phone = CONTACTS[: CONTACTS.index('[[contacts]]\nkey = "c"')]
    assert treff(without_phone).contact == "post@treff.example"
    assert treff(without_phone[: without_phone.index('[[contacts]]\nkey = "b"')]).contact == ""


@pytest.mark.parametrize(
    "word",
    [
        *("zoe oeztuerk", "stuehle", "WERKRAUM", "der treff", "ntw", "post treff example", "treff k7q2"),
        *("56112345", "056112345", "05619988", "saal", "room", "meeting place"),
    ],
)
def test_what_a_record_is_found_by(word: str) -> None:
    assert searchable_word(word) in treff(CONTACTS).text_folded


def test_unknown_fields_are_found_and_ids_of_others_are_not() -> None:
    found = treff('steward = "amt-x2x2"\nmotto = "Gemeinsam statt einsam"')
    assert "gemeinsam statt einsam" in found.text_folded
    assert "amt x2x2" not in found.text_folded


def test_a_phrase_does_not_reach_from_one_field_into_the_next() -> None:
    found = treff('summary = "Ende."\ndescription = "Anfang."')
    assert "|ende|" in found.text_folded
    assert "ende anfang" not in found.text_folded


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("name = ", "treff-k7q2"),
        ('id = "treff-k7q2"\nname = 7\n', "treff-k7q2"),
        ('id = "treff-k7q2"\nname = "Der Treff"\nkind = 3\n', "Der Treff"),
        ("\x00", "treff-k7q2"),
        ('id = "treff-k7q2"\nname = "A"\ncontacts = "x"\noffers = [1]\ndistricts = 5\nconflicts = {}\n', "A"),
    ],
)
def test_a_broken_record_has_a_row_that_says_so(text: str, title: str) -> None:
    found = row(text)
    assert (found.id, found.title) == ("treff-k7q2", title)
    assert found.problems
    assert not found.readable


def test_topics_and_groups_show_a_line_of_what_they_are_about() -> None:
    asked = row('id = "t"\ntitle = "Hitze"\nquestion = "Was hilft?"\nstatus = "collected"', "topic", "t")
    told = row('id = "g"\nname = "AG"\nkind = "standing"\nmandate = """Wir\nplanen"""', "group", "g")
    assert (asked.summary, asked.kind) == ("Was hilft?", "")
    assert (told.summary, told.kind) == ("Wir", "standing")


def test_new_words_of_the_vocabulary_find_old_rows() -> None:
    before = treff(CONTACTS)
    after = with_terms(before, Vocabulary({"offer_kind": {"raum": {"de": "Räumlichkeit"}}}))
    assert "raumlichkeit" in after.text_folded
    assert "|saal|" not in after.text_folded
    assert "werkraum abends" in after.text_folded
    assert with_terms(after, WORDS) == before


def test_rows_go_through_the_cache_unchanged() -> None:
    for kind, record_id, data in records(60):
        raw = "\n".join(f'{name} = "{value}"' for name, value in data.items() if isinstance(value, str))
        found = row_of(load_record(raw.encode(), kind, record_id), WORDS)
        assert from_line(to_line(found)) == found
        assert b"\n" not in to_line(found)


@given(st.text())
def test_any_title_goes_through_the_cache_unchanged(title: str) -> None:
    found = treff()._replace(title=title, names_folded=searchable([title]))
    assert from_line(to_line(found)) == found


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = "".join(map(fold_char, text))
    assert "".join(map(fold_char, once)) == once


@given(st.lists(st.text(alphabet="aeoüuß ÄÖé\u0301İıΣς각ﬁ½x-Łœ\n|.q", max_size=8), max_size=4))
def test_what_is_searched_and_what_is_typed_take_the_same_form(texts: list[str]) -> None:
    whole = searchable(texts)
    assert all(searchable_word(text) in whole for text in texts if "|" not in text)


def test_folding_knows_umlauts_however_they_are_written() -> None:
    assert fold("Räume") == fold("Raeume") == fold("RÄUME") == fold("Ra\u0308ume") == "raume"
    assert fold("Poesie neue Quelle") == "posie neue quelle"
    assert fold("Straße  Łódź\n") == "strasse lodz"


def test_phone_numbers_are_found_from_home_and_from_abroad() -> None:
    assert phone_digits("+49 (0)561 123-45") == ["4956112345", "056112345"]
    assert phone_digits("0049 561 12345") == ["4956112345", "056112345"]
    assert phone_digits("0561/12345") == ["056112345"]
    assert phone_digits("+1 555 0100") == ["15550100"]
    assert phone_digits("keine") == []
    assert typed_digits("0561/12 3") == "0561123"
    assert typed_digits("+49 561 12") == typed_digits("0049 561 12") == "4956112"
    assert typed_digits("12") == typed_digits("Haus 123") == typed_digits("") == ""
