"""Foreign text on its way to the screen: nothing a terminal obeys is left, and nothing readable is lost."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.plain_text import NEVER_DRAWN
from tui.safe_text import clean, guarded, highlight, occurrences, one_for_one, safe, say

HOSTILE = {
    "title": "\x1b]0;owned\x07",
    "clipboard": "\x1b]52;c;aGVsbG8=\x07",
    "colours": "\x1b[31mred\x1b[0m",
    "c1": "\x9b2J\x85",
    "carriage return": "right\rwrong",
    "backspace": "abc\x08\x08",
    "override": "abc\u202egpj.exe",
    "isolates": "\u2066a\u2069\u2067b",
    "marks": "\u200e\u200f\u061c",
    "zero width": "Wald\u200bweg\u2060\ufeff",
    "tags": "x\U000e0041\U000e0042",
    "lines": "one\u2028two\u2029three\x0bfour\x0cfive",
    "surrogate": "a\ud800b",
    "markup": "[/x] [@click=app.quit]here[/] Amt [Stadt]",
    "fillers": "\u3164\u115f\uffa0",
    "nul": "\x00",
}

any_text = st.text(st.characters(min_codepoint=0, max_codepoint=sys.maxunicode), max_size=40)


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())
def test_nothing_is_left_that_a_terminal_obeys_or_no_one_sees(words: str) -> None:
    shown = clean(words)
    assert not NEVER_DRAWN.search(shown)
    assert not any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for char in shown)


@given(any_text)
def test_whatever_comes_is_one_line_that_can_be_encoded(words: str) -> None:
    shown = clean(words)
    assert "\n" not in shown
    assert not NEVER_DRAWN.search(shown)
    shown.encode()


@given(any_text)
def test_cleaning_twice_changes_nothing_more(words: str) -> None:
    assert clean(clean(words)) == clean(words)


@given(any_text)
def test_a_field_keeps_the_place_of_every_character(words: str) -> None:
    assert len(one_for_one(words)) == len(words)
    assert not NEVER_DRAWN.search(one_for_one(words))


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"], max_codepoint=0x24F), max_size=40))
def test_what_people_write_stays_as_it_is(words: str) -> None:
    assert clean(words) == words.replace("\xad", "¬")


def test_control_characters_have_their_pictures() -> None:
    assert clean("\x1b[31m\x07\x7f") == "␛[31m␇␡"
    assert clean("a\u202eb\x9bc") == "a␦b␦c"
    assert clean("a\ud83db") == "a\N{REPLACEMENT CHARACTER}b"


def test_line_breaks_and_tabs_are_kept_where_there_are_lines() -> None:
    assert clean("a\r\nb\nc\td") == "a↵b↵c d"
    assert clean("a\r\nb\nc\td", multiline=True) == "a\nb\nc    d"
    assert clean("a\rb", multiline=True) == "a␍b"


def test_emoji_take_the_cells_that_are_counted_for_them() -> None:
    for words in ("❤\ufe0f", "👩\u200d👧", "👍\U0001f3fd", "🇩🇪", "1\ufe0f\u20e3"):
        shown = clean(words)
        assert "\u200d" not in shown
        assert "\ufe0f" not in shown
        assert cell_len(shown) == sum(cell_len(char) for char in shown)
    assert clean("🇩🇪") == "DE"


def test_joiners_that_are_spelling_stay_and_others_are_shown() -> None:
    persian = "می\u200cخواهم"
    assert clean(persian) == persian
    assert clean("Wald\u200cweg") == "Wald␦weg"


def test_heaps_of_accents_end_after_four() -> None:
    assert clean("e" + "\u0301" * 50) == "e" + "\u0301" * 4 + "␦"
    assert clean("\u0301a") == "◌\u0301a"


def test_markup_is_text() -> None:
    words = HOSTILE["markup"]
    content = safe(words, "bold")
    assert content.plain == words
    assert not any("click" in str(span.style) for span in content.spans)


def test_a_sentence_takes_foreign_words_as_words() -> None:
    assert say("Delete {name}?", name="[b]\x1b{x}").plain.replace("?", " ").split().count("[b]␛{x}") == 1


@pytest.mark.parametrize(
    ("words", "searched", "marked"),
    [
        ("Räume für alle", ["raeum"], ["Räum"]),
        ("Raeume fuer alle", ["räum", "für"], ["Raeum", "fuer"]),
        ("STRASSE Straße", ["straße"], ["STRASSE", "Straße"]),
        ("Café", ["cafe"], ["Café"]),
        ("Wesertor Nord", ["sert", "ert"], ["sert"]),
        ("aab", ["aa", "ab"], ["aab"]),
        ("Neuer Treff", ["neue"], ["Neue"]),
        ("nichts", ["x"], []),
        ("nichts", [""], []),
    ],
)
def test_marked_is_what_the_search_finds(words: str, searched: list[str], marked: list[str]) -> None:
    content = highlight(words, searched, "bold")
    assert [words[span.start : span.end] for span in content.spans] == marked


@given(any_text, st.text("aeiouäöüß sr", max_size=4))
def test_marking_never_leaves_the_text(words: str, searched: str) -> None:
    shown = clean(words)
    for start, end in occurrences(shown, tuple(searched.split())):
        assert 0 <= start < end <= len(shown)


def test_the_guard_keeps_the_width_and_lets_nothing_through() -> None:
    for words in HOSTILE.values():
        strip = Strip([Segment("ok ", Style(bold=True)), Segment(words, Style(link="http://x\x1b"))])
        safe_strip = guarded(strip)
        assert safe_strip.cell_length == strip.cell_length
        assert not NEVER_DRAWN.search(safe_strip.text)
        drawn = safe_strip.render(Console(color_system="truecolor", force_terminal=True))
        assert "\x1b]" not in drawn


def test_the_guard_hands_on_the_very_strip_where_nothing_is_wrong() -> None:
    strip = Strip([Segment("Nachbarschaftstreff Südstadt ●")])
    assert guarded(strip) is strip
