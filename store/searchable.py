"""The form in which text is searched: folded, with nothing but words in it.

Records and queries take the same form, so that neither case, accents nor punctuation keep a word from being
found. Fields are parted by ``|``, so that a phrase never reaches from one into the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from schemas.folding import fold_letters

SEPARATOR = "|"
_NOT_WORDS = re.compile(r"[^\w|]+")
# The same for ASCII, where it takes a tenth of the time.
_BLANKS = {code: " " for code in range(128) if _NOT_WORDS.match(chr(code))}
_PHONE = re.compile(r"[+\d][\d\s()/.–-]*")
_NOT_DIGITS = re.compile(r"\D+")
_TRUNK = re.compile(r"\(0\)")
# Countries whose numbers are written at home with a 0 in front (ITU-T E.164, national prefixes).
_HOME = ("49", "43", "41")
MIN_DIGITS = 3


def searchable(texts: Iterable[str]) -> str:
    """The texts, each a field, folded and joined: ``|raume fur altere|kasseler str 5|``; "" for no texts."""
    joined = SEPARATOR.join(texts)
    if not joined:
        return ""
    return SEPARATOR + _words(joined).replace(" |", SEPARATOR).replace("| ", SEPARATOR) + SEPARATOR


def searchable_word(text: str) -> str:
    """What a person typed, in the same form, without separators."""
    return _words(text.replace(SEPARATOR, " "))


def _words(text: str) -> str:
    folded = fold_letters(text)
    words = folded.translate(_BLANKS) if folded.isascii() else _NOT_WORDS.sub(" ", folded)
    return " ".join(words.split())


def phone_digits(phone: str) -> list[str]:
    """The digits of a phone number, as dialled from abroad and from home: 49561123 and 0561123."""
    digits = _NOT_DIGITS.sub("", _TRUNK.sub("", phone))
    if phone.lstrip().startswith("00"):
        digits = digits[2:]
    elif not phone.lstrip().startswith("+"):
        return [digits] if digits else []
    return [digits] + ["0" + digits[2:] for code in _HOME if digits.startswith(code)] if digits else []


def typed_digits(text: str) -> str:
    """The digits to look for if all that a person typed is part of a phone number, else ""."""
    typed = text.strip()
    if not _PHONE.fullmatch(typed):
        return ""
    digits = _NOT_DIGITS.sub("", _TRUNK.sub("", typed))
    if typed.startswith("00"):
        digits = digits[2:]
    return digits if len(digits) >= MIN_DIGITS else ""
