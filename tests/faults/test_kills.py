"""kill -9 at any instant: what was acknowledged is there, and the register is readable at once."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.register import Register
from store.sharing.joining import join
from store.sharing.partners import add_partner
from store.sharing.share import Share
from tests.faults.forks import Ended, Forks, instants
from tests.faults.jobs import ANNA, save_next, subject
from tests.faults.register_tools import fsck, make, temporaries, whole_number

SAVES = [8, pytest.param(300, marks=[pytest.mark.long, pytest.mark.timeout(1800)])]
LEAST = 1.6  # seconds: a share starts a dozen git processes
SHARES = [
    pytest.param(10, marks=pytest.mark.long),
    pytest.param(100, marks=[pytest.mark.long, pytest.mark.timeout(1800)]),
]


def whole_after(path: Path, ended: Ended, before: int, most: int | None = None) -> int:
    """The number that is there at once, whole: the last acknowledged or the next."""
    assert ended.status == -9, ended.said
    last = ended.acknowledged[-1] if ended.acknowledged else before
    number = whole_number(path)
    assert last <= number <= (last + 1 if most is None else most)
    assert temporaries(path / "actors") == []
    return number


def duration(path: Path, saves: int) -> float:
    """How many seconds opening and so many saves take here and now: the range in which to kill."""
    started = time.monotonic()
    with Register.open(path) as register:
        for _ in range(saves):
            save_next(register)
    return time.monotonic() - started


@pytest.fixture
def forks() -> Iterator[Forks]:
    """The server of processes."""
    with Forks() as server:
        yield server


@pytest.mark.parametrize("kills", SAVES)
def test_no_acknowledged_save_is_lost(tmp_path: Path, forks: Forks, kills: int) -> None:
    path = make(tmp_path / "register")
    longest = duration(path, saves=8)
    number = whole_number(path)
    for instant in instants(kills, longest, seed=kills):
        ended = forks.kill_after(forks.start("save", str(path)), instant)
        number = whole_after(path, ended, number)
    print(f"{kills} kills, {number} saves, none lost")  # noqa: T201  shown with -rP
    assert number > kills // 5, "hardly anything was saved before the kills"
    with Register.open(path) as register:
        save_next(register)
    assert temporaries(path) == []
    assert fsck(path) == ""


@pytest.fixture
def hub(tmp_path: Path) -> str:
    """A bare repository's address."""
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(tmp_path / "hub.git")], check=True)
    return f"file://{tmp_path}/hub.git"


@pytest.mark.parametrize("kills", SHARES)
def test_no_acknowledged_take_over_is_lost(tmp_path: Path, hub: str, forks: Forks, kills: int) -> None:
    other = make(tmp_path / "other")
    with Register.open(other) as partner:
        add_partner(partner.repository, "Hub", hub)
        with Share(partner) as under_way:
            under_way.fetch()
            under_way.carry_out(under_way.preview(), subject, person=ANNA)
    path = tmp_path / "register"
    join(hub, path, "Hub").close()
    number = 0
    for instant in instants(kills, max(duration(other, saves=15), LEAST), seed=kills):
        ended = forks.kill_after(forks.start("share", str(path), str(other)), instant)
        number = whole_after(path, ended, number, most=whole_number(other))
    print(f"{kills} kills, {number} taken over, none lost")  # noqa: T201  shown with -rP
    assert number > kills // 20
    for place in (path, other):
        with Register.open(place) as register:
            save_next(register)
        assert temporaries(place) == []
        assert fsck(place) == ""
