"""Open conflicts on the command line: as lines to read and as JSON, the same in every verb."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.fields import path_text
from store.conflicts import value_before
from store.errors import RegisterUnusable
from store.plain_records import json_value
from tui.conflict_words import Subject, origin_words, version_words
from tui.output import Cell
from tui.words import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from store.conflicts import DisputedVersion, OpenConflict
    from store.git.repository import Repository
    from tui.call import Call
    from tui.output import Output

RECORD = "record"
"""What a dispute about the record itself is called where a field is named."""
_INDENT = "  "


def field_of(conflict: OpenConflict) -> str:
    """The disputed field as people type it."""
    return path_text(conflict.type, conflict.path) if conflict.path else RECORD


def name_of(conflict: OpenConflict) -> str:
    """The record's id; the file's name for the register's own two files."""
    return conflict.record or conflict.file


def conflicts_json(call: Call, conflicts: Iterable[OpenConflict]) -> list[dict[str, object]]:
    """Conflicts as JSON; ``before`` is what stood there before the version was written."""
    repository = _repository(call)
    return [
        {
            "record": name_of(conflict),
            "type": conflict.type,
            "field": field_of(conflict),
            "versions": [_version_json(repository, conflict, version) for version in conflict.versions],
        }
        for conflict in conflicts
    ]


def _repository(call: Call) -> Repository | None:
    """The history, to look up what was there before; None where git must not be used here."""
    try:
        return call.register.repository
    except RegisterUnusable:
        return None


def _version_json(
    repository: Repository | None, conflict: OpenConflict, version: DisputedVersion
) -> dict[str, object]:
    return {
        "number": version.number,
        "kind": version.kind,
        "value": None if version.kind == "present" else json_value(version.value),
        "by": version.by,
        "on": json_value(version.on),
        "commit": version.commit,
        "shown": version.shown,
        "before": json_value(value_before(repository, conflict, version)) if repository else None,
    }


def print_conflicts(call: Call, conflicts: Sequence[OpenConflict], indent: str = "") -> None:
    """Print conflicts, those of one record below its title (unless ``indent``: it stands above already)."""
    above = ""
    for conflict in conflicts:
        if not indent and name_of(conflict) != above:
            if above:
                call.output.line()
            above = name_of(conflict)
            subject = Subject(conflict, {}, call.names())
            call.output.line(Cell(subject.title(), "title"), _INDENT, Cell(above, "dim"))
        _print_conflict(call, conflict, indent or _INDENT)


def _print_conflict(call: Call, conflict: OpenConflict, indent: str) -> None:
    from store.conflicts import record_of

    names = call.names()
    subject = Subject(conflict, record_of(call.register.snapshot, conflict).data or {}, names)
    call.output.line(indent, Cell(subject.label(), "bold"), _INDENT, Cell(field_of(conflict), "dim"))
    before = _before(call, subject)
    if before:
        _labelled(call.output, indent + _INDENT, text("before:") + " ", before, "")
    for version in conflict.versions:
        origin = origin_words(subject, version)
        words = version_words(subject, version)
        _labelled(call.output, indent + _INDENT, f"{version.number}. ", words, origin)


def _before(call: Call, subject: Subject) -> str:
    """What stood there before, if that is the same for all versions; else each has another story."""
    conflict = subject.conflict
    repository = _repository(call)
    if subject.presence or repository is None:
        return ""
    values = [value_before(repository, conflict, version) for version in conflict.versions if version.commit]
    words = {subject.before_words(value) for value in values if value is not None}
    return words.pop() if len(words) == 1 and len(values) > 1 else ""


def _labelled(output: Output, indent: str, label: str, words: str, beside: str) -> None:
    """A value behind its label; one of several lines stands below, indented."""
    if "\n" in words:
        output.line(indent, label, Cell(beside, "dim"))
        output.paragraph(words, indent + " " * len(label))
    else:
        output.line(indent, label, words, _INDENT if beside else "", Cell(beside, "dim"))
