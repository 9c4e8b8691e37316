"""Objects built in memory are those that git would build, and odd ones are read without a crash."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import RegisterUnusable, UsageFault
from store.git.objects import (
    EMPTY_TREE,
    Signature,
    TreeItem,
    make_blob,
    make_commit,
    make_tree,
    parse_commit,
    parse_signature,
    parse_tree,
)
from tests.store.git.builders import WHO, git

if TYPE_CHECKING:
    from pathlib import Path

OID = "1" * 40


def test_a_tree_is_sorted_and_named_as_git_does_it(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    blob = git(tmp_path, "hash-object", "-w", "--stdin", stdin=b"x").decode().strip()
    sub = make_tree([TreeItem(0o100644, b"x", blob)])
    names = [b"a", b"a.toml", b"a-b", b"ab", b"\xff"]
    items = [TreeItem(0o100644, name, blob) for name in names[1:]] + [TreeItem(0o40000, b"a", sub.oid)]
    listing = b"".join(
        b"%06o %s %s\t%s\0" % (mode, b"tree" if mode == 0o40000 else b"blob", oid.encode(), name)
        for mode, name, oid in items
    )
    git(tmp_path, "mktree", stdin=b"100644 blob " + blob.encode() + b"\tx\n")
    assert make_tree(items).oid == git(tmp_path, "mktree", "-z", stdin=listing).decode().strip()
    assert make_tree([]).oid == EMPTY_TREE


def test_a_commit_has_exactly_these_bytes() -> None:
    commit = make_commit(OID, ["2" * 40], WHO, Signature("B", "b@x", 0, -90), "Ä: geändert\n\nwhy\n")
    assert commit.data.decode() == (
        f"tree {OID}\nparent {'2' * 40}\nauthor Ada Beispiel <ada@example.org> 1700000000 +0100\n"
        "committer B <b@x> 0 -0130\n\nÄ: geändert\n\nwhy\n"
    )
    assert parse_commit(commit.oid, commit.data).committer == Signature("B", "b@x", 0, -90)


def test_a_name_cannot_forge_a_line_of_the_commit() -> None:
    forged = Signature("Eve\nparent " + OID + "\n<x>", "eve@x>\n", 5, 0)
    commit = parse_commit("", make_commit(OID, [], forged, forged, "m").data)
    assert commit.parents == ()
    assert (commit.author.name, commit.author.email) == (f"Eve parent {OID} x", "eve@x")


@pytest.mark.parametrize(("name", "email"), [("", "a@b"), (" <> ", "a@b"), ("A", "\n")])
def test_nobody_cannot_commit(name: str, email: str) -> None:
    with pytest.raises(UsageFault, match="bad_person"):
        Signature(name, email, 0, 0).encode()


def test_latin1_commits_are_read_as_their_header_says() -> None:
    head = f"tree {OID}\nauthor J\xfcrgen <j@x> 1 +0000\ncommitter J <j@x> 1 +0000\n"
    with_header = parse_commit("", (head + "encoding ISO-8859-1\n\nB\xe4r\n").encode("latin-1"))
    without = parse_commit("", (head + "encoding \x1b[31m\n\nB\xe4r\n").encode("latin-1"))
    assert (with_header.author.name, with_header.message) == ("Jürgen", "Bär\n")
    assert without.message == "B\ufffdr\n"


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("NoMail 99999999999999999999 +9999", Signature("NoMail 99999999999999999999 +9999", "", 0, 0)),
        ("N <n@x> 99999999999999999999 +9999", Signature("N", "n@x", 0, 0)),
        ("<> -1 +0000", Signature("", "", -1, 0)),
        ("A <a@b> 5 +0530", Signature("A", "a@b", 5, 330)),
        ("A <a@b> 5 -0100", Signature("A", "a@b", 5, -60)),
        ("A <a@b>", Signature("A", "a@b", 0, 0)),
        ("", Signature("", "", 0, 0)),
    ],
)
def test_malformed_signatures_are_borne(line: str, read: Signature) -> None:
    assert parse_signature(line) == read


@given(st.binary(max_size=300))
def test_no_bytes_crash_the_readers(data: bytes) -> None:
    for parse in (lambda: parse_commit("", data), lambda: parse_tree(data)):
        try:
            parse()
        except RegisterUnusable as error:
            assert error.code == "object_corrupt"  # noqa: PT017  most bytes are no object, few are


@given(st.lists(st.tuples(st.binary(min_size=1, max_size=9), st.binary(min_size=20, max_size=20))))
def test_trees_read_back_as_written(pairs: list[tuple[bytes, bytes]]) -> None:
    items = {
        name.replace(b"\0", b"x"): TreeItem(0o100644, name.replace(b"\0", b"x"), raw.hex())
        for name, raw in pairs
    }
    assert sorted(parse_tree(make_tree(items.values()).data)) == sorted(items.values())


def test_a_blob_knows_its_id() -> None:
    assert make_blob(b"hi\n").oid == "45b983be36b73c0788dc9cbcb76cbb80fc7bb057"
