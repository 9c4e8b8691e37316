"""What a spreadsheet does to the cells of a CSV file, and the apostrophe that keeps it from doing so.

A cell that begins like a formula is computed, wherever it came from (OWASP, "CSV Injection"); ``0561`` loses
its zero, ``1-5`` becomes the first of May, and twenty digits become 1.2E+19. An apostrophe in front makes all
of them text; people see it, can read what follows, and it is taken off again when the file is brought in.
"""

from __future__ import annotations

import re

_FORMULA = re.compile(r"\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
_CHANGED = re.compile(
    r"0\d+"  # postal codes and phones lose their zero
    r"|\d{12,}"  # rounded
    r"|\d+(?:\.\d+)?[eE][+-]?\d+"  # a power of ten
    r"|\d{1,2}[-/.]\d{1,2}(?:[-/.]\d{0,4})?\.?",  # a day of this year
    re.ASCII,
)
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_HIDDEN = "\N{SYMBOL FOR SUBSTITUTE FORM TWO}"


def guard(text: str) -> str:
    """The text as a cell that a spreadsheet shows as it is: no formula, no number, nothing that hides.

    Line breaks are LF and stay; every other control character, every mark that turns the line round or that
    no one sees becomes a sign.
    """
    shown = _UNSEEN.sub(_sign, text.replace("\r\n", "\n").replace("\r", "\n"))
    return "'" + shown if _would_change(shown) else shown


def unguard(cell: str) -> str:
    """The text that ``guard`` made the cell of; a cell that it did not touch stays as it is."""
    return cell[1:] if cell.startswith("'") and _would_change(cell[1:]) else cell


def _would_change(text: str) -> bool:
    # Apostrophes that stand there already do not count, so that taking one off gives back the very text.
    bare = text.lstrip("'")
    return _FORMULA.match(bare) is not None or _CHANGED.fullmatch(bare) is not None


def _sign(found: re.Match[str]) -> str:
    point = ord(found[0])
    if point < ord(" "):
        return chr(ord("\N{SYMBOL FOR NULL}") + point)
    return _HIDDEN
