"""Which words are marked as different between versions of a text."""

from __future__ import annotations

import time

import pytest

from tui.word_marks import differing, lines_around


def marked(words: str, *others: str) -> list[str]:
    return [words[begin:end].strip() for begin, end in differing(words, others)]


@pytest.mark.parametrize(
    ("words", "other", "expected"),
    [
        ("0561 2", "0561 3", ["2"]),
        ("0561 23125 101", "0561 23125 110", ["101"]),
        ("gleich", "gleich", []),
        ("", "etwas", [""]),
        ("Treff mit großem Mittagstisch", "Treff mit Mittagstisch", ["großem"]),
        ("Mo-Fr 9-12", "Mo-Do 9-12", ["Fr"]),
        ("ganz anders", "nichts davon", ["ganz anders"]),
        ("a  b", "a b", [""]),
    ],
)
def test_words_that_the_other_does_not_have_are_marked(words: str, other: str, expected: list[str]) -> None:
    assert marked(words, other) == expected


def test_blanks_that_differ_are_marked_as_such() -> None:
    assert differing("a  b", ["a b"]) == [(1, 3)]


def test_a_place_where_others_have_more_is_known() -> None:
    assert differing("Treff mit Mittagstisch", ["Treff mit großem Mittagstisch"]) == [(10, 10)]


def test_of_three_versions_each_shows_what_any_other_lacks() -> None:
    assert marked("rot blau", "rot grün", "gelb blau") == ["rot blau"]
    assert marked("eins zwei drei", "eins zwei vier", "fünf zwei drei") == ["eins", "drei"]


def test_every_character_outside_the_marks_stands_in_all_versions() -> None:
    one, other = "Der Saal ist am Montag frei.\nAnrufen genügt.", "Der kleine Saal ist frei.\nBitte anrufen."
    spans = differing(one, [other])
    rest = "".join(char for at, char in enumerate(one) if not any(begin <= at < end for begin, end in spans))
    place = 0
    for char in rest:
        place = other.index(char, place) + 1


def test_lines_around_differences_are_joined_where_they_touch() -> None:
    words = "\n".join("abcdefghij")
    at = {char: words.index(char) for char in words if char != "\n"}
    spans = [(at["c"], at["c"] + 1), (at["e"], at["e"] + 1), (at["j"], at["j"] + 1)]
    assert lines_around(words, spans, 1) == [range(1, 6), range(8, 10)]
    assert lines_around(words, [(0, 0)], 0) == [range(1)]
    assert lines_around(words, [], 1) == []


def test_long_texts_without_anything_in_common_take_no_time() -> None:
    one = " ".join(f"wort{number}" for number in range(20_000))
    other = " ".join(f"word{number}" for number in reversed(range(20_000)))
    began = time.monotonic()
    spans = differing(one, [other])
    assert time.monotonic() - began < 2
    assert spans == [(0, len(one))]
