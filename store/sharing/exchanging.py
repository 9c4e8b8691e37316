"""Carrying a share out: all that may come in is taken at once, then everyone gets the result.

A partner that moved between our fetch and our push is asked again, and what it has by then is taken in, too;
then all who lack that get it as well. Bounded: two who keep moving must not keep each other busy.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Sequence

from schemas.paths import FieldPath
from store.disputed import OpenConflict
from store.errors import Interrupted, PartnerFault, RefMoved, StoreError
from store.history import RecordChange
from store.register import Register
from store.sharing.boundary import Held, Incoming
from store.sharing.explained import Decided, PersonsMerge
from store.sharing.lines import Lines
from store.sharing.outcome import Outcome, changes_between, files_of, new_conflicts, outcome_of, there_of
from store.sharing.partners import Partner, note_given
from store.sharing.share_plan import PartnerPlan
from store.sharing.taking import Step, take_over

_ROUNDS = 3

Again = Callable[[Partner], tuple[PartnerPlan, StoreError | None]]
"""Plans anew for a partner: the plan, and what keeps it from being carried out."""


@dataclasses.dataclass
class Exchanged:
    """What has happened so far with one partner."""

    plan: PartnerPlan
    error: StoreError | None
    taken: tuple[RecordChange, ...] = ()
    given: tuple[RecordChange, ...] = ()
    held: tuple[Held, ...] = ()
    decisions: tuple[Decided, ...] = ()
    merges: tuple[PersonsMerge, ...] = ()
    moved: int = 0
    waiting: bool = True
    """Whether what came is still to be taken in."""

    @property
    def partner(self) -> Partner:
        """Whom it is with."""
        return self.plan.partner

    @property
    def incoming(self) -> Sequence[Incoming]:
        """What the partner has, as far as is known."""
        return tuple(self.plan.incoming.values())


class Exchange:
    """The part of a share that changes something, at all partners of it."""

    def __init__(self, register: Register, lines: Lines, start: str, *, take: bool) -> None:
        self.partners: list[Exchanged] = []
        self._register = register
        self._repository = register.repository
        self._lines = lines
        self._start = start
        self._take_in = take
        self._steps: list[Step] = []

    def add(self, plan: PartnerPlan, error: StoreError | None) -> None:
        """One more partner; with an ``error`` it is left out, and reported."""
        self.partners.append(Exchanged(plan, error, held=plan.held))

    def run(self, again: Again, *, give: bool) -> None:
        """Take in, hand out, and once more with those that moved meanwhile.

        Raises WriteFailed, RegisterUnusable: nothing was taken in.
        """
        for attempt in range(_ROUNDS):
            self._take()
            moved = self._hand_out() if give else []
            if not moved or attempt + 1 == _ROUNDS:
                return
            self._ask_again(moved, again)

    def outcome(self) -> tuple[tuple[RecordChange, ...], tuple[OpenConflict, ...]]:
        """What it changed here, and what is disputed since."""
        changes: list[RecordChange] = []
        conflicts: dict[tuple[str, str, FieldPath], OpenConflict] = {}
        for step in self._steps:
            old, new = (files_of(self._repository, commit) for commit in step)
            told = changes_between(self._repository, old, new)
            found = new_conflicts(self._repository, old, Outcome(step.new, new), told)
            conflicts |= {(one.type, one.record, one.path): one for one in found}
            changes += told
        return tuple(changes), tuple(conflicts.values())

    # ---- taking in

    def _take(self) -> None:
        ready = [one for one in self.partners if one.error is None and one.waiting]
        if not self._take_in or not any(one.incoming for one in ready):
            return
        try:
            step = take_over(self._register, [one.plan for one in ready], self._start)
        except StoreError as error:
            # Before anything was taken, what is wrong with this register ends the whole share.
            if not self._steps and not isinstance(error, PartnerFault | RefMoved):
                raise
            for one in ready:
                one.error = error
            return
        if step is not None:
            self._steps.append(step)
        for one in ready:
            one.waiting = False
            one.taken += one.plan.taken
            one.decisions += one.plan.decisions
            one.merges += one.plan.merges

    # ---- handing out

    def _hand_out(self) -> list[Exchanged]:
        """Hand out to all who lack something; returns those that moved meanwhile and may be asked again."""
        head = self._repository.head() or self._start
        ready = [one for one in self.partners if one.error is None and self._lacks(one, head)]
        faults = self._lines.push([one.partner for one in ready], head)
        moved = []
        for one in ready:
            error = faults[one.partner.slug]
            one.error = Interrupted("handing_out_stopped") if isinstance(error, Interrupted) else error
            if error is None:
                self._note_given(one, head)
            elif error.code == "partner_moved" and self._take_in:
                moved.append(one)
        return moved

    def _lacks(self, one: Exchanged, head: str) -> bool:
        """Whether a partner is to be given ``head``; sets its error if it has to be taken in first."""
        commits = [incoming.commit for incoming in one.incoming]
        if one.partner.folder:
            return True  # what is there already is not written again
        if any(self._repository.is_ancestor(head, commit) for commit in commits):
            return False
        if all(self._repository.is_ancestor(commit, head) for commit in commits):
            return True
        if outcome_of(self._repository, head, one.incoming).commit != head:
            # Only where nothing is to be taken in.
            one.error = PartnerFault("partner_ahead", partner=one.partner.name)
        return False  # else the trees are the same, and nobody has anything new

    def _note_given(self, one: Exchanged, head: str) -> None:
        there = there_of(self._repository, one.partner, one.incoming)
        now = files_of(self._repository, head)
        one.given += changes_between(self._repository, there.files, now, there.made)
        note_given(self._repository, one.partner, head)
        if not one.partner.folder:
            known = Incoming(head, now, (), "")
            one.plan = dataclasses.replace(one.plan, incoming={one.partner.incoming: known})

    def _ask_again(self, moved: Sequence[Exchanged], again: Again) -> None:
        """Fetch from those that moved, and plan anew."""
        with contextlib.suppress(Interrupted):  # noted with each partner
            self._lines.fetch([one.partner for one in moved])
        self._register.refresh()
        for one in moved:
            one.moved += 1
            one.plan, one.error = again(one.partner)
            one.waiting = True
            one.held = tuple(dict.fromkeys((*one.held, *one.plan.held)))
