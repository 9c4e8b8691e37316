"""Mailboxes: a folder as a partner, on a stick or in whatever carries files from machine to machine.

A repository in such a folder is torn by what copies its files one by one, and pushing into one runs the hooks
of whoever can write there. So each copy of a register writes one file of its own, whole or not at all, and
reads all the others'. No two write the same file. Nothing in the folder is trusted: what is not a bundle of
this register, or is not whole, is passed over and named. docs/sharing.md, "Mailboxes".
"""

from __future__ import annotations

import contextlib
import os
import threading
from typing import TYPE_CHECKING, Final, NamedTuple, Self

from store.errors import Interrupted, PartnerFault, ReadFailed, RefMoved, StoreError, UsageFault, WriteFailed
from store.git import bundle, refs
from store.git.unbundling import take_bundle
from store.sharing import mailbox_files
from store.sharing.boundary import inspect
from store.sharing.copy_id import copy_id, new_copy_id
from store.sharing.mailbox_files import Entry, Skipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from store.git.address import Address
    from store.git.bundle import Header
    from store.git.repository import Repository
    from store.git.watched import Progress

__all__ = ["Mailbox", "MailboxFetch", "Skipped"]

FULL_BELOW: Final = 4 << 20
"""Bytes of objects up to which a file always holds everything, so that a newcomer can join by it."""

_NOT_YET: Final = "bundle_base_missing"
_PUSH_CODES: Final = {
    "disk_full": "partner_disk_full",
    "read_only_disk": "partner_read_only",
    "no_permission": "partner_read_only",
}


class MailboxFetch(NamedTuple):
    """What is known of a mailbox after looking into it.

    Attributes:
        heads: ref below ``refs/knoten/incoming/<slug>/`` to commit, one for each other copy that ever handed
            out here; also those whose file is gone, for a stick that was emptied takes nothing back.
        skipped: files that were passed over, by name, each with the code of the reason.
    """

    heads: dict[str, str]
    skipped: tuple[Skipped, ...]


class Mailbox:
    """A line to a folder, with the life cycle of ``store.git.transport.Transport``.

    What a share can rely on: ``fetch`` raises only if the folder as a whole cannot be read; a bad file keeps
    nobody from anything. ``push`` never overwrites what another copy wrote, is never refused because another
    one moved meanwhile (no ``partner_moved``), and writes nothing where the file already says it. After a
    ``bundle_base_missing`` among what was skipped, ``push`` is what mends it: by our file the others see what
    is missing here, and hand it out at their next share.
    """

    def __init__(
        self,
        repository: Repository,
        address: Address,
        *,
        register_id: str,
        cancel: threading.Event | None = None,
        progress: Callable[[Progress], None] | None = None,
        full_below: int | None = None,
    ) -> None:
        """Nothing is looked at yet.

        Args:
            repository: ours; opened for writing.
            address: of kind directory.
            register_id: as in ``knoten.toml``, or as the files in the folder begin; those of other registers
                are passed over.
            cancel: when set, the call under way ends within a second with ``Interrupted``.
            progress: called from another thread; must not raise.
            full_below: another limit than ``FULL_BELOW``.

        Raises:
            UsageFault: ``address_not_a_share``.
        """
        if address.kind != "directory":
            raise UsageFault("address_not_a_share", kind=address.kind)
        self._repository = repository
        self._folder = address.path
        self._register = mailbox_files.register_part(register_id)
        self._cancel = cancel
        self._progress = progress
        self._full_below = FULL_BELOW if full_below is None else full_below
        self._prefix = ""

    # ---- in -------------------------------------------------------------------------------------

    def fetch(self, slug: str) -> MailboxFetch:
        """Take in what the files of the other copies hold, each into ``refs/knoten/incoming/<slug>/<copy>``.

        Raises:
            PartnerFault: ``mailbox_missing``, ``mailbox_unreadable``, ``mailbox_is_register``,
                ``mailbox_too_full``: nothing has changed.
            Interrupted, WriteFailed, ReadOnly: what was taken in until then stays.
        """
        self._repository.check_writable()
        self._use(slug)
        entries, skipped = mailbox_files.listed(self._folder, self._register)
        waiting = [entry for entry in entries if not self._is_own(entry)]
        faults: dict[str, str] = {}
        came = True
        while waiting and came:  # what one file builds on may stand in another
            faults = {entry.name: self._taken(entry) for entry in waiting}
            came = any(not code for code in faults.values())
            waiting = [entry for entry in waiting if faults[entry.name] == _NOT_YET]
            skipped += [Skipped(name, code) for name, code in faults.items() if code and code != _NOT_YET]
        skipped += [Skipped(entry.name, _NOT_YET) for entry in waiting]
        return MailboxFetch(self._repository.list_refs(self._prefix), tuple(sorted(skipped)))

    def _use(self, slug: str) -> None:
        """From now on what is fetched stands below the slug; a ref of that very name cannot stand beside."""
        ref = refs.checked_ref(refs.INCOMING + slug)
        self._prefix = f"{ref}/"
        refs.set_damaged_aside(self._repository.git_dir, ref)
        there = self._repository.read_ref(ref)
        if there is not None:
            self._repository.delete_ref(ref, there)

    def _is_own(self, entry: Entry) -> bool:
        """Whether we wrote it. If it holds what we do not, another copy goes by our id: we take a new one.

        That happens where a register's folder was copied, or brought back from a backup.
        """
        if entry.copy != copy_id(self._repository):
            return False
        try:
            header = bundle.read_header(entry.path)
        except StoreError:
            return True  # torn; we write it anew
        head = self._repository.head()
        if head is not None and self._contains(head, header.head):
            return True
        new_copy_id(self._repository)
        return False

    def _taken(self, entry: Entry) -> str:
        """Take one file; "" or why not."""
        self._check_cancelled()
        try:
            return self._take(entry)
        except (PartnerFault, ReadFailed) as error:
            return error.code
        except RefMoved:
            return ""  # another instance took it in at the same moment

    def _take(self, entry: Entry) -> str:
        header = bundle.read_header(entry.path)
        ref = self._prefix + entry.copy
        refs.set_damaged_aside(self._repository.git_dir, ref)
        old = self._repository.read_ref(ref)
        if header.head == old:
            return ""
        if old is not None and self._contains(old, header.head):
            return "mailbox_stale"
        main = self._repository.head()
        if main is not None and self._contains(main, header.head):
            self._repository.update_ref(ref, header.head, old, "knoten: mailbox")
            return ""
        taken = take_bundle(self._repository, entry.path, ref, cancel=self._cancel, progress=self._progress)
        try:
            self._check_ours(taken.new, entry.name, main)
        except StoreError:
            self._put_back(ref, taken.new, taken.old)
            raise
        return ""

    def _check_ours(self, commit: str, name: str, main: str | None) -> None:
        """Whether it is a version of this register: one bad file must not hold up the good ones."""
        found = inspect(self._repository, commit, name).register_id
        if mailbox_files.register_part(found) != self._register:
            raise PartnerFault("mailbox_foreign", file=name)
        if main is not None and not self._repository.merge_bases(main, commit):
            raise PartnerFault("mailbox_foreign", file=name)

    def _put_back(self, ref: str, new: str, old: str | None) -> None:
        if old is None:
            self._repository.delete_ref(ref, new)
        else:
            self._repository.update_ref(ref, old, new, "knoten: refused")

    def _contains(self, newer: str, older: str) -> bool:
        (info,) = self._repository.object_infos([older])
        return info is not None and info.kind == "commit" and self._repository.is_ancestor(older, newer)

    def _check_cancelled(self) -> None:
        if self._cancel is not None and self._cancel.is_set():
            raise Interrupted("cancelled")

    # ---- out ------------------------------------------------------------------------------------

    def push(self, oid: str) -> None:
        """Write our own file, unless what is there already says it: ``oid``, and what the others lack of it.

        Raises:
            PartnerFault: as ``fetch``; ``partner_read_only``, ``partner_disk_full``.
            WriteFailed, Interrupted: our file is as it was.
        """
        self._check_cancelled()
        entries, _ = mailbox_files.listed(self._folder, self._register)
        own = copy_id(self._repository)
        name = mailbox_files.name_of(self._register, own)
        path = os.path.join(self._folder, name)
        heads = self._heads_of(entry for entry in entries if entry.copy != own)
        if self._stands(path, oid, heads):
            return
        mailbox_files.clear_leftovers(self._folder, own)
        try:
            bundle.write_bundle(
                self._repository.command,
                path,
                oid,
                without=self._left_out(oid, heads),
                label=own,
                cancel=self._cancel,
            )
        except WriteFailed as error:
            code = _PUSH_CODES.get(error.code)
            if code is None:
                raise
            raise PartnerFault(code, address=self._folder) from error

    def _heads_of(self, entries: Iterable[Entry]) -> list[str] | None:
        """What the other copies have, as their files say; None if one has something that we do not know."""
        found: list[str] = []
        for entry in entries:
            header: Header | None = None
            with contextlib.suppress(PartnerFault, ReadFailed):
                header = bundle.read_header(entry.path)
            head = header.head if header is not None and self._is_known(header.head) else None
            # What cannot be taken in now has been taken in before, perhaps: so much they have.
            head = head or (self._repository.read_ref(self._prefix + entry.copy) if self._prefix else None)
            if head is not None:
                found.append(head)
            elif header is not None:
                return None
        return found

    def _is_known(self, commit: str) -> bool:
        (info,) = self._repository.object_infos([commit])
        return info is not None and info.kind == "commit"

    def _stands(self, path: str, oid: str, heads: list[str] | None) -> bool:
        """Whether our file is whole, carries ``oid``, and builds on nothing that another copy lacks."""
        try:
            header = bundle.read_header(path)
        except (PartnerFault, ReadFailed):
            return False
        if not self._contains(header.head, oid):
            return False
        if header.needed and (heads is None or not self._all_have(heads, header.needed)):
            return False
        return bundle.is_whole(path)

    def _all_have(self, heads: Iterable[str], needed: Iterable[str]) -> bool:
        return all(self._contains(head, base) for base in needed for head in heads)

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

    def close(self) -> None:
        """Nothing is kept open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
