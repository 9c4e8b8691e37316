"""What a partner sends is data: nothing of it is executed, drawn, followed, or put where it does not belong.

The hostile commits are built on the register's own history, so that they get past the check whose it is.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from store.register import Register
from store.sharing.joining import join
from tests.store.sharing.conftest import change, create, git, preview_of, share, states, tree

ID = "anna-a2a2"
FILE, LINK, SUBMODULE, FOLDER = "100644", "120000", "160000", "040000"
NOBODY = {
    "GIT_AUTHOR_NAME": "x",
    "GIT_AUTHOR_EMAIL": "x@x.x",
    "GIT_COMMITTER_NAME": "x",
    "GIT_COMMITTER_EMAIL": "x@x.x",
}


def plumb(hub: Path, *arguments: str, stdin: bytes = b"") -> str:
    """Git in the bare repository, with bytes to read."""
    done = subprocess.run(
        ["git", "-C", str(hub), *arguments],
        input=stdin,
        capture_output=True,
        check=True,
        env={**os.environ, **NOBODY},
    )
    return done.stdout.decode().strip()


def blob(hub: Path, content: bytes) -> str:
    """A blob in the bare repository."""
    return plumb(hub, "hash-object", "-w", "--stdin", stdin=content)


def commit_tree(hub: Path, listing: bytes) -> str:
    """Put a commit with that top folder (as of ``ls-tree -z``) on the partner's line."""
    made = plumb(hub, "mktree", "-z", "--missing", stdin=listing)
    commit = plumb(hub, "commit-tree", made, "-p", "main", "-m", "hostile")
    plumb(hub, "update-ref", "refs/heads/main", commit)
    return commit


def add_entry(hub: Path, folder: str, mode: str, name: bytes, oid: str) -> str:
    """Add one entry to the top folder ("") or to another one."""
    kind = {SUBMODULE: b"commit", FOLDER: b"tree"}.get(mode, b"blob")
    entry = b"%s %s %s\t%s\0" % (mode.encode(), kind, oid.encode(), name)
    listing = _listing(hub, f"main:{folder}")
    if not folder:
        return commit_tree(hub, listing + entry)
    inner = plumb(hub, "mktree", "-z", "--missing", stdin=listing + entry)
    top = b"\0".join(
        item for item in _listing(hub, "main:").split(b"\0") if not item.endswith(b"\t" + folder.encode())
    )
    return commit_tree(hub, top + b"040000 tree %s\t%s\0" % (inner.encode(), folder.encode()))


def _listing(hub: Path, where: str) -> bytes:
    return subprocess.run(
        ["git", "-C", str(hub), "ls-tree", "-z", where], capture_output=True, check=True
    ).stdout


@pytest.fixture
def hub_path(berta: Register, tmp_path: Path) -> Path:
    """The bare repository between Anna and Berta."""
    del berta
    return tmp_path / "hub.git"


HELD = [
    pytest.param("actors", LINK, b"boese-b2b2.toml", b"/etc/passwd", "not_a_plain_file", id="link"),
    pytest.param("", LINK, b"topics", b"/etc", "not_a_plain_file", id="folder is a link"),
    pytest.param("actors", LINK, b"git-g2g2.toml", b"../.git/config", "not_a_plain_file", id="link to .git"),
    pytest.param("actors", FILE, b"a\nb.toml", b"x", "does_not_belong", id="line end in a name"),
    pytest.param("actors", FILE, b"\x1b[2J.toml", b"x", "does_not_belong", id="escape in a name"),
    pytest.param("actors", FILE, b"\xff\xfe.toml", b"x", "does_not_belong", id="no UTF-8 in a name"),
    pytest.param("actors", FILE, b"con.toml", b"x", "does_not_belong", id="Windows device"),
    pytest.param("actors", FILE, b"Anna-A2A2.toml", b"x", "does_not_belong", id="capitals"),
    pytest.param("actors", FILE, b"x" * 250 + b".toml", b"x", "does_not_belong", id="long name"),
    pytest.param("", FILE, b"hook.sh", b"touch CANARY", "does_not_belong", id="a script"),
    pytest.param("", FILE, b".gitmodules", b"[submodule]", "does_not_belong", id="submodules"),
    pytest.param("actors", FILE, b"riese-r2r2.toml", b"x" * (1 << 20) + b"x", "too_large", id="too large"),
    pytest.param("", FILE, b"readme.md", b"x", "does_not_belong", id="readme in small letters"),
]


@pytest.mark.parametrize(("folder", "mode", "name", "content", "code"), HELD)
def test_what_does_not_belong_stays_out_and_is_said(
    berta: Register, hub_path: Path, folder: str, mode: str, name: bytes, content: bytes, code: str
) -> None:
    before = tree(berta)
    add_entry(hub_path, folder, mode, name, blob(hub_path, content))
    result = share(berta)
    (partner,) = result.partners
    assert partner.error is None
    assert [held.code for held in partner.held] == [code]
    assert tree(berta) == before
    assert git(berta.path, "status", "--porcelain") == ""
    assert not os.path.lexists(b"/".join([os.fsencode(berta.path), folder.encode(), name]))
    assert states(share(berta)) == ["up_to_date"]


def test_a_submodule_stays_out(berta: Register, hub_path: Path) -> None:
    before = tree(berta)
    add_entry(hub_path, "actors", SUBMODULE, b"modul-m2m2.toml", plumb(hub_path, "rev-parse", "main"))
    (partner,) = share(berta).partners
    assert partner.error is not None or [held.code for held in partner.held] == ["not_a_plain_file"]
    assert tree(berta) == before


def test_good_changes_beside_a_bad_file_come_in(berta: Register, anna: Register, hub_path: Path) -> None:
    change(anna, ID, summary="neu")
    share(anna)
    add_entry(hub_path, "", FILE, b"fremd.bin", blob(hub_path, b"\0"))
    (plan,) = preview_of(berta).partners
    assert [held.path for held in plan.held] == ["fremd.bin"]
    share(berta)
    assert 'summary = "neu"' in (berta.path / f"actors/{ID}.toml").read_text()
    share(anna)
    assert tree(anna) == tree(berta)
    assert git(anna.path, "rev-parse", "HEAD") == git(berta.path, "rev-parse", "HEAD")


def test_an_executable_record_is_taken_and_is_not_executable_here(berta: Register, hub_path: Path) -> None:
    record = blob(hub_path, b'id = "exe-e2e2"\nname = "Exe"\nkind = "verein"\nstatus = "active"\n')
    add_entry(hub_path, "actors", "100755", b"exe-e2e2.toml", record)
    assert states(share(berta)) == ["taken"]
    assert (berta.path / "actors/exe-e2e2.toml").stat().st_mode & 0o111 == 0


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"name = = 1\n", "not_toml"),
        (b"<<<<<<< ours\nname = 1\n=======\nname = 2\n>>>>>>> theirs\n", "conflict_markers"),
        (b"\xff\xfe", "not_utf8"),
        (b'id = "andere-a3a3"\nname = "X"\nkind = "verein"\nstatus = "active"\n', "id_is_not_file_name"),
    ],
)
def test_a_broken_record_comes_in_as_a_problem_and_hides_nothing(
    berta: Register, hub_path: Path, content: bytes, code: str
) -> None:
    add_entry(hub_path, "actors", FILE, b"kaputt-k2k2.toml", blob(hub_path, content))
    assert states(share(berta)) == ["taken"]
    assert code in [problem.code for problem in berta.snapshot.record("kaputt-k2k2").problems]
    assert berta.snapshot.record(ID).readable


@pytest.mark.parametrize("name", [b".git", b".GIT", b"git~1", b"..", b"."])
def test_a_folder_in_disguise_is_not_even_fetched(berta: Register, hub_path: Path, name: bytes) -> None:
    before = tree(berta)
    inner = b"100644 config\0" + bytes.fromhex(blob(hub_path, b"[core]\n\tpager = touch CANARY\n"))
    folder = plumb(hub_path, "hash-object", "-t", "tree", "-w", "--literally", "--stdin", stdin=inner)
    raw = b"40000 %s\0" % name + bytes.fromhex(folder)
    raw += b"100644 knoten.toml\0" + bytes.fromhex(plumb(hub_path, "rev-parse", "main:knoten.toml"))
    made = plumb(hub_path, "hash-object", "-t", "tree", "-w", "--literally", "--stdin", stdin=raw)
    commit = plumb(hub_path, "commit-tree", made, "-p", "main", "-m", "hostile")
    plumb(hub_path, "update-ref", "refs/heads/main", commit)
    (partner,) = share(berta).partners
    assert partner.state == "failed"
    assert tree(berta) == before
    assert not list(berta.path.rglob("CANARY"))


def test_a_tree_of_ten_billion_names_ends_at_the_limit(berta: Register, hub_path: Path) -> None:
    inner = b"".join(
        b"100644 blob %s\t%d.toml\0" % (blob(hub_path, b"x").encode(), number) for number in range(10)
    )
    folder = plumb(hub_path, "mktree", "-z", stdin=inner)
    for _ in range(9):
        level = b"".join(b"040000 tree %s\t%d\0" % (folder.encode(), number) for number in range(10))
        folder = plumb(hub_path, "mktree", "-z", stdin=level)
    add_entry(hub_path, "", FOLDER, b"bombe", folder)
    (partner,) = share(berta).partners
    assert partner.error is not None
    assert partner.error.code in {"partner_too_many_files", "partner_too_large"}


def test_what_is_no_register_any_more_is_refused(berta: Register, hub_path: Path) -> None:
    listing = _listing(hub_path, "main:").split(b"\0")
    commit_tree(hub_path, b"\0".join(item for item in listing if not item.endswith(b"\tknoten.toml")))
    assert states(share(berta)) == ["failed:partner_not_a_register"]


def test_a_branch_that_is_a_tag_of_a_blob_is_refused(berta: Register, hub_path: Path) -> None:
    before = git(berta.path, "rev-parse", "HEAD")
    (hub_path / "refs/heads/main").write_text(blob(hub_path, b"x") + "\n")
    (partner,) = share(berta).partners
    assert partner.state == "failed"
    assert git(berta.path, "rev-parse", "HEAD") == before


def test_joining_leaves_out_what_does_not_belong(anna: Register, hub_path: Path, tmp_path: Path) -> None:
    add_entry(hub_path, "actors", LINK, b"boese-b2b2.toml", blob(hub_path, b"/etc/passwd"))
    with join(f"file://{hub_path}", tmp_path / "neu", "Anna") as joined:
        assert not os.path.lexists(tmp_path / "neu/actors/boese-b2b2.toml")
        assert ID in joined.snapshot
        assert "boese" not in git(joined.path, "ls-tree", "-r", "--name-only", "HEAD")
        create(joined, "carl-c2c2")
        assert states(share(joined)) == ["given"]
    assert states(share(anna)) == ["taken"]
    assert "carl-c2c2" in anna.snapshot
