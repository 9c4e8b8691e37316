"""The controlled terms of a register, with their labels, synonyms and order.

Knows nothing of pydantic: the list needs it on every start.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from schemas.folding import fold

SECTIONS = (
    "actor_kind",
    "engagement_field",
    "target_group",
    "district",
    "offer_kind",
    "relation",
    "interest_level",
    "group_role",
    "accessibility",
)


class Vocabulary:
    """Read-only view of ``vocabulary.toml``: section → term → entry, tolerant of what is missing."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._sections: dict[str, dict[str, Mapping[str, Any]]] = {
            section: {term: entry for term, entry in terms.items() if isinstance(entry, dict)}
            for section, terms in data.items()
            if isinstance(terms, dict)
        }

    def has(self, section: str, term: str) -> bool:
        """Whether the section knows the term."""
        return term in self._sections.get(section, ())

    def terms(self, section: str, *, deprecated: bool = False) -> list[str]:
        """The section's terms in the order in which they are offered."""
        entries = self._sections.get(section, {})
        wanted = [term for term, entry in entries.items() if deprecated or not entry.get("deprecated")]
        return sorted(wanted, key=lambda term: (_order(entries[term]), fold(self.label(section, term, "de"))))

    def label(self, section: str, term: str, language: str, *, inverse: bool = False) -> str:
        """The term's label; another language's, else the term itself, where there is none."""
        entry = self._sections.get(section, {}).get(term, {})
        prefix = "inverse_" if inverse and not entry.get("symmetric") else ""
        for name in (prefix + language, prefix + "de", prefix + "en", language, "de", "en"):
            label = entry.get(name)
            if isinstance(label, str) and label:
                return label
        return term

    def symmetric(self, section: str, term: str) -> bool:
        """Whether a relation holds both ways."""
        return bool(self._sections.get(section, {}).get(term, {}).get("symmetric"))

    def words(self, section: str, term: str) -> Iterable[str]:
        """Every word by which people may look for the term: its labels and synonyms."""
        entry = self._sections.get(section, {}).get(term, {})
        yield from (str(entry[name]) for name in ("de", "en") if entry.get(name))
        synonyms = entry.get("synonyms", ())
        if isinstance(synonyms, list):
            yield from (str(word) for word in synonyms)

    def match(self, section: str, text: str) -> str | None:
        """The term that a person means by ``text``: the term itself, a label or a synonym, folded."""
        wanted = text.strip()
        if self.has(section, wanted):
            return wanted
        return self._by_words.get((section, fold(wanted)))

    @cached_property
    def _by_words(self) -> dict[tuple[str, str], str]:
        """Folded word → term; where two terms share a word, the first by order has it."""
        found: dict[tuple[str, str], str] = {}
        for section in self._sections:
            for term in self.terms(section, deprecated=True):
                for word in (term, *self.words(section, term)):
                    found.setdefault((section, fold(word)), term)
        return found


def _order(entry: Mapping[str, Any]) -> int:
    order = entry.get("order", 1_000_000)
    return order if isinstance(order, int) else 1_000_000
