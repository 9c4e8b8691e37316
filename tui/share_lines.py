"""A share on the command line: what would happen and what has, as lines to read and as JSON."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from tui.change_words import describe_change
from tui.explained_words import decision_words, dispute_words, merge_words, record_words
from tui.output import Cell
from tui.sharing_words import change_line, count_words
from tui.words import N_, ntext, quoted, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from store.disputed import OpenConflict
    from store.history import RecordChange
    from store.sharing.share import PartnerResult
    from store.sharing.share_plan import PartnerPlan, Preview
    from tui.call import Call
    from tui.field_words import Names

_SHOWN = 10
"""Records, and fields of one, told in full; the JSON document has them all."""


# ---- JSON -------------------------------------------------------------------------------------------


def partner_json(one: PartnerPlan | PartnerResult, state: str) -> dict[str, object]:
    """One partner: how it ended, which records came and went, what was decided and what passed over."""
    return {
        "name": one.partner.name,
        "state": state,
        "taken": _ids(one.taken),
        "given": _ids(one.given),
        "error": _error_json(one),
        "skipped": [{"file": skipped.file, "code": skipped.code} for skipped in one.skipped],
        "decisions": [
            {
                "record": decision.record or _file(decision.type),
                "type": decision.type,
                "field": _field(decision.type, decision.path),
                "how": decision.how,
            }
            for decision in one.decisions
        ],
        "merges": [
            {
                "commit": merge.commit,
                "author": merge.author.name,
                "time": merge.when.isoformat(),
                "changes": [_change_json(change) for change in merge.changes],
            }
            for merge in one.merges
        ],
    }


def _ids(changes: Iterable[RecordChange]) -> list[str]:
    return list(dict.fromkeys(change.record or _file(change.type) for change in changes))


def _file(kind: str) -> str:
    from store.layout import file_of

    return file_of(kind, "")


def _field(kind: str, path: tuple[str, ...]) -> str:
    from schemas.fields import path_text
    from tui.conflict_lines import RECORD

    return path_text(kind, path) if path else RECORD


def _error_json(one: PartnerPlan | PartnerResult) -> dict[str, object] | None:
    from tui.error_words import error_text

    if one.error is None:
        return None
    return {"code": one.error.code, "message": error_text(one.error), "params": one.error.params}


def document(
    call: Call,
    partners: Sequence[tuple[PartnerPlan | PartnerResult, str]],
    changes: Iterable[RecordChange],
    conflicts: Iterable[OpenConflict],
) -> dict[str, object]:
    """The JSON document of a share: partners with their states, and what all of them together changed."""
    from tui.conflict_lines import conflicts_json

    return {
        "partners": [partner_json(one, state) for one, state in partners],
        "changes": [_change_json(change) for change in changes],
        "conflicts": conflicts_json(call, conflicts),
        "held_back": [
            {"path": held.path, "code": held.code, "partner": one.partner.name}
            for one, _ in partners
            for held in one.held
        ],
    }


def _change_json(change: RecordChange) -> dict[str, object]:
    from tui.saving_words import changes_json

    return {
        "record": change.record,
        "type": change.type,
        "title": change.title,
        "action": change.action,
        "fields": changes_json(change.fields),
    }


# ---- lines ------------------------------------------------------------------------------------------


def print_preview(call: Call, preview: Preview) -> None:
    """What would happen: partner by partner, then what will be disputed."""
    out = call.output
    good = [edit for edit in preview.hand_edits if not edit.problems]
    if good:
        out.line(
            ntext(
                "{n} file edited by hand is saved first",
                "{n} files edited by hand are saved first",
                len(good),
            )
        )
    for plan in preview.partners:
        out.line(Cell(plan.partner.name, "title"))
        if plan.error is not None:
            print_error(call, plan)
        print_partner(call, plan, text("comes in"), text("goes out"))
        for record, target in plan.breaking:
            title = quoted(call.register.snapshot.title(record))
            words = text("The link of {title} to {target} would lead nowhere.", title=title, target=target)
            out.line("  ", Cell(words, "warn"))
    print_conflicts(call, preview.conflicts, text("Will be disputed, with all versions kept:"))


def print_error(call: Call, one: PartnerPlan | PartnerResult) -> None:
    """Why nothing could be done with a partner, on stderr."""
    from tui.error_words import error_text

    if one.error is not None:
        call.output.tell("  " + error_text(one.error), "bad")


def print_partner(call: Call, one: PartnerPlan | PartnerResult, came: str, went: str) -> None:
    """What comes from a partner and why it is so, what goes there, and what is left out."""
    names = _names(call, [*one.taken, *one.given])
    _print_changes(call, came, one.taken, names)
    _print_decisions(call, one, names)
    for merge in one.merges:
        call.output.line("  ", Cell(merge_words(merge), "warn"))
        for change in merge.changes[:_SHOWN]:
            _print_change(call, change, names)
    _print_changes(call, went, one.given, names)
    _print_left_out(call, one)


def _names(call: Call, changes: Iterable[RecordChange]) -> Names:
    """What ids are called: here, else by the changes themselves, for what is new is not here yet."""
    names = call.names()
    told = {change.record: change.title for change in changes if change.title}
    return dataclasses.replace(names, title=lambda found: names.title(found) or told.get(found))


def _print_changes(call: Call, heading: str, changes: Sequence[RecordChange], names: Names) -> None:
    if not changes:
        return
    call.output.line("  ", heading, ": ", count_words(changes))
    for change in changes[:_SHOWN]:
        _print_change(call, change, names)
    _print_rest(call, len(changes), "    ")


def _print_change(call: Call, change: RecordChange, names: Names) -> None:
    call.output.line("    ", change_line(change))
    data = names.data(change.record) if change.record else None
    fields = [field for field in change.fields if field.path]
    for field in fields[:_SHOWN]:
        call.output.line("      ", Cell(describe_change(field, names, data), "dim"))
    _print_rest(call, len(fields), "      ")


def _print_rest(call: Call, count: int, indent: str) -> None:
    if count > _SHOWN:
        call.output.line(indent, text("… and {n} more", n=count - _SHOWN))


def _print_decisions(call: Call, one: PartnerPlan | PartnerResult, names: Names) -> None:
    told = [decision for decision in one.decisions if decision.how != "disputed"]
    if told:
        call.output.line("  ", text("put together by itself"), ":")
    for decision in told[:_SHOWN]:
        record = record_words(decision.type, decision.record, names)
        call.output.line("    ", record, "  ", decision_words(decision, one.partner.name, names))
    _print_rest(call, len(told), "    ")


def _print_left_out(call: Call, one: PartnerPlan | PartnerResult) -> None:
    from tui.held_words import held_path, held_text
    from tui.mailbox_words import skipped_text

    for held in one.held[:_SHOWN]:
        words = text("held back: {path}: {reason}", path=held_path(held), reason=held_text(held))
        call.output.line("  ", Cell(words, "warn"))
    _print_rest(call, len(one.held), "  ")
    for skipped in one.skipped:
        words = text("passed over: {file}: {reason}", file=skipped.file, reason=skipped_text(skipped))
        call.output.line("  ", Cell(words, "warn"))


def print_conflicts(call: Call, conflicts: Sequence[OpenConflict], heading: str) -> None:
    """What is disputed, a line each."""
    if not conflicts:
        return
    names = call.names()
    call.output.line(Cell(heading, "warn"))
    for conflict in conflicts[:_SHOWN]:
        title = quoted(conflict.title or conflict.record) if conflict.record else conflict.file
        call.output.line("  ", title, "  ", dispute_words(conflict, names))
    _print_rest(call, len(conflicts), "  ")


STATES_ASKED = (
    ("deletions", N_("A partner has deleted many records. Delete them here, too?")),
    ("rewritten", N_("A partner has rewritten what it had handed out. Take that all the same?")),
)
"""What always asks, and how."""
