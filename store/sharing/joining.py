"""Joining a network: a copy of a partner's register, checked at the boundary, with the partner remembered.

From a partner's address, from a folder that copies share through, or from one file: then the partner is the
one that the invitation beside the file names, if there is one.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from store.commits import advance
from store.errors import PartnerFault, ReadFailed, UsageFault
from store.git.address import Address
from store.git.refs import INCOMING
from store.git.repository import Repository
from store.git.transport import clone_into
from store.git.unbundling import bundle_into
from store.git.watched import Progress
from store.new_folder import making_in
from store.platform import RegisterLock
from store.register import Register
from store.sharing import mailbox_files
from store.sharing.boundary import Incoming, inspect
from store.sharing.invitation import read_invitation
from store.sharing.mailbox import Mailbox
from store.sharing.merging import cleaned
from store.sharing.partners import add_partner, clean_name, note_taken

_SLUG = "joined"


class _Source(NamedTuple):
    """Where the copy comes from, and which partner to remember: "" for none."""

    address: Address
    is_file: bool
    partner: str
    partner_address: str


def join(
    address: str,
    path: Path,
    name: str,
    *,
    cancel: threading.Event | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Register:
    """Copy the register at ``address`` into a new or empty directory; ``name`` is what the partner is called.

    ``address`` may also be a folder that copies share through, or a file that ``write_file`` wrote: then a
    partner is remembered only if there is an invitation beside it that names one.
    On any failure the directory is as it was; what a killed run left half-made there is made anew.
    Raises UsageFault (``folder_not_empty``, ``name_missing``, ``address_*``), PartnerFault,
    Interrupted, Locked, WriteFailed.
    """
    source = _source(Address.parse(address), name)
    if not clean_name(name):
        raise UsageFault("name_missing")
    with making_in(path) as (root, lock):
        return _copy(source, root, lock, cancel, progress)


def _source(address: Address, name: str) -> _Source:
    if address.kind != "directory" or os.path.isdir(address.path):
        return _Source(address, False, name, address.text)
    invited = read_invitation(address.path)
    if invited is None:
        return _Source(address, True, "", "")
    return _Source(address, True, clean_name(invited.name) or name, invited.address)


def _copy(
    source: _Source,
    root: Path,
    lock: RegisterLock,
    cancel: threading.Event | None,
    progress: Callable[[Progress], None] | None,
) -> Register:
    repository, heads = _fetched(source, root, cancel, progress, lock.lendable)
    with repository, repository.command.lending(lock.lendable):
        name = source.partner or os.path.basename(source.address.path)
        incoming = {ref: inspect(repository, commit, name) for ref, commit in heads.items()}
        start = max(incoming.values(), key=lambda one: (repository.count([one.commit]), one.commit))
        new = _cleaned(repository, start)
        # The partner first: once the register is on its branch, it is joined.
        _remember(repository, source, incoming, start.commit)
        advance(repository, root, None, new, "knoten: join")
    return Register.open(root)


def _fetched(
    source: _Source,
    root: Path,
    cancel: threading.Event | None,
    progress: Callable[[Progress], None] | None,
    lent: tuple[int, ...],
) -> tuple[Repository, Mapping[str, str]]:
    """A repository, and what came: by ref. Several where copies in a folder are not at the same version."""
    if source.is_file:
        try:
            made = bundle_into(source.address.path, root, _SLUG, cancel=cancel, progress=progress, lent=lent)
        except ReadFailed as error:  # it is what was brought that is wrong, not a register here
            raise PartnerFault(error.code, **error.params) from error
    elif source.address.kind == "directory":
        return _from_mailbox(source.address, root, cancel, progress, lent)
    else:
        made = clone_into(source.address, root, _SLUG, cancel=cancel, progress=progress, lent=lent)
    repository, fetched = made
    return repository, {fetched.ref: fetched.new}


def _from_mailbox(
    address: Address,
    root: Path,
    cancel: threading.Event | None,
    progress: Callable[[Progress], None] | None,
    lent: tuple[int, ...],
) -> tuple[Repository, Mapping[str, str]]:
    known = mailbox_files.registers(address.path)
    if len(known) > 1:
        raise UsageFault("mailbox_several", address=address.path)
    if not known:
        raise PartnerFault("mailbox_empty", address=address.path)
    repository = Repository.init(root, lent=lent)
    try:
        return repository, _heads_in(repository, address, known.pop(), cancel, progress)
    except BaseException:  # Ctrl-C too leaves no half repository; it goes on up
        repository.close()
        shutil.rmtree(repository.git_dir, ignore_errors=True)
        raise


def _heads_in(
    repository: Repository,
    address: Address,
    register: str,
    cancel: threading.Event | None,
    progress: Callable[[Progress], None] | None,
) -> Mapping[str, str]:
    with Mailbox(repository, address, register_id=register, cancel=cancel, progress=progress) as line:
        found = line.fetch(_SLUG)
    if found.heads:
        return found.heads
    for one in found.skipped:
        if one.code == "bundle_base_missing":
            raise PartnerFault("bundle_base_missing", file=one.file, count=1)
    raise PartnerFault("mailbox_empty", address=address.path)


def _cleaned(repository: Repository, incoming: Incoming) -> str:
    """The commit that the register starts at: the partner's, without what may not come in."""
    if not incoming.held:
        return incoming.commit
    merged = cleaned(repository, incoming.commit, incoming.commit)
    repository.write(merged.objects)
    return merged.commit


def _remember(repository: Repository, source: _Source, incoming: Mapping[str, Incoming], start: str) -> None:
    """Remember the partner, what came from it, and what was taken; without one, nothing of it."""
    ours = INCOMING + _SLUG
    prefix = ours
    if source.partner_address:
        partner = add_partner(repository, source.partner, source.partner_address)
        prefix = partner.incoming
        heads = {prefix + ref.removeprefix(ours): one.commit for ref, one in incoming.items()}
        for ref, commit in heads.items():
            if repository.read_ref(ref) != commit:
                repository.update_ref(ref, commit, repository.read_ref(ref), "knoten: join")
        taken = {ref: commit for ref, commit in heads.items() if repository.is_ancestor(commit, start)}
        note_taken(repository, partner, taken)
    if prefix != ours or not source.partner_address:
        for ref, one in incoming.items():
            repository.delete_ref(ref, one.commit)
