"""The one list for everything that can be long: it draws the lines on the screen and no others.

Textual's tables and lists make something for each row before the first paint: 10 s for 50,000 rows in a
DataTable, 2.6 s in an OptionList, measured on 8.2.8. Here a row costs nothing until it is seen, so any
number of rows is shown at once, and moving the cursor draws two lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeAlias

from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.keys import bindings
from tui.safe_text import needles_of
from tui.widgets.columns import Column
from tui.widgets.cursor_moves import MOVES, CursorMoves
from tui.widgets.marks import MARK_CLASSES, Mark
from tui.widgets.row_painter import HasId, Line, Manner, RowPainter, RowT, empty_line
from tui.words import N_, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from textual import events
    from textual.binding import BindingType

__all__ = ["Column", "HasId", "Line", "Mark", "RecordList"]


@dataclass
class _ListMessage(Message):
    """From a list; `control` makes `@on(…, "#id")` work."""

    list: RecordList[Any]

    @property
    def control(self) -> RecordList[Any]:
        """The list that it comes from."""
        return self.list


@dataclass
class Highlighted(_ListMessage, namespace="record_list"):
    """The cursor stands on another row, or on none (None). Only the latest is delivered."""

    row_id: str | None

    def can_replace(self, message: Message) -> bool:
        """Let a later one take the place of this one: who holds an arrow key wants the last row."""
        return isinstance(message, Highlighted) and message.list is self.list


@dataclass
class Chosen(_ListMessage, namespace="record_list"):
    """A row was opened, by Enter or double click."""

    row_id: str


@dataclass
class Ticked(_ListMessage, namespace="record_list"):
    """Other rows are ticked than before."""

    ticked: frozenset[str]


# So that `RecordList.Chosen` is a type, too, where a handler is annotated with it.
_Highlighted: TypeAlias = Highlighted
_Chosen: TypeAlias = Chosen
_Ticked: TypeAlias = Ticked


_CSS = """
RecordList {
    height: 1fr; width: 1fr; overflow-x: hidden; background: $background; scrollbar-size-vertical: 1;
}
RecordList > .list--row { color: $foreground; }
RecordList > .list--other { color: $text-muted; }
RecordList > .list--cursor { background: $block-cursor-blurred-background; }
RecordList:focus > .list--cursor { background: $block-cursor-background; text-style: bold; }
RecordList > .list--match { color: $accent; text-style: underline; }
RecordList > .list--empty { color: $text-muted; }
RecordList > .mark--new { color: $accent; }
RecordList > .mark--disputed { color: $warning; }
RecordList > .mark--problem { color: $error; text-style: bold; }
RecordList > .mark--draft { color: $secondary; }
"""
_CLASSES = {"list--row", "list--other", "list--cursor", "list--match", "list--empty", *MARK_CLASSES}


class RecordList(CursorMoves, ScrollView, Generic[RowT], can_focus=True):
    """A list of rows with a cursor; `describe` is asked only for the rows that are drawn."""

    DEFAULT_CSS = _CSS
    COMPONENT_CLASSES: ClassVar[set[str]] = _CLASSES
    ALLOW_SELECT = False
    HELP: ClassVar[str] = N_(
        "Arrow keys move, Enter opens. ● is new, ⚑ disputed, ! wrong, ✎ a draft of yours."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("list.open", "list.tick", "list.tick_all", *MOVES)]
    Highlighted: TypeAlias = _Highlighted
    Chosen: TypeAlias = _Chosen
    Ticked: TypeAlias = _Ticked

    cursor: reactive[int] = reactive(0, repaint=False)
    """The index of the row that the cursor stands on; meaningless while there are no rows."""
    manner: reactive[Manner] = reactive(Manner())
    """How rows are drawn; set `mark_words` in it for marks in words."""

    def __init__(
        self,
        columns: Sequence[Column],
        describe: Callable[[RowT], Line],
        *,
        empty: str = N_("Nothing here yet."),
        nothing_found: str = N_("Nothing found. Try fewer words or other filters."),
        ticks: bool = False,
        id: str | None = None,  # noqa: A002  # Textual's name
        classes: str | None = None,
    ) -> None:
        """Show `columns`, filled by `describe(row)`; `empty` and `nothing_found` are msgids."""
        super().__init__(id=id, classes=classes)
        self._painter = RowPainter(self, columns, describe)
        self._empty, self._nothing_found = empty, nothing_found
        self._filtered = False
        self._ticked = frozenset[str]()
        self._rows: Sequence[RowT] = ()
        self._places: dict[str, int] | None = None
        self._told: str | None = None
        self.set_reactive(RecordList.manner, Manner(ticks=ticks))

    def set_rows(self, rows: Sequence[RowT], words: Iterable[str] = (), *, filtered: bool = False) -> None:
        """Show other rows; `words` are marked in them. The sequence is kept, not copied.

        The cursor stays on the same id. Where that is gone it goes to the first row if other words
        are searched for, and else stays where it was.
        """
        kept, needles = self.cursor_id, needles_of(words)
        searching = needles != self.manner.needles
        self._rows, self._places = rows, None
        self._filtered = filtered or bool(needles)
        self.manner = Manner(needles, self.manner.mark_words, self.manner.ticks)
        self._painter.forget()
        place = self._place_of(kept)
        if place is None:
            place = 0 if searching else max(0, min(self.cursor, len(rows) - 1))
        self.virtual_size = Size(0, max(1, len(rows)))
        self.cursor = place
        self._show_cursor()
        self.refresh()
        self._tell()

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    @property
    def page_size(self) -> int:
        """How many lines are visible."""
        return self.size.height

    @property
    def rows(self) -> Sequence[RowT]:
        """The rows that are shown."""
        return self._rows

    @property
    def cursor_row(self) -> RowT | None:
        """The row that the cursor stands on, None where there are no rows."""
        return self._rows[self.cursor] if 0 <= self.cursor < len(self._rows) else None

    @property
    def cursor_id(self) -> str | None:
        """The id of the row that the cursor stands on, None where there are no rows."""
        row = self.cursor_row
        return row.id if row is not None else None

    @property
    def ticked(self) -> frozenset[str]:
        """The ids of the rows that are ticked."""
        return self._ticked

    def tick(self, ids: Iterable[str]) -> None:
        """Tick exactly these rows."""
        self._ticked = frozenset(ids)
        self.refresh()
        self.post_message(Ticked(self, self._ticked))

    def move_to(self, row_id: str) -> bool:
        """Put the cursor on a row; False where there is none with this id."""
        place = self._place_of(row_id)
        if place is not None:
            self.move(place)
        return place is not None

    def move(self, place: int) -> None:
        """Put the cursor on the row at an index, or on the nearest there is."""
        if not self._rows:
            return
        before, self.cursor = self.cursor, max(0, min(place, len(self._rows) - 1))
        if before != self.cursor:
            self.refresh_line(before)
            self.refresh_line(self.cursor)
            self._show_cursor()
            self._tell()

    def refresh_rows(self, ids: Iterable[str]) -> None:
        """Draw some rows again whose marks or texts have changed."""
        changed = list(ids)
        self._painter.forget(changed)
        for place in map(self._place_of, changed):
            if place is not None:
                self.refresh_line(place)

    def retranslate(self) -> None:
        """Draw what is drawn in words anew."""
        self._painter.forget()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the line `y` of what is visible."""
        width, place = self.scrollable_content_region.width, y + self.scroll_offset.y
        if not self._rows:
            words = text(self._nothing_found if self._filtered else self._empty)
            return empty_line(
                words, place, width, self.get_component_rich_style("list--empty"), self.rich_style
            )
        if place >= len(self._rows):
            return Strip.blank(width, self.rich_style)
        row = self._rows[place]
        return self._painter.line(
            row, width, self.manner, at_cursor=place == self.cursor, ticked=row.id in self._ticked
        )

    def action_open(self) -> None:
        """Open the row at the cursor."""
        if self.cursor_id is not None:
            self.post_message(Chosen(self, self.cursor_id))

    def action_tick(self) -> None:
        """Tick or untick the row at the cursor, and go on to the next."""
        if self.cursor_id is not None:
            self.tick(self._ticked ^ {self.cursor_id})
            self.move(self.cursor + 1)

    def action_tick_all(self) -> None:
        """Tick all rows, or none where all are ticked."""
        every = frozenset(row.id for row in self._rows)
        self.tick(self._ticked - every if every <= self._ticked else self._ticked | every)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer ticks only where there are any."""
        if action in {"tick", "tick_all"}:
            return self.manner.ticks
        return super().check_action(action, parameters)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is; a double click opens."""
        place = event.y + self.scroll_offset.y
        if 0 <= place < len(self._rows):
            self.move(place)
            if event.chain == 2:  # noqa: PLR2004  # a double click
                self.action_open()

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._show_cursor()

    def _show_cursor(self) -> None:
        """Scroll just so far that the cursor is in sight."""
        top, height = self.scroll_offset.y, max(1, self.size.height)
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False)
        elif self.cursor >= top + height:
            self.scroll_to(y=self.cursor - height + 1, animate=False)

    def _tell(self) -> None:
        if self._told != self.cursor_id:
            self._told = self.cursor_id
            self.post_message(Highlighted(self, self.cursor_id))

    def _place_of(self, row_id: str | None) -> int | None:
        """Return where a row stands now; the index of all rows is made only when it is needed."""
        if row_id is None or self.cursor_id == row_id:
            return None if row_id is None else self.cursor
        if self._places is None:
            self._places = {row.id: place for place, row in enumerate(self._rows)}
        return self._places.get(row_id)
