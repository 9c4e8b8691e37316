"""Thin rows: what lists, facets and the search need of a record, and nothing else.

Parsing and checking a record costs 200 µs, a row from the cache 5 µs; so ten thousand records are listed from
rows, and a record is read when somebody opens it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
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
    kind, title = _text(data, "kind"), record.title or record.id
    districts, fields = _set(data, "districts"), _set(data, "engagement_fields")
    targets, offers, needs = _set(data, "target_groups"), _kinds(data, "offers"), _kinds(data, "needs")
    names = searchable([title, *_texts_at(data, "short_name"), *_set(data, "aliases")])
    terms = _terms_text(
        vocabulary, kind if record.type == "actor" else "", districts, fields, targets, (*offers, *needs)
    )
    return Row(
        id=record.id,
        digest=record.digest,
        type=record.type,
        title=title,
        kind=kind,
        status=_text(data, "status"),
        districts=districts,
        fields=fields,
        targets=targets,
        tags=_set(data, "tags"),
        offers=offers,
        needs=needs,
        languages=_set(data, "languages"),
        steward=_text(data, "steward"),
        merged_into=_text(data, "merged_into"),
        verified_on=_iso(data.get("verified_on")),
        summary=_text(data, "summary") or _first_line(_text(data, "question") or _text(data, "mandate")),
        contact=_contact(data),
        conflicts=_conflicts(record.type, data),
        problems=sum(problem.severity == "error" for problem in record.problems),
        readable=record.readable,
        names_folded=names,
        text_folded=names + searchable(_all_texts(record.type, data)) + TERMS_MARK + terms,
    )


def with_terms(row: Row, vocabulary: Vocabulary) -> Row:
    """The row, to be found by the words that the vocabulary has now for its terms."""
    own = row.text_folded.partition(TERMS_MARK)[0]
    kind = row.kind if row.type == "actor" else ""
    terms = _terms_text(vocabulary, kind, row.districts, row.fields, row.targets, (*row.offers, *row.needs))
    return row._replace(text_folded=own + TERMS_MARK + terms)


def _terms_text(
    vocabulary: Vocabulary,
    kind: str,
    districts: tuple[str, ...],
    fields: tuple[str, ...],
    targets: tuple[str, ...],
    offers: tuple[str, ...],
) -> str:
    """The searchable words of a record's terms: labels in each language, and synonyms."""
    words = [_term_words(vocabulary, "actor_kind", kind)] if kind else []
    words += [_term_words(vocabulary, "district", term) for term in districts]
    words += [_term_words(vocabulary, "engagement_field", term) for term in fields]
    words += [_term_words(vocabulary, "target_group", term) for term in targets]
    words += [_term_words(vocabulary, "offer_kind", term) for term in offers]
    return "".join(words)


@lru_cache(maxsize=4096)
def _term_words(vocabulary: Vocabulary, section: str, term: str) -> str:
    """Every record has terms, and there are a hundred of them: fold each once."""
    return searchable(vocabulary.words(section, term))


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
    if name not in data:
        return ()
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


def _conflicts(kind: RecordType, data: Mapping[str, Any]) -> int:
    """How many conflicts still stand."""
    if "conflicts" not in data:
        return 0
    from store.disputed import conflicts_of  # brings the models, and few records have any

    return len(conflicts_of(kind, "", dict(data)))


# What puts the text of a field's value into a list; None for what people do not look for. A field that is not
# in a plan is one that the schema does not know. Lists, as generators within generators cost twice the time.
_Take = Callable[[Any, list[str]], None]
_Plan = dict[str, _Take | None]


def _all_texts(kind: RecordType, data: Mapping[str, Any]) -> list[str]:
    texts: list[str] = []
    _take_all(_plan(kind), data, texts)
    texts.append(_text(data, "id"))
    return texts


@cache
def _plan(kind: RecordType) -> _Plan:
    from schemas.fields import record_spec  # only where records are parsed: it brings the models, 130 ms

    plan = _plan_of(record_spec(kind).fields)
    # Names stand in front by themselves.
    return {**plan, **dict.fromkeys(("id", "name", "title", "short_name", "aliases", "conflicts"))}


def _plan_of(fields: tuple[FieldSpec, ...]) -> _Plan:
    return {field.name: _taker(field) for field in fields}


def _taker(field: FieldSpec) -> _Take | None:
    from schemas.field_kinds import InputKind, Shape

    if field.shape is Shape.KEYED:
        plan = _plan_of(field.fields)
        return lambda value, texts: _take_entries(plan, value, texts)
    if field.input is InputKind.PHONE:
        return _take_phone
    worth = {InputKind.LINE, InputKind.TEXT, InputKind.TAGS, InputKind.LINES, InputKind.URL, InputKind.EMAIL}
    return _take_value if field.input in worth else None


def _take_all(plan: _Plan, data: Mapping[str, Any], texts: list[str]) -> None:
    for name, value in data.items():
        take = plan.get(name, _take_value)
        if take is not None:
            take(value, texts)


def _take_value(value: Any, texts: list[str]) -> None:
    if isinstance(value, str):
        texts.append(value)
    elif isinstance(value, list):
        texts += [item for item in value if isinstance(item, str)]


def _take_phone(value: Any, texts: list[str]) -> None:
    if isinstance(value, str):
        texts.append(value)
        texts += phone_digits(value)


def _take_entries(plan: _Plan, value: Any, texts: list[str]) -> None:
    if isinstance(value, list):
        for entry in value:
            if isinstance(entry, dict):
                _take_all(plan, entry, texts)
