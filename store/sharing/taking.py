"""Taking over what partners have: by moving on to it, or by the reproducible merge of all lines at once."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import NamedTuple

from store.commits import advance
from store.errors import RefMoved
from store.git.repository import Repository
from store.register import Register
from store.sharing.boundary import Incoming
from store.sharing.outcome import outcome_of
from store.sharing.partners import note_taken
from store.sharing.share_plan import PartnerPlan

_ATTEMPTS = 5
NOTE = "knoten: share"
"""How the notes of git's own log of a ref begin that tell of a share; the commit that it began at follows."""


class Step(NamedTuple):
    """A step of the register's own line: what it was at before, and after."""

    old: str
    new: str


def take_over(register: Register, plans: Sequence[PartnerPlan], start: str) -> Step | None:
    """Make what these partners have part of this register, all at once; None if nothing is new.

    ``start`` is the commit that the share began at.
    Raises RefMoved if others kept moving the register, StoreError; nothing has changed then.
    """
    incoming = tuple({one.commit: one for plan in plans for one in plan.incoming.values()}.values())
    with register.writing() as repository:
        step = _take_patiently(repository, register, incoming, start)
        for plan in plans:
            heads = {ref: one.commit for ref, one in plan.incoming.items()}
            note_taken(repository, plan.partner, heads)
        register.refresh()
        return step


def _take_patiently(
    repository: Repository, register: Register, incoming: Sequence[Incoming], start: str
) -> Step | None:
    """Another git may commit here in between; then what came in is merged with what it left."""
    for _ in range(_ATTEMPTS):
        with contextlib.suppress(RefMoved):
            return _take_once(repository, register, incoming, start)
    return _take_once(repository, register, incoming, start)


def _take_once(
    repository: Repository, register: Register, incoming: Sequence[Incoming], start: str
) -> Step | None:
    head = repository.head()
    if head is None or not incoming:
        return None
    after = outcome_of(repository, head, incoming)
    if after.commit == head:
        return None
    if after.objects:
        repository.write(after.objects)
    advance(repository, register.path, head, after.commit, f"{NOTE} {start}")
    return Step(head, after.commit)
