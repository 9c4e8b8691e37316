"""Search over a list: a field that filters as one types, chips for facets, and how many are left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from textual import on
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from tui.keys import bindings
from tui.screens.confirm import Choice, Choose
from tui.widgets.facets import FILTER_BY, FacetLine, FacetOption, FacetPicker, FacetSource, Query
from tui.widgets.line_input import LineInput
from tui.words import N_, number_text, text

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

__all__ = ["FacetOption", "FacetSource", "Query", "SearchBar"]


@dataclass
class Changed(Message, namespace="search_bar"):
    """Something else is searched for. Only the latest is delivered, however fast somebody types."""

    bar: SearchBar
    query: Query

    @property
    def control(self) -> SearchBar:
        """The bar that it comes from."""
        return self.bar

    def can_replace(self, message: Message) -> bool:
        """Let a later query take the place of this one."""
        return isinstance(message, Changed) and message.bar is self.bar


_Changed: TypeAlias = Changed  # so that `SearchBar.Changed` is a type, too


class SearchBar(Vertical):
    """A field and, where there are facets, the line of chips below it.

    `target` is the id of the list that is searched: Down and Enter lead there from the field.
    """

    DEFAULT_CSS = """
    SearchBar { height: auto; padding: 0; background: $background; }
    SearchBar > Horizontal { height: 1; padding: 0 1; }
    SearchBar LineInput { width: 1fr; background: $surface; }
    SearchBar LineInput:focus { background: $surface-lighten-1; }
    SearchBar .search--count { width: auto; padding: 0 1 0 2; color: $text-muted; }
    """
    HELP: ClassVar[str] = N_(
        "Type words to filter: names, tags and texts are searched, without regard to capitals and accents. "
        "Several words must all be found."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("search.leave", "search.to_list")]
    Changed: TypeAlias = _Changed

    def __init__(
        self,
        source: FacetSource | None = None,
        *,
        target: str = "list",
        placeholder: str = N_("Search"),
        id: str | None = None,  # noqa: A002  # Textual's name
    ) -> None:
        super().__init__(id=id)
        self._source, self._target, self._placeholder = source, target, placeholder
        self.query_now = Query()
        self._count = (0, 0)

    def compose(self) -> ComposeResult:
        """Put the count beside the field, and the chips below."""
        with Horizontal():
            yield LineInput(placeholder=text(self._placeholder))
            yield Static("", classes="search--count", markup=False)
        if self._source is not None:
            yield FacetLine(self._source, self)

    @property
    def typing(self) -> bool:
        """Whether the field has the focus."""
        return self.query_one(LineInput).has_focus

    def start_typing(self) -> None:
        """Put the focus into the field."""
        self.query_one(LineInput).focus()

    def set_count(self, shown: int, total: int) -> None:
        """Say how many are shown of how many."""
        self._count = (shown, total)
        same = shown == total
        words = (
            number_text(total)
            if same
            else text("{shown} of {total}", shown=number_text(shown), total=number_text(total))
        )
        self.query_one(".search--count", Static).update(Content(words))
        for line in self.query(FacetLine):
            line.refresh()

    def show(self, query: Query) -> None:
        """Search for something else, as if it had been typed and picked."""
        self.query_now = query
        with self.prevent(Input.Changed):
            self.query_one(LineInput).value = query.words
        self._tell()

    def clear(self) -> None:
        """Show everything."""
        self.show(Query())

    def retranslate(self) -> None:
        """Say the words in the language now spoken."""
        self.query_one(LineInput).placeholder = text(self._placeholder)
        self.set_count(*self._count)

    def action_leave_search(self) -> None:
        """Empty the field; where it is empty, go back to the list."""
        field = self.query_one(LineInput)
        if field.value:
            field.value = ""
        else:
            self.action_to_list()

    def action_to_list(self) -> None:
        """Go to what was found."""
        for target in self.screen.query(f"#{self._target}"):
            target.focus()

    def action_pick_facet(self, name: str) -> None:
        """Let values of a facet be picked."""
        if self._source is None:
            return
        label = dict(self._source.facet_names()).get(name, name)
        chosen = self.query_now.facets.get(name, ())

        def take(values: tuple[str, ...] | None) -> None:
            if values is not None:
                self.show(self.query_now.having(name, values))

        self.app.push_screen(FacetPicker(label, self._source.facet_options(name), chosen), take)

    def action_clear_facet(self, name: str) -> None:
        """Filter by this facet no more."""
        self.show(self.query_now.having(name, ()))

    def pick_filter(self) -> None:
        """Let a facet be chosen, then its values: the way by keyboard."""
        if self._source is None:
            return
        choices = [Choice(name, Content(label)) for name, label in self._source.facet_names()]

        def pick(name: str | None) -> None:
            if name is not None:
                self.action_pick_facet(name)

        self.app.push_screen(Choose(Content(text(FILTER_BY)), choices), pick)

    @property
    def has_facets(self) -> bool:
        """Whether there is anything to filter by beside words."""
        return self._source is not None

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.query_now = Query(event.value, self.query_now.facets)
        self._tell()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_to_list()

    def _tell(self) -> None:
        for line in self.query(FacetLine):
            line.show(self.query_now)
        self.post_message(Changed(self, self.query_now))
