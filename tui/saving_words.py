"""Saving from a verb: who saves, what it came to, and what the person should know of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.change_words import describe_change
from tui.words import ntext, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from store.changes import FieldChange
    from store.register import Saved
    from store.saving import Edit
    from tui.call import Call


def save(call: Call, edits: Sequence[Edit], remark: str = "") -> Saved:
    """Save edits as one version, and tell on stderr what happened beside it. Raises as ``Register.save``."""
    from store.errors import ReadOnly

    if call.register.read_only:
        raise ReadOnly("read_only")
    subject = call.subject()
    saved = call.register.save(edits, subject, person=call.person(), remark=remark)
    if saved.comments:
        call.output.tell(
            ntext(
                "{n} comment in the file now stands in the remarks.",
                "{n} comments in the file now stand in the remarks.",
                saved.comments,
            )
        )
    if saved.followed is not None:
        _tell_hand_edits(call, saved.followed.merged, saved.followed.left)
    return saved


def _tell_hand_edits(call: Call, merged: Iterable[str], left: Iterable[str]) -> None:
    for path in merged:
        call.output.tell(text("{path} also holds what was edited by hand and is not saved yet.", path=path))
    for path in left:
        call.output.tell(
            text("{path} is left as it was edited by hand; what was saved now is in the history.", path=path)
        )


def print_changes(call: Call, changes: Sequence[FieldChange]) -> None:
    """Print each changed field on a line."""
    names = call.names()
    for change in changes:
        data = names.data(change.record)
        call.output.line("  ", describe_change(change, names, data))


def changes_json(changes: Iterable[FieldChange]) -> list[dict[str, object]]:
    """Changes as JSON: the field as people type it, and both values."""
    from schemas.fields import path_text
    from store.plain_records import json_value

    return [
        {
            "field": path_text(change.type, change.path),
            "old": json_value(change.old),
            "new": json_value(change.new),
        }
        for change in changes
    ]
