"""The example network from the command line: built once, found again, and never over something else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.tui.cli.conftest import run_here

if TYPE_CHECKING:
    import pytest


def test_the_example_is_built_and_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    built = run_here("demo", "--date", "2026-11-22", "--no-open", "--json")
    assert built.code == 0, built.err
    registers = built.document["registers"]
    assert len(registers) == 3
    assert all((Path(path) / "knoten.toml").is_file() for path in registers)
    assert Path(registers[0]).is_relative_to(tmp_path / "beispiel")
    again = run_here("demo", "beispiel", "--lang", "en")
    assert (again.code, "already" in again.err) == (0, True)
    assert f"knoten -C beispiel/{Path(registers[0]).name}" in again.out
    assert run_here("-C", registers[0], "check").code == 0
    waiting = run_here("-C", registers[0], "share", "--dry-run", "--json").document
    assert waiting["changes"], "something new waits at a partner"


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "brief.txt").write_text("privat")
    done = run_here("demo", str(tmp_path), "--json")
    assert (done.code, done.document["error"]["code"]) == (2, "folder_not_empty")
    assert [path.name for path in tmp_path.iterdir()] == ["brief.txt"]


def test_a_day_is_a_day(tmp_path: Path) -> None:
    done = run_here("demo", str(tmp_path / "x"), "--date", "gestern", "--json")
    assert (done.code, done.document["error"]["code"]) == (2, "usage_not_a_day")
    assert not (tmp_path / "x").exists()
