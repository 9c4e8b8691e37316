"""Setting up from a fresh clone: what is installed is pinned, and what is missing is said in a sentence."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.house.sources import ROOT

if TYPE_CHECKING:
    from pathlib import Path

LOCKS = ("requirements.lock", "requirements-dev.lock")


def pins(lock: str) -> dict[str, str]:
    """Return name and version of everything in a lock file."""
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_pin_everything_and_name_no_place(lock: str) -> None:
    words = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(r"://|file:|^-", words, re.MULTILINE)
    requirements = re.findall(r"^\S+", words, re.MULTILINE)
    assert len(requirements) > 20
    assert len(requirements) == len(re.findall(r"^\S+==.*\\\n +--hash=sha256:", words, re.MULTILINE))


def test_both_locks_agree() -> None:
    few, many = map(pins, LOCKS)
    assert {"textual", "pydantic", "tomli", "tomli-w", "gitpython", "hatchling", "babel"} <= few.keys()
    assert few.items() <= many.items()


def fit(python: str) -> subprocess.CompletedProcess[str]:
    """Ask whether an interpreter will do."""
    return subprocess.run(
        [str(ROOT / ".ci" / "python-is-fit"), python], capture_output=True, text=True, check=False
    )


def pretended(folder: Path, script: str) -> str:
    """Make a program that answers as an interpreter would."""
    program = folder / "python"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    return str(program)


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (None, "none was found"),
        ('[ "$1" = -V ] && echo Python 3.9.2 && exit; exit 1', "is Python 3.9.2"),
        ('case "$2" in *ensurepip*) exit 1;; esac', "apt-get install python3-venv"),
    ],
)
def test_an_unfit_interpreter_is_refused_in_one_sentence(
    script: str | None, said: str, tmp_path: Path
) -> None:
    done = fit(pretended(tmp_path, script) if script else "")
    assert done.returncode == 1
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_fit_interpreter_is_taken() -> None:
    done = fit("python3")
    assert (done.returncode, done.stderr) == (0, "")
