"""What people do to the files themselves: save, check, format, status."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tests.tui.cli.conftest import run_here

if TYPE_CHECKING:
    import pytest

Git = Callable[..., str]


def edit(register: Path, name: str, old: str, new: str) -> Path:
    """Change a file as an editor would."""
    path = register / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    return path


def test_save_commits_what_was_edited(register: Path, git: Git) -> None:
    edit(register, "actors/chor.toml", "Chor Wesertor", "Chor Nord")
    edit(register, "topics/einsamkeit.toml", "Alter", "hohen Alter")
    done = run_here("save", "-m", "abgesprochen", "--json")
    assert done.code == 0, done.err
    assert done.document["saved"] == ["actors/chor.toml", "topics/einsamkeit.toml"]
    assert done.document["commit"] == git("rev-parse", "HEAD")
    assert "abgesprochen" in git("log", "-1", "--format=%b")
    assert git("status", "--porcelain") == ""
    assert run_here("save", "--json").document == {"commit": None, "saved": [], "problems": []}


def test_save_leaves_broken_files_and_names_them(register: Path, git: Git) -> None:
    edit(register, "actors/chor.toml", "Chor Wesertor", "Chor Nord")
    edit(register, "actors/stadt-amt.toml", 'kind = "amt"', "kind = 7")
    done = run_here("save", "--json")
    assert done.code == 1
    assert done.document["saved"] == ["actors/chor.toml"]
    (problem,) = done.document["problems"]
    assert (problem["path"], problem["field"], problem["severity"]) == (
        "actors/stadt-amt.toml",
        "kind",
        "error",
    )
    assert git("status", "--porcelain") == "M actors/stadt-amt.toml"
    assert "actors/stadt-amt.toml:" in run_here("save").err


def test_check_of_a_good_register(register: Path) -> None:
    done = run_here("check", "--json")
    assert done.code == 0, done.out
    assert done.document["ok"] is True
    assert done.document["counts"]["actors"] == 3
    assert run_here("check", "--strict").code == 0


def test_check_names_file_line_field_and_sentence(register: Path) -> None:
    edit(register, "actors/chor.toml", 'kind = "verein"', "kind = 7")
    (register / "actors" / "kaputt.toml").write_text('id = "kaputt"\nname = "x\n')
    (register / "liste.xlsx").write_bytes(b"PK")
    done = run_here("check", "--json")
    assert done.code == 1
    found = {problem["path"]: problem for problem in done.document["problems"]}
    assert (found["actors/chor.toml"]["line"], found["actors/chor.toml"]["field"]) == (3, "kind")
    assert found["actors/kaputt.toml"]["code"] == "not_toml"
    assert found["liste.xlsx"]["severity"] == "warning"
    assert all(problem["message"] for problem in found.values())
    assert done.document["counts"]["errors"] == 2
    assert "actors/chor.toml:3: " in run_here("check").out


def test_a_file_that_is_too_large_is_named_with_its_size(register: Path) -> None:
    (register / "actors" / "chor.toml").write_text("#" * 2_000_000)
    (problem,) = run_here("check", "--json").document["problems"]
    assert problem["code"] == "too_large"
    assert "2" in problem["message"]
    assert "{" not in problem["message"]
    assert run_here("save", "--json").document["problems"][0]["code"] == "too_large"


def test_check_of_some_paths(register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(register, "actors/chor.toml", 'kind = "verein"', "kind = 7")
    assert run_here("check", "topics").code == 0
    assert run_here("check", "actors/chor.toml").code == 1
    assert run_here("check", str(register / "actors")).code == 1
    monkeypatch.chdir(register / "actors")
    assert run_here("check", "chor.toml").code == 1
    assert run_here("check", "stadt-amt.toml").code == 0
    assert run_here("check", "gibtsnicht.toml").code == 2
    assert run_here("check", "/etc/passwd").code == 2


def test_warnings_fail_only_if_strict(register: Path) -> None:
    run_here("delete", "treff-sued", "--yes")
    assert run_here("check").code == 0
    assert run_here("check", "--strict").code == 1
    assert run_here("check", "--json").document["counts"]["warnings"] > 0


def test_check_stands_in_a_hook(register: Path, git: Git) -> None:
    hook = register / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    edit(register, "actors/chor.toml", "Chor Wesertor", "Chor Nord")
    assert run_here("save").code == 0, "our own saves never run hooks"
    refused = subprocess.run(["git", "commit", "--allow-empty", "-m", "x"], capture_output=True, check=False)
    assert refused.returncode == 1


def test_format_writes_canonically_as_edits_by_hand(register: Path, git: Git) -> None:
    path = edit(register, "actors/chor.toml", 'tags = [\n    "garten",\n]', 'tags = ["garten"]  # und Musik')
    before = git("rev-parse", "HEAD")
    assert run_here("format", "--check", "--json").document == {"changed": ["actors/chor.toml"]}
    assert run_here("format", "--check").code == 1
    assert "# und Musik" in path.read_text()
    done = run_here("format", "--json")
    assert (done.code, done.document) == (0, {"changed": ["actors/chor.toml"]})
    assert 'tags = [\n    "garten",\n]' in path.read_text()
    assert 'remarks = "# und Musik"' in path.read_text()
    assert git("rev-parse", "HEAD") == before
    assert run_here("format", "--check").code == 0


def test_format_leaves_files_with_errors(register: Path) -> None:
    path = edit(register, "actors/chor.toml", 'kind = "verein"', "kind   =  7")
    before = path.read_text()
    done = run_here("format")
    assert done.code == 0
    assert "actors/chor.toml" in done.err
    assert path.read_text() == before
    assert run_here("--read-only", "format").code == 4
    path.unlink()
    path.symlink_to("stadt-amt.toml")
    (register / "actors" / "gross.toml").write_text("#" * 2_000_000)
    assert run_here("format", "--check").code == 0


def test_status_of_a_quiet_register(register: Path) -> None:
    status = run_here("status", "--json").document
    assert status["unsaved"] == []
    assert (status["counts"], status["conflicts"], status["problems"]) == (
        {"actors": 3, "topics": 1, "groups": 1},
        [],
        0,
    )
    assert status["name"] == "Netz Süd"


def test_status_says_what_needs_care(register: Path, git: Git) -> None:
    edit(register, "actors/chor.toml", 'kind = "verein"', "kind = 7")
    (register / "topics" / "einsamkeit.toml").unlink()
    git("checkout", "--quiet", "--detach")
    status = run_here("status", "--json").document
    assert status["unsaved"] == [
        {"path": "actors/chor.toml", "action": "changed", "ok": False},
        {"path": "topics/einsamkeit.toml", "action": "deleted", "ok": True},
    ]
    assert [trouble["code"] for trouble in status["troubles"]] == ["detached_head"]
    shown = run_here("status", "--lang", "en")
    assert shown.code == 0
    assert "git switch main" in shown.out
    refused = run_here("save", "--lang", "en")
    assert refused.code == 4
    assert "git switch main" in refused.err


def test_settings_that_start_programs_stop_saving_but_not_looking(register: Path, git: Git) -> None:
    git("config", "core.fsmonitor", "touch stolen")
    assert len(run_here("list", "actors", "--json").document) == 3
    refused = run_here("set", "chor", "founded=1950", "--json")
    assert (refused.code, refused.document["error"]["code"]) == (4, "config_refused")
    assert not (register / "stolen").exists()
