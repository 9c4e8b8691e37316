"""What a share would do, before it does it: what comes in, what goes out, what has to be asked."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path

from schemas.record import RECORD_TYPES
from store.errors import PartnerFault, StoreError
from store.git.repository import Repository
from store.git.trees import TreeChange
from store.hand_edits import HandEdit
from store.history import RecordChange, record_changes
from store.layout import locate
from store.sharing.boundary import Held, Incoming, inspect
from store.sharing.merging import merge
from store.sharing.partners import Partner
from store.snapshot import Snapshot

MANY_DELETED = 3
MANY_DELETED_SHARE = 0.1
_PLAIN = 0o100644


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
        # Where something was taken once, somebody has emptied it since.
        asks = ("rewritten",) if repository.read_ref(partner.taken) is not None else ()
        return PartnerPlan(partner, given=_between(repository, {}, _files(repository, head)), asks=asks)
    try:
        incoming = inspect(repository, commit, partner.name)
        _check_related(repository, incoming, partner, snapshot.config.id, head)
        here = _files(repository, head)
        after, held = _outcome(repository, head, here, incoming)
        taken = _between(repository, here, after)
        given = _between(repository, incoming.files, after)
    except StoreError as error:
        return PartnerPlan(partner, error=error)
    return PartnerPlan(
        partner,
        incoming,
        taken,
        given,
        (*incoming.held, *held),
        _breaking(snapshot, taken),
        tuple(_asks(repository, partner, incoming, taken, here)),
    )


def _check_related(
    repository: Repository, incoming: Incoming, partner: Partner, register_id: str, head: str
) -> None:
    if incoming.register_id == register_id:
        if repository.merge_bases(head, incoming.commit):
            return
        if Path(repository.git_dir, "shallow").exists():
            raise PartnerFault("partner_history_short", partner=partner.name)
    raise PartnerFault("partner_unrelated", partner=partner.name)


def _files(repository: Repository, commit: str) -> dict[str, str]:
    return {entry.path: entry.oid for entry in repository.list_tree(commit, sizes=False)}


def _outcome(
    repository: Repository, head: str, here: dict[str, str], incoming: Incoming
) -> tuple[dict[str, str], tuple[Held, ...]]:
    """The files of the register after taking, and what a merge held back. Raises BothChanged.

    What a share changes is told by this and nothing else: a comparison with a merge base misses what only
    another base has, and a record that a link took the place of.
    """
    commit = incoming.commit
    if repository.is_ancestor(commit, head):
        return here, ()
    if repository.is_ancestor(head, commit):
        return incoming.files, ()
    merged = merge(repository, head, commit)
    return (merged.files, merged.held) if merged is not None else (here, ())


def _between(
    repository: Repository, old: Mapping[str, str], new: Mapping[str, str]
) -> tuple[RecordChange, ...]:
    differing = sorted(path for path in old.keys() | new.keys() if old.get(path) != new.get(path))
    changes = [TreeChange(path, _PLAIN, old.get(path), _PLAIN, new.get(path)) for path in differing]
    return tuple(record_changes(repository, changes))


def _asks(
    repository: Repository,
    partner: Partner,
    incoming: Incoming,
    taken: Sequence[RecordChange],
    here: Mapping[str, str],
) -> list[str]:
    asks = []
    deleted = sum(1 for change in taken if change.action == "deleted" and change.type in RECORD_TYPES)
    records = sum(1 for path in here if locate(path))
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
