"""When somebody saved the same record while a form was open: what happened, and what is to stand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, RadioButton, RadioSet, Static

from schemas.fields import find_spec, record_spec
from schemas.paths import FieldPath
from schemas.validation import Data
from store.access import get_value
from store.changes import FieldChange, apply, diff
from store.saving import clashes_with
from tui.change_words import describe_change
from tui.field_words import Names, path_words, value_words
from tui.forms.layout import MUTED
from tui.safe_text import safe
from tui.screens.confirm import Dialog
from tui.widgets.phrases import Phrase, PhraseButton
from tui.words import N_, text

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from schemas.record import RecordType


@dataclass(frozen=True)
class Meanwhile:
    """One record in three versions: as the person saw it, as it stands now, and as the person wants it."""

    kind: RecordType
    id: str
    base: Data
    current: Data
    wanted: Data

    @property
    def theirs(self) -> list[FieldChange]:
        """What changed meanwhile."""
        return diff(self.kind, self.id, self.base, self.current)

    @property
    def mine(self) -> list[FieldChange]:
        """What the person changed."""
        return diff(self.kind, self.id, self.base, self.wanted)

    @property
    def clashes(self) -> list[FieldChange]:
        """The person's changes of fields that changed meanwhile, too, or became disputed."""
        return clashes_with(self.base, self.current, self.mine)

    def merged(self, kept: Collection[FieldPath]) -> Data:
        """The version of now with the person's changes; of those that clash, the ``kept`` ones."""
        clashing = {change.path for change in self.clashes}
        wanted = [change for change in self.mine if change.path not in clashing or change.path in kept]
        return apply(self.current, wanted) or {}


class VersionButton(RadioButton):
    """One of two versions; Textual tells the chosen one by its colour alone, this one by its sign."""

    @property
    def BUTTON_INNER(self) -> str:  # type: ignore[override]  # noqa: N802  # Textual's name, a constant there
        """The sign: filled where this version is chosen."""
        return "●" if self.value else "○"


class SettleMeanwhile(Dialog[frozenset[FieldPath]]):
    """Choose for each field that both changed what is to stand; answers the paths of what was typed here."""

    DEFAULT_CSS = """
    SettleMeanwhile > Vertical { width: 90; }
    SettleMeanwhile .dialog--details { max-height: 16; }
    SettleMeanwhile .meanwhile--field { text-style: bold; color: $foreground; margin-top: 1; height: auto; }
    SettleMeanwhile .meanwhile--was { height: auto; }
    SettleMeanwhile RadioSet { height: auto; width: 1fr; border: none; background: $panel; padding: 0; }
    SettleMeanwhile RadioSet:focus { border: none; }
    SettleMeanwhile RadioButton { width: 1fr; height: auto; }
    """
    BINDINGS: ClassVar = []

    def __init__(self, versions: Meanwhile, names: Names) -> None:
        super().__init__()
        self._versions, self._names = versions, names
        self._clashes: Sequence[FieldChange] = versions.clashes

    def compose_content(self) -> ComposeResult:
        """Show what changed meanwhile, then both versions of each disputed field."""
        yield Phrase(N_("Somebody saved this record while you were editing it."), classes="dialog--question")
        with VerticalScroll(classes="dialog--details", can_focus=False):
            clashing = {change.path for change in self._clashes}
            others = [change for change in self._versions.theirs if change.path not in clashing]
            if others:
                yield Phrase(N_("Changed meanwhile, and kept:"))
                yield Static(Content("\n").join(self._told(change) for change in others))
            for number, change in enumerate(self._clashes):
                yield from self._choice(number, change)
        with Horizontal(classes="dialog--buttons"):
            yield PhraseButton(N_("Back to the form"), id="back")
            accept = PhraseButton(N_("Save it this way"), id="accept")
            accept.variant = "primary"
            yield accept

    def _told(self, change: FieldChange) -> Content:
        return safe("  " + describe_change(change, self._names, self._versions.current))

    def _choice(self, number: int, change: FieldChange) -> ComposeResult:
        versions, names = self._versions, self._names
        spec, entry = find_spec(record_spec(versions.kind), change.path)
        label = path_words(versions.kind, change.path, names, versions.current or versions.wanted)
        now = get_value(record_spec(versions.kind), versions.current, change.path)
        yield Static(safe(label), classes="meanwhile--field", markup=False)
        was = value_words(spec, change.old, names) or text("(empty)")
        yield Static(safe(text("It was: {value}", value=was), MUTED), classes="meanwhile--was", markup=False)
        removed = text("(removed)") if entry else text("(empty)")
        with RadioSet(id=f"clash-{number}", compact=True):
            mine = value_words(spec, change.new, names) or removed
            theirs = value_words(spec, now, names) or removed
            yield VersionButton(safe(text("typed here: {value}", value=mine)), value=True)
            yield VersionButton(safe(text("saved meanwhile: {value}", value=theirs)))

    def on_mount(self) -> None:
        """Start on the first choice."""
        first = next(iter(self.query(RadioSet)), None)
        (first or self.query_one("#accept", Button)).focus()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "accept":
            self.dismiss(frozenset(self._kept()))
        else:
            self.dismiss(None)

    def _kept(self) -> list[FieldPath]:
        sets: Mapping[str | None, RadioSet] = {one.id: one for one in self.query(RadioSet)}
        return [
            change.path
            for number, change in enumerate(self._clashes)
            if sets[f"clash-{number}"].pressed_index == 0
        ]
