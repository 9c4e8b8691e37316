"""What a package may load, proven in a process of its own: the contract speaks of source, this of effect."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.house.sources import modules

SCREEN = ("textual", "rich")
GIT = ("git", "gitdb")

LOAD = """
import importlib, json, sys
for name in json.loads(sys.argv[1]):
    importlib.import_module(name)
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def loaded_by(names: list[str]) -> set[str]:
    """Import modules in a fresh process; return all top-level packages that are then loaded."""
    command = [sys.executable, "-c", LOAD, json.dumps(names)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


@pytest.mark.parametrize(
    ("package", "forbidden"),
    [("schemas", (*SCREEN, *GIT, "store", "tui")), ("store", (*SCREEN, "tui"))],
)
def test_a_package_never_loads_what_is_above_it(package: str, forbidden: tuple[str, ...]) -> None:
    loaded = loaded_by(modules(package))
    assert package in loaded
    assert loaded.isdisjoint(forbidden), sorted(loaded & set(forbidden))
