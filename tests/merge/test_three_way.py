"""Two sides that fork, edit and meet: judged by the causal oracle, and the same whatever ids commits have."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.merge.three_way import play_case

PORTIONS = 20
ROOT = Path(__file__).resolve().parents[2]
HEADS = """
from tests.merge.three_way import heads_of
print(*(head for seed in range(3001, 3013, 2) for head in heads_of(seed)))
"""


@given(st.integers(0, 1 << 30))
def test_a_case(seed: int) -> None:
    assert play_case(seed * 4)["cases"] == 1  # every fourth is played both ways round


def test_the_machine_decides_nothing() -> None:
    """Other order of sets, other time zone, other language: the same commits, byte for byte."""
    found = set()
    for chance, zone, language in (
        ("0", "UTC", "C"),
        ("7", "Asia/Tokyo", "tr_TR.UTF-8"),
        ("8", "EST5EDT", "C.UTF-8"),
    ):
        environment = os.environ | {"PYTHONHASHSEED": chance, "TZ": zone, "LC_ALL": language}
        command = [sys.executable, "-c", HEADS]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
        found.add(done.stdout)
    assert len(found) == 1
    assert len(found.pop().split()) == 12


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
