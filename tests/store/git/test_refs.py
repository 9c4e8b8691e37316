"""Refs move once or not at all, survive what a killed git leaves, and are read without asking git."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from store import platform
from store.errors import Locked, RefMoved, RegisterUnusable, UsageFault, WriteFailed
from store.git import refs
from tests.store.git.builders import git, new_register, save
from tests.store.test_files import failing

if TYPE_CHECKING:
    from pathlib import Path

RACER = """
import sys
from store.errors import RefMoved
from store.git import refs
from store.git.repository import Repository
with Repository.open(sys.argv[1]) as repository:
    won = 0
    for line in sys.stdin:
        old, new = line.split()
        try:
            repository.update_ref(refs.MAIN, new, old, "race")
            won += 1
        except RefMoved:
            pass
    print(won)
"""


def test_a_ref_moves_only_from_where_it_was_seen(tmp_path: Path) -> None:
    with new_register(tmp_path) as repository:
        first = repository.head()
        assert first is not None
        second = save(repository, {"a": b"1"})
        for old in (first, None):
            with pytest.raises(RefMoved) as caught:
                repository.update_ref(refs.MAIN, first, old, "back")
            assert caught.value.params == {"ref": refs.MAIN}
        assert repository.head() == second
        with pytest.raises(RefMoved):
            repository.update_ref("refs/knoten/x/y", first, second, "it is not there")


def test_of_racing_processes_exactly_one_moves_the_ref(tmp_path: Path) -> None:
    with new_register(tmp_path) as repository:
        heads = [repository.head() or ""]
        heads += [save(repository, {"a": b"%d" % number}) for number in range(12)]
        repository.update_ref(refs.MAIN, heads[0], heads[-1], "start")
    lines = "".join(f"{old} {new}\n" for old, new in pairwise(heads))
    command = [sys.executable, "-c", RACER, str(tmp_path)]
    racers = [subprocess.Popen(command, stdin=-1, stdout=-1, stderr=-1, text=True) for _ in range(3)]
    ends = []
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write(lines * 4)
        racer.stdin.flush()
    for racer in racers:
        out, err = racer.communicate()
        assert racer.returncode == 0, err
        ends.append(int(out))
    log = (tmp_path / ".git/logs/refs/heads/main").read_text().splitlines()
    moved = [line.split()[:2] for line in log if line.endswith("race")]
    assert sum(ends) == len(moved)  # each that was told yes is in the log, and nobody else
    assert all(before[1] == after[0] for before, after in pairwise(moved))


def test_packed_refs_count_and_loose_ones_outrank_them(tmp_path: Path) -> None:
    with new_register(tmp_path) as repository:
        first = repository.head()
        assert first is not None
        repository.update_ref("refs/knoten/incoming/a", first, None, "x")
        git(tmp_path, "pack-refs", "--all")
        assert not (tmp_path / ".git/refs/heads/main").exists()
        assert repository.head() == first
        second = save(repository, {"a": b"1"})
        assert repository.head() == second
        repository.update_ref("refs/knoten/incoming/b", second, None, "x")
        assert repository.list_refs("refs/knoten/") == {
            "refs/knoten/incoming/a": first,
            "refs/knoten/incoming/b": second,
        }
        repository.delete_ref("refs/knoten/incoming/a", first)
        assert list(repository.list_refs("refs/knoten/incoming/")) == ["refs/knoten/incoming/b"]


@pytest.mark.parametrize("content", ["", "garbage\n", "0" * 40 + "\n", "ref: refs/heads/other\n"])
def test_a_damaged_ref_is_said_not_guessed(tmp_path: Path, content: str) -> None:
    with new_register(tmp_path) as repository:
        (tmp_path / ".git/refs/heads/main").write_text(content)
        with pytest.raises(RegisterUnusable) as caught:
            repository.head()
        assert caught.value.code == "ref_corrupt"
        assert "refs/heads/main" not in repository.list_refs("refs/heads/")


@pytest.mark.parametrize(
    "name",
    ["main", "refs/x", "refs/heads/../../config", "refs/heads/a..b", "refs/heads/x.lock", "refs/heads/-x",
     "refs/heads/a b", "refs/heads/\x1b[2J", "refs/heads/x\n", "--stdin", "refs//x", "refs/heads/x."],
)  # fmt: skip
def test_names_beyond_plain_characters_never_reach_git(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageFault, match="bad_ref_name"):
        refs.checked_ref(name)


def test_moving_a_ref_syncs_the_folders_that_name_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    with new_register(tmp_path) as repository:
        monkeypatch.setattr(
            platform, "fsync_dir", lambda path: synced.append(os.path.relpath(path, tmp_path))
        )
        save(repository, {"a": b"1"})
    assert synced[-3:] == [".git/refs/heads", ".git/refs", ".git"]


def test_a_ref_whose_folder_cannot_be_synced_is_not_said_to_be_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with new_register(tmp_path) as repository:
        head = repository.head()
        assert head is not None
        failing(monkeypatch, "fsync", 1)
        with pytest.raises(WriteFailed, match="disk_full"):
            repository.update_ref("refs/knoten/kept/a/b", head, None, "x")


@pytest.mark.parametrize("name", ["refs/heads/main.lock", "HEAD.lock"])
def test_the_lock_of_a_killed_git_is_waited_for_and_cleared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(refs, "_ABANDONED", 0.5)
    with new_register(tmp_path) as repository:
        lock = tmp_path / ".git" / name
        lock.touch()
        save(repository, {"a": b"1"})
        assert not lock.exists()


def test_the_lock_of_a_git_at_work_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refs, "_ABANDONED", 0.3)
    with new_register(tmp_path) as repository:
        head = repository.head()
        lock = tmp_path / ".git/refs/heads/main.lock"
        lock.touch()

        def sleep(_: float) -> None:
            os.utime(lock, (time.time() + 5, time.time() + 5))  # another git took it in between

        monkeypatch.setattr(time, "sleep", sleep)
        with pytest.raises(Locked, match="ref_locked"):
            save(repository, {"a": b"1"})
        assert lock.exists()
        assert repository.head() == head


def test_a_line_that_would_be_lost_is_kept_under_a_name(tmp_path: Path) -> None:
    with new_register(tmp_path) as repository:
        head = repository.head()
        assert head is not None
        name = repository.keep("haus", head)
        assert repository.keep("haus", head) == name
        assert repository.list_refs("refs/knoten/kept/") == {name: head}
