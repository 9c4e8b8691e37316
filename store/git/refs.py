"""Refs: read by hand, because asking a process after every key press is too slow; moved by git alone.

Moving is compare-and-swap, and counts only once the folder that names the ref is durable: git itself does not
sync it, and lost every acknowledged commit in simulated power cuts (safety.md, "Durability").
"""

from __future__ import annotations

import os
import re
import time
from typing import TYPE_CHECKING, Final

from store import files, platform
from store.errors import GitFailed, Locked, ReadFailed, RefMoved, RegisterUnusable, UsageFault
from store.git.objects import ZERO, checked_oid, is_oid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.git.command import GitCommand

MAIN: Final = "refs/heads/main"
INCOMING: Final = "refs/knoten/incoming/"
KEPT: Final = "refs/knoten/kept/"

_NAME = re.compile(r"refs/[A-Za-z0-9][A-Za-z0-9._+-]*(?:/[A-Za-z0-9][A-Za-z0-9._+-]*)+")
_LIMIT: Final = 4096
_ABANDONED: Final = 10.0
_TRIES: Final = 3
_PACKED_LIMIT: Final = 64 << 20


def checked_ref(name: str) -> str:
    """``name`` itself: a full ref of plain characters, stricter than git's own rule.

    Raises:
        UsageFault: ``bad_ref_name``.
    """
    bad = ".." in name or name.endswith((".", ".lock")) or ".lock/" in name or "./" in name
    if bad or not _NAME.fullmatch(name):
        raise UsageFault("bad_ref_name", ref=name[:200])
    return name


def read_ref(git_dir: str, name: str) -> str | None:
    """The object a ref names; ``None`` when there is no such ref.

    Raises:
        RegisterUnusable: ``ref_corrupt``: its file is empty, or holds something else than an id.
    """
    try:
        text = files.read_bounded(os.path.join(git_dir, *name.split("/")), _LIMIT)
    except ReadFailed as error:
        if error.code in {"file_missing", "file_not_regular"}:
            return packed_refs(git_dir).get(name)
        raise RegisterUnusable("ref_corrupt", ref=name) from error
    oid = text.strip().decode("ascii", "replace")
    if not is_oid(oid) or oid == ZERO:
        raise RegisterUnusable("ref_corrupt", ref=name)
    return oid


def packed_refs(git_dir: str) -> dict[str, str]:
    """All refs of the ``packed-refs`` file; lines that are none are passed over."""
    try:
        text = files.read_bounded(os.path.join(git_dir, "packed-refs"), _PACKED_LIMIT)
    except ReadFailed as error:
        if error.code == "file_missing":
            return {}
        raise RegisterUnusable("ref_corrupt", ref="packed-refs") from error
    refs: dict[str, str] = {}
    for line in text.decode("utf-8", "replace").splitlines():
        oid, _, name = line.partition(" ")
        if is_oid(oid) and name:
            refs[name] = oid
    return refs


def list_refs(git_dir: str, prefix: str) -> dict[str, str]:
    """Refs whose name begins with ``prefix`` (which ends in a slash), by name; damaged ones are left out."""
    refs = {name: oid for name, oid in packed_refs(git_dir).items() if name.startswith(prefix)}
    for name in _loose_names(git_dir, prefix):
        try:
            oid = read_ref(git_dir, name)
        except RegisterUnusable:
            refs.pop(name, None)
            continue
        if oid is not None:
            refs[name] = oid
    return dict(sorted(refs.items()))


def _loose_names(git_dir: str, prefix: str) -> Iterator[str]:
    top = os.path.join(git_dir, *prefix.strip("/").split("/"))
    for folder, _, names in os.walk(top):
        relative = os.path.relpath(folder, git_dir).replace(os.sep, "/")
        yield from (f"{relative}/{name}" for name in names if not name.endswith(".lock"))


def update_ref(command: GitCommand, name: str, new: str, old: str | None, message: str) -> None:
    """Move ``name`` from ``old`` (``None``: it must not exist yet) to ``new``, durably.

    Raises:
        RefMoved: it is not at ``old``; nothing has changed.
        Locked: ``ref_locked``: another git holds it.
        GitFailed, WriteFailed: it did not move, or moved but may not survive a power cut.
    """
    arguments = ("-m", _one_line(message), "--create-reflog", checked_ref(name), checked_oid(new))
    _run(command, name, (*arguments, ZERO if old is None else checked_oid(old)))
    sync_ref(command, name)


def delete_ref(command: GitCommand, name: str, old: str) -> None:
    """Remove ``name`` if it is at ``old``, durably.

    Raises:
        RefMoved, Locked, GitFailed, WriteFailed: as ``update_ref``.
    """
    _run(command, name, ("-d", checked_ref(name), checked_oid(old)))
    sync_ref(command, name)


def _run(command: GitCommand, name: str, arguments: tuple[str, ...]) -> None:
    for _ in range(_TRIES):
        try:
            return _run_once(command, name, arguments)
        except Locked:
            if not all(_clear_abandoned(command.git_dir, lock) for lock in (name, "HEAD", "packed-refs")):
                raise
    return _run_once(command, name, arguments)


def _clear_abandoned(git_dir: str, name: str) -> bool:
    """Wait until a lock is older than any that git still holds, and remove it; ``False``: git is at work.

    A git that was killed, or a power cut, leaves its lock; every later save would fail. Moving main locks
    HEAD too, and removing a ref ``packed-refs``. Git holds them for milliseconds, so after ten seconds nobody
    is behind one; and this program's own writers hold the register's lock while they get here.
    """
    path = os.path.join(git_dir, *f"{name}.lock".split("/"))
    try:
        seen = os.lstat(path)
        time.sleep(min(max(_ABANDONED - (time.time() - seen.st_mtime), 0), _ABANDONED))
        now = os.lstat(path)
        if (now.st_ino, now.st_mtime_ns) != (seen.st_ino, seen.st_mtime_ns):
            return False
        os.unlink(path)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


def _run_once(command: GitCommand, name: str, arguments: tuple[str, ...]) -> None:
    try:
        command.run("update-ref", "--no-deref", *arguments)
    except GitFailed as error:
        said = str(error.params["stderr"])
        if (
            "but expected" in said
            or "reference already exists" in said
            or "unable to resolve reference" in said
        ):
            raise RefMoved("ref_moved", ref=name) from error
        if ".lock': File exists" in said:  # after waiting for core.filesRefLockTimeout
            raise Locked("ref_locked", ref=name) from error
        raise


def sync_ref(command: GitCommand, name: str) -> None:
    """Make a moved ref durable: its folder, and the folders above it up to the repository's."""
    folder = os.path.dirname(os.path.join(command.git_dir, *name.split("/")))
    with files.writing(name):
        while len(folder) >= len(command.git_dir):
            if os.path.isdir(folder):  # git removes folders that a deleted ref leaves empty
                platform.fsync_dir(folder)
            folder = os.path.dirname(folder)


def _one_line(text: str) -> str:
    return " ".join(text.split())[:200]


def set_damaged_aside(git_dir: str, name: str) -> None:
    """Move a ref's file that holds no id out of git's way, as ``<git_dir>/knoten-damaged-ref``; else nothing.

    Raises:
        WriteFailed: it is where it was.
    """
    try:
        read_ref(git_dir, name)
    except RegisterUnusable:
        path = os.path.join(git_dir, *name.split("/"))
        with files.writing(path):
            platform.replace(path, os.path.join(git_dir, "knoten-damaged-ref"))
            platform.fsync_dir(os.path.dirname(path))
