"""kill -9 at any instant: what was acknowledged is there, and the register is readable at once."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from store import files
from store.init import init_register
from store.register import Register
from store.saving import new_edit
from store.sharing.joining import join
from store.sharing.partners import add_partner
from store.sharing.share import Share
from tests.faults.forks import Ended, Forks, instants
from tests.faults.jobs import ANNA, COUNTER, actor, count, number_of, save_next, subject

SAVES = [20, pytest.param(300, marks=[pytest.mark.long, pytest.mark.timeout(1800)])]
SHARES = [10, pytest.param(100, marks=[pytest.mark.long, pytest.mark.timeout(1800)])]


def git(path: Path, *arguments: str) -> str:
    """Plain git, as a colleague would call it."""
    done = subprocess.run(["git", "-C", str(path), *arguments], capture_output=True, text=True, check=True)
    return (done.stdout + done.stderr).strip()


def make(path: Path) -> Path:
    """A register with the counter at 0 and some others."""
    with init_register(path, "Probe", subject=str, person=ANNA) as register:
        others = [new_edit("actor", actor(f"andere-{number}")) for number in range(20)]
        register.save([new_edit("actor", actor(COUNTER, "0")), *others], subject)
    return path


def temporaries(path: Path) -> list[str]:
    """What a write left half-way, anywhere in the register."""
    return [str(found) for found in path.rglob(f"{files.TEMPORARY}*")]


def assert_whole(path: Path, ended: Ended, before: int) -> int:
    """Open at once: the last number is the last acknowledged or the next, whole, in the files and in git."""
    assert ended.status == -9, ended.said
    last = ended.acknowledged[-1] if ended.acknowledged else before
    with Register.open(path) as register:
        number = count(register)
        assert number in {last, last + 1}
        numbers = [row.id for row in register.snapshot.rows("actor") if row.id.startswith("nummer-")]
        assert numbers == ([number_of(str(number))] if number else [])
        assert register.troubles() == []
        assert not register.snapshot.problems
    assert f'summary = "{number}"' in git(path, "show", f"HEAD:actors/{COUNTER}.toml")
    assert git(path, "status", "--porcelain") == ""
    return number


@pytest.fixture
def forks() -> Iterator[Forks]:
    """The server of processes."""
    with Forks() as server:
        yield server


@pytest.mark.parametrize("kills", SAVES)
def test_no_acknowledged_save_is_lost(tmp_path: Path, forks: Forks, kills: int) -> None:
    path = make(tmp_path / "register")
    number = 0
    for instant in instants(kills, 0.5, seed=kills):
        ended = forks.kill_after(forks.start("save", str(path)), instant)
        number = assert_whole(path, ended, number)
    assert number > kills, "hardly anything was saved before the kills"
    with Register.open(path) as register:
        save_next(register)
    assert temporaries(path) == []
    assert git(path, "fsck", "--strict", "--no-dangling") == ""


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
    for instant in instants(kills, 1.5, seed=kills):
        ended = forks.kill_after(forks.start("share", str(path), str(other)), instant)
        number = assert_whole(path, ended, number)
        with Register.open(other) as partner:
            assert count(partner) >= number
    assert number > 0
    for place in (path, other):
        with Register.open(place) as register:
            save_next(register)
        assert temporaries(place) == []
        assert git(place, "fsck", "--strict", "--no-dangling") == ""
