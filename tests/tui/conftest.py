"""The screens are tried in English where a test reads their words, whatever the catalogue says today."""

from __future__ import annotations

import pytest

from tui.words import set_language


@pytest.fixture
def english() -> None:
    set_language("en")
