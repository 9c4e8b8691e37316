"""kill -9 while a file is taken in, or a folder shared through: the old register or the new, never half."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from store.git import bundle
from store.register import Register
from store.saving import new_edit
from store.sharing.bundles import FileShare, write_file
from store.sharing.joining import join
from store.sharing.partners import add_partner
from store.sharing.share import Share, ShareOptions
from tests.faults.forks import ROOT, instants
from tests.faults.jobs import ANNA, actor, subject
from tests.faults.register_tools import fsck, make, unsaved

KILLS = [2, pytest.param(60, marks=[pytest.mark.long, pytest.mark.timeout(1800)])]

TAKER = """
import sys
from tests.faults.test_file_kills import take
print("go", flush=True)
take(sys.argv[1], sys.argv[2])
"""
SHARER = """
import sys
from tests.faults.test_file_kills import share_on
print("go", flush=True)
share_on(sys.argv[1], int(sys.argv[2]))
"""


def take(path: str, file: str) -> None:
    """Take a file in."""
    options = ShareOptions()
    with Register.open(Path(path)) as register, FileShare(register, Path(file), options=options) as share:
        share.fetch()
        result = share.carry_out(share.preview(), subject, person=ANNA)
        assert result.ok, result


def share_on(path: str, first: int) -> None:
    """Add a record and share, again and again."""
    with Register.open(Path(path)) as register:
        for number in range(first, first + 1000):
            register.save([new_edit("actor", actor(f"neu-{number}"))], subject, person=ANNA)
            share_once(register)
            print(number, flush=True)  # noqa: T201  what is acknowledged


def share_once(register: Register) -> None:
    """Share with all partners."""
    with Share(register) as share:
        share.fetch()
        assert share.carry_out(share.preview(), subject, person=ANNA).ok


def killed_after(code: str, seconds: float, *arguments: str | Path | int) -> str:
    """Run until killed so long after it has begun; what it said, once all it started is gone as well."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as doomed:
        assert doomed.stdout is not None
        assert doomed.stdout.readline() == "go\n"
        time.sleep(seconds)
        doomed.kill()
        return doomed.stdout.read()


def ids(path: Path) -> set[str]:
    """The records of a register that is whole."""
    with Register.open(path) as register:
        assert register.troubles() == []
        assert list(register.snapshot.problems) == []
        return {row.id for row in register.snapshot.rows("actor")}


@pytest.mark.parametrize("kills", KILLS)
def test_taking_a_file(tmp_path: Path, kills: int) -> None:
    old = make(tmp_path / "old")
    shutil.copytree(old, tmp_path / "more")
    added = {f"neu-{number}" for number in range(60)}
    with Register.open(tmp_path / "more") as more:
        more.save([new_edit("actor", actor(name)) for name in sorted(added)], subject, person=ANNA)
        write_file(more.repository, tmp_path / "x.knoten")
    before = ids(old)
    started = time.monotonic()
    shutil.copytree(old, tmp_path / "tried")
    take(str(tmp_path / "tried"), str(tmp_path / "x.knoten"))
    longest = (time.monotonic() - started) * 1.3
    for number, instant in enumerate(instants(kills, longest, seed=kills)):
        path = tmp_path / f"register-{number}"
        shutil.copytree(old, path)
        killed_after(TAKER, instant, path, tmp_path / "x.knoten")
        assert ids(path) in (before, before | added)
        assert fsck(path) == ""
        take(str(path), str(tmp_path / "x.knoten"))
        assert ids(path) == before | added
        assert unsaved(path) == []
        refs = Path(path, ".git", "refs", "knoten")
        assert [found for found in refs.rglob("*") if found.is_file()] == []


@pytest.mark.parametrize("kills", KILLS)
def test_sharing_through_a_folder(tmp_path: Path, kills: int) -> None:
    box = tmp_path / "box"
    box.mkdir()
    path = make(tmp_path / "register")
    with Register.open(path) as register:
        add_partner(register.repository, "Folder", str(box))
        share_once(register)
    with join(str(box), tmp_path / "other", "Folder") as other:
        told: set[str] = set()
        for number, instant in enumerate(instants(kills, 1.2, seed=kills)):
            said = killed_after(SHARER, instant, path, 1000 * number)
            told |= {f"neu-{line}" for line in said.split()}
            assert told <= ids(path)
            # What was said to be handed out arrives, and nothing half does.
            share_once(other)
            assert told <= {row.id for row in other.snapshot.rows("actor")}
            assert all(bundle.is_whole(str(file)) for file in box.glob("*.knoten"))
        ancient = time.time() - 7200
        for left in box.glob(".knoten-tmp-*"):
            os.utime(left, (ancient, ancient))
        with Register.open(path) as register:
            register.save([new_edit("actor", actor("letzte"))], subject, person=ANNA)
            share_once(register)
        assert len(list(box.iterdir())) == 2
        share_once(other)
        assert "letzte" in other.snapshot
    assert fsck(path) == ""
