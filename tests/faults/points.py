"""Every place where a disk can let a save down: the n-th of all writes, fsyncs and renames fails or kills."""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from store import exchange, platform

Failure = Callable[[], None]

_CALLS: tuple[tuple[Any, str], ...] = (
    (platform, "write_all"),
    (platform, "fsync"),
    (platform, "replace"),
    (exchange, "_exchange"),
    (os, "link"),
    (os, "unlink"),
    (os, "mkdir"),
)


class Counter:
    """Counts the calls; ``reached`` is whether the n-th came."""

    def __init__(self, number: int, failure: Failure, *, after: bool) -> None:
        self.left = number
        self.failure = failure
        self.after = after
        self.reached = ""

    def wrapped(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """The call, which fails when its turn has come: before it does anything, or after."""

        def replaced(*arguments: Any, **named: Any) -> Any:
            self.left -= 1
            if self.left != 0:
                return call(*arguments, **named)
            self.reached = name
            if self.after:
                call(*arguments, **named)
            self.failure()
            return None

        return replaced


@contextmanager
def failing(number: int, failure: Failure, *, after: bool = False) -> Iterator[Counter]:
    """Let the n-th call (from 1) of all that changes the disk fail."""
    counter = Counter(number, failure, after=after)
    with pytest.MonkeyPatch.context() as patch:
        for place, name in _CALLS:
            patch.setattr(place, name, counter.wrapped(name, getattr(place, name)))
        yield counter


def raising(code: int) -> Failure:
    """An OSError with this number, as the system raises it."""

    def fail() -> None:
        raise OSError(code, os.strerror(code))

    return fail


def die() -> None:
    """Kill this very process, as nothing can be caught."""
    os.kill(os.getpid(), signal.SIGKILL)


DISK_FULL, BROKEN, READ_ONLY = (raising(code) for code in (errno.ENOSPC, errno.EIO, errno.EROFS))
