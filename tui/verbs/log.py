"""`knoten log`: what changed, newest first, field by field; of the whole register or of one record."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tui.arguments import Option, Word
from tui.output import Cell
from tui.verbs import VERBS, Verb
from tui.verbs.types import record_type
from tui.words import N_, text, time_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from schemas.record import RecordType
    from store.history import HistoryEntry, RecordChange
    from store.register import Register
    from tui.call import Call

_ON_A_TERMINAL = 50


class Told(NamedTuple):
    """One record's change in one version."""

    entry: HistoryEntry
    change: RecordChange


def run(call: Call) -> int:
    """List changes."""
    from itertools import islice

    skip = call.arguments.number("skip") or 0
    limit = call.arguments.number("n")
    if limit is None and call.output.terminal and not call.output.json:
        limit = _ON_A_TERMINAL
    found = _wanted(call, _told(call.register, _record(call)))
    told = islice(found, skip, None if limit is None else skip + limit)
    if call.output.json:
        call.output.document([_json(one) for one in told])
        return 0
    _print(call, told)
    if call.output.terminal and call.arguments.one("n") is None and next(found, None) is not None:
        call.output.tell(text("There are older changes: knoten log -n {n}", n=10 * _ON_A_TERMINAL), "dim")
    return 0


def _record(call: Call) -> tuple[RecordType, str] | None:
    """The record that is asked for: one that is there, or that was once.

    Raises NotFound ``unknown_id``.
    """
    from schemas.ids import is_id
    from store.layout import FOLDERS, path_of
    from tui.call import unknown_id

    record_id = call.arguments.word("id")
    if not record_id:
        return None
    snapshot = call.register.snapshot
    row = snapshot.row(record_id)
    if row is not None:
        return row.type, row.id
    repository = call.register.repository
    head = repository.head()
    for kind in FOLDERS if is_id(record_id) else ():
        if head and any(repository.log([head], paths=[path_of(kind, record_id)], limit=1)):
            return kind, record_id
    raise unknown_id(record_id, snapshot)


def _told(register: Register, record: tuple[RecordType, str] | None) -> Iterator[Told]:
    from store.history import read_history

    for entry in read_history(register.repository, record=record):
        for change in entry.records:
            yield Told(entry, change)


def _wanted(call: Call, told: Iterable[Told]) -> Iterator[Told]:
    """What passes the filters."""
    from schemas.folding import fold

    author = fold(call.arguments.one("author") or "")
    since, until = _day(call, "since"), _day(call, "until")
    kind = call.arguments.one("type")
    wanted_type = record_type(kind) if kind else None
    field = call.arguments.one("field")
    for one in told:
        who = one.entry.author
        day = one.entry.time.date()
        if (since and day < since) or (until and day > until):
            continue
        if author and author not in fold(f"{who.name} {who.email} {who.actor}"):
            continue
        if wanted_type and one.change.type != wanted_type:
            continue
        narrowed = _with_field(one, field) if field else one
        if narrowed is not None:
            yield narrowed


def _day(call: Call, key: str) -> date | None:
    """A day from an option. Raises UsageFault ``usage_not_a_day``."""
    from schemas.fields import record_spec
    from store.errors import UsageFault
    from store.values import ValueFault, parse_value

    words = call.arguments.one(key)
    if words is None:
        return None
    try:
        day: date | None = parse_value(record_spec("topic").find("raised_on"), words)
    except ValueFault as fault:
        raise UsageFault("usage_not_a_day", option=f"--{key}", value=words) from fault
    return day


def _with_field(one: Told, field: str) -> Told | None:
    """The change with those fields alone whose path begins so; a record that came or went has them all."""
    import dataclasses

    from schemas.fields import path_text

    def is_meant(path: str) -> bool:
        return path == field or path.startswith((f"{field}[", f"{field}.")) or path.endswith(f".{field}")

    kept = tuple(
        change
        for change in one.change.fields
        if (
            is_meant(path_text(change.type, change.path))
            if change.path
            else _holds(change.new or change.old, field)
        )
    )
    return one._replace(change=dataclasses.replace(one.change, fields=kept)) if kept else None


def _holds(data: object, field: str) -> bool:
    return isinstance(data, dict) and field.partition("[")[0].partition(".")[0] in data


def _json(one: Told) -> dict[str, object]:
    from tui.saving_words import changes_json

    entry, change = one
    return {
        "commit": entry.commit,
        "time": entry.time.isoformat(),
        "author": {"name": entry.author.name, "email": entry.author.email, "actor": entry.author.actor},
        "signature": None,
        "record": change.record,
        "type": change.type,
        "title": change.title,
        "action": change.action,
        "fields": changes_json(change.fields),
    }


def _print(call: Call, told: Iterable[Told]) -> None:
    """A heading for each version, the changed fields below; only what is on the screen is kept in memory."""
    from tui.change_words import describe_change

    names = call.names()
    last = ""
    for entry, change in told:
        if entry.commit != last:
            if last:
                call.output.line()
            last = entry.commit
            _print_heading(call, entry)
        if change.record:
            call.output.line(
                "  ", Cell(change.title or change.record, "bold"), "  ", Cell(change.record, "dim")
            )
        for field in change.fields:
            call.output.line("    ", describe_change(field, names, names.data(change.record)))
        if change.unreadable:
            call.output.line("    ", text("The file cannot be read as a record after this."))


def _print_heading(call: Call, entry: HistoryEntry) -> None:
    actor = f" ({entry.author.actor})" if entry.author.actor else ""
    when = time_text(entry.time) + (" " + text("(a clock that cannot be right)") if entry.implausible else "")
    call.output.line(Cell(when, "title"), f"  {entry.author.name}{actor}  ", Cell(entry.commit[:10], "dim"))
    call.output.line(entry.subject)
    if entry.remark:
        call.output.paragraph(entry.remark, "  ", "dim")


VERB = Verb(
    run,
    VERBS["log"][1],
    words=(Word("id", N_("ID"), N_("only changes of this record"), least=0),),
    options=(
        Option(("--field",), N_("only changes of this field"), N_("FIELD")),
        Option(("--author",), N_("only changes by this person or organisation"), N_("NAME")),
        Option(("--since",), N_("only from this day on"), N_("DAY")),
        Option(("--until",), N_("only up to this day"), N_("DAY")),
        Option(("--type",), N_("only actors, topics or groups"), N_("KIND")),
        Option(("-n",), N_("at most so many changes"), N_("NUMBER")),
        Option(("--skip",), N_("leave out so many of the newest"), N_("NUMBER")),
    ),
    usage=("knoten log treff-k7q2", "knoten log --since 2026-03-01 --field contacts"),
)
