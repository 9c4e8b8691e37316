"""What a share asks, refuses and stops at on the command line: always-asks, one way, Ctrl-C at a question."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.tui.cli.conftest import KNOTEN, run_here


@pytest.fixture
def other(register: Path, tmp_path: Path) -> Path:
    """A second register that shares with the first through a bare repository."""
    bare = tmp_path / "austausch.git"
    subprocess.run(["git", "init", "--quiet", "--bare", "-b", "main", str(bare)], check=True)
    assert run_here("partner", "add", "Agentur", f"file://{bare}").code == 0
    assert run_here("share").code == 0
    assert run_here("join", f"file://{bare}", str(tmp_path / "zwei"), "--name", "Stadt").code == 0
    return tmp_path / "zwei"


def test_ctrl_c_at_a_question_ends_at_once(register: Path, other: Path) -> None:
    assert run_here("set", "chor", "founded=1950").code == 0
    leader, follower = pty.openpty()
    with subprocess.Popen(
        [*KNOTEN, "share", "--lang", "en"],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:
        os.close(follower)
        printed = b""
        while b"Share now?" not in printed:
            printed += os.read(leader, 4096)
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        try:
            assert process.wait(timeout=5) == 130
        finally:
            process.kill()
    os.close(leader)
    assert run_here("partner", "list", "--json").document[0]["ahead"] == 1, "nothing was handed out"


def test_a_dry_run_says_what_would_be_refused(register: Path, other: Path) -> None:
    there = ("-C", str(other))
    records = [record["id"] for kind in ("actors", "topics", "groups") for record in
               run_here("list", kind, "--json").document]  # fmt: skip
    assert len(records) > 3
    for record in records:
        assert run_here(*there, "delete", record, "--yes").code == 0
    assert run_here(*there, "share").code == 0
    dry = run_here("share", "--dry-run", "--json")
    (partner,) = dry.document["partners"]
    assert (dry.code, partner["state"], partner["error"]["code"]) == (3, "stopped", "partner_deletions")
    assert len(dry.document["changes"]) == len(records), "and still shows what it is about"
    allowed = run_here("share", "--dry-run", "--allow-deletions", "--json")
    assert (allowed.code, allowed.document["partners"][0]["state"]) == (0, "planned")
    assert run_here("share", "--yes").code == 3, "a yes to all is no yes to this"
    assert run_here("list", "actors", "--json").document
    assert run_here("share", "--allow-deletions").code == 0


def test_a_dry_run_of_one_way_counts_that_way_alone(register: Path, other: Path) -> None:
    assert run_here("set", "chor", "founded=1950").code == 0
    assert run_here("-C", str(other), "set", "stadt-amt", "founded=1900").code == 0
    assert run_here("-C", str(other), "share").code == 0
    take = run_here("share", "--dry-run", "--take", "--json").document
    assert (take["partners"][0]["taken"], take["partners"][0]["given"]) == (["stadt-amt"], [])
    give = run_here("share", "--dry-run", "--give", "--json")
    assert (give.document["partners"][0]["taken"], give.document["changes"]) == ([], [])
    assert give.code == 3, "what the partner has comes first"
    assert give.document["partners"][0]["error"]["code"] == "partner_ahead"
    assert run_here("share", "--give").code == 3
    assert run_here("share", "--take").code == 0
    assert run_here("share", "--give", "--json").document["partners"][0]["given"] == ["chor"]


@pytest.mark.parametrize("place", ["~niemand-hier/register", "\0"])
def test_a_place_that_cannot_be_is_said_in_words(register: Path, place: str) -> None:
    for verb in (("status",), ("list", "actors")):
        done = run_here("-C", place, *verb, "--json")
        assert done.code in {2, 4}, done.err
        assert done.document["error"]["code"] != "crash"


@pytest.mark.parametrize("record", ["../../etc/passwd", "-x", ":/", "a/b", "", "\n"])
def test_an_id_that_cannot_be_has_no_history(register: Path, record: str) -> None:
    done = run_here("log", "--json", "--", record)
    assert done.code == (0 if record == "" else 2), done.out + done.err
