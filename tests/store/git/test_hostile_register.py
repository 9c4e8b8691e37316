"""A register folder handed over with a trap in its ``.git``: nothing of it runs, whatever is done with it.

Each trap only appends to a canary file; a test passes when that file does not exist.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from store.errors import ConfigRefused, RegisterUnusable
from store.git import config_check
from store.git.address import Address
from store.git.objects import make_blob
from store.git.repository import Repository
from store.git.transport import Transport
from tests.store.git.builders import ANNA, bare, checked_out, git, save, script

if TYPE_CHECKING:
    from pathlib import Path

HOOKS = (
    *(
        "pre-commit",
        "prepare-commit-msg",
        "commit-msg",
        "post-commit",
        "post-checkout",
        "post-merge",
        "pre-push",
    ),
    *("pre-merge-commit", "reference-transaction", "post-index-change", "pre-auto-gc", "post-rewrite"),
)


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    return tmp_path / "CANARY"


@pytest.fixture
def trap(tmp_path: Path, canary: Path) -> Path:
    return script(tmp_path / "hit.sh", f'echo "$0 $*" >> {canary}')


def use(path: Path, partner: Path) -> None:
    """Everything that this program does with a repository."""
    with Repository.open(path) as repository:
        assert repository.state() == []
        head = repository.head()
        assert head is not None
        (entry,) = repository.list_tree(head)
        assert repository.read_blob(entry.oid) == ANNA
        new = save(repository, {"actors/bert.toml": b"b"})
        assert repository.update_index({"actors/bert.toml": make_blob(b"b").oid})
        repository.rebuild_index()
        assert len(repository.diff_trees(head, new)) == 1
        assert len(list(repository.log([new], paths=["actors/bert.toml"]))) == 1
        assert repository.merge_bases(head, new) == (head,)
        repository.write([make_blob(b"%d" % number) for number in range(200)])
        process = repository.start_repack(loose_limit=-1)
        assert process is not None
        with process:
            process.finish()
        with Transport(repository, Address.parse(f"file://{partner}")) as line:
            line.push(new)
            assert line.fetch("p").new == new


def test_hooks_never_run(tmp_path: Path, trap: Path, canary: Path) -> None:
    path = checked_out(tmp_path / "r")
    (path / ".git/hooks").mkdir(exist_ok=True)
    for name in HOOKS:
        (path / ".git/hooks" / name).symlink_to(trap)
    use(path, bare(tmp_path / "p.git"))
    assert not canary.exists()
    git(path, "update-ref", "refs/heads/x", "HEAD")
    assert canary.exists()  # the trap is armed: plain git falls into it


EXECUTABLE = """
[core]
\tfsmonitor = {trap}
\tpager = {trap}
\teditor = {trap}
\tsshCommand = {trap}
\taskPass = {trap}
\tgitProxy = {trap}
\talternateRefsCommand = {trap}
\thooksPath = {place}/hooks
\tattributesFile = {place}/attributes
[diff]
\texternal = {trap}
[diff "k"]
\ttextconv = {trap}
\tcommand = {trap}
[filter "k"]
\tclean = {trap}
\tsmudge = {trap}
\tprocess = {trap}
[merge "k"]
\tdriver = {trap} %A
[merge]
\tdefault = k
[commit]
\tgpgSign = true
[push]
\tgpgSign = true
[gpg]
\tprogram = {trap}
[log]
\tshowSignature = true
[credential]
\thelper = "!{trap}"
[protocol "ext"]
\tallow = always
[url "ext::{trap} "]
\tinsteadOf = file://
[uploadpack]
\tpackObjectsHook = {trap}
"""


def executable_settings(trap: Path) -> str:
    """Settings that start programs, in every way that git 2.39 knows."""
    return EXECUTABLE.format(trap=trap, place=trap.parent)


def test_settings_that_start_programs_are_refused(tmp_path: Path, trap: Path, canary: Path) -> None:
    path = checked_out(tmp_path / "r")
    with (path / ".git/config").open("a") as file:
        file.write(executable_settings(trap))
    with pytest.raises(ConfigRefused) as caught:
        Repository.open(path)
    names = str(caught.value.params["names"]).split(", ")
    assert {"core.fsmonitor", "filter.k.process", "credential.helper", "log.showsignature"} <= set(names)
    assert "commit.gpgsign" not in names  # starts nothing by itself
    assert not canary.exists()


def test_even_trusted_settings_start_nothing(tmp_path: Path, trap: Path, canary: Path) -> None:
    path = checked_out(tmp_path / "r", {"actors/anna.toml": ANNA})
    with (path / ".git/config").open("a") as file:
        file.write(executable_settings(trap).replace(f'[url "ext::{trap} "]\n\tinsteadOf = file://\n', ""))
    (tmp_path / "hooks").mkdir()
    for name in HOOKS:
        (tmp_path / "hooks" / name).symlink_to(trap)
    (tmp_path / "attributes").write_text("* filter=k diff=k merge=k\n")
    (path / ".gitattributes").write_text("* filter=k diff=k merge=k text eol=crlf\n")
    config_check.trust(str(path))
    use(path, bare(tmp_path / "p.git"))
    assert not canary.exists()
    git(
        path,
        "-c",
        "core.fsmonitor=false",
        "hash-object",
        "-w",
        "--path",
        "actors/x.toml",
        "--stdin",
        check=False,
    )
    assert canary.exists()


def test_attributes_in_the_tree_do_not_change_the_bytes_of_records(tmp_path: Path) -> None:
    attributes = b"*.toml text eol=crlf working-tree-encoding=UTF-16 ident export-subst filter=k\n"
    data = b'id = "anna"\n# $Id$\n'
    path = checked_out(tmp_path / "r", {".gitattributes": attributes, "actors/anna.toml": data})
    with Repository.open(path) as repository:
        head = save(repository, {"actors/bert.toml": data})
        stored = {entry.path: entry.oid for entry in repository.list_tree(head)}
        assert repository.read_blob(stored["actors/bert.toml"]) == data


def test_a_replaced_object_is_not_believed(tmp_path: Path) -> None:
    path = checked_out(tmp_path / "r")
    evil = git(path, "hash-object", "-w", "--stdin", stdin=b"replaced").decode().strip()
    git(path, "update-ref", f"refs/replace/{make_blob(ANNA).oid}", evil)
    assert git(path, "cat-file", "blob", make_blob(ANNA).oid) == b"replaced"
    with Repository.open(path) as repository:
        assert repository.read_blob(make_blob(ANNA).oid) == ANNA


def test_a_missing_object_is_not_fetched_from_a_promisor(tmp_path: Path, trap: Path, canary: Path) -> None:
    path = checked_out(tmp_path / "r")
    oid = make_blob(ANNA).oid
    (path / ".git/objects" / oid[:2] / oid[2:]).unlink()
    with (path / ".git/config").open("a") as file:
        file.write(
            f'[remote "evil"]\n\tpromisor = true\n\turl = ext::{trap}\n[protocol "ext"]\n\tallow = always\n'
        )
        file.write("[extensions]\n\tpartialClone = evil\n[core]\n\trepositoryformatversion = 1\n")
    with pytest.raises(ConfigRefused, match=r"extensions\.partialclone"):
        Repository.open(path)
    config_check.trust(str(path))
    with Repository.open(path) as repository:
        with pytest.raises(RegisterUnusable, match="object_missing"):
            repository.read_blob(oid)
        assert [entry.size for entry in repository.list_tree(repository.head() or "")] == [None]
    assert not canary.exists()


def test_a_staged_or_untracked_file_is_never_swept_into_a_save(tmp_path: Path) -> None:
    path = checked_out(tmp_path / "r", {".gitignore": b"*\n", "actors/anna.toml": ANNA})
    (path / "actors/anna.toml").write_bytes(b"edited by hand")
    (path / "untracked.toml").write_bytes(b"u")
    (path / "staged.toml").write_bytes(b"s")
    git(path, "add", "-f", "staged.toml")
    with Repository.open(path) as repository:
        head = save(repository, {"actors/bert.toml": b"b"})
        names = [entry.path for entry in repository.list_tree(head)]
        assert names == [".gitignore", "actors/anna.toml", "actors/bert.toml"]
    assert (path / "actors/anna.toml").read_bytes() == b"edited by hand"
    assert (path / "untracked.toml").exists()
