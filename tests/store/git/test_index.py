"""Plain git sees a saved register as clean, and nothing staged by hand is swept away."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from store.git.objects import make_blob
from store.git.repository import Repository
from tests.store.git.builders import checked_out, git, save

if TYPE_CHECKING:
    from pathlib import Path

BERT = {"actors/bert.toml": b"b"}


def save_with_files(path: Path) -> Repository:
    """A register in which bert was saved and his file written, the index not yet."""
    checked_out(path)
    repository = Repository.open(path)
    save(repository, {**BERT, "actors/anna.toml": None})
    (path / "actors/bert.toml").write_bytes(b"b")
    (path / "actors/anna.toml").unlink()
    return repository


CHANGES = {"actors/bert.toml": make_blob(b"b").oid, "actors/anna.toml": None}


def test_after_a_save_plain_git_has_nothing_to_say(tmp_path: Path) -> None:
    with save_with_files(tmp_path) as repository:
        assert git(tmp_path, "status", "--porcelain") != b""
        assert repository.update_index(CHANGES)
    assert git(tmp_path, "status", "--porcelain") == b""


def test_what_was_staged_by_hand_stays_staged(tmp_path: Path) -> None:
    with save_with_files(tmp_path) as repository:
        (tmp_path / "staged.toml").write_text("x")
        git(tmp_path, "add", "staged.toml")
        assert repository.update_index(CHANGES)
        assert {entry.path for entry in repository.list_tree(repository.head() or "")} == {"actors/bert.toml"}
    assert git(tmp_path, "status", "--porcelain") == b"A  staged.toml\n"


def test_a_missing_or_damaged_index_is_built_anew(tmp_path: Path) -> None:
    with save_with_files(tmp_path) as repository:
        (tmp_path / ".git/index").write_bytes(b"XXXX")
        assert repository.update_index(CHANGES)
        assert git(tmp_path, "status", "--porcelain") == b""
        (tmp_path / ".git/index").unlink()
        assert repository.update_index({})
    assert git(tmp_path, "status", "--porcelain") == b""


def test_a_lock_that_goes_away_is_waited_for(tmp_path: Path) -> None:
    with save_with_files(tmp_path) as repository:
        lock = tmp_path / ".git/index.lock"
        lock.touch()
        timer = threading.Timer(0.2, lock.unlink)
        timer.start()
        assert repository.update_index(CHANGES)
        timer.join()


def test_a_lock_that_stays_is_not_waited_for_long(tmp_path: Path) -> None:
    with save_with_files(tmp_path) as repository:
        (tmp_path / ".git/index.lock").touch()
        started = time.monotonic()
        assert not repository.update_index(CHANGES)
        assert time.monotonic() - started < 2.5
