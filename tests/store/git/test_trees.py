"""Listing with a limit, changing a few paths, comparing: against what plain git says of the same."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import RegisterUnusable, UsageFault
from store.git.objects import make_blob, make_tree
from tests.store.git.builders import ANNA, children, git, new_register, raw_commit, raw_object, raw_tree, save

if TYPE_CHECKING:
    from pathlib import Path

FILES = {"actors/anna.toml": ANNA, "actors/bert.toml": b"b", "topics/t.toml": b"t", "knoten.toml": b"k"}


def test_a_listing_gives_mode_id_size_and_path(tmp_path: Path) -> None:
    with new_register(tmp_path, {"actors/ä.toml": ANNA, "knoten.toml": b"k"}) as repository:
        head = repository.head()
        assert head is not None
        first, second = repository.list_tree(head)
    assert (first.path, first.size, first.mode, first.type) == ("actors/ä.toml", len(ANNA), 0o100644, "blob")
    assert (second.path, second.oid) == ("knoten.toml", make_blob(b"k").oid)


def test_names_that_are_not_utf8_come_through_and_back(tmp_path: Path) -> None:
    with new_register(tmp_path) as repository:
        blob = make_blob(b"x")
        path = b"actors/\xff\xfe.toml".decode("utf-8", "surrogateescape")
        root, trees = repository.splice(None, {path: blob.oid})
        repository.write([blob, *trees])
        assert [entry.path for entry in repository.list_tree(root)] == [path]


def test_splicing_gives_the_tree_that_git_gives(tmp_path: Path) -> None:
    with new_register(tmp_path, FILES) as repository:
        head = repository.head()
        assert head is not None
        new = save(repository, {"actors/bert.toml": b"B", "topics/t.toml": None, "groups/g.toml": b"g"})
        git(tmp_path, "reset", "-q", "--hard", head)
        (tmp_path / "actors/bert.toml").write_bytes(b"B")
        (tmp_path / "topics/t.toml").unlink()
        (tmp_path / "groups").mkdir()
        (tmp_path / "groups/g.toml").write_bytes(b"g")
        git(tmp_path, "add", "-A")
        assert git(tmp_path, "write-tree").decode().strip() == repository.read_commit(new).tree
        assert {entry.path for entry in repository.list_tree(new)} == {
            "actors/anna.toml", "actors/bert.toml", "groups/g.toml", "knoten.toml",
        }  # fmt: skip


def test_removing_everything_leaves_the_empty_tree(tmp_path: Path) -> None:
    with new_register(tmp_path) as repository:
        commit = save(repository, {"actors/anna.toml": None})
        assert repository.read_commit(commit).tree == make_tree([]).oid
        assert repository.list_tree(commit) == []


def test_splicing_what_is_there_already_writes_nothing(tmp_path: Path) -> None:
    with new_register(tmp_path, FILES) as repository:
        head = repository.head()
        assert head is not None
        tree = repository.read_commit(head).tree
        assert repository.splice(tree, {"actors/anna.toml": make_blob(ANNA).oid, "none/x.toml": None}) == (
            tree,
            [],
        )
        assert repository.splice(tree, {"knoten.toml/below": None}) == (tree, [])


def test_a_file_gives_way_to_a_folder_and_a_folder_to_a_file(tmp_path: Path) -> None:
    with new_register(tmp_path, {"actors": b"file", "topics/t.toml": b"t"}) as repository:
        commit = save(repository, {"actors/anna.toml": ANNA, "topics": b"file"})
        assert [entry.path for entry in repository.list_tree(commit)] == ["actors/anna.toml", "topics"]


@pytest.mark.parametrize("path", ["", "/a", "a//b", "a/../b", "./a", ".git/config", "a/.GIT/x", "a\0b", "a/"])
def test_no_path_leaves_the_register(tmp_path: Path, path: str) -> None:
    with new_register(tmp_path) as repository, pytest.raises(UsageFault, match="bad_path"):
        repository.splice(None, {path: make_blob(b"").oid})


def test_a_path_cannot_be_file_and_folder_at_once(tmp_path: Path) -> None:
    oid = make_blob(b"").oid
    with new_register(tmp_path) as repository:
        for changes in ({"a": oid, "a/b": oid}, {"a/b": oid, "a": oid}):
            with pytest.raises(UsageFault, match="bad_path"):
                repository.splice(None, changes)


def test_comparing_lists_what_came_changed_and_went(tmp_path: Path) -> None:
    with new_register(tmp_path, FILES) as repository:
        old = repository.head()
        new = save(repository, {"actors/bert.toml": b"B", "topics/t.toml": None, "groups/g.toml": b"g"})
        changes = {change.path: change for change in repository.diff_trees(old, new)}
        assert set(changes) == {"actors/bert.toml", "topics/t.toml", "groups/g.toml"}
        bert = changes["actors/bert.toml"]
        assert (bert.old_oid, bert.new_oid) == (make_blob(b"b").oid, make_blob(b"B").oid)
        assert changes["topics/t.toml"].new_oid is None
        assert changes["groups/g.toml"].old_oid is None
        assert len(repository.diff_trees(None, old)) == 4
        assert repository.diff_trees(new, new) == []


def test_a_renamed_file_is_one_gone_and_one_new(tmp_path: Path) -> None:
    with new_register(tmp_path, FILES) as repository:
        old = repository.head()
        new = save(repository, {"actors/anna.toml": None, "actors/ann.toml": ANNA})
        assert [change.path for change in repository.diff_trees(old, new)] == [
            "actors/ann.toml",
            "actors/anna.toml",
        ]


@pytest.mark.parametrize("leaf", ["file", "empty folder"])
def test_ten_billion_entries_in_a_dozen_objects_stop_at_the_limit(tmp_path: Path, leaf: str) -> None:
    new_register(tmp_path).close()
    store = tmp_path / ".git"
    tree = raw_tree(store, [])
    if leaf == "file":
        tree = raw_tree(store, [("100644", b"f", raw_object(store, "blob", b"x"))])
    for _ in range(10):
        tree = raw_tree(store, [("40000", b"d%d" % number, tree) for number in range(10)])
    commit = raw_commit(store, tree)
    from store.git.repository import Repository

    with Repository.open(tmp_path) as repository:
        before, started = children(), time.monotonic()
        with pytest.raises(RegisterUnusable, match="too_many_entries"):
            repository.list_tree(commit, limit=5000)
        assert time.monotonic() - started < 2
        assert children() == before


def test_a_missing_file_has_no_size_and_a_missing_folder_is_a_failure(tmp_path: Path) -> None:
    with new_register(tmp_path) as repository:
        gone = tmp_path / ".git/objects" / make_blob(ANNA).oid[:2] / make_blob(ANNA).oid[2:]
        gone.unlink()
        head = repository.head()
        assert head is not None
        assert [entry.size for entry in repository.list_tree(head)] == [None]
        assert not repository.is_whole(head)
        broken = raw_commit(tmp_path / ".git", raw_tree(tmp_path / ".git", [("40000", b"a", "1" * 40)]))
        assert not repository.is_whole(broken)
        with pytest.raises(RegisterUnusable):
            repository.list_tree(broken)


def test_a_file_is_found_by_its_path_and_a_folder_is_no_file(tmp_path: Path) -> None:
    with new_register(tmp_path, FILES) as repository:
        head = repository.head()
        assert head is not None
        paths = [
            "actors/anna.toml",
            "knoten.toml",
            "actors",
            "knoten.toml/x",
            "none/x",
            "actors/none.toml",
            "actors/",
        ]
        assert repository.blobs_at(head, paths) == {
            "actors/anna.toml": make_blob(ANNA).oid,
            "knoten.toml": make_blob(b"k").oid,
        }


def test_a_damaged_folder_is_not_spliced_into(tmp_path: Path) -> None:
    with new_register(tmp_path) as repository:
        oid = make_blob(b"x").oid
        twice = raw_tree(tmp_path / ".git", [("100644", b"a", oid), ("100644", b"a", oid)])
        torn = raw_object(tmp_path / ".git", "tree", b"100644 a\0short")
        for tree in (twice, torn):
            with pytest.raises(RegisterUnusable, match="object_corrupt"):
                repository.splice(tree, {"b": oid})
        with pytest.raises(RegisterUnusable, match="object_unexpected"):
            repository.splice(make_blob(ANNA).oid, {"b": oid})


@given(
    st.dictionaries(st.sampled_from(["a", "b", "a-", "a.x", "a0"]), st.sampled_from(["file", "folder", ""]))
)
def test_whatever_is_put_where_git_builds_the_same_folder(
    tmp_path_factory: pytest.TempPathFactory, names: dict[str, str]
) -> None:
    blob = make_blob(b"x")
    start = {"a": blob.oid, "a.x/y": blob.oid, "b": blob.oid}
    changes = {
        f"{name}/y" if kind == "folder" else name: blob.oid if kind else None for name, kind in names.items()
    }
    with new_register(tmp_path_factory.mktemp("r")) as repository:
        first, trees = repository.splice(None, start)
        repository.write([blob, *trees])
        root, trees = repository.splice(first, changes)
        repository.write(trees)
        top = repository.list_tree(root)
        lines = b"".join(f"100644 {entry.oid}\t{entry.path}\0".encode() for entry in top)
        git(repository.path, "update-index", "-z", "--index-info", stdin=lines)
        assert git(repository.path, "write-tree").decode().strip() == root
