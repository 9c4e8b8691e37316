"""Words that stand between what files hold and what people read."""

from __future__ import annotations

import pytest

from tui.filler_words import without_fillers
from tui.hours_words import hours_words
from tui.words import speaking


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("wer in Wesertor bietet Räume", "Wesertor Räume"),
        ("who offers rooms", "rooms"),
        ("wer in", ""),
        ("Wesertor Räume", ""),
        ('"wer in"', ""),
    ],
)
def test_words_that_say_nothing_are_left_out(typed: str, kept: str) -> None:
    assert without_fillers(typed) == kept


def test_opening_hours_name_the_days_in_the_language() -> None:
    with speaking("de"):
        assert hours_words("Mo-Fr 09:00-12:00; Tu,Th 14:00-18:00; PH off") == (
            "Mo-Fr 09:00-12:00; Di, Do 14:00-18:00; Feiertage geschlossen"
        )
        assert hours_words("nach Vereinbarung, Offenes Haus") == "nach Vereinbarung, Offenes Haus"
