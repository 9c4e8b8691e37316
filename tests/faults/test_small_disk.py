"""A real disk that is full, and one that was mounted read-only: said plainly, and still browsable."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.errors import WriteFailed
from store.register import Register
from tests.conftest import need
from tests.faults.jobs import COUNTER, count, save_next
from tests.faults.program import knoten
from tests.faults.register_tools import fsck, make, temporaries, whole_number


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """An own file system of 6 MB with a register in it."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root may mount a file system")
    place = tmp_path / "disk"
    place.mkdir()
    mounted = mount("-t", "tmpfs", "-o", "size=6m,nr_inodes=4000", "tmpfs", str(place))
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.strip()}")
    try:
        make(place / "register")
        yield place
    finally:
        subprocess.run([need("umount"), "--lazy", str(place)], check=True)


def mount(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Mount, and say how it went."""
    return subprocess.run([need("mount"), *arguments], capture_output=True, text=True, check=False)


def fill(place: Path, free: int) -> Path:
    """Fill a file system up to ``free`` bytes."""
    ballast = place / "ballast"
    state = os.statvfs(place)
    with ballast.open("wb") as file:
        file.write(bytes(state.f_bavail * state.f_frsize - free))
    return ballast


def assert_still_browsable(path: Path, number: int) -> None:
    """Opened, listed and shown, by the store and by the program."""
    with Register.open(path) as register:
        assert count(register) == number
        assert register.troubles() == []
    listed = knoten(path, "list", "actors", "--json")
    assert listed.returncode == 0, listed.stderr
    assert COUNTER in {record["id"] for record in json.loads(listed.stdout)}
    shown = knoten(path, "show", COUNTER)
    assert shown.returncode == 0, shown.stderr
    assert f"{number}" in shown.stdout


def assert_refused(path: Path, code: str) -> None:
    """A change on the command line: status 4, one sentence, no traceback; in JSON, the code."""
    change = ("set", COUNTER, "summary=99")
    said = knoten(path, *change)
    assert said.returncode == 4
    assert said.stdout == ""
    assert "Traceback" not in said.stderr
    assert len(said.stderr.strip().splitlines()) == 1
    told = knoten(path, *change, "--json")
    assert told.returncode == 4
    assert json.loads(told.stdout)["error"]["code"] == code


LONG = pytest.mark.long


@pytest.mark.parametrize(
    "free", [0, pytest.param(4096, marks=LONG), pytest.param(8 * 4096, marks=LONG), 13 * 4096]
)
def test_a_full_disk_stops_the_save_and_nothing_else(disk: Path, free: int) -> None:
    path = disk / "register"
    with Register.open(path) as register:
        number = save_next(register)
        ballast = fill(disk, free)
        codes = set()
        for _ in range(20):  # with some room left, a few saves still fit
            try:
                number = save_next(register)
            except WriteFailed as error:
                codes.add(error.code)
                break
            register.refresh()
        assert codes == {"disk_full"}
    with Register.open(path) as again:
        seen = count(again)
    assert seen in {number, number + 1}
    assert_still_browsable(path, seen)
    assert_refused(path, "disk_full")
    ballast.unlink()
    number = whole_number(path)
    with Register.open(path) as register:
        assert save_next(register) == number + 1
    assert temporaries(path) == []
    assert fsck(path) == ""


def test_a_disk_that_became_read_only_stops_the_save_and_nothing_else(disk: Path) -> None:
    path = disk / "register"
    with Register.open(path) as register:
        number = save_next(register)
        assert mount("-o", "remount,ro", str(disk)).returncode == 0
        with pytest.raises(WriteFailed) as caught:
            save_next(register)
        assert caught.value.code == "read_only_disk"
        register.refresh()
        assert count(register) == number
    assert_still_browsable(path, number)
    assert_refused(path, "read_only_disk")
    assert mount("-o", "remount,rw", str(disk)).returncode == 0
    with Register.open(path) as register:
        assert save_next(register) == number + 1
    assert whole_number(path) == number + 1
    assert fsck(path) == ""
