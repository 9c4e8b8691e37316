"""Folding text so that search and matching disregard case, accents and the ways of writing umlauts.

``Räume``, ``Raeume`` and ``raume`` fold to the same text. The digraph rule is that of the Snowball
stemmer "German2": ``ae``, ``oe`` and ``ue`` count as umlauts unless a vowel or ``q`` stands before them.
"""

from __future__ import annotations

import re
import unicodedata

# The `e` of a digraph: the pattern begins with a letter, so that the search for it skips ahead.
DIGRAPH_E = re.compile(r"e(?<=[aou]e)(?<![aeiouyq][aou]e)")
_SPECIAL = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "þ": "th"}
_OTHER = re.compile(r"[^\x00-\x7f]")


class _Folded(dict[str, str]):
    """One casefolded character to what it folds to, worked out when it is first met.

    Folding character by character gives what folding the whole text gives: only the order of combining marks
    depends on their neighbours, and they go. It takes a third of the time, as most characters are ASCII.
    """

    def __missing__(self, char: str) -> str:
        decomposed = unicodedata.normalize("NFKD", _SPECIAL.get(char, char)).casefold()
        folded = "".join(part for part in decomposed if not unicodedata.combining(part))
        self[char] = folded
        return folded


_FOLDED = _Folded()


def fold_char(char: str) -> str:
    """One character without case and accents: none, one or several characters."""
    return char.lower() if char.isascii() else "".join(_FOLDED[part] for part in char.casefold())


def _replacement(match: re.Match[str]) -> str:
    return _FOLDED[match[0]]


def fold_letters(text: str) -> str:
    """The text without case, accents and umlaut spellings, its white space as it is."""
    lowered = text.casefold()
    if not lowered.isascii():
        # German texts have little else: four plain replacements are faster than looking for the others.
        lowered = lowered.replace("ä", "a").replace("ö", "o").replace("ü", "u").replace("ß", "ss")
        if not lowered.isascii():
            lowered = _OTHER.sub(_replacement, lowered)
    return DIGRAPH_E.sub("", lowered)


def fold(text: str) -> str:
    """The text without case, accents and umlaut spellings; white space is one blank."""
    return " ".join(fold_letters(text).split())


def fold_words(text: str) -> list[str]:
    """The folded words of a query."""
    return fold(text).split()
