"""Every error of the store as a sentence: what is the matter, and what to do about it.

Kept apart from the screens, for the command line says the same. Text from outside in the parameters is made
harmless here, so that a sentence can be shown wherever it is needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.error_sentences import KIND_WORDS, SENTENCES, STATE_WORDS
from tui.plain_text import clean
from tui.words import N_, number_text, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from store.errors import StoreError

_UNKNOWN = N_("Something went wrong ({code}). Nothing has changed.")
_LONGEST = 300
_SIZES = (("GB", 1 << 30), ("MB", 1 << 20), ("kB", 1 << 10))
_BYTES = frozenset({"size", "limit"})
_COUNTED = frozenset({"too_many_entries", "partner_too_many_files", "import_too_many"})


def error_text(error: StoreError) -> str:
    """One or two plain sentences for an error, in the language that is spoken; safe to print."""
    return fault_text(error.code, error.params)


def fault_text(code: str, params: Mapping[str, str | int]) -> str:
    """The sentence for a code with its parameters."""
    sentence = SENTENCES.get(code)
    if sentence is None:
        return text(_UNKNOWN, code=clean(code))
    said = text(sentence, **{name: _shown(code, name, value) for name, value in params.items()})
    near = params.get("near")
    if near:
        said += " " + text("Did you mean {near}?", near=_shown(code, "near", near))
    return said


def _shown(code: str, name: str, value: str | int) -> str | int:
    """A parameter as people read it."""
    if isinstance(value, int):
        return _size(value) if name in _BYTES and code not in _COUNTED else value
    if name == "state" and value in STATE_WORDS:
        return text(STATE_WORDS[value])
    if name in {"kind", "found", "expected"} and value in KIND_WORDS:
        return text(KIND_WORDS[value])
    if name == "word" and code == "usage_missing":
        return text(value)
    words = clean(" ".join(value.split()))
    return words if len(words) <= _LONGEST else words[:_LONGEST] + "…"


def _size(count: int) -> str:
    for unit, size in _SIZES:
        if count >= size:
            return f"{number_text(round(count / size, 1)).removesuffix('.0').removesuffix(',0')} {unit}"
    return f"{count} Byte"
