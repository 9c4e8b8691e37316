"""Merging field by field: pure, on parsed records, the same at every partner (docs/sharing.md).

``Merger`` merges two heads of a history, ``merge_record`` one record of which both sides are at hand.
Nothing here knows git, clocks, languages or the machine.
"""

from __future__ import annotations

from store.merge.history import Commit, Decision, History, Merged
from store.merge.merger import Merger
from store.merge.record import Act, Content, Side, merge_record

__all__ = ["Act", "Commit", "Content", "Decision", "History", "Merged", "Merger", "Side", "merge_record"]
