"""`knoten share`: take in what partners changed, hand out what changed here; looked at first, then done."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from tui.arguments import Option, Word
from tui.output import Cell
from tui.verbs import VERBS, Verb
from tui.words import N_, ntext, quoted, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from threading import Event

    from store.errors import StoreError
    from store.history import RecordChange
    from store.sharing.boundary import Held
    from store.sharing.share import PartnerResult, Share, ShareResult
    from store.sharing.share_plan import PartnerPlan, Preview
    from tui.call import Call

_SHOWN = 10


def run(call: Call) -> int:
    """Share; 3 if a partner could not be reached, refused, or something has to be decided first."""
    from store.errors import ReadOnly, UsageFault
    from tui.interrupting import stoppable

    if call.arguments.has("take") and call.arguments.has("give"):
        raise UsageFault("usage_not_both", one="--take", other="--give")
    if call.register.read_only:
        raise ReadOnly("read_only")
    with stoppable() as stop:
        return _share(call, stop)


def _share(call: Call, stop: Event) -> int:
    from store.sharing.share import Share, ShareOptions
    from tui.sharing_words import progress_words

    flags = call.arguments.has
    options = ShareOptions(
        take=not flags("give"),
        give=not flags("take"),
        allow_deletions=flags("allow-deletions"),
        allow_rewritten=flags("allow-rewritten"),
    )

    with Share(
        call.register,
        call.arguments.rest("names") or None,
        options=options,
        cancel=stop,
        progress=lambda partner, seen: call.output.progress(progress_words(partner.name, seen)),
    ) as share:
        return serve(call, share)


def serve(call: Call, share: Share) -> int:
    """Look, show, ask, do, report: also where what comes in is a file (``knoten bundle take``)."""
    share.fetch()
    preview = share.preview()
    call.output.clear_progress()
    if call.arguments.has("dry-run"):
        return _only_preview(call, share, preview)
    accepted = _agreed(call, share, preview)
    person = call.person() if preview.hand_edits and accepted else None
    result = share.carry_out(preview, call.subject(), person=person, accepted=accepted)
    call.output.clear_progress()
    return _report(call, result)


def _only_preview(call: Call, share: Share, preview: Preview) -> int:
    from store.sharing.share import obstacle

    options = share.options
    preview = dataclasses.replace(
        preview,
        partners=tuple(
            dataclasses.replace(
                plan,
                taken=plan.taken if options.take else (),
                given=plan.given if options.give else (),
                error=obstacle(plan, options),
            )
            for plan in preview.partners
        ),
    )
    changes = [change for plan in preview.partners for change in plan.taken]
    partners: list[dict[str, object]] = [
        {
            "name": plan.partner.name,
            "state": plan_state(plan.error),
            "taken": len(plan.taken),
            "given": len(plan.given),
            "error": _error_json(plan),
        }
        for plan in preview.partners
    ]
    held = [held for plan in preview.partners for held in plan.held]
    call.output.document(_document(partners, changes, held))
    _print_preview(call, preview)
    call.output.tell(text("Only looked at; nothing has changed."))
    return 3 if any(plan.error for plan in preview.partners) else 0


def plan_state(error: StoreError | None) -> str:
    """How a share would end: ``planned``, ``stopped`` or ``failed``."""
    from store.sharing.share import state_of_error

    return state_of_error(error) if error is not None else "planned"


def _document(
    partners: list[dict[str, object]], changes: Iterable[RecordChange], held: Iterable[Held]
) -> dict[str, object]:
    return {
        "partners": partners,
        "changes": [_change_json(change) for change in changes],
        "conflicts": [],
        "held_back": [{"path": one.path, "code": one.code} for one in held],
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


def _error_json(result: PartnerPlan | PartnerResult) -> dict[str, object] | None:
    from tui.error_words import error_text

    if result.error is None:
        return None
    found: dict[str, object] = {
        "code": result.error.code,
        "message": error_text(result.error),
        "params": result.error.params,
    }
    if disputed := _disputed(result.error):
        found["records"] = disputed
    return found


def _disputed(error: StoreError) -> list[str]:
    """The records that both sides changed, if that is what is the matter."""
    from store.layout import locate

    located = (locate(path) for path in getattr(error, "paths", ()))
    return [found[1] for found in located if found]


def _tell_error(call: Call, error: StoreError) -> None:
    from tui.error_words import error_text

    call.output.tell("  " + error_text(error), "bad")
    for record_id in _disputed(error)[:_SHOWN]:
        call.output.tell(f"    {quoted(call.register.snapshot.title(record_id))}  {record_id}")


# ---- before -----------------------------------------------------------------------------------------


def _agreed(call: Call, share: Share, preview: Preview) -> bool:
    """Whether to go on: asked on a terminal if there is anything to do, of each thing that always asks."""
    if not call.can_ask or call.arguments.has("yes"):
        return True
    _print_preview(call, preview)
    if preview.empty:
        return True
    from tui.asking import confirm

    for ask, question in (
        ("deletions", N_("A partner has deleted many records. Delete them here, too?")),
        ("rewritten", N_("A partner has rewritten what it had handed out. Take that all the same?")),
    ):
        if ask in preview.asks and not share.options.allows(ask) and confirm(text(question)):
            share.options = dataclasses.replace(share.options, **{f"allow_{ask}": True})
    return confirm(text("Share now?"))


def _print_preview(call: Call, preview: Preview) -> None:
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
            _tell_error(call, plan.error)
        _print_changes(call, text("comes in"), plan.taken)
        _print_changes(call, text("goes out"), plan.given)
        _print_held(call, plan.held)
        for record, target in plan.breaking:
            title = quoted(call.register.snapshot.title(record))
            words = text("The link of {title} to {target} would lead nowhere.", title=title, target=target)
            out.line("  ", Cell(words, "warn"))


def _print_changes(call: Call, heading: str, changes: Sequence[RecordChange]) -> None:
    from tui.sharing_words import change_line, count_words

    if not changes:
        return
    call.output.line("  ", heading, ": ", count_words(changes))
    for change in changes[:_SHOWN]:
        call.output.line("    ", change_line(change))
    if len(changes) > _SHOWN:
        call.output.line("    ", text("… and {n} more", n=len(changes) - _SHOWN))


def _print_held(call: Call, held: Iterable[Held]) -> None:
    from tui.held_words import held_text

    for one in held:
        words = text("held back: {path}: {reason}", path=one.path, reason=held_text(one))
        call.output.line("  ", Cell(words, "warn"))


# ---- after ------------------------------------------------------------------------------------------


def _report(call: Call, result: ShareResult) -> int:
    from tui.sharing_words import STATES

    partners: list[dict[str, object]] = [
        {
            "name": one.partner.name,
            "state": one.state,
            "taken": len(one.taken),
            "given": len(one.given),
            "error": _error_json(one),
        }
        for one in result.partners
    ]
    changes = [change for one in result.partners for change in one.taken]
    call.output.document(_document(partners, changes, [held for one in result.partners for held in one.held]))
    for one in result.partners:
        state = Cell(text(STATES[one.state]), "bad" if one.error else "good")
        call.output.line(Cell(one.partner.name, "title"), ": ", state)
        if one.error is not None:
            _tell_error(call, one.error)
        _print_changes(call, text("came in"), one.taken)
        _print_changes(call, text("went out"), one.given)
        _print_held(call, one.held)
    return 0 if result.ok else 3


LOOKING = (
    Option(("--dry-run",), N_("only show what would happen")),
    Option(("--yes",), N_("do not ask")),
    Option(("--allow-deletions",), N_("allow a partner to delete many records here")),
)

VERB = Verb(
    run,
    VERBS["share"][1],
    words=(Word("names", N_("PARTNER"), N_("only with these partners"), least=0, most=None),),
    options=(
        Option(("--take",), N_("only take in")),
        Option(("--give",), N_("only hand out")),
        *LOOKING,
        Option(("--allow-rewritten",), N_("allow a partner to rewrite what it had handed out")),
    ),
    usage=("knoten share", "knoten share Freiwilligenagentur --dry-run"),
)
