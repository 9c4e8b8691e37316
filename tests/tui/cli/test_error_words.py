"""Every way to fail has its sentence, in both languages, with the parameters that the code carries."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest

from store import errors
from store.errors import CODES, RegisterUnusable, StoreError
from tests.house.sources import ROOT
from tui.error_sentences import SENTENCES, STATE_WORDS, USAGE
from tui.error_words import error_text, fault_text
from tui.words import set_language

if TYPE_CHECKING:
    from collections.abc import Iterator

FAMILIES = {
    name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, StoreError)
} | {"InvalidRecord", "ChangedMeanwhile"}


def raised_codes() -> Iterator[tuple[str, str, set[str]]]:
    """Yield place, code and parameters of every fault that is made in the code with a literal code."""
    for package in ("store", "tui"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call) or not node.args:
                    continue
                name = node.func.id if isinstance(node.func, ast.Name) else ""
                first = node.args[0]
                if name in FAMILIES and isinstance(first, ast.Constant) and isinstance(first.value, str):
                    given = {keyword.arg for keyword in node.keywords if keyword.arg}
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", first.value, given


def test_every_code_has_a_sentence() -> None:
    assert sorted(CODES.keys() - SENTENCES.keys()) == []


def test_every_code_that_is_raised_is_known() -> None:
    unknown = [(place, code) for place, code, _ in raised_codes() if code not in CODES and code not in USAGE]
    assert unknown == []


def test_a_sentence_names_nothing_that_the_code_does_not_carry() -> None:
    for code, carried in CODES.items():
        named = set(re.findall(r"\{([a-z_]+)\}", SENTENCES[code]))
        assert named <= set(carried), code


def test_what_is_raised_carries_what_the_sentence_names() -> None:
    for place, code, given in raised_codes():
        named = set(re.findall(r"\{([a-z_]+)\}", SENTENCES[code]))
        assert named <= given, f"{place}: {code}"


@pytest.mark.parametrize("language", ["de", "en"])
def test_sentences_end_and_hold_no_code(language: str) -> None:
    set_language("de" if language == "de" else "en")
    for code, carried in CODES.items():
        said = fault_text(code, dict.fromkeys(carried, "x"))
        assert "{" not in said, code
        assert said[-1] in ".?!x", said


def test_states_of_git_are_said_in_words() -> None:
    set_language("en")
    for state in STATE_WORDS:
        assert f" {state}." not in fault_text("register_half_way", {"state": state})


def test_what_comes_from_outside_is_made_harmless() -> None:
    error = RegisterUnusable("git_failed", command="log", status=1, stderr="\x1b]0;own\x07 a\nb" + "x" * 1000)
    said = error_text(error)
    assert said.isprintable()
    assert len(said) < 400


def test_sizes_are_said_as_people_read_them() -> None:
    set_language("en")
    assert "1 MB" in fault_text("file_too_large", {"path": "x", "limit": 1 << 20})
    assert "200000" in fault_text("too_many_entries", {"limit": 200000})


def test_an_unknown_code_is_still_a_sentence() -> None:
    assert "brand_new" in fault_text("brand_new", {})
