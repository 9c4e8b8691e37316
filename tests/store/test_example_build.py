"""The example network as it is built: three real registers that share, the same on every machine."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

import pytest

from store.changes import FieldChange
from store.errors import UsageFault
from store.example.build import build_example, built_registers
from store.people import read_person
from store.register import Register
from store.sharing.partners import standings
from store.sharing.share import Share

DAY = date(2026, 11, 22)


def subject(changes: Sequence[FieldChange], title: Callable[[str], str | None]) -> str:
    return f"{title(changes[0].record) or changes[0].record}: {len(changes)}"


def build(directory: Path, day: date = DAY) -> list[Path]:
    return build_example(directory, day, subject=subject, first_subject=str)


def git(where: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(where), *arguments], capture_output=True, check=True, text=True)
    return done.stdout.strip()


@pytest.fixture(scope="module")
def registers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Path]]:
    """Built once: nothing of the machine's git configuration, half a world away from Kassel."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        patch.setenv("TZ", "XXX-9")
        time.tzset()
        yield build(tmp_path_factory.mktemp("example"))
    time.tzset()


def test_three_registers_and_what_stands_in_them(registers: list[Path]) -> None:
    assert [path.name for path in registers] == [
        "sozialplanung",
        "freiwilligenagentur",
        "nachbarschaftshilfe",
    ]
    with Register.open(registers[0]) as register:
        assert register.snapshot.config.name == "Netzwerk Kassel (Beispiel)"
        assert "erfunden" in register.snapshot.config_data()["remarks"]
        assert register.snapshot.counts == {"actor": 42, "topic": 12, "group": 8}
        assert not register.snapshot.problems
        assert not register.hand_edits()
        person = read_person(register.repository)
        assert person is not None
        assert person.actor in register.snapshot


def test_what_the_check_finds_is_there_on_purpose(registers: list[Path]) -> None:
    with Register.open(registers[0], read_only=True) as register:
        found = sorted((problem.code, problem.record) for problem in register.snapshot.check(DAY))
    assert found == [
        ("dangling_link", "stadtteiltreff-helleboehn-x4me"),
        ("invalid_ballot", "ortsbeirat-fasanenhof-a6kp"),
        ("one_sided", "atempause-n5xq"),
        ("one_sided", "quartier-forstfeld-v2pb"),
        ("one_sided", "wohnen-west-f2zt"),
    ]


def test_something_waits_at_both_partners_and_can_be_taken(registers: list[Path], tmp_path: Path) -> None:
    with Register.open(registers[0]) as register:
        apart = {
            standing.partner.name: (standing.ahead, standing.behind)
            for standing in standings(register.repository, register.path)
        }
        assert apart == {"Freiwilligenagentur": (2, 3), "Nachbarschaftshilfe": (2, 2)}
        with Share(register) as share:
            share.fetch()
            preview = share.preview()
        assert not preview.asks
        assert all(plan.error is None and not plan.held for plan in preview.partners)
        assert [len(plan.taken) for plan in preview.partners] == [4, 4]


def test_history_of_half_a_year_with_merges(registers: list[Path]) -> None:
    log = git(
        registers[0], "log", "--format=%an|%ad|%(trailers:key=Knoten-Actor,valueonly)", "--date=iso-strict"
    )
    saves = [line.split("|") for line in log.splitlines() if line.count("|") == 2]
    people = {name for name, _, actor in saves if actor}
    assert len(people) == 6
    assert len([line for line in saves if line[2]]) >= 70
    times = [datetime.fromisoformat(when) for _, when, _ in saves]
    assert max(times).date() < DAY
    assert (max(times) - min(times)).days > 170
    assert int(git(registers[0], "rev-list", "--merges", "--count", "HEAD")) >= 10


def test_plain_git_finds_nothing_amiss(registers: list[Path]) -> None:
    for path in registers:
        assert git(path, "status", "--porcelain") == ""
        git(path, "fsck", "--strict", "--no-dangling")


@pytest.mark.long
def test_the_same_day_gives_the_same_commits(
    registers: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "XXX+7")
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    time.tzset()
    again = build(tmp_path / "Beispiel für 2 %")
    assert [git(path, "rev-parse", "HEAD") for path in again] == [
        git(path, "rev-parse", "HEAD") for path in registers
    ]


@pytest.mark.parametrize("existed", [True, False])
def test_who_stops_the_building_finds_nothing_left(tmp_path: Path, existed: bool) -> None:
    directory = tmp_path / "beispiel"
    if existed:
        directory.mkdir()

    def stop(done: int, total: int) -> None:
        if done == 6:  # the partners have joined
            assert built_registers(directory) == []
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_example(directory, DAY, subject=subject, first_subject=str, progress=stop)
    assert [path.name for path in tmp_path.rglob("*")] == (["beispiel"] if existed else [])


def test_what_was_built_is_found_again(registers: list[Path], tmp_path: Path) -> None:
    assert built_registers(registers[0].parent) == registers
    assert built_registers(tmp_path) == []


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageFault, match="folder_not_empty"):
        build(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
