"""Words for the kinds of records, as people type them in either language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.errors import UsageFault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from schemas.record import RecordType

_TYPES: Mapping[str, RecordType] = {
    "actor": "actor",
    "actors": "actor",
    "akteur": "actor",
    "akteure": "actor",
    "topic": "topic",
    "topics": "topic",
    "thema": "topic",
    "themen": "topic",
    "group": "group",
    "groups": "group",
    "gruppe": "group",
    "gruppen": "group",
}


def record_type(word: str) -> RecordType:
    """The kind of record that a word means.

    Raises UsageFault ``usage_unknown_type``.
    """
    kind = _TYPES.get(word.casefold())
    if kind is None:
        raise UsageFault("usage_unknown_type", word=word)
    return kind
