"""Many copies, one folder, whoever comes by: all come to the same, and then nobody writes any more."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.register import Register
from store.sharing import mailbox
from store.sharing.bundles import write_file
from store.sharing.joining import join
from store.sharing.partners import add_partner
from tests.store.sharing.conftest import change, create, share, tree

ID = "anna-a2a2"


@pytest.fixture
def copies(register: Register, tmp_path: Path) -> Iterator[list[Register]]:
    """Four copies of a register that share through a folder."""
    box = tmp_path / "box"
    box.mkdir()
    write_file(register.repository, tmp_path / "x.knoten")
    with contextlib.ExitStack() as stack:
        file = str(tmp_path / "x.knoten")
        found = [register, *(stack.enter_context(join(file, tmp_path / name, name)) for name in "bcd")]
        for copy in found:
            add_partner(copy.repository, "Folder", str(box))
        yield found


def state(box: Path) -> dict[str, bytes]:
    """What lies in a folder."""
    return {path.name: path.read_bytes() for path in box.iterdir()}


@pytest.mark.parametrize(
    "seed", [1, pytest.param(2, marks=pytest.mark.long), pytest.param(3, marks=pytest.mark.long)]
)
@pytest.mark.parametrize("full_below", [0, pytest.param(mailbox.FULL_BELOW, marks=pytest.mark.long)])
def test_they_come_to_the_same_and_go_quiet(
    copies: list[Register], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, full_below: int
) -> None:
    monkeypatch.setattr(mailbox, "FULL_BELOW", full_below)
    chance = random.Random(seed)
    made = []
    for turn in range(10):
        copy = chance.choice(copies)
        if chance.random() < 0.3 and ID in copy.snapshot:
            change(copy, ID, summary=f"turn {turn}")
        else:
            made.append(f"a{turn}-a2a2")
            create(copy, made[-1])
        if chance.random() < 0.6:
            assert share(copy).ok
        if turn == 6:  # the folder was emptied, as sticks are
            for file in (tmp_path / "box").iterdir():
                file.unlink()
    for _ in range(3):
        for copy in copies:
            assert share(copy).ok
    assert len({tree(copy) for copy in copies}) == 1
    assert set(made) <= {row.id for row in copies[0].snapshot.rows("actor")}
    before = state(tmp_path / "box")
    assert len(before) == len(copies)
    for copy in copies:
        assert share(copy).ok
    assert state(tmp_path / "box") == before


def test_all_at_once_go_quiet(copies: list[Register], tmp_path: Path) -> None:
    """Everyone reads before anyone writes: the same merge is made everywhere."""
    for number, copy in enumerate(copies):
        create(copy, f"a{number}-a2a2")
    for copy in copies:
        assert share(copy, take=False).ok
    for copy in copies:
        assert share(copy, give=False).ok
    assert len({tree(copy) for copy in copies}) == 1
    for copy in copies:
        assert share(copy).ok
    before = state(tmp_path / "box")
    for copy in copies:
        assert share(copy).ok
    assert state(tmp_path / "box") == before
