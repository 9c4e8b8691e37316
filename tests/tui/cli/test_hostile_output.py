"""Nothing that a partner wrote reaches a terminal as anything but text, whichever verb shows it."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.tui.cli.conftest import run_here, run_on_terminal

EVIL = "A\x1b]0;own\x07B\x9b31mC\x85D\u202eE\u200bF\x07\x08[/x][@click=app.quit]G"
ALLOWED = re.compile(r"\x1b\[(?:[0-9;]*m|K)")  # colours and clearing the line are our own
OBEYED = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b]")


def harmless(printed: str) -> str:
    """Return what is left of control characters when our own colours are gone: nothing."""
    return "".join(OBEYED.findall(ALLOWED.sub("", printed)))


@pytest.fixture
def evil(register: Path) -> Path:
    """A record, a commit's author and message, a file name and a setting full of traps."""
    quoted = json.dumps(EVIL)
    (register / "actors" / "boese.toml").write_text(
        f'id = "boese"\nname = {quoted}\nkind = {quoted}\nstatus = "active"\nsummary = {quoted}\n'
        f'website = "https://example.org"\nremarks = """zwei\\n{quoted[1:-1]}"""\ntags = [{quoted}]\n'
        f"{quoted} = {quoted}\n"
    )
    (register / "topics" / "kaputt.toml").write_text(f"title = {quoted[:-1]}\n")
    (register / f"actors/a{EVIL.replace('/', '')}.toml").write_text("x = 1\n")
    author = f"{EVIL} <a@example.org>".replace("\n", "")
    add = ["git", "add", "actors/boese.toml"]
    subprocess.run(add, cwd=register, check=True)
    commit = ["git", "commit", "--quiet", f"--author={author}", "-m", f"{EVIL}\n\n{EVIL}"]
    subprocess.run(commit, cwd=register, check=True)
    return register


VERBS = [
    ("list", "actors"),
    ("list", "actors", "--csv"),
    ("show", "boese"),
    ("show", "kaputt"),
    ("check",),
    ("status",),
    ("log",),
    ("log", "boese"),
    ("format", "--check"),
    ("save",),
    ("show", EVIL),
    (EVIL,),
    ("list", "actors", "--where", EVIL),
    ("set", "boese", f"{EVIL}={EVIL}"),
    ("partner", "add", EVIL, EVIL),
]


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: " ".join(verb).replace(EVIL, "EVIL"))
def test_no_control_character_gets_out(evil: Path, verb: tuple[str, ...]) -> None:
    done = run_here(*verb)
    assert harmless(done.err) == ""
    if "--csv" not in verb:
        assert harmless(done.out) == ""
    machine = run_here(*verb, "--json") if "--csv" not in verb else done
    assert harmless(machine.out.replace("\t", "")) == "" or "--csv" in verb
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    "verb", [("list", "actors"), ("list", "actors", "--csv"), ("show", "boese"), ("log",)]
)
def test_a_terminal_gets_text_alone(evil: Path, verb: tuple[str, ...]) -> None:
    code, printed = run_on_terminal(*verb)
    assert code == 0
    assert harmless(printed) == ""
    assert "\x1b]" not in printed


def test_json_still_holds_what_was_written(evil: Path) -> None:
    record = run_here("show", "boese", "--json").document["record"]
    assert record["fields"]["summary"] == EVIL
