"""Taking what a bundle holds: checked in a folder of its own, and only then among the register's objects.

``git fetch`` from a bundle does not look at what comes (git 2.39 ignores ``fetch.fsckObjects`` there), and
leaves in the repository what it then refuses. So its objects are unpacked in a quarantine, checked as those
of any partner are, and moved over when nothing is wrong with them. Only that counts as having taken it.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import threading
from typing import TYPE_CHECKING, BinaryIO, Final

from store.errors import GitFailed, Interrupted, PartnerFault, RegisterUnusable, WriteFailed
from store.git import bundle, expansion, refs
from store.git.batch import ObjectReader
from store.git.objects import checked_oid
from store.git.quarantine import Quarantine
from store.git.repository import Repository
from store.git.transport import FetchResult
from store.git.trees import ENTRY_LIMIT
from store.git.watched import Flooded, TimedOut, Watch, watch_process

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from store.git.bundle import Header
    from store.git.watched import Progress

_IDLE: Final = 600.0  # checking a long history says nothing meanwhile; cancelling works all the time
_EXCLUDED: Final = 2000  # of what is known to be complete: more only make the command line long


def take_bundle(
    repository: Repository,
    path: str,
    ref: str,
    *,
    limit: int = bundle.SIZE_LIMIT,
    cancel: threading.Event | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> FetchResult:
    """Fetch main of the bundle ``path`` into ``ref``: complete, checked by fsck, and durable.

    Raises:
        ReadFailed, PartnerFault: as ``bundle.read_header``. ``bundle_base_missing``: it builds on what is not
            here; ``bundle_damaged``: cut short, changed, still being copied, or made to deceive;
            ``partner_too_many_files``.
        Interrupted, WriteFailed, ReadOnly: nothing has changed.
    """
    repository.check_writable()
    ref = refs.checked_ref(ref)
    refs.set_damaged_aside(repository.git_dir, ref)
    with bundle.opened(path, limit=limit) as (header, file):
        _check_needed(repository, header, path)
        with Quarantine(repository) as aside:
            unpacking = _Unpacking(repository, aside, path, Watch(cancel, progress, _IDLE))
            unpacking.unpack(file, limit)
            unpacking.check(header.head)
            aside.keep()
    old = repository.read_ref(ref)
    if old != header.head:
        repository.update_ref(ref, header.head, old, "knoten: bundle")
    return FetchResult(ref, old, header.head)


def bundle_into(
    path: str,
    folder: str | os.PathLike[str],
    slug: str,
    *,
    cancel: threading.Event | None = None,
    progress: Callable[[Progress], None] | None = None,
    lent: tuple[int, ...] = (),
) -> tuple[Repository, FetchResult]:
    """As ``transport.clone_into``, from a bundle that holds everything.

    Raises:
        ReadFailed, PartnerFault, Interrupted, WriteFailed, UsageFault: no repository is left there.
    """
    repository = Repository.init(folder, lent=lent)
    try:
        ref = refs.INCOMING + slug
        return repository, take_bundle(repository, path, ref, cancel=cancel, progress=progress)
    except BaseException:  # Ctrl-C too leaves no half repository; it goes on up
        repository.close()
        shutil.rmtree(repository.git_dir, ignore_errors=True)
        raise


def _check_needed(repository: Repository, header: Header, path: str) -> None:
    infos = repository.object_infos(header.needed)
    missing = sum(info is None or info.kind != "commit" for info in infos)
    if missing:
        raise PartnerFault("bundle_base_missing", file=path, count=missing)


class _Unpacking:
    """Looking at a bundle's objects aside of the register's."""

    def __init__(self, repository: Repository, aside: Quarantine, path: str, watch: Watch) -> None:
        self._repository = repository
        self._path = path
        self._watch = watch
        self._command = aside.command()

    def unpack(self, file: BinaryIO, limit: int) -> None:
        """Unpack the objects, with git's whole check of each."""
        options = ("--stdin", "--fix-thin", "--strict", "-v", f"--max-input-size={limit}")
        self._run(("index-pack", *options), file)

    def check(self, head: str) -> None:
        """Look whether the commit is there with all that it names, and unfolds to a bearable size."""
        known = self._known()
        with contextlib.closing(ObjectReader(self._command)) as reader:
            (info,) = reader.infos([head])
            if info is None or info.kind != "commit":
                raise self._damaged("")
            try:
                expansion.check_expansion(self._command, reader, [head], known, ENTRY_LIMIT)
            except GitFailed as error:
                raise self._damaged(str(error.params["stderr"])) from error
            except RegisterUnusable as error:
                raise self._unbearable(error) from error
        excluded = [f"^{oid}" for oid in known]
        self._run(("rev-list", "--objects", "--quiet", checked_oid(head), *excluded))

    def _known(self) -> list[str]:
        """Commits that are here with all that they name: those that refs name."""
        oids = list(dict.fromkeys(self._repository.list_refs("refs/").values()))[:_EXCLUDED]
        infos = self._repository.object_infos(oids)
        return [oid for oid, info in zip(oids, infos, strict=True) if info and info.kind == "commit"]

    def _run(self, arguments: Sequence[str], file: BinaryIO | None = None) -> None:
        if self._watch.cancel is not None and self._watch.cancel.is_set():
            raise Interrupted("cancelled")
        process = self._command.spawn(tuple(arguments), None, stdin=file or False)
        try:
            result = watch_process(process, self._watch)
        except (TimedOut, Flooded) as error:
            raise self._damaged("") from error
        if result.status == 0:
            return
        if re.search(r"No space left on device|Disk quota exceeded", result.stderr):
            raise WriteFailed("disk_full", path="objects")
        if "Read-only file system" in result.stderr:
            raise WriteFailed("read_only_disk", path="objects")
        raise self._damaged(result.stderr)

    def _unbearable(self, error: RegisterUnusable) -> PartnerFault:
        limit = error.params.get("limit", 0)
        if error.code == "too_many_entries":
            return PartnerFault("partner_too_many_files", partner=self._path, limit=limit)
        if error.code == "object_too_large":
            return PartnerFault("bundle_too_large", file=self._path, limit=limit)
        return self._damaged("")

    def _damaged(self, said: str) -> PartnerFault:
        lines = [line.strip() for line in said.split("\n") if line.startswith(("fatal: ", "error: "))]
        return PartnerFault("bundle_damaged", file=self._path, reason=(lines or [""])[-1][:300])
