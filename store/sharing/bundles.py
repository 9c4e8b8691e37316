"""A register as one file: written for a stick, by mail or as a backup, and taken in like a partner's version.

A file that somebody brings is looked at and asked about exactly as a share is; only that nothing goes out,
and that who it is from is known by the file's name alone.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from store import platform
from store.errors import Interrupted, PartnerFault, ReadFailed, StoreError, UsageFault
from store.git import bundle
from store.git.refs import INCOMING
from store.git.repository import Repository
from store.git.unbundling import take_bundle
from store.git.watched import Progress
from store.layout import locate
from store.register import Register
from store.sharing.lines import Lines, OnProgress
from store.sharing.partners import TAKEN, Partner, find_partner, incoming_heads, list_partners
from store.sharing.share import Share, ShareOptions

_SLUG: Final = "file+"
"""How the refs of a file begin that is being taken in; no partner's slug has such a character."""


class Written(NamedTuple):
    """A bundle that was written: where, main's commit in it, its size in bytes, and which records it brings.

    ``records`` are all of them where it holds everything.
    """

    path: Path
    commit: str
    size: int
    records: tuple[str, ...]


def write_file(
    repository: Repository, path: Path, *, partner: str = "", cancel: threading.Event | None = None
) -> Written:
    """Write the register with its whole history as the one file ``path``.

    Args:
        repository: the register's.
        path: replaced if it is such a file already, or is not there.
        partner: the name of one; then what is known to be there is left out.
        cancel: when set, it ends within a second.

    Raises:
        PartnerFault: ``nothing_to_share``.
        UsageFault: ``bundle_target_taken``: something else is there. NotFound ``unknown_partner``.
        WriteFailed, Interrupted: nothing has changed.
    """
    head = repository.head()
    if head is None:
        raise PartnerFault("nothing_to_share")
    check_target(path)
    known = incoming_heads(repository, find_partner(repository, partner)).values() if partner else ()
    without = repository.common_ancestors([head, *known]) if known else ()
    bundle.write_bundle(repository.command, str(path), head, without=without, cancel=cancel)
    there = without[0] if without else None
    records = [found[1] for change in repository.diff_trees(there, head) if (found := locate(change.path))]
    return Written(path.absolute(), head, path.stat().st_size, tuple(records))


def check_target(path: Path) -> None:
    """Whether a bundle may be written there: what was typed by mistake must not cost a document.

    Raises UsageFault ``bundle_target_taken``.
    """
    try:
        bundle.read_header(str(path))
    except PartnerFault as error:
        if error.code == "bundle_not_one":
            raise UsageFault("bundle_target_taken", path=str(path)) from error
    except ReadFailed as error:
        if error.code != "file_missing":
            raise UsageFault("bundle_target_taken", path=str(path)) from error


class FileShare(Share):
    """Taking in what a file holds: a share with the file as its only partner, and one way only.

    ``fetch``, ``preview`` and ``carry_out`` as with ``Share``; what is wrong with the file is the error of
    the plan and of the result. Nothing of the file is remembered afterwards but what was taken in.
    """

    def __init__(
        self,
        register: Register,
        path: Path,
        *,
        options: ShareOptions,
        cancel: threading.Event | None = None,
        progress: OnProgress | None = None,
    ) -> None:
        """Nothing is read yet."""
        self.register = register
        self.options = dataclasses.replace(options, take=True, give=False)
        self._allowed = self.options
        self._repository = register.repository
        self._cancel = cancel or threading.Event()
        self.partners = [Partner(f"{_SLUG}{os.getpid()}", path.name, str(path))]
        self._lines = _FileLines(register, self._cancel, progress)

    def close(self) -> None:
        """Forget the file."""
        super().close()
        with contextlib.suppress(StoreError):
            _forget(self._repository, [self.partners[0].slug])


class _FileLines(Lines):
    """Reads the file where others reach a partner."""

    def __init__(self, register: Register, cancel: threading.Event, progress: OnProgress | None) -> None:
        super().__init__(register, cancel, progress)
        self._stop = cancel
        self._files = register.repository
        self._told = progress

    def open(self, partners: object) -> None:
        """Clear what killed runs left."""
        del partners
        known = (*self._files.list_refs(INCOMING), *self._files.list_refs(TAKEN))
        slugs = {ref.split("/")[3] for ref in known}
        own = {partner.slug for partner in list_partners(self._files)}
        _forget(self._files, [slug for slug in slugs - own if _abandoned(slug)])

    def fetch(self, partners: Sequence[Partner]) -> None:
        """Take the file's objects in, under a name of their own. Raises Interrupted."""
        for partner in partners:
            try:
                take_bundle(
                    self._files,
                    partner.address,
                    partner.incoming,
                    cancel=self._stop,
                    progress=self._report(partner),
                )
            except Interrupted:
                raise
            except StoreError as error:
                self.faults[partner.slug] = error

    def _report(self, partner: Partner) -> Callable[[Progress], None]:
        def report(seen: Progress) -> None:
            if self._told:
                self._told(partner, seen)

        return report


def _abandoned(slug: str) -> bool:
    """Whether a slug is of a file, and of a process that has ended."""
    pid = slug.removeprefix(_SLUG)
    if not slug.startswith(_SLUG) or not (pid.isascii() and pid.isdigit()):
        return False
    return int(pid) == os.getpid() or not platform.is_running(int(pid))


def _forget(repository: Repository, slugs: Sequence[str]) -> None:
    for slug in slugs:
        for ref in (INCOMING + slug, TAKEN + slug):
            there = repository.read_ref(ref)
            if there is not None:
                repository.delete_ref(ref, there)
