"""What git, an editor or a power cut left half-way: browsable, said with the way out, which works."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from store.errors import RegisterUnusable
from store.register import Register
from tests.faults.jobs import COUNTER, count, save_next
from tests.faults.register_tools import git, make, unsaved, whole_number
from tui.cli import main

_TEMPLATE: list[Path] = []


@pytest.fixture
def path(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register with three saves of the counter; 3 is in the files. Built once, copied for each test."""
    if not _TEMPLATE:
        root = make(tmp_path_factory.mktemp("template") / "register")
        with Register.open(root) as register:
            for _ in range(3):
                save_next(register)
        _TEMPLATE.append(root)
    shutil.copytree(_TEMPLATE[0], tmp_path / "register")
    return tmp_path / "register"


def empty(what: str) -> Callable[[Path], None]:
    """Empty an object's file, as a power cut does to one that was not made durable."""

    def damage(path: Path) -> None:
        oid = git(path, "rev-parse", what)
        file = path / ".git/objects" / oid[:2] / oid[2:]
        file.chmod(0o644)
        file.write_bytes(b"")

    return damage


def clear(name: str) -> Callable[[Path], None]:
    """Empty a file of git's."""
    return lambda path: (path / ".git" / name).open("w").close()


def remove(name: str) -> Callable[[Path], None]:
    """Remove a file of git's."""
    return lambda path: (path / ".git" / name).unlink()


DAMAGES: dict[str, tuple[Callable[[Path], None], str]] = {
    "empty ref": (clear("refs/heads/main"), "ref_damaged"),
    "lost ref": (remove("refs/heads/main"), "ref_damaged"),
    "empty HEAD": (clear("HEAD"), "head_unreadable"),
    "empty commit": (empty("HEAD"), "commit_damaged"),
    "empty tree": (empty("HEAD^{tree}"), "commit_damaged"),
    "empty folder": (empty("HEAD:actors"), "commit_damaged"),
    "empty file": (empty(f"HEAD:actors/{COUNTER}.toml"), "commit_damaged"),
}


def assert_browsable(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Listed and shown, without a word of complaint."""
    assert main(["-C", str(path), "list", "actors", "--json"]) == 0
    assert COUNTER in {record["id"] for record in json.loads(capsys.readouterr().out)}
    assert main(["-C", str(path), "show", COUNTER]) == 0
    assert "3" in capsys.readouterr().out
    with Register.open(path) as register:
        assert count(register) == 3


@pytest.mark.parametrize("name", DAMAGES)
def test_what_a_power_cut_damaged_is_said_and_mended_in_one_step(
    path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    damage, code = DAMAGES[name]
    damage(path)
    assert_browsable(path, capsys)
    assert main(["-C", str(path), "--lang", "en", "set", COUNTER, "summary=99"]) == 4
    said = capsys.readouterr().err
    assert "knoten status --repair" in said
    assert len(said.strip().splitlines()) == 1
    assert main(["-C", str(path), "status", "--json"]) == 0
    assert [trouble["code"] for trouble in json.loads(capsys.readouterr().out)["troubles"]] == [code]
    before = {file: file.read_bytes() for file in (path / "actors").iterdir()}
    assert main(["-C", str(path), "status", "--repair", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["mended"] == [code]
    assert answer["troubles"] == []
    assert {file: file.read_bytes() for file in (path / "actors").iterdir()} == before
    _assert_all_can_be_saved(path, capsys)


def _assert_all_can_be_saved(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is newer than the version that was found shows as edited by hand, and is saved as such."""
    if unsaved(path):
        assert main(["-C", str(path), "save", "-m", "wieder da"]) == 0
        capsys.readouterr()
    assert whole_number(path) == 3
    with Register.open(path) as register:
        head = register.repository.head()
        assert head is not None
        assert register.repository.is_whole(head)
        save_next(register)
    assert whole_number(path) == 4


def test_with_nothing_whole_left_it_says_that_nothing_can_be_mended(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(path / ".git/logs")
    clear("refs/heads/main")(path)
    assert_browsable(path, capsys)
    assert main(["-C", str(path), "--lang", "en", "status", "--repair"]) == 0
    assert "nothing that could be mended" in capsys.readouterr().out
    with Register.open(path) as register, pytest.raises(RegisterUnusable, match="register_half_way"):
        save_next(register)


@pytest.mark.parametrize(
    ("arguments", "way_out", "code"),
    [
        (["checkout", "-q", "--detach"], ["switch", "-q", "main"], "detached_head"),
        (["checkout", "-q", "-b", "andere"], ["switch", "-q", "main"], "other_branch"),
        (["rebase", "-q", "--exec", "false", "HEAD~1"], ["rebase", "--abort"], "rebase_under_way"),
        (["bisect", "start"], ["bisect", "reset"], "bisect_under_way"),
    ],
)
def test_what_plain_git_has_under_way_is_said_with_the_way_out(
    path: Path, arguments: list[str], way_out: list[str], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _git_may_fail(path, arguments)
    assert_browsable(path, capsys)
    assert main(["-C", str(path), "status", "--json"]) == 0
    assert code in [trouble["code"] for trouble in json.loads(capsys.readouterr().out)["troubles"]]
    assert main(["-C", str(path), "--lang", "en", "set", COUNTER, "summary=99"]) == 4
    assert "git " in capsys.readouterr().err
    git(path, *way_out)
    with Register.open(path) as register:
        save_next(register)
    assert whole_number(path) == 4


def _git_may_fail(path: Path, arguments: list[str]) -> None:
    subprocess.run(["git", "-C", str(path), *arguments], capture_output=True, check=False)


def test_a_damaged_or_locked_index_holds_up_nothing(path: Path) -> None:
    (path / ".git/index").write_bytes(b"XXXX")
    with Register.open(path) as register:
        save_next(register)
    assert whole_number(path) == 4
    lock = path / ".git/index.lock"
    lock.touch()
    with Register.open(path) as register:
        save_next(register)
        assert [trouble.code for trouble in register.troubles()] == ["index_locked"]
        assert register.repair() == []  # perhaps somebody is at work
        os.utime(lock, (1, 1))
        assert [trouble.code for trouble in register.repair()] == ["index_locked"]
        save_next(register)
    assert whole_number(path) == 6  # with the index of both saves


def test_an_unfinished_save_does_not_keep_a_register_from_opening(path: Path) -> None:
    head = git(path, "rev-parse", "HEAD")
    (path / ".knoten/pending.json").write_text(
        json.dumps({"old": git(path, "rev-parse", "HEAD~1"), "new": head})
    )
    git(path, "checkout", "-q", "--detach")
    with Register.open(path) as register:
        assert count(register) == 3
    git(path, "switch", "-q", "main")
    assert whole_number(path) == 3
    assert not (path / ".knoten/pending.json").exists()
