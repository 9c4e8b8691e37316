"""What a share would do, before it does it: what comes in, what goes out, what has to be asked.

Each partner is looked at alone first, so that what is wrong with one keeps nobody else out, and so that it
can be told what came from whom; then all that may come in is put together once.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from schemas.record import RECORD_TYPES
from store.disputed import OpenConflict
from store.errors import Interrupted, PartnerFault, StoreError
from store.git.repository import Repository
from store.hand_edits import HandEdit
from store.history import RecordChange
from store.layout import locate
from store.sharing.boundary import Held, Incoming, inspect
from store.sharing.explained import Decided, PersonsMerge, decided, persons_merges
from store.sharing.mailbox_files import Skipped
from store.sharing.outcome import Outcome, changes_between, files_of, new_conflicts, outcome_of, there_of
from store.sharing.partners import Partner, incoming_heads, taken_heads
from store.snapshot import Snapshot

MANY_DELETED = 3
MANY_DELETED_SHARE = 0.1


@dataclasses.dataclass(frozen=True)
class PartnerPlan:
    """What a share with one partner would do.

    ``incoming`` are the partner's commits, by the ref that each was fetched into: none if it has nothing yet
    or was not reached, several where several copies hand out in one folder. ``taken`` is what comes from this
    partner, ``given`` what it gets; ``breaking`` the links (record, target) that would lead nowhere; ``asks``
    what is never done without being asked: ``deletions``, ``rewritten``. ``error`` says why nothing can be
    done. ``skipped`` are files in a folder that were passed over. ``decisions`` and ``merges`` explain what
    comes in.
    """

    partner: Partner
    incoming: Mapping[str, Incoming] = dataclasses.field(default_factory=dict)
    taken: tuple[RecordChange, ...] = ()
    given: tuple[RecordChange, ...] = ()
    held: tuple[Held, ...] = ()
    breaking: tuple[tuple[str, str], ...] = ()
    asks: tuple[str, ...] = ()
    error: StoreError | None = None
    skipped: tuple[Skipped, ...] = ()
    decisions: tuple[Decided, ...] = ()
    merges: tuple[PersonsMerge, ...] = ()


@dataclasses.dataclass(frozen=True)
class Preview:
    """What the whole share would do; ``hand_edits`` without problems are saved first.

    ``changes`` is what all partners together change here, ``conflicts`` what will be disputed then.
    """

    partners: tuple[PartnerPlan, ...]
    hand_edits: tuple[HandEdit, ...] = ()
    changes: tuple[RecordChange, ...] = ()
    conflicts: tuple[OpenConflict, ...] = ()

    @property
    def asks(self) -> tuple[str, ...]:
        """What has to be asked, of all partners."""
        return tuple(sorted({ask for plan in self.partners for ask in plan.asks}))

    @property
    def empty(self) -> bool:
        """Whether nothing would come in and nothing go out."""
        return not self.hand_edits and not any(plan.taken or plan.given for plan in self.partners)


class Planner:
    """Plans from one head."""

    def __init__(self, repository: Repository, snapshot: Snapshot, head: str) -> None:
        self.head = head
        self._repository = repository
        self._snapshot = snapshot
        self._here = files_of(repository, head)

    def arrived(self, partner: Partner) -> PartnerPlan:
        """Plan what comes in with what was fetched last; what is wrong with it is the plan's ``error``."""
        heads = incoming_heads(self._repository, partner)
        if not heads:
            # Where something was taken once, somebody has emptied it since; a stick may be a new one.
            emptied = not partner.folder and bool(taken_heads(self._repository, partner))
            return PartnerPlan(partner, asks=("rewritten",) if emptied else ())
        try:
            return self.coming(partner, {ref: self._looked_at(partner, head) for ref, head in heads.items()})
        except StoreError as error:
            return PartnerPlan(partner, error=error)

    def again(self, plan: PartnerPlan) -> PartnerPlan:
        """Plan once more with exactly what a plan had come to know."""
        if plan.error is not None or not plan.incoming:
            return plan
        try:
            return dataclasses.replace(
                self.coming(plan.partner, plan.incoming),
                skipped=plan.skipped,
                decisions=plan.decisions,
                merges=plan.merges,
            )
        except StoreError as error:
            return PartnerPlan(plan.partner, error=error)

    def explained(self, plan: PartnerPlan, check: Callable[[], None] = lambda: None) -> PartnerPlan:
        """The plan with what the merge decides by itself, and with what merges of people's changed.

        ``check`` is called now and then; it may raise Interrupted, which goes on up.
        """
        if plan.error is not None or not plan.incoming:
            return plan
        try:
            alone = [(one, self._outcome([one])) for one in plan.incoming.values()]
            decisions = decided(self._repository, alone, self.head)
            commits = [one.commit for one in plan.incoming.values()]
            merges = persons_merges(self._repository, self.head, commits, check)
        except Interrupted:
            raise
        except StoreError as error:
            return PartnerPlan(plan.partner, error=error)
        return dataclasses.replace(plan, decisions=decisions, merges=merges)

    def _looked_at(self, partner: Partner, commit: str) -> Incoming:
        incoming = inspect(self._repository, commit, partner.name)
        if incoming.register_id == self._snapshot.config.id:
            if self._repository.merge_bases(self.head, commit):
                return incoming
            if Path(self._repository.git_dir, "shallow").exists():
                raise PartnerFault("partner_history_short", partner=partner.name)
        raise PartnerFault("partner_unrelated", partner=partner.name)

    def coming(self, partner: Partner, incoming: Mapping[str, Incoming]) -> PartnerPlan:
        """Plan what comes in with commits that have been looked at. Raises StoreError."""
        after = self._outcome(incoming.values())
        taken = self.changes(after)
        held = dict.fromkeys((*(one for each in incoming.values() for one in each.held), *after.held))
        return PartnerPlan(
            partner,
            incoming,
            taken,
            held=tuple(held),
            breaking=_breaking(self._snapshot, taken),
            asks=tuple(self._asks(partner, incoming, taken)),
        )

    def _outcome(self, incoming: Iterable[Incoming]) -> Outcome:
        return outcome_of(self._repository, self.head, tuple(incoming))

    def _asks(
        self, partner: Partner, incoming: Mapping[str, Incoming], taken: Sequence[RecordChange]
    ) -> Iterable[str]:
        if self.many_deleted(taken):
            yield "deletions"
        before = taken_heads(self._repository, partner)
        if any(self._rewritten(partner, ref, old, incoming) for ref, old in before.items()):
            yield "rewritten"

    def _rewritten(self, partner: Partner, ref: str, old: str, incoming: Mapping[str, Incoming]) -> bool:
        """Whether what was taken from a partner is not in its line any more.

        In a folder that is copied about, a copy may be missing for a while, or be there as it was before.
        """
        new = incoming.get(ref)
        if new is not None and self._repository.is_ancestor(old, new.commit):
            return False
        return not partner.folder or (new is not None and not self._repository.is_ancestor(new.commit, old))

    def many_deleted(self, changes: Iterable[RecordChange]) -> bool:
        """Whether so many records would be deleted here that it has to be asked."""
        deleted = sum(1 for change in changes if change.action == "deleted" and change.type in RECORD_TYPES)
        records = sum(1 for path in self._here if locate(path))
        return deleted > MANY_DELETED and deleted > records * MANY_DELETED_SHARE

    def together(self, plans: Iterable[PartnerPlan]) -> Outcome:
        """What taking over all these plans comes to. Raises StoreError."""
        return self._outcome(one for plan in plans if plan.error is None for one in plan.incoming.values())

    def changes(self, after: Outcome) -> tuple[RecordChange, ...]:
        """What an outcome changes here."""
        return changes_between(self._repository, self._here, after.files, after.made)

    def conflicts(self, after: Outcome, changes: Iterable[RecordChange]) -> tuple[OpenConflict, ...]:
        """The conflicts that an outcome brings."""
        return new_conflicts(self._repository, self._here, after, changes)

    def leaving(self, plan: PartnerPlan, after: Outcome) -> PartnerPlan:
        """The plan with what the partner would get once the register is at ``after``."""
        if plan.error is not None:
            return plan
        there = there_of(self._repository, plan.partner, tuple(plan.incoming.values()))
        made = {**there.made, **after.made}
        return dataclasses.replace(
            plan, given=changes_between(self._repository, there.files, after.files, made)
        )


def plan_share(planner: Planner, plans: Sequence[PartnerPlan], hand_edits: Sequence[HandEdit]) -> Preview:
    """The preview of a share with all these partners at once."""
    try:
        after = planner.together(plans)
        changes = planner.changes(after)
        conflicts = planner.conflicts(after, changes)
    except StoreError as error:
        failed = (plan if plan.error else dataclasses.replace(plan, error=error) for plan in plans)
        return Preview(tuple(failed), tuple(hand_edits))
    if planner.many_deleted(changes) and not any("deletions" in plan.asks for plan in plans):
        # What only together deletes many records is asked of all who delete some.
        plans = [_asking(plan) if _deletes(plan) else plan for plan in plans]
    leaving = tuple(_undisputed(planner.leaving(plan, after), conflicts) for plan in plans)
    return Preview(leaving, tuple(hand_edits), changes, conflicts)


def _undisputed(plan: PartnerPlan, conflicts: Iterable[OpenConflict]) -> PartnerPlan:
    """The plan without decisions that do not hold, since all partners together dispute the field."""
    disputed = {(conflict.type, conflict.record, conflict.path) for conflict in conflicts}
    kept = (
        one
        for one in plan.decisions
        if one.how == "disputed" or (one.type, one.record, one.path) not in disputed
    )
    return dataclasses.replace(plan, decisions=tuple(kept))


def _deletes(plan: PartnerPlan) -> bool:
    return any(change.action == "deleted" for change in plan.taken)


def _asking(plan: PartnerPlan) -> PartnerPlan:
    return dataclasses.replace(plan, asks=("deletions", *plan.asks))


def plan_partner(repository: Repository, snapshot: Snapshot, partner: Partner, head: str) -> PartnerPlan:
    """Plan what one partner alone would bring, without what it would get."""
    return Planner(repository, snapshot, head).arrived(partner)


def _breaking(snapshot: Snapshot, taken: Sequence[RecordChange]) -> tuple[tuple[str, str], ...]:
    """Links of records here to records that the share would delete."""
    gone = {change.record for change in taken if change.action == "deleted" and change.type in RECORD_TYPES}
    links = {(link.source, target) for target in gone for link in snapshot.incoming(target)}
    return tuple(sorted(pair for pair in links if pair[0] not in gone))
