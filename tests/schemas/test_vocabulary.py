"""The vocabulary as the program sees it: labels, order, and what people mean by a word."""

from __future__ import annotations

import pytest

from schemas.vocabulary import Vocabulary

WORDS = Vocabulary(
    {
        "relation": {
            "part_of": {"de": "gehört zu", "en": "part of", "inverse_de": "umfasst", "order": 2},
            "partner_of": {"de": "Partner von", "symmetric": True, "order": 1},
        },
        "district": {
            "nord": {"de": "Nord", "en": "North", "synonyms": ["Norden", "Nordstadt"]},
            "ost": {"de": "Ost"},
            "alt": {"de": "Altes", "deprecated": True},
            "wrong": 1,
        },
        "remarks": "not a section",
    }
)


def test_only_terms_are_terms() -> None:
    assert WORDS.has("district", "nord")
    assert not WORDS.has("district", "wrong")
    assert not WORDS.has("colour", "nord")
    assert not WORDS.has("remarks", "not")


def test_terms_come_in_their_order_then_by_label() -> None:
    assert WORDS.terms("relation") == ["partner_of", "part_of"]
    assert WORDS.terms("district") == ["nord", "ost"]
    assert WORDS.terms("district", deprecated=True) == ["alt", "nord", "ost"]
    assert WORDS.terms("colour") == []


@pytest.mark.parametrize(
    ("section", "term", "language", "inverse", "label"),
    [
        ("district", "nord", "en", False, "North"),
        ("district", "ost", "en", False, "Ost"),
        ("district", "nord", "fr", False, "Nord"),
        ("district", "unknown", "de", False, "unknown"),
        ("relation", "part_of", "de", True, "umfasst"),
        ("relation", "part_of", "en", True, "umfasst"),
        ("relation", "partner_of", "de", True, "Partner von"),
    ],
)
def test_labels_fall_back(section: str, term: str, language: str, inverse: bool, label: str) -> None:
    assert WORDS.label(section, term, language, inverse=inverse) == label


@pytest.mark.parametrize("text", ["nord", "Nord", "NORTH", " norden ", "Nordstadt"])
def test_a_word_finds_its_term(text: str) -> None:
    assert WORDS.match("district", text) == "nord"


def test_other_words_find_nothing() -> None:
    assert WORDS.match("district", "Süd") is None
    assert WORDS.match("relation", "nord") is None


def test_relations_may_hold_both_ways() -> None:
    assert WORDS.symmetric("relation", "partner_of")
    assert not WORDS.symmetric("relation", "part_of")
