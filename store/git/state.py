"""What state git, an editor or a power cut left a repository in; read from its files, without git.

Each trouble says what it forbids: some forbid reading by git at all, some only saving, some are worth a word.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from store import files
from store.errors import ReadFailed, RegisterUnusable
from store.git import config_check, index, refs
from store.git.objects import ZERO, is_oid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from store.errors import Param

Forbids = Literal["git", "saving", "nothing"]

_SMALL: Final = 4096
_LOG_LIMIT: Final = 64 << 20
_UNDER_WAY: Final = (
    ("merge_under_way", "MERGE_HEAD"),
    ("rebase_under_way", "rebase-merge"),
    ("rebase_under_way", "rebase-apply"),
    ("cherry_pick_under_way", "CHERRY_PICK_HEAD"),
    ("revert_under_way", "REVERT_HEAD"),
    ("bisect_under_way", "BISECT_LOG"),
)


class Trouble(NamedTuple):
    """Something to be said about a repository before it is worked with.

    Attributes:
        code: ``unborn`` (nothing saved yet), ``detached_head`` (oid), ``other_branch`` (branch),
            ``merge_under_way``, ``rebase_under_way``, ``cherry_pick_under_way``, ``revert_under_way``,
            ``bisect_under_way``, ``shallow``, ``index_locked`` (seconds), ``index_damaged``,
            ``head_unreadable``, ``ref_damaged`` (ref, best), ``commit_damaged`` (oid, best).
            ``best`` is the latest whole commit of the log of main, or "".
        params: values for the sentence.
        forbids: ``saving`` or ``nothing``; what forbids git altogether is raised instead.
    """

    code: str
    params: dict[str, Param]
    forbids: Forbids


def check_format(register: str) -> None:
    """Refuse what this program cannot work with.

    Raises:
        RegisterUnusable: ``repository_format_newer``, ``repository_sha256``, ``repository_bare``.
    """
    try:
        text = files.read_bounded(os.path.join(register, ".git", "config"), _LOG_LIMIT)
        settings = {item.name: item.value.lower() for item in config_check.parse(text)}
    except (ReadFailed, RegisterUnusable):
        return  # the check of the settings says so itself
    if settings.get("core.bare", "false") not in {"false", "no", "off", "0"}:
        raise RegisterUnusable("repository_bare")
    if settings.get("extensions.objectformat", "sha1") != "sha1":
        raise RegisterUnusable("repository_sha256")
    if settings.get("extensions.refstorage", "files") != "files":
        raise RegisterUnusable("repository_format_newer", extension="refstorage", needed="2.45")
    version = settings.get("core.repositoryformatversion", "0")
    if version not in {"0", "1"}:
        raise RegisterUnusable("repository_format_newer", extension=f"version {version}"[:40], needed="")


def troubles(
    git_dir: str, is_readable: Callable[[str], bool], is_whole: Callable[[str], bool]
) -> list[Trouble]:
    """All that is the matter with the repository.

    Args:
        git_dir: its ``.git`` folder, already checked.
        is_readable: tells whether the last commit is fit to work with.
        is_whole: tells whether a commit and all it names can be read; asked of those to go back to.
    """
    found = _head(git_dir)
    if found and found[0].code == "head_unreadable":
        return found  # git takes this for no repository at all and can tell nothing more
    found += _main(git_dir, is_readable, is_whole)
    seen = dict.fromkeys(code for code, name in _UNDER_WAY if os.path.lexists(os.path.join(git_dir, name)))
    found += [Trouble(code, {}, "saving") for code in seen]
    if os.path.exists(os.path.join(git_dir, "shallow")):
        found.append(Trouble("shallow", {}, "nothing"))
    return found + _index(git_dir)


def _head(git_dir: str) -> list[Trouble]:
    try:
        text = files.read_bounded(os.path.join(git_dir, "HEAD"), _SMALL).decode("utf-8", "replace").strip()
    except ReadFailed:
        text = ""
    if text == f"ref: {refs.MAIN}":
        return []
    if text.startswith("ref: refs/heads/"):
        return [Trouble("other_branch", {"branch": text.removeprefix("ref: refs/heads/")}, "saving")]
    if is_oid(text):
        return [Trouble("detached_head", {"oid": text}, "saving")]
    return [Trouble("head_unreadable", {}, "saving")]


def _main(git_dir: str, is_readable: Callable[[str], bool], is_whole: Callable[[str], bool]) -> list[Trouble]:
    try:
        oid = refs.read_ref(git_dir, refs.MAIN)
    except RegisterUnusable:
        best = best_commit(git_dir, is_whole)
        return [Trouble("ref_damaged", {"ref": refs.MAIN, "best": best or ""}, "saving")]
    if oid is None:
        # The log of a ref outlives its file: then something was saved, and a power cut took the ref.
        best = best_commit(git_dir, is_whole)
        return [
            Trouble("ref_damaged", {"ref": refs.MAIN, "best": best}, "saving")
            if best
            else Trouble("unborn", {}, "nothing")
        ]
    if not is_readable(oid):
        return [
            Trouble("commit_damaged", {"oid": oid, "best": best_commit(git_dir, is_whole) or ""}, "saving")
        ]
    return []


def _index(git_dir: str) -> list[Trouble]:
    found = []
    try:
        age = time.time() - os.lstat(os.path.join(git_dir, "index.lock")).st_mtime
        found.append(Trouble("index_locked", {"seconds": max(int(age), 0)}, "nothing"))
    except OSError:
        pass  # the usual case: no lock
    if index.is_damaged(git_dir):
        found.append(Trouble("index_damaged", {}, "nothing"))
    return found


def best_commit(git_dir: str, is_whole: Callable[[str], bool]) -> str | None:
    """The latest commit in the log of main (or of HEAD) that is whole; ``None`` when there is none."""
    tried: set[str] = set()
    for name in (refs.MAIN, "HEAD"):
        for oid in _reflog(git_dir, name):
            if oid not in tried and is_whole(oid):
                return oid
            tried.add(oid)
    return None


def _reflog(git_dir: str, name: str) -> Iterator[str]:
    """Ids from a ref's log, latest first, without repeats next to each other."""
    try:
        text = files.read_bounded(os.path.join(git_dir, "logs", *name.split("/")), _LOG_LIMIT)
    except ReadFailed:
        return
    last = ""
    for line in reversed(text.split(b"\n")):
        old, new, *_ = (*line[:81].decode("ascii", "replace").split(" "), "", "")
        for oid in (new, old):
            if is_oid(oid) and oid not in {ZERO, last}:
                last = oid
                yield oid
