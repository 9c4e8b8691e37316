"""Two sides that fork, edit and meet: judged by the causal oracle, and the same whatever ids commits have."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.merge.three_way import play_case

PORTIONS = 20


@given(st.integers(0, 1 << 30))
def test_a_case(seed: int) -> None:
    assert play_case(seed * 4)["cases"] == 1  # every fourth is played both ways round


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("portion", range(PORTIONS))
def test_twenty_thousand_cases(portion: int) -> None:
    counts = Counter[str]()
    for seed in range(portion * 1000, portion * 1000 + 1000):
        counts += play_case(seed)
    assert counts["cases"] == 1000
    assert counts["disputed value"] > 1000
    assert counts["disputed text"] > 200
    assert counts["false conflict"] <= counts["disputed value"] // 100
