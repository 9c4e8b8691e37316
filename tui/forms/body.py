"""All fields of a record, or of an entry, under their headings; where the cursor is, and what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import Static

from tui.forms.entries import EntriesChanged, EntriesField
from tui.forms.layout import is_shown, sections
from tui.forms.points import PointsField
from tui.forms.rows import FieldRow
from tui.widgets.phrases import Phrase
from tui.words import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.widget import Widget

    from schemas.problems import Problem
    from store.drafts import Address
    from tui.forms.context import FormContext


class FormBody(VerticalScroll, can_focus=False):
    """The fields. It checks a field when the cursor leaves it, and keeps what is shown true to the data."""

    DEFAULT_CSS = """
    FormBody { padding: 0 1; scrollbar-gutter: stable; }
    FormBody .form--heading { color: $accent; text-style: bold; margin-top: 1; height: auto; }
    FormBody .form--first { margin-top: 0; }
    FormBody .form--section { height: auto; max-width: 110; }
    """

    class Reached(Message):
        """The cursor has come to another field."""

        def __init__(self, row: FieldRow) -> None:
            super().__init__()
            self.row = row

    class Checked(Message):
        """The data was checked; the number of fields that are shown to be wrong."""

        def __init__(self, count: int) -> None:
            super().__init__()
            self.count = count

    def __init__(self, context: FormContext, address: Address = (), tail: Sequence[Widget] = ()) -> None:
        """Show the fields of the record (address ()) or of one of its entries, and ``tail`` below them."""
        super().__init__(id="form")
        self.form, self.address = context, address
        self._tail = tail
        self._row: FieldRow | None = None
        self._rows: list[FieldRow] = []

    def compose(self) -> ComposeResult:
        """Show sections with their rows; those that are of no use now are there, but hidden."""
        self._rows = []
        for number, (heading, fields) in enumerate(sections(self.form.state.spec_at(self.address))):
            with Vertical(classes="form--section", id=f"section-{number}"):
                if heading:
                    first = " form--first" if number == 0 else ""
                    yield Phrase(heading, classes=f"form--heading{first}")
                for field in fields:
                    row = FieldRow(self.form, (*self.address, field.name))
                    self._rows.append(row)
                    yield row
        yield from self._tail

    def on_mount(self) -> None:
        """Hide what is of no use, show what is known to be wrong, and start in the first field."""
        self.hide_and_show()
        self.check()
        self.focus_first()

    @property
    def rows(self) -> Iterator[FieldRow]:
        """The rows, from the top."""
        yield from self._rows

    def focus_first(self) -> None:
        """Put the cursor into the first field."""
        first = next(self.rows, None)
        if first is not None:
            first.focus_field()

    def hide_and_show(self) -> None:
        """Show the fields that are of use with the data as it is now."""
        data = self.form.state.value(self.address)
        for row in self.rows:
            row.display = is_shown(row.spec, data if isinstance(data, dict) else {})
            if isinstance(row.field, PointsField):
                row.field.reload()

    # ---- checking

    def check(self) -> int:
        """Check the whole record; show what is wrong in fields that were left. Returns how much is wrong."""
        problems = self.form.state.problems()
        shown = 0
        for row in self.rows:
            row.show_problems(self._of(row, problems))
            shown += row.has_class("-wrong")
        self.post_message(self.Checked(shown))
        return len(problems)

    def _of(
        self, row: FieldRow, problems: Iterable[tuple[Address, Problem]]
    ) -> list[tuple[Address, Problem]]:
        mine = [(at, problem) for at, problem in problems if at[: len(row.address)] == row.address]
        spec = self.form.state.spec_at(self.address)
        if self.address and row.spec.name == spec.key[-1]:  # an entry that is there twice, by its key
            mine += [(row.address, problem) for at, problem in problems if at == self.address]
        if isinstance(row.field, EntriesField):
            return mine
        return mine if row.address in self.form.visited else []

    def mark(self) -> None:
        """Show which fields are changed; check again where an error is shown, so that it goes when mended."""
        if any(row.has_class("-wrong") for row in self.rows):
            self.check()
        elif self._row is not None:
            self._row.mark()
        self.hide_and_show()

    def reload(self) -> None:
        """Show the data anew, all of it: an entry was edited elsewhere, or another version came in."""
        for row in self.rows:
            row.field.reload()
        self.hide_and_show()
        self.check()

    # ---- where the cursor is

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Tell which field the cursor has come to; look at the one it has left."""
        row = _row_of(event.widget)
        if row is None or row is self._row:
            return
        self.leave_row()
        self._row = row
        row.add_class("-here")
        self.post_message(self.Reached(row))

    def leave_row(self) -> None:
        """The cursor has left a field: check, and write it as it is written."""
        row, self._row = self._row, None
        if row is None or not row.is_attached:
            return
        row.remove_class("-here")
        self.form.visited.add(row.address)
        if row.address not in self.form.state.typed:
            row.field.reload()
        self.check()

    def go_to(self, address: Address) -> FieldRow | None:
        """Put the cursor into the field at an address, or into the list that it is in."""
        rows = [row for row in self.rows if row.address == address[: len(row.address)]]
        if not rows:
            return None
        rows[0].focus_field(address)
        rows[0].scroll_visible()
        return rows[0]

    @on(EntriesChanged)
    def _entries_changed(self, event: EntriesChanged) -> None:
        event.stop()
        self.check()


class SectionList(Vertical):
    """The headings, to click on; beside the fields where there is room."""

    DEFAULT_CSS = """
    SectionList { width: 26; height: auto; padding: 0 1; display: none; }
    SectionList Static { height: 1; color: $text-muted; padding: 0 1; }
    SectionList Static:hover { text-style: underline; color: $foreground; }
    SectionList Static.-here { color: $accent; text-style: bold; }
    """

    def __init__(self, body: FormBody) -> None:
        super().__init__()
        self._body = body

    def compose(self) -> ComposeResult:
        """List the headings."""
        spec = self._body.form.state.spec_at(self._body.address)
        for number, (heading, _) in enumerate(sections(spec)):
            yield Phrase(heading, id=f"to-section-{number}")

    def show(self, row: FieldRow) -> None:
        """Mark the section that the cursor is in."""
        section = next((node for node in row.ancestors if node.id and node.id.startswith("section-")), None)
        for item in self.query(Static):
            item.set_class(section is not None and item.id == f"to-{section.id}", "-here")

    def on_click(self, event: events.Click) -> None:
        """Go to the section that was clicked."""
        widget = event.widget
        if widget is not None and widget.id and widget.id.startswith("to-section-"):
            section = self._body.query_one(f"#{widget.id.removeprefix('to-')}")
            section.scroll_visible(top=True, animate=False)
            section.query(FieldRow).first().focus_field()


def _row_of(widget: Widget) -> FieldRow | None:
    return next((node for node in widget.ancestors_with_self if isinstance(node, FieldRow)), None)


def count_words(changed: int, problems: int) -> str:
    """How a form stands, in words: unsaved and wrong are never colour alone."""
    parts = [text("✎ not saved") if changed else "", text("! {n} to correct", n=problems) if problems else ""]
    return "   ".join(part for part in parts if part)
