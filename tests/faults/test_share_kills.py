"""kill -9 while all partners are taken in, merged and served: no change is lost, no marker in any file."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from store.init import init_register
from store.register import Register
from store.saving import new_edit
from store.sharing.joining import join
from store.sharing.partners import add_partner
from tests.faults.forks import Forks, instants
from tests.faults.jobs import actor, subject
from tests.faults.register_tools import fsck, git, temporaries, unsaved
from tests.faults.sharing import OWN, SHARED, one_round, own_number, person, share
from tests.store.sharing.conftest import bare

KILLS = [2, pytest.param(100, marks=[pytest.mark.long, pytest.mark.timeout(3600)])]

_STEP, _MOST = 1.3, 6.0


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path, Path]:
    """A register, a partner behind a bare repository, and one behind a folder."""
    hub, box = bare(tmp_path / "hub.git"), tmp_path / "Stick"
    box.mkdir()
    first, second, third = (tmp_path / name for name in ("eins", "zwei", "drei"))
    with init_register(first, "Probe", subject=str, person=person(0)) as register:
        records = [actor(SHARED), *(actor(f"{OWN}{number}", "0") for number in range(3))]
        register.save([new_edit("actor", data) for data in records], subject, person=person(0))
        add_partner(register.repository, "Hub", hub)
        add_partner(register.repository, "Stick", str(box))
        share(register)
    join(hub, second, "Hub").close()
    with join(hub, third, "Hub") as register:
        add_partner(register.repository, "Stick", str(box))
    return first, second, third


def look(path: Path) -> list[int]:
    """Open at once, and look whether all is well; what each person's record says here."""
    with Register.open(path) as register:
        assert register.troubles() == []
        assert list(register.snapshot.problems) == []
        numbers = [own_number(register, number) for number in range(3)]
    assert unsaved(path) == []
    assert "<<<<" not in "".join(file.read_text() for file in path.glob("*/*.toml"))
    return numbers


@pytest.mark.parametrize("kills", KILLS)
def test_no_change_is_lost_in_a_share_with_all(places: tuple[Path, Path, Path], kills: int) -> None:
    started = time.monotonic()
    with Register.open(places[0]) as one, Register.open(places[1]) as two, Register.open(places[2]) as three:
        one_round((one, two, three), 1)
    longest = 2 * (time.monotonic() - started)
    known = [look(path) for path in places]
    patience = 1.0  # a machine that is busy meanwhile gets a round done now and then all the same
    with Forks() as forks:
        for instant in instants(kills, longest, seed=kills):
            ended = forks.kill_after(forks.start("merge", *map(str, places)), instant * patience)
            patience = max(1.0, patience / _STEP) if ended.acknowledged else min(_MOST, patience * _STEP)
            assert ended.status == -9, ended.said
            now = [look(path) for path in places]
            for before, after in zip(known, now, strict=True):
                assert all(old <= new for old, new in zip(before, after, strict=True)), "nothing goes back"
            assert all(min(now[0]) >= number for number in ended.acknowledged)
            known = now
    assert min(known[0]) > kills // 20, "hardly anything was shared before the kills"
    print(f"{kills} kills, {min(known[0])} rounds, none lost")  # noqa: T201  shown with -rP
    with Register.open(places[0]) as one, Register.open(places[1]) as two, Register.open(places[2]) as three:
        for _ in range(3):
            for register in (one, two, three):
                share(register)
    assert len({git(path, "rev-parse", "HEAD^{tree}") for path in places}) == 1
    for path in places:
        assert temporaries(path) == []
        assert fsck(path) == ""
