"""The moves of a cursor that every list has, whatever it is a list of."""

from __future__ import annotations

from abc import abstractmethod

MOVES = ("list.up", "list.down", "list.page_up", "list.page_down", "list.first", "list.last")
"""The commands of the table of keys that these actions carry out."""


class CursorMoves:
    """Actions for the keys that move a cursor; a list says where it is and carries the move out."""

    cursor: int

    @property
    @abstractmethod
    def row_count(self) -> int:
        """How many rows there are."""

    @property
    @abstractmethod
    def page_size(self) -> int:
        """How many lines are visible."""

    @abstractmethod
    def move(self, place: int) -> None:
        """Put the cursor on the row at an index, or on the nearest there is."""

    def action_cursor_up(self) -> None:
        """Go one row up."""
        self.move(self.cursor - 1)

    def action_cursor_down(self) -> None:
        """Go one row down."""
        self.move(self.cursor + 1)

    def action_page_up(self) -> None:
        """Go up by what is visible."""
        self.move(self.cursor - max(1, self.page_size - 1))

    def action_page_down(self) -> None:
        """Go down by what is visible."""
        self.move(self.cursor + max(1, self.page_size - 1))

    def action_first(self) -> None:
        """Go to the first row."""
        self.move(0)

    def action_last(self) -> None:
        """Go to the last row."""
        self.move(self.row_count - 1)
