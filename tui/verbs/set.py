"""`knoten set`: fields of a record, changed and saved at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.arguments import Option, Word
from tui.verbs import VERBS, Verb
from tui.words import N_, quoted, text

if TYPE_CHECKING:
    from schemas.validation import Data
    from store.record import Record
    from tui.call import Call


def run(call: Call) -> int:
    """Change, check, save."""
    from store.errors import UsageFault
    from store.saving import change_edit
    from tui.saving_words import changes_json, print_changes, save

    assignments, unset = call.arguments.rest("assignments"), call.arguments.many("unset")
    if not assignments and not unset:
        raise UsageFault("usage_nothing_to_do")
    record = call.record(call.arguments.word("id"))
    data = _changed(call, record, assignments, unset)
    saved = save(call, [change_edit(record, data)], call.arguments.one("message") or "")
    call.output.document({"id": record.id, "commit": saved.commit, "changes": changes_json(saved.changes)})
    if saved.commit is None:
        call.output.line(text("{title} says that already; nothing was saved.", title=quoted(record.title)))
        return 0
    call.output.line(text("Saved: {title}", title=call.register.snapshot.title(record.id)))
    print_changes(call, saved.changes)
    return 0


def _changed(call: Call, record: Record, assignments: list[str], unset: list[str]) -> Data:
    """The record's data with the changes.

    Raises Stale ``hand_edit_unreadable``, InvalidRecord, UsageFault ``bad_path``.
    """
    import random
    from datetime import UTC, datetime

    from store.errors import Stale
    from store.fields_by_path import read_path, unset_path, with_keys
    from tui.typed_values import assigned, reading_of

    if record.data is None:
        raise Stale("hand_edit_unreadable", path=record.path)
    reading = reading_of(call.register.snapshot)
    data = assigned(record.type, record.data, assignments, reading, record.path)
    for path in unset:
        data = unset_path(record.type, data, read_path(record.type, path, reading))
    return with_keys(record.type, data, datetime.now(UTC), random.SystemRandom())


VERB = Verb(
    run,
    VERBS["set"][1],
    words=(
        Word("id", N_("ID"), N_("the record's id")),
        Word(
            "assignments",
            N_("FIELD=VALUE"),
            N_("what is to stand in which field; nothing empties it"),
            0,
            None,
        ),
    ),
    options=(
        Option(("--unset",), N_("empty a field, or remove an entry; may come again"), N_("FIELD"), many=True),
        Option(("-m", "--message"), N_("a remark for the history"), N_("TEXT")),
    ),
    usage=(
        "knoten set treff-k7q2 short_name=Treff 'contacts[office].phone=+49 561 123'",
        "knoten set treff-k7q2 districts=wesertor,nord --unset 'contacts[office]'",
    ),
)
