"""Values as people type them behind a verb: read by the field's type, and what is wrong as problems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.folding import fold
from schemas.problems import Problem
from store.fields_by_path import assign
from store.saving import InvalidRecord
from store.values import Reading, ValueFault
from tui.words import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemas.record import RecordType
    from schemas.validation import Data
    from store.snapshot import Snapshot


def reading_of(snapshot: Snapshot) -> Reading:
    """How typed text is understood in a register: terms by their labels, records by their titles."""
    titles: dict[tuple[str, str], str] = {}

    def find(kind: str, words: str) -> str | None:
        row = snapshot.row(words.strip())
        if row is not None:
            return row.id
        if not titles:
            titles.update({(row.type, fold(row.title)): row.id for row in snapshot.rows()})
        return titles.get((kind, fold(words)))

    return Reading(vocabulary=snapshot.vocabulary, find=find, words=text)


def assigned(kind: RecordType, data: Data, assignments: Sequence[str], reading: Reading, path: str) -> Data:
    """The data with each ``field=value`` done.

    Raises UsageFault ``bad_path``; InvalidRecord with everything that cannot be read, in the file ``path``.
    """
    problems = []
    for assignment in assignments:
        try:
            data = assign(kind, data, assignment, reading)
        except ValueFault as fault:
            problems.append(Problem(fault.code, path, field=fault.path, params=fault.params))
    if problems:
        raise InvalidRecord(problems)
    return data
