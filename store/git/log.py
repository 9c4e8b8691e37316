"""History in one pass: commits with the files each changed, newest first, children before parents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from store.errors import UsageFault
from store.git.objects import Signature, checked_oid, decode, is_oid, parse_signature
from store.git.trees import TreeChange, parse_change

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from store.git.command import GitCommand

_MARK: Final = b"knoten-commit"
_FIELDS: Final = ("%H", "%T", "%P", "%an <%ae> %ad", "%cn <%ce> %cd", "%B")
_FORMAT: Final = "%x00".join((_MARK.decode(), *_FIELDS))


class LogEntry(NamedTuple):
    """One commit of the history. Texts are not yet safe to print; signatures are not verified.

    Attributes:
        changes: against the first parent; empty for a merge unless asked for.
    """

    oid: str
    tree: str
    parents: tuple[str, ...]
    author: Signature
    committer: Signature
    message: str
    changes: tuple[TreeChange, ...]


def log(
    command: GitCommand,
    include: Sequence[str],
    exclude: Sequence[str] = (),
    *,
    paths: Sequence[str] = (),
    limit: int | None = None,
    skip: int = 0,
    merges: bool = False,
) -> Iterator[LogEntry]:
    """Commits that ``include`` reaches and ``exclude`` does not; reading may stop at any entry.

    Newest first by the clock, but never a commit before one that came of it, however wrong the clocks are.

    Args:
        command: whose repository.
        include: commit ids; none gives nothing.
        exclude: commit ids.
        paths: only commits that changed one of these; side branches are kept.
        limit: at most so many commits.
        skip: leave out so many first.
        merges: also list what a merge changed against its first parent.

    Raises:
        GitFailed: a commit is missing or damaged.
        UsageFault: ``bad_object_id``.
    """
    if not include:
        return iter(())
    options = ["--date-order", "--raw", "-z", "--no-renames", "--no-abbrev", "--no-color", "--no-ext-diff"]
    options += [
        "--no-textconv",
        "--no-show-signature",
        "--no-notes",
        "--no-decorate",
        "--no-mailmap",
        "--root",
    ]
    options += ["--encoding=UTF-8", "--date=raw", f"--format=tformat:{_FORMAT}"]
    options += ["--diff-merges=first-parent" if merges else "--diff-merges=off"]
    options += [f"--skip={_count(skip)}"] if skip else []
    options += [f"--max-count={_count(limit)}"] if limit is not None else []
    if paths:
        options += ["--full-history", "--no-follow"]
    heads = [checked_oid(oid) for oid in include] + ["^" + checked_oid(oid) for oid in exclude]
    return _entries(command.records("log", *options, "--end-of-options", *heads, "--", *paths))


def _count(number: int) -> int:
    if number < 0:
        raise UsageFault("bad_object_id", oid=str(number))
    return number


def _entries(fields: Iterator[bytes]) -> Iterator[LogEntry]:
    field = next(fields, None)
    while field is not None:
        if field.lstrip(b"\n") != _MARK:
            field = next(fields, None)
            continue
        head = [next(fields, b"") for _ in _FIELDS]
        changes: list[TreeChange] = []
        field = next(fields, None)
        while field is not None and field.lstrip(b"\n") != _MARK:
            if field.lstrip(b"\n").startswith(b":"):
                changes.append(parse_change(field, next(fields, b"")))
            field = next(fields, None)
        yield _entry(head, changes)


def _entry(head: list[bytes], changes: list[TreeChange]) -> LogEntry:
    oid, tree, parents, author, committer = (decode(part) for part in head[:5])
    return LogEntry(
        oid,
        tree,
        tuple(parent for parent in parents.split() if is_oid(parent)),
        parse_signature(author),
        parse_signature(committer),
        decode(head[5]),
        tuple(changes),
    )


def is_ancestor(command: GitCommand, older: str, newer: str) -> bool:
    """Whether ``newer`` contains ``older`` (a commit contains itself)."""
    result = command.run("merge-base", "--is-ancestor", checked_oid(older), checked_oid(newer), ok=(0, 1))
    return result.status == 0


def merge_bases(command: GitCommand, one: str, *others: str) -> tuple[str, ...]:
    """All best common ancestors of ``one`` and a merge of the others, sorted; empty for unrelated ones."""
    result = command.run("merge-base", "--all", checked_oid(one), *map(checked_oid, others), ok=(0, 1))
    return tuple(sorted(result.stdout.decode("ascii").split()))


def common_ancestors(command: GitCommand, oids: Sequence[str]) -> tuple[str, ...]:
    """The newest commits that all of ``oids`` contain, sorted; git-merge-base(1), "--octopus"."""
    wanted = [checked_oid(oid) for oid in oids]
    result = command.run("merge-base", "--octopus", "--all", *wanted, ok=(0, 1))
    return tuple(sorted(result.stdout.decode("ascii").split()))


def disk_usage(command: GitCommand, include: Sequence[str], exclude: Sequence[str] = ()) -> int:
    """Bytes that the objects of a range take on disk: about what they take in a bundle, or more."""
    result = command.run("rev-list", "--disk-usage", "--objects", *_range(include, exclude))
    return int(result.stdout)


def independent(command: GitCommand, oids: Sequence[str]) -> tuple[str, ...]:
    """Those of the commits that no other of them contains, sorted."""
    if len(set(oids)) == 1:
        return (oids[0],)
    result = command.run("merge-base", "--independent", *(checked_oid(oid) for oid in oids))
    return tuple(sorted(result.stdout.decode("ascii").split()))


def count(command: GitCommand, include: Sequence[str], exclude: Sequence[str] = ()) -> int:
    """How many commits ``include`` reaches that ``exclude`` does not."""
    return int(command.run("rev-list", "--count", *_range(include, exclude)).stdout)


def ahead_behind(command: GitCommand, ours: str, theirs: str) -> tuple[int, int]:
    """How many commits only ``ours`` has, and how many only ``theirs``."""
    both = f"{checked_oid(ours)}...{checked_oid(theirs)}"
    left, right = command.run("rev-list", "--count", "--left-right", both).stdout.split()
    return int(left), int(right)


def commits_saying(
    command: GitCommand, pattern: str, include: Sequence[str], exclude: Sequence[str] = ()
) -> list[str]:
    """Ids of the commits in a range that have a line which an extended regular expression matches."""
    result = command.run("rev-list", "--extended-regexp", f"--grep={pattern}", *_range(include, exclude))
    return result.stdout.decode("ascii").split()


def commits_between(command: GitCommand, include: Sequence[str], exclude: Sequence[str] = ()) -> list[str]:
    """Ids of the commits that ``include`` reaches and ``exclude`` does not, parents before children."""
    result = command.run("rev-list", "--topo-order", "--reverse", *_range(include, exclude))
    return result.stdout.decode("ascii").split()


def commits_touching(command: GitCommand, commit: str, path: str) -> list[str]:
    """Ids of the commits up to ``commit`` that changed a file, and of all merges, children before parents.

    All merges: one that keeps the file of one side may throw away what the other wrote.
    """
    options = ("--full-history", "--parents", "--date-order", checked_oid(commit), "--", path)
    lines = command.run("rev-list", *options).stdout.decode("ascii").splitlines()
    return [line.split(" ", 1)[0] for line in lines]


def _range(include: Sequence[str], exclude: Sequence[str]) -> list[str]:
    return [checked_oid(oid) for oid in include] + ["^" + checked_oid(oid) for oid in exclude]
