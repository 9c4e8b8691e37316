"""Folding: what people type finds what is written, however either is spelled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.folding import fold, fold_words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Räume", "raume"),
        ("RAEUME", "raume"),
        ("Ra\u0308ume", "raume"),
        ("Straße", "strasse"),
        ("GROẞ", "gross"),
        ("Café  Élan\n", "cafe elan"),
        ("Łódź", "lodz"),
        ("Œuvre", "ouvre"),
        ("neue Quelle", "neue quelle"),
        ("ﬁn", "fin"),
        ("Σίσυφος", "σισυφοσ"),
        ("", ""),
        (" \u00a0 ", ""),
    ],
)
def test_folds(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(st.characters(codec="latin-1")))
def test_case_does_not_matter(text: str) -> None:
    assert fold(text.upper()) == fold(text.upper().lower())


@given(st.text())
def test_what_is_folded_has_single_blanks(text: str) -> None:
    folded = fold(text)
    assert folded == " ".join(folded.split())
    assert fold_words(text) == folded.split()
