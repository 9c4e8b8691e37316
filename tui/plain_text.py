"""Foreign text made harmless: no control character, nothing that reorders a line, nothing unseen.

Records, commits, file names and git's own words are written by others, and a terminal obeys what it is sent.
Every text passes `clean` before it is shown, by the command line as by the screens (`tui.safe_text`); this
module loads nothing, because the verbs start in a blink.
"""

from __future__ import annotations

import re

HIDDEN = "␦"
"""Stands for a character that cannot be seen, or that would turn the line round."""
LINE_BREAK = "↵"
"""Stands for a line break where there is one line only."""

# Characters that a terminal obeys, that reorder a line, or that no one sees (Unicode: Cc, Cf, Zl, Zp,
# Default_Ignorable_Code_Point, lone surrogates, non-characters).
_OBEYED = r"\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff"
_REORDERING = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNSEEN = (
    r"\xad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2065\u206a-\u206f\u3164\ufe00-\ufe0d\ufeff"
    r"\uffa0\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_JOINERS = r"\u200c\u200d\ufe0e\ufe0f"
_MODIFIERS = r"\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff"  # flags' letters and skin tones: widths differ
_SUSPECT = re.compile(f"[{_OBEYED}{_REORDERING}{_UNSEEN}{_JOINERS}{_MODIFIERS}]")
NEVER_DRAWN = re.compile(f"[{_OBEYED}{_REORDERING}{_UNSEEN}]")

_COMBINING = r"\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_STACKED = re.compile(f"([{_COMBINING}]{{4}})[{_COMBINING}]+")
_STRAY_MARK = re.compile(rf"(^|(?<=\s))(?=[{_COMBINING}])")
# Joiners shape letters of scripts beyond Greek and Cyrillic (Persian, Hindi …); elsewhere they only hide.
_LETTER_JOINER = re.compile(r"(?<=[\u0590-\u1fff])[\u200c\u200d](?=[\u0590-\u1fff])")
_EMOJI_PART = re.compile(
    r"(?<=[\u2190-\u2bff\U0001f000-\U0001faff])[\u200d\U0001f3fb-\U0001f3ff]|[\ufe0e\ufe0f]"
)
_NEW_LINE = re.compile(r"\r\n|\n")
_FIRST_FLAG_LETTER = 0x1F1E6
_C0_PICTURES = 0x2400


def clean(words: str, *, multiline: bool = False) -> str:
    """Return `words` without anything that a terminal obeys or that no reader would see.

    One line, unless `multiline`: then line breaks stay line breaks and tabs are four spaces. Control
    characters become their pictures (ESC is ␛), other hidden ones `HIDDEN`, a soft hyphen ¬, lone
    surrogates U+FFFD; emoji lose the parts whose width terminals do not agree on. Each remaining
    character takes the cells that Textual counts for it. Plain ASCII costs one search.
    """
    if words.isascii():
        if words.isprintable():
            return words
    elif not _SUSPECT.search(words) and not _has_loose_marks(words):
        return words
    if multiline:
        return "\n".join(_clean_line(line, "    ") for line in _NEW_LINE.split(words))
    return _clean_line(_NEW_LINE.sub(LINE_BREAK, words), " ")


def cleaned(params: dict[str, str | int]) -> dict[str, str | int]:
    """Return parameters of a sentence with every text in them cleaned."""
    return {name: clean(value) if isinstance(value, str) else value for name, value in params.items()}


def _has_loose_marks(words: str) -> bool:
    return bool(_STACKED.search(words) or _STRAY_MARK.search(words))


def _clean_line(line: str, tab: str) -> str:
    line = line.replace("\t", tab)
    line = _EMOJI_PART.sub("", line)
    line = _SUSPECT.sub(_sign, line) if not _LETTER_JOINER.search(line) else _clean_joined(line)
    return _STRAY_MARK.sub("◌", _STACKED.sub(rf"\1{HIDDEN}", line))


def _clean_joined(line: str) -> str:
    """Clean a line in whose script joiners are spelling: those between two letters of it stay."""
    parts = _LETTER_JOINER.split(line)
    joiners = _LETTER_JOINER.findall(line)
    cleaned_parts = [_SUSPECT.sub(_sign, part) for part in parts]
    return "".join(part + joiner for part, joiner in zip(cleaned_parts, [*joiners, ""], strict=True))


def _sign(found: re.Match[str]) -> str:
    char = found[0]
    point = ord(char)
    if point < 0x20:  # noqa: PLR2004  # the C0 controls, each of which has a picture
        return chr(_C0_PICTURES + point)
    if char == "\x7f":
        return "␡"
    if char == "\xad":
        return "¬"
    if "\ud800" <= char <= "\udfff":
        return "\N{REPLACEMENT CHARACTER}"
    if "\U0001f1e6" <= char <= "\U0001f1ff":
        return chr(ord("A") + point - _FIRST_FLAG_LETTER)
    return HIDDEN


def one_for_one(words: str) -> str:
    """Return as many characters as `words` has, each safe to draw: for fields, where a cursor counts them.

    Unlike `clean` it keeps every place, so joiners and the parts of an emoji are signs here.
    """
    if words.isascii() and words.isprintable():
        return words
    return _SUSPECT.sub(lambda found: LINE_BREAK if found[0] == "\n" else _sign(found), words)
