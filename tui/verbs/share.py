"""`knoten share`: take in what partners changed, hand out what changed here; looked at first, then done."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from tui.arguments import Option, Word
from tui.output import Cell
from tui.verbs import VERBS, Verb
from tui.words import N_, text

if TYPE_CHECKING:
    from threading import Event

    from store.errors import StoreError
    from store.sharing.share import Share, ShareResult
    from store.sharing.share_plan import Preview
    from tui.call import Call


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
    from tui.share_lines import document, print_preview

    options = share.options
    plans = tuple(
        dataclasses.replace(
            plan,
            taken=plan.taken if options.take else (),
            decisions=plan.decisions if options.take else (),
            merges=plan.merges if options.take else (),
            given=plan.given if options.give else (),
            error=obstacle(plan, options),
        )
        for plan in preview.partners
    )
    changes, conflicts = (preview.changes, preview.conflicts) if options.take else ((), ())
    preview = dataclasses.replace(preview, partners=plans, changes=changes, conflicts=conflicts)
    told = [(plan, plan_state(plan.error)) for plan in plans]
    call.output.document(document(call, told, changes, conflicts))
    print_preview(call, preview)
    call.output.tell(text("Only looked at; nothing has changed."))
    return 3 if any(plan.error for plan in plans) else 0


def plan_state(error: StoreError | None) -> str:
    """How a share would end: ``planned``, ``stopped`` or ``failed``."""
    from store.sharing.share import state_of_error

    return state_of_error(error) if error is not None else "planned"


def _agreed(call: Call, share: Share, preview: Preview) -> bool:
    """Whether to go on: asked on a terminal if there is anything to do, of each thing that always asks."""
    if not call.can_ask or call.arguments.has("yes"):
        return True
    from tui.share_lines import STATES_ASKED, print_preview

    print_preview(call, preview)
    if preview.empty:
        return True
    from tui.asking import confirm

    for ask, question in STATES_ASKED:
        if ask in preview.asks and not share.options.allows(ask) and confirm(text(question)):
            share.options = dataclasses.replace(share.options, **{f"allow_{ask}": True})
    return confirm(text("Share now?"))


def _report(call: Call, result: ShareResult) -> int:
    from tui.share_lines import document, print_conflicts, print_error, print_partner
    from tui.sharing_words import STATES

    partners = [(one, one.state) for one in result.partners]
    call.output.document(document(call, partners, result.changes, result.conflicts))
    for one in result.partners:
        state = Cell(text(STATES[one.state]), "bad" if one.error else "good")
        call.output.line(Cell(one.partner.name, "title"), ": ", state)
        print_error(call, one)
        print_partner(call, one, text("came in"), text("went out"))
    print_conflicts(call, result.conflicts, text("Disputed now, with all versions kept:"))
    if result.conflicts:
        call.output.tell(text("Settle one: knoten resolve ID FIELD --take VERSION"))
    if result.interrupted:
        return 130
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
