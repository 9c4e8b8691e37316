"""Words: chosen by locale, switched while running, and never confused by what people wrote."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui import words
from tui.words import (
    date_text,
    list_text,
    ntext,
    number_text,
    pick_language,
    quoted,
    set_language,
    text,
    time_text,
    weekday_text,
)


@pytest.mark.parametrize(
    ("flag", "environ", "expected"),
    [
        (None, {}, "de"),
        (None, {"LANG": "C.UTF-8"}, "de"),
        (None, {"LC_ALL": "POSIX"}, "de"),
        (None, {"LANG": ""}, "de"),
        (None, {"LANG": "de_AT.UTF-8"}, "de"),
        (None, {"LANG": "de"}, "de"),
        (None, {"LANG": "en_GB.UTF-8"}, "en"),
        (None, {"LANG": "fr_FR@euro"}, "en"),
        (None, {"LANG": "csb_PL"}, "en"),
        (None, {"LC_ALL": "en_US", "LANG": "de_DE"}, "en"),
        (None, {"LC_ALL": "", "LC_MESSAGES": "de_DE", "LANG": "en_US"}, "de"),
        ("en", {"LC_ALL": "de_DE"}, "en"),
        ("de", {"LC_ALL": "en_US"}, "de"),
    ],
)
def test_language_follows_the_flag_then_the_locale(
    flag: str | None, environ: dict[str, str], expected: str
) -> None:
    assert pick_language(flag, environ) == expected


def test_unknown_languages_are_refused() -> None:
    with pytest.raises(ValueError, match="fr"):
        pick_language("fr", {})
    with pytest.raises(ValueError, match="fr"):
        set_language("fr")  # type: ignore[arg-type]  # what a settings file may hold


def test_the_language_changes_while_running() -> None:
    assert text("{first} and {last}", first="a", last="b") == "a und b"
    set_language("en")
    assert words.language() == "en"
    assert text("{first} and {last}", first="a", last="b") == "a and b"


def test_unknown_words_come_back_as_they_are() -> None:
    assert text("never in any catalogue {x}") == "never in any catalogue {x}"
    assert text("") == "", "the empty message is gettext's own header"


@given(st.text(), st.text())
def test_values_are_copied_as_they_are(first: str, last: str) -> None:
    assert text("{first} and {last}", first=first, last=last) == f"{first} und {last}"


def test_nothing_but_plain_names_is_looked_up() -> None:
    assert (
        text("{first.__class__} {first!r} {0} {other}", first="x")
        == "{first.__class__} {first!r} {0} {other}"
    )
    assert text("{first}", first="{last}", last="no") == "{last}"


def test_numbers_choose_the_form_and_are_written_as_people_do() -> None:
    assert ntext("{n} thing of {whose}", "{n} things of {whose}", 1, whose="A") == "1 thing of A"
    assert ntext("{n} thing", "{n} things", 12345) == "12.345 things"


def test_dates_times_and_numbers_in_both_languages() -> None:
    moment = datetime(2026, 3, 2, 9, 5, tzinfo=timezone(timedelta(hours=1)))
    written = (date_text(date(2026, 3, 2)), time_text(moment), weekday_text(moment), number_text(1234567.5))
    assert written == ("02.03.2026", "02.03.2026, 09:05", "Mo", "1.234.567,5")
    set_language("en")
    written = (date_text(date(2026, 3, 2)), time_text(moment), weekday_text(moment), number_text(-1234))
    assert written == ("2 Mar 2026", "2 Mar 2026, 09:05", "Mon", "-1,234")
    assert time_text(moment.astimezone(UTC)) == "2 Mar 2026, 08:05"


@pytest.mark.parametrize(
    ("items", "expected"),
    [([], ""), (["a"], "a"), (["a", "b"], "a und b"), (["a", "b", "{last}"], "a, b und {last}")],
)
def test_lists_are_joined_as_people_do(items: list[str], expected: str) -> None:
    assert list_text(items) == expected


def test_quotation_marks_are_the_languages_own() -> None:
    assert quoted("Süd") == "„Süd“"
    set_language("en")
    assert quoted("Süd") == "“Süd”"


def test_words_load_neither_screen_nor_babel() -> None:
    code = (
        "import sys; from tui.words import text; text('Mon');"
        "print(sorted({'textual', 'babel', 'pydantic', 'argparse'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
