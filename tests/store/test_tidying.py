"""Packing what lies loose, and stopping in the middle of it."""

from __future__ import annotations

import subprocess
import threading
from pathlib import Path

from store.register import Register
from store.tidying import tidy
from tests.store.conftest import actor, add


def loose(register: Register) -> int:
    """How many objects lie loose."""
    return len(list(Path(register.repository.git_dir, "objects").glob("[0-9a-f][0-9a-f]/*")))


def test_loose_objects_are_packed_and_nothing_is_lost(register: Register) -> None:
    for number in range(5):
        add(register, actor(f"verein-{number}"))
    assert loose(register) > 10
    assert tidy(register.repository, threading.Event(), loose_limit=-1)
    assert loose(register) == 0
    assert register.snapshot.record("verein-4").readable
    add(register, actor("verein-nach"))
    check = ["git", "-C", str(register.path), "fsck", "--strict"]
    assert subprocess.run(check, capture_output=True, check=True).stdout == b""


def test_few_loose_objects_are_left_alone(register: Register) -> None:
    before = loose(register)
    assert not tidy(register.repository, threading.Event())
    assert loose(register) == before


def test_a_cancel_leaves_everything_as_it_was(register: Register) -> None:
    cancel = threading.Event()
    cancel.set()
    tidy(register.repository, cancel, loose_limit=-1)
    add(register, actor("verein-nach"))
    check = ["git", "-C", str(register.path), "fsck", "--strict"]
    assert subprocess.run(check, capture_output=True, check=True).stdout == b""


def test_a_register_for_looking_is_not_tidied(register: Register) -> None:
    with Register.open(register.path, read_only=True) as looking:
        assert not tidy(looking.repository, threading.Event(), loose_limit=-1)
