"""A record's file as a merge takes it: its data, or the text that cannot be read."""

from __future__ import annotations

from schemas.validation import Data
from store.codec import decode, with_comments

MAX_UNREADABLE = 32_768
"""Characters of a version that cannot be read which a conflict holds; its commit has all of it."""


def read(path: str, raw: bytes | None) -> tuple[Data | None, str]:
    """The data, with comments that somebody wrote by hand among the remarks, as a save would put them there.

    None, and the text, of what cannot be read; ``raw`` None is a file that is too large.
    """
    if raw is None:
        return None, ""
    decoded = decode(raw, path)
    if decoded.data is None:
        return None, (decoded.text or raw.decode("utf-8", "replace"))[:MAX_UNREADABLE]
    if "#" in decoded.text:
        return with_comments(decoded.data, decoded.text)[0], ""
    return decoded.data, ""
