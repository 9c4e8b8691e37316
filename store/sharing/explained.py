"""Why a share comes to what it comes to: what the merge decided by itself, and what people's merges changed.

A merge that somebody made with plain git can leave out a whole side without a word (``git merge -s ours``);
so it is shown as that person's changes against what the program would have made of the same two sides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Literal, NamedTuple

from schemas.paths import FieldPath
from store.git.repository import Repository
from store.git.trees import TreeChange
from store.history import Author, RecordChange, author_of, record_changes, time_of
from store.layout import kind_of, locate
from store.merge import Decision
from store.sharing.boundary import Incoming
from store.sharing.merging import contents, written_by
from store.sharing.outcome import PLAIN, Outcome, changes_between

How = Literal["theirs", "ours", "joined", "disputed"]


class Decided(NamedTuple):
    """What a merge decided by itself about one field of a record (or of the register's own two files).

    ``theirs`` and ``ours``: that side's version, for the other had not written it; ``joined``: both had, and
    their edits go together; ``disputed``: both had, and all versions are kept.
    """

    type: str
    record: str
    path: FieldPath
    how: How


class PersonsMerge(NamedTuple):
    """A merge that a person made, and what it changed against the computed one."""

    commit: str
    author: Author
    when: datetime
    changes: tuple[RecordChange, ...]


def decided(
    repository: Repository, outcomes: Iterable[tuple[Incoming, Outcome]], head: str
) -> tuple[Decided, ...]:
    """What merges of our ``head`` with one other head each decided, told from our side.

    Only what can be seen: a version that was taken where it is another than ours, one that stays where it is
    another than theirs.
    """
    found: dict[Decided, None] = {}
    for incoming, outcome in outcomes:
        if head in outcome.parents and outcome.decisions:
            found |= dict.fromkeys(_decided(repository, incoming, outcome, head))
    return tuple(found)


def _decided(repository: Repository, incoming: Incoming, after: Outcome, head: str) -> Iterator[Decided]:
    paths = {decision.path for decision in after.decisions}
    became = {path: blob for path, blob in after.files.items() if path in paths}
    differs: dict[How, set[tuple[str, str, FieldPath]]] = {}
    sides: tuple[tuple[How, Mapping[str, str]], ...] = (
        ("theirs", repository.blobs_at(head, paths)),
        ("ours", {path: blob for path, blob in incoming.files.items() if path in paths}),
    )
    for how, was in sides:
        changes = changes_between(repository, was, became, after.made)
        differs[how] = {
            (change.type, change.record, field.path) for change in changes for field in change.fields
        }
    for decision in after.decisions:
        one = _from_our_side(decision, ours="one" if after.parents[0] == head else "other")
        if one is not None and (one.how not in differs or _is_seen(one, differs[one.how])):
            yield one


def _from_our_side(decision: Decision, ours: str) -> Decided | None:
    kind, located = kind_of(decision.path), locate(decision.path)
    if kind is None:
        return None
    how: How = "ours" if decision.how == ours else "theirs"
    if decision.how == "joined":
        how = "joined"
    elif decision.how == "disputed":
        how = "disputed"
    return Decided(kind, located[1] if located else "", decision.field, how)


def _is_seen(one: Decided, differing: Iterable[tuple[str, str, FieldPath]]) -> bool:
    for kind, record, path in differing:
        if (kind, record) == (one.type, one.record):
            shorter = min(len(path), len(one.path))
            if path[:shorter] == one.path[:shorter] and bool(path) == bool(one.path):
                return True
    return False


def persons_merges(
    repository: Repository, head: str, commits: Iterable[str], check: Callable[[], None]
) -> tuple[PersonsMerge, ...]:
    """The merges in what comes that are not the program's own and changed something, newest first.

    Each has to be computed again; ``check`` is called before, and may raise to end that.
    """
    found: list[PersonsMerge] = []
    for entry in repository.log(list(commits), [head], merges=True):
        if len(entry.parents) > 1:
            check()
            written = written_by(repository, entry.oid)
            changes = [TreeChange(path, PLAIN, *_sides(pair)) for path, pair in sorted(written.items())]
            made = contents(repository, (pair[0] for pair in written.values() if pair[0]))
            told = tuple(record_changes(repository, changes, made))
            author, when = author_of(entry.author, entry.message), time_of(entry.author)
            found += [PersonsMerge(entry.oid, author, when, told)] if told else []
    return tuple(found)


def _sides(pair: tuple[str | None, str | None]) -> tuple[str | None, int, str | None]:
    return pair[0], PLAIN, pair[1]
