"""kill -9 while a register is joined or made: it is whole, or making it again in its folder is enough."""

from __future__ import annotations

import contextlib
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from store.errors import Locked, UsageFault
from store.init import init_register
from store.platform import RegisterLock
from store.register import Register
from store.sharing.joining import join
from store.sharing.partners import add_partner, list_partners
from store.sharing.share import Share
from tests.faults.forks import Forks, instants
from tests.faults.jobs import ANNA, COUNTER, save_next, subject
from tests.faults.making import place_of
from tests.faults.register_tools import fsck, make, temporaries, unsaved

KILLS = [6, pytest.param(150, marks=[pytest.mark.long, pytest.mark.timeout(1800)])]


@pytest.fixture
def hub(tmp_path: Path) -> str:
    """The address of a bare repository that holds a register."""
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(tmp_path / "hub.git")], check=True)
    address = f"file://{tmp_path}/hub.git"
    with Register.open(make(tmp_path / "other")) as partner:
        add_partner(partner.repository, "Hub", address)
        with Share(partner) as under_way:
            under_way.fetch()
            under_way.carry_out(under_way.preview(), subject, person=ANNA)
    return address


@pytest.fixture
def forks() -> Iterator[Forks]:
    """The server of processes."""
    with Forks() as server:
        yield server


def whole(path: Path) -> None:
    """The register opens, saves, and has nothing half about it."""
    with Register.open(path) as register:
        assert register.troubles() == []
        assert list(register.snapshot.problems) == []
        assert unsaved(path) == []
        if COUNTER in register.snapshot:
            assert [partner.name for partner in list_partners(register.repository)] == ["Hub"]
            save_next(register)
        else:
            with register.writing():
                pass  # what clears up
    assert temporaries(path) == []
    assert fsck(path) == ""


def make_again(path: Path, again: Callable[[Path], Register]) -> bool:
    """Make it once more in the same folder; whether that was needed."""
    with contextlib.suppress(UsageFault):  # folder_not_empty: it is there
        again(path).close()
        return True
    return False


def kill_and_look(
    forks: Forks, job: tuple[str, ...], folder: Path, again: Callable[[Path], Register], kills: int
) -> None:
    started = time.monotonic()
    again(place_of(folder, 0)).close()
    longest = 1.5 * (time.monotonic() - started) + 0.1
    done = needed = 0
    for instant in instants(kills, longest, seed=kills):
        ended = forks.kill_after(forks.start(job[0], *job[1:], str(folder), done + 1), instant)
        assert ended.status == -9, ended.said
        made = ended.acknowledged[-1] if ended.acknowledged else done
        for number in range(done + 1, made + 1):
            whole(place_of(folder, number))
        done = made + 1
        needed += make_again(place_of(folder, done), again)
        whole(place_of(folder, done))
    print(f"{kills} kills, {done} registers, {needed} made again")  # noqa: T201  shown with -rP


@pytest.mark.parametrize("kills", KILLS)
def test_what_a_killed_join_left_is_joined_again(tmp_path: Path, forks: Forks, hub: str, kills: int) -> None:
    kill_and_look(forks, ("join", hub), tmp_path, lambda path: join(hub, path, "Hub"), kills)


@pytest.mark.parametrize("kills", [3, *KILLS[1:]])
def test_what_a_killed_init_left_is_made_again(tmp_path: Path, forks: Forks, kills: int) -> None:
    def again(path: Path) -> Register:
        return init_register(path, "Probe", subject=str, person=ANNA)

    kill_and_look(forks, ("init",), tmp_path, again, kills)


def test_what_is_a_persons_is_never_taken_for_a_left_over(tmp_path: Path, hub: str) -> None:
    for name in (".git/x", ".knoten/x", "x"):
        path = tmp_path / name.replace("/", "-")
        (path / name).parent.mkdir(parents=True)
        (path / name).write_text("mine")
        with pytest.raises(UsageFault, match="folder_not_empty"):
            join(hub, path, "Hub")
        assert (path / name).read_text() == "mine"


def test_a_folder_in_which_another_program_is_at_work_is_left_alone(
    tmp_path: Path, hub: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = tmp_path / "neu/.knoten"
    private.mkdir(parents=True)
    monkeypatch.setattr(RegisterLock.acquire, "__defaults__", (0.1,))
    with RegisterLock(str(private / "lock")), pytest.raises(Locked, match="register_locked"):
        join(hub, private.parent, "Hub")
    join(hub, private.parent, "Hub").close()


def test_a_join_that_fails_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "leer").mkdir()
    for name in ("leer", "neu"):
        with pytest.raises(Exception, match="partner_"):
            join(f"file://{tmp_path}/nirgends.git", tmp_path / name, "Hub")
    assert list((tmp_path / "leer").iterdir()) == []
    assert not (tmp_path / "neu").exists()
