"""What the widgets of a form share: the data, the register to choose from, and who is told of an edit."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from schemas.folding import fold
from store.values import Reading
from tui.field_words import names_of
from tui.words import text

if TYPE_CHECKING:
    from store.drafts import Address
    from store.snapshot import Snapshot
    from tui.forms.state import FormState


class FormContext:
    """One form and all forms of entries that are opened from it."""

    def __init__(self, state: FormState, snapshot: Snapshot) -> None:
        """Edit ``state``, with what there is to choose from in ``snapshot``."""
        self.state = state
        self.snapshot = snapshot
        self.names = names_of(snapshot)
        self.remark = ""
        """Why the person made the change, in their words; for the history, not for the record."""
        self.visited: set[Address] = set()
        """Fields that were left once: only what was touched is complained about."""
        self.views: list[Callable[[], None]] = []
        """Called after each edit: the screens that show it, and who keeps the draft."""

    @property
    def reading(self) -> Reading:
        """How typed text is read, in the language that is spoken now."""
        return Reading(self.snapshot.vocabulary, self._find, text)

    def put(self, address: Address, value: Any) -> None:
        """Set a value that was chosen."""
        self.state.put(address, value)
        self._edited()

    def put_text(self, address: Address, typed: str) -> None:
        """Set what was typed."""
        self.state.put_text(address, typed, self.reading)
        self._edited()

    def put_remark(self, words: str) -> None:
        """Keep why the person made the change."""
        self.remark = words
        self.state.version += 1
        self._edited()

    def touched(self) -> None:
        """Tell that entries came or went."""
        self._edited()

    def visit_all(self) -> None:
        """Complain about everything from now on: somebody wanted to save."""
        self.visited.update(address for address, _ in self.state.problems())

    def _edited(self) -> None:
        for view in list(self.views):
            view()

    def _find(self, kind: str, typed: str) -> str | None:
        wanted = fold(typed)
        for known in ("actor", "topic", "group"):
            if known == kind:
                rows = self.snapshot.rows(known)
                return next((row.id for row in rows if row.id == typed or fold(row.title) == wanted), None)
        return None
