"""`knoten delete`: a record goes; first it is said which links would lead nowhere then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.arguments import Option, Word
from tui.verbs import VERBS, Verb
from tui.words import N_, ntext, quoted, text

if TYPE_CHECKING:
    from store.record import Record
    from tui.call import Call
    from tui.inverse_words import Group


def run(call: Call) -> int:
    """Delete, unless links would dangle and nobody says yes."""
    from store.saving import delete_edit
    from tui.saving_words import save

    record = call.record(call.arguments.word("id"))
    ask_for_links(call, record)
    saved = save(call, [delete_edit(record)], call.arguments.one("message") or "")
    call.output.document({"id": record.id, "commit": saved.commit})
    call.output.line(text("Deleted: {title}", title=quoted(record.title)))
    return 0


def ask_for_links(call: Call, record: Record) -> None:
    """Say which links would lead nowhere without the record, and ask, unless ``--yes`` was said.

    Raises UsageFault ``usage_needs_yes``.
    """
    from store.errors import UsageFault
    from tui.inverse_words import inverse_groups

    groups = [
        group._replace(links=links)
        for group in inverse_groups(call.register.snapshot, record.id)
        if (links := [link for link in group.links if link.source != record.id])
    ]
    if groups and not call.arguments.has("yes"):
        _tell_dangling(call, record, groups)
        if not _agreed(call, record):
            raise UsageFault("usage_needs_yes")


def _tell_dangling(call: Call, record: Record, groups: list[Group]) -> None:
    from tui.inverse_words import inverse_line

    snapshot = call.register.snapshot
    count = len({link.source for group in groups for link in group.links})
    call.output.tell(
        ntext(
            "{n} record has a link to {title}, which would lead nowhere:",
            "{n} records have a link to {title}, which would lead nowhere:",
            count,
            title=quoted(record.title),
        )
    )
    for group in groups:
        for link in group.links:
            line = inverse_line(group, link, snapshot.title(link.source), snapshot.vocabulary)
            call.output.tell(f"  {text(group.inverse.label)}: {line}  {link.source}")


def _agreed(call: Call, record: Record) -> bool:
    if not call.can_ask:
        return False
    from tui.asking import confirm

    return confirm(text("Delete {title} all the same?", title=quoted(record.title)))


VERB = Verb(
    run,
    VERBS["delete"][1],
    words=(Word("id", N_("ID"), N_("the record's id")),),
    options=(
        Option(("--yes",), N_("delete even if links of other records would lead nowhere")),
        Option(("-m", "--message"), N_("a remark for the history"), N_("TEXT")),
    ),
    usage=("knoten delete treff-k7q2",),
)
