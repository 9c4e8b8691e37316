"""People find what they look for, best first, however they write it; and see where it stands."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.generate import generate
from schemas.vocabulary import Vocabulary
from store.codec.parser import parse
from store.facets import FACETS, facet_counts, facets_for, select, values_of
from store.search import Finder, Query, matches, search
from store.searchable import searchable
from store.snapshot import load_snapshot
from tests.store.reading import VOCABULARY, actor, register

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from store.rows import Row

WORDS = Vocabulary(parse(VOCABULARY))


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Row]:
    root = register(tmp_path_factory.mktemp("search") / "register")
    actor(root, "a", "Haus am Wesertor", more='districts = ["wesertor"]\ntags = ["raum"]')
    actor(root, "b", "Raum", kind="amt", more='districts = ["nord"]')
    actor(root, "c", "Raum und Zeit", more='districts = ["nord", "wesertor"]')
    actor(root, "d", "Zeit und Räume")
    actor(root, "e", "Spielraum", more='districts = ["sued"]')
    actor(root, "f", "Verein", more='summary = "Ein großer Raum für Ältere im Wesertor."')
    actor(root, "g", "Tafel", more='[[offers]]\nkey = "o"\nkind = "raum"\ntitle = "Saal"')
    actor(root, "h", "Büro", more=PHONE)
    return load_snapshot(root, read_only=True).rows("actor")


PHONE = """
[[contacts]]
key = "c"
role = "Büro"
phone = "+49 561 / 123-45"
visibility = "network"
basis = "none_functional"
"""


def ids(found: list[Row]) -> str:
    return "".join(row.id for row in found)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "hacbcdefg"),
        ("raum", "bcdeagf"),
        ("RÄUME", "d"),
        ("raeume", "d"),
        ("raum und", "cd"),
        ("und raum", "cd"),
        ('"raum und"', "c"),
        ('"und raum"', "d"),
        ('"raum u', "c"),
        ("zeit", "dc"),
        ("raum wesertor", "acf"),
        ("alter", "f"),
        ("für ältere", "f"),
        ("grosser", "f"),
        ("behörde", "b"),
        ("meeting place", "acdefgh"),
        ("saal", "g"),
        ("0561 123", "h"),
        ("056112345", "h"),
        ("+49 561 123", "h"),
        ("12345", "h"),
        ("99999", ""),
        ("xyz", ""),
        ("-", "acdbefgh"),
    ],
)
def test_what_is_found_and_in_which_order(rows: Sequence[Row], text: str, found: str) -> None:
    told = ids(search(rows, Query.parse(text)))
    if text in {"", "-", "meeting place"}:  # everything matches alike: by title
        assert sorted(told) == sorted(set(found))
        assert told == ids([row for row in rows if row.id in found])
    else:
        assert told == found


def test_facets_narrow_by_one_of_the_values_in_each(rows: Sequence[Row]) -> None:
    def found(text: str, **chosen: set[str]) -> str:
        return ids(search(rows, Query.parse(text), chosen))

    assert found("", district={"nord"}) == "bc"
    assert sorted(found("", district={"nord", "wesertor"})) == ["a", "b", "c"]
    assert found("", district={"nord", "wesertor"}, kind={"amt"}) == "b"
    assert found("raum", district={"wesertor"}) == "ca"
    assert found("", district=set()) == ids(list(rows))
    assert found("", offer={"raum"}) == "g"
    with pytest.raises(KeyError):
        found("", nonsense={"x"})


def test_counts_of_a_facet_are_over_the_words_and_the_other_facets(rows: Sequence[Row]) -> None:
    finder = Finder(rows)
    finder.find("", {"district": {"nord"}, "kind": {"treff"}})
    assert finder.counts("district", WORDS) == [("nord", 1), ("wesertor", 2), ("sued", 1)]
    assert finder.counts("kind", WORDS) == [("treff", 1), ("amt", 1)]
    finder.find("raum", {"kind": {"amt"}})
    assert finder.counts("district", WORDS) == [("nord", 1)]
    finder.find("xyz", {"kind": {"amt"}})
    assert finder.counts("kind", WORDS) == [("amt", 0)]


def test_terms_are_counted_in_their_order_and_free_words_by_number(rows: Sequence[Row]) -> None:
    assert facet_counts(rows, "kind", WORDS) == [("treff", 7), ("amt", 1)]
    assert facet_counts(rows, "tag", WORDS) == [("raum", 1)]
    assert facet_counts([], "tag", WORDS, chosen=["b", "a"]) == [("a", 0), ("b", 0)]


def test_every_facet_has_values_of_every_row(rows: Sequence[Row]) -> None:
    for facet in FACETS:
        for row in rows:
            for value in values_of(row, facet.name):
                assert row in select(list(rows), {facet.name: {value}})
    assert {facet.name for facet in facets_for(None)} == {"status", "tag", "steward"}
    assert "offer" not in {facet.name for facet in facets_for("topic")}


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(tmp_path_factory.mktemp("many") / "register", 300)


TYPED = [
    "kaffeemühle",
    "kranich 2",
    "fahrräder lärm",
    "großer saal kueche",
    '"offener treff"',
    "0561/12",
    "raum",
]


@pytest.mark.parametrize("typed", TYPED)
def test_typing_on_finds_what_searching_anew_finds(many: Path, typed: str) -> None:
    load_snapshot(many)
    table = load_snapshot(many).rows("actor")  # packed, from the cache
    everything = list(load_snapshot(many, read_only=True).rows("actor"))
    finder = Finder(table)
    keys = [typed[:length] for length in range(len(typed) + 1)]
    for text in keys + keys[::-1] + [random.Random(1).choice(keys) for _ in range(5)]:
        query = Query.parse(text)
        plain = [
            row
            for row in everything
            if all(word in row.text_folded for word in query.words)
            or (query.digits and query.digits in row.text_folded)
        ]
        assert sorted(finder.find(text)) == sorted(plain)
        assert (
            finder.find(text) == search(everything, query) == search(load_snapshot(many).rows("actor"), query)
        )


@pytest.mark.parametrize(
    ("text", "typed", "marked"),
    [
        ("Nachbarschaftstreff Südstadt", "sud", ["Süd"]),
        ("Nachbarschaftstreff Suedstadt", "süd", ["Sued"]),
        ("Straße und Strasse", "strass", ["Straß", "Strass"]),
        ("Straße", "stras", ["Straß"]),
        ("Ra\u0308ume, Räume; RAEUME", "räume", ["Ra\u0308ume", "Räume", "RAEUME"]),
        ("Hand-in-Hand", "hand in", ["Hand", "in", "Hand"]),
        ("Hand-in-Hand", '"hand in"', ["Hand-in"]),
        ("neue Quelle", "neu quel", ["neu", "Quel"]),
        ("aaaa", "aa", ["aaaa"]),
        ("ﬁnden", "fi", ["ﬁ"]),
        ("nichts", "xyz", []),
        ("nichts", "", []),
        ("각", "각", ["각"]),
    ],
)
def test_the_found_words_are_marked_as_they_are_written(text: str, typed: str, marked: list[str]) -> None:
    spans = matches(text, Query.parse(typed))
    assert [text[start:end] for start, end in spans] == marked


TEXTS = st.text(alphabet="aeoüuß ÄÖé\u0301\u0323İıΣς각ﬁ½x-Łœ\n|.qmn", max_size=14)


@given(TEXTS, TEXTS)
def test_what_matches_in_a_row_is_marked_in_its_text(text: str, typed: str) -> None:
    query = Query.parse(typed)
    spans = matches(text, query)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(left[1] < right[0] for left, right in pairwise(spans))
    if "|" not in text and query.words and all(word in searchable([text]) for word in query.words):
        assert spans


@given(TEXTS, st.data())
def test_every_word_finds_the_text_that_it_is_from(text: str, data: st.DataObject) -> None:
    words = text.replace('"', "").replace("|", " ").split()
    typed = " ".join(data.draw(st.permutations(words)))
    whole = searchable([text])
    assert all(word in whole for word in Query.parse(typed).words)
