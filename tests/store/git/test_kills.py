"""Killed at random instants, with the git it had started: what was said to be saved is there."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from store.git import refs
from store.git.repository import Repository
from tests.store.git.builders import git, is_running, new_register

SAVER = """
import sys
from store.git import refs
from store.git.repository import Repository
from tests.store.git.builders import save
refs._ABANDONED = 0.5
with Repository.open(sys.argv[1]) as repository:
    number = 0
    while True:
        number += 1
        data = sys.argv[2].encode() + b"%d" % number
        print(save(repository, {f"actors/a{number % 50}.toml": data}), flush=True)
        repository.update_index({"actors/x.toml": None})
"""
ROOT = Path(__file__).resolve().parents[3]


def git_of(pid: int) -> list[int]:
    """The processes that ``pid`` has started."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in children.read_text().split()] if children.exists() else []


def kill_while_saving(path: Path, wait: float, turn: int) -> str:
    """Save until killed after ``wait`` seconds; returns the last commit that was said to be saved."""
    command = [sys.executable, "-c", SAVER, str(path), f"turn {turn} "]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True) as saver:
        assert saver.stdout is not None
        doomed = [saver.pid]
        try:
            said = [saver.stdout.readline().strip()]
            time.sleep(wait)
            doomed += git_of(saver.pid)
        finally:
            for pid in doomed:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        said += saver.stdout.read().split()
    while any(is_running(pid) for pid in doomed):
        time.sleep(0.005)
    return next(oid for oid in reversed(said) if len(oid) == 40)


@pytest.mark.long
def test_no_kill_loses_what_was_said_to_be_saved(tmp_path: Path) -> None:
    new_register(tmp_path).close()
    chance = random.Random(7)
    for turn in range(60):
        saved = kill_while_saving(tmp_path, chance.random() * 0.12, turn)
        with Repository.open(tmp_path) as repository:
            head = repository.head()
            assert head is not None
            assert repository.is_ancestor(saved, head)
            found = {trouble.code for trouble in repository.state()}
            assert found <= {"index_locked"}  # plain git's own view; a save does not need it
            if found:
                repository.remove_index_lock()
    git(tmp_path, "fsck", "--strict", "--no-dangling")
    assert refs.MAIN in git(tmp_path, "for-each-ref").decode()
