"""The first contact with a partner's machine, over a real sshd: its key is shown, and accepted by a yes."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.store.git import test_ssh
from tests.tui.cli.conftest import run_here, run_on_terminal

if TYPE_CHECKING:
    from pathlib import Path

server = test_ssh.server


@pytest.fixture
def stranger(server: test_ssh.Host, monkeypatch: pytest.MonkeyPatch) -> str:
    """A machine that serves an empty repository and is not known here yet; its address."""
    monkeypatch.setenv("GIT_SSH_COMMAND", f"ssh -F {server.place}/config")
    (server.place / "known_hosts").write_text("")
    return server.address.text


def fingerprint(server: test_ssh.Host) -> str:
    """What the people there read out on the telephone."""
    command = ["ssh-keygen", "-l", "-f", str(server.place / "host.pub")]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[1]


def test_a_machine_is_accepted_by_its_fingerprint(
    register: Path, server: test_ssh.Host, stranger: str
) -> None:
    assert run_here("partner", "add", "Fern", stranger).code == 0
    refused = run_here("share", "--json")
    assert refused.code == 3
    assert refused.document["partners"][0]["error"]["code"] == "partner_host_key_unknown"
    code, printed = run_on_terminal("partner", "login", "Fern", typed="n\n")
    assert code == 2
    assert fingerprint(server) in printed
    assert (server.place / "known_hosts").read_text() == ""
    assert run_on_terminal("partner", "login", "Fern", typed="j\n")[0] == 0
    given = run_here("share", "--json")
    assert given.code == 0, given.err
    assert given.document["partners"][0]["state"] == "given"


def test_joining_a_machine_that_is_not_known_yet(
    register: Path, server: test_ssh.Host, stranger: str, tmp_path: Path
) -> None:
    subprocess.run(["git", "push", "--quiet", str(server.bare), "+main"], cwd=register, check=True)
    refused = run_here("join", stranger, str(tmp_path / "zwei"), "--json")
    assert (refused.code, refused.document["error"]["code"]) == (3, "partner_host_key_unknown")
    code, printed = run_on_terminal("join", stranger, str(tmp_path / "zwei"), typed="j\n")
    assert code == 0, printed
    assert fingerprint(server) in printed
    assert len(run_here("-C", str(tmp_path / "zwei"), "list", "actors", "--json").document) == 3
