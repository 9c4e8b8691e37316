"""Opening hours in words: files hold them as OpenStreetMap writes them, with English days."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tui.words import N_, text

_WORDS: Mapping[str, str] = {
    "Mo": N_("Mo"), "Tu": N_("Tu"), "We": N_("We"), "Th": N_("Th"), "Fr": N_("Fr"), "Sa": N_("Sa"),
    "Su": N_("Su"), "PH": N_("holidays"), "SH": N_("school holidays"), "off": N_("not open"),
}  # fmt: skip
_CODE = re.compile(rf"\b({'|'.join(_WORDS)})\b")


def hours_words(hours: str) -> str:
    """Mo-Fr 09:00-12:00; Tu,Th 14:00-18:00 as people here say the days; anything else as it is."""
    return _CODE.sub(lambda code: text(_WORDS[code.group()]), hours).replace(",", ", ").replace(",  ", ", ")
