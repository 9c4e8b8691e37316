"""A record as a page to read on the command line, made from the schema: labels and terms in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from schemas.field_kinds import InputKind, Shape
from schemas.fields import FieldSpec, record_spec
from tui.conflict_lines import print_conflicts
from tui.field_words import entry_words, field_label, value_words
from tui.inverse_words import inverse_line
from tui.output import Cell, cells
from tui.plain_text import clean
from tui.problem_words import problem_line
from tui.words import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from store.conflicts import OpenConflict
    from store.record import Record
    from store.snapshot import Snapshot
    from tui.call import Call
    from tui.field_words import Names
    from tui.inverse_words import Group
    from tui.output import Output

_LABEL = 22
_INDENT = "  "
_HEADLINE = {"id", "conflicts", "name", "title"}


def print_record(
    call: Call, record: Record, groups: Iterable[Group], conflicts: Sequence[OpenConflict]
) -> None:
    """Print the page."""
    output, snapshot, names = call.output, call.register.snapshot, call.names()
    output.line(Cell(record.title, "title"), "  ", Cell(record.id, "dim"))
    data = record.data or {}
    spec = record_spec(record.type)
    if record.readable:
        _Page(output, names).fields(spec, data, "", left_out=_HEADLINE)
    _print_inverse(output, groups, snapshot)
    if conflicts:
        output.line()
        output.line(Cell(text("Open conflicts"), "warn"))
        print_conflicts(call, conflicts, _INDENT)
    if record.problems:
        output.line()
        output.line(Cell(text("What is wrong"), "bad"))
        for problem in record.problems:
            place = f"{problem.path}:{problem.line}: " if problem.line else f"{problem.path}: "
            output.line(_INDENT, place + problem_line(problem, names, data))


class _Page:
    """Prints fields, entries below their list."""

    def __init__(self, output: Output, names: Names) -> None:
        self._output = output
        self._names = names

    def fields(
        self, spec: FieldSpec, data: Mapping[str, Any], indent: str, left_out: Iterable[str] = ()
    ) -> None:
        """Print what is filled in, in schema order, then what the schema does not know."""
        known = [field for field in spec.fields if field.name in data and field.name not in left_out]
        for field in known:
            if field.input is not InputKind.HIDDEN:
                self._field(field, data[field.name], indent)
        for name in sorted(data.keys() - {field.name for field in spec.fields}):
            self._labelled(name, value_words(None, data[name], self._names), indent)

    def _field(self, field: FieldSpec, value: Any, indent: str) -> None:
        if field.shape is Shape.KEYED and isinstance(value, list):
            self._output.line()
            self._output.line(indent, Cell(field_label(field), "bold"))
            for entry in value:
                self._entry(field, entry, indent + _INDENT)
        else:
            self._labelled(field_label(field), value_words(field, value, self._names), indent)

    def _entry(self, field: FieldSpec, entry: Any, indent: str) -> None:
        self._output.line(indent, "• ", entry_words(field, entry, self._names))
        if isinstance(entry, Mapping):
            self.fields(field, entry, indent + _INDENT, left_out={*field.lead, *field.key})

    def _labelled(self, label: str, words: str, indent: str) -> None:
        """A label with its value beside it; text of several lines stands below, indented."""
        label = clean(label)
        if "\n" in words:
            self._output.line(indent, Cell(label, "dim"))
            self._output.paragraph(words, indent + _INDENT)
            return
        gap = " " * max(_LABEL - len(indent) - cells(label), 1)
        self._output.line(indent, Cell(label, "dim"), gap, words)


def _print_inverse(output: Output, groups: Iterable[Group], snapshot: Snapshot) -> None:
    for group in groups:
        output.line()
        output.line(Cell(text(group.inverse.label), "bold"), Cell(" ← ", "dim"))
        for link in group.links:
            words = inverse_line(group, link, snapshot.title(link.source), snapshot.vocabulary)
            output.line(_INDENT, "• ", words, "  ", Cell(link.source, "dim"))
