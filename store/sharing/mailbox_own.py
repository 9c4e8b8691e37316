"""The one file that a copy of a register writes in a mailbox: when, and what stands in it.

What the others have is told by their files; what all of them have is left out. docs/sharing.md, "Mailboxes".
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from store.errors import PartnerFault, ReadFailed, WriteFailed
from store.git import bundle
from store.patience import patiently
from store.sharing.copy_id import copy_id
from store.sharing.mailbox_files import clear_leftovers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from store.git.bundle import Header
    from store.git.repository import Repository
    from store.sharing.mailbox_files import Entry
    from store.sharing.mailbox_folder import MailFolder

_PUSH_CODES: Final = {
    "disk_full": "partner_disk_full",
    "read_only_disk": "partner_read_only",
    "no_permission": "partner_read_only",
}


def contains(repository: Repository, newer: str, older: str) -> bool:
    """Whether ``older`` is here at all, and ``newer`` contains it."""
    return is_known(repository, older) and repository.is_ancestor(older, newer)


def is_known(repository: Repository, commit: str) -> bool:
    """Whether a commit is here."""
    (info,) = repository.object_infos([commit])
    return info is not None and info.kind == "commit"


class OwnFile:
    """This copy's file in a folder."""

    def __init__(self, repository: Repository, folder: MailFolder, full_below: int, prefix: str) -> None:
        """``prefix``: of the refs that hold what was taken from the others' files; "" if nothing was."""
        self._repository = repository
        self._folder = folder
        self._full_below = full_below
        self._prefix = prefix

    def bring_to(self, oid: str) -> None:
        """Write it, unless what is there says it already. Raises as ``Mailbox.push``."""
        self._folder.check_cancelled()
        entries, _ = self._folder.listed()
        own = copy_id(self._repository)
        path = self._folder.path_of(own)
        heads = self._heads_of(entry for entry in entries if entry.copy != own)
        if self._stands(path, oid, heads):
            return
        without = self._left_out(oid, heads)
        try:
            patiently(lambda: self._write(path, oid, without, own), self._folder.cancel)
        except WriteFailed as error:
            code = _PUSH_CODES.get(error.code)
            if code is None:
                raise
            raise PartnerFault(code, address=self._folder.path) from error

    def _write(self, path: str, oid: str, without: Sequence[str], own: str) -> None:
        clear_leftovers(self._folder.path, own)
        command = self._repository.command
        bundle.write_bundle(command, path, oid, without=without, label=own, cancel=self._folder.cancel)

    def _heads_of(self, entries: Iterable[Entry]) -> list[str] | None:
        """What the other copies have, as their files say; None if one has something that we do not know."""
        found: list[str] = []
        for entry in entries:
            header: Header | None = None
            with contextlib.suppress(PartnerFault, ReadFailed):
                header = self._folder.header(entry.path)
            head = header.head if header is not None and is_known(self._repository, header.head) else None
            # What cannot be taken in now has been taken in before, perhaps: so much they have.
            head = head or (self._repository.read_ref(self._prefix + entry.copy) if self._prefix else None)
            if head is not None:
                found.append(head)
            elif header is not None:
                return None
        return found

    def _stands(self, path: str, oid: str, heads: list[str] | None) -> bool:
        """Whether our file is whole, carries ``oid``, and builds on nothing that another copy lacks."""
        try:
            header = self._folder.header(path)
        except (PartnerFault, ReadFailed):
            return False
        if not contains(self._repository, header.head, oid):
            return False
        if header.needed and (not heads or not self._all_have(heads, header.needed)):
            return False
        return self._folder.asked(lambda: bundle.is_whole(path))

    def _all_have(self, heads: Iterable[str], needed: Iterable[str]) -> bool:
        return all(contains(self._repository, head, base) for base in needed for head in heads)

    def _left_out(self, oid: str, heads: list[str] | None) -> tuple[str, ...]:
        """The newest commits that all others have; none if everything is to be handed out.

        Everything: if nobody else is there, or one of them has what we do not know; if it is little; if what
        is new has grown to more than half of it.
        """
        if not heads:
            return ()
        everything = self._repository.disk_usage([oid])
        if everything < self._full_below:
            return ()
        bases = self._repository.common_ancestors([oid, *heads])
        news = self._repository.disk_usage([oid], bases)
        return () if news * 2 > everything else bases
