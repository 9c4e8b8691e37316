"""Registers to break, and what must hold of them whatever happened."""

from __future__ import annotations

import subprocess
from pathlib import Path

from store import files
from store.init import init_register
from store.register import Register
from store.saving import new_edit
from tests.faults.jobs import ANNA, COUNTER, actor, count, number_of, subject


def git(path: Path, *arguments: str) -> str:
    """Plain git, as a colleague would call it."""
    done = subprocess.run(["git", "-C", str(path), *arguments], capture_output=True, text=True, check=True)
    return (done.stdout + done.stderr).strip()


def fsck(path: Path) -> str:
    """What git finds wrong with its objects."""
    return git(path, "fsck", "--strict", "--no-dangling")


def make(path: Path) -> Path:
    """A register with the counter at 0 and some others."""
    with init_register(path, "Probe", subject=str, person=ANNA) as register:
        others = [new_edit("actor", actor(f"andere-{number}")) for number in range(20)]
        register.save([new_edit("actor", actor(COUNTER, "0")), *others], subject)
    return path


def temporaries(path: Path) -> list[str]:
    """What a write left half-way, anywhere in the register."""
    return [str(found) for found in path.rglob(f"{files.TEMPORARY}*")]


def unsaved(path: Path) -> list[str]:
    """What plain git shows as not saved; a temporary file may wait for the next save."""
    shown = git(path, "status", "--porcelain").splitlines()
    return [line for line in shown if files.TEMPORARY not in line]


def whole_number(path: Path) -> int:
    """Open at once; the number that was saved last, which is there whole, in the files and in git."""
    with Register.open(path) as register:
        number = count(register)
        numbers = [row.id for row in register.snapshot.rows("actor") if row.id.startswith("nummer-")]
        assert numbers == ([number_of(str(number))] if number else [])
        assert register.troubles() == []
        assert list(register.snapshot.problems) == []
    assert f'summary = "{number}"' in git(path, "show", f"HEAD:actors/{COUNTER}.toml")
    assert unsaved(path) == []
    return number
