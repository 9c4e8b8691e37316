"""What a share would do, before it does it: what comes in, what goes out, what has to be asked."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from schemas.record import RECORD_TYPES
from store.errors import PartnerFault, StoreError
from store.git.repository import Repository
from store.hand_edits import HandEdit
from store.history import RecordChange, record_changes
from store.layout import locate
from store.sharing.boundary import Held, Incoming, inspect
from store.sharing.merging import merge
from store.sharing.partners import Partner
from store.snapshot import Snapshot

MANY_DELETED = 3
MANY_DELETED_SHARE = 0.1


@dataclasses.dataclass(frozen=True)
class PartnerPlan:
    """What a share with one partner would do.

    ``incoming`` is the partner's commit, None if it has nothing yet or was not reached; ``taken`` and
    ``given`` are the changes of records; ``breaking`` the links (record, target) that would lead nowhere;
    ``asks`` what is never done without being asked: ``deletions``, ``rewritten``. ``error`` says why nothing
    can be done.
    """

    partner: Partner
    incoming: Incoming | None = None
    taken: tuple[RecordChange, ...] = ()
    given: tuple[RecordChange, ...] = ()
    held: tuple[Held, ...] = ()
    breaking: tuple[tuple[str, str], ...] = ()
    asks: tuple[str, ...] = ()
    error: StoreError | None = None


@dataclasses.dataclass(frozen=True)
class Preview:
    """What the whole share would do; ``hand_edits`` without problems are saved first."""

    partners: tuple[PartnerPlan, ...]
    hand_edits: tuple[HandEdit, ...] = ()

    @property
    def asks(self) -> tuple[str, ...]:
        """What has to be asked, of all partners."""
        return tuple(sorted({ask for plan in self.partners for ask in plan.asks}))

    @property
    def empty(self) -> bool:
        """Whether nothing would come in and nothing go out."""
        return not self.hand_edits and not any(plan.taken or plan.given for plan in self.partners)


def plan_partner(repository: Repository, snapshot: Snapshot, partner: Partner, head: str) -> PartnerPlan:
    """Plan with what was fetched last; what is wrong with the partner's version is the plan's ``error``."""
    commit = repository.read_ref(partner.incoming)
    if commit is None:
        return PartnerPlan(partner, given=_between(repository, None, head))
    try:
        incoming = inspect(repository, commit, partner.name)
        _check_related(repository, incoming, partner, snapshot.config.id, head)
        taken = taken_changes(repository, head, incoming)
    except StoreError as error:
        return PartnerPlan(partner, error=error)
    return PartnerPlan(
        partner,
        incoming,
        taken,
        _given(repository, head, commit),
        incoming.held,
        _breaking(snapshot, taken),
        tuple(_asks(repository, partner, incoming, taken, head)),
    )


def _check_related(
    repository: Repository, incoming: Incoming, partner: Partner, register_id: str, head: str
) -> None:
    if incoming.register_id != register_id or not repository.merge_bases(head, incoming.commit):
        raise PartnerFault("partner_unrelated", partner=partner.name)


def taken_changes(repository: Repository, head: str, incoming: Incoming) -> tuple[RecordChange, ...]:
    """What taking the partner's commit would change here.

    Raises BothChanged.
    """
    commit = incoming.commit
    if repository.is_ancestor(commit, head):
        return ()
    if repository.is_ancestor(head, commit):
        return _between(repository, head, commit, held=incoming.held)
    base = repository.merge_bases(head, commit)[0]
    merge(repository, head, commit)  # says so if it cannot be done
    return _between(repository, base, commit, held=incoming.held)


def _given(repository: Repository, head: str, commit: str) -> tuple[RecordChange, ...]:
    if repository.is_ancestor(head, commit):
        return ()
    return _between(repository, repository.merge_bases(head, commit)[0], head)


def _between(
    repository: Repository, old: str | None, new: str, held: Sequence[Held] = ()
) -> tuple[RecordChange, ...]:
    out = {item.path for item in held}
    changes = [change for change in repository.diff_trees(old, new) if change.path not in out]
    return tuple(record_changes(repository, changes))


def _asks(
    repository: Repository,
    partner: Partner,
    incoming: Incoming,
    taken: Sequence[RecordChange],
    head: str,
) -> list[str]:
    asks = []
    deleted = sum(1 for change in taken if change.action == "deleted" and change.type in RECORD_TYPES)
    records = sum(1 for entry in repository.list_tree(head, sizes=False) if locate(entry.path))
    if deleted > MANY_DELETED and deleted > records * MANY_DELETED_SHARE:
        asks.append("deletions")
    before = repository.read_ref(partner.taken)
    if before is not None and not repository.is_ancestor(before, incoming.commit):
        asks.append("rewritten")
    return asks


def _breaking(snapshot: Snapshot, taken: Sequence[RecordChange]) -> tuple[tuple[str, str], ...]:
    """Links of records here to records that the share would delete."""
    gone = {change.record for change in taken if change.action == "deleted" and change.type in RECORD_TYPES}
    links = {(link.source, target) for target in gone for link in snapshot.incoming(target)}
    return tuple(sorted(pair for pair in links if pair[0] not in gone))
