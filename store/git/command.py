"""Starting git: the only place where GitPython is imported, and where a git process can come from.

GitPython's ``Git`` finds the executable and starts it safely on Windows; everything else it offers (its
index, its remotes, its process keeping) leaks processes or runs hooks (safety.md): processes are kept here.
"""

from __future__ import annotations

import contextlib
import functools
import re
import subprocess
import threading
from typing import IO, TYPE_CHECKING, BinaryIO, Final, NamedTuple, Self, cast

from store import platform
from store.errors import GitFailed, RegisterUnusable, WriteFailed
from store.git import environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from git import Git

NEEDED: Final = (2, 39)
_STDERR_KEPT: Final = 65536
_DISK_HINTS: Final = (
    ("No space left on device", "disk_full"),
    ("Disk quota exceeded", "disk_full"),
    ("File too large", "disk_full"),
    ("Read-only file system", "read_only_disk"),
    ("Permission denied", "no_permission"),
)


class Result(NamedTuple):
    """A finished command."""

    status: int
    stdout: bytes
    stderr: str


class Process:
    """A running git command; leaving the ``with`` block ends it and all it started.

    Attributes:
        popen: the process itself, in a session of its own.
        stdout: its output, to be read.
    """

    def __init__(self, arguments: tuple[str, ...], popen: subprocess.Popen[bytes]) -> None:
        self.popen = popen
        self.stdout = cast("IO[bytes]", popen.stdout)
        self._arguments = arguments
        self._stderr = bytearray()
        pipe = cast("IO[bytes]", popen.stderr)
        self._pump = threading.Thread(target=self._drain, args=(pipe,), daemon=True)
        self._pump.start()

    def _drain(self, pipe: IO[bytes]) -> None:
        # A full stderr pipe would stop git; only the beginning matters for saying what happened.
        while part := pipe.read(8192):
            room = _STDERR_KEPT - len(self._stderr)
            self._stderr += part[: max(room, 0)]

    def write(self, data: bytes) -> None:
        """Send ``data`` at once to a process that was started to be written to.

        Raises:
            OSError: it reads no more.
        """
        pipe = cast("IO[bytes]", self.popen.stdin)
        pipe.write(data)
        pipe.flush()

    def end_input(self) -> None:
        """Say that nothing more will be written to it."""
        if self.popen.stdin is not None:
            _close_quietly(self.popen.stdin)

    def finish(self, ok: tuple[int, ...] | None = (0,)) -> Result:
        """Wait for the end of a command whose output has been read; ``ok`` ``None`` takes any status.

        Raises:
            GitFailed: it ended with another status than ``ok``.
        """
        self.end_input()
        status = self.popen.wait()
        self._pump.join()
        result = Result(status, b"", clean_text(bytes(self._stderr)))
        return result if ok is None else checked(result, self._arguments, ok)

    def close(self) -> None:
        """End it if it still runs, and free everything; harmless when repeated."""
        if self.popen.poll() is None:
            platform.end_group(self.popen)
        self._pump.join()
        for pipe in (self.popen.stdin, self.popen.stdout, self.popen.stderr):
            if pipe is not None:
                _close_quietly(pipe)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _close_quietly(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except BrokenPipeError:
        return  # what was still buffered had no reader any more


class GitCommand:
    """Runs git for one repository (or none), each call with its whole environment."""

    def __init__(
        self, folder: str, git_dir: str, work_tree: str, disarmed: environment.Settings = ()
    ) -> None:
        """Nothing runs yet.

        Args:
            folder: where git runs.
            git_dir: becomes ``GIT_DIR``; "" for none.
            work_tree: becomes ``GIT_WORK_TREE``; "" for none.
            disarmed: settings that outrank those of a register which a person has trusted.
        """
        self.git_dir = git_dir
        self.work_tree = work_tree
        self._lent: tuple[int, ...] = ()
        self._git = _git_in(folder)
        self._local = environment.local(git_dir, work_tree, disarmed)

    def run(
        self,
        *arguments: str,
        stdin: bytes = b"",
        ok: tuple[int, ...] = (0,),
        env: Mapping[str, str] | None = None,
        timeout: float | None = None,
        own_session: bool = True,
    ) -> Result:
        """Run ``git arguments`` to its end.

        Args:
            arguments: without the program's name.
            stdin: what it reads.
            ok: the statuses that are no failure.
            env: another environment than the hardened local one.
            timeout: seconds after which it is ended.
            own_session: ``False`` for the one call that may ask on the terminal.

        Raises:
            GitFailed: any other status; ``status`` -1 when it ran out of time.
        """
        popen = self.spawn(arguments, env, stdin=True, own_session=own_session, keep=self._lent)
        try:
            out, err = popen.communicate(stdin, timeout)
        except subprocess.TimeoutExpired as error:
            raise GitFailed("git_failed", command=arguments[0], status=-1, stderr="timeout") from error
        finally:
            if popen.poll() is None:
                platform.end_group(popen)
            for pipe in (popen.stdin, popen.stdout, popen.stderr):
                if pipe is not None:
                    _close_quietly(pipe)
        result = Result(popen.returncode, out, clean_text(err[:_STDERR_KEPT]))
        return checked(result, arguments, ok)

    def start(self, *arguments: str, stdin: bool = False, env: Mapping[str, str] | None = None) -> Process:
        """Start ``git arguments`` and read its output while it runs; use in a ``with`` block."""
        return Process(arguments, self.spawn(arguments, env, stdin=stdin))

    def records(self, *arguments: str, separator: bytes = b"\0") -> Iterator[bytes]:
        """The output of a command, cut at ``separator``; ended early when the reader stops early.

        Raises:
            GitFailed: after the last record, when the command failed.
        """
        with self.start(*arguments) as process:
            rest = b""
            while part := process.stdout.read1(65536):  # type: ignore[attr-defined]  # a BufferedReader
                pieces = (rest + part).split(separator)
                rest = pieces.pop()
                yield from pieces
            if rest:
                yield rest
            process.finish()

    def spawn(
        self,
        arguments: tuple[str, ...],
        env: Mapping[str, str] | None,
        *,
        stdin: bool | BinaryIO,
        own_session: bool = True,
        keep: tuple[int, ...] = (),
    ) -> subprocess.Popen[bytes]:
        """Start ``git arguments`` in a session of its own, with the descriptors to ``keep``.

        ``stdin``: whether it is written to, or the file that it reads from where that stands. The caller
        reaps it.
        """
        environment.drop_inherited()
        command = (str(self._git.GIT_PYTHON_GIT_EXECUTABLE), *arguments)
        env = env or self._local
        return spawn(self._git, command, env, stdin=stdin, own_session=own_session, keep=keep)

    def with_index(self) -> dict[str, str]:
        """The environment for the calls that bring git's index up to date."""
        return {name: value for name, value in self._local.items() if name != "GIT_INDEX_FILE"}

    @contextlib.contextmanager
    def lending(self, descriptors: tuple[int, ...]) -> Iterator[None]:
        """Let what ``run`` starts inherit the register's lock.

        A git that moves a ref goes on when this program is killed; whoever opens the register next must not
        look before it is done.
        """
        self._lent = descriptors
        try:
            yield
        finally:
            self._lent = ()


def spawn(
    git: Git,
    command: tuple[str, ...],
    env: Mapping[str, str],
    *,
    stdin: bool | BinaryIO,
    own_session: bool = True,
    keep: tuple[int, ...] = (),
) -> subprocess.Popen[bytes]:
    """Start a program through GitPython, in a session of its own, with three pipes or two.

    Raises:
        FileNotFoundError: there is no such program.
    """
    from git.exc import GitCommandNotFound

    try:
        interrupt = git.execute(
            list(command),
            istream=(subprocess.PIPE if stdin else None) if isinstance(stdin, bool) else stdin,
            as_process=True,
            shell=False,
            env=dict(env),
            start_new_session=own_session and platform.start_new_session(),
            pass_fds=keep,
            creationflags=platform.creation_flags() if own_session else 0,
        )
    except GitCommandNotFound as error:
        raise FileNotFoundError(command[0]) from error
    popen, interrupt.proc = interrupt.proc, None  # its destructor would end the process in its own way
    return cast("subprocess.Popen[bytes]", popen)


def spawn_program(command: tuple[str, ...]) -> subprocess.Popen[bytes]:
    """Start a helper of ssh (not git) with the person's own environment and nothing to read.

    Raises:
        RegisterUnusable: ``ssh_missing``.
    """
    try:
        return spawn(_git_class()(), command, {"LC_ALL": "C.UTF-8"}, stdin=False)
    except OSError as error:
        raise RegisterUnusable("ssh_missing", program=command[0]) from error


def start_program(command: tuple[str, ...]) -> Process:
    """As ``spawn_program``, with its stderr kept."""
    return Process(command, spawn_program(command))


def checked(result: Result, arguments: tuple[str, ...], ok: tuple[int, ...]) -> Result:
    """``result`` itself.

    Raises:
        GitFailed: its status is not one of ``ok``.
        WriteFailed: the same, where git says that the disk is why.
    """
    if result.status not in ok:
        for hint, code in _DISK_HINTS:
            if hint in result.stderr:
                raise WriteFailed(code, path=arguments[0])
        raise GitFailed(
            "git_failed", command=arguments[0], status=result.status, stderr=result.stderr[-2000:]
        )
    return result


def clean_text(raw: bytes) -> str:
    """What a program said, without control characters other than line ends."""
    text = raw.decode("utf-8", "replace").replace("\r", "\n")
    return "".join(char for char in text if char == "\n" or char.isprintable())


@functools.cache
def _git_class() -> type[Git]:
    # 138 ms; and without a git program GitPython refuses to be imported at all.
    try:
        from git import Git
    except ImportError as error:
        raise RegisterUnusable("git_missing", needed=_dotted(NEEDED)) from error
    return Git


def _git_in(folder: str) -> Git:
    check_version()
    return _git_class()(folder)


@functools.cache
def check_version() -> tuple[int, ...]:
    """The version of the git program, found once.

    Raises:
        RegisterUnusable: ``git_missing`` or ``git_too_old``.
    """
    git = _git_class()()
    program = str(git.GIT_PYTHON_GIT_EXECUTABLE)
    try:
        popen = spawn(git, (program, "version"), environment.local("", ""), stdin=False)
    except OSError as error:
        raise RegisterUnusable("git_missing", needed=_dotted(NEEDED)) from error
    out, _ = popen.communicate()
    return parse_version(out.decode("utf-8", "replace"))


def parse_version(text: str) -> tuple[int, ...]:
    """``git version 2.39.5 (Apple Git-154)`` as numbers.

    Raises:
        RegisterUnusable: ``git_too_old``, also when there is no version in it.
    """
    match = re.search(r"(\d+)\.(\d+)(?:\.(\d+))?", text)
    found = tuple(int(part) for part in match.groups() if part) if match else ()
    if found < NEEDED:
        raise RegisterUnusable("git_too_old", needed=_dotted(NEEDED), found=_dotted(found))
    return found


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
