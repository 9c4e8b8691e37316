"""What else may lie in a shared folder: said by name, passed over, never followed, never removed."""

from __future__ import annotations

import os
import random
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from store.errors import Interrupted, PartnerFault
from store.git import bundle
from store.git.address import Address
from store.git.repository import Repository
from store.sharing import mailbox_files, mailbox_folder
from store.sharing.mailbox import Mailbox
from tests.conftest import need
from tests.store.git.builders import bare, git, raw_commit, raw_object, raw_tree
from tests.store.sharing.boxes import (
    OTHER,
    REGISTER,
    another,
    change,
    codes,
    config,
    fetch,
    first,
    head,
    own_file,
    push,
)

NAME = f"{REGISTER}-{7:016x}.knoten"


@pytest.fixture
def box(tmp_path: Path) -> Path:
    place = tmp_path / "box"
    place.mkdir()
    return place


@pytest.fixture
def anna(tmp_path: Path) -> Iterator[Repository]:
    with first(tmp_path / "anna") as repository:
        yield repository


@pytest.fixture
def good(anna: Repository, box: Path, tmp_path: Path) -> Iterator[Path]:
    """The file of a partner with whom all is well; beside it the bad ones lie."""
    with another(anna, tmp_path / "berta") as berta:
        change(berta, "neu")
        yield push(berta, box)


def hostile(file: Path, data: bytes) -> None:
    """Put a file there."""
    file.write_bytes(data)


def cut(data: bytes) -> bytes:
    """Copied half."""
    return data[: len(data) // 2]


BAD: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "half": ("bundle_damaged", cut),
    "empty": ("bundle_damaged", lambda data: data[:0]),
    "flipped": ("bundle_damaged", lambda data: data[:-400] + bytes([data[-400] ^ 4]) + data[-399:]),
    "junk": ("bundle_damaged", lambda data: data + b"\0" * 4096),
    "zeros": ("bundle_not_one", lambda data: bytes(len(data))),
    "text": ("bundle_not_one", lambda data: b"Guten Tag\n" * len(data)),
    "v9": ("bundle_newer", lambda data: data.replace(b"# v2", b"# v9", 1)),
    "filter": (
        "bundle_filtered",
        lambda data: data.replace(b"# v2 git bundle\n", b"# v3 git bundle\n@filter=tree:0\n", 1),
    ),
    "branches": ("bundle_other_branches", lambda data: data.replace(b"heads/main", b"heads/evil", 1)),
    "base": (
        "bundle_base_missing",
        lambda data: data.replace(b"bundle\n", b"bundle\n-" + b"1" * 40 + b"\n", 1),
    ),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_keeps_nobody_from_the_good_ones(
    anna: Repository, good: Path, box: Path, kind: str
) -> None:
    code, spoil = BAD[kind]
    fresh = good.read_bytes()
    hostile(box / NAME, spoil(fresh))
    found = fetch(anna, box)
    assert list(found.heads) == [f"refs/knoten/incoming/stick/{good.stem[-16:]}"]
    # What is not seen in its header shows only when it would have to be unpacked.
    assert codes(found) == {NAME: code} or code == "bundle_damaged"
    assert anna.is_whole(next(iter(found.heads.values())))
    before = (box / NAME).read_bytes()
    push(anna, box)
    assert (box / NAME).read_bytes() == before
    assert bundle.is_whole(str(own_file(anna, box)))


@pytest.mark.parametrize("kind", BAD)
def test_a_good_file_that_went_bad_takes_nothing_back(
    anna: Repository, good: Path, box: Path, kind: str
) -> None:
    before = fetch(anna, box).heads
    with Repository.open(good.parents[1] / "berta") as berta:
        change(berta, "mehr")
        push(berta, box)
    code, spoil = BAD[kind]
    hostile(good, spoil(good.read_bytes()))
    found = fetch(anna, box)
    assert found.heads == before
    assert codes(found) == {good.name: code}


def test_links_pipes_and_folders_are_not_followed(
    anna: Repository, good: Path, box: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_bytes(good.read_bytes())
    places = [box / f"{REGISTER}-{number:016x}.knoten" for number in range(5)]
    places[0].symlink_to(tmp_path / "secret")
    os.mkfifo(places[1])
    places[2].mkdir()
    places[3].symlink_to("/dev/zero")
    places[4].symlink_to(places[4])
    found = fetch(anna, box)
    assert codes(found) == dict.fromkeys((place.name for place in places), "file_not_regular")
    assert len(found.heads) == 1


def test_our_own_name_as_a_link_is_replaced_and_not_written_through(
    anna: Repository, box: Path, tmp_path: Path
) -> None:
    file = push(anna, box)
    file.unlink()
    (tmp_path / "secret").write_text("secret")
    file.symlink_to(tmp_path / "secret")
    push(anna, box)
    assert (tmp_path / "secret").read_text() == "secret"
    assert not file.is_symlink()
    assert bundle.is_whole(str(file))


DEBRIS = {
    ".stignore": "mailbox_other_file",
    ".stfolder": "mailbox_other_file",
    ".sync_1a2b.db-wal": "mailbox_other_file",
    ".~lock.Protokoll.odt#": "mailbox_other_file",
    "Foto vom Fest.JPG": "mailbox_other_file",
    "desktop.ini": "mailbox_other_file",
    "~syncthing~x.knoten.tmp": "mailbox_other_file",
    f".{NAME}.~1a2b": "mailbox_other_file",
    f"{NAME}~": "mailbox_other_file",
    f"{NAME}.part": "mailbox_other_file",
    NAME.replace(".knoten", ".sync-conflict-20261122-101500-ABCDEFG.knoten"): "mailbox_conflict_copy",
    NAME.replace(".knoten", " (conflicted copy 2026-11-22 101500).knoten"): "mailbox_conflict_copy",
    NAME.replace(".knoten", " (Annas in Konflikt stehende Kopie).knoten"): "mailbox_conflict_copy",
    f"{OTHER}-{7:016x}.knoten": "mailbox_foreign",
    "Ü\n\x1b[31m.knoten": "mailbox_other_file",
    os.fsdecode(b"\xff\xfe.knoten"): "mailbox_other_file",
}


def test_what_syncers_and_people_leave_is_named_and_stays(anna: Repository, good: Path, box: Path) -> None:
    for name in DEBRIS:
        (box / name).write_bytes(good.read_bytes())
    found = fetch(anna, box)
    assert codes(found) == DEBRIS
    assert len(found.heads) == 1
    push(anna, box)
    assert {path.name for path in box.iterdir()} == {*DEBRIS, good.name, own_file(anna, box).name}


def test_another_register_under_our_name(anna: Repository, good: Path, box: Path, tmp_path: Path) -> None:
    with first(tmp_path / "other", OTHER) as other:
        bundle.write_bundle(other.command, str(box / NAME), head(other))
    found = fetch(anna, box)
    assert codes(found) == {NAME: "mailbox_foreign"}
    assert len(found.heads) == 1


def test_our_id_without_our_history(anna: Repository, good: Path, box: Path, tmp_path: Path) -> None:
    with first(tmp_path / "other") as other:
        change(other, "anything")
        git(other.path, "checkout", "-q", "--orphan", "new")
        git(
            other.path,
            "-c",
            "user.name=x",
            "-c",
            "user.email=x@x",
            "commit",
            "-q",
            "--allow-empty",
            "-m",
            "x",
        )
    with Repository.open(tmp_path / "other") as other:
        there = Path(other.git_dir)
        tree = raw_tree(there, [("100644", b"knoten.toml", raw_object(there, "blob", config()))])
        bundle.write_bundle(other.command, str(box / NAME), raw_commit(there, tree))
    found = fetch(anna, box)
    assert codes(found) == {NAME: "mailbox_foreign"}
    assert len(found.heads) == 1


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"knoten.toml": b"format = 99\nid = 'x'\n"}, "partner_newer_format"),
        ({"knoten.toml": b"\xff"}, "partner_not_a_register"),
        ({"nothing": b""}, "partner_not_a_register"),
    ],
)
def test_what_is_no_register_of_ours(
    anna: Repository, good: Path, box: Path, tmp_path: Path, files: dict[str, bytes], code: str
) -> None:
    there = bare(tmp_path / "evil.git")
    entries = [("100644", name.encode(), raw_object(there, "blob", data)) for name, data in files.items()]
    commit = raw_commit(there, raw_tree(there, entries), [])
    pack = git(there, "pack-objects", "--revs", "--stdout", "-q", stdin=commit.encode() + b"\n")
    hostile(box / NAME, f"# v2 git bundle\n{commit} refs/heads/main\n\n".encode() + pack)
    found = fetch(anna, box)
    assert codes(found) == {NAME: code}
    assert len(found.heads) == 1


def test_a_flood_of_files_is_said(
    anna: Repository, good: Path, box: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox_files, "ENTRY_LIMIT", 40)
    for number in range(40):
        (box / f"{number}").touch()
    with pytest.raises(PartnerFault, match="mailbox_too_full"):
        fetch(anna, box)


def test_any_bytes_at_all(anna: Repository, good: Path, box: Path) -> None:
    """Nothing in a file makes it a crash."""
    chance = random.Random(5)
    whole = good.read_bytes()
    for _ in range(25):
        data = bytearray(whole)
        for _ in range(chance.randrange(1, 6)):
            place = chance.randrange(len(data))
            data[place : place + chance.randrange(4)] = chance.randbytes(chance.randrange(4))
        hostile(box / NAME, bytes(data))
        found = fetch(anna, box)
        assert all(anna.is_whole(commit) for commit in found.heads.values())
        assert set(codes(found)) <= {NAME}


@pytest.mark.parametrize(
    ("id_", "part"),
    [("abc-1", "abc-1"), ("../x", None), ("A B", None), ("x" * 65, None), ("", None), ("con/1\0", None)],
)
def test_any_id_of_a_register_makes_a_plain_name(id_: str, part: str | None) -> None:
    found = mailbox_files.register_part(id_)
    assert found == part or (part is None and len(found) == 32 and found.isalnum())


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """An own file system of 2 MB."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root may mount a file system")
    place = tmp_path / "disk"
    place.mkdir()
    options = ["-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)]
    if subprocess.run([need("mount"), *options], capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    yield place
    subprocess.run([need("umount"), "--lazy", str(place)], check=True)


def test_a_full_and_a_locked_stick(anna: Repository, disk: Path) -> None:
    file = push(anna, disk)
    before = file.read_bytes()
    change(anna, "viel", size=3_000_000)
    with pytest.raises(PartnerFault, match="partner_disk_full"):
        push(anna, disk)
    assert [path.name for path in disk.iterdir()] == [file.name]
    assert file.read_bytes() == before
    subprocess.run([need("mount"), "-o", "remount,ro", str(disk)], check=True)
    with pytest.raises(PartnerFault, match="partner_read_only"):
        push(anna, disk)
    assert fetch(anna, disk).skipped == ()


def test_a_folder_that_never_answers(
    anna: Repository, good: Path, box: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a network drive does whose server is gone; nothing can end the call itself."""
    forever = threading.Event()
    monkeypatch.setattr(os, "scandir", lambda _: forever.wait(30))
    monkeypatch.setattr(mailbox_folder, "_IDLE", 0.3)
    with pytest.raises(PartnerFault, match="partner_timeout"):
        fetch(anna, box)
    monkeypatch.setattr(mailbox_folder, "_IDLE", 60.0)
    stop = threading.Event()
    threading.Timer(0.2, stop.set).start()
    started = time.monotonic()
    address = Address.parse(str(box))
    with Mailbox(anna, address, register_id=REGISTER, cancel=stop) as line, pytest.raises(Interrupted):
        line.fetch("stick")
    assert time.monotonic() - started < 1.5
    forever.set()
