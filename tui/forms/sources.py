"""What can be chosen in a field: words of the program, terms, records, languages, rounds.

A value that a record has stays choosable though nobody knows it: an unknown term is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.field_kinds import InputKind
from schemas.fields import FieldSpec
from schemas.folding import fold, fold_words
from schemas.languages import LANGUAGES
from tui.field_words import RHYTHMS, Names, is_round, rhythm_words
from tui.words import language, text

if TYPE_CHECKING:
    from schemas.record import RecordType
    from schemas.vocabulary import Vocabulary
    from store.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: its value, what it is called, what tells it from others, and its search words."""

    value: str
    label: str
    hint: str = ""
    folded: str = ""


def option(value: str, label: str, hint: str = "", words: Iterable[str] = ()) -> Option:
    """Make an option that is found by its label, hint, value and words."""
    return Option(value, label, hint, fold(" ".join((label, hint, value, *words))))


def matching(options: Sequence[Option], typed: str) -> list[Option]:
    """The options that hold every word typed; those whose label begins with it come first."""
    wanted = fold_words(typed)
    if not wanted:
        return list(options)
    found = [choice for choice in options if all(word in choice.folded for word in wanted)]
    return sorted(found, key=lambda choice: not choice.folded.startswith(wanted[0]))


def options_for(spec: FieldSpec, snapshot: Snapshot, names: Names, chosen: Sequence[str]) -> list[Option]:
    """All that can be chosen in a field, and what is chosen though nobody knows it."""
    found = list(_known(spec, snapshot, names))
    known = {choice.value for choice in found}
    strays = [option(value, value, text("unknown")) for value in chosen if value and value not in known]
    return [*strays, *found]


def _known(spec: FieldSpec, snapshot: Snapshot, names: Names) -> Iterator[Option]:
    if spec.choices:
        yield from (option(choice.value, text(choice.label)) for choice in spec.choices)
    elif spec.section:
        yield from _terms(spec.section, snapshot.vocabulary)
    elif spec.input is InputKind.LANGUAGES:
        yield from _languages()
    elif is_round(spec):
        yield from _rounds(snapshot, names)
    elif spec.target:
        yield from _records(spec.target, snapshot)
    elif spec.name == "rhythm":
        yield from (option(rule, rhythm_words(rule)) for rule in RHYTHMS)


def _terms(section: str, vocabulary: Vocabulary) -> Iterator[Option]:
    for term in vocabulary.terms(section):
        words = list(vocabulary.words(section, term))
        yield option(term, vocabulary.label(section, term, language()), words=words)


def _languages() -> Iterator[Option]:
    """Languages whose own name is known come first; the others have their code alone."""
    for code, name in sorted(LANGUAGES.items(), key=lambda pair: (pair[0] == pair[1], fold(pair[1]))):
        yield option(code, name, "" if code == name else code)


def _records(target: str, snapshot: Snapshot) -> Iterator[Option]:
    kinds: dict[str, RecordType] = {"actor": "actor", "topic": "topic", "group": "group"}
    for row in sorted(snapshot.rows(kinds[target]), key=lambda row: fold(row.title)):
        kind = snapshot.vocabulary.label("actor_kind", row.kind, language()) if target == "actor" else ""
        yield option(row.id, row.title or row.id, kind)


def _rounds(snapshot: Snapshot, names: Names) -> Iterator[Option]:
    for row in snapshot.rows("group"):
        data = names.data(row.id) or {}
        rounds = data.get("rounds")
        for entry in rounds if isinstance(rounds, list) else ():
            if isinstance(entry, dict) and isinstance(entry.get("key"), str):
                title = str(entry.get("title") or entry["key"])
                yield option(f"{row.id}/{entry['key']}", title, names.title(row.id) or row.id)
