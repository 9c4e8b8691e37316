"""The cache is a guess that is always checked: whatever happened to files or cache, a start is right."""

from __future__ import annotations

import errno
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bench.generate import generate
from store import cache, files, platform, record_files
from store.snapshot import Snapshot, load_snapshot
from tests.store.reading import actor, group, register, topic, write

if TYPE_CHECKING:
    from store.rows import Row


def truth(root: Path) -> Snapshot:
    """What a start without any cache says."""
    copy = root.parent / "truth"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(root, copy, symlinks=True, ignore=shutil.ignore_patterns(".knoten"))
    return load_snapshot(copy, read_only=True)


def picture(snapshot: Snapshot) -> tuple[object, ...]:
    """All that a snapshot says."""
    rows: list[Row] = list(snapshot.rows())
    links = {row.id: (snapshot.outgoing(row.id), snapshot.incoming(row.id)) for row in rows}
    found = [list(snapshot.rows(kind)) for kind in ("actor", "topic", "group")]
    searched = [row.id for row in snapshot.rows("actor") if "treff" in row.text_folded]
    return rows, found, links, searched, snapshot.problems, snapshot.stray, snapshot.counts, snapshot.config


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = register(tmp_path / "register")
    for number in range(12):
        actor(
            folder, f"treff-{number:02}", f"Treff {number}", more=f'steward = "treff-{(number + 1) % 12:02}"'
        )
    topic(folder, "hitze", "Hitze")
    group(folder, "ag", "AG", more='topics = ["hitze"]')
    return folder


def cached(root: Path, name: str = cache.ROWS) -> Path:
    return root / cache.FOLDER / name


def loads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the records that are read from their files from now on."""
    read: list[str] = []
    before = files.read_bounded

    def counting(path: str, limit: int) -> bytes:
        read.append(Path(path).stem)
        return before(path, limit)

    monkeypatch.setattr(record_files, "read_bounded", counting)
    return read


def test_a_warm_start_reads_no_record(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cold = picture(load_snapshot(root))
    read = loads(monkeypatch)
    assert picture(load_snapshot(root)) == cold
    assert read == []


def test_a_warm_start_reads_what_changed_and_nothing_else(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_snapshot(root)
    actor(root, "treff-03", "Ganz anders", age=50)
    (root / "actors/treff-05.toml").unlink()
    actor(root, "neu", "Neu")
    read = loads(monkeypatch)
    assert picture(load_snapshot(root)) == picture(truth(root))
    assert sorted(read[:2]) == ["neu", "treff-03"]
    read.clear()
    assert picture(load_snapshot(root)) == picture(truth(root))
    assert set(read) <= {row.id for row in truth(root).rows()}


def test_few_changes_leave_the_large_file_alone(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_snapshot(root)
    before = cached(root).read_bytes()
    actor(root, "treff-03", "Ganz anders", age=50)
    load_snapshot(root)
    assert cached(root).read_bytes() == before
    read = loads(monkeypatch)
    assert load_snapshot(root).title("treff-03") == "Ganz anders"
    assert read == []
    monkeypatch.setattr(cache, "RECENT_LIMIT", 1)
    actor(root, "treff-04", "Auch anders", age=40)
    load_snapshot(root)
    assert cached(root).read_bytes() != before
    assert not cached(root, cache.RECENT).exists()
    assert picture(load_snapshot(root)) == picture(truth(root))


@pytest.mark.parametrize("seed", range(6))
def test_any_sequence_of_edits_and_starts_tells_the_truth(
    root: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    monkeypatch.setattr(cache, "RECENT_LIMIT", chance.choice([1, 5, 300]))
    snapshot = load_snapshot(root)
    for _ in range(25):
        touched = [edit(root, chance) for _ in range(chance.randint(1, 4))]
        kind = chance.choice(["start", "refresh", "only", "read-only"])
        if kind == "start":
            snapshot = load_snapshot(root)
        elif kind == "read-only":
            snapshot = load_snapshot(root, read_only=True)
        else:
            snapshot = load_snapshot(root, previous=snapshot, only=touched if kind == "only" else None)
        told, wanted = picture(snapshot), picture(truth(root))
        for part, right in zip(told, wanted, strict=True):
            assert part == right, (seed, kind)


def edit(root: Path, chance: random.Random) -> str:
    """Change the register somehow; returns the path."""
    kind = chance.choice(
        ["actor", "actor", "topic", "gone", "broken", "twin", "bad name", "vocabulary", "merged"]
    )
    number = chance.randrange(16)
    path = f"actors/treff-{number:02}.toml"
    name = f"Treff {chance.randrange(1000)}"
    age = chance.choice([0, 0, 30, 3000])
    if kind == "actor":
        actor(root, f"treff-{number:02}", name, more=f'steward = "treff-{chance.randrange(16):02}"', age=age)
    elif kind == "merged":
        more = f'merged_into = "treff-{chance.randrange(16):02}"'
        actor(root, f"treff-{number:02}", name, more=more, age=age)
        text = (root / path).read_text().replace('"active"', '"merged"')
        write(root, path, text, age=age)
    elif kind == "topic":
        path = f"topics/thema-{number:02}.toml"
        topic(root, f"thema-{number:02}", name)
    elif kind == "gone":
        (root / path).unlink(missing_ok=True)
    elif kind == "broken":
        write(root, path, chance.choice(["name = ", "\xff", 'name = "x"', ""]), age=age)
    elif kind == "twin":
        path = f"groups/treff-{number:02}.toml"
        group(root, f"treff-{number:02}", name)
    elif kind == "bad name":
        path = f"actors/Treff {number}.toml"
        write(root, path, "x = 1")
    else:
        path = "vocabulary.toml"
        write(root, path, f'[actor_kind.treff]\nde = "Ort {chance.randrange(9)}"\n', age=age)
    return path


def test_a_file_that_changed_twice_within_one_tick_is_read_again(root: Path) -> None:
    file = actor(root, "treff-03", "Alt 1", age=0)
    stamp = file.stat()
    load_snapshot(root)
    text = file.read_text().replace("Alt 1", "Neu 1")
    file.write_text(text)
    os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert file.stat().st_size == stamp.st_size
    assert load_snapshot(root).title("treff-03") == "Neu 1"


def test_a_file_from_the_future_is_read_each_time(root: Path) -> None:
    file = actor(root, "treff-03", "Alt 1", age=-3600)
    stamp = file.stat()
    for name in ("Neu 1", "Neu 2"):
        load_snapshot(root)
        file.write_text(file.read_text().replace(file.read_text().split('"')[3], name))
        os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
        assert load_snapshot(root).title("treff-03") == name


def test_a_touched_file_keeps_its_row(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_snapshot(root)
    os.utime(root / "actors/treff-03.toml", (time.time() - 500, time.time() - 500))
    monkeypatch.setattr(record_files, "load_record", None)  # calling it would fail
    assert load_snapshot(root).title("treff-03") == "Treff 3"


@pytest.mark.parametrize("name", [cache.ROWS, cache.RECENT, "links"])
def test_a_damaged_cache_is_no_cache(root: Path, name: str) -> None:
    load_snapshot(root)
    actor(root, "treff-03", "Ganz anders", age=50)
    load_snapshot(root)
    whole = cached(root, name).read_bytes()
    wanted = picture(truth(root))
    chance = random.Random(1)
    places = [chance.randrange(len(whole)) for _ in range(25)]
    damaged = [whole[:place] for place in places] + [
        whole[:place] + bytes([whole[place] ^ 1 << chance.randrange(8)]) + whole[place + 1 :]
        for place in places
    ]
    for content in [b"", b"\n", b"0\n{}\n", whole + b"x", bytes(len(whole)), *damaged]:
        cached(root, name).write_bytes(content)
        assert picture(load_snapshot(root, read_only=True)) == wanted


def test_a_cache_of_another_version_is_no_cache(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_snapshot(root)
    read = loads(monkeypatch)
    monkeypatch.setattr(cache, "VERSION", cache.VERSION + 1)
    load_snapshot(root)
    assert len(read) == 14


def test_new_words_in_the_vocabulary_need_no_record(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_snapshot(root)
    write(root, "vocabulary.toml", '[actor_kind.treff]\nde = "Begegnungsort"\n', age=50)
    read = loads(monkeypatch)
    snapshot = load_snapshot(root)
    assert read == []
    assert snapshot.vocabulary.label("actor_kind", "treff", "de") == "Begegnungsort"
    assert all("begegnungsort" in row.text_folded for row in snapshot.rows("actor"))
    assert picture(load_snapshot(root)) == picture(truth(root))


def test_reading_only_writes_nothing(root: Path) -> None:
    load_snapshot(root, read_only=True)
    assert not (root / ".knoten").exists()


@pytest.mark.parametrize("call", ["write_all", "replace"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_cache_that_cannot_be_written_is_no_error(
    root: Path, call: str, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(platform, call, fail)
    snapshot = load_snapshot(root)
    assert picture(snapshot) == picture(truth(root))
    actor(root, "treff-03", "Ganz anders", age=50)
    assert load_snapshot(root, previous=snapshot).title("treff-03") == "Ganz anders"
    assert list((root / cache.FOLDER).iterdir()) == []


def test_what_a_killed_start_left_is_cleared(root: Path) -> None:
    left = write(root, f"{cache.FOLDER}/{files.TEMPORARY}1-x", "half")
    load_snapshot(root)
    assert not left.exists()


def test_something_else_in_the_place_of_the_cache_is_left_alone(root: Path) -> None:
    write(root, ".knoten", "a file")
    assert len(load_snapshot(root).rows()) == 14
    assert (root / ".knoten").read_text() == "a file"


def test_the_cache_can_be_deleted_at_any_time(root: Path) -> None:
    snapshot = load_snapshot(root)
    shutil.rmtree(root / ".knoten")
    actor(root, "treff-03", "Ganz anders", age=50)
    snapshot = load_snapshot(root, previous=snapshot)
    assert picture(snapshot) == picture(truth(root))
    assert picture(load_snapshot(root)) == picture(truth(root))


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")  # pytest-xdist has threads of its own
@pytest.mark.parametrize("fails", [False, True])
def test_two_processes_read_what_one_does(root: Path, fails: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = picture(truth(root))
    children: list[int] = []
    fork = os.fork

    def counted() -> int:
        children.append(fork())
        if fails and children[-1] == 0:
            os._exit(3)
        return children[-1]

    monkeypatch.setattr(os, "fork", counted)
    monkeypatch.setattr(record_files, "_MANY", 2)
    monkeypatch.setattr(record_files, "_may_fork", lambda: True)
    assert picture(load_snapshot(root)) == wanted
    assert len(children) == (1 if sys.platform == "linux" else 0)
    assert picture(load_snapshot(root)) == wanted


WARM = """
import sys
from store.snapshot import load_snapshot
from store.search import Query, search
snapshot = load_snapshot(sys.argv[1])
rows = search(snapshot.rows("actor"), Query.parse("lindenhof"))
assert rows and [snapshot.vocabulary.label("actor_kind", row.kind, "de") for row in rows]
heavy = {"pydantic", "tomli", "git", "textual", "rich", "subprocess", "dataclasses", "inspect", "random"}
print(sorted(heavy & sys.modules.keys()))
"""


@pytest.mark.parametrize("age", [60, 0])
def test_a_warm_list_loads_neither_models_nor_parser_nor_git(tmp_path: Path, age: int) -> None:
    """Not even where files are so young that their bytes must be looked at."""
    folder = generate(tmp_path / "register", 200)
    for file in folder.rglob("*.toml"):
        os.utime(file, (time.time() - age, time.time() - age))
    load_snapshot(folder)
    done = subprocess.run(
        [sys.executable, "-c", WARM, str(folder)], check=True, capture_output=True, text=True
    )
    assert done.stdout == "[]\n"
