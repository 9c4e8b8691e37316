"""The apostrophe that keeps a spreadsheet from computing or changing a cell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.spreadsheet import guard, unguard


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+49 561 123",
        "-5",
        "@x",
        "\t=1",
        " =1+1",
        "\n=1",
        "＝1+1",
        "＋1",
        "－1",
        "＠x",
        "=cmd|' /C calc'!A0",
        "0561123456",
        "01067",
        "436628583012345",
        "1-5",
        "24/7",
        "12.5",
        "1.2.26",
        "3E5",
        "'=1",
    ],
)
def test_what_a_spreadsheet_would_compute_or_change_is_text(text: str) -> None:
    assert guard(text) == "'" + text
    assert unguard(guard(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "Treff Süd",
        "'68er-Bewegung",
        "",
        "0561 123456",
        "2026-01-01",
        "Mo-Fr 09:00-17:00",
        "34117",
        ">50",
        "a=b",
    ],
)
def test_all_else_stays(text: str) -> None:
    assert guard(text) == text
    assert unguard(text) == text


def test_a_phone_number_stays_readable() -> None:
    assert guard("+49 561 787-0") == "'+49 561 787-0"


def test_nothing_hides_in_a_cell() -> None:
    assert guard("a\x1b[2Jb\x00\x9b\u202ec\ufeff\ud800") == "a␛[2Jb␀␦␦c␦␦"
    assert guard("a\r\nb\rc") == "a\nb\nc"


def test_a_carriage_return_in_front_hides_no_formula() -> None:
    assert guard("\r=1+1") == "'\n=1+1"


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["C"])))
def test_a_guarded_cell_gives_back_its_text(text: str) -> None:
    assert unguard(guard(text)) == text
