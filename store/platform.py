"""What differs between operating systems: making bytes durable, ending processes, locks, people's folders.

Everything that writes calls ``write_all``, ``fsync`` and ``replace`` of this module, by the module's name:
tests replace them to make the n-th call fail, and so reach every place where a disk can let a save down.
Tested on Linux; the Windows and macOS branches follow their manuals.
"""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from store.errors import Locked

if TYPE_CHECKING:
    import subprocess  # only what ends processes needs it, and it takes 8 ms of a start
    from collections.abc import Iterator

APP: Final = "knotenpunkt"
_REPLACE_TRIES: Final = 40  # an editor or a virus scanner holds a file for a second at most
_POLL: Final = 0.02


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of ``data``; ``os.write`` may take less than it is given."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


_sync_later = threading.local()


@contextlib.contextmanager
def syncing_once() -> Iterator[None]:
    """In this thread, sync nothing by itself and everything at the end: for what can be made anew if lost.

    The example takes four thousand syncs, half a minute on a slow disk, and no one's work is in it.
    """
    _sync_later.on = True
    try:
        yield
    finally:
        _sync_later.on = False
        if sys.platform != "win32":
            os.sync()


def fsync(descriptor: int) -> None:
    """Make what was written through ``descriptor`` survive a power cut."""
    if getattr(_sync_later, "on", False):
        return
    if sys.platform == "darwin":
        import fcntl

        # macOS' fsync leaves the bytes in the drive's own cache (fsync(2), "F_FULLFSYNC").
        with contextlib.suppress(OSError):
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
    os.fsync(descriptor)


def fsync_file(path: str) -> None:
    """Make an existing file's content durable."""
    # Windows flushes only through a descriptor that may write.
    descriptor = os.open(path, os.O_RDWR if sys.platform == "win32" else os.O_RDONLY)
    try:
        fsync(descriptor)
    finally:
        os.close(descriptor)


def fsync_dir(path: str) -> None:
    """Make the names in a folder durable; Windows has no such call and journals names itself."""
    if sys.platform == "win32":
        return
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fsync(descriptor)
    except OSError as error:
        # Some network and FUSE file systems cannot sync a folder; nothing more can be done there.
        if error.errno not in {errno.EINVAL, errno.ENOTSUP, errno.EBADF}:
            raise
    finally:
        os.close(descriptor)


def replace(source: str, target: str) -> None:
    """Rename over ``target`` in one step; on Windows wait while another program holds it."""
    if sys.platform == "win32":
        _replace_patiently(source, target)
    else:
        os.replace(source, target)


def _replace_patiently(source: str, target: str) -> None:
    for _ in range(_REPLACE_TRIES):
        with contextlib.suppress(PermissionError):
            os.replace(source, target)
            return
        time.sleep(0.025)
    os.replace(source, target)


def start_new_session() -> bool:
    """Whether children get a session of their own (POSIX): Ctrl-C then reaches this program alone."""
    return sys.platform != "win32"


def creation_flags() -> int:
    """The flags by which Windows gives a child a process group of its own; 0 elsewhere."""
    if sys.platform == "win32":
        from subprocess import CREATE_NEW_PROCESS_GROUP

        return CREATE_NEW_PROCESS_GROUP
    return 0


def end_group(process: subprocess.Popen[bytes], grace: float = 0.3) -> None:
    """End a process and all it started, and reap it.

    Args:
        process: started in a session (POSIX) or group (Windows) of its own.
        grace: seconds it may take to remove its own lock files, before it is killed.
    """
    if sys.platform == "win32":
        from subprocess import run

        if process.poll() is None:
            run(  # children included, which TerminateProcess would leave
                ["taskkill", "/T", "/F", "/PID", str(process.pid)],  # noqa: S607  part of Windows
                check=False,
                capture_output=True,
            )
        process.wait()
        return
    _signal_group(process.pid, signal.SIGTERM)
    deadline = time.monotonic() + grace
    while time.monotonic() < deadline and (process.poll() is None or _group_alive(process.pid)):
        time.sleep(0.005)
    _signal_group(process.pid, signal.SIGKILL)
    process.kill()  # also where it leads no group
    process.wait()


def _signal_group(group: int, number: int) -> None:
    if sys.platform != "win32":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, number)


def is_running(pid: int) -> bool:
    """Whether a process of this number runs on this machine; where that cannot be asked, it does."""
    if sys.platform == "win32":
        return True  # os.kill would end it
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _group_alive(group: int) -> bool:
    if sys.platform == "win32":
        return False
    try:
        os.killpg(group, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


class RegisterLock:
    """One writer of this program at a time in a register; reading needs no lock.

    The operating system frees the lock when its holder dies, so it is never stale. The file says who holds
    it, and is empty when nobody does.

    Attributes:
        holder_died: whether, when the lock was taken, the file still named the holder before.
    """

    def __init__(self, path: str) -> None:
        """``path``: the lock file, ``.knoten/lock``; its folder must exist."""
        self._path = path
        self._descriptor: int | None = None
        self.holder_died = False

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._descriptor is not None

    @property
    def lendable(self) -> tuple[int, ...]:
        """The descriptor, for a child to inherit: then the lock outlives its holder until the child ends.

        Empty on Windows, where children inherit no such lock.
        """
        return () if self._descriptor is None or sys.platform == "win32" else (self._descriptor,)

    def acquire(self, timeout: float = 5.0) -> None:
        """Take the lock, waiting up to ``timeout`` seconds.

        Raises:
            Locked: ``register_locked`` with the holder's process and machine; ``lock_unsupported``.
            OSError: the file cannot be opened or written.
        """
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
        descriptor = os.open(self._path, flags, 0o644)
        try:
            deadline = time.monotonic() + timeout
            while not _try_lock(descriptor, self._path):
                _give_up_after(deadline, descriptor)
                time.sleep(_POLL)
            self.holder_died = os.fstat(descriptor).st_size > 0
            os.ftruncate(descriptor, 0)
            os.lseek(descriptor, 0, os.SEEK_SET)
            os.write(descriptor, f"{os.getpid()}\n{_host()}\n".encode())
        except BaseException:  # Ctrl-C too must not keep the lock; it goes on up
            os.close(descriptor)
            raise
        self._descriptor = descriptor

    def release(self) -> None:
        """Give the lock back; harmless when it is not held."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            with contextlib.suppress(OSError):
                os.ftruncate(descriptor, 0)
            _unlock(descriptor)
            os.close(descriptor)

    def __enter__(self) -> Self:
        if not self.held:
            self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


_LOCKED_BYTE: Final = 1 << 20  # beyond the text, which others must be able to read on Windows


def _try_lock(descriptor: int, path: str) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in {errno.EAGAIN, errno.EACCES, errno.EDEADLK}:
            return False
        raise Locked("lock_unsupported", path=path, reason=error.strerror or "") from error
    return True


def _unlock(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_UN)


def _give_up_after(deadline: float, descriptor: int) -> None:
    if time.monotonic() >= deadline:
        raise _held_by(descriptor)


def _held_by(descriptor: int) -> Locked:
    os.lseek(descriptor, 0, os.SEEK_SET)
    lines = os.read(descriptor, 300).decode("utf-8", "replace").split("\n")
    pid = int(lines[0]) if lines[0].isascii() and lines[0].isdigit() else 0
    return Locked("register_locked", pid=pid, host=lines[1] if len(lines) > 1 else "")


def _host() -> str:
    import socket

    return socket.gethostname()


def config_dir() -> Path:
    """The folder of this program's settings (XDG, ``%APPDATA%`` or ``~/Library``); not created here."""
    return _user_dir("XDG_CONFIG_HOME", ".config", "Preferences")


def state_dir() -> Path:
    """The folder of what this machine remembers: trusted settings, drafts, recent registers; not created."""
    return _user_dir("XDG_STATE_HOME", ".local/state", "Application Support")


def _user_dir(variable: str, unix: str, mac: str) -> Path:
    told = os.environ.get(variable, "")
    if os.path.isabs(told):  # the XDG specification: relative values are to be ignored
        return Path(told) / APP
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming") / APP
    if sys.platform == "darwin":
        return Path.home() / "Library" / mac / APP
    return Path.home() / unix / APP
