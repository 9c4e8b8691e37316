"""One long-lived ``git cat-file`` for all reading of objects: 0.05 ms an object instead of 4 ms a process."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final, NamedTuple

from store.errors import GitFailed, RegisterUnusable
from store.git.objects import checked_oid

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import IO

    from store.git.command import GitCommand, Process

_QUESTIONS: Final = 200  # 200 lines of 50 bytes fit a pipe, so that asking never waits for reading
_CONTENTS: Final = 50  # held in memory together: 50 MB of the largest records


class Info(NamedTuple):
    """What an object is, without its content; ``size`` in bytes."""

    kind: str
    size: int


class _Gone(Exception):  # noqa: N818  # not a fault of its own: turned into one, or into None
    """The process ended in the middle of an answer: the object is damaged."""


class ObjectReader:
    """Reads objects by id; safe to use from several threads; starts again when its process died."""

    def __init__(self, command: GitCommand) -> None:
        self._command = command
        self._process: Process | None = None
        self._lock = threading.Lock()

    def infos(self, oids: Sequence[str]) -> list[Info | None]:
        """Kind and size of each object, in order; ``None`` where it is missing or cannot be read."""
        found: list[Info | None] = []
        with self._lock:
            while len(found) < len(oids):
                part = oids[len(found) : len(found) + _QUESTIONS]
                stdout = self._ask("info", part)
                try:
                    found.extend(self._header(stdout) for _ in part)
                except _Gone:
                    # Which one it was does not matter: those after the last answer are asked again.
                    found.append(None)
        return found

    def read(self, oid: str, limit: int | None = None) -> tuple[str, bytes]:
        """Kind and content of one object.

        Raises:
            RegisterUnusable: ``object_missing``, ``object_corrupt``, or ``object_too_large`` for ``limit``
            bytes.
        """
        return next(self.read_many([oid], limit))

    def read_many(self, oids: Sequence[str], limit: int | None = None) -> Iterator[tuple[str, bytes]]:
        """Kind and content of each object, in order, a few dozen in memory at a time.

        Raises:
            RegisterUnusable: as ``read``, at the first object that cannot be read.
        """
        for start in range(0, len(oids), _CONTENTS):
            part = oids[start : start + _CONTENTS]
            if limit is not None:
                self._check_sizes(part, limit)
            yield from self._contents(part)

    def _check_sizes(self, oids: Sequence[str], limit: int) -> None:
        for oid, info in zip(oids, self.infos(oids), strict=True):
            if info is not None and info.size > limit:
                raise RegisterUnusable("object_too_large", oid=oid, size=info.size, limit=limit)

    def _contents(self, oids: Sequence[str]) -> list[tuple[str, bytes]]:
        answers: list[tuple[str, bytes]] = []
        with self._lock:
            stdout = self._ask("contents", oids)
            try:
                for oid in oids:
                    info = self._header(stdout)
                    if info is None:
                        self._stop()  # the remaining answers would be taken for those of the next question
                        raise RegisterUnusable("object_missing", oid=oid)
                    answers.append((info.kind, self._body(stdout, info.size)))
            except _Gone as error:
                raise RegisterUnusable("object_corrupt", oid=oids[len(answers)]) from error
        return answers

    def _ask(self, question: str, oids: Sequence[str]) -> IO[bytes]:
        lines = "".join(f"{question} {checked_oid(oid)}\n" for oid in oids).encode()
        for attempt in (1, 2):
            process = self._running()
            try:
                process.write(lines)
            except OSError:  # it died since the last question
                self._stop()
                if attempt == 2:  # noqa: PLR2004
                    break
            else:
                return process.stdout
        raise GitFailed("git_failed", command="cat-file", status=-1, stderr="")

    def _running(self) -> Process:
        if self._process is not None and self._process.popen.poll() is not None:
            self._stop()
        if self._process is None:
            self._process = self._command.start("cat-file", "--batch-command", stdin=True)
        return self._process

    def _header(self, stdout: IO[bytes]) -> Info | None:
        words = stdout.readline().split()
        if not words:
            self._stop()
            raise _Gone
        if len(words) != 3 or words[1] in {b"missing", b"ambiguous"}:  # noqa: PLR2004
            return None
        return Info(words[1].decode("ascii", "replace"), int(words[2]))

    def _body(self, stdout: IO[bytes], size: int) -> bytes:
        data = stdout.read(size + 1)
        if len(data) != size + 1:
            self._stop()
            raise _Gone
        return data[:-1]

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.close()

    def close(self) -> None:
        """End the process; a later question starts a new one."""
        with self._lock:
            self._stop()
