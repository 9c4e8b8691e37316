"""Ids of records and keys of entries: how they look, and how new ones are made.

An id never changes; it is the file's name without ``.toml``, so it must be safe on every file system.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random  # a list needs ids, not chance, on every start

ID_PATTERN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
KEY_PATTERN = re.compile(r"[a-z0-9-]+")
MAX_ID = 64
MAX_SLUG = 40

_SUFFIX_ALPHABET = "abcdefghjkmnpqrstvwxyz23456789"
_BASE32 = "0123456789abcdefghjkmnpqrstvwxyz"
_KEY_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "ae", "Ö": "oe", "Ü": "ue", "ẞ": "ss"}
)
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{n}{d}" for n in ("com", "lpt") for d in range(10))})


def is_id(text: str) -> bool:
    """Whether the text can be a record's id: the pattern, at most 64 characters, no Windows device name."""
    return len(text) <= MAX_ID and ID_PATTERN.fullmatch(text) is not None and text not in _DEVICES


def is_key(text: str) -> bool:
    """Whether the text can be the key of an entry."""
    return len(text) <= MAX_ID and KEY_PATTERN.fullmatch(text) is not None


def slug(name: str) -> str:
    """The name in the alphabet of ids, at most 40 characters; ``x`` if nothing is left of it."""
    text = name.translate(_UMLAUTS)
    if not text.isascii():
        # Only names in other scripts need the tables, and they cost 2 ms to load.
        from anyascii import anyascii

        text = anyascii(text)
    text = re.sub(r"[^a-z0-9]+", "-", text.lower())[: MAX_SLUG + 1]
    if len(text) > MAX_SLUG:
        text = text[:MAX_SLUG].rpartition("-")[0] or text[:MAX_SLUG]
    return text.strip("-") or "x"


def new_id(name: str, chance: random.Random) -> str:
    """A new id: the slug of the name and a random suffix, so that two partners never make the same one."""
    return f"{slug(name)}-{''.join(chance.choice(_SUFFIX_ALPHABET) for _ in range(4))}"


def new_key(now: datetime, chance: random.Random) -> str:
    """A new entry's key: five characters count the minutes since 2020, three are random.

    So entries sort in the order in which they were made, and two partners never make the same key.
    """
    minutes = max(0, int((now - _KEY_EPOCH).total_seconds() // 60))
    digits = ""
    for _ in range(5):
        minutes, digit = divmod(minutes, 32)
        digits = _BASE32[digit] + digits
    return digits + "".join(chance.choice(_SUFFIX_ALPHABET) for _ in range(3))
