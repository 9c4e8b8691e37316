"""Taking back some of a share on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.cli.conftest import run_here, run_on_terminal
from tests.tui.cli.test_partners import between, other  # noqa: F401  # fixtures


@pytest.fixture
def shared(other: Path, register: Path) -> Path:  # noqa: F811
    """The other register, after the first has taken in two changes of it."""
    there = ("-C", str(other))
    assert run_here(*there, "set", "chor", "founded=1950", "tags=laut").code == 0
    assert run_here(*there, "set", "stadt-amt", "founded=1900").code == 0
    assert run_here(*there, "share").code == 0
    assert run_here("share").code == 0
    return other


def founded(where: Path, record: str) -> object:
    """What a register says."""
    shown = run_here("-C", str(where), "show", record, "--json").document
    return shown["record"]["fields"].get("founded")


def test_it_is_listed_first_and_nothing_changes(shared: Path, register: Path) -> None:
    listed = run_here("undo", "--share", "--json").document
    assert [change["name"] for change in listed["changes"]] == [
        "chor.founded",
        "chor.tags",
        "stadt-amt.founded",
    ]
    assert listed["changes"][0]["author"] == "Alex Beispiel"
    printed = run_here("undo", "--share", "--lang", "en")
    assert "chor.founded" in printed.out
    assert "(empty) → 1950" in printed.out
    assert founded(register, "chor") == 1950


def test_one_field_or_a_whole_record_is_taken_back_and_reaches_the_partner(
    shared: Path, register: Path
) -> None:
    assert run_here("undo", "--share", "chor.founded").code == 2, "without a terminal it needs --yes"
    done = run_here("undo", "--share", "chor.founded", "--yes", "--json")
    assert done.code == 0, done.err
    assert done.document["undone"] == ["chor.founded"]
    (change,) = run_here("log", "-n", "1", "--json").document
    assert change["commit"] == done.document["commit"]
    assert founded(register, "chor") is None
    assert founded(register, "stadt-amt") == 1900
    run_here("share")
    run_here("-C", str(shared), "share")
    assert founded(shared, "chor") is None
    assert run_here("undo", "--share", "--json").document["changes"], "the share is still the latest"


def test_what_was_changed_since_is_left_and_said(shared: Path, register: Path) -> None:
    assert run_here("set", "chor", "founded=1951").code == 0
    done = run_here("undo", "--share", "--all", "--yes", "--json").document
    assert done["kept"] == [{"name": "chor.founded", "reason": "changed_since"}]
    assert sorted(done["undone"]) == ["chor.tags", "stadt-amt.founded"]
    assert founded(register, "chor") == 1951
    assert "was changed again since" in run_here("undo", "--share", "chor", "--yes", "--lang", "en").out


def test_it_asks_on_a_terminal(shared: Path, register: Path) -> None:
    assert run_on_terminal("undo", "--share", "chor", "--lang", "en", typed="n\n")[0] == 0
    assert founded(register, "chor") == 1950
    assert run_on_terminal("undo", "--share", "chor", typed="j\n")[0] == 0
    assert founded(register, "chor") is None


def test_what_makes_no_sense_is_said(shared: Path) -> None:
    assert run_here("undo").code == 2
    done = run_here("undo", "--share", "gibtsnicht", "--yes", "--json")
    assert (done.code, done.document["error"]["code"]) == (2, "not_in_share")


def test_without_a_share_there_is_nothing(register: Path) -> None:
    done = run_here("undo", "--share", "--json")
    assert (done.code, done.document["error"]["code"]) == (2, "no_share")
