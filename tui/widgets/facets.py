"""Filters by kind, district and the like: the line of chips, and the window where values are picked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Protocol

from textual import on
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from schemas.folding import fold, fold_words
from tui.key_words import key_text
from tui.keys import bindings, command
from tui.safe_text import clean, highlight
from tui.screens.confirm import Dialog
from tui.widgets.action_line import ActionLine, Part, fitting
from tui.widgets.columns import cut
from tui.widgets.line_input import LineInput
from tui.words import N_, list_text, number_text, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.dom import DOMNode

_WIDEST_CHIP = 36  # cells
_FEW = 12  # so many values are picked by the arrow keys; more are searched by typing


@dataclass(frozen=True, slots=True)
class FacetOption:
    """A value to filter by: what the store calls it, its label (foreign text), how many records have it."""

    value: str
    label: str
    count: int


class FacetSource(Protocol):
    """Who knows the facets of a list. Both are asked anew whenever they are shown."""

    def facet_names(self) -> Sequence[tuple[str, str]]:
        """Return the facets: name and translated label."""

    def facet_options(self, name: str) -> Sequence[FacetOption]:
        """Return the values of a facet with how many of the records now found have each."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for: words as typed, and for each facet the values of which one must hold."""

    words: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether everything is to be shown."""
        return not self.words.strip() and not self.facets

    def having(self, name: str, values: tuple[str, ...]) -> Query:
        """Return the same query with other values for one facet; none takes it away."""
        others = {known: chosen for known, chosen in self.facets.items() if known != name}
        return Query(self.words, {**others, name: values} if values else others)


class FacetLine(ActionLine):
    """One chip for each facet: what is chosen with × to remove it, else a ▾ to choose."""

    DEFAULT_CSS = """
    FacetLine { color: $text-muted; }
    FacetLine > .facet--chosen { color: $accent; text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"facet--chosen"}

    def __init__(self, source: FacetSource, owner: DOMNode) -> None:
        """Show the facets of `source`; a click runs `pick_facet` or `clear_facet` of `owner`."""
        super().__init__()
        self._source, self._owner = source, owner
        self._query = Query()

    def show(self, query: Query) -> None:
        """Show what is chosen now."""
        self._query = query
        self.refresh()

    def left(self) -> Iterable[Part]:
        """Return the chips; what is chosen stays longest when room is short."""
        for place, (name, label) in enumerate(self._source.facet_names()):
            chosen = self._query.facets.get(name, ())
            if chosen:
                words = f"{self._chosen_words(name, label, chosen)} ×"
                style = self.get_visual_style("facet--chosen", partial=True)
                tip = text("Remove this filter")
                yield Part(Content.styled(words, style), f"clear_facet({name!r})", 0, tip, self._owner)
            else:
                yield Part(Content(f"{label} ▾"), f"pick_facet({name!r})", place + 1, "", self._owner)

    def choose(self, width: int) -> tuple[list[Part], list[Part]]:
        """Where not all chips have room, say that there are more, and with which key."""
        chips = list(self.left())
        shown = fitting(chips, width, self.GAP)
        if len(shown) == len(chips):
            return shown, []
        made_from = command("list.filter")
        words = Content(f"{key_text(made_from.keys[0])} {text('more')}")
        rest = Part(words, "filter", 0, text(made_from.help))
        return fitting(chips, width - words.cell_length - self.GAP, self.GAP), [rest]

    def retranslate(self) -> None:
        """Draw the words anew."""
        self.refresh()

    def _chosen_words(self, name: str, label: str, values: Sequence[str]) -> str:
        """The first value by name, the others counted: a chip that has no room would not be seen at all."""
        labels = {option.value: option.label for option in self._source.facet_options(name)}
        words = f"{label}: {clean(labels.get(values[0], values[0]))}"
        others = f" +{len(values) - 1}" if len(values) > 1 else ""
        return cut(words, _WIDEST_CHIP).rstrip() + others


class FacetPicker(Dialog[tuple[str, ...]]):
    """Values of one facet to tick; Enter ticks the one and closes, Space ticks several."""

    DEFAULT_CSS = """
    FacetPicker > Vertical { width: 56; }
    FacetPicker .facet--hint { color: $text-muted; height: auto; margin-top: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("list.tick")]

    def __init__(self, label: str, options: Sequence[FacetOption], chosen: Iterable[str]) -> None:
        super().__init__()
        self._label, self._options = label, list(options)
        self._chosen = set(chosen)
        self._ticked: set[str] = set()
        self._listed: list[FacetOption] = []

    def compose_content(self) -> ComposeResult:
        """Show the values with their counts, and a field to search them where they are many."""
        yield Static(Content(clean(self._label)), classes="dialog--question")
        if len(self._options) > _FEW:
            yield LineInput(placeholder=text("Type to filter"))
        yield OptionList(markup=False)
        keys = {"enter": key_text("enter"), "space": key_text("space")}
        hint = text("{enter}: choose and close · {space}: tick several", **keys)
        yield Static(Content(hint), classes="facet--hint")

    def on_mount(self) -> None:
        """List all values and start where one types or moves."""
        super().on_mount()
        self._list("")
        (self.query(LineInput).first() if len(self._options) > _FEW else self.query_one(OptionList)).focus()

    def action_tick(self) -> None:
        """Tick or untick the value at the cursor."""
        option = self._at_cursor()
        if option is not None:
            self._chosen ^= {option.value}
            self._ticked.add(option.value)
            self._list(self._typed())

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._list(event.value)

    @on(Input.Submitted)
    @on(OptionList.OptionSelected)
    def _accepted(self, event: Input.Submitted | OptionList.OptionSelected) -> None:
        event.stop()
        option = self._at_cursor()
        if option is not None:
            if option.value not in self._ticked:  # else Enter would take back what Space has just ticked
                self._chosen ^= {option.value}
            self.dismiss(tuple(known.value for known in self._options if known.value in self._chosen))

    def _typed(self) -> str:
        return self.query(LineInput).first().value if self.query(LineInput) else ""

    def _at_cursor(self) -> FacetOption | None:
        place = self.query_one(OptionList).highlighted
        return self._listed[place] if place is not None and place < len(self._listed) else None

    def _list(self, typed: str) -> None:
        words = fold_words(typed)
        self._listed = [
            option for option in self._options if all(word in fold(option.label) for word in words)
        ]
        shown = self.query_one(OptionList)
        place = shown.highlighted or 0
        shown.clear_options()
        shown.add_options(Option(self._line(option, typed)) for option in self._listed)
        shown.highlighted = min(place, len(self._listed) - 1) if self._listed else None

    def _line(self, option: FacetOption, typed: str) -> Content:
        tick = "[x] " if option.value in self._chosen else "[ ] "
        count = f"  {number_text(option.count)}"
        return Content.assemble(
            tick, highlight(option.label, [typed], "$accent bold"), (count, "$foreground 65%")
        )


def chosen_words(query: Query, source: FacetSource) -> str:
    """Return what is searched for as one phrase, for a title or a notice; clean."""
    parts = [clean(query.words)] if query.words.strip() else []
    for name, label in source.facet_names():
        labels = {option.value: option.label for option in source.facet_options(name)}
        values = [clean(labels.get(value, value)) for value in query.facets.get(name, ())]
        if values:
            parts.append(f"{label}: {list_text(values)}")
    return " · ".join(parts) if parts else text(command("list.clear").label)


FILTER_BY = N_("Filter by what?")
