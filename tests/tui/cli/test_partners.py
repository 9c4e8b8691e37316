"""Partners on the command line: join, share, log, login; a shared bare repository between two registers."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT, need
from tests.tui.cli.conftest import KNOTEN, run_here, run_on_terminal, run_process


@pytest.fixture
def between(register: Path, tmp_path: Path) -> str:
    """Give out the register to a bare repository; return its address."""
    bare = tmp_path / "austausch.git"
    subprocess.run(["git", "init", "--quiet", "--bare", "-b", "main", str(bare)], check=True)
    address = f"file://{bare}"
    assert run_here("partner", "add", "Agentur", address).code == 0
    done = run_here("share", "--json")
    assert done.code == 0, done.err
    assert done.document["partners"][0]["state"] == "given"
    return address


@pytest.fixture
def other(between: str, tmp_path: Path) -> Path:
    """A second register, joined."""
    done = run_here("join", between, str(tmp_path / "zwei"), "--name", "Stadt", "--json")
    assert done.code == 0, done.err
    assert done.document["partner"] == "Stadt"
    return tmp_path / "zwei"


def test_a_change_goes_from_one_register_to_the_other(other: Path, register: Path) -> None:
    there = ("-C", str(other))
    assert run_here(*there, "set", "chor", "founded=1950", "-m", "laut Chronik").code == 0
    assert run_here(*there, "share", "--json").document["partners"][0]["given"] == ["chor"]
    dry = run_here("share", "--dry-run", "--json").document
    assert [change["record"] for change in dry["changes"]] == ["chor"]
    assert "founded" not in run_here("show", "chor", "--json").document["record"]["fields"], "not yet"
    done = run_here("share", "--json").document
    (partner,) = done["partners"]
    assert (partner["name"], partner["state"], partner["error"]) == ("Agentur", "taken", None)
    assert (partner["taken"], partner["given"]) == (["chor"], [])
    assert done["changes"][0]["fields"] == [{"field": "founded", "old": None, "new": 1950}]
    (change,) = run_here("log", "-n", "1", "--json").document
    assert (change["record"], change["author"]["name"]) == ("chor", "Alex Beispiel")


def test_both_sides_moved_and_nothing_is_lost(other: Path, register: Path) -> None:
    assert run_here("-C", str(other), "set", "chor", "founded=1950").code == 0
    assert run_here("-C", str(other), "share").code == 0
    assert run_here("set", "stadt-amt", "founded=1900").code == 0
    assert run_here("share", "--json").document["partners"][0]["state"] == "exchanged"
    assert run_here("-C", str(other), "share").code == 0
    assert (
        run_here("-C", str(other), "list", "actors", "--json").out == run_here("list", "actors", "--json").out
    )


def test_the_same_record_on_both_sides_is_put_together_and_said_why(other: Path, register: Path) -> None:
    assert run_here("-C", str(other), "set", "chor", "founded=1950").code == 0
    assert run_here("-C", str(other), "share").code == 0
    assert run_here("set", "chor", "summary=Singt").code == 0
    looked = run_here("share", "--dry-run", "--lang", "en")
    assert "Founded: taken from Agentur, unchanged here" in looked.out
    assert "Founded: (empty) → 1950" in looked.out
    done = run_here("share", "--json")
    assert done.code == 0
    (partner,) = done.document["partners"]
    assert {"record": "chor", "type": "actor", "field": "founded", "how": "theirs"} in partner["decisions"]
    fields = run_here("show", "chor", "--json").document["record"]["fields"]
    assert (fields["founded"], fields["summary"]) == (1950, "Singt")


def test_the_same_field_on_both_sides_is_disputed_and_nothing_is_lost(other: Path, register: Path) -> None:
    assert run_here("-C", str(other), "set", "chor", "founded=1950").code == 0
    assert run_here("-C", str(other), "share").code == 0
    assert run_here("set", "chor", "founded=1951").code == 0
    looked = run_here("share", "--dry-run", "--lang", "en")
    assert "Founded: stays disputed, 2 versions: 1950 (" in looked.out
    done = run_here("share", "--json")
    assert done.code == 0, "a conflict is no fault"
    (conflict,) = done.document["conflicts"]
    assert (conflict["record"], conflict["field"]) == ("chor", "founded")
    assert [version["value"] for version in conflict["versions"]] == [1950, 1951]
    assert len(run_here("conflicts", "--json").document) == 1
    assert run_here("share", "--json").document["conflicts"] == []


def test_a_partner_that_is_gone_is_three_and_changes_nothing(register: Path, tmp_path: Path) -> None:
    assert run_here("partner", "add", "Weg", f"file://{tmp_path}/weg.git").code == 0
    done = run_here("share", "--json")
    assert done.code == 3
    assert done.document["partners"][0]["error"]["message"]
    (partner,) = run_here("partner", "list", "--json").document
    assert (partner["name"], partner["last_contact"]) == ("Weg", None)
    assert run_here("status").code == 0


def test_partners_are_added_listed_and_removed(register: Path, between: str) -> None:
    (partner,) = run_here("partner", "list", "--json").document
    assert partner["address"] == between
    assert (partner["ahead"], partner["behind"]) == (0, 0)
    assert "Agentur" in run_here("partner", "list").out
    assert run_here("partner", "add", "agentur", between).code == 2
    assert run_here("partner", "add", "Böse", "ext::sh -c touch% stolen").code == 2
    assert run_here("partner", "remove", "Fremd").code == 2
    assert run_here("partner", "remove", "Agentur").code == 0
    assert run_here("partner", "list", "--json").document == []
    assert run_here("share", "--json").document["error"]["code"] == "no_partners"


def test_sharing_asks_on_a_terminal(other: Path, register: Path) -> None:
    assert run_here("set", "chor", "founded=1950").code == 0
    code, printed = run_on_terminal("share", "--lang", "en", typed="n\n")
    assert code == 0
    assert "goes out: 1 change" in printed
    assert run_here("partner", "list", "--json").document[0]["ahead"] == 1
    assert run_on_terminal("share", typed="j\n")[0] == 0
    assert run_here("partner", "list", "--json").document[0]["ahead"] == 0


def test_login_needs_a_terminal(register: Path) -> None:
    assert run_here("partner", "add", "Fern", "ssh://git@127.0.0.1:9/netz.git").code == 0
    done = run_here("partner", "login", "Fern", "--json")
    assert (done.code, done.document["error"]["code"]) == (2, "usage_needs_terminal")


def test_join_leaves_nothing_behind_when_it_fails(tmp_path: Path, register: Path) -> None:
    done = run_here("join", f"file://{tmp_path}/weg.git", str(tmp_path / "neu"), "--json")
    assert (done.code, done.document["error"]["code"]) == (3, "partner_not_found")
    assert not (tmp_path / "neu").exists()
    assert run_here("join", f"file://{tmp_path}/weg.git", str(register)).code == 2


def test_an_interrupt_ends_a_share_at_once_and_leaves_no_program(register: Path) -> None:
    need("ssh")
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes the call and says nothing
        port = silent.getsockname()[1]
        assert run_here("partner", "add", "Stumm", f"ssh://git@127.0.0.1:{port}/netz.git").code == 0
        environ = {**os.environ, "PYTHONPATH": str(ROOT)}
        with subprocess.Popen([*KNOTEN, "share"], env=environ, stderr=subprocess.PIPE) as process:
            silent.settimeout(30)
            call, _ = silent.accept()
            began = time.monotonic()
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=30)
            assert process.returncode == 130
            assert time.monotonic() - began < 5
            assert said.decode().count("\n") == 1
            call.settimeout(10)
            while call.recv(1024):
                pass  # ends only when ssh has hung up
            call.close()


# ---- log ----------------------------------------------------------------------------------------


def test_the_log_of_a_record_is_its_fields(register: Path) -> None:
    run_here("set", "chor", "founded=1950")
    run_here("set", "chor", "founded=1951", "tags=chor")
    newest, middle, first = run_here("log", "chor", "--json").document
    assert [field["field"] for field in newest["fields"]] == ["founded", "tags"]
    assert middle["fields"] == [{"field": "founded", "old": None, "new": 1950}]
    assert (first["action"], first["title"], first["type"]) == ("added", "Chor Wesertor", "actor")
    assert run_here("log", "chor", "--field", "tags", "--json").document[0]["fields"][0]["field"] == "tags"
    assert len(run_here("log", "chor", "--skip", "1", "-n", "1", "--json").document) == 1


def test_the_log_is_filtered(register: Path) -> None:
    run_here("set", "chor", "founded=1950")
    assert len(run_here("log", "--type", "actor", "--json").document) == 4
    assert run_here("log", "--author", "kim", "--json").document == []
    assert run_here("log", "--author", "alex", "--json").document
    assert run_here("log", "--since", "2200-01-01", "--json").document == []
    assert run_here("log", "--until", "1.1.2020", "--json").document == []


def test_the_log_of_a_record_that_is_gone(register: Path) -> None:
    run_here("delete", "chor")
    changes = run_here("log", "chor", "--json").document
    assert [change["action"] for change in changes] == ["deleted", "added"]
    assert run_here("log", "gibtsnicht").code == 2
    assert "Chor Wesertor" in run_process("log", "chor").out


def test_a_number_without_end_is_still_told(register: Path) -> None:
    path = register / "actors" / "chor.toml"
    before = path.read_text()
    for text in (before + "zahl = 1\n", before + f"zahl = 0x{'f' * 20_000}\n", before + "zahl = 2\n"):
        path.write_text(text)
        subprocess.run(["git", "commit", "--quiet", "--all", "-m", "x"], cwd=register, check=True)
    told = run_here("log", "chor")
    assert told.code == 0, told.err
    assert "0xffff" in told.out
    changes = run_here("log", "chor", "--json").document
    assert changes[0]["fields"][0]["new"] == 2
    assert changes[0]["fields"][0]["old"].startswith("0xffff")
