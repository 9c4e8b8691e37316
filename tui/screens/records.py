"""The lists of actors, topics and groups: type to filter, the record beside the list where there is room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.containers import Horizontal, Vertical

from schemas.record import RecordType
from store.facets import FACETS, facets_for
from store.rows import Row
from store.search import Finder
from store.search import Query as Words
from tui.filler_words import without_fillers
from tui.keys import bindings
from tui.record_blocks import district_words, kind_words, own_word, record_blocks
from tui.screens.record import RecordScreen
from tui.screens.record_actions import RECORD_BINDINGS, RecordActions
from tui.widgets.columns import Column
from tui.widgets.detail_pane import DetailPane
from tui.widgets.record_list import RecordList
from tui.widgets.row_painter import Line
from tui.widgets.search_bar import FacetOption, SearchBar
from tui.words import N_, language, text

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

FACET_LABELS = {
    "kind": N_("Kind"),
    "district": N_("District"),
    "field": N_("Field of engagement"),
    "target": N_("Target group"),
    "status": N_("Status"),
    "offer": N_("Offers"),
    "need": N_("Needs"),
    "tag": N_("Tags"),
    "steward": N_("Looked after by"),
    "language": N_("Languages"),
}
_SECTIONS = {facet.name: facet.section for facet in FACETS}


class RecordsScreen(RecordActions):
    """The list of one type of record."""

    KIND: ClassVar[RecordType] = "actor"
    COLUMNS: ClassVar[Sequence[Column]] = ()
    BINDINGS: ClassVar[list[BindingType]] = [*RECORD_BINDINGS, *bindings("list.next_pane")]
    DEFAULT_CSS = """
    RecordsScreen #left { width: 1fr; }
    RecordsScreen #detail { display: none; width: 1fr; }
    RecordsScreen.-wide #detail, RecordsScreen.-roomy #detail { display: block; border-left: solid $panel; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._finder: Finder | None = None
        self._hits: Sequence[Row] = ()

    @property
    def new_type(self) -> RecordType:
        """New records here are of the list's own type."""
        return self.KIND

    @property
    def current_id(self) -> str | None:
        """The record under the cursor."""
        lists = self.query(RecordList)
        return lists.first().cursor_id if lists else None

    def compose_content(self) -> ComposeResult:
        """Search and list, and the record beside them."""
        with Horizontal():
            with Vertical(id="left"):
                yield SearchBar(self)
                yield RecordList[Row](self.COLUMNS, self._line, empty=self._empty(), id="list")
            yield DetailPane(id="detail")

    def _empty(self) -> str:
        return N_("Nothing here yet. The key n makes the first entry.")

    def on_mount(self) -> None:
        """Show the list, and follow the register."""
        self.watch(self.app, "snapshot_number", self._show)
        self.query_one("#list").focus()

    def retranslate(self) -> None:
        """Labels of terms change with the language."""
        super().retranslate()
        self._show()

    def _show(self) -> None:
        """Read the rows of the current snapshot and search in them again."""
        self._finder = Finder(self.network.snapshot.rows(self.KIND))
        self._find()

    def _find(self) -> None:
        if self._finder is None:
            return
        bar, listed = self.query_one(SearchBar), self.query_one("#list", RecordList)
        query = bar.query_now
        chosen = {name: frozenset(values) for name, values in query.facets.items() if values}
        typed = query.words
        self._hits = self._finder.find(typed, chosen)
        if not self._hits and (fewer := without_fillers(typed)):
            typed, self._hits = fewer, self._finder.find(fewer, chosen)
        listed.set_rows(self._hits, words=Words.parse(typed).words, filtered=not query.empty)
        bar.set_count(len(self._hits), len(self.network.snapshot.rows(self.KIND)))
        self._show_detail()

    @on(SearchBar.Changed)
    def _searched(self) -> None:
        self._find()

    @on(RecordList.Highlighted)
    def _moved(self) -> None:
        self._show_detail()
        self.refresh_bindings()

    def _show_detail(self) -> None:
        pane = self.query_one("#detail", DetailPane)
        if not pane.display:
            return
        record = self.current_record()
        row = self.network.snapshot.row(self.current_id) if self.current_id else None
        if record is None or row is None:
            pane.show([], key="")
            return
        pane.show(record_blocks(self.network.snapshot, record, self.marks(row)), key=record.id)

    def on_resize(self) -> None:
        """The pane comes and goes with the width."""
        self.call_after_refresh(self._show_detail)

    @on(RecordList.Chosen)
    def _chosen(self, event: Any) -> None:
        pane = self.query_one("#detail", DetailPane)
        if pane.display:
            pane.focus()
        else:
            self.app.push_screen(RecordScreen(event.row_id))

    @on(DetailPane.Followed)
    def _followed(self, event: Any) -> None:
        self.follow(event.type, event.id)

    def action_next_pane(self) -> None:
        """From the list to the record and back."""
        pane = self.query_one("#detail", DetailPane)
        target = self.query_one("#list") if pane.has_focus or not pane.display else pane
        target.focus()

    # ---- what the list shows

    def _line(self, row: Row) -> Line:
        cells = {
            "title": row.title,
            "kind": kind_words(self.network.snapshot, row),
            "district": district_words(self.network.snapshot, row.districts),
            "contact": row.contact,
            "status": own_word(row.type, "status", row.status),
        }
        return Line(tuple(cells[column.key] for column in self.COLUMNS), marks=self.marks(row))

    # ---- what can be filtered by

    def facet_names(self) -> Sequence[tuple[str, str]]:
        """The facets of this type, with their labels."""
        return [(facet.name, text(FACET_LABELS[facet.name])) for facet in facets_for(self.KIND)]

    def facet_options(self, name: str) -> Sequence[FacetOption]:
        """The values of a facet with how many of the found records have each."""
        if self._finder is None:
            return []
        counts = self._finder.counts(name, self.network.snapshot.vocabulary)
        return [FacetOption(value, self._facet_label(name, value), count) for value, count in counts]

    def _facet_label(self, name: str, value: str) -> str:
        section = _SECTIONS.get(name, "")
        if name == "steward":
            return self.network.snapshot.title(value)
        if name == "kind" and self.KIND != "actor":
            return own_word(self.KIND, "kind", value)
        if name == "status":
            return own_word(self.KIND, "status", value)
        return self.network.snapshot.vocabulary.label(section, value, language()) if section else value


class ActorsScreen(RecordsScreen):
    """The actors of the network."""

    KIND = "actor"
    SECTION = "actors"
    HELP = N_("The actors of the network. Type / to search; Enter opens an entry.")
    COLUMNS = (
        Column("title", N_("Name"), weight=4, min_width=30),
        Column("kind", N_("Kind"), weight=2, min_width=14, importance=1),
        Column("district", N_("District"), weight=2, min_width=12, importance=2),
        Column("contact", N_("Contact"), weight=1, min_width=18, importance=3),
    )


class TopicsScreen(RecordsScreen):
    """The topics that the network has collected."""

    KIND = "topic"
    SECTION = "topics"
    HELP = N_("The topics of the network: what is collected, ranked and worked on.")
    COLUMNS = (
        Column("title", N_("Title"), weight=4, min_width=24),
        Column("status", N_("Status"), weight=1, min_width=12, importance=1),
        Column("district", N_("District"), weight=2, min_width=12, importance=2),
    )


class GroupsScreen(RecordsScreen):
    """The working groups of the network."""

    KIND = "group"
    SECTION = "groups"
    HELP = N_("The groups of the network, with their members, meetings and decisions.")
    COLUMNS = (
        Column("title", N_("Name"), weight=4, min_width=24),
        Column("kind", N_("Kind"), weight=2, min_width=14, importance=1),
        Column("status", N_("Status"), weight=1, min_width=10, importance=2),
    )
