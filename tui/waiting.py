"""What waits in a register: changes at partners, changes of our own nobody has yet, open conflicts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from store.errors import StoreError

if TYPE_CHECKING:
    from store.hand_edits import HandEdit
    from store.history import RecordChange
    from store.register import Register
    from store.sharing.partners import Partner, Standing


@dataclass(frozen=True)
class AtPartner:
    """What a partner has that this register lacks, by record; ``error`` is a code."""

    standing: Standing
    changes: tuple[RecordChange, ...] = ()
    error: StoreError | None = None

    @property
    def partner(self) -> Partner:
        """Whose it is."""
        return self.standing.partner


@dataclass(frozen=True)
class Waiting:
    """What waits: by partner, and counted. ``troubles`` are codes of what git left half-way.

    ``looked`` is False until git has been asked for the first time.
    """

    partners: tuple[AtPartner, ...] = ()
    unshared: int = 0
    conflicts: int = 0
    hand_edits: tuple[HandEdit, ...] = ()
    troubles: tuple[str, ...] = ()
    refused: StoreError | None = None
    incoming_ids: frozenset[str] = field(default_factory=frozenset)
    looked: bool = True

    @property
    def new(self) -> int:
        """How many records partners have changed."""
        return len(self.incoming_ids)


def look_at(register: Register) -> Waiting:
    """Look, without asking any partner; what git refuses is said, not raised."""
    from store.conflicts import open_conflicts

    conflicts = len(open_conflicts(register.snapshot))
    try:
        partners = _partners(register)
        return Waiting(
            partners,
            max((at.standing.ahead or 0 for at in partners), default=0),
            conflicts,
            tuple(register.hand_edits()),
            tuple(trouble.code for trouble in register.troubles() if trouble.forbids == "saving"),
            incoming_ids=frozenset(
                change.record for at in partners for change in at.changes if change.record
            ),
        )
    except StoreError as error:
        return Waiting(conflicts=conflicts, refused=error)


def _partners(register: Register) -> tuple[AtPartner, ...]:
    from store.sharing.partners import standings

    found = standings(register.repository, register.path)
    return tuple(_at_partner(register, standing) for standing in found)


def _at_partner(register: Register, standing: Standing) -> AtPartner:
    from store.sharing.share_plan import plan_partner

    head = register.repository.head()
    if not standing.behind or head is None:
        return AtPartner(standing)
    plan = plan_partner(register.repository, register.snapshot, standing.partner, head)
    return AtPartner(standing, plan.taken, plan.error)
