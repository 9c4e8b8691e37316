"""What a register becomes by taking what several partners have: the same for the preview and for the deed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple
from weakref import WeakKeyDictionary

from store.codec import decode
from store.disputed import CONFLICTS, OpenConflict, conflicts_of
from store.git.objects import GitObject
from store.git.repository import Repository
from store.git.trees import TreeChange
from store.history import RecordChange, record_changes
from store.layout import MAX_FILE, file_of
from store.merge import Decision
from store.sharing.boundary import Held, Incoming
from store.sharing.merging import Merge, cleaned, looked_at, merge
from store.sharing.partners import Partner

PLAIN = 0o100644


class Outcome(NamedTuple):
    """The commit that the register would be at, its files (path → blob), and what has to be written for it.

    ``held`` are files that a merge did not let through whole, though neither side held them back;
    ``decisions`` those of a merge of two, with ``one`` and ``other`` for ``parents``.
    """

    commit: str
    files: Mapping[str, str]
    objects: tuple[GitObject, ...] = ()
    held: tuple[Held, ...] = ()
    parents: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()

    @property
    def made(self) -> dict[str, bytes]:
        """The blobs that have to be written."""
        return {made.oid: made.data for made in self.objects if made.kind == "blob"}


_KEPT = 12
_OUTCOMES: WeakKeyDictionary[Repository, dict[tuple[str, frozenset[str]], Outcome]] = WeakKeyDictionary()
"""Outcomes by their head and commits, while a repository is open: a preview and its deed ask the same."""


def outcome_of(repository: Repository, head: str, incoming: Sequence[Incoming]) -> Outcome:
    """What taking over these commits comes to, whatever their order; nothing moves.

    One that contains all others is moved on to; files that may not come in are left out by a commit on top.
    What a share changes is told by the files of this and nothing else: a comparison with a merge base misses
    what only another base has, and a record that a link took the place of.
    """
    known = _OUTCOMES.setdefault(repository, {})
    key = head, frozenset(one.commit for one in incoming)
    if key not in known:
        while len(known) >= _KEPT:
            known.pop(next(iter(known)), None)
        known[key] = _outcome_of(repository, head, incoming)
    return known[key]


def _outcome_of(repository: Repository, head: str, incoming: Sequence[Incoming]) -> Outcome:
    heads = repository.independent([head, *(one.commit for one in incoming)])
    if heads == (head,):
        return Outcome(head, files_of(repository, head))
    if len(heads) == 1:
        theirs = next(one for one in incoming if one.commit == heads[0])
        if not theirs.held:
            return Outcome(theirs.commit, theirs.files)
        return _made(cleaned(repository, head, theirs.commit))
    merged = merge_heads(repository, heads)
    return _made(merged) if merged is not None else Outcome(head, files_of(repository, head))


def _made(merged: Merge) -> Outcome:
    return Outcome(merged.commit, merged.files, merged.objects, merged.held, merged.parents, merged.decisions)


def merge_heads(repository: Repository, heads: Sequence[str]) -> Merge | None:
    """Merge several commits of which none contains another, one after the other by their hashes.

    None if nobody has anything new and all trees are equal. The merges before the last are written, for the
    next is computed from them; no ref leads to them unless the last is taken.
    """
    if repository.read_only and len(heads) > 2:  # noqa: PLR2004
        return looked_at(repository, heads)
    found: Merge | None = None
    news = False
    for head in heads[1:]:
        before = found.commit if found is not None else heads[0]
        if found is not None:
            repository.write(found.objects)
        merged = merge(repository, before, head)
        news = news or merged is not None
        # With others to come, this one has to be in the result even where it adds nothing.
        found = merged if merged is not None else cleaned(repository, before, head)
    return found if news else None


def there_of(repository: Repository, partner: Partner, incoming: Sequence[Incoming]) -> Outcome:
    """What a partner has: nothing, one commit, or what several copies, and we ourselves, put in a folder."""
    known = {one.commit: one.files for one in incoming}
    given = repository.read_ref(partner.given)
    heads = repository.independent([*known, *([given] if given else [])]) if known or given else ()
    if len(heads) > 1:
        merged = merge_heads(repository, heads)
        if merged is not None:
            return _made(merged)
    return (
        Outcome(heads[0], known.get(heads[0]) or files_of(repository, heads[0])) if heads else Outcome("", {})
    )


def files_of(repository: Repository, commit: str) -> dict[str, str]:
    """The files of a commit: path → blob."""
    return repository.files(commit)


def changes_between(
    repository: Repository,
    old: Mapping[str, str],
    new: Mapping[str, str],
    made: Mapping[str, bytes] = MappingProxyType({}),
) -> tuple[RecordChange, ...]:
    """What differs between two sets of files, told by records; ``made``: blobs that are not written yet."""
    differing = sorted(path for path in old.keys() | new.keys() if old.get(path) != new.get(path))
    changes = [TreeChange(path, PLAIN, old.get(path), PLAIN, new.get(path)) for path in differing]
    return tuple(record_changes(repository, changes, made))


def new_conflicts(
    repository: Repository, old: Mapping[str, str], after: Outcome, changes: Iterable[RecordChange]
) -> tuple[OpenConflict, ...]:
    """The conflicts that stand in an outcome, and do not stand in ``old`` with the same versions."""
    found: list[OpenConflict] = []
    made = after.made
    for change in changes:
        if any(not field.path or field.path[0] == CONFLICTS for field in change.fields):
            path = file_of(change.type, change.record)
            before = _conflicts(repository, change, old.get(path), {})
            now = _conflicts(repository, change, after.files.get(path), made)
            found += [conflict for conflict in now if conflict not in before]
    return tuple(found)


def _conflicts(
    repository: Repository, change: RecordChange, blob: str | None, made: Mapping[str, bytes]
) -> list[OpenConflict]:
    if blob is None:
        return []
    raw = made[blob] if blob in made else repository.read_blob(blob, MAX_FILE)
    data = decode(raw, file_of(change.type, change.record)).data
    return conflicts_of(change.type, change.record, data)
