"""Files written whole or not at all, and read only when they are plain files of a bearable size.

A truncating write that is cut short leaves half a record; so everything goes through a temporary file in the
same folder, is made durable, and takes its name in one step (safety.md, "Durability").
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
import time
from typing import TYPE_CHECKING, Final

from store import platform
from store.errors import ReadFailed, WriteFailed

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

TEMPORARY: Final = ".knoten-tmp-"
SWAPPED: Final = TEMPORARY + "swap-"
ABSENT: Final = "absent"
_SETTLE: Final = 0.01
_SETTLE_TRIES: Final = 20
_NOFOLLOW: Final[int] = (
    getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
)
_NONBLOCK: Final[int] = getattr(os, "O_NONBLOCK", 0)  # else opening a FIFO waits for its writer

_WRITE_CODES: Final = {
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EFBIG: "disk_full",
    errno.EROFS: "read_only_disk",
    errno.EACCES: "no_permission",
    errno.EPERM: "no_permission",
    errno.EBUSY: "file_busy",
    errno.ETXTBSY: "file_busy",
    errno.ENAMETOOLONG: "name_too_long",
}


def write_failed(error: OSError, path: str) -> WriteFailed:
    """The fault that an ``OSError`` while writing ``path`` means."""
    code = _WRITE_CODES.get(error.errno or 0, "io_failed")
    if code == "io_failed":
        return WriteFailed(code, path=path, reason=error.strerror or type(error).__name__)
    return WriteFailed(code, path=path)


@contextlib.contextmanager
def writing(path: str) -> Iterator[None]:
    """Turn every ``OSError`` inside into ``WriteFailed`` for ``path``."""
    try:
        yield
    except OSError as error:
        raise write_failed(error, path) from error


def digest(data: bytes) -> str:
    """The git blob id of ``data`` (40 hex digits), so that a file on disk and one in git compare directly."""
    header = b"blob %d\0" % len(data)
    return hashlib.sha1(header + data, usedforsecurity=False).hexdigest()


def atomic_write(path: str, data: bytes, *, mode: int = 0o644) -> None:
    """Replace the file ``path`` by ``data``, durably: afterwards it is the old or the new, never part of one.

    Raises:
        WriteFailed: nothing has changed.
    """
    with writing(path):
        folder = os.path.dirname(path) or "."
        temporary = os.path.join(folder, f"{TEMPORARY}{os.getpid()}-{os.urandom(6).hex()}")
        try:
            write_new(temporary, data, mode=mode)
            platform.replace(temporary, path)
        except BaseException:  # Ctrl-C too must leave no temporary file; it goes on up
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
        platform.fsync_dir(folder)


def write_new(path: str, data: bytes, *, mode: int = 0o644) -> None:
    """Create ``path``, which must not exist, with ``data`` made durable; its name is not yet.

    Raises:
        OSError: the caller removes what is there.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NOFOLLOW, mode)
    try:
        platform.write_all(descriptor, data)
        platform.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove(path: str) -> bool:
    """Remove a file durably; ``False`` when it was not there.

    Raises:
        WriteFailed: it is still there.
    """
    with writing(path):
        try:
            os.unlink(path)
        except FileNotFoundError:
            return False
        platform.fsync_dir(os.path.dirname(path) or ".")
        return True


def make_folder(path: str) -> None:
    """Make the folder ``path`` durably if it is missing; a link in its place is refused.

    Raises:
        WriteFailed: it cannot be made.
        ReadFailed: ``file_not_regular``: something else has the name.
    """
    with writing(path):
        try:
            os.mkdir(path, 0o755)
        except FileExistsError:
            if not stat.S_ISDIR(os.lstat(path).st_mode):
                raise ReadFailed("file_not_regular", path=path) from None
            return
        platform.fsync_dir(os.path.dirname(path) or ".")


def read_bounded(path: str, limit: int) -> bytes:
    """The bytes of a regular file of at most ``limit`` bytes; links, pipes and devices are never followed.

    Raises:
        ReadFailed: ``file_missing``, ``file_not_regular``, ``file_too_large`` or ``file_unreadable``.
    """
    return read_with_stat(path, limit)[0]


def read_with_stat(path: str, limit: int) -> tuple[bytes, os.stat_result]:
    """As ``read_bounded``, with the file's state from before it was read (for caches that watch times)."""
    try:
        descriptor = os.open(path, os.O_RDONLY | _NOFOLLOW | _NONBLOCK)
    except OSError as error:
        raise read_failed(error, path) from error
    try:
        state = os.fstat(descriptor)
        if not stat.S_ISREG(state.st_mode) or is_link(path):
            raise ReadFailed("file_not_regular", path=path)
        if state.st_size > limit:
            raise ReadFailed("file_too_large", path=path, limit=limit)
        data = _read_all(descriptor, limit)
    except OSError as error:
        raise read_failed(error, path) from error
    finally:
        os.close(descriptor)
    if len(data) > limit:  # it grew while it was read
        raise ReadFailed("file_too_large", path=path, limit=limit)
    return data, state


def is_link(path: str) -> bool:
    """Whether ``path`` became a link where the system could not refuse it while opening; else False."""
    # Where the system cannot refuse links while opening (Windows), look again by name.
    return not hasattr(os, "O_NOFOLLOW") and os.path.islink(path)


def _read_all(descriptor: int, limit: int) -> bytes:
    parts: list[bytes] = []
    left = limit + 1
    while left > 0:
        part = os.read(descriptor, min(left, 1 << 20))
        if not part:
            break
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def read_failed(error: OSError, path: str) -> ReadFailed:
    """The fault that an ``OSError`` while opening or reading ``path`` means."""
    if error.errno in {errno.ENOENT, errno.ENOTDIR}:
        return ReadFailed("file_missing", path=path)
    if error.errno in {errno.ELOOP, errno.EMLINK, errno.EISDIR, errno.ENXIO}:
        return ReadFailed("file_not_regular", path=path)
    return ReadFailed("file_unreadable", path=path, reason=error.strerror or type(error).__name__)


def read_settled(path: str, limit: int, known: Container[str | None]) -> bytes | None:
    """The bytes of a file that another program may be writing right now; ``None`` when there is none.

    An editor empties a file and then writes it, or moves it away and then makes it anew. So what is none of
    the contents that are ``known`` (by digest; ``None``: no file) is read until it stays the same for 10 ms.

    Raises:
        ReadFailed: as ``read_bounded``, but for a file that is missing.
    """
    found = _read_if_there(path, limit)
    for _ in range(_SETTLE_TRIES):
        if (None if found is None else digest(found)) in known:
            break
        time.sleep(_SETTLE)
        before, found = found, _read_if_there(path, limit)
        if found == before:
            break
    return found


def _read_if_there(path: str, limit: int) -> bytes | None:
    try:
        return read_bounded(path, limit)
    except ReadFailed as error:
        if error.code == "file_missing":
            return None
        raise


def swapped_name(path: str, expected: str, wanted: str) -> str:
    """The temporary name for a version that is about to change places with the file ``path``.

    ``expected`` and ``wanted`` are the digests of what is to be taken out and put in, or ``ABSENT``.
    """
    folder, name = os.path.split(path)
    return os.path.join(folder, f"{SWAPPED}{expected}-{wanted}-{name}~")  # no ".toml": no record


def swapped_parts(path: str) -> tuple[str, str, str] | None:
    """The file that a temporary name was made for, and both digests; ``None`` if it was made for none."""
    folder, name = os.path.split(path)
    expected, _, rest = name.removeprefix(SWAPPED).partition("-")
    wanted, _, target = rest.partition("-")
    return (os.path.join(folder, target[:-1]), expected, wanted) if target.endswith("~") else None


def clean_temporaries(folder: str) -> int:
    """Remove what a killed run left in ``folder``; the caller holds the register's lock.

    Returns:
        How many files went.
    """
    count = 0
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return 0
    for entry in entries:
        if entry.name.startswith(TEMPORARY) and entry.is_file(follow_symlinks=False):
            with contextlib.suppress(OSError):
                os.unlink(entry.path)
                count += 1
    return count
