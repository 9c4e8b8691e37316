"""Thin rows: what lists, facets and the search need of a record, and nothing else.

Parsing and checking a record costs 200 µs, a row from the cache 5 µs; so ten thousand records are listed from
rows, and a record is read when somebody opens it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from store.layout import path_of
from store.searchable import phone_digits, searchable

if TYPE_CHECKING:
    from schemas.fields import FieldSpec
    from schemas.record import RecordType
    from schemas.vocabulary import Vocabulary
    from store.record import Record

# Between a record's own text and the words of its terms, which alone depend on the vocabulary.
TERMS_MARK = "\x1e"


class Row(NamedTuple):
    """One record in a list. All values are plain, so that a row is a line of JSON in the cache.

    ``kind`` is a term of an actor, one of the program's words for a group, "" for a topic. ``offers`` and
    ``needs`` are the kinds of what is offered and needed. ``verified_on`` is "YYYY-MM-DD" or "". ``contact``
    is the first public phone number or mail address. ``problems`` counts errors; a record that is not
    ``readable`` may have no more than an id, a title and problems. ``digest`` is the git blob id of the file.
    The two folded texts are for the search alone.
    """

    id: str
    digest: str
    type: RecordType
    title: str
    kind: str
    status: str
    districts: tuple[str, ...]
    fields: tuple[str, ...]
    targets: tuple[str, ...]
    tags: tuple[str, ...]
    offers: tuple[str, ...]
    needs: tuple[str, ...]
    languages: tuple[str, ...]
    steward: str
    merged_into: str
    verified_on: str
    summary: str
    contact: str
    conflicts: int
    problems: int
    readable: bool
    names_folded: str
    text_folded: str

    @property
    def path(self) -> str:
        """The record's file, relative to the register."""
        return path_of(self.type, self.id)

    @property
    def order(self) -> tuple[str, str, str]:
        """Sorts rows by title, whatever its case and accents."""
        return (self.names_folded.partition("|")[2].partition("|")[0], self.title, self.id)


def row_of(record: Record, vocabulary: Vocabulary) -> Row:
    """The row of a record; a broken one gives what can be read of it."""
    data: Mapping[str, Any] = record.data or {}
    names = [record.title, *_texts_at(data, "short_name"), *_set(data, "aliases")]
    names_folded = searchable(names)
    row = Row(
        id=record.id,
        digest=record.digest,
        type=record.type,
        title=record.title,
        kind=_text(data, "kind"),
        status=_text(data, "status"),
        districts=_set(data, "districts"),
        fields=_set(data, "engagement_fields"),
        targets=_set(data, "target_groups"),
        tags=_set(data, "tags"),
        offers=_kinds(data, "offers"),
        needs=_kinds(data, "needs"),
        languages=_set(data, "languages"),
        steward=_text(data, "steward"),
        merged_into=_text(data, "merged_into"),
        verified_on=_iso(data.get("verified_on")),
        summary=_text(data, "summary") or _first_line(_text(data, "question") or _text(data, "mandate")),
        contact=_contact(data),
        conflicts=len(_entries(data, "conflicts")),
        problems=sum(problem.severity == "error" for problem in record.problems),
        readable=record.readable,
        names_folded=names_folded,
        text_folded="",
    )
    own = names_folded + searchable(_all_texts(record.type, data)) + TERMS_MARK
    return row._replace(text_folded=own + terms_text(row, vocabulary))


def with_terms(row: Row, vocabulary: Vocabulary) -> Row:
    """The row, to be found by the words that the vocabulary has now for its terms."""
    own = row.text_folded.partition(TERMS_MARK)[0]
    return row._replace(text_folded=own + TERMS_MARK + terms_text(row, vocabulary))


def terms_text(row: Row, vocabulary: Vocabulary) -> str:
    """The searchable words of a row's terms: labels in each language, and synonyms."""
    terms = [
        *((("actor_kind", row.kind),) if row.type == "actor" and row.kind else ()),
        *(("district", term) for term in row.districts),
        *(("engagement_field", term) for term in row.fields),
        *(("target_group", term) for term in row.targets),
        *(("offer_kind", term) for term in row.offers),
        *(("offer_kind", term) for term in row.needs),
    ]
    return searchable(word for term in dict.fromkeys(terms) for word in vocabulary.words(*term))


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""


def _texts_at(data: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = _text(data, name)
    return (value,) if value else ()


def _set(data: Mapping[str, Any], name: str) -> tuple[str, ...]:
    values = data.get(name)
    return tuple(value for value in values if isinstance(value, str)) if isinstance(values, list) else ()


def _entries(data: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    entries = data.get(name)
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def _kinds(data: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(sorted({_text(entry, "kind") for entry in _entries(data, name)} - {""}))


def _iso(value: Any) -> str:
    return value.isoformat()[:10] if hasattr(value, "isoformat") else ""


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0][:280]


def _contact(data: Mapping[str, Any]) -> str:
    """The first public phone number, else mail address: never what is for the network alone."""
    public = [entry for entry in _entries(data, "contacts") if entry.get("visibility") == "public"]
    found = (_text(entry, name) for name in ("phone", "email") for entry in public)
    return next((text for text in found if text), "")


# How each field gives text to the search; a field that is not in a plan is one that the schema does not know.
_Plan = dict[str, Any]
_Collect = Callable[[Any], Iterator[str]]


def _all_texts(kind: RecordType, data: Mapping[str, Any]) -> list[str]:
    texts = list(_collect(_plan(kind), data))
    texts.append(_text(data, "id"))
    return texts


@cache
def _plan(kind: RecordType) -> _Plan:
    from schemas.fields import record_spec  # only where records are parsed: it brings the models, 130 ms

    plan = _plan_of(record_spec(kind).fields)
    return {**plan, **dict.fromkeys(("id", "name", "title", "short_name", "aliases", "conflicts"))}


def _plan_of(fields: tuple[FieldSpec, ...]) -> _Plan:
    return {field.name: _collector(field) for field in fields}


def _collector(field: FieldSpec) -> _Collect | None:
    """What collects the text of a field; None for what people do not look for."""
    from schemas.field_kinds import InputKind, Shape

    if field.shape is Shape.KEYED:
        plan = _plan_of(field.fields)
        return lambda value: _from_entries(plan, value)
    if field.input is InputKind.PHONE:
        return _from_phone
    worth = {InputKind.LINE, InputKind.TEXT, InputKind.TAGS, InputKind.LINES, InputKind.URL, InputKind.EMAIL}
    return _from_value if field.input in worth else None


def _collect(plan: _Plan, data: Mapping[str, Any]) -> Iterator[str]:
    for name, value in data.items():
        collect = plan.get(name, _from_value)
        if collect is not None:
            yield from collect(value)


def _from_value(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from (item for item in value if isinstance(item, str))


def _from_phone(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
        yield from phone_digits(value)


def _from_entries(plan: _Plan, value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for entry in value:
            if isinstance(entry, dict):
                yield from _collect(plan, entry)
