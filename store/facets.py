"""Facets: the few fields by which people narrow a list, with how many records each value would leave."""

from __future__ import annotations

from collections import Counter
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from schemas.record import RecordType
    from schemas.vocabulary import Vocabulary
    from store.rows import Row

    Chosen = Mapping[str, Collection[str]]
    """Facet → the values chosen in it: one of them must hold; so must one of each other facet."""


class Facet(NamedTuple):
    """One field to narrow by: the attribute of a row, and the section of the vocabulary its terms are of.

    ``section`` is "" for what are no terms: the program's own words, ids and free words.
    """

    name: str
    attribute: str
    section: str
    types: tuple[RecordType, ...]


FACETS = (
    Facet("kind", "kind", "actor_kind", ("actor", "group")),
    Facet("status", "status", "", ("actor", "topic", "group")),
    Facet("district", "districts", "district", ("actor", "topic")),
    Facet("field", "fields", "engagement_field", ("actor", "topic")),
    Facet("target", "targets", "target_group", ("actor", "topic")),
    Facet("offer", "offers", "offer_kind", ("actor",)),
    Facet("need", "needs", "offer_kind", ("actor",)),
    Facet("language", "languages", "", ("actor",)),
    Facet("tag", "tags", "", ("actor", "topic", "group")),
    Facet("steward", "steward", "", ("actor", "topic", "group")),
)
_BY_NAME = {facet.name: facet for facet in FACETS}


def facets_for(kind: RecordType | None) -> tuple[Facet, ...]:
    """The facets that make sense for a kind of record; those that all kinds have for None."""
    if kind is None:
        return tuple(facet for facet in FACETS if len(facet.types) > 2)  # noqa: PLR2004  all three
    return tuple(facet for facet in FACETS if kind in facet.types)


def values_of(row: Row, facet: str) -> tuple[str, ...]:
    """The values that a row has for a facet; () for none. Raises KeyError for an unknown facet."""
    value: str | tuple[str, ...] = getattr(row, _BY_NAME[facet].attribute)
    if isinstance(value, tuple):
        return value
    return (value,) if value else ()


def select(rows: list[Row], chosen: Chosen) -> list[Row]:
    """The rows that have one of the chosen values in each facet, in their order.

    Raises KeyError for an unknown facet.
    """
    for facet, values in chosen.items():
        if values:
            attribute, wanted = _BY_NAME[facet].attribute, frozenset(values)
            rows = [row for row in rows if _has(getattr(row, attribute), wanted)]
    return rows


def _has(value: str | tuple[str, ...], wanted: frozenset[str]) -> bool:
    return value in wanted if isinstance(value, str) else not wanted.isdisjoint(value)


def facet_counts(
    rows: Iterable[Row], facet: str, vocabulary: Vocabulary, chosen: Collection[str] = ()
) -> list[tuple[str, int]]:
    """The values that the rows have for a facet, with their numbers of rows.

    Terms come in the vocabulary's order, other values by number and then by themselves; chosen values are
    listed even where no row has them. Raises KeyError for an unknown facet.
    """
    wanted = _BY_NAME[facet]
    counter: Counter[str] = Counter()
    for value in map(attrgetter(wanted.attribute), rows):
        counter.update((value,) if isinstance(value, str) else value)
    del counter[""]
    counts = {**dict.fromkeys(chosen, 0), **counter}
    places: dict[str, int] = {}
    if wanted.section:
        places = {term: place for place, term in enumerate(vocabulary.terms(wanted.section, deprecated=True))}
    last = len(places)
    return sorted(counts.items(), key=lambda item: (places.get(item[0], last), -item[1], item[0]))
