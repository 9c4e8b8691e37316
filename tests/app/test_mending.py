"""A record whose file cannot be read comes back as it could be read last: on the screen and by the verb."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from store.register import Register
from tests.app.conftest import WESERTOR, Open, press, seen, until
from tests.store.conftest import subject
from tests.store.sharing.conftest import git
from tui.screens.confirm import Confirm

FILE = f"actors/{WESERTOR}.toml"


def break_it(register: Register) -> str:
    """Commit a file that cannot be read; what it held before."""
    before = (register.path / FILE).read_text(encoding="utf-8")
    (register.path / FILE).write_text("<<<<<<< hier\n" + before, encoding="utf-8")
    git(register.path, "-c", "user.name=C", "-c", "user.email=c@x.invalid", "commit", "-qam", "Irgendwie")
    register.refresh()
    return before


async def test_the_problem_screen_brings_it_back(phones: Register, opened: Open) -> None:
    before = break_it(phones)
    async with opened(phones) as pilot:
        await press(pilot, "7")
        await until(pilot, lambda: "<<<<<<<" in seen(pilot))
        await press(pilot, "b")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        await until(pilot, lambda: "as it could be read" in seen(pilot))
        await press(pilot, "enter")
        await until(pilot, lambda: git(phones.path, "show", f"HEAD:{FILE}") == before.strip())
    assert (phones.path / FILE).read_text(encoding="utf-8") == before


def test_the_verb_brings_it_back_and_says_so(phones: Register) -> None:
    before = break_it(phones)
    command = [sys.executable, "-m", "tui.cli", "-C", str(phones.path), "--json", "mend", WESERTOR]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["commit"] == git(phones.path, "rev-parse", "HEAD")
    assert (phones.path / FILE).read_text(encoding="utf-8") == before
    again = subprocess.run(command, capture_output=True, text=True, check=False)
    assert json.loads(again.stdout)["error"]["code"] == "is_readable"


@pytest.mark.parametrize("words", ["name = [", "\x00"])
def test_what_could_never_be_read_is_said(phones: Register, words: str) -> None:
    (phones.path / "actors/neu-a2a2.toml").write_text(words)
    git(phones.path, "add", "-A")
    git(phones.path, "-c", "user.name=C", "-c", "user.email=c@x.invalid", "commit", "-qm", subject([]))
    command = [sys.executable, "-m", "tui.cli", "-C", str(phones.path), "--lang", "en", "mend", "neu-a2a2"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (4, "")
    assert "could ever be read" in done.stderr
    assert "Traceback" not in done.stderr
