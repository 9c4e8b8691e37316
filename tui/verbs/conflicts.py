"""`knoten conflicts`: what partners changed differently, with every version, and what was before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.arguments import Word
from tui.verbs import VERBS, Verb
from tui.words import N_, ntext, text

if TYPE_CHECKING:
    from store.conflicts import OpenConflict
    from store.snapshot import Snapshot
    from tui.call import Call

FILES = {"knoten.toml": "register", "vocabulary.toml": "vocabulary"}


def run(call: Call) -> int:
    """List."""
    from tui.conflict_lines import conflicts_json, print_conflicts

    conflicts = found(call, call.arguments.word("id"))
    if call.output.json:
        call.output.document(conflicts_json(call, conflicts))
        return 0
    print_conflicts(call, conflicts)
    tell_left(call, len(conflicts))
    return 0


def found(call: Call, name: str = "") -> list[OpenConflict]:
    """The open conflicts of a record or of one of the register's own files; of all without a name.

    Raises NotFound ``unknown_id``.
    """
    from store.conflicts import conflicts_of, open_conflicts, own_file

    if not name:
        return open_conflicts(call.register.snapshot)
    if name in FILES:
        return conflicts_of(FILES[name], "", own_file(call.register.snapshot, FILES[name]).data)
    record = call.record(name)
    return conflicts_of(record.type, record.id, record.data)


def tell_left(call: Call, count: int) -> None:
    """Say how many conflicts there are, and how one is settled."""
    if not count:
        call.output.tell(text("No field is disputed."), "good")
        return
    words = ntext("{n} field is disputed.", "{n} fields are disputed.", count)
    call.output.tell(words + " " + text("Settle one: knoten resolve ID FIELD --take VERSION"))


def disputed_files(snapshot: Snapshot) -> list[str]:
    """The ids of records with open conflicts, then the names of the register's own files that have some."""
    from store.conflicts import conflicts_of, own_file
    from store.layout import file_of

    own = ("register", "vocabulary")
    files = [kind for kind in own if conflicts_of(kind, "", own_file(snapshot, kind).data)]
    return [row.id for row in snapshot.rows() if row.conflicts] + [file_of(kind, "") for kind in files]


def tell_disputed(call: Call, count: int) -> None:
    """Say in how many records something is disputed; that is no fault."""
    if count:
        words = ntext("{n} record with open conflicts:", "{n} records with open conflicts:", count)
        call.output.tell(f"{words} knoten conflicts", "warn")


VERB = Verb(
    run,
    VERBS["conflicts"][1],
    words=(Word("id", N_("ID"), N_("only this record; without it, all of the register"), least=0),),
    notes=(
        N_(
            "Where two partners changed the same field differently, both versions are kept, in every copy of "
            "the register, until somebody settles on one. Nothing is lost by waiting."
        ),
    ),
    usage=("knoten conflicts", "knoten conflicts treff-k7q2"),
)
