"""Another program's save at the very moment of ours is never lost, not even if we are killed there."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from store import exchange, files, platform
from store.exchange import remove_if, replace_if
from store.leftovers import clear_leftovers

OLD, NEW, EDIT, NEWER = b"old\n", b"new\n", b"edit\n", b"newer edit\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A record's file with the old content."""
    (tmp_path / "actors").mkdir()
    (tmp_path / ".knoten").mkdir()
    path = tmp_path / "actors" / "a.toml"
    path.write_bytes(OLD)
    return path


def swapped(file: Path, content: bytes, wanted: str | None = None) -> Path:
    """What a kill leaves between taking a version out and looking at it."""
    path = Path(files.swapped_name(str(file), files.digest(OLD), wanted or files.digest(NEW)))
    path.write_bytes(content)
    return path


def names(file: Path) -> list[str]:
    """The names in the file's folder."""
    return sorted(path.name for path in file.parent.iterdir())


def editors(monkeypatch: pytest.MonkeyPatch, file: Path, *contents: bytes) -> None:
    """Let editors save just before each exchange of names."""
    waiting = list(contents)
    real: Callable[[str, str], bool] = exchange._exchange

    def exchanged(left: str, right: str) -> bool:
        if waiting:
            aside = file.with_name("aside")
            aside.write_bytes(waiting.pop(0))
            aside.replace(file)
        return real(left, right)

    monkeypatch.setattr(exchange, "_exchange", exchanged)


def test_a_file_that_is_as_expected_is_replaced(file: Path) -> None:
    assert replace_if(str(file), OLD, NEW)
    assert not replace_if(str(file), OLD, EDIT)
    assert file.read_bytes() == NEW
    assert names(file) == ["a.toml"]


def test_an_edit_at_the_last_moment_stays(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editors(monkeypatch, file, EDIT)
    assert not replace_if(str(file), OLD, NEW)
    assert file.read_bytes() == EDIT
    assert names(file) == ["a.toml"]


def test_of_two_edits_while_the_first_is_put_back_the_newer_stays(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editors(monkeypatch, file, EDIT, NEWER)
    assert not replace_if(str(file), OLD, NEW)
    assert file.read_bytes() == NEWER
    assert names(file) == ["a.toml"]


def test_a_file_is_removed_only_if_it_is_as_expected(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not remove_if(str(file), NEW)
    real = platform.replace

    def edited_first(source: str, target: str) -> None:
        if source == str(file):
            file.write_bytes(EDIT)
        real(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(platform, "replace", edited_first)
        assert not remove_if(str(file), OLD)
    assert file.read_bytes() == EDIT
    assert remove_if(str(file), EDIT)
    assert names(file) == []


def test_an_edit_that_a_killed_run_had_taken_out_goes_back(file: Path) -> None:
    file.write_bytes(NEW)
    swapped(file, EDIT)
    clear_leftovers(str(file.parents[1]), thorough=True)
    assert file.read_bytes() == EDIT
    assert names(file) == ["a.toml"]


def test_an_edit_that_was_taken_out_to_be_removed_goes_back(file: Path) -> None:
    file.unlink()
    swapped(file, EDIT, files.ABSENT)
    clear_leftovers(str(file.parents[1]), thorough=True)
    assert file.read_bytes() == EDIT


def test_where_there_is_a_newer_edit_the_older_is_kept_aside(file: Path) -> None:
    file.write_bytes(NEWER)
    swapped(file, EDIT)
    clear_leftovers(str(file.parents[1]), thorough=True)
    assert file.read_bytes() == NEWER
    assert names(file) == ["a.toml"]
    (kept,) = (file.parents[1] / ".knoten/rescued").iterdir()
    assert kept.read_bytes() == EDIT


@pytest.mark.parametrize("content", [OLD, NEW])
def test_our_own_versions_are_cleared_away(file: Path, content: bytes) -> None:
    swapped(file, content)
    clear_leftovers(str(file.parents[1]), thorough=False)
    assert len(names(file)) == 2
    clear_leftovers(str(file.parents[1]), thorough=True)
    assert names(file) == ["a.toml"]
    assert file.read_bytes() == OLD


def test_what_a_living_process_is_at_work_on_stays(file: Path) -> None:
    with subprocess.Popen(["sleep", "60"]) as living:
        mine = file.with_name(f"{files.TEMPORARY}{living.pid}-ab")
        mine.write_bytes(b"half")
        clear_leftovers(str(file.parents[1]), thorough=True)
        assert mine.exists()
        living.kill()
    clear_leftovers(str(file.parents[1]), thorough=True)
    assert names(file) == ["a.toml"]


def test_a_half_written_file_is_waited_for(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writes = [b"", b"who", b"whole"]

    def write_on(seconds: float) -> None:
        file.write_bytes(writes.pop(0) if writes else b"whole")

    monkeypatch.setattr(time, "sleep", write_on)
    assert files.read_settled(str(file), 100, {files.digest(NEW)}) == b"whole"
    assert writes == []
    file.unlink()
    assert files.read_settled(str(file), 100, {None}) is None
