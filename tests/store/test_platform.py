"""Locks that free themselves, processes that end with all they started, folders where people expect them."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from store import platform
from store.errors import Locked
from tests.store.git.builders import is_running

if TYPE_CHECKING:
    from pathlib import Path

HOLDER = """
import sys, time
from store.platform import RegisterLock
RegisterLock(sys.argv[1]).acquire()
print("held", flush=True)
time.sleep(60)
"""


def test_a_second_writer_waits_and_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    path = str(tmp_path / "lock")
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, path], stdout=subprocess.PIPE)
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(Locked) as caught:
            platform.RegisterLock(path).acquire(timeout=0.05)
        assert caught.value.code == "register_locked"
        assert caught.value.params["pid"] == holder.pid
        assert caught.value.params["host"]
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    with platform.RegisterLock(path) as lock:  # a killed holder leaves nothing to clear
        assert lock.held


def test_two_locks_of_one_process_exclude_each_other(tmp_path: Path) -> None:
    path = str(tmp_path / "lock")
    first, second = platform.RegisterLock(path), platform.RegisterLock(path)
    first.acquire()
    with pytest.raises(Locked):
        second.acquire(timeout=0)
    first.release()
    first.release()
    second.acquire(timeout=0)
    second.release()


def test_ending_a_process_ends_what_it_started_even_when_it_will_not(tmp_path: Path) -> None:
    body = f"trap '' TERM; sh -c \"trap '' TERM; echo \\$\\$ > {tmp_path}/pid; sleep 50\" & echo up; sleep 50"
    popen = subprocess.Popen(["sh", "-c", body], stdout=subprocess.PIPE, start_new_session=True)
    with popen:
        assert popen.stdout is not None
        popen.stdout.readline()
        while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
            time.sleep(0.01)
        started = time.monotonic()
        platform.end_group(popen, grace=0.1)
        assert time.monotonic() - started < 1
    inner = int((tmp_path / "pid").read_text())
    deadline = time.monotonic() + 2
    while is_running(inner):
        assert time.monotonic() < deadline, "the inner process still runs"
        time.sleep(0.01)


def test_people_folders_follow_xdg_and_ignore_what_is_relative(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert platform.config_dir() == tmp_path / "knotenpunkt"
    assert platform.state_dir() == tmp_path / "home/.local/state/knotenpunkt"
