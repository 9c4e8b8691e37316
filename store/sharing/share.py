"""Sharing: fetch from everyone, show what would happen, take over or merge, hand out.

A partner that cannot be reached, or whose version cannot be taken, is reported and does not hold up the
others. Nothing here changes before the preview is accepted; then hand edits are saved first, partners are
taken over one after the other, and the result is handed out. Source of the order: docs/sharing.md.
"""

from __future__ import annotations

import contextlib
import dataclasses
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, Self

from store.errors import Interrupted, PartnerFault, RefMoved, StoreError
from store.git.address import Address
from store.git.transport import Transport
from store.git.watched import Progress
from store.history import RecordChange
from store.people import Person
from store.register import Register, SubjectOf
from store.sharing.boundary import Held
from store.sharing.partners import (
    Partner,
    find_partner,
    forget_incoming,
    list_partners,
    mend_notes,
    note_contact,
    note_given,
)
from store.sharing.share_plan import PartnerPlan, Preview, plan_partner
from store.sharing.taking import Taken, take_over

_AT_ONCE = 4
_ATTEMPTS = 3
_PAUSE = 0.2
_TO_DECIDE = ("partner_both_changed", "partner_deletions", "partner_rewritten")

Decide = Callable[[Preview], bool]
OnProgress = Callable[[Partner, Progress | None], None]


class PartnerResult(NamedTuple):
    """How the share with one partner ended.

    ``state``: ``up_to_date``, ``taken``, ``given``, ``exchanged`` (both), ``declined``, ``stopped``
    (something has to be decided first), ``failed``. ``moved`` counts how often the partner moved meanwhile.
    """

    partner: Partner
    state: str
    taken: tuple[RecordChange, ...] = ()
    given: tuple[RecordChange, ...] = ()
    held: tuple[Held, ...] = ()
    error: StoreError | None = None
    moved: int = 0


class ShareResult(NamedTuple):
    """How the share ended, by partner; ``saved`` are the paths of hand edits that were saved first."""

    partners: tuple[PartnerResult, ...]
    saved: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every partner was reached and nothing is left to decide."""
        return all(result.error is None for result in self.partners)


@dataclasses.dataclass
class _Handed:
    """What has happened so far with one partner."""

    taken: tuple[RecordChange, ...] = ()
    held: tuple[Held, ...] = ()
    given: tuple[RecordChange, ...] = ()
    moved: int = 0


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
        self._progress = progress
        known = list_partners(self._repository)
        found = [find_partner(self._repository, name) for name in names] if names else known
        self.partners = list(dict.fromkeys(found))
        if not self.partners:
            raise PartnerFault("no_partners")
        self._lines: dict[str, Transport] = {}
        self._faults: dict[str, StoreError] = {}
        self._stack = contextlib.ExitStack()
        self._noting = threading.Lock()

    def fetch(self) -> None:
        """Ask all partners, several at once; nothing here moves but what is known of them.

        Raises Interrupted.
        """
        for partner in list_partners(self._repository):
            mend_notes(self._repository, partner)  # git fails on another partner's damaged ref, too
        for partner in self.partners:
            self._open(partner)
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            list(pool.map(self._fetch, [self._partner(slug) for slug in self._lines]))
        self._check_cancelled()

    def _open(self, partner: Partner) -> None:
        def report(seen: Progress) -> None:
            if self._progress:
                self._progress(partner, seen)

        try:
            address = Address.parse(partner.address)
            line = Transport(self._repository, address, cancel=self._cancel, progress=report)
        except StoreError as error:
            self._faults[partner.slug] = error
            return
        self._lines[partner.slug] = self._stack.enter_context(line)

    def _partner(self, slug: str) -> Partner:
        return next(partner for partner in self.partners if partner.slug == slug)

    def _fetch(self, partner: Partner) -> None:
        self._faults.pop(partner.slug, None)
        try:
            _fetch_patiently(self._lines[partner.slug], partner)
        except Interrupted as error:
            self._faults[partner.slug] = error  # says nothing about the partner
            return
        except StoreError as error:
            # A partner that has nothing yet is reached; it will be given everything.
            if error.code != "partner_empty":
                self._faults[partner.slug] = error
            else:
                forget_incoming(self._repository, partner)
        fault = self._faults.get(partner.slug)
        with self._noting:
            note_contact(self.register.path, partner, fault.code if fault else "")

    def _check_cancelled(self) -> None:
        if self._cancel.is_set():
            raise Interrupted("cancelled")

    def preview(self) -> Preview:
        """What would happen now, with what was fetched."""
        self.register.refresh()
        head = self._head()
        plans = [self._plan(partner, head) for partner in self.partners]
        return Preview(tuple(plans), tuple(self.register.hand_edits()))

    def _plan(self, partner: Partner, head: str) -> PartnerPlan:
        fault = self._faults.get(partner.slug)
        if fault is not None:
            return PartnerPlan(partner, error=fault)
        return plan_partner(self._repository, self.register.snapshot, partner, head)

    def _head(self) -> str:
        head = self._repository.head()
        if head is None:
            raise PartnerFault("nothing_to_share")
        return head

    def carry_out(
        self, preview: Preview, subject: SubjectOf, *, person: Person | None = None, accepted: bool = True
    ) -> ShareResult:
        """Do it. What always asks is done only where ``options`` allow it.

        ``accepted`` False leaves everything as it is. Raises StoreError where the register itself cannot be
        written; what a partner does wrong stands in its result.
        """
        if not accepted:
            return ShareResult(tuple(_declined(plan) for plan in preview.partners))
        saved = _save_shown(self.register, preview, subject, person)
        taken = {plan.partner.slug: self._take(plan, self.options) for plan in preview.partners}
        results = [self._give(plan, taken[plan.partner.slug]) for plan in preview.partners]
        self.register.refresh()
        return ShareResult(tuple(results), saved)

    def _take(self, plan: PartnerPlan, options: ShareOptions) -> Taken:
        error = refusal(plan, options)
        if error is not None:
            return Taken(error=error)
        if plan.incoming is None or not options.take:
            return Taken()
        try:
            return take_over(self.register, plan.partner, plan.incoming)
        except (PartnerFault, RefMoved) as error:
            return Taken(error=error)

    def _give(self, plan: PartnerPlan, taken: Taken) -> PartnerResult:
        handed = _Handed(taken.changes, plan.held)
        error = taken.error
        if error is None and self.options.give:
            try:
                self._push(plan.partner, handed)
            except Interrupted:
                raise
            except StoreError as fault:
                error = fault
        if error is not None:
            state = state_of_error(error)
        else:
            state = {(True, True): "exchanged", (True, False): "taken", (False, True): "given"}.get(
                (bool(handed.taken), bool(handed.given)), "up_to_date"
            )
        return PartnerResult(
            plan.partner, state, handed.taken, handed.given, handed.held, error, handed.moved
        )

    def _push(self, partner: Partner, handed: _Handed) -> None:
        """Hand out; if the partner moved meanwhile, take that in and try again (bounded)."""
        for attempt in range(_ATTEMPTS):
            head, there = self._head(), self._repository.read_ref(partner.incoming)
            fresh = plan_partner(self._repository, self.register.snapshot, partner, head)
            if fresh.error is not None:
                raise fresh.error
            if there is not None and self._repository.is_ancestor(head, there):
                return
            if there is not None and not self._repository.is_ancestor(there, head):
                # Only with --give: what the partner has must be taken in first.
                raise PartnerFault("partner_ahead", partner=partner.name)
            try:
                self._lines[partner.slug].push(head)
            except PartnerFault as error:
                if error.code != "partner_moved" or attempt + 1 == _ATTEMPTS or not self.options.take:
                    raise
                self._retake(partner, handed)
                continue
            handed.given = fresh.given
            note_given(self._repository, partner, head)
            return

    def _retake(self, partner: Partner, handed: _Handed) -> None:
        """The partner moved between our fetch and our push: fetch and take over again, and tell it."""
        handed.moved += 1
        self._fetch(partner)
        if partner.slug in self._faults:
            raise self._faults[partner.slug]
        plan = self._plan(partner, self._head())
        taken = self._take(plan, self._allowed)
        if taken.error is not None:
            raise taken.error
        handed.taken += taken.changes
        handed.held = tuple(dict.fromkeys((*handed.held, *plan.held)))
        self.register.refresh()

    def close(self) -> None:
        """End the connections."""
        self._stack.close()

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
    return PartnerResult(plan.partner, "declined", held=plan.held, error=plan.error)


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


def _fetch_patiently(line: Transport, partner: Partner) -> None:
    """Fetch; where another instance notes what it fetched from the same partner at this instant, again."""
    for _ in range(_ATTEMPTS):
        try:
            line.fetch(partner.slug)
        except PartnerFault as error:
            if f"cannot lock ref '{partner.incoming}'" not in str(error.params.get("reason", "")):
                raise
            time.sleep(_PAUSE)
        else:
            return
    line.fetch(partner.slug)
