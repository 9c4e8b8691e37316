"""`knoten steward`: all records that somebody looks after get somebody else, in one version.

For a partner who leaves the network: the records stay, and nobody is left who is told to look after them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.arguments import Option, Word
from tui.verbs import VERBS, Verb
from tui.words import N_, ntext, quoted, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.changes import FieldChange
    from store.record import Record
    from tui.call import Call

_SHOWN = 10


def run(call: Call) -> int:
    """Change them, save; 1 if some cannot be read."""
    from store.saving import change_edit
    from tui.saving_words import changes_json, save

    snapshot = call.register.snapshot
    old, new = call.arguments.word("from"), call.arguments.word("to")
    _check_actor(call, new)
    records = [snapshot.record(row.id) for row in snapshot.rows() if row.steward == old]
    # Nobody can say who looks after these; saying nothing would pass for "all of them".
    left = [snapshot.record(row.id) for row in snapshot.rows() if not row.readable]
    if not records:
        call.record(old)  # whoever looks after nothing has to exist, or was mistyped
    edits = [change_edit(record, {**record.data, "steward": new}) for record in records if record.data]
    commit: str | None = None
    changes: Sequence[FieldChange] = ()
    if edits and not call.arguments.has("dry-run"):
        saved = save(call, edits, call.arguments.one("message") or "")
        commit, changes = saved.commit, saved.changes
    call.output.document(
        {
            "ids": [record.id for record in records],
            "left": [record.id for record in left],
            "commit": commit,
            "changes": changes_json(changes),
        }
    )
    _tell(call, records, left, new)
    return 1 if left else 0


def _check_actor(call: Call, record_id: str) -> None:
    """Raises NotFound ``unknown_id``, UsageFault ``steward_no_actor``."""
    from store.errors import UsageFault

    if call.record(record_id).type != "actor":
        raise UsageFault("steward_no_actor", id=record_id)


def _tell(call: Call, records: list[Record], left: list[Record], new: str) -> None:
    out = call.output
    title = quoted(call.register.snapshot.title(new))
    if call.arguments.has("dry-run"):
        out.line(
            ntext(
                "{n} record would go to {title}", "{n} records would go to {title}", len(records), title=title
            )
        )
    elif records:
        out.line(
            ntext(
                "{title} looks after {n} more record",
                "{title} looks after {n} more records",
                len(records),
                title=title,
            )
        )
    else:
        out.line(text("There is nothing to hand over."))
    for record in records[:_SHOWN]:
        out.line("  ", record.title)
    if len(records) > _SHOWN:
        out.line("  ", text("… and {n} more", n=len(records) - _SHOWN))
    for record in left:
        out.tell(text("{path} cannot be read, so nobody knows who looks after it.", path=record.path), "bad")


VERB = Verb(
    run,
    VERBS["steward"][1],
    words=(
        Word("from", N_("FROM"), N_("the id of who looks after them now; it may be gone already")),
        Word("to", N_("TO"), N_("the id of the actor who will")),
    ),
    options=(
        Option(("--dry-run",), N_("only show what would happen")),
        Option(("-m", "--message"), N_("a remark for the history"), N_("TEXT")),
    ),
    usage=("knoten steward hand-in-hand-k7q2 freiwilligenagentur-m3n4 -m 'Hand in Hand hört auf'",),
)
