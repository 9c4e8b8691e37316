"""A visit to what is disputed: which conflicts are open, where one is, and what is chosen so far.

What was chosen or written for a conflict is kept while one looks at others. A choice is kept for these very
versions: where they have changed meanwhile, it would settle on what nobody has seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.conflict_words import Picked

if TYPE_CHECKING:
    from schemas.paths import FieldPath
    from store.conflicts import OpenConflict

Key = tuple[str, str, "FieldPath"]
"""What a conflict is about, whichever versions there are: type, record, path."""

Written = dict[Key, Picked]
"""What was written for conflicts and is not settled yet."""


def key_of(conflict: OpenConflict) -> Key:
    """What a conflict is about."""
    return conflict.type, conflict.record, conflict.path


class Visit:
    """The open conflicts in order, and a place among them."""

    def __init__(self, record: str = "", written: Written | None = None) -> None:
        """Begin at the first conflict of ``record``, if it has one.

        What is written goes into ``written``, which may outlive the visit: nothing typed is lost by leaving.
        """
        self._record = record
        self._open: list[OpenConflict] = []
        self._seen: set[Key] = set()
        self._at = 0
        self._picked: dict[Key, tuple[OpenConflict, Picked]] = {}
        self._written: Written = written if written is not None else {}

    def read(self, found: Sequence[OpenConflict]) -> OpenConflict | None:
        """Take what is open now.

        Gives the conflict that one was looking at if it is not that one any more: settled, or changed.
        """
        before = self.current
        self._open = list(found)
        keys = {key_of(conflict) for conflict in found}
        self._seen |= keys
        for key in self._written.keys() - keys:
            del self._written[key]
        if before is None:
            self._at = next((at for at, one in enumerate(found) if one.record == self._record), 0)
            return None
        place = next((at for at, one in enumerate(found) if key_of(one) == key_of(before)), None)
        self._at = place if place is not None else min(self._at, max(0, len(found) - 1))
        return before if self.current != before else None

    @property
    def current(self) -> OpenConflict | None:
        """The conflict that is looked at; None where nothing is disputed."""
        return self._open[self._at] if self._open else None

    @property
    def open(self) -> int:
        """How many are open."""
        return len(self._open)

    @property
    def total(self) -> int:
        """How many there were, with those that were settled during the visit."""
        return len(self._seen)

    def step(self, by: int) -> None:
        """Go on, from the last one to the first."""
        if self._open:
            self._at = (self._at + by) % len(self._open)

    def of_record(self) -> list[OpenConflict]:
        """All open conflicts of the record that is looked at."""
        now = self.current
        if now is None:
            return []
        return [one for one in self._open if (one.type, one.record) == (now.type, now.record)]

    @property
    def picked(self) -> Picked:
        """What is chosen here, of these versions."""
        if self.current is None:
            return Picked()
        conflict, picked = self._picked.get(key_of(self.current), (None, Picked()))
        return picked if conflict == self.current else Picked()

    @property
    def written(self) -> Picked | None:
        """What was written here, chosen or not; None where nothing was."""
        return self._written.get(key_of(self.current)) if self.current is not None else None

    def pick(self, picked: Picked, key: Key | None = None) -> bool:
        """Choose here, if what is looked at is (still) what ``key`` names; says whether it was."""
        if self.current is None or key not in (None, key_of(self.current)):
            return False
        self._picked[key_of(self.current)] = (self.current, picked)
        if picked.written:
            self._written[key_of(self.current)] = picked
        return True
