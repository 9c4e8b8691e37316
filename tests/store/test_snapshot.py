"""A snapshot says all there is to see of a register, broken or not, and never follows what leads outside."""

from __future__ import annotations

import os
import threading
from datetime import date
from typing import TYPE_CHECKING

import pytest

from bench.generate import generate
from store.errors import NotFound, RegisterUnusable
from store.snapshot import load_snapshot
from tests.store.reading import ACTOR, actor, group, register, topic, write

if TYPE_CHECKING:
    from pathlib import Path

    from store.snapshot import Snapshot


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = register(tmp_path / "register")
    for record_id, name in (("b", "Ärzte"), ("a", "Bär"), ("c", "Ahorn")):
        actor(folder, record_id, name)
    topic(folder, "t", "Armut")
    group(folder, "g", "AG")
    return folder


def codes(snapshot: Snapshot) -> list[tuple[str, str]]:
    return [(problem.path, problem.code) for problem in snapshot.problems]


def test_rows_stand_by_title_whatever_its_case_and_accents(root: Path) -> None:
    snapshot = load_snapshot(root)
    assert [row.title for row in snapshot.rows("actor")] == ["Ahorn", "Ärzte", "Bär"]
    assert [row.title for row in snapshot.rows()] == ["AG", "Ahorn", "Armut", "Ärzte", "Bär"]
    assert snapshot.counts == {"actor": 3, "topic": 1, "group": 1}
    assert snapshot.title("a") == "Bär"
    assert snapshot.title("nobody") == "nobody"
    assert "a" in snapshot
    assert "nobody" not in snapshot


def test_what_the_register_says_of_itself(root: Path) -> None:
    for snapshot in (load_snapshot(root), load_snapshot(root)):
        assert snapshot.config == ("r1", "Netzwerk", 1, ("de", "en"), False)
        assert snapshot.vocabulary.label("actor_kind", "amt", "en") == "Public office"
        assert not snapshot.newer_format
    assert snapshot.config_data()["name"] == "Netzwerk"
    assert snapshot.vocabulary_data()["district"]["nord"]["en"] == "North"


def test_records_are_read_when_asked_for_and_remembered(root: Path) -> None:
    snapshot = load_snapshot(root)
    record = snapshot.record("a")
    assert record.data is not None
    assert record.data["name"] == "Bär"
    assert snapshot.record("a") is record
    row = snapshot.row("a")
    assert row is not None
    assert record.digest == row.digest == snapshot.digests()["actors/a.toml"]
    with pytest.raises(NotFound) as unknown:
        snapshot.record("nobody")
    assert (unknown.value.code, unknown.value.params) == ("unknown_id", {"id": "nobody"})
    (root / "actors/b.toml").unlink()
    with pytest.raises(NotFound):
        snapshot.record("b")


def test_only_some_records_are_remembered(tmp_path: Path) -> None:
    snapshot = load_snapshot(generate(tmp_path / "register", 150))
    for row in snapshot.rows():
        assert snapshot.record(row.id).id == row.id
    assert len(snapshot._records) < 100


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ("format = ", 1, "not_toml"),
        ("format = 1\nid = 3\nname = 'x'\n", 2, "wrong_type"),
        ("format = 1\nname = 'x'\n", 0, "missing"),
        (b"\xff", 1, "not_utf8"),
        ("format = 'x'\nid = 'r'\nname = 'x'\n", 1, "wrong_type"),
    ],
)
def test_a_broken_register_file_is_said(root: Path, content: str | bytes, line: int, reason: str) -> None:
    write(root, "knoten.toml", content)
    with pytest.raises(RegisterUnusable) as broken:
        load_snapshot(root)
    assert broken.value.code == "register_file_broken"
    assert broken.value.params == {"path": "knoten.toml", "line": line, "reason": reason}


def test_a_folder_without_the_file_is_no_register(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(RegisterUnusable) as missing:
            load_snapshot(path)
        assert missing.value.code == "not_a_register"


@pytest.mark.parametrize("kind", ["link", "folder", "fifo"])
def test_a_register_file_that_is_no_file_is_not_read(root: Path, kind: str) -> None:
    (root / "knoten.toml").rename(root / "elsewhere")
    place(root / "knoten.toml", kind, root / "elsewhere")
    with pytest.raises(RegisterUnusable) as broken:
        load_snapshot(root)
    assert broken.value.params["reason"] == "file_not_regular"


def place(path: Path, kind: str, target: Path) -> None:
    """Put something that is no regular file at a path."""
    if kind == "link":
        path.symlink_to(target)
    elif kind == "folder":
        path.mkdir()
    else:
        os.mkfifo(path)


def test_a_newer_format_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    root = register(tmp_path / "register", number=2)
    actor(root, "a")
    for snapshot in (load_snapshot(root), load_snapshot(root)):
        assert snapshot.newer_format
        assert snapshot.config.name == "Netzwerk"
        assert snapshot.counts["actor"] == 1


@pytest.mark.parametrize("content", ["[", b"\xff", "actor_kind = 3", None])
def test_a_broken_vocabulary_is_a_problem_and_no_more(root: Path, content: str | bytes | None) -> None:
    (root / "vocabulary.toml").unlink()
    if content is not None:
        write(root, "vocabulary.toml", content)
    for snapshot in (load_snapshot(root), load_snapshot(root)):
        assert [path for path, _ in codes(snapshot)] == ["vocabulary.toml"]
        assert snapshot.vocabulary.label("actor_kind", "amt", "de") == "amt"
        assert len(snapshot.rows()) == 5
    write(root, "vocabulary.toml", '[actor_kind.amt]\nde = "Amt"\n')
    snapshot = load_snapshot(root, previous=snapshot)
    assert snapshot.problems == ()
    assert snapshot.vocabulary.label("actor_kind", "amt", "de") == "Amt"


def test_broken_records_stand_beside_the_good_ones(root: Path) -> None:
    write(root, "actors/toml.toml", 'name = "x\n')
    write(root, "actors/utf.toml", b'name = "\xff"')
    write(root, "actors/big.toml", "#" * (1 << 21))
    write(root, "actors/schema.toml", ACTOR.format(id="other", name="x", kind="amt", more='phone = "x"'))
    write(root, "actors/Bad Name.toml", "x = 1")
    (root / "actors/link.toml").symlink_to("/etc/passwd")
    (root / "actors/folder.toml").mkdir()
    os.mkfifo(root / "actors/fifo.toml")
    topic(root, "a", "Noch ein a")
    for snapshot in (load_snapshot(root), load_snapshot(root)):
        assert codes(snapshot) == [
            ("actors/Bad Name.toml", "bad_file_name"),
            ("actors/a.toml", "id_twice"),
            ("actors/big.toml", "too_large"),
            ("actors/fifo.toml", "not_a_file"),
            ("actors/folder.toml", "not_a_file"),
            ("actors/link.toml", "not_a_file"),
            ("actors/schema.toml", "id_is_not_file_name"),
            ("actors/toml.toml", "not_toml"),
            ("actors/utf.toml", "not_utf8"),
            ("topics/a.toml", "id_twice"),
        ]
        rows = {row.id: row for row in snapshot.rows("actor")}
        assert {name for name, row in rows.items() if row.problems} == {"a", "big", "schema", "toml", "utf"}
        assert {name for name, row in rows.items() if not row.readable} == {"big", "toml", "utf"}
        assert snapshot.problems[7].line == 1
    assert snapshot.record("toml").data is None
    assert snapshot.record("big").problems[0].code == "too_large"


def test_what_does_not_belong_is_named_once_and_left_alone(root: Path) -> None:
    for path in ("README.md", "LICENSE", "docs/a/b.md", ".gitattributes", "actors/.knoten-tmp-1-a"):
        write(root, path, "x")
    for path in ("notes.txt", "docs/a/b.pdf", "actors/notes.txt", "more/x.md", ".git/config", ".knoten/x"):
        write(root, path, "x")
    (root / "docs/out").symlink_to("/etc")
    (root / "groups/link").symlink_to("/etc")
    odd = os.fsdecode(b"odd-\xff")
    write(root, odd, "x")
    snapshot = load_snapshot(root)
    inside = ("actors/notes.txt", "docs/a/b.pdf", "docs/out", "groups/link")
    assert snapshot.stray == (*inside, "more", "notes.txt", "odd-\ufffd")
    assert snapshot.problems == ()


def test_a_folder_that_leads_elsewhere_is_not_followed(root: Path, tmp_path: Path) -> None:
    (root / "actors").rename(tmp_path / "outside")
    (root / "actors").symlink_to(tmp_path / "outside")
    (root / "topics").rename(tmp_path / "topics")
    write(root, "topics", "a file")
    snapshot = load_snapshot(root)
    assert snapshot.counts == {"actor": 0, "topic": 0, "group": 1}
    assert codes(snapshot) == [("actors", "not_a_file"), ("topics", "not_a_file")]


def test_names_of_any_bytes_are_problems_and_no_errors(root: Path) -> None:
    for name in (b"\xff", b"\n\x1b]0;x\x07", b"con", b"A", b"", b"a--b"):
        (root / "actors" / os.fsdecode(name + b".toml")).write_text("x = 1")
    for snapshot in (load_snapshot(root), load_snapshot(root)):
        assert [code for _, code in codes(snapshot)].count("bad_file_name") == 6
        assert [row.id for row in snapshot.rows("actor")] == ["c", "b", "a"]


def test_the_whole_check_says_everything_once(root: Path) -> None:
    topic(root, "a", "Noch ein a")
    write(root, "actors/toml.toml", "x")
    write(root, "notes.txt", "x")
    actor(root, "d", kind="unbekannt", more='steward = "nobody"')
    found = [(problem.path, problem.code) for problem in load_snapshot(root).check(date(2026, 3, 2))]
    assert found == [
        ("actors/a.toml", "id_twice"),
        ("actors/d.toml", "unknown_term"),
        ("actors/d.toml", "dangling_link"),
        ("actors/toml.toml", "not_toml"),
        ("notes.txt", "stray_file"),
        ("topics/a.toml", "id_twice"),
    ]
    write(root, "vocabulary.toml", "[")
    snapshot = load_snapshot(root)
    (root / "actors/b.toml").unlink()
    codes_now = [problem.code for problem in snapshot.check(date(2026, 3, 2))]
    assert "unknown_term" not in codes_now, "nobody can know"
    assert "vocabulary_unreadable" in codes_now


def test_what_changed_since_is_told(root: Path) -> None:
    before = load_snapshot(root)
    actor(root, "a", "Anders", age=40)
    actor(root, "n", "Neu")
    (root / "groups/g.toml").unlink()
    after = load_snapshot(root, previous=before)
    assert after.changed_since(before) == before.changed_since(after) == {"a", "n", "g"}
    assert after.changed_since(after) == frozenset()
    assert after.generation == before.generation + 1
    assert before.title("a") == "Bär", "a snapshot does not change"
    assert before.counts == {"actor": 3, "topic": 1, "group": 1}


def test_a_look_at_some_paths_reads_nothing_else(root: Path) -> None:
    before = load_snapshot(root)
    actor(root, "a", "Anders", age=40)
    actor(root, "b", "Auch anders", age=40)
    after = load_snapshot(root, previous=before, only=["actors/a.toml"])
    assert (after.title("a"), after.title("b")) == ("Anders", "Ärzte")
    assert load_snapshot(root).title("b") == "Auch anders"
    assert load_snapshot(root, previous=after).title("b") == "Auch anders"


def test_threads_may_read_one_snapshot_at_once(tmp_path: Path) -> None:
    root = generate(tmp_path / "register", 400)
    load_snapshot(root)
    wanted = load_snapshot(root, read_only=True)
    ids = [row.id for row in wanted.rows()]
    links = {record_id: wanted.incoming(record_id) for record_id in ids}
    for _ in range(5):
        snapshot = load_snapshot(root)
        wrong: list[object] = []

        def read(snapshot: Snapshot = snapshot, wrong: list[object] = wrong) -> None:
            if [row.id for row in snapshot.rows()] != ids or "" in [
                row.title for row in snapshot.rows("actor")
            ]:
                wrong.append("rows")
            wrong.extend(name for name in ids[::7] if snapshot.incoming(name) != links[name])

        threads = [threading.Thread(target=read) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert wrong == []
