"""Taking over what a partner has: by moving on to it, or by the reproducible merge of both lines."""

from __future__ import annotations

import contextlib
from typing import NamedTuple

from store.commits import advance
from store.errors import RefMoved, StoreError
from store.git.repository import Repository
from store.history import RecordChange, record_changes
from store.register import Register
from store.sharing.boundary import Incoming
from store.sharing.merging import Merge, cleaned, merge
from store.sharing.partners import Partner

_ATTEMPTS = 5


class Taken(NamedTuple):
    """What came in; ``error`` says why nothing did."""

    changes: tuple[RecordChange, ...] = ()
    error: StoreError | None = None


def take_over(register: Register, partner: Partner, incoming: Incoming) -> Taken:
    """Make the partner's version part of this register.

    Raises BothChanged (nothing has changed), RefMoved if others kept moving the register, StoreError.
    """
    with register.writing() as repository:
        taken = _take_patiently(repository, register, incoming)
        _note_taken(repository, partner, incoming.commit)
        register.refresh()
        return taken


def _take_patiently(repository: Repository, register: Register, incoming: Incoming) -> Taken:
    """Another git may commit here in between; then what came in is merged with what it left."""
    for _ in range(_ATTEMPTS):
        with contextlib.suppress(RefMoved):
            return _take_once(repository, register, incoming)
    return _take_once(repository, register, incoming)


def _take_once(repository: Repository, register: Register, incoming: Incoming) -> Taken:
    head = repository.head()
    theirs = incoming.commit
    if head is None or repository.is_ancestor(theirs, head):
        return Taken()
    new = theirs
    if not repository.is_ancestor(head, theirs):
        merged = merge(repository, head, theirs)
        if merged is None:
            return Taken()
        new = _written(repository, merged)
    elif incoming.held:
        new = _written(repository, cleaned(repository, head, theirs, incoming.files))
    changes = tuple(record_changes(repository, repository.diff_trees(head, new)))
    advance(repository, register.path, head, new, f"knoten: share {theirs[:12]}")
    return Taken(changes)


def _written(repository: Repository, merged: Merge) -> str:
    repository.write(merged.objects)
    return merged.commit


def _note_taken(repository: Repository, partner: Partner, commit: str) -> None:
    """Remember what was accepted, so that a rewritten line is noticed; keep the old one under a name."""
    before = repository.read_ref(partner.taken)
    if before == commit:
        return
    if before is not None and not repository.is_ancestor(before, commit):
        repository.keep(partner.slug, before)
    repository.update_ref(partner.taken, commit, before, "knoten: taken")
