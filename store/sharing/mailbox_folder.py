"""A mailbox's folder as it is asked: it may lie on a network drive that never answers."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, TypeVar

from store.errors import Interrupted, PartnerFault
from store.git import bundle
from store.patience import patiently
from store.sharing import mailbox_files

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from store.git.bundle import Header
    from store.sharing.mailbox_files import Entry, Skipped

_IDLE: Final = 60.0  # seconds; as long as any partner may be silent
_T = TypeVar("_T")


class MailFolder:
    """A folder, read so that somebody who has waited enough can stop it.

    Attributes:
        path: where it is.
        cancel: when set, whatever is under way ends within a second with ``Interrupted``.
    """

    def __init__(self, path: str, register: str, cancel: threading.Event | None) -> None:
        """``register``: how the files of the register's copies begin."""
        self.path = path
        self.cancel = cancel
        self._register = register

    def path_of(self, copy: str) -> str:
        """The file that a copy writes."""
        return os.path.join(self.path, mailbox_files.name_of(self._register, copy))

    def listed(self) -> tuple[list[Entry], list[Skipped]]:
        """As ``mailbox_files.listed``, which says what is raised."""
        return self.asked(lambda: mailbox_files.listed(self.path, self._register))

    def header(self, path: str) -> Header:
        """As ``bundle.read_header``, which says what is raised."""
        return self.asked(lambda: bundle.read_header(path))

    def asked(self, function: Callable[[], _T]) -> _T:
        """Ask it something.

        Raises:
            PartnerFault: ``partner_timeout``: it did not answer for a minute.
            Interrupted: cancelled.
        """
        answer = patiently(function, self.cancel, _IDLE)
        if answer is None:
            raise PartnerFault("partner_timeout", address=self.path, seconds=round(_IDLE))
        return answer

    def check_cancelled(self) -> None:
        """Raise ``Interrupted`` if it is cancelled."""
        if self.cancel is not None and self.cancel.is_set():
            raise Interrupted("cancelled")
