"""What git, an editor or a power cut left half-way is said, and what can be mended is mended."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from store.errors import RegisterUnusable
from store.git import refs
from store.git.repository import Repository
from tests.store.git.builders import ANNA, checked_out, git, new_register, save

if TYPE_CHECKING:
    from pathlib import Path


def troubles(path: Path) -> dict[str, dict[str, str | int]]:
    """Codes and parameters of what is the matter."""
    with Repository.open(path) as repository:
        return {trouble.code: trouble.params for trouble in repository.state()}


def conflicting(path: Path) -> Path:
    """A register whose branches main and other disagree about one file."""
    checked_out(path)
    git(path, "checkout", "-q", "-b", "other")
    (path / "actors/anna.toml").write_bytes(b"R")
    git(path, "commit", "-qam", "r")
    git(path, "checkout", "-q", "main")
    (path / "actors/anna.toml").write_bytes(b"L")
    git(path, "commit", "-qam", "l")
    return path


def test_a_sound_register_has_no_trouble(tmp_path: Path) -> None:
    assert troubles(checked_out(tmp_path)) == {}


def test_before_the_first_save_there_is_nothing_yet(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    assert troubles(tmp_path) == {"unborn": {}}
    with Repository.open(tmp_path) as repository:
        assert repository.head() is None
        save(repository, {"actors/anna.toml": ANNA})
        assert repository.state() == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["merge", "other"], "merge_under_way"),
        (["rebase", "other"], "rebase_under_way"),
        (["cherry-pick", "other"], "cherry_pick_under_way"),
        (["revert", "HEAD~1"], "revert_under_way"),
        (["bisect", "start"], "bisect_under_way"),
    ],
)
def test_what_plain_git_has_under_way_forbids_saving(tmp_path: Path, arguments: list[str], code: str) -> None:
    conflicting(tmp_path)
    git(tmp_path, *arguments, check=False)
    with Repository.open(tmp_path) as repository:
        found = {trouble.code: trouble.forbids for trouble in repository.state()}
    assert found[code] == "saving"
    assert found.get("detached_head", "saving") == "saving"


def test_another_branch_or_none_is_said(tmp_path: Path) -> None:
    conflicting(tmp_path)
    git(tmp_path, "checkout", "-q", "other")
    assert troubles(tmp_path) == {"other_branch": {"branch": "other"}}
    git(tmp_path, "checkout", "-q", "--detach")
    head = git(tmp_path, "rev-parse", "HEAD").decode().strip()
    assert troubles(tmp_path) == {"detached_head": {"oid": head}}
    (tmp_path / ".git/HEAD").write_text("")
    with Repository.open(tmp_path) as repository:
        assert [trouble.code for trouble in repository.state()] == ["head_unreadable"]
        repository.repair_head()
        assert repository.state() == []


def test_a_shallow_register_works_and_says_that_history_is_short(tmp_path: Path) -> None:
    with new_register(tmp_path / "full") as full:
        save(full, {"a": b"1"})
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{tmp_path}/full", "r")
    assert troubles(tmp_path / "r") == {"shallow": {}}
    with Repository.open(tmp_path / "r") as repository:
        save(repository, {"a": b"2"})
        assert repository.count([repository.head() or ""]) == 2


def test_an_empty_ref_after_a_power_cut_is_recovered_from_its_log(tmp_path: Path) -> None:
    checked_out(tmp_path)
    with Repository.open(tmp_path) as repository:
        last = save(repository, {"a": b"1"})
        (tmp_path / ".git/refs/heads/main").write_text("")
        (trouble,) = repository.state()
        assert (trouble.code, trouble.forbids) == ("ref_damaged", "saving")
        assert trouble.params == {"ref": refs.MAIN, "best": last}
        repository.repair_main(last)
        assert repository.state() == []
        assert repository.head() == last
        assert save(repository, {"a": b"2"}) == repository.head()


@pytest.mark.parametrize("lost", ["commit", "tree", "blob"])
def test_an_emptied_object_after_a_power_cut_leads_back_to_the_last_whole_commit(
    tmp_path: Path, lost: str
) -> None:
    with new_register(tmp_path) as repository:
        good = save(repository, {"a": b"1"})
        bad = save(repository, {"topics/t.toml": b"2"})
        tree = repository.read_commit(bad).tree
        oid = {"commit": bad, "tree": tree, "blob": repository.list_tree(bad)[-1].oid}[lost]
    path = tmp_path / ".git/objects" / oid[:2] / oid[2:]
    path.chmod(0o644)
    path.write_bytes(b"")
    with Repository.open(tmp_path) as repository:
        (trouble,) = repository.state()
        assert (trouble.code, trouble.params) == ("commit_damaged", {"oid": bad, "best": good})
        repository.repair_main(good)
        assert repository.state() == []
        repeated = save(repository, {"topics/t.toml": b"2"})  # writes the emptied objects anew
        assert repository.is_whole(repeated)


def test_with_nothing_whole_no_commit_is_offered(tmp_path: Path) -> None:
    new_register(tmp_path).close()
    (tmp_path / ".git/refs/heads/main").write_text("")
    for log in (tmp_path / ".git/logs").rglob("*"):
        if log.is_file():
            log.write_bytes(b"\xff\n" + b"1" * 40 + b" " + b"2" * 40 + b" x\n")
    assert troubles(tmp_path)["ref_damaged"] == {"ref": refs.MAIN, "best": ""}


def test_a_left_index_lock_and_a_damaged_index_are_said_and_stop_nothing(tmp_path: Path) -> None:
    checked_out(tmp_path)
    lock = tmp_path / ".git/index.lock"
    lock.touch()
    os.utime(lock, (time.time() - 100, time.time() - 100))
    (tmp_path / ".git/index").write_bytes(b"XXXX")
    found = troubles(tmp_path)
    assert set(found) == {"index_locked", "index_damaged"}
    assert 100 <= int(found["index_locked"]["seconds"]) < 110
    with Repository.open(tmp_path) as repository:
        save(repository, {"a": b"1"})
        assert repository.remove_index_lock()
        assert not repository.remove_index_lock()
        assert repository.rebuild_index()
        assert repository.state() == []


@pytest.mark.parametrize(
    ("settings", "code", "params"),
    [
        ({"core.repositoryformatversion": "1", "extensions.refstorage": "reftable"},
         "repository_format_newer", {"extension": "refstorage", "needed": "2.45"}),
        ({"core.repositoryformatversion": "1", "extensions.objectformat": "sha256"}, "repository_sha256", {}),
        ({"core.repositoryformatversion": "7"},
         "repository_format_newer", {"extension": "version 7", "needed": ""}),
        ({"core.bare": "true"}, "repository_bare", {}),
    ],
)  # fmt: skip
def test_formats_that_cannot_be_worked_with_are_named(
    tmp_path: Path, settings: dict[str, str], code: str, params: dict[str, str]
) -> None:
    new_register(tmp_path).close()
    for name, value in settings.items():
        git(tmp_path, "config", "--file", str(tmp_path / ".git/config"), name, value)
    with pytest.raises(RegisterUnusable) as caught:
        Repository.open(tmp_path)
    assert (caught.value.code, caught.value.params) == (code, params)
