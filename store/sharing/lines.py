"""The lines to the partners of one share: opened once, used for fetching and handing out, several at once.

What goes wrong with one partner is noted with that partner and does not hold up the others.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Self

from store.errors import Interrupted, PartnerFault, StoreError
from store.git.address import Address
from store.git.transport import Transport
from store.git.watched import Progress
from store.register import Register
from store.sharing.mailbox import Mailbox, Skipped
from store.sharing.partners import Partner, forget_incoming, list_partners, mend_notes, note_contact

_AT_ONCE = 4
_ATTEMPTS = 3
_PAUSE = 0.2

Line = Transport | Mailbox
OnProgress = Callable[[Partner, Progress | None], None]


class Lines:
    """One connection a partner. Use in a ``with`` block.

    ``faults`` are what went wrong last with a partner, by slug, ``skipped`` the files of a folder that were
    passed over; ``cancel`` ends whatever is under way within a second.
    """

    def __init__(self, register: Register, cancel: threading.Event, progress: OnProgress | None) -> None:
        self.faults: dict[str, StoreError] = {}
        self.skipped: dict[str, tuple[Skipped, ...]] = {}
        self._register = register
        self._repository = register.repository
        self._cancel = cancel
        self._progress = progress
        self._lines: dict[str, Line] = {}
        self._stack = contextlib.ExitStack()
        self._noting = threading.Lock()

    def open(self, partners: Iterable[Partner]) -> None:
        """Prepare the lines; nothing is sent yet."""
        for partner in list_partners(self._repository):
            mend_notes(self._repository, partner)  # git fails on another partner's damaged ref, too
        for partner in partners:
            if partner.slug in self._lines:
                continue
            try:
                line = self._line(partner)
            except StoreError as error:
                self.faults[partner.slug] = error
                continue
            self._stack.callback(line.close)
            self._lines[partner.slug] = line

    def _line(self, partner: Partner) -> Line:
        def report(seen: Progress) -> None:
            if self._progress:
                self._progress(partner, seen)

        address, repository = Address.parse(partner.address), self._repository
        if address.kind == "directory":
            known = self._register.snapshot.config.id
            return Mailbox(repository, address, register_id=known, cancel=self._cancel, progress=report)
        return Transport(repository, address, cancel=self._cancel, progress=report)

    def fetch(self, partners: Sequence[Partner]) -> None:
        """Ask these partners, several at once; nothing here moves but what is known of them.

        Raises Interrupted.
        """
        self._at_once(self._fetch, partners)
        if self._cancel.is_set():
            raise Interrupted("cancelled")

    def _fetch(self, partner: Partner) -> None:
        self.faults.pop(partner.slug, None)
        try:
            self._fetch_patiently(partner)
        except Interrupted as error:
            self.faults[partner.slug] = error  # says nothing about the partner
            return
        except StoreError as error:
            # A partner that has nothing yet is reached; it will be given everything.
            if error.code != "partner_empty":
                self.faults[partner.slug] = error
            else:
                forget_incoming(self._repository, partner)
        fault = self.faults.get(partner.slug)
        with self._noting:
            note_contact(self._register.path, partner, fault.code if fault else "")

    def _fetch_patiently(self, partner: Partner) -> None:
        """Fetch; where another instance notes what it fetched from the partner at this instant, again."""
        line = self._lines[partner.slug]
        if isinstance(line, Mailbox):
            self.skipped[partner.slug] = line.fetch(partner.slug).skipped
            return
        for _ in range(_ATTEMPTS):
            try:
                line.fetch(partner.slug)
            except PartnerFault as error:
                if f"cannot lock ref '{partner.incoming}'" not in str(error.params.get("reason", "")):
                    raise
                time.sleep(_PAUSE)
            else:
                return
        line.fetch(partner.slug)

    def push(self, partners: Sequence[Partner], commit: str) -> dict[str, StoreError | None]:
        """Hand a commit out to these partners, several at once: by slug, what went wrong, or None."""
        faults: dict[str, StoreError | None] = {partner.slug: None for partner in partners}

        def hand_out(partner: Partner) -> None:
            try:
                self._lines[partner.slug].push(commit)
            except StoreError as error:
                faults[partner.slug] = error

        self._at_once(hand_out, partners)
        return faults

    def _at_once(self, function: Callable[[Partner], None], partners: Sequence[Partner]) -> None:
        reached = [partner for partner in partners if partner.slug in self._lines]
        if len(reached) == 1:
            function(reached[0])
        elif reached:
            with ThreadPoolExecutor(_AT_ONCE) as pool:
                list(pool.map(function, reached))

    def close(self) -> None:
        """End the connections."""
        self._stack.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
