"""`knoten mend`: a record whose file cannot be read any more comes back as it could be read last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.arguments import Option, Word
from tui.verbs import VERBS, Verb
from tui.words import N_, ntext, quoted, text

if TYPE_CHECKING:
    from tui.call import Call


def run(call: Call) -> int:
    """Mend and save. Raises Stale ``is_readable``, ``never_readable``."""
    from schemas.fields import title_of
    from store.conflicts import conflicts_of
    from store.errors import Stale
    from store.saving import mend_edit
    from store.sharing.merging import last_readable
    from tui.saving_words import save

    record = call.record(call.arguments.word("id"))
    if record.data is not None:
        raise Stale("is_readable", id=record.id)
    data = last_readable(call.register.repository, record.path)
    if data is None:
        raise Stale("never_readable", id=record.id)
    saved = save(call, [mend_edit(record, data)], call.arguments.one("message") or "")
    disputed = len(conflicts_of(record.type, record.id, data))
    call.output.document({"id": record.id, "commit": saved.commit, "conflicts": disputed})
    title = quoted(title_of(record.type, data))
    call.output.line(text("Brought back as it could be read last: {title}", title=title))
    if disputed:
        words = ntext("{n} field is disputed in it.", "{n} fields are disputed in it.", disputed)
        call.output.tell(f"{words} knoten conflicts {record.id}")
    return 0


VERB = Verb(
    run,
    VERBS["mend"][1],
    words=(Word("id", N_("ID"), N_("the record's id")),),
    options=(Option(("-m", "--message"), N_("a remark for the history"), N_("TEXT")),),
    notes=(
        N_(
            "For a file that is no longer readable: damaged by an editor, or committed with the markers of "
            "a text merge. In that case both versions come back; what they contradict each other in is "
            "disputed."
        ),
    ),
    usage=("knoten mend treff-k7q2",),
)
