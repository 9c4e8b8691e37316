"""A small program on the base of the screens, with rows that the tests make up: no store, no files."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from textual import on
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message

from schemas.folding import fold, fold_words
from tui.app import KnotenApp
from tui.keys import bindings
from tui.safe_text import say
from tui.screens.base import BaseScreen
from tui.screens.confirm import Confirm
from tui.widgets.detail_pane import Block, DetailPane, Fact, Gap, Heading, Link, Prose
from tui.widgets.header import HeaderState
from tui.widgets.record_list import Column, Line, Mark, RecordList
from tui.widgets.search_bar import FacetOption, Query, SearchBar
from tui.words import N_, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.screen import Screen


class Row(NamedTuple):
    """A row as a store might have it."""

    id: str
    title: str
    kind: str
    district: str
    marks: Mark = Mark.NONE


TITLES = (
    "Nachbarschaftstreff",
    "Räume für alle e. V.",
    "Bürgerverein",
    "Hand in Hand",
    "Mehrgenerationenhaus",
)
KINDS = ("Treff", "Verein", "Verein", "Verein", "Zentrum")
DISTRICTS = ("Wesertor", "Nord-Holland", "Bettenhausen", "Südstadt")
MARKS = (
    Mark.NONE,
    Mark.NEW,
    Mark.NONE,
    Mark.DISPUTED,
    Mark.NONE,
    Mark.PROBLEM,
    Mark.DRAFT,
    Mark.NEW | Mark.DISPUTED,
)


def sample_rows(count: int = 42) -> list[Row]:
    """Make rows that look like a register's, always the same."""
    return [
        Row(
            f"a{number}",
            f"{TITLES[number % 5]} {DISTRICTS[number % 4]}",
            KINDS[number % 5],
            DISTRICTS[number % 4],
            MARKS[number % 8],
        )
        for number in range(count)
    ]


COLUMNS = (
    Column("title", N_("Name"), weight=3, min_width=24),
    Column("kind", weight=1, min_width=14, importance=1),
    Column("district", weight=1, min_width=14, importance=2),
)


def describe(row: Row) -> Line:
    """Say how a row is drawn."""
    return Line((row.title, row.kind, row.district), row.marks)


def blocks(row: Row) -> Iterable[Block]:
    """Say how a record is read."""
    yield Heading(row.title, row.marks)
    yield Prose(f"{row.kind} · {row.district}", quiet=True)
    yield Gap()
    yield Prose("Offener Treff mit Mittagstisch, Beratung und Werkstatt, barrierefrei, mit Garten und Saal.")
    yield Gap()
    yield Fact("Telefon", "0561 000 00", marks=Mark.DISPUTED)
    yield Fact(
        "Gruppen",
        links=[Link("AG Einsamkeit", "group", "ag", "einladend"), Link("Runder Tisch", "group", "rt")],
    )


class SampleScreen(BaseScreen[None]):
    """A list with search, filters and detail, as the sections of the program are."""

    SECTION: ClassVar[str] = "actors"
    HELP: ClassVar[str] = N_("The list of actors")
    ROWS: ClassVar[Sequence[Row]] = sample_rows()
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("record.edit", "record.new", "record.delete", "record.history", "list.next_pane")
    ]

    @dataclass
    class Done(Message):
        """Some work has ended well."""

        result: str

    def __init__(self) -> None:
        super().__init__()
        self.results: list[object] = []

    def compose_content(self) -> ComposeResult:
        yield SearchBar(self)
        with Horizontal(classes="panes"):
            with Vertical(classes="pane--list"):
                yield RecordList(COLUMNS, describe, id="list")
            with Vertical(classes="pane--detail"):
                yield DetailPane(id="detail")

    def on_mount(self) -> None:
        self.filter(Query())
        self.actors.focus()

    @property
    def actors(self) -> RecordList[Row]:
        return self.query_one("#list", RecordList)

    @property
    def bar(self) -> SearchBar:
        return self.query_one(SearchBar)

    @property
    def detail(self) -> DetailPane:
        return self.query_one(DetailPane)

    def facet_names(self) -> list[tuple[str, str]]:
        return [("district", "Stadtteil"), ("kind", "Art")]

    def facet_options(self, name: str) -> list[FacetOption]:
        counted = Counter(str(getattr(row, name)) for row in self.ROWS)
        return [FacetOption(value, value, count) for value, count in sorted(counted.items())]

    def filter(self, query: Query) -> None:
        words = fold_words(query.words)
        found = [
            row
            for row in self.ROWS
            if all(word in fold(" ".join(row[1:4])) for word in words)
            and all(getattr(row, name) in values for name, values in query.facets.items())
        ]
        self.actors.set_rows(found, [query.words], filtered=not query.empty)
        self.bar.set_count(len(found), len(self.ROWS))

    @on(SearchBar.Changed)
    def searched(self, event: SearchBar.Changed) -> None:
        self.filter(event.query)

    @on(RecordList.Highlighted)
    def highlighted(self) -> None:
        row = self.actors.cursor_row
        self.detail.show(blocks(row) if row else [], key=row.id if row else "")

    @on(RecordList.Chosen)
    @on(DetailPane.Followed)
    @on(Done)
    def happened(self, event: Message) -> None:
        self.results.append(event)

    def action_edit_record(self) -> None:
        self.results.append("edit")

    def action_new_record(self) -> None:
        self.knoten.tell(text("New"))

    def action_record_history(self) -> None:
        raise ValueError("somebody@example.org")

    def action_next_pane(self) -> None:
        self.focus_next()

    def action_delete_record(self) -> None:
        row = self.actors.cursor_row
        if row is not None:
            question = Confirm(
                say("Delete {name}?", name=row.title),
                [Content("Two groups link to it.")],
                yes=N_("Delete"),
                no=N_("Keep"),
                dangerous=True,
            )
            self.app.push_screen(question, self.results.append)


class OtherScreen(SampleScreen):
    """A second section."""

    SECTION: ClassVar[str] = "topics"


class SampleApp(KnotenApp):
    """The base, with two sections."""

    FIRST = SampleScreen
    SECTIONS: ClassVar = {"actors": SampleScreen, "topics": OtherScreen}

    def on_mount(self) -> None:
        self.header = HeaderState("Netzwerk Kassel", 3, 2, 1, 0, sections={"actors": 42, "topics": 12})

    def top(self) -> Screen[Any]:
        """The screen that is seen, as a call: mypy takes a property for unchanging."""
        return self.screen

    @property
    def sample(self) -> SampleScreen:
        """The first screen."""
        found = next(screen for screen in self.screen_stack if isinstance(screen, SampleScreen))
        assert isinstance(found, SampleScreen)
        return found
