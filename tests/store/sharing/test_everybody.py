"""Everybody shares with everybody, through a repository of each: one tree, then quiet, with few merges."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from store.people import Person
from store.register import Register
from store.sharing.joining import join
from store.sharing.partners import add_partner
from tests.store.sharing.conftest import bare, change, create, git, share, states, tree

pytestmark = pytest.mark.long
COUNT, ROUNDS = 4, 4
ID = "anna-a2a2"


@pytest.fixture
def registers(register: Register, tmp_path: Path) -> Iterator[list[Register]]:
    """Registers, each with a repository of its own, which is a partner of all."""
    hubs = [bare(tmp_path / f"hub{number}.git") for number in range(COUNT)]
    with ExitStack() as stack:
        add_partner(register.repository, "P0", hubs[0])
        share(register)
        found = [register]
        found += [
            stack.enter_context(join(hubs[0], tmp_path / f"r{number}", "P0")) for number in range(1, COUNT)
        ]
        for made in found:
            for number in range(1, COUNT):
                add_partner(made.repository, f"P{number}", hubs[number])
        share(register)
        yield found


def test_everybody_with_everybody(registers: list[Register]) -> None:
    chance = random.Random(7)
    for round_ in range(ROUNDS):
        for number, register in enumerate(registers):
            who = Person(f"P{number}", f"p{number}@beispiel.invalid")
            create(register, f"neu-{number}-{round_}", who)
            if chance.random() < 0.5:
                change(register, ID, who, summary=f"{number}, {round_}")
        if round_ % 2:  # all take before anyone hands out
            for register in registers:
                share(register, give=False)
        for register in chance.sample(registers, COUNT):
            assert not [state for state in states(share(register)) if ":" in state]
    for register in registers:
        share(register)
    assert len({tree(register) for register in registers}) == 1
    heads = [git(register.path, "rev-parse", "HEAD") for register in registers]
    for register in registers:
        assert states(share(register)) == ["up_to_date"] * COUNT
    assert [git(register.path, "rev-parse", "HEAD") for register in registers] == heads
    merges = int(git(registers[0].path, "rev-list", "--merges", "--count", "HEAD"))
    assert merges <= ROUNDS * COUNT * 2, "about as many as there were registers with something new"
    names = {row.id for row in registers[-1].snapshot.rows()}
    assert {f"neu-{number}-{round_}" for number in range(COUNT) for round_ in range(ROUNDS)} <= names
