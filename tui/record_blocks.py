"""A record as blocks to read on the screen: what it says itself, then what others say of it.

The order is that of the schema; fields that are empty take no room. Values are foreign text: the pane that
draws the blocks cleans them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from schemas.field_kinds import InputKind, Shape
from schemas.fields import FieldSpec, record_spec
from schemas.validation import entry_key
from store.disputed import OpenConflict, conflicts_of
from tui.field_words import Names, entry_words, field_label, names_of, path_words, value_words
from tui.inverse_words import inverse_groups
from tui.problem_words import problem_line
from tui.widgets.detail_pane import Block, Fact, Gap, Heading, Link, Prose
from tui.widgets.marks import Mark
from tui.words import date_text, language, ntext, text

if TYPE_CHECKING:
    from schemas.paths import FieldPath
    from store.record import Record
    from store.rows import Row
    from store.snapshot import Snapshot

_ABOVE = frozenset({"name", "title", "kind", "status", "districts", "summary", "question", "verified_on"})
_FIRST = frozenset({"contacts"})
"""What a record is opened for most often; it stands before the rest."""
_UNREAD = frozenset({"lat", "lon"})
_REFS = frozenset({InputKind.REF, InputKind.REFS})
CONFLICT = "conflict"
"""The type of a link that leads to where the record's conflicts are settled."""
_MOST_NAMED = 3


def record_blocks(snapshot: Snapshot, record: Record, marks: Mark = Mark.NONE) -> list[Block]:
    """All there is to know of a record."""
    names = names_of(snapshot)
    data = record.data or {}
    disputed = conflicts_of(record.type, record.id, data)
    blocks = [
        Heading(record.title, marks),
        *_disputes(disputed, data, names),
        *_problems(record, names),
        *_lead(snapshot, record, data),
        *_fields(snapshot, record.type, data, names, disputed),
        *_inverse(snapshot, record.id),
    ]
    return list(_spaced(blocks))


def _spaced(blocks: Iterable[Block]) -> Iterator[Block]:
    """One empty line where several parts want one, and none at the end."""
    gap = False
    for block in blocks:
        if isinstance(block, Gap):
            gap = True
            continue
        if gap:
            yield Gap()
        gap = False
        yield block


def marks_of(row: Row) -> Mark:
    """The marks that a row's own state gives it."""
    marks = Mark.NONE
    if row.problems:
        marks |= Mark.PROBLEM
    if row.conflicts:
        marks |= Mark.DISPUTED
    return marks


def kind_words(snapshot: Snapshot, row: Row) -> str:
    """What kind of record a row is, in words."""
    if row.type == "actor":
        return snapshot.vocabulary.label("actor_kind", row.kind, language()) if row.kind else ""
    return own_word(row.type, "kind" if row.type == "group" else "status", row.kind or row.status)


def own_word(record_type: str, name: str, value: str) -> str:
    """The label of one of the program's own words."""
    field = record_spec(record_type).find(name)
    for choice in field.choices if field else ():
        if choice.value == value:
            return text(choice.label)
    return value


def district_words(snapshot: Snapshot, districts: Sequence[str]) -> str:
    """Districts by their labels."""
    return ", ".join(snapshot.vocabulary.label("district", term, language()) for term in districts)


def _disputes(disputed: Sequence[OpenConflict], data: Mapping[str, Any], names: Names) -> Iterator[Block]:
    """One line that leads to all that is disputed, and names the first of it."""
    if not disputed:
        return
    labels = [
        path_words(conflict.type, conflict.path, names, data) or text("The whole record")
        for conflict in disputed[:_MOST_NAMED]
    ]
    words = ntext("⚑ {n} place is disputed", "⚑ {n} places are disputed", len(disputed))
    named = ", ".join(labels) + (" …" if len(disputed) > _MOST_NAMED else "")
    yield Fact("", "", [Link(words, CONFLICT, disputed[0].record, named)])
    yield Gap()


def _problems(record: Record, names: Names) -> Iterator[Block]:
    for problem in record.problems:
        place = text("Line {line}", line=problem.line) + ": " if problem.line else ""
        yield Fact(text("Problem"), place + problem_line(problem, names, record.data))
    if record.problems:
        yield Gap()


def _lead(snapshot: Snapshot, record: Record, data: Mapping[str, Any]) -> Iterator[Block]:
    row = snapshot.row(record.id)
    if row is not None:
        status = own_word(row.type, "status", row.status)
        parts = [kind_words(snapshot, row), district_words(snapshot, row.districts)]
        parts += [status] if status not in parts else []
        verified = data.get("verified_on")
        if verified is not None and hasattr(verified, "year"):
            parts.append(text("confirmed on {day}", day=date_text(verified)))
        yield Prose(" · ".join(part for part in parts if part), quiet=True)
    for name in ("question", "summary"):
        if isinstance(data.get(name), str):
            yield Prose(data[name])
    yield Gap()


def _fields(
    snapshot: Snapshot, kind: str, data: Mapping[str, Any], names: Names, disputed: Sequence[OpenConflict]
) -> Iterator[Block]:
    spec = record_spec(kind)
    paths = [conflict.path for conflict in disputed]
    names_disputed = {path[0] for path in paths if path}
    for field in sorted(spec.fields, key=lambda field: field.name not in _FIRST):
        value = data.get(field.name)
        if value is None or field.name in _ABOVE or field.input is InputKind.HIDDEN:
            continue
        marks = Mark.DISPUTED if field.name in names_disputed else Mark.NONE
        if field.shape is Shape.KEYED:
            yield from _entries(snapshot, field, value, names, paths)
        elif field.shape is Shape.TEXT:
            yield from (Gap(), Fact(field_label(field), "", marks=marks), Prose(str(value)), Gap())
        elif field.input in _REFS:
            yield Fact(field_label(field), "", _links(snapshot, field, value), marks)
        else:
            yield Fact(field_label(field), value_words(field, value, names), marks=marks)
    for name in sorted(data.keys() - {field.name for field in spec.fields}):
        yield Fact(name, value_words(None, data[name], names))


def _links(snapshot: Snapshot, field: FieldSpec, value: Any) -> list[Link]:
    ids = value if isinstance(value, list) else [value]
    return [Link(snapshot.title(str(item)), field.target, str(item)) for item in ids]


def _entries(
    snapshot: Snapshot, field: FieldSpec, entries: Any, names: Names, disputed: Sequence[FieldPath]
) -> Iterator[Block]:
    """A keyed list: a heading line, then each entry with what it says beside its name."""
    yield Gap()
    yield Fact(field_label(field), "")
    deep = any(inner.shape is Shape.KEYED for inner in field.fields)
    for place, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, Mapping):
            if deep and place:
                yield Gap()
            path = (field.name, *entry_key(field, entry, place))
            marks = Mark.DISPUTED if any(one[: len(path)] == path for one in disputed) else Mark.NONE
            yield from _entry(snapshot, field, entry, names, marks)
    yield Gap()


def _entry(
    snapshot: Snapshot, field: FieldSpec, entry: Mapping[str, Any], names: Names, marks: Mark
) -> Iterator[Block]:
    target = next((inner for inner in field.fields if inner.target and inner.name in field.key), None)
    rest = _rest(field, entry, names, left_out={*field.lead, *field.key, *_UNREAD})
    if target is not None and isinstance(entry.get(target.name), str):
        record_id = entry[target.name]
        note = " · ".join(filter(None, [_note(field, entry, names, target.name), rest]))
        flag = f"⚑ {text('disputed')}" if marks else ""
        note = " · ".join(filter(None, [note, flag]))
        yield Fact("", "", [Link(snapshot.title(record_id), target.target, record_id, note)])
    else:
        yield Fact("", " · ".join(filter(None, [entry_words(field, entry, names), rest])), marks=marks)
    for inner in field.fields:
        value = entry.get(inner.name)
        if inner.shape is Shape.TEXT and value and inner.name not in field.lead:
            yield Prose(str(value), indent=4)
        elif inner.shape is Shape.KEYED and value:
            yield Prose(f"{field_label(inner)}:", quiet=True, indent=4)
            yield Prose(_inner_entries(inner, value, names), indent=4)


def _inner_entries(field: FieldSpec, entries: Any, names: Names) -> str:
    lines = [
        " · ".join(
            filter(
                None,
                [entry_words(field, entry, names), _rest(field, entry, names, {*field.lead, *field.key})],
            )
        )
        for entry in entries
        if isinstance(entry, Mapping)
    ]
    return "\n".join(f"• {line}" for line in lines)


def _note(field: FieldSpec, entry: Mapping[str, Any], names: Names, link: str) -> str:
    told = [inner for inner in field.fields if inner.name in {*field.lead, *field.key} and inner.name != link]
    return ", ".join(value_words(inner, entry[inner.name], names) for inner in told if inner.name in entry)


def _rest(field: FieldSpec, entry: Mapping[str, Any], names: Names, left_out: set[str]) -> str:
    """The short fields of an entry beyond its name: "public · consent"."""
    parts = []
    for inner in field.fields:
        value = entry.get(inner.name)
        if value is None or inner.name in left_out or inner.shape in (Shape.TEXT, Shape.KEYED):
            continue
        words = value_words(inner, value, names)
        parts.append(f"{field_label(inner)} {words}" if inner.input in _LABELLED else words)
    return " · ".join(part for part in parts if part)


_LABELLED = frozenset({InputKind.DAY, InputKind.MOMENT, InputKind.DECIMAL, InputKind.WHOLE, InputKind.REFS})


def _inverse(snapshot: Snapshot, record_id: str) -> Iterator[Block]:
    for group in inverse_groups(snapshot, record_id):
        links = []
        for link in group.links:
            row = snapshot.row(link.source)
            note = link.note
            if note and group.inverse.section:
                inverse = group.inverse.section == "relation"
                note = snapshot.vocabulary.label(group.inverse.section, note, language(), inverse=inverse)
            until = text("until {day}", day=link.until) if link.until else ""
            note = ", ".join(part for part in (note, until) if part)
            links.append(Link(snapshot.title(link.source), row.type if row else "", link.source, note))
        yield Gap()
        yield Fact(text(group.inverse.label), "", links)
