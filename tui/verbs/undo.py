"""`knoten undo --share`: takes back some of what the latest share changed here, as a change of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.arguments import Option, Word
from tui.output import Cell
from tui.verbs import VERBS, Verb
from tui.words import N_, ntext, quoted, text, time_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from store.sharing.past_shares import PastShare, SharedChange
    from store.taking_back import TakenBack
    from tui.call import Call


def run(call: Call) -> int:
    """List what can be taken back, or take back what is named."""
    from store.errors import NotFound, ReadOnly, UsageFault
    from store.sharing.past_shares import changes_of_share, last_share

    if not call.arguments.has("share"):
        raise UsageFault("usage_missing", word="--share")
    repository = call.register.repository
    share = last_share(repository)
    if share is None:
        raise NotFound("no_share")
    changes = changes_of_share(repository, share)
    names = call.arguments.rest("what")
    if not names and not call.arguments.has("all"):
        return _list(call, share, changes)
    if call.register.read_only:
        raise ReadOnly("read_only")
    return _take_back(call, changes if call.arguments.has("all") else _chosen(changes, names))


def _name(shared: SharedChange) -> str:
    """What a change is called on the command line: the record's id, and the field behind a point."""
    from schemas.fields import path_text
    from store.layout import file_of

    change = shared.change
    record = change.record or file_of(change.type, "")
    return f"{record}.{path_text(change.type, change.path)}" if change.path else record


def _chosen(changes: Sequence[SharedChange], names: Iterable[str]) -> list[SharedChange]:
    """The changes that are named: one field of a record, or all that the share changed in it."""
    from store.errors import NotFound

    chosen: dict[str, SharedChange] = {}
    for name in names:
        found = [one for one in changes if _name(one) == name or _name(one).startswith(f"{name}.")]
        if not found:
            raise NotFound("not_in_share", name=name)
        chosen |= {_name(one): one for one in found}
    return list(chosen.values())


def _list(call: Call, share: PastShare, changes: Sequence[SharedChange]) -> int:
    from store.plain_records import json_value
    from tui.taking_back_words import author_words, change_words

    call.output.document(
        {
            "share": {"old": share.old, "new": share.new, "time": share.when.isoformat()},
            "changes": [
                {
                    "name": _name(one),
                    "record": one.change.record,
                    "type": one.change.type,
                    "old": json_value(one.change.old),
                    "new": json_value(one.change.new),
                    "author": one.author.name if one.author else None,
                    "commit": one.commit or None,
                }
                for one in changes
            ],
        }
    )
    names = call.names()
    moment = time_text(share.when.astimezone())
    call.output.line(Cell(text("What the share of {moment} changed here:", moment=moment), "bold"))
    for one in changes:
        call.output.line("  ", Cell(_name(one), "title"), "  ", Cell(author_words(one, names), "dim"))
        title = f"{quoted(one.title)}: " if one.title and one.change.path else ""
        call.output.line("    ", title, change_words(one, names))
    call.output.tell(
        text(
            "Nothing was taken back. Name what is to be: knoten undo --share NAME … With the next share it "
            "is taken back at every partner."
        )
    )
    return 0


def _take_back(call: Call, chosen: Sequence[SharedChange]) -> int:
    from store.errors import UsageFault
    from store.taking_back import take_back
    from tui.asking import confirm
    from tui.taking_back_words import taking_back_subject

    if not call.arguments.has("yes"):
        question = ntext(
            "Take back {n} change? With the next share it is taken back at every partner.",
            "Take back {n} changes? With the next share they are taken back at every partner.",
            len(chosen),
        )
        if not call.can_ask:
            raise UsageFault("usage_taking_back_needs_yes")
        if not confirm(question):
            return 0
    subject = taking_back_subject(call.register.snapshot, call.subject())
    changes = [one.change for one in chosen]
    done = take_back(call.register, changes, subject, person=call.person())
    return _report(call, {id(one.change): one for one in chosen}, done)


def _report(call: Call, chosen: dict[int, SharedChange], done: TakenBack) -> int:
    from tui.taking_back_words import kept_words

    names = call.names()
    kept = [(chosen[id(one.change)], one) for one in done.kept if id(one.change) in chosen]
    call.output.document(
        {
            "commit": done.commit,
            "undone": [_name(chosen[id(change)]) for change in done.undone],
            "kept": [{"name": _name(shared), "reason": one.reason} for shared, one in kept],
        }
    )
    words = ntext("{n} change taken back", "{n} changes taken back", len(done.undone))
    call.output.line(Cell(words, "good" if done.undone else ""))
    for _, one in kept:
        call.output.line("  ", Cell(text("left as it is: {what}", what=kept_words(one, names)), "warn"))
    return 0


VERB = Verb(
    run,
    VERBS["undo"][1],
    words=(
        Word(
            "what",
            N_("NAME"),
            N_("a record's id, or ID.FIELD for one field of it, as the list names them"),
            least=0,
            most=None,
        ),
    ),
    options=(
        Option(("--share",), N_("of what the latest share changed here")),
        Option(("--all",), N_("everything that it changed")),
        Option(("--yes",), N_("do not ask")),
    ),
    notes=(
        N_(
            "Without a name, what the latest share changed here is listed, with whose work each change is. "
            "Taking back is a change of your own, and nothing is rewritten: what was changed again since "
            "stays as it is, and with the next share the partners get it, too."
        ),
    ),
    usage=("knoten undo --share", "knoten undo --share treff-k7q2.contacts[buero].phone"),
)
