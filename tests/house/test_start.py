"""What starting costs: the verbs that scripts call all day load nothing heavy."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

SCREEN = {"textual", "rich"}
HEAVY = SCREEN | {"pydantic", "pydantic_core", "git", "gitdb", "tomli_w", "anyascii"}
MINUTE_AGO = time.time() - 60

RUN = """
import atexit, json, sys
def tell():
    print(json.dumps(sorted(sys.modules)), file=sys.stderr)
atexit.register(tell)
from tui.cli import main
sys.argv[0] = "knoten"
sys.exit(main())
"""


def loaded(*arguments: str) -> set[str]:
    """Run `knoten` with arguments; return all modules that are loaded when it ends."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stderr.splitlines()[-1]))


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """Make a register with one actor, through the command line."""
    folder = tmp_path / "netz"
    loaded("init", str(folder), "--name", "Netz")
    loaded("-C", str(folder), "new", "actor", "--set", "name=Treff", "kind=treff", "status=active")
    return folder


@pytest.mark.parametrize("arguments", [("--help",), ("--version",)])
def test_help_loads_nothing_heavy(arguments: tuple[str, ...]) -> None:
    assert loaded(*arguments).isdisjoint(HEAVY | {"store.register", "tomli"})


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_a_warm_list_loads_neither_screen_nor_models_nor_git(register: Path, form: tuple[str, ...]) -> None:
    command = ("-C", str(register), "list", "actors", "treff", *form)
    for path in register.rglob("*.toml"):
        # What was written a moment ago is always read again: its time cannot tell if it changed since.
        os.utime(path, (MINUTE_AGO, MINUTE_AGO))
    loaded(*command)
    assert loaded(*command).isdisjoint(HEAVY)


@pytest.mark.parametrize("verb", [("list", "actors"), ("check",), ("status",), ("log",)])
def test_verbs_never_load_the_screen(register: Path, verb: tuple[str, ...]) -> None:
    assert loaded("-C", str(register), *verb).isdisjoint(SCREEN)
