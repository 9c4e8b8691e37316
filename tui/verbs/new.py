"""`knoten new`: one record from the command line, or many from a file, in one version or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.arguments import Option, Word
from tui.output import Column
from tui.verbs import VERBS, Verb
from tui.verbs.types import record_type
from tui.words import N_, ntext, quoted, text

if TYPE_CHECKING:
    from schemas.record import RecordType
    from store.importing import ImportNote, ImportPlan, Source
    from store.values import Reading
    from tui.call import Call

_SHOWN = 20


def run(call: Call) -> int:
    """Read, check, preview or save."""
    import random
    from datetime import UTC, datetime

    from store.errors import UsageFault
    from store.importing import Existing, plan_import
    from tui.typed_values import reading_of

    kind = record_type(call.arguments.word("type"))
    given, file = call.arguments.many("set"), call.arguments.one("from")
    if given and file:
        raise UsageFault("usage_not_both", one="--set", other="--from")
    if not given and not file:
        raise UsageFault("usage_nothing_to_do")
    snapshot = call.register.snapshot
    reading = reading_of(snapshot)
    source = _from_file(call, file, kind, reading) if file else _from_words(given, kind, reading)
    existing = Existing.of(kind, snapshot.rows())
    plan = plan_import(kind, source, existing, reading, datetime.now(UTC), random.SystemRandom())
    _tell_notes(call, plan.notes)
    if plan.problems or not plan.records:
        return _refuse(call, kind, plan, numbered=bool(file))
    _tell_warnings(call, kind, plan, numbered=bool(file))
    if call.arguments.has("dry-run"):
        return _preview(call, kind, plan)
    return _save(call, kind, plan)


def _from_words(given: list[str], kind: RecordType, reading: Reading) -> Source:
    """One row from ``--set``. The id, which no one may change later, may be given here."""
    from store.importing import Source, SourceRow
    from tui.typed_values import assigned

    ids = [words.partition("=")[2].strip() for words in given if words.partition("=")[0].strip() == "id"]
    rest = [words for words in given if words.partition("=")[0].strip() != "id"]
    data = assigned(kind, {}, rest, reading, _example_path(kind))
    return Source((SourceRow(1, {**({"id": ids[-1]} if ids else {}), **data}),))


def _from_file(call: Call, name: str, kind: RecordType, reading: Reading) -> Source:
    from store.importing import format_of, load_map, read_source
    from tui.column_words import columns_by_label, constants_without_a_map

    raw = _read(name)
    form = format_of("" if name == "-" else name, raw)
    map_file = call.arguments.one("map")
    mapping = load_map(_read(map_file), kind) if map_file else None
    if form != "csv" or mapping is not None:
        return read_source(raw, form, kind, reading, mapping=mapping)
    labels, constants = columns_by_label(kind), constants_without_a_map(kind)
    return read_source(raw, form, kind, reading, labels=labels, constants=constants)


def _read(name: str) -> bytes:
    import sys

    from store.errors import ImportFault
    from store.importing import MAX_BYTES
    from tui.register_paths import read_named

    if name != "-":
        return read_named(name, MAX_BYTES)
    raw = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise ImportFault("import_too_large", limit=MAX_BYTES)
    return raw


def _example_path(kind: RecordType) -> str:
    """A path of that kind, so that problems of a record without a file find their field."""
    from store.layout import path_of

    return path_of(kind, "x")


def _tell_notes(call: Call, notes: tuple[ImportNote, ...]) -> None:
    sentences = {
        "column_unused": N_("The column {column} is not used."),
        "column_missing": N_("The map names a column {column}, which the file does not have."),
    }
    for note in notes:
        call.output.tell(text(sentences[note.code], **note.params))


def _refuse(call: Call, kind: RecordType, plan: ImportPlan, *, numbered: bool) -> int:
    """Nothing was saved: say what is wrong, row by row."""
    from tui.row_problems import problem_rows_json, tell_rows

    call.output.tell(
        text("There is no record in the file.")
        if not plan.problems
        else text("Nothing was saved. What is wrong:")
    )
    tell_rows(call, kind, plan.problems, numbered=numbered)
    message = text("Nothing was saved. What is wrong:").partition(".")[0] + "."
    problems = problem_rows_json(call, kind, plan.problems)
    call.output.document(
        {"error": {"code": "invalid_record", "message": message, "params": {}, "problems": problems}}
    )
    return 1


def _tell_warnings(call: Call, kind: RecordType, plan: ImportPlan, *, numbered: bool) -> None:
    from tui.row_problems import tell_rows

    if plan.warnings:
        call.output.tell(text("Worth a look:"), "warn")
        tell_rows(call, kind, plan.warnings, numbered=numbered)


def _preview(call: Call, kind: RecordType, plan: ImportPlan) -> int:
    from schemas.fields import record_spec, title_of
    from store.plain_records import json_value
    from tui.field_words import Names, value_words

    names: Names = call.names()
    spec = record_spec(kind)
    shown = [spec.find(name) for name in ("kind", "districts", "status")]
    fields = [field for field in shown if field is not None]
    columns = [Column(text("Id"), cut=True), Column(text("Name"), cut=True)]
    columns += [Column(text(field.label), cut=True, droppable=True) for field in fields]
    rows = [
        [
            record_id,
            title_of(kind, data),
            *(value_words(field, data.get(field.name), names) for field in fields),
        ]
        for record_id, data in plan.records
    ]
    call.output.table(columns, rows[:_SHOWN] if call.output.terminal else rows)
    if call.output.terminal and len(rows) > _SHOWN:
        call.output.line(text("… and {n} more", n=len(rows) - _SHOWN))
    records = [
        {"id": record_id, "type": kind, "fields": json_value({**data, "id": None})}
        for record_id, data in plan.records
    ]
    for record in records:
        record["fields"].pop("id")
    call.output.document(
        {"ids": [record_id for record_id, _ in plan.records], "commit": None, "records": records}
    )
    call.output.tell(
        ntext(
            "{n} record would be made. Nothing was saved.",
            "{n} records would be made. Nothing was saved.",
            len(rows),
        )
    )
    return 0


def _save(call: Call, kind: RecordType, plan: ImportPlan) -> int:
    from store.saving import new_edit
    from tui.saving_words import save

    saved = save(
        call, [new_edit(kind, data) for _, data in plan.records], call.arguments.one("message") or ""
    )
    ids = [record_id for record_id, _ in plan.records]
    call.output.document({"ids": ids, "commit": saved.commit})
    titles = call.register.snapshot
    if len(ids) == 1:
        call.output.line(text("Made: {title}", title=quoted(titles.title(ids[0]))), "  ", ids[0])
    else:
        for record_id in ids:
            call.output.line(record_id, "  ", titles.title(record_id))
        call.output.tell(ntext("{n} record made", "{n} records made", len(ids)))
    return 0


VERB = Verb(
    run,
    VERBS["new"][1],
    words=(Word("type", N_("KIND"), N_("actor, topic or group")),),
    options=(
        Option(("--set",), N_("what stands in which field"), N_("FIELD=VALUE"), greedy=True),
        Option(
            ("--from",), N_("records from a file: TOML, JSON, JSON Lines or CSV; - for stdin"), N_("FILE")
        ),
        Option(("--map",), N_("which column of a table is which field (TOML)"), N_("FILE")),
        Option(("--dry-run",), N_("only show what would come")),
        Option(("-m", "--message"), N_("a remark for the history"), N_("TEXT")),
    ),
    usage=(
        "knoten new actor --set 'name=Treff Südstadt' kind=treff districts=suedstadt",
        "knoten new actor --from vereine.csv --map vereine.map.toml --dry-run",
    ),
)
