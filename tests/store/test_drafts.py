"""Drafts are kept whole, by record, and nothing of them is lost by being written down."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import files, platform
from store.codec import same
from store.drafts import Draft, DraftFolder
from store.errors import ReadOnly, WriteFailed

NOW = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)


def draft(file_name: str = "", /, *, at: datetime = NOW, **data: Any) -> Draft:
    return Draft("actor", "haus-k7q2", {"id": "haus-k7q2"}, "d1", data, at, {}, file_name)


def write(folder: DraftFolder, /, **data: Any) -> str:
    file = folder.open("actor", "haus-k7q2")
    file.keep(draft(file.name, **data), 1)
    return file.name


def test_a_draft_comes_back_as_it_was(tmp_path: Path) -> None:
    folder = DraftFolder(tmp_path)
    file = folder.open("actor", "haus-k7q2")
    told = Draft(
        "actor", "haus-k7q2", {"id": "haus-k7q2"}, "d1",
        {
            "name": "a\r\nb\x00\x1b]0;x\x07 \u202e[/x]",
            "at": datetime(2026, 1, 1, 9, tzinfo=timezone(timedelta(hours=1))),
            "day": date(2026, 1, 1),
            "clock": time(9, 30),
            "places": [{"key": "k", "lat": 1.0, "unknown": {"deep": [1, True]}}],
        },
        NOW,
        {("places", 0, "lon"): "9,", ("founded",): "19"},
        file.name,
    )  # fmt: skip
    file.keep(told, 1)
    (found,) = DraftFolder(tmp_path).drafts_of("actor", "haus-k7q2")
    assert same(found.data, told.data)
    assert found == told
    assert folder.drafted_ids() == {"haus-k7q2"}
    assert Path(folder.path, file.name).stat().st_mode & 0o077 == 0


PLAIN = st.one_of(
    st.text(), st.integers(-(2**63), 2**63 - 1), st.booleans(), st.floats(allow_nan=False), st.dates()
)
VALUES = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.text(), VALUES, max_size=4))
def test_any_data_comes_back(tmp_path_factory: pytest.TempPathFactory, data: dict[str, Any]) -> None:
    folder = DraftFolder(tmp_path_factory.mktemp("register"))
    found = folder.load(write(folder, **{f"v{key}": value for key, value in data.items()}))
    assert found is not None
    assert same(found.data, {f"v{key}": value for key, value in data.items()})


def test_each_open_form_has_a_file_of_its_own(tmp_path: Path) -> None:
    folder = DraftFolder(tmp_path)
    assert write(folder, name="one") != write(folder, name="two")
    assert {found.data["name"] for found in folder.list_drafts()} == {"one", "two"}


def test_new_records_have_drafts_without_an_id(tmp_path: Path) -> None:
    folder = DraftFolder(tmp_path)
    for name in ("a", "b"):
        file = folder.open("topic", "")
        file.keep(Draft("topic", "", None, "", {"title": name}, NOW, {}, file.name), 1)
    assert sorted(found.data["title"] for found in folder.drafts_of("topic", "")) == ["a", "b"]
    assert folder.drafts_of("actor", "") == []
    assert folder.drafted_ids() == frozenset()


def test_the_newest_comes_first_and_discarded_ones_are_gone(tmp_path: Path) -> None:
    folder = DraftFolder(tmp_path)
    for hour, name in ((1, "early"), (9, "late")):
        file = folder.open("actor", "haus-k7q2")
        file.keep(draft(file.name, at=NOW.replace(hour=hour), name=name), 1)
    newest, oldest = folder.drafts_of("actor", "haus-k7q2")
    assert (newest.data["name"], oldest.data["name"]) == ("late", "early")
    folder.resume(newest).discard()
    assert folder.list_drafts() == [oldest]


def test_a_late_write_neither_replaces_a_newer_one_nor_brings_back_a_discarded_one(tmp_path: Path) -> None:
    folder = DraftFolder(tmp_path)
    file = folder.open("actor", "haus-k7q2")
    file.keep(draft(file.name, name="second"), 2)
    file.keep(draft(file.name, name="first"), 1)
    assert [found.data["name"] for found in folder.list_drafts()] == ["second"]
    file.discard()
    file.keep(draft(file.name, name="third"), 3)
    assert folder.list_drafts() == []


def test_nothing_to_keep_removes_what_was_kept(tmp_path: Path) -> None:
    folder = DraftFolder(tmp_path)
    file = folder.open("actor", "haus-k7q2")
    file.keep(draft(file.name, name="typed"), 1)
    file.keep(None, 2)
    assert folder.list_drafts() == []
    file.keep(draft(file.name, name="typed again"), 3)
    assert len(folder.list_drafts()) == 1


def test_many_threads_leave_the_newest(tmp_path: Path) -> None:
    folder = DraftFolder(tmp_path)
    file = folder.open("actor", "haus-k7q2")
    threads = [
        threading.Thread(target=file.keep, args=(draft(file.name, n=number), number))
        for number in range(1, 21)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (found,) = folder.list_drafts()
    assert found.data["n"] == 20


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"type = 1",
        b"format = 9\ntype='actor'",
        b"a = [" * 5000,
        b"format=1\ntype='actor'\nat=2026-01-01",
    ],
)
def test_what_is_no_draft_is_left_alone(content: bytes, tmp_path: Path) -> None:
    folder = DraftFolder(tmp_path)
    write(folder, name="good")
    odd = Path(folder.path, "actor.odd.1.toml")
    odd.write_bytes(content)
    assert [found.data["name"] for found in folder.list_drafts()] == ["good"]
    assert odd.read_bytes() == content


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    folder = DraftFolder(tmp_path)
    name = write(folder, name="good")
    Path(folder.path, "actor.other.1.toml").symlink_to(Path(folder.path, name))
    assert len(folder.list_drafts()) == 1


def test_reading_alone_writes_nothing(tmp_path: Path) -> None:
    folder = DraftFolder(tmp_path, read_only=True)
    with pytest.raises(ReadOnly):
        write(folder, name="x")
    with pytest.raises(ReadOnly):
        folder.discard("actor.x.1.toml")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_keeps_the_draft_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = DraftFolder(tmp_path)
    file = folder.open("actor", "haus-k7q2")
    file.keep(draft(file.name, name="before"), 1)

    def full(_descriptor: int, _data: bytes) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(platform, "write_all", full)
        with pytest.raises(WriteFailed) as caught:
            file.keep(draft(file.name, name="after"), 2)
    assert caught.value.code == "disk_full"
    assert [found.data["name"] for found in folder.list_drafts()] == ["before"]
    file.keep(draft(file.name, name="after"), 2)
    assert [found.data["name"] for found in folder.list_drafts()] == ["after"]


KEEPING = """
import itertools, sys
from datetime import UTC, datetime
from store.drafts import Draft, DraftFolder
folder = DraftFolder(sys.argv[1])
file = folder.open("actor", "haus-k7q2")
for number in itertools.count(1):
    now = datetime.now(UTC)
    data = {"n": number, "text": "x" * 20000}
    file.keep(Draft("actor", "haus-k7q2", None, "", data, now, {}, file.name), number)
    print(number, flush=True)
"""


def test_a_kill_at_any_instant_leaves_a_whole_draft(tmp_path: Path) -> None:
    for round_ in range(5):
        folder = DraftFolder(tmp_path / str(round_))
        Path(tmp_path, str(round_)).mkdir()
        with subprocess.Popen(
            [sys.executable, "-c", KEEPING, str(tmp_path / str(round_))], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            told = [process.stdout.readline() for _ in range(3 + round_)]
            process.kill()
        (found,) = folder.list_drafts()
        assert found.data["n"] >= int(told[-1])
        assert found.data["text"] == "x" * 20000
        assert files.clean_temporaries(folder.path) <= 1
