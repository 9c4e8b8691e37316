"""Networks of 2 to 7 partners under the causal oracle: nothing lost, nothing back, one tree, then silence."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.merge.acts import ACTS, run
from tests.merge.long import SETS, plan, play
from tests.merge.network import Step

LONG = 40  # steps; runs of more take long
LINES = (Path(__file__).parent / "seeds.txt").read_text(encoding="utf-8").splitlines()
SEEDS = [
    pytest.param(count, seed, marks=[pytest.mark.long] if count > LONG else [])
    for count, seed in (map(int, line.split()[:2]) for line in LINES if not line.startswith("#"))
]
NUMBERS = st.integers(0, 419)
STEPS = st.builds(Step, st.sampled_from(list(ACTS)), NUMBERS, NUMBERS, st.integers(0, 1 << 30))


@settings(max_examples=12)
@given(
    steps=st.lists(STEPS, max_size=20),
    partners=st.integers(2, 5),
    files=st.sampled_from(SETS),
    seed=st.integers(0, 10) | st.integers(3000, 3100),
)
def test_a_network_keeps_what_people_wrote_and_goes_quiet(
    steps: list[Step], partners: int, files: tuple[str, ...], seed: int
) -> None:
    network = run(steps, partners, files, seed, silent_days=4)
    assert len({frozenset(network.history.trees[partner.head].items()) for partner in network.partners}) == 1


@pytest.mark.parametrize(("count", "seed"), SEEDS)
def test_what_once_went_wrong_stays_right(count: int, seed: int) -> None:
    steps, partners, files = plan(seed, count)
    assert run(steps, partners, files, seed, silent_days=4).counts["runs"]


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("first", range(1000, 1100, 10))
def test_long_runs(first: int) -> None:
    faults = [fault for seed in range(first, first + 10) if (fault := play((seed, 80, frozenset()))[2])]
    assert not faults, "\n".join(faults)


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", range(2000, 2004))
def test_runs_of_two_hundred_steps(seed: int) -> None:
    assert not play((seed, 200, frozenset()))[2]
