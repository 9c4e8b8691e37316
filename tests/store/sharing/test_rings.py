"""Partners who share in a ring, all at once, without anyone in the middle: one tree, and then quiet."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest

from store.people import Person
from store.register import Register
from store.sharing.joining import join
from store.sharing.partners import add_partner
from tests.store.sharing.conftest import bare, create, delete, git, share, states, tree


class Ring(NamedTuple):
    """Registers, of which each shares through the bare repositories to its left and right."""

    registers: list[Register]
    chance: random.Random


@pytest.fixture(
    params=[(3, 1), pytest.param((5, 3), marks=pytest.mark.long)], ids=["3 partners", "5 partners"]
)
def ring(request: pytest.FixtureRequest, register: Register, tmp_path: Path) -> Iterator[Ring]:
    """Registers with the same first history, wired in a ring of bare repositories."""
    size, seed = request.param
    hubs = [bare(tmp_path / f"hub{number}.git") for number in range(size)]
    with ExitStack() as stack:
        registers = [register]
        for name in ("anna", "carl", "dora", "emil"):
            create(register, f"{name}-start")
        add_partner(register.repository, "right", hubs[0])
        share(register)
        for number in range(1, size):
            made = stack.enter_context(join(hubs[number - 1], tmp_path / f"r{number}", "left"))
            add_partner(made.repository, "right", hubs[number])
            share(made)
            registers.append(made)
        add_partner(register.repository, "left", hubs[-1])
        yield Ring(registers, random.Random(seed))


def act(ring: Ring, number: int, name: str) -> None:
    """Somebody adds a record that nobody else has, now and then deletes an own one, or writes the README."""
    register = ring.registers[number]
    who = Person(f"P{number}", f"p{number}@beispiel.invalid")
    create(register, f"neu-{number}-{name}", who, summary=name)
    if ring.chance.random() < 0.3:
        delete(register, f"neu-{number}-{name}")
    if ring.chance.random() < 0.3:
        (register.path / "README.md").write_text(f"von {number}, {name}\n")
        register.save_hand_edits(lambda _changes: "README", person=who)


def test_a_ring_converges_and_goes_quiet(ring: Ring) -> None:
    registers, chance = ring
    for number in range(len(registers)):
        act(ring, number, "eins")
    for _ in range(3):
        for number in chance.sample(range(len(registers)), len(registers)):
            share(registers[number])
    assert len({tree(register) for register in registers}) == 1
    heads = {register.path: git(register.path, "rev-parse", "HEAD") for register in registers}
    for number in chance.sample(range(len(registers)), len(registers)):
        assert states(share(registers[number])) == ["up_to_date"] * 2
    assert {register.path: git(register.path, "rev-parse", "HEAD") for register in registers} == heads


@pytest.mark.parametrize("ring", [(3, 2)], ids=["3 partners"], indirect=True)
def test_a_ring_at_the_same_instant_goes_quiet(ring: Ring) -> None:
    """All take before anyone hands out, so that no two merge in the same order."""
    registers, chance = ring
    for number in range(len(registers)):
        act(ring, number, "zugleich")
    for _ in range(2):
        for number in chance.sample(range(len(registers)), len(registers)):
            share(registers[number], give=False)
        for number in chance.sample(range(len(registers)), len(registers)):
            share(registers[number], take=False)
    for _ in range(3):
        for register in registers:
            share(register)
    assert len({tree(register) for register in registers}) == 1
    heads = [git(register.path, "rev-parse", "HEAD") for register in registers]
    for register in registers:
        assert states(share(register)) == ["up_to_date"] * 2
    assert [git(register.path, "rev-parse", "HEAD") for register in registers] == heads
