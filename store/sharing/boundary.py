"""What may come in from a partner, decided from the list of its files before any of them is read.

Git's own check (fsck) stops ``.git`` in disguise and paths that lead out; it does not stop links, submodules,
control characters, Windows' device names, files of 256 MiB or a tree of ten billion names. Sources:
git-fsck(1), CVE-2025-48384, measurements in docs/architecture.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import tomli

from schemas.register import FORMAT
from store.errors import PartnerFault, RegisterUnusable, StoreError
from store.git.repository import Repository
from store.git.trees import TreeEntry
from store.layout import MAX_FILE, REGISTER_FILE, belongs
from store.merge_mark import MERGE_TRAILER

RULES = 1
"""The version of the merge's rules; it stands in the trailer of each merge commit."""

_PLAIN = (0o100644, 0o100755)
_OF_OTHER_RULES = f"^{MERGE_TRAILER}: *0*([2-9]|[1-9][0-9])"
_TRAILER = re.compile(
    rf"(?:\A|\n\n)(?:[A-Za-z-]+: .*\n)*{MERGE_TRAILER}: *0*([0-9]+) *\n(?:[A-Za-z-]+: .*\n)*\Z"
)
_MOST_DIGITS = 9


class Held(NamedTuple):
    """A file that does not come in, and why. ``path`` is not yet safe to print.

    Codes: ``not_a_plain_file``, ``does_not_belong``, ``too_large``, ``name_collision``; of a merge also
    ``written_on_both_sides``: one of the two versions came through whole, the other stands in the history.
    """

    path: str
    code: str


class Incoming(NamedTuple):
    """A partner's commit: files that may come in (path → blob), those held back, whose register it is."""

    commit: str
    files: dict[str, str]
    held: tuple[Held, ...]
    register_id: str


def inspect(repository: Repository, commit: str, partner: str) -> Incoming:
    """Look at a partner's commit.

    Raises PartnerFault: ``partner_too_many_files``, ``partner_incomplete``, ``partner_not_a_register``,
    ``partner_newer_format``; nothing of it has been read but its list of files and its ``knoten.toml``.
    """
    entries = _entries(repository, commit, partner)
    kept, held = sift(entries)
    missing = [entry.path for entry in entries if entry.path in kept and entry.size is None]
    if missing:
        raise PartnerFault("partner_incomplete", partner=partner, path=missing[0])
    register_id = _register_id(repository, kept.get(REGISTER_FILE), partner)
    _check_rules(repository, commit, partner)
    return Incoming(commit, kept, held, register_id)


def _check_rules(repository: Repository, commit: str, partner: str) -> None:
    """Refuse what a newer version has merged: by its rules, that may mean what ours do not know."""
    head = repository.head()
    found = repository.commits_saying(_OF_OTHER_RULES, [commit], [head] if head else [])
    for entry in repository.read_commits(found):
        digits = _TRAILER.search(entry.message.rstrip("\n") + "\n")
        rules = int(digits[1][:_MOST_DIGITS]) if digits else 0
        if rules > RULES:
            raise PartnerFault("partner_newer_format", partner=partner, format=rules, known=RULES)


def sift(entries: Iterable[TreeEntry]) -> tuple[dict[str, str], tuple[Held, ...]]:
    """The files of a commit that may stand in a register (path → blob), and those that may not."""
    entries = list(entries)
    held = tuple(_held(entries))
    out = {item.path for item in held}
    return {entry.path: entry.oid for entry in entries if entry.path not in out}, held


def _entries(repository: Repository, commit: str, partner: str) -> list[TreeEntry]:
    try:
        return repository.list_tree(commit)
    except RegisterUnusable as error:
        if error.code == "too_many_entries":
            limit = error.params["limit"]
            raise PartnerFault("partner_too_many_files", partner=partner, limit=limit) from error
        raise PartnerFault("partner_incomplete", partner=partner, path="") from error


def _held(entries: Iterable[TreeEntry]) -> Iterable[Held]:
    good: list[TreeEntry] = []
    for entry in entries:
        code = fault_of(entry)
        if code:
            yield Held(entry.path, code)
        else:
            good.append(entry)
    yield from (Held(path, "name_collision") for path in sorted(colliding(entry.path for entry in good)))


def colliding(paths: Iterable[str]) -> set[str]:
    """Those of the paths that are one name to file systems that fold case or normalise."""
    paths = list(paths)
    names = Counter(_same_name(path) for path in paths)
    return {path for path in paths if names[_same_name(path)] > 1}


def fault_of(entry: TreeEntry) -> str:
    """Why an entry may not come in, whatever else stands beside it; "" if it may."""
    if entry.mode not in _PLAIN:
        return "not_a_plain_file"
    if not belongs(entry.path):
        return "does_not_belong"
    if entry.size is not None and entry.size > MAX_FILE:
        return "too_large"
    return ""


def _same_name(path: str) -> str:
    """What file systems that fold case or normalise take for one name."""
    return unicodedata.normalize("NFC", path).casefold()


def _register_id(repository: Repository, blob: str | None, partner: str) -> str:
    if blob is None:
        raise PartnerFault("partner_not_a_register", partner=partner)
    try:
        data = tomli.loads(repository.read_blob(blob, MAX_FILE).decode("utf-8-sig"))
    except (ValueError, RecursionError, StoreError) as error:
        raise PartnerFault("partner_not_a_register", partner=partner) from error
    known, found = data.get("id"), data.get("format")
    if not isinstance(known, str) or not isinstance(found, int):
        raise PartnerFault("partner_not_a_register", partner=partner)
    if found > FORMAT:
        raise PartnerFault("partner_newer_format", partner=partner, format=found, known=FORMAT)
    return known
