"""Columns of tables by what people call them, in either language: for spreadsheets in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.field_kinds import Shape
from schemas.fields import record_spec
from store.export import Wording
from tui.field_words import entry_name, field_label
from tui.words import LANGUAGES, language, speaking, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemas.fields import FieldSpec
    from schemas.record import RecordType
    from store.snapshot import Snapshot

_MAIN = "main"
"""The key that an entry made from columns without a map gets: a table has one contact, one place."""


def columns_by_label(kind: RecordType) -> dict[str, str]:
    """Label as shown, in both languages → the field's path; of lists, one entry's fields."""
    found: dict[str, str] = {}
    for spoken in LANGUAGES:
        with speaking(spoken):
            for label, path in _columns(record_spec(kind)):
                found.setdefault(label, path)
    return found


def constants_without_a_map(kind: RecordType) -> dict[str, str]:
    """What a contact needs beside the phone or mail of its column; it stays in the network until told."""
    if kind != "actor":
        return {}
    main = f"contacts[{_MAIN}]"
    return {
        f"{main}.role": text("Contact"),
        f"{main}.visibility": "network",
        f"{main}.basis": "none_functional",
    }


def _columns(spec: FieldSpec) -> Iterator[tuple[str, str]]:
    """The record's own fields first: where a label is used twice, they have it."""
    for field in spec.fields:
        if field.shape is not Shape.KEYED and field.label:
            yield field_label(field), field.name
    for field in spec.fields:
        if field.shape is Shape.KEYED and field.key_made:
            for inner in field.fields:
                if inner.name not in field.key and inner.shape is not Shape.KEYED:
                    path = f"{field.name}[{_MAIN}].{inner.name}"
                    yield f"{entry_name(field)}: {field_label(inner)}", path
                    yield field_label(inner), path


def csv_wording(snapshot: Snapshot, kind: RecordType) -> Wording:
    """How a table for a spreadsheet speaks, in the language that is spoken."""

    def label(column: str) -> str:
        name, _, inner = column.partition(".")
        field = record_spec(kind).find(name)
        if not inner or field is None:
            return field_label(field, name)
        return f"{entry_name(field)}: {field_label(field.find(inner), inner)}"

    return Wording(
        label=label,
        term=lambda section, term: snapshot.vocabulary.label(section, term, language()),
        word=text,
        title=snapshot.title,
    )
