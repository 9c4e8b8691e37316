"""Help, version, wrong usage and endings: a plain sentence in either language, and the right exit code."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.tui.cli.conftest import KNOTEN, run_here, run_on_terminal, run_process
from tui.verbs import VERBS


@pytest.mark.parametrize("language", ["de", "en"])
def test_help_names_every_verb(language: str) -> None:
    done = run_here("--help", "--lang", language)
    assert (done.code, done.err) == (0, "")
    assert all(f"\n  {verb} " in done.out for verb in VERBS)
    assert max(map(len, done.out.splitlines())) <= 80


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_explains_itself(verb: str) -> None:
    done = run_here(verb, "--help")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"knoten {verb}")
    assert max(map(len, done.out.splitlines())) <= 100


def test_help_of_one_verb_of_a_family() -> None:
    assert "ssh://" in run_here("partner", "add", "--help").out


def test_the_version() -> None:
    assert run_here("--version").out.startswith("knoten ")
    assert run_here("--version", "--json").document["version"]


@pytest.mark.parametrize(
    "given",
    [
        ("lst",),
        ("list",),
        ("list", "actors", "--nothing"),
        ("list", "cars"),
        ("show",),
        ("show", "a", "b"),
        ("partner",),
        ("partner", "marry"),
        ("log", "-n", "x"),
        ("log", "--since", "neulich"),
        ("set", "chor"),
        ("new", "actor"),
        ("new", "actor", "--set", "name=x", "--from", "y"),
        ("list", "actors", "--csv", "--json"),
        ("share", "--take", "--give"),
        ("list", "actors", "--lang", "fr"),
        (),
    ],
)
def test_wrong_usage_is_one_sentence_and_two(given: tuple[str, ...], register: Path) -> None:
    done = run_here(*given)
    assert done.code == 2
    assert "Traceback" not in done.err
    assert done.err.count("\n") == 1
    said = run_here(*given, "--json")
    assert said.code == 2
    assert said.document["error"]["code"].startswith("usage_")


def test_what_was_meant_is_suggested() -> None:
    assert "list" in run_here("lst").err
    assert "--where" in run_here("list", "actors", "--wher", "x").err


def test_no_register_is_four(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = run_here("list", "actors", "--json")
    assert (done.code, done.document["error"]["code"]) == (4, "no_register")
    assert run_here("-C", str(tmp_path), "status").code == 4


def test_the_register_by_option_variable_and_folder(register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (register / "docs").mkdir()
    monkeypatch.chdir(register / "docs")
    assert len(run_here("list", "actors", "--json").document) == 3
    monkeypatch.chdir("/")
    assert len(run_here("list", "actors", "--json", "-C", str(register)).document) == 3
    monkeypatch.setenv("KNOTEN_REGISTER", str(register))
    assert len(run_here("list", "actors", "--json").document) == 3


def test_the_language_by_option_and_locale(register: Path) -> None:
    german, english = run_here("--lang", "de", "show", "x"), run_here("show", "x", "--lang=en")
    assert "No record" in english.err
    assert german.err != english.err
    assert run_process("show", "x", environ={"LC_ALL": "en_GB.UTF-8"}).err == english.err


def test_a_reader_that_has_seen_enough_is_no_error(register: Path) -> None:
    command = f"{sys.executable} -m tui.cli list actors | true; echo ${{PIPESTATUS[0]}}"
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, env=environ)
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr
    assert done.stdout.strip() == "0"


def test_an_interrupt_ends_with_130(register: Path) -> None:
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    with subprocess.Popen(
        [*KNOTEN, "new", "actor", "--from", "-"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environ,
    ) as process:  # fmt: skip
        time.sleep(1.5)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert b"Traceback" not in err
    assert out == b""


def test_our_own_fault_is_a_sentence_and_a_log_without_data(
    register: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.verbs.show.run", None)
    from tui.verbs import show

    def broken(_call: object) -> int:
        message = "secret data"
        raise RuntimeError(message)

    monkeypatch.setattr(show, "VERB", show.VERB._replace(run=broken))
    done = run_here("show", "chor", "--json")
    assert done.code == 4
    assert done.document["error"]["code"] == "program_error"
    assert "secret data" not in done.err + done.out
    log = home / "state" / "knoten" / "crash.log"
    assert "RuntimeError" in log.read_text()
    assert "secret data" not in log.read_text()
    with pytest.raises(RuntimeError):
        run_here("show", "chor", "--debug")


def test_colour_is_for_terminals_that_want_it(register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[" in run_on_terminal("list", "actors")[1]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in run_on_terminal("list", "actors")[1]
    assert "\x1b[" not in run_process("list", "actors").out
