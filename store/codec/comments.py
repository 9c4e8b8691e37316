"""Comments that someone wrote by hand are not lost on save: they move to ``remarks``.

A canonical file has no comments: there is no place for them that a merge of fields could keep. Every file
of a register has ``remarks`` for what people want to note: records, knoten.toml and vocabulary.toml, too.
"""

from __future__ import annotations

import unicodedata

from schemas.validation import Data
from store.codec.scanner import comments


def with_comments(data: Data, text: str) -> tuple[Data, int]:
    """The data with the comments of its text in ``remarks``, a line ``# comment`` each; and how many moved.

    In file order; a line that stands in the remarks already is not repeated, a comment without a word is
    dropped. ``data`` itself stays as it is. Remarks that are no text (an unreadable record) are left alone.
    """
    if "#" not in text:
        return data, 0
    remarks = data.get("remarks", "")
    if not isinstance(remarks, str):
        return data, 0
    # As the canonical form has them, so that a comment that has moved is known again.
    lines = unicodedata.normalize("NFC", remarks).splitlines()
    known = set(lines)
    moved = []
    for comment in comments(text):
        line = unicodedata.normalize("NFC", f"# {comment}")
        if comment and line not in known:
            known.add(line)
            moved.append(line)
    if not moved:
        return data, 0
    start = [remarks.removesuffix("\n")] if remarks else []
    return {**data, "remarks": "\n".join([*start, *moved])}, len(moved)
