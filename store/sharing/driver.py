"""The merge for partners who use plain git: git asks for one file at a time, and knows no history.

So what differs from the common version counts as written, by nobody in particular; the commit that git makes
of it is a person's.
"""

from __future__ import annotations

from schemas.fields import record_spec
from store.codec import encode
from store.git.objects import object_id
from store.layout import kind_of
from store.merge import Act, Content, Side, merge_record
from store.merge.reading import read


def merge_file(path: str, base: bytes, ours: bytes, theirs: bytes) -> bytes | None:
    """Merge one file of a register; None if the path is none that a register has.

    An empty ``base`` says that there was none. Nothing is raised for what stands in a file, and no marker is
    ever written: what both sides wrote differently stands in the record's conflicts.
    """
    kind = kind_of(path)
    if kind is None:
        return None
    before = _content(path, base, Content()) if base else Content()
    sides = [
        Side(content, [Act("", 0, "", before, content, bit=1)])
        for content in (_content(path, raw, before) for raw in (ours, theirs))
    ]
    if all(side.content.data is None for side in sides) and before.data is None:
        return max(ours, theirs, key=lambda raw: object_id("blob", raw))
    found = merge_record(kind, sides[0], sides[1], lambda: before.data or {})
    data = found.data or {}
    return encode(data, record_spec(kind))


def _content(path: str, raw: bytes, before: Content) -> Content:
    data, text = read(path, raw)
    return Content(data) if data is not None else Content(before.data, text)
