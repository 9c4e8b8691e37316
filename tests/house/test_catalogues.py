"""Both catalogues are complete: no word on the screen falls back to the other language."""

from __future__ import annotations

import importlib.util
import re
from typing import TYPE_CHECKING

import pytest

from tests.house.sources import ROOT

if TYPE_CHECKING:
    from types import ModuleType

    from babel.messages.catalog import Catalog, Message

LANGUAGES = ("de", "en")


def tool() -> ModuleType:
    """Load the script that keeps the catalogues."""
    spec = importlib.util.spec_from_file_location("catalogues", ROOT / ".ci" / "catalogues.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TOOL = tool()


@pytest.fixture(scope="module")
def messages() -> Catalog:
    """All messages in the code, extracted now."""
    found: Catalog = TOOL.collect()
    return found


def parameters(words: str) -> set[str]:
    """Return the names of the parameters in a sentence."""
    return set(re.findall(r"\{([a-z_][a-z0-9_]*)\}", words))


def differing_parameters(message: Message) -> set[str]:
    """Return what one side of a message has and the other has not; a singular may leave `{n}` out."""
    asked = set().union(*map(parameters, TOOL.forms(message.id)))
    differences = [asked ^ parameters(form) for form in TOOL.forms(message.string)]
    if len(differences) > 1:
        differences[0] -= {"n"}
    return set().union(*differences)


def test_the_code_is_full_of_words(messages: Catalog) -> None:
    ids = {message.id for message in messages}
    assert {"Jan", "{first} and {last}", "Phone"} <= ids, "from `N_`, `text` and `Label`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_has_its_words(language: str, messages: Catalog) -> None:
    """`make catalogues` writes what this test wants to find, but for the German, which people write."""
    catalogue = TOOL.read(language)
    before = TOOL.catalogue_path(language).read_bytes()
    updated = TOOL.updated(catalogue, messages)
    assert TOOL.missing(updated) == []
    assert TOOL.rendered(updated) == before, "run `make catalogues`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_the_parameters(language: str) -> None:
    wrong = {
        str(message.id): differing_parameters(message)
        for message in TOOL.read(language)
        if message.id and differing_parameters(message)
    }
    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_have_both_forms(language: str) -> None:
    for message in TOOL.read(language):
        if isinstance(message.id, tuple):
            assert len(message.string) == len(message.id) == 2, message.id
