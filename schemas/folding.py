"""Folding text so that search and matching disregard case, accents and the ways of writing umlauts.

``Räume``, ``Raeume`` and ``raume`` fold to the same text. The digraph rule is that of the Snowball
stemmer "German2": ``ae``, ``oe`` and ``ue`` count as umlauts unless a vowel or ``q`` stands before them.
"""

from __future__ import annotations

import re
import unicodedata

_DIGRAPH = re.compile(r"(?<![aeiouyq])([aou])e")
_SPECIAL = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "þ": "th"})


def fold(text: str) -> str:
    """The text without case, accents and umlaut spellings; white space is one blank."""
    lowered = text.casefold()
    if not lowered.isascii():
        lowered = lowered.translate(_SPECIAL)
        decomposed = unicodedata.normalize("NFKD", lowered)
        lowered = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(_DIGRAPH.sub(r"\1", lowered).split())


def fold_words(text: str) -> list[str]:
    """The folded words of a query."""
    return fold(text).split()
