"""Mailboxes: a folder as a partner, on a stick or in whatever carries files from machine to machine.

A repository in such a folder is torn by what copies its files one by one, and pushing into one runs the hooks
of whoever can write there. So each copy of a register writes one file of its own, whole or not at all, and
reads all the others'. No two write the same file. Nothing in the folder is trusted: what is not a bundle of
this register, or is not whole, is passed over and named. docs/sharing.md, "Mailboxes".
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final, NamedTuple, Self

from store.errors import PartnerFault, ReadFailed, RefMoved, StoreError, UsageFault
from store.git import refs
from store.git.unbundling import take_bundle
from store.sharing.boundary import inspect
from store.sharing.copy_id import copy_id, new_copy_id
from store.sharing.mailbox_files import Entry, Skipped, register_part
from store.sharing.mailbox_folder import MailFolder
from store.sharing.mailbox_own import OwnFile, contains

if TYPE_CHECKING:
    from collections.abc import Callable

    from store.git.address import Address
    from store.git.repository import Repository
    from store.git.watched import Progress

__all__ = ["Mailbox", "MailboxFetch", "Skipped"]

FULL_BELOW: Final = 4 << 20
"""Bytes of objects up to which a file always holds everything, so that a newcomer can join by it."""

_NOT_YET: Final = "bundle_base_missing"


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
        self._register = register_part(register_id)
        self._folder = MailFolder(address.path, self._register, cancel)
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
        entries, skipped = self._folder.listed()
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
            header = self._folder.header(entry.path)
        except StoreError:
            return True  # torn; we write it anew
        head = self._repository.head()
        if head is not None and contains(self._repository, head, header.head):
            return True
        new_copy_id(self._repository)
        return False

    def _taken(self, entry: Entry) -> str:
        """Take one file; "" or why not."""
        self._folder.check_cancelled()
        try:
            return self._take(entry)
        except (PartnerFault, ReadFailed) as error:
            return error.code
        except RefMoved:
            return ""  # another instance took it in at the same moment

    def _take(self, entry: Entry) -> str:
        header = self._folder.header(entry.path)
        ref = self._prefix + entry.copy
        refs.set_damaged_aside(self._repository.git_dir, ref)
        old = self._repository.read_ref(ref)
        if header.head == old:
            return ""
        if old is not None and contains(self._repository, old, header.head):
            return "mailbox_stale"
        main = self._repository.head()
        if main is not None and contains(self._repository, main, header.head):
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
        if register_part(found) != self._register:
            raise PartnerFault("mailbox_foreign", file=name)
        if main is not None and not self._repository.merge_bases(main, commit):
            raise PartnerFault("mailbox_foreign", file=name)

    def _put_back(self, ref: str, new: str, old: str | None) -> None:
        if old is None:
            self._repository.delete_ref(ref, new)
        else:
            self._repository.update_ref(ref, old, new, "knoten: refused")

    # ---- out ------------------------------------------------------------------------------------

    def push(self, oid: str) -> None:
        """Write our own file, unless what is there already says it: ``oid``, and what the others lack of it.

        Raises:
            PartnerFault: as ``fetch``; ``partner_read_only``, ``partner_disk_full``.
            WriteFailed, Interrupted: our file is as it was.
        """
        OwnFile(self._repository, self._folder, self._full_below, self._prefix).bring_to(oid)

    def close(self) -> None:
        """Nothing is kept open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
