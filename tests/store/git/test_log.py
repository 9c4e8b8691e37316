"""History comes newest first, with its files, however odd the commits are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.git import refs
from store.git.objects import Signature, make_commit
from tests.store.git.builders import WHO, children, new_register, raw_object, save

if TYPE_CHECKING:
    from pathlib import Path

    from store.git.repository import Repository


def merge(repository: Repository, one: str, other: str) -> str:
    """A merge commit with the first side's tree plus a file of its own."""
    commit = make_commit(repository.read_commit(one).tree, [one, other], WHO, WHO, "merge")
    repository.write([commit])
    repository.update_ref(refs.MAIN, commit.oid, repository.head(), "merge")
    return commit.oid


def test_pages_ranges_and_one_files_history(tmp_path: Path) -> None:
    with new_register(tmp_path) as repository:
        commits = [repository.head() or ""]
        commits += [
            save(repository, {f"actors/{'ab'[n % 2]}.toml": b"%d" % n}, f"save {n}") for n in range(6)
        ]
        entries = list(repository.log([commits[-1]]))
        assert [entry.oid for entry in entries] == commits[::-1]
        assert [entry.message for entry in repository.log([commits[-1]], limit=2, skip=1)] == [
            "save 4",
            "save 3",
        ]
        some = repository.log([commits[-1]], [commits[2]], paths=["actors/a.toml"])
        assert [entry.message for entry in some] == ["save 4", "save 2"]
        assert list(repository.log([])) == []
        assert list(repository.log([commits[0]], [commits[0]])) == []
    last = entries[0]
    assert last.author == WHO
    assert last.parents == (commits[-2],)
    (change,) = last.changes
    assert (change.path, change.old_oid is None, change.new_mode) == ("actors/b.toml", False, 0o100644)
    assert entries[-1].changes[0].path == "actors/anna.toml"  # the first commit shows its files, too


def test_a_path_is_taken_literally(tmp_path: Path) -> None:
    with new_register(tmp_path) as repository:
        commit = save(repository, {"actors/*.toml": b"1", ":(top)x": b"2"})
        assert [entry.oid for entry in repository.log([commit], paths=["actors/*.toml"])] == [commit]
        assert [entry.oid for entry in repository.log([commit], paths=[":(top)x"])] == [commit]


def test_merges_list_nothing_or_what_they_brought(tmp_path: Path) -> None:
    with new_register(tmp_path) as repository:
        base = repository.head() or ""
        ours = save(repository, {"a": b"1"})
        repository.update_ref(refs.MAIN, base, ours, "back")
        theirs = save(repository, {"b": b"1"})
        merged = merge(repository, theirs, ours)
        plain = {entry.oid: entry.changes for entry in repository.log([merged])}
        shown = {entry.oid: entry.changes for entry in repository.log([merged], merges=True)}
        assert plain[merged] == ()
        assert shown[merged] == ()  # it kept the first side's tree
        other = merge(repository, ours, theirs)
        assert repository.merge_bases(ours, theirs) == (base,)
        assert repository.merge_bases(merged, other) == tuple(sorted((ours, theirs)))
        assert repository.ahead_behind(merged, ours) == (2, 0)
        assert repository.count([merged], [base]) == 3
        assert repository.commits_between([merged], [theirs]) == [ours, merged]
        assert repository.is_ancestor(base, merged)
        assert not repository.is_ancestor(merged, base)
        assert {entry.oid for entry in repository.log([merged], paths=["a"])} >= {ours}


def test_unrelated_histories_have_no_base(tmp_path: Path) -> None:
    with new_register(tmp_path) as repository:
        head = repository.head() or ""
        other = make_commit(repository.read_commit(head).tree, [], WHO, WHO, "other root")
        repository.write([other])
        assert repository.merge_bases(head, other.oid) == ()


def test_escapes_markup_and_line_ends_come_through_as_they_are(tmp_path: Path) -> None:
    with new_register(tmp_path) as repository:
        head = repository.head() or ""
        who = Signature("\u202e[bold]A[/]", "a\u2028b@x", 4_000_000_000, -720)
        message = "\x1b[2J knoten-commit\n:100644 fake\n\n[@click=app.quit]x[/]\n" + "y" * 200_000
        commit = make_commit(repository.read_commit(head).tree, [head], who, who, message)
        repository.write([commit])
        first, second = repository.log([commit.oid])
        assert first.message.rstrip("\n") == message
        assert first.author == who
        assert second.oid == head
        assert repository.read_commit(commit.oid).message == message


def test_malformed_commits_do_not_stop_the_history(tmp_path: Path) -> None:
    with new_register(tmp_path) as repository:
        head = repository.head() or ""
        tree = repository.read_commit(head).tree
        body = (
            f"tree {tree}\nparent {head}\nauthor NoMail 99999999999999999999 +9999\n"
            "committer <> -1 +0000\nencoding \x1b[31m\n\nno time\n"
        )
        odd = raw_object(tmp_path / ".git", "commit", body.encode())
        entries = list(repository.log([odd]))
        assert [entry.oid for entry in entries] == [odd, head]
        assert entries[0].message == "no time\n"


def test_reading_one_page_of_many_leaves_no_process(tmp_path: Path) -> None:
    with new_register(tmp_path) as repository:
        head = [save(repository, {"a": b"%d" % number}) for number in range(5)][-1]
        before = children()
        pages = repository.log([head])
        next(pages)
        pages.close()  # type: ignore[attr-defined]  # a generator
        assert children() == before
