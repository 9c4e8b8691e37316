"""Bundles: a line of versions as one file, for sticks, mail and shared folders.

The header is read here and not by git: it decides whether git gets to see the file at all, and
``git bundle verify`` calls a file that was cut short fine. Written here as well, because ``git bundle
create`` names a branch and not a commit, and refuses one that carries nothing new. Format:
gitformat-bundle(5).
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import threading
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

from store import files, platform
from store.errors import Interrupted, PartnerFault, ReadFailed
from store.git.objects import ZERO, checked_oid, is_oid
from store.git.refs import MAIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from store.git.command import GitCommand, Process

SIZE_LIMIT: Final = 2 << 30  # bytes; as much as any partner may send

_HEADER_LIMIT: Final = 1 << 20  # 20,000 prerequisites; ours have a handful
_VERSIONS: Final = {b"# v2 git bundle": 2, b"# v3 git bundle": 3}
_PART: Final = 1 << 16
_DIGEST: Final = 20


class Header(NamedTuple):
    """What a bundle says it holds.

    Attributes:
        head: the commit of main.
        needed: commits that whoever takes it must have already; none: it holds everything.
        offset: where in the file the objects begin, in bytes.
        size: of the whole file, in bytes.
    """

    head: str
    needed: tuple[str, ...]
    offset: int
    size: int


def read_header(path: str, *, limit: int = SIZE_LIMIT) -> Header:
    """What the bundle ``path`` says it holds; nothing of its objects has been looked at.

    Raises:
        ReadFailed: ``file_missing``, ``file_not_regular`` (a link, pipe, folder: never followed, never waited
            for), ``file_unreadable``.
        PartnerFault: ``bundle_not_one``, ``bundle_damaged``, ``bundle_newer``, ``bundle_filtered``,
            ``bundle_other_branches``, ``bundle_too_large``.
    """
    with opened(path, limit=limit) as (header, _):
        return header


@contextlib.contextmanager
def opened(path: str, *, limit: int = SIZE_LIMIT) -> Iterator[tuple[Header, BinaryIO]]:
    """A bundle's header and its file, which stands where the objects begin.

    What is read and what git gets is the same file, whatever takes its name meanwhile. Raises as
    ``read_header``.
    """
    descriptor, size = _plain_file(path)
    with os.fdopen(descriptor, "rb") as file:
        if size > limit:
            raise PartnerFault("bundle_too_large", file=path, limit=limit)
        header = _parsed(_beginning(file, path), path, size)
        os.lseek(descriptor, header.offset, os.SEEK_SET)
        yield header, file


def _plain_file(path: str) -> tuple[int, int]:
    """A descriptor of the file, and its size; links are not followed and pipes not waited for."""
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):
        flags |= getattr(os, name, 0)
    try:
        descriptor = os.open(path, flags)
    except OSError as error:
        raise files.read_failed(error, path) from error
    state = os.fstat(descriptor)
    if not stat.S_ISREG(state.st_mode) or files.is_link(path):
        os.close(descriptor)
        raise ReadFailed("file_not_regular", path=path)
    return descriptor, state.st_size


def _beginning(file: BinaryIO, path: str) -> bytes:
    """The lines of the header, up to the empty one."""
    data = b""
    while len(data) < _HEADER_LIMIT:
        try:
            part = os.read(file.fileno(), _PART)
        except OSError as error:
            raise files.read_failed(error, path) from error
        data += part
        end = data.find(b"\n\n")
        if end >= 0:
            return data[: end + 2]
        if not part or not data.startswith(b"# v"):
            break
    # Also what a copy under way has of it so far, which may be nothing at all.
    code = "bundle_damaged" if data[:3] == b"# v"[: len(data)] else "bundle_not_one"
    raise PartnerFault(code, file=path, **({"reason": ""} if code == "bundle_damaged" else {}))


def _parsed(data: bytes, path: str, size: int) -> Header:
    first, *lines = data[:-2].split(b"\n")
    version = _VERSIONS.get(first)
    if version is None:
        known = first.startswith(b"# v") and first.endswith(b" git bundle")
        raise PartnerFault("bundle_newer" if known else "bundle_not_one", file=path)
    needed: list[str] = []
    heads: dict[str, str] = {}
    for line in lines:
        if line.startswith(b"@"):
            _check_capability(line, version, path)
            continue
        oid, _, name = line.removeprefix(b"-").decode("utf-8", "replace").partition(" ")
        if not is_oid(oid) or oid == ZERO or (not name and not line.startswith(b"-")):
            raise PartnerFault("bundle_damaged", file=path, reason="")
        if line.startswith(b"-"):
            needed.append(oid)
        else:
            heads[name] = oid
    if heads.get("HEAD") == heads.get(MAIN):
        heads.pop("HEAD", None)  # git names it beside the branch that it stands for
    if set(heads) != {MAIN}:
        raise PartnerFault("bundle_other_branches", file=path)
    return Header(heads[MAIN], tuple(dict.fromkeys(needed)), len(data), size)


def is_whole(path: str) -> bool:
    """Whether the objects of a bundle that we wrote are as they were written, by the digest at their end."""
    digest = hashlib.sha1(usedforsecurity=False)
    try:
        with opened(path) as (_, file):
            rest = b""
            while part := os.read(file.fileno(), 1 << 20):
                rest += part
                digest.update(rest[:-_DIGEST])
                rest = rest[-_DIGEST:]
    except (OSError, PartnerFault, ReadFailed):
        return False
    return digest.digest() == rest


def _check_capability(line: bytes, version: int, path: str) -> None:
    if line.startswith(b"@filter"):
        raise PartnerFault("bundle_filtered", file=path)
    if version < 3 or line != b"@object-format=sha1":  # noqa: PLR2004
        raise PartnerFault("bundle_newer", file=path)


def write_bundle(
    command: GitCommand,
    path: str,
    oid: str,
    *,
    without: Sequence[str] = (),
    label: str = "",
    cancel: threading.Event | None = None,
) -> None:
    """Write the commit ``oid`` and what it contains as the bundle ``path``, durably, whole or not at all.

    Args:
        command: whose repository it is taken from.
        path: replaced if it is there.
        oid: becomes the bundle's main.
        without: commits that everyone who takes it has; they and all before them are left out.
        label: stands in the temporary file's name, so that who made it can clear it after a kill.
        cancel: when set, it ends within a second.

    Raises:
        WriteFailed, GitFailed, Interrupted: what was there is unchanged.
    """
    folder = os.path.dirname(path) or "."
    temporary = os.path.join(folder, f"{files.TEMPORARY}{label or os.getpid()}-{os.urandom(6).hex()}")
    with files.writing(path):
        try:
            _write_new(command, temporary, oid, without, cancel or threading.Event())
            platform.replace(temporary, path)
        except BaseException:  # Ctrl-C too must leave no temporary file; it goes on up
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
        platform.fsync_dir(folder)


def _write_new(
    command: GitCommand, path: str, oid: str, without: Sequence[str], cancel: threading.Event
) -> None:
    if cancel.is_set():
        raise Interrupted("cancelled")
    left_out = sorted({checked_oid(each) for each in without})
    header = "".join(["# v2 git bundle\n", *(f"-{each}\n" for each in left_out), f"{oid} {MAIN}\n\n"])
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, 0o644)
    try:
        platform.write_all(descriptor, header.encode("ascii"))
        wanted = "".join([f"{checked_oid(oid)}\n", *(f"^{each}\n" for each in left_out)])
        options = ("--revs", "--stdout", "--thin", "--delta-base-offset", "-q")
        with command.start("pack-objects", *options, stdin=True) as process, _ended_by(cancel, process):
            # Waits for nobody: a few hundred bytes fit any pipe, and git reads all before it answers.
            with contextlib.suppress(BrokenPipeError):  # how it ended says why
                process.write(wanted.encode("ascii"))
            process.end_input()
            while part := process.stdout.read(_PART):
                platform.write_all(descriptor, part)
            result = process.finish(ok=None if cancel.is_set() else (0,))
        if cancel.is_set() and result.status != 0:
            raise Interrupted("cancelled")
        platform.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _ended_by(cancel: threading.Event, process: Process) -> Iterator[None]:
    """End the process as soon as ``cancel`` is set, while the caller waits for its output."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.05):
            if cancel.is_set():
                platform.end_group(process.popen)
                return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
