"""Settings of the register and the person, and packing loose objects in the background."""

from __future__ import annotations

import contextlib
import os
import time
from typing import TYPE_CHECKING, Final

from store.errors import UsageFault
from store.git import environment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from store.git.command import GitCommand, Process

_DAY: Final = 86400
_SAMPLED: Final = "17"  # git's own guess (builtin/gc.c): ids spread evenly over the 256 folders


def loose_object_count(git_dir: str) -> int:
    """About how many objects have a file of their own, from one of the 256 folders."""
    try:
        return 256 * len(os.listdir(os.path.join(git_dir, "objects", _SAMPLED)))
    except OSError:
        return 0


def start_repack(command: GitCommand) -> Process:
    """Start packing loose objects and small packs together; nothing unreachable is removed.

    Its ``finish()`` waits for the end; ``close()`` stops it and leaves all as it was.
    """
    return command.start("repack", "-d", "-l", "-q", "--geometric=2", "--no-write-bitmap-index")


def clear_leftovers(git_dir: str) -> int:
    """Remove the unfinished objects and packs that killed processes left more than a day ago.

    Returns:
        How many files went.
    """
    store = os.path.join(git_dir, "objects")
    count = 0
    for folder in [os.path.join(store, name) for name in _names(store)]:
        for name in _names(folder):
            path = os.path.join(folder, name)
            with contextlib.suppress(OSError):
                if name.startswith("tmp_") and time.time() - os.lstat(path).st_mtime > _DAY:
                    os.unlink(path)
                    count += 1
    return count


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def read_setting(command: GitCommand, name: str) -> str:
    """A setting, from the register's file or the person's; the person's own files may include others."""
    env = environment.personal(command.git_dir, command.work_tree)
    result = command.run("config", "--includes", "--null", "--get", name, ok=(0, 1), env=env)
    return result.stdout.rstrip(b"\0").decode("utf-8", "replace")


def read_local_settings(command: GitCommand, pattern: str) -> list[tuple[str, str]]:
    """Name and value of the register's own settings whose name matches a regular expression, in order."""
    options = ("config", "--local", "--no-includes", "--null", "--get-regexp", pattern)
    pairs = command.run(*options, ok=(0, 1)).stdout.decode("utf-8", "replace").split("\0")
    return [(name, value) for name, _, value in (pair.partition("\n") for pair in pairs if pair)]


def write_settings(command: GitCommand, settings: Mapping[str, str | None]) -> None:
    """Write (or with ``None`` remove) some of the register's own settings.

    Raises:
        UsageFault: ``bad_path``: a value with control characters.
    """
    for name, value in settings.items():
        if any(char < " " or char == "\x7f" for char in name + (value or "")):
            raise UsageFault("bad_path", path=name)
        if value is None:
            command.run("config", "--local", "--unset-all", name, ok=(0, 5))
        else:
            command.run("config", "--local", "--replace-all", name, value)
