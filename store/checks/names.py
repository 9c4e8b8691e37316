"""Names that look like another's: the same place entered twice, by two partners."""

from __future__ import annotations

import re
from typing import Any

from schemas.fields import TITLE_FIELDS
from schemas.folding import fold
from schemas.problems import Problem
from store.checks.index import Index, texts
from store.record import Record

_WORD = re.compile(r"\w+")
# Legal forms in German, folded: "e.V.", "eV" and "e. V." are one.
_LEGAL_FORMS = re.compile(
    r"\b(?:e\W{0,2}v|e\W{0,2}g|g?gmbh|ug|haftungsbeschrankt|ag|kg|ohg|gbr|kdor|zvr|ggug|ltd"
    r"|eingetragener verein|gemeinnutzige[rs]?)\b"
)


def likeness(name: str) -> str:
    """What two names share that people would take for one: no case, accents, punctuation and legal form."""
    folded = fold(name)
    return "".join(_WORD.findall(_LEGAL_FORMS.sub(" ", folded))) or "".join(_WORD.findall(folded))


def similar_names(index: Index) -> dict[str, list[Problem]]:
    """By file: for each name that an earlier record of the same kind has, which one that is.

    Records that are merged into another are that other, so they are left out.
    """
    first: dict[tuple[str, str], Record] = {}
    found: dict[str, list[Problem]] = {}
    for record, data in sorted(index.usable(), key=lambda pair: pair[0].id):
        if data.get("status") == "merged":
            continue
        for field, name in _names(record, data):
            other = first.setdefault((record.type, likeness(name)), record)
            known = found.setdefault(record.path, []) if other is not record else []
            if other is not record and not any(problem.params["other"] == other.id for problem in known):
                params: dict[str, str | int] = {"other": other.id, "name": other.title}
                known.append(Problem("name_like", "", field=(field,), params=params))
    return found


def _names(record: Record, data: dict[str, Any]) -> list[tuple[str, str]]:
    title = TITLE_FIELDS[record.type]
    name = data.get(title)
    names = [(title, name)] if isinstance(name, str) else []
    names += [("aliases", alias) for alias in texts(data.get("aliases"))]
    return [(field, name) for field, name in names if likeness(name)]
