"""Sharing: fetch from everyone, show what would happen, take all of it in at once, hand out.

A partner that cannot be reached, or whose version cannot be taken, is reported and does not hold up the
others. Nothing here changes before the preview is accepted; then hand edits are saved first, what all
partners have is taken in together, and the result is handed out to each. The order: docs/sharing.md.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Sequence
from typing import NamedTuple, Self

from store.disputed import OpenConflict
from store.errors import Interrupted, PartnerFault, StoreError
from store.history import RecordChange
from store.people import Person
from store.register import Register, SubjectOf
from store.sharing.boundary import Held
from store.sharing.exchanging import Exchange
from store.sharing.explained import Decided, PersonsMerge
from store.sharing.lines import Lines, OnProgress
from store.sharing.mailbox_files import Skipped
from store.sharing.partners import Partner, find_partner, list_partners
from store.sharing.share_plan import PartnerPlan, Planner, Preview, plan_share

_TO_DECIDE = ("partner_deletions", "partner_rewritten")


class PartnerResult(NamedTuple):
    """How the share with one partner ended.

    ``state``: ``up_to_date``, ``taken``, ``given``, ``exchanged`` (both), ``declined``, ``stopped``
    (something has to be decided first), ``failed``. ``moved`` counts how often the partner moved meanwhile;
    ``skipped`` are files in a folder that were passed over, ``decisions`` and
    ``merges`` explain what came.
    """

    partner: Partner
    state: str
    taken: tuple[RecordChange, ...] = ()
    given: tuple[RecordChange, ...] = ()
    held: tuple[Held, ...] = ()
    error: StoreError | None = None
    moved: int = 0
    skipped: tuple[Skipped, ...] = ()
    decisions: tuple[Decided, ...] = ()
    merges: tuple[PersonsMerge, ...] = ()


class ShareResult(NamedTuple):
    """How the share ended, by partner; ``saved`` are the paths of hand edits that were saved first.

    ``changes`` is what it changed here, of all partners together; ``conflicts`` what is disputed since.
    """

    partners: tuple[PartnerResult, ...]
    saved: tuple[str, ...] = ()
    changes: tuple[RecordChange, ...] = ()
    conflicts: tuple[OpenConflict, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every partner was reached and nothing is left to decide."""
        return all(result.error is None for result in self.partners)

    @property
    def interrupted(self) -> bool:
        """Whether it was stopped before everything was handed out."""
        return any(isinstance(result.error, Interrupted) for result in self.partners)


@dataclasses.dataclass(frozen=True)
class ShareOptions:
    """What is wanted: one way or both, and what may happen without being asked."""

    take: bool = True
    give: bool = True
    allow_deletions: bool = False
    allow_rewritten: bool = False

    def allows(self, ask: str) -> bool:
        """Whether one of the always-asks is answered already."""
        return self.allow_deletions if ask == "deletions" else self.allow_rewritten


class Share:
    """One share under way. Use in a ``with`` block: ``fetch``, ``preview``, then ``carry_out``.

    Holds one connection a partner. ``cancel`` ends whatever is under way within a second.
    """

    def __init__(
        self,
        register: Register,
        names: Sequence[str] | None = None,
        *,
        options: ShareOptions = ShareOptions(),
        cancel: threading.Event | None = None,
        progress: OnProgress | None = None,
    ) -> None:
        """Raises NotFound ``unknown_partner``, PartnerFault ``no_partners``."""
        self.register = register
        self.options = options
        # What was allowed beforehand; a person's later yes is for what the preview showed, and no more.
        self._allowed = options
        self._repository = register.repository
        self._cancel = cancel or threading.Event()
        known = list_partners(self._repository)
        found = [find_partner(self._repository, name) for name in names] if names else known
        self.partners = list(dict.fromkeys(found))
        if not self.partners:
            raise PartnerFault("no_partners")
        self._lines = Lines(register, self._cancel, progress)

    def fetch(self) -> None:
        """Ask all partners, several at once; nothing here moves but what is known of them.

        Raises Interrupted.
        """
        self._lines.open(self.partners)
        self._lines.fetch(self.partners)

    def preview(self) -> Preview:
        """What would happen now, with what was fetched. Raises Interrupted."""
        self.register.refresh()
        planner = self._planner()
        plans = []
        for partner in self.partners:
            self._check_cancelled()
            plans.append(self._plan(planner, partner, self._check_cancelled))
        return plan_share(planner, plans, self.register.hand_edits())

    def _planner(self) -> Planner:
        head = self._repository.head()
        if head is None:
            raise PartnerFault("nothing_to_share")
        return Planner(self._repository, self.register.snapshot, head)

    def _plan(
        self, planner: Planner, partner: Partner, check: Callable[[], None] = lambda: None
    ) -> PartnerPlan:
        fault = self._lines.faults.get(partner.slug)
        if fault is None:
            plan = planner.explained(planner.arrived(partner), check)
        else:
            plan = PartnerPlan(partner, error=fault)
        return dataclasses.replace(plan, skipped=self._lines.skipped.get(partner.slug, ()))

    def _check_cancelled(self) -> None:
        if self._cancel.is_set():
            raise Interrupted("cancelled")

    def carry_out(
        self, preview: Preview, subject: SubjectOf, *, person: Person | None = None, accepted: bool = True
    ) -> ShareResult:
        """Do what the preview showed, and tell how it ended; ``subject`` names the commit of hand edits.

        Not accepted: everything stays as it is, and what was fetched stays visible. Stopped while handing
        out: what was taken in stays, and the result says who did not get it.
        Raises Interrupted, WriteFailed, RegisterUnusable (``register_half_way``), UsageFault
        ``person_unknown``: then nothing was taken in.
        """
        self._check_cancelled()
        if not accepted:
            return ShareResult(tuple(_declined(plan) for plan in preview.partners))
        saved = _save_shown(self.register, preview, subject, person)
        self.register.refresh()
        planner = self._planner()
        again = [planner.again(plan) for plan in preview.partners]
        exchange = Exchange(self.register, self._lines, planner.head, take=self.options.take)
        for plan in plan_share(planner, again, ()).partners:
            exchange.add(plan, refusal(plan, self.options))
        exchange.run(self._plan_anew, give=self.options.give)
        results = tuple(
            PartnerResult(
                one.partner, _state(one.error, one.taken, one.given), one.taken, one.given, one.held,
                one.error, one.moved, one.plan.skipped, one.decisions, one.merges,
            )
            for one in exchange.partners
        )  # fmt: skip
        return ShareResult(results, saved, *exchange.outcome())

    def _plan_anew(self, partner: Partner) -> tuple[PartnerPlan, StoreError | None]:
        """The plan for a partner that moved meanwhile, and what keeps it from being carried out."""
        plan = self._plan(self._planner(), partner)
        return plan, refusal(plan, self._allowed)

    def close(self) -> None:
        """End the connections."""
        self._lines.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _save_shown(
    register: Register, preview: Preview, subject: SubjectOf, person: Person | None
) -> tuple[str, ...]:
    """Save the hand edits that the preview showed; what was typed since stays where it is."""
    shown = {edit.path: edit.raw for edit in preview.hand_edits if not edit.problems}
    if not shown:
        return ()
    register.refresh()
    edits = register.hand_edits()
    paths = [edit.path for edit in edits if edit.path in shown and shown[edit.path] == edit.raw]
    return register.save_hand_edits(subject, paths=paths, person=person).saved if paths else ()


def _declined(plan: PartnerPlan) -> PartnerResult:
    return PartnerResult(plan.partner, "declined", held=plan.held, error=plan.error, skipped=plan.skipped)


def _state(error: StoreError | None, taken: Sequence[RecordChange], given: Sequence[RecordChange]) -> str:
    if error is not None:
        return state_of_error(error)
    known = {(True, True): "exchanged", (True, False): "taken", (False, True): "given"}
    return known.get((bool(taken), bool(given)), "up_to_date")


def refusal(plan: PartnerPlan, options: ShareOptions) -> StoreError | None:
    """What keeps a plan from being carried out: its own error, or what always asks and is not allowed."""
    if plan.error is not None:
        return plan.error
    # Handing out alone would undo what a partner rolled back; that is to be asked as well.
    asks = [ask for ask in plan.asks if options.take or ask == "rewritten"]
    refused = [ask for ask in asks if not options.allows(ask)]
    return PartnerFault(f"partner_{refused[0]}", partner=plan.partner.name) if refused else None


def obstacle(plan: PartnerPlan, options: ShareOptions) -> StoreError | None:
    """What a share would stop at, as far as is known before: ``refusal``, or what is to come in first."""
    error = refusal(plan, options)
    if error is None and not options.take and plan.taken:
        return PartnerFault("partner_ahead", partner=plan.partner.name)
    return error


def state_of_error(error: StoreError) -> str:
    """``stopped`` where something has to be decided first, else ``failed``."""
    return "stopped" if error.code in _TO_DECIDE else "failed"
