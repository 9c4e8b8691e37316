"""Paths that people name behind a verb: files to read, and files of the register."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from store.errors import ReadFailed, UsageFault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


def read_named(path: str, limit: int) -> bytes:
    """The bytes of a file that was named; one that cannot be read is wrong usage, not a faulty register.

    Raises UsageFault with the codes of ReadFailed.
    """
    from store.files import read_bounded

    try:
        return read_bounded(os.path.expanduser(path), limit)  # noqa: PTH111
    except ReadFailed as error:
        raise UsageFault(error.code, **error.params) from error


def chosen_by(root: str, given: Sequence[str]) -> Callable[[str], bool]:
    """What tells whether a path of the register is among those given, or in a folder that is; all if none is.

    Paths are looked up from the current folder, then from the register's.
    """
    if not given:
        return lambda _: True
    wanted = [_inside(root, path) for path in given]

    def chosen(path: str) -> bool:
        return any(one in {path, "."} or path.startswith(one + "/") for one in wanted)

    return chosen


def check_given(root: str, given: Sequence[str], known: Iterable[str]) -> None:
    """Make sure that every path given is there, on disk or in what is known of the register.

    Raises UsageFault ``usage_no_such_file``.
    """
    paths = set(known)
    for path in given:
        inside = _inside(root, path)
        if inside not in paths and not os.path.lexists(os.path.join(root, inside)):  # noqa: PTH118
            raise UsageFault("usage_no_such_file", path=path)


def _inside(root: str, path: str) -> str:
    """The path from the register's root, with slashes. Raises UsageFault for one outside."""
    base = os.path.realpath(root)
    for start in (os.getcwd(), base):  # noqa: PTH109
        full = os.path.normpath(os.path.join(os.path.realpath(start), path))  # noqa: PTH118
        if (full == base or full.startswith(base + os.sep)) and (os.path.lexists(full) or start == base):
            return os.path.relpath(full, base).replace(os.sep, "/")
    raise UsageFault("usage_no_such_file", path=path)
