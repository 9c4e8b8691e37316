"""Between a record's TOML file and its data: reading, the canonical form, writing.

``decode`` and ``encode`` are all that the rest of the store needs.
"""

from __future__ import annotations

from store.codec.canonical import canonical, same
from store.codec.comments import with_comments
from store.codec.reader import Decoded, decode
from store.codec.writer import encode

__all__ = ["Decoded", "canonical", "decode", "encode", "same", "with_comments"]
