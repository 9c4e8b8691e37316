"""`knoten resolve`: a disputed field is settled: on a version, on several, on a value, or on one side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.arguments import Option, Word
from tui.verbs import VERBS, Verb
from tui.verbs.conflicts import found
from tui.words import N_, ntext, quoted, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.conflicts import Choice, OpenConflict, OwnFile
    from store.record import Record
    from store.register import Saved
    from store.saving import Edit
    from tui.call import Call

_DIGITS = 4


def run(call: Call) -> int:
    """Settle and save."""
    from store.conflicts import record_of
    from tui.saving_words import changes_json, print_changes

    name = call.arguments.word("id")
    disputed = found(call, name)
    conflicts = _meant(disputed, name, call.arguments.word("field"), one=not call.arguments.has("side"))
    record = record_of(call.register.snapshot, conflicts[0])
    edit = _edit(call, record, conflicts)
    if edit.data is None:
        _ask(call, record)
    saved = _saved(call, edit, conflicts)
    left = 0 if edit.data is None else len(found(call, name))
    call.output.document(
        {"id": name, "commit": saved.commit, "changes": changes_json(saved.changes), "left": left}
    )
    if saved.commit is None:
        call.output.line(text("It was settled like that already; nothing was saved."))
        return 0
    call.output.line(text("Settled: {title}", title=_title(conflicts[0])))
    print_changes(call, saved.changes)
    if left:
        call.output.tell(ntext("{n} field is still disputed.", "{n} fields are still disputed.", left))
    return 0


def _title(conflict: OpenConflict) -> str:
    return quoted(conflict.title) if conflict.title else conflict.file


def _meant(conflicts: Sequence[OpenConflict], name: str, field: str, *, one: bool) -> list[OpenConflict]:
    """The conflicts that are to be settled: of the field, or all; without a field, a single one is meant.

    Raises UsageFault.
    """
    from store.errors import UsageFault
    from tui.conflict_lines import field_of

    wanted = [conflict for conflict in conflicts if not field or _is_at(conflict, field)]
    near = ", ".join(field_of(conflict) for conflict in conflicts)
    if not wanted:
        raise UsageFault("usage_no_conflict", id=name, field=field, near=near)
    if one and len(wanted) > 1:
        raise UsageFault("usage_which_field", id=name, near=near)
    return wanted


def _is_at(conflict: OpenConflict, field: str) -> bool:
    from schemas.paths import PathSyntaxError, parse_path
    from store.errors import UsageFault
    from tui.conflict_lines import field_of

    if field_of(conflict) == field:
        return True
    try:
        return conflict.path == parse_path(field.strip())
    except PathSyntaxError as error:
        raise UsageFault("bad_path", path=field) from error


def _edit(call: Call, record: Record | OwnFile, conflicts: Sequence[OpenConflict]) -> Edit:
    """What was chosen, as an edit. Raises UsageFault."""
    from store.conflicts import settle, settle_side
    from store.errors import UsageFault

    ways = [option for option in ("take", "value", "side") if call.arguments.has(option)]
    if not ways:
        raise UsageFault("usage_no_choice")
    if len(ways) > 1:
        raise UsageFault("usage_not_both", one=f"--{ways[0]}", other=f"--{ways[1]}")
    if ways == ["side"]:
        return settle_side(record, conflicts, call.arguments.one("side") or "")
    return settle(record, conflicts[0], _choice(call, conflicts[0]))


def _choice(call: Call, conflict: OpenConflict) -> Choice:
    from store.conflicts import take, value

    if call.arguments.has("take"):
        return take(*(_number(words) for words in call.arguments.many("take")))
    if conflict.presence:
        return value(None)  # which says that this is no matter of a value
    return value(_typed(call, conflict, call.arguments.one("value") or ""))


def _number(words: str) -> int:
    from store.errors import UsageFault

    if not (words.isascii() and words.isdecimal() and len(words) <= _DIGITS):
        raise UsageFault("usage_not_a_number", option="--take", value=words)
    return int(words)


def _typed(call: Call, conflict: OpenConflict, words: str) -> object:
    """The value that was typed, read by the field's type. Raises InvalidRecord."""
    from schemas.fields import find_spec, record_spec
    from schemas.problems import Problem
    from store.saving import InvalidRecord
    from store.values import ValueFault, parse_value
    from tui.typed_values import reading_of

    spec, _ = find_spec(record_spec(conflict.type), conflict.path)
    try:
        return parse_value(spec, words, reading_of(call.register.snapshot))
    except ValueFault as fault:
        problem = Problem(
            fault.code, conflict.file, field=fault.under(*conflict.path).path, params=fault.params
        )
        raise InvalidRecord([problem]) from None


def _ask(call: Call, record: Record | OwnFile) -> None:
    """What deleting the record would break. Raises UsageFault ``usage_needs_yes``."""
    from store.record import Record
    from tui.verbs.delete import ask_for_links

    if isinstance(record, Record):
        ask_for_links(call, record)


def _saved(call: Call, edit: Edit, conflicts: Sequence[OpenConflict]) -> Saved:
    """Save; where the field changed meanwhile, tell what stands there now. Raises as ``Register.save``."""
    from store.saving import ChangedMeanwhile
    from tui.saving_words import save

    try:
        return save(call, [edit], call.arguments.one("message") or "")
    except ChangedMeanwhile:
        _tell_now(call, conflicts)
        raise


def _tell_now(call: Call, conflicts: Sequence[OpenConflict]) -> None:
    from schemas.fields import record_spec
    from store.access import get_value
    from store.conflicts import record_of
    from tui.conflict_words import Subject

    call.register.refresh()
    for conflict in conflicts:
        data = record_of(call.register.snapshot, conflict).data or {}
        subject = Subject(conflict, data, call.names())
        now = get_value(record_spec(conflict.type), data, conflict.path)
        if not conflict.presence:
            words = subject.value_words(now).replace("\n", " ")
            call.output.tell(text("{field} is now: {value}", field=subject.label(), value=words))


VERB = Verb(
    run,
    VERBS["resolve"][1],
    words=(
        Word("id", N_("ID"), N_("the record's id; knoten.toml and vocabulary.toml for the register's own")),
        Word(
            "field",
            N_("FIELD"),
            N_("the disputed field as knoten conflicts names it; “record” for the record itself"),
            least=0,
        ),
    ),
    options=(
        Option(
            ("--take",),
            N_("settle on the version of this number; for texts and ordered lists again, to keep several"),
            N_("VERSION"),
            many=True,
        ),
        Option(("--value",), N_("settle on a value of your own; nothing empties the field"), N_("VALUE")),
        Option(("--side",), N_("settle on what this person wrote, in all disputed fields"), N_("NAME")),
        Option(("--yes",), N_("delete even if links of other records would lead nowhere")),
        Option(("-m", "--message"), N_("a remark for the history"), N_("TEXT")),
    ),
    notes=(
        N_(
            "Settling is a change like any other: it is saved in your name and goes to all partners with the "
            "next share. If somebody settled the field meanwhile, you are told what stands there now."
        ),
    ),
    usage=(
        "knoten resolve treff-k7q2 'contacts[office].phone' --take 1",
        "knoten resolve treff-k7q2 description --take 1 --take 2",
        "knoten resolve treff-k7q2 --side 'Berta Beispiel'",
        "knoten resolve treff-k7q2 record --take 2",
    ),
)
