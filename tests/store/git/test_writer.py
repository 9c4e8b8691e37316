"""Objects are durable before anything names them, at whichever call the disk fails, few or many."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest

from store import platform
from store.errors import GitFailed, ReadOnly, WriteFailed
from store.git import refs
from store.git.objects import GitObject, make_blob
from store.git.repository import Repository
from tests.store.git.builders import ANNA, git, new_register, save
from tests.store.test_files import failing

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("count", [1, 100, 101, 1500])
def test_what_was_written_is_there_for_git_and_for_us(tmp_path: Path, count: int) -> None:
    blobs = [make_blob(b"%d\n" % number * (number % 7 + 1)) for number in range(count)]
    with new_register(tmp_path) as repository:
        repository.write(blobs)
        repository.write([])
        assert list(repository.read_blobs([blob.oid for blob in blobs])) == [blob.data for blob in blobs]
    packs = list((tmp_path / ".git/objects/pack").glob("*.pack"))
    assert len(packs) == (1 if count > 100 else 0)
    git(tmp_path, "fsck", "--strict", "--no-dangling")


def test_writing_again_is_harmless_and_mends_what_a_power_cut_emptied(tmp_path: Path) -> None:
    with new_register(tmp_path) as repository:
        blob = make_blob(ANNA)
        path = tmp_path / ".git/objects" / blob.oid[:2] / blob.oid[2:]
        repository.write([blob, blob])
        path.chmod(0o644)
        path.write_bytes(b"")
        repository.write([blob])
        assert repository.read_blob(blob.oid) == ANNA
        path.chmod(0o644)
        path.write_bytes(b"\0\0\0\0garbage")
        repository.write([blob])
        assert repository.read_blob(blob.oid) == ANNA
        assert path.stat().st_mode & 0o777 == 0o444


@pytest.mark.parametrize("call", ["write_all", "fsync", "replace"])
def test_at_whichever_call_the_disk_fails_main_stays_and_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    failed = 0
    with new_register(tmp_path) as repository:
        for number in range(1, 40):
            before = repository.head()
            assert before is not None
            with monkeypatch.context() as patch:
                failing(patch, call, number)
                try:
                    save(repository, {"actors/bert.toml": b"%d" % number})
                except WriteFailed as error:
                    assert error.code == "disk_full"  # noqa: PT017  past the last call it succeeds
                    failed += 1
                else:
                    break
            after = repository.head()
            assert after is not None
            assert repository.is_whole(after)
            assert after == before or call == "fsync"  # only the ref's own folders come after it has moved
        assert not [
            name for _, _, names in os.walk(tmp_path / ".git/objects") for name in names if "tmp" in name
        ]
    assert failed >= 4  # a blob, two folders and a commit at least
    git(tmp_path, "fsck", "--strict", "--no-dangling")


def test_files_and_folders_are_synced_before_the_ref_moves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[str] = []
    real_run = refs._run
    with new_register(tmp_path) as repository:
        monkeypatch.setattr(platform, "fsync", lambda _: events.append("file"))
        monkeypatch.setattr(
            platform, "fsync_dir", lambda path: events.append(os.path.relpath(path, tmp_path))
        )

        def run(*arguments: object) -> None:
            events.append("ref")
            real_run(*arguments)  # type: ignore[arg-type]  # handed on as they came

        monkeypatch.setattr(refs, "_run", run)
        save(repository, {"actors/bert.toml": b"b"})
    before = events[: events.index("ref")]
    assert before.count("file") == 4  # blob, two trees, commit
    assert sum(event.startswith(".git/objects/") for event in before) == len(
        {*before} - {"file", ".git/objects"}
    )


def test_many_objects_are_synced_by_git_and_their_folder_by_us(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    trace = tmp_path / "trace"
    with new_register(tmp_path / "r") as repository:
        monkeypatch.setattr(platform, "fsync_dir", synced.append)
        monkeypatch.setenv("GIT_TRACE2_PERF", str(trace))
        repository.write(make_blob(b"%d" % number) for number in range(200))
    assert any(path.endswith("objects/pack") for path in synced)
    flushes = [int(count) for count in re.findall(r"fsync/hardware-flush:(\d+)", trace.read_text())]
    assert max(flushes) >= 2  # the pack and its index


def test_objects_that_git_would_refuse_are_not_written(tmp_path: Path) -> None:
    bad = GitObject("", "tree", b"100644 a/b\0" + bytes(20))
    many = [make_blob(b"%d" % number) for number in range(150)]
    with new_register(tmp_path) as repository, pytest.raises(GitFailed):
        repository.write([*many, bad])


def test_a_repository_opened_for_reading_writes_nothing(tmp_path: Path) -> None:
    new_register(tmp_path).close()
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    with Repository.open(tmp_path, read_only=True) as repository:
        head = repository.head()
        assert head is not None
        attempts = (
            lambda: repository.write([make_blob(b"x")]),
            lambda: repository.update_ref(refs.MAIN, head, head, "x"),
            lambda: repository.delete_ref(refs.MAIN, head),
            lambda: repository.keep("x", head),
            lambda: repository.update_index({}),
            lambda: repository.write_settings({"knoten.actor": "x"}),
            repository.rebuild_index,
            repository.clear_leftovers,
        )
        for attempt in attempts:
            with pytest.raises(ReadOnly):
                attempt()
        assert repository.list_tree(head)
        assert repository.state() == []
        assert list(repository.log([head]))
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before
