"""`knoten show`: one record to read, with what others say of it, its conflicts and its problems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.arguments import Word
from tui.verbs import VERBS, Verb
from tui.words import N_

if TYPE_CHECKING:
    from tui.call import Call


def run(call: Call) -> int:
    """Show."""
    from store.conflicts import conflicts_of
    from store.plain_records import json_value
    from tui.conflict_lines import conflicts_json
    from tui.inverse_words import inverse_groups, inverse_json
    from tui.record_page import print_record

    record = call.record(call.arguments.word("id"))
    groups = inverse_groups(call.register.snapshot, record.id)
    data = (record.data if record.readable else None) or {}
    fields = {name: json_value(value) for name, value in data.items() if name not in {"id", "conflicts"}}
    conflicts = conflicts_of(record.type, record.id, record.data)
    call.output.document(
        {
            "record": {"id": record.id, "type": record.type, "fields": fields},
            "inverse": inverse_json(groups),
            "conflicts": conflicts_json(call, conflicts) if conflicts else [],
        }
    )
    if not call.output.json:
        print_record(call, record, groups, conflicts)
    return 0


VERB = Verb(
    run,
    VERBS["show"][1],
    words=(Word("id", N_("ID"), N_("the record's id, as knoten list shows it")),),
    usage=("knoten show nachbarschaftstreff-sued-k7q2",),
)
