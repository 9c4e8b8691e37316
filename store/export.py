"""Handing records out as CSV for spreadsheets.

It opens right by a double click where German is spoken: semicolons, decimal commas, a BOM (without one
Excel takes UTF-8 for cp1252), CRLF, every cell quoted so that LibreOffice cuts nothing at commas. For
countries that separate by commas the caller says so. Only public contacts go out unless the caller says
otherwise; remarks and open conflicts are notes among the partners and stay.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from schemas.fields import FieldSpec, find_spec, record_spec
from store.spreadsheet import guard

if TYPE_CHECKING:
    from schemas.record import RecordType
    from schemas.validation import Data
    from store.record import Record

COLUMNS: Mapping[RecordType, tuple[str, ...]] = {
    "actor": (
        *("id", "name", "short_name", "kind", "status", "summary", "districts", "engagement_fields"),
        *("target_groups", "languages", "places.street", "places.postal_code", "places.city", "website"),
        *("contacts.role", "contacts.name", "contacts.phone", "contacts.email", "opening_hours"),
        *("volunteers", "offers.title", "needs.title", "tags", "steward", "verified_on"),
    ),
    "topic": (
        *("id", "title", "question", "status", "raised_on", "origin", "summary", "engagement_fields"),
        *("target_groups", "districts", "related", "review_on", "tags", "steward", "verified_on"),
    ),
    "group": (
        *("id", "name", "kind", "status", "mandate", "topics", "parent", "starts_on", "ends_on", "rhythm"),
        *("tags", "steward", "verified_on"),
    ),
}
"""The columns of a table of records; a cell of ``places.street`` has a line for each place."""

_DECIDES_ON_VISIBILITY = frozenset({"visibility", "basis", "expires_on"})

Cell = str | int | float | date | None


def _as_it_is(text: str) -> str:
    return text


def _term_itself(_section: str, term: str) -> str:
    return term


@dataclass(frozen=True, slots=True)
class Wording:
    """How a table speaks.

    ``label``: a column of ``COLUMNS`` → its header. ``term``: section and term → label. ``word``: the label
    (a message id) of one of the program's own words → as it is shown. ``title``: a record's id → its title.
    """

    label: Callable[[str], str] = _as_it_is
    term: Callable[[str, str], str] = _term_itself
    word: Callable[[str], str] = _as_it_is
    title: Callable[[str], str] = _as_it_is


def public_contacts(data: Data, today: date) -> list[Data]:
    """The contacts that may leave the network: public beyond dispute, on a basis that has not run out."""
    contacts = [entry for entry in _list(data.get("contacts")) if isinstance(entry, dict)]
    return [
        entry
        for entry in contacts
        if entry.get("visibility") == "public" and not _run_out(entry, today) and not _disputed(data, entry)
    ]


def _run_out(contact: Data, today: date) -> bool:
    expires = contact.get("expires_on")
    return expires is not None and not (type(expires) is date and expires >= today)


def _disputed(data: Data, contact: Data) -> bool:
    """Whether partners disagree on the contact as a whole, or on what makes it public."""
    for conflict in _list(data.get("conflicts")):
        path = _list(conflict.get("path")) if isinstance(conflict, dict) else []
        if not path or path in (["contacts"], ["contacts", contact.get("key")]):
            return True
        if path[:2] == ["contacts", contact.get("key")] and path[2] in _DECIDES_ON_VISIBILITY:
            return True
    return False


def table_csv(
    kind: RecordType,
    records: Iterable[Record],
    wording: Wording,
    *,
    today: date,
    network: bool = False,
    delimiter: str = ";",
) -> bytes:
    """Records of one type as CSV; with all contacts if ``network``, else the public ones."""
    columns = [(column, tuple(column.split("."))) for column in COLUMNS[kind]]
    rows = []
    for record in records:
        data = dict(record.data or {"id": record.id})
        if not network and "contacts" in data:
            data["contacts"] = public_contacts(data, today)
        rows.append([_cell(kind, data, path, wording) for _, path in columns])
    return csv_bytes([wording.label(column) for column, _ in columns], rows, delimiter)


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]], delimiter: str = ";") -> bytes:
    """A CSV file. Text is guarded: no cell is computed or changed, nothing in it hides; days are ISO."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([guard(name) for name in header])
    for row in rows:
        writer.writerow([_written(cell, delimiter) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _written(cell: Cell, delimiter: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None).isoformat(
            sep=" ", timespec="minutes"
        )  # spreadsheets know no offsets
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int | float):
        # Where semicolons separate cells, a comma separates decimals.
        return str(cell) if delimiter == "," else str(cell).replace(".", ",")
    return guard(cell)


def _cell(kind: RecordType, data: Data, path: tuple[str, ...], wording: Wording) -> Cell:
    """The cell of a column: the field, or a line for each entry of the list that it belongs to."""
    if len(path) == 1:
        return _shown(record_spec(kind).find(path[0]), data.get(path[0]), wording)
    spec = _field_of_entries(kind, path)
    entries = [entry for entry in _list(data.get(path[0])) if isinstance(entry, dict)]
    lines = [str(_shown(spec, entry.get(path[1]), wording) or "") for entry in entries]
    return "\n".join(lines) if any(lines) else ""


def _field_of_entries(kind: RecordType, path: tuple[str, ...]) -> FieldSpec | None:
    entries, _ = find_spec(record_spec(kind), path[:1])
    return entries.find(path[1]) if entries else None


def _shown(spec: FieldSpec | None, value: Any, wording: Wording) -> Cell:
    """A value in the words of people."""
    if isinstance(value, list):
        return ", ".join(str(_shown(spec, item, wording) or "") for item in value)
    if isinstance(value, str) and spec is not None:
        if spec.section:
            return wording.term(spec.section, value)
        if spec.target:
            return wording.title(value)
        label = next((choice.label for choice in spec.choices if choice.value == value), "")
        return wording.word(label) if label else value
    return value if isinstance(value, str | int | float | date) else None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
