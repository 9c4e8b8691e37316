"""Joining a network: a copy of a partner's register, checked at the boundary, with the partner remembered."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from store.commits import advance
from store.errors import UsageFault
from store.git.address import Address
from store.git.repository import Repository
from store.git.transport import clone_into
from store.git.watched import Progress
from store.new_folder import making_in
from store.platform import RegisterLock
from store.register import Register
from store.sharing.boundary import inspect
from store.sharing.merging import cleaned
from store.sharing.partners import add_partner, clean_name, list_partners


def join(
    address: str,
    path: Path,
    name: str,
    *,
    cancel: threading.Event | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Register:
    """Copy the register at ``address`` into a new or empty directory; ``name`` is what the partner is called.

    On any failure the directory is as it was; what a killed run left half-made there is made anew.
    Raises UsageFault (``folder_not_empty``, ``name_missing``, ``address_*``), PartnerFault,
    Interrupted, Locked, WriteFailed.
    """
    parsed = Address.parse(address)
    if not clean_name(name):
        raise UsageFault("name_missing")
    with making_in(path) as (root, lock):
        return _copy(parsed, root, lock, name, cancel, progress)


def _copy(
    address: Address,
    root: Path,
    lock: RegisterLock,
    name: str,
    cancel: threading.Event | None,
    progress: Callable[[Progress], None] | None,
) -> Register:
    repository, fetched = clone_into(address, root, "joined", cancel=cancel, progress=progress)
    with repository, repository.command.lending(lock.lendable):
        incoming = inspect(repository, fetched.new, name)
        new = fetched.new
        if incoming.held:
            merged = cleaned(repository, new, new)
            repository.write(merged.objects)
            new = merged.commit
        # The partner first: once the register is on its branch, it is joined.
        _remember(repository, name, address, fetched.ref, fetched.new)
        advance(repository, root, None, new, "knoten: join")
    return Register.open(root)


def _remember(repository: Repository, name: str, address: Address, ref: str, commit: str) -> None:
    partner = add_partner(repository, name, address.text)
    for target in (partner.incoming, partner.taken):
        if repository.read_ref(target) != commit:
            repository.update_ref(target, commit, repository.read_ref(target), "knoten: join")
    if ref != partner.incoming and ref not in (other.incoming for other in list_partners(repository)):
        repository.delete_ref(ref, commit)
