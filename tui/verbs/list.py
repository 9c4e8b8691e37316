"""`knoten list`: records as a table, filtered as in the application; also as JSON, and for a spreadsheet.

Warm, it loads neither pydantic nor git: the table is made of rows from the cache, and only what rows do not
hold (other fields, JSON, CSV) reads the records themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.choices import ACTOR_STATUS, GROUP_KIND, GROUP_STATUS, TOPIC_STATUS
from tui.arguments import Option, Word
from tui.output import Column
from tui.verbs import VERBS, Verb
from tui.verbs.types import record_type
from tui.words import N_, language, number_text, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from schemas.field_kinds import Choices
    from schemas.record import RecordType
    from schemas.vocabulary import Vocabulary
    from store.rows import Row
    from store.snapshot import Snapshot
    from tui.call import Call

_STATUS: Mapping[str, Choices] = {"actor": ACTOR_STATUS, "topic": TOPIC_STATUS, "group": GROUP_STATUS}


def run(call: Call) -> int:
    """List."""
    kind = record_type(call.arguments.word("type"))
    if call.output.json and call.arguments.has("csv"):
        from store.errors import UsageFault

        raise UsageFault("usage_not_both", one="--json", other="--csv")
    snapshot = call.snapshot()
    rows = _found(snapshot.rows(kind), call.arguments.rest("words"))
    conditions = call.arguments.many("where")
    if conditions:
        from tui.verbs.where import select

        rows = select(snapshot, kind, rows, conditions)
    if call.arguments.has("csv"):
        return _csv(call, snapshot, kind, rows)
    if call.output.json:
        call.output.document(list(_documents(snapshot, rows)))
        return 0
    _table(call, snapshot, kind, rows)
    return 0


def _found(rows: Sequence[Row], words: Sequence[str]) -> Sequence[Row]:
    """The rows in which all words are found, best first; a word with blanks in it is a phrase."""
    if not words:
        return rows
    from store.search import Query, search

    phrases = (f'"{word}"' if " " in word.strip() and '"' not in word else word for word in words)
    return search(rows, Query.parse(" ".join(phrases)))


def _table(call: Call, snapshot: Snapshot, kind: RecordType, rows: Sequence[Row]) -> None:
    columns = [Column(text("Id")), Column(text("Name"), cut=True)]
    if kind == "topic":
        columns.append(Column(text("Fields of engagement"), cut=True, droppable=True))
    else:
        columns.append(Column(text("Kind"), cut=True, droppable=True))
    if kind != "group":
        columns.append(Column(text("Districts"), cut=True, droppable=True))
    columns.append(Column(text("Status"), cut=True, droppable=True))
    if rows:
        call.output.table(columns, [_cells(row, snapshot.vocabulary) for row in rows])
    # On stderr: the table alone is what a script reads.
    total = number_text(len(snapshot.rows(kind)))
    call.output.tell(text("{n} of {total}", n=number_text(len(rows)), total=total), "dim")


def _cells(row: Row, vocabulary: Vocabulary) -> list[str]:
    cells = [row.id, row.title]
    if row.type == "topic":
        cells.append(_labels(vocabulary, "engagement_field", row.fields))
    elif row.type == "actor":
        cells.append(vocabulary.label("actor_kind", row.kind, language()))
    else:
        cells.append(_choice(GROUP_KIND, row.kind))
    if row.type != "group":
        cells.append(_labels(vocabulary, "district", row.districts))
    return [*cells, _state(row)]


def _labels(vocabulary: Vocabulary, section: str, terms: Iterable[str]) -> str:
    return ", ".join(vocabulary.label(section, term, language()) for term in terms)


def _choice(choices: Choices, value: str) -> str:
    label = next((choice.label for choice in choices.choices if choice.value == value), None)
    return text(label) if label else value


def _state(row: Row) -> str:
    """The status, with what needs care."""
    parts = [_choice(_STATUS[row.type], row.status)] if row.status else []
    if row.conflicts:
        parts.append(text("open conflict"))
    if row.problems or not row.readable:
        parts.append(text("faulty file"))
    return ", ".join(parts)


def _documents(snapshot: Snapshot, rows: Iterable[Row]) -> Iterable[object]:
    from store.plain_records import plain_record

    return (document for row in rows if (document := plain_record(snapshot.path, row)) is not None)


def _csv(call: Call, snapshot: Snapshot, kind: RecordType, rows: Iterable[Row]) -> int:
    """A table for a spreadsheet, as bytes: that is what a spreadsheet's import wants."""
    import sys
    from datetime import date

    from store.export import table_csv
    from tui.column_words import csv_wording

    raw = table_csv(
        kind,
        (snapshot.record(row.id) for row in rows),
        csv_wording(snapshot, kind),
        today=date.today(),  # noqa: DTZ011  # a consent runs out on a day of this place
        network=call.arguments.has("network"),
    )
    if call.output.terminal:
        call.output.paragraph(raw.decode("utf-8-sig"))
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(raw)
        sys.stdout.buffer.flush()
    return 0


VERB = Verb(
    run,
    VERBS["list"][1],
    words=(
        Word("type", N_("KIND"), N_("actors, topics or groups")),
        Word("words", N_("WORDS"), N_("only records in which all these words are found"), least=0, most=None),
    ),
    options=(
        Option(
            ("--where",),
            N_("only records whose field has this value; may come again"),
            N_("FIELD=VALUE"),
            many=True,
        ),
        Option(("--csv",), N_("print a table that opens in a spreadsheet, with public contacts only")),
        Option(("--network",), N_("with --csv: also contacts that are for the network alone")),
    ),
    usage=(
        "knoten list actors raum wesertor",
        "knoten list actors --where kind=verein --where districts=wesertor",
        "knoten list actors --csv > akteure.csv",
    ),
)
