"""Talking to a partner's repository: fetch, push, and looking what is there.

Only one agreed ref moves, under ``refs/knoten/incoming/``; nothing asks, nothing redirects, no tags, no
submodules, no hooks. What runs on this machine for a partner (``file://``) runs with our settings, because
the bare repository's own settings and hooks belong to whoever can write there.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import threading
from typing import TYPE_CHECKING, Final, NamedTuple, Self

from store import platform
from store.errors import GitFailed, Interrupted, PartnerFault, RefMoved, RegisterUnusable, UsageFault
from store.git import environment, expansion, partner_words, refs, ssh
from store.git.batch import ObjectReader
from store.git.objects import checked_oid, is_oid
from store.git.quarantine import FETCHED, Quarantine
from store.git.repository import Repository
from store.git.trees import ENTRY_LIMIT
from store.git.watched import Flooded, TimedOut, Watch, watch_process

if TYPE_CHECKING:
    from collections.abc import Callable

    from store.errors import StoreError
    from store.git.address import Address
    from store.git.command import GitCommand, Result
    from store.git.watched import Progress

RECEIVED_LIMIT: Final = 2 << 30  # bytes; 200,000 records of usual size are a tenth of it

_THERE: Final = (
    "-c core.hooksPath=/dev/null -c core.fsmonitor=false -c core.alternateRefsCommand=: -c core.fsync=all"
    " -c gc.auto=0 -c maintenance.auto=false"
)
# git itself takes uploadpack.packObjectsHook from no repository's settings (git-config(1)).
_UPLOAD_THERE: Final = f"git {_THERE} upload-pack"
_RECEIVE_THERE: Final = (
    f"git {_THERE} -c receive.denyCurrentBranch=refuse -c receive.denyNonFastForwards=true"
    " -c receive.denyDeletes=true -c receive.fsckObjects=true -c receive.autogc=false"
    " -c receive.unpackLimit=1 -c transfer.unpackLimit=1 receive-pack"
)
_FETCH: Final = (
    *("--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", "--no-auto-maintenance"),
    *("--no-show-forced-updates", "--progress", "--no-prune"),
)
_ATTEMPTS: Final = 3
_REJECTED: Final = re.compile(r"^!\t[^\t]*\t(.*)$", re.MULTILINE)


class FetchResult(NamedTuple):
    """What a fetch moved: ``ref`` from ``old`` (``None``: it was not there) to ``new``."""

    ref: str
    old: str | None
    new: str


class Transport:
    """A line to one partner, for the length of a share; use in a ``with`` block.

    Over ssh all calls go through one connection, opened by the first of them.
    """

    def __init__(
        self,
        repository: Repository,
        address: Address,
        *,
        cancel: threading.Event | None = None,
        progress: Callable[[Progress], None] | None = None,
        idle: float = 60.0,
    ) -> None:
        """Nothing is sent yet.

        Args:
            repository: ours; opened for writing if anything is to be fetched.
            address: of kind ssh, https or file.
            cancel: when set, the call under way ends within a second with ``Interrupted``.
            progress: called from another thread; must not raise.
            idle: seconds without a sign of life after which a call ends with ``partner_timeout``.

        Raises:
            UsageFault: ``address_not_a_share``.
        """
        if address.kind == "directory":
            raise UsageFault("address_not_a_share", kind=address.kind)
        self._repository = repository
        self._address = address
        self._cancel = cancel
        self._watch = Watch(cancel=cancel, progress=progress, idle=idle)
        self._ssh = ssh.client(repository.command) if address.kind == "ssh" else None
        self._connection = ssh.Connection(self._ssh, address) if self._ssh is not None else None
        self._upload, self._receive = ("git-upload-pack", "git-receive-pack")
        if address.kind == "file":
            self._upload, self._receive = (_UPLOAD_THERE, _RECEIVE_THERE)

    def ls_remote(self) -> dict[str, str]:
        """The branches at the partner, name to commit.

        Raises:
            PartnerFault, Interrupted: nothing was learned.
        """
        result = self._run(
            "ls-remote", "--quiet", "--heads", f"--upload-pack={self._upload}", "--", self._address.url
        )
        if result.status != 0:
            raise partner_words.fetch_fault(result.stderr, self._address)
        pairs = (line.split("\t", 1) for line in result.stdout.decode("utf-8", "replace").splitlines())
        return {pair[1]: pair[0] for pair in pairs if len(pair) == 2 and is_oid(pair[0])}  # noqa: PLR2004

    def fetch(self, slug: str, *, source: str = refs.MAIN, limit: int = RECEIVED_LIMIT) -> FetchResult:
        """Fetch ``source`` into ``refs/knoten/incoming/<slug>``, complete, checked by fsck, and durable.

        Raises:
            PartnerFault, Interrupted, WriteFailed: nothing has changed. ``partner_empty``: nothing was ever
                handed out there; ``partner_other_branch``: only to another branch; ``partner_shallow``: its
                history was cut off.
            ReadOnly: our repository is not to be written.
        """
        self._repository.check_writable()
        ref = refs.checked_ref(refs.INCOMING + slug)
        refs.set_damaged_aside(self._repository.git_dir, ref)
        with Quarantine(self._repository) as aside:
            options = (*_FETCH, f"--upload-pack={self._upload}")
            specification = f"+{refs.checked_ref(source)}:{FETCHED}"
            result = self._run(
                *("fetch", *options, "--", self._address.url, specification),
                git_dir=aside.git_dir,
                too_large=lambda: aside.size() > limit,
            )
            if result.status != 0:
                raise self._fetch_fault(result.stderr)
            new = self._checked(aside, self._repository.read_ref(ref))
            aside.keep()
        return FetchResult(ref, self._note(ref, new), new)

    def push(self, oid: str, *, target: str = refs.MAIN) -> None:
        """Hand ``oid`` out as ``target``; only forward, never by force.

        Raises:
            PartnerFault: ``partner_moved``: they have what we lack; ``partner_read_only``, and others.
            Interrupted: it may have arrived or not; the next share tells.
        """
        options = ["--porcelain", "--progress", "--no-verify", "--no-follow-tags", "--no-signed", "--no-thin"]
        options += ["--recurse-submodules=no", f"--receive-pack={self._receive}"]
        specification = f"{checked_oid(oid)}:{refs.checked_ref(target)}"
        result = self._run("push", *options, "--", self._address.url, specification)
        rejected = _REJECTED.findall(result.stdout.decode("utf-8", "replace"))
        if result.status != 0 or rejected:
            raise partner_words.push_fault(rejected, result.stderr, self._address)
        if self._address.kind == "file":
            _sync_there(self._address.path, target)

    def _run(self, *arguments: str, git_dir: str = "", too_large: Callable[[], bool] | None = None) -> Result:
        """Talk to the partner, from our repository or that in ``git_dir``."""
        if self._cancel is not None and self._cancel.is_set():
            raise Interrupted("cancelled")
        socket = ""
        if self._connection is not None:
            if not self._connection.socket:
                self._connection.open(self._cancel)
            socket = self._connection.socket
        command = self._repository.command
        line = self._ssh.with_options(socket) if self._ssh is not None else "false"
        env = environment.network(git_dir or command.git_dir, "" if git_dir else command.work_tree, line)
        watch = self._watch._replace(too_large=too_large)
        try:
            return watch_process(command.spawn(arguments, env, stdin=False), watch)
        except TimedOut as error:
            raise PartnerFault(
                "partner_timeout", address=self._address.text, seconds=error.seconds
            ) from error
        except Flooded as error:
            raise PartnerFault(
                "partner_too_large", address=self._address.text, limit=RECEIVED_LIMIT
            ) from error

    def _fetch_fault(self, said: str) -> StoreError:
        if "couldn't find remote ref" not in said:
            return partner_words.fetch_fault(said, self._address)
        there = sorted(self.ls_remote())
        if not there:
            return PartnerFault("partner_empty", address=self._address.text)
        branch = there[0].removeprefix("refs/heads/")[:100]
        return PartnerFault("partner_other_branch", address=self._address.text, branch=branch)

    def _checked(self, aside: Quarantine, old: str | None) -> str:
        """The commit that came, bearable in what it unfolds to."""
        new = aside.fetched()
        command = aside.command()
        known = [oid for oid in (self._repository.head(), old) if oid is not None]
        with contextlib.closing(ObjectReader(command)) as reader:
            (info,) = reader.infos([new]) if new is not None else [None]
            if new is None:  # git fetches everything and then leaves the ref where it was
                raise PartnerFault("partner_shallow", address=self._address.text)
            if info is None or info.kind != "commit":
                raise PartnerFault("partner_corrupt", address=self._address.text, reason="")
            try:
                expansion.check_expansion(command, reader, [new], known, ENTRY_LIMIT)
            except RegisterUnusable as error:
                raise self._unbearable(error) from error
        return new

    def _unbearable(self, error: RegisterUnusable) -> PartnerFault:
        address, limit = self._address.text, error.params.get("limit", 0)
        if error.code == "too_many_entries":
            return PartnerFault("partner_too_many_files", partner=address, limit=limit)
        if error.code == "object_too_large":
            return PartnerFault("partner_too_large", address=address, limit=limit)
        return PartnerFault("partner_corrupt", address=address, reason="")

    def _note(self, ref: str, new: str) -> str | None:
        """Let ``ref`` be at what came; of two instances that fetch at once, the later one counts."""
        for _ in range(_ATTEMPTS):
            old = self._repository.read_ref(ref)
            with contextlib.suppress(RefMoved):
                if old != new:
                    self._repository.update_ref(ref, new, old, "knoten: fetch")
                return old
        raise RefMoved("ref_moved", ref=ref)

    def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def clone_into(
    address: Address,
    path: str | os.PathLike[str],
    slug: str,
    *,
    cancel: threading.Event | None = None,
    progress: Callable[[Progress], None] | None = None,
    idle: float = 60.0,
    lent: tuple[int, ...] = (),
) -> tuple[Repository, FetchResult]:
    """Make a repository in the folder ``path`` with what a partner has, in ``refs/knoten/incoming/<slug>``.

    Neither main nor any file is written: that is for the caller, who looks first at what came. ``lent`` is
    the caller's lock (``Repository.init``).

    Raises:
        PartnerFault, Interrupted, WriteFailed, UsageFault: no repository is left there.
    """
    repository = Repository.init(path, lent=lent)
    try:
        with Transport(repository, address, cancel=cancel, progress=progress, idle=idle) as line:
            return repository, line.fetch(slug)
    except BaseException:  # Ctrl-C too leaves no half repository; it goes on up
        repository.close()
        shutil.rmtree(repository.git_dir, ignore_errors=True)
        raise


def _sync_there(path: str, ref: str) -> None:
    """Make the names in one's own bare repository durable too; git syncs the files alone."""
    for name in ("objects/pack", os.path.dirname(ref)):
        with contextlib.suppress(OSError):  # it may be packed, or on a medium that cannot; it has arrived
            platform.fsync_dir(os.path.join(path, *name.split("/")))


def login_https(command: GitCommand, address: Address) -> None:
    """Let git ask for name and password on the terminal, which the caller has set free.

    The person's credential helper keeps them, if there is one; this program never sees them.

    Raises:
        UsageFault: ``address_not_a_share``: not an https address.
        PartnerFault: it did not work.
    """
    if address.kind != "https":
        raise UsageFault("address_not_a_share", kind=address.kind)
    env = environment.login(command.git_dir, command.work_tree)
    try:
        command.run("ls-remote", "--quiet", "--heads", "--", address.url, env=env, own_session=False)
    except GitFailed as error:
        raise partner_words.fetch_fault(str(error.params["stderr"]), address) from error
