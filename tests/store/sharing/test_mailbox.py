"""Mailboxes: who writes what, what is left out, and that it always reaches the others."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.errors import Interrupted, PartnerFault, ReadOnly, UsageFault
from store.git import bundle, refs
from store.git.address import Address
from store.git.repository import Repository
from store.sharing.copy_id import COPY_PATTERN, copy_id
from store.sharing.mailbox import Mailbox
from tests.store.git.builders import children, git
from tests.store.sharing.boxes import (
    REGISTER,
    SLUG,
    another,
    change,
    codes,
    fetch,
    first,
    head,
    needed,
    own_file,
    push,
    take,
)

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def box(tmp_path: Path) -> Path:
    place = tmp_path / "Geteilte Ämter & „Mehr“"
    place.mkdir()
    return place


@pytest.fixture
def anna(tmp_path: Path) -> Iterator[Repository]:
    with first(tmp_path / "anna") as repository:
        yield repository


@pytest.fixture
def berta(anna: Repository, tmp_path: Path) -> Iterator[Repository]:
    with another(anna, tmp_path / "berta") as repository:
        yield repository


@pytest.fixture
def carla(anna: Repository, tmp_path: Path) -> Iterator[Repository]:
    with another(anna, tmp_path / "carla") as repository:
        yield repository


def test_each_copy_writes_one_file_and_reads_the_others(
    anna: Repository, berta: Repository, box: Path
) -> None:
    assert fetch(anna, box) == ({}, ())
    push(anna, box)
    change(berta, "neu")
    push(berta, box)
    assert sorted(box.iterdir()) == sorted([own_file(anna, box), own_file(berta, box)])
    assert COPY_PATTERN.fullmatch(copy_id(anna))
    assert copy_id(anna) != copy_id(berta)
    found = fetch(anna, box)
    assert found == ({f"{refs.INCOMING}{SLUG}/{copy_id(berta)}": head(berta)}, ())
    assert anna.is_whole(head(berta))
    assert fetch(anna, box) == found


def test_a_folder_is_the_only_kind_of_address(anna: Repository) -> None:
    with pytest.raises(UsageFault, match="address_not_a_share"):
        Mailbox(anna, Address.parse("file:///x.git"), register_id=REGISTER)


def test_alone_everything_is_written(anna: Repository, box: Path) -> None:
    change(anna, "neu")
    assert needed(push(anna, box)) == ()


def test_only_what_all_others_lack_is_written(
    anna: Repository, berta: Repository, carla: Repository, box: Path
) -> None:
    old = head(anna)
    full = push(anna, box).stat().st_size
    push(berta, box)
    push(carla, box)
    change(anna, "one", size=2)
    file = push(anna, box)
    assert needed(file) == (old,)
    assert file.stat().st_size < full
    take(berta, box)
    push(berta, box)
    between = head(anna)
    change(anna, "two", size=2)
    assert needed(push(anna, box)) == (old,)  # Carla has not come by yet
    take(carla, box)
    push(carla, box)
    take(berta, box)
    push(berta, box)
    change(anna, "three", size=2)
    assert needed(push(anna, box)) not in {(old,), (between,), ()}
    assert codes(take(carla, box)) == codes(take(berta, box)) == {}
    assert head(carla) == head(berta) == head(anna)


def test_little_is_always_written_whole_so_that_a_newcomer_can_join(
    anna: Repository, berta: Repository, box: Path
) -> None:
    push(anna, box)
    push(berta, box)
    change(anna, "neu")
    assert needed(push(anna, box, full_below=1 << 20)) == ()


def test_what_has_grown_is_written_whole_again(anna: Repository, berta: Repository, box: Path) -> None:
    change(anna, "viel", size=12_000)
    take(berta, push(anna, box).parent)
    push(berta, box)
    old = head(anna)
    change(anna, "a", size=5_000)
    assert needed(push(anna, box)) == (old,)
    change(anna, "b", size=30_000)
    assert needed(push(anna, box)) == ()


def test_nothing_is_written_that_is_there_already(anna: Repository, berta: Repository, box: Path) -> None:
    file = push(anna, box)
    push(berta, box)
    before = file.stat()
    push(anna, box)
    assert file.stat().st_ino == before.st_ino
    assert file.stat().st_mtime_ns == before.st_mtime_ns


def test_one_who_has_less_than_our_file_builds_on_gets_more(
    anna: Repository, berta: Repository, carla: Repository, box: Path
) -> None:
    """Carla was away, and comes with a file that nobody has reckoned with."""
    push(anna, box)
    change(berta, "b")
    push(berta, box)
    take(anna, box)
    change(anna, "a", size=2)
    file = push(anna, box)
    assert needed(file) == (head(berta),)
    own_file(berta, box).unlink()
    assert codes(fetch(carla, box)) == {file.name: "bundle_base_missing"}
    push(carla, box)
    push(anna, box)
    assert needed(file) == (head(carla),)
    assert codes(take(carla, box)) == {}
    assert head(carla) == head(anna)


def test_someone_with_versions_that_are_not_known_here_gets_everything(
    anna: Repository, berta: Repository, carla: Repository, box: Path
) -> None:
    push(anna, box)
    push(berta, box)
    change(anna, "a")
    assert needed(push(anna, box)) != ()
    base = change(carla, "c1")
    change(carla, "c2")
    push(carla, box)
    bundle.write_bundle(carla.command, str(own_file(carla, box)), head(carla), without=[base])
    with Mailbox(anna, Address.parse(str(box)), register_id=REGISTER, full_below=0) as line:
        assert codes(line.fetch(SLUG)) == {own_file(carla, box).name: "bundle_base_missing"}
        line.push(head(anna))
    assert needed(own_file(anna, box)) == ()


def test_files_that_build_on_one_another_come_in_at_once(
    anna: Repository, berta: Repository, carla: Repository, box: Path
) -> None:
    """The last in the order of names comes first."""
    commits = [change(berta, str(number)) for number in range(4)]
    for number, commit in enumerate(commits):
        base = commits[number - 1] if number else head(anna)
        name = f"{REGISTER}-{9 - number:016x}.knoten"
        bundle.write_bundle(berta.command, str(box / name), commit, without=[base])
    found = fetch(carla, box)
    assert codes(found) == {}
    assert set(found.heads.values()) == set(commits)


def test_our_own_file_is_mended(anna: Repository, box: Path) -> None:
    file = push(anna, box)
    whole = file.read_bytes()
    for torn in (whole[:-30], b"", whole[:100] + b"?" + whole[101:], whole + b"!"):
        file.write_bytes(torn)
        push(anna, box)
        assert bundle.is_whole(str(file))


def test_a_copied_register_does_not_write_the_same_file(anna: Repository, box: Path, tmp_path: Path) -> None:
    """A folder copied with all that is in it, or brought back from a backup."""
    push(anna, box)
    shutil.copytree(anna.path, tmp_path / "twin")
    with Repository.open(tmp_path / "twin") as twin:
        assert copy_id(twin) == copy_id(anna)
        change(twin, "twin")
        theirs = push(twin, box)
        found = fetch(anna, box)
        assert list(found.heads.values()) == [head(twin)]
        assert copy_id(twin) != copy_id(anna)
        take(anna, box)
        change(anna, "anna")
        assert push(anna, box) != theirs
        assert len(list(box.iterdir())) == 2
        take(twin, box)
        assert head(twin) == head(anna)


def test_what_a_restored_backup_lacks_comes_back(anna: Repository, box: Path) -> None:
    push(anna, box)
    old, lost = head(anna), change(anna, "lost")
    push(anna, box)
    git(anna.path, "update-ref", refs.MAIN, old)
    take(anna, box)
    assert head(anna) == lost


def test_an_emptied_stick_takes_nothing_back(anna: Repository, berta: Repository, box: Path) -> None:
    change(berta, "neu")
    push(berta, box).unlink()
    change(berta, "zwei")
    push(berta, box)
    before = fetch(anna, box)
    own_file(berta, box).unlink()
    assert fetch(anna, box) == before


def test_an_older_file_is_said_and_passed_over(anna: Repository, berta: Repository, box: Path) -> None:
    file = push(berta, box)
    older = file.read_bytes()
    change(berta, "neu")
    push(berta, box)
    before = fetch(anna, box)
    file.write_bytes(older)
    again = fetch(anna, box)
    assert again.heads == before.heads
    assert codes(again) == {file.name: "mailbox_stale"}
    push(berta, box)
    assert codes(fetch(anna, box)) == {}


def test_a_line_that_was_rewritten_is_there_to_be_decided_on(
    anna: Repository, berta: Repository, box: Path
) -> None:
    old = head(berta)
    change(berta, "one")
    push(berta, box)
    fetch(anna, box)
    git(berta.path, "update-ref", refs.MAIN, old)
    change(berta, "other")
    push(berta, box)
    assert head(berta) in fetch(anna, box).heads.values()


def test_a_partner_that_had_another_kind_of_address(anna: Repository, berta: Repository, box: Path) -> None:
    """Its ref of old cannot stand beside those of a folder."""
    anna.update_ref(f"{refs.INCOMING}{SLUG}", head(anna), None, "x")
    push(berta, box)
    assert set(fetch(anna, box).heads) == {f"{refs.INCOMING}{SLUG}/{copy_id(berta)}"}


def test_stopped_it_leaves_no_file(anna: Repository, berta: Repository, box: Path) -> None:
    push(berta, box)
    stop = threading.Event()
    with Mailbox(anna, Address.parse(str(box)), register_id=REGISTER, cancel=stop) as line:
        line.fetch(SLUG)
        stop.set()
        with pytest.raises(Interrupted):
            line.push(head(anna))
        with pytest.raises(Interrupted):
            line.fetch(SLUG)
    assert [path.name for path in box.iterdir()] == [own_file(berta, box).name]


def push_again_and_again(line: Mailbox, oid: str, box: Path) -> None:
    """Until something is raised."""
    while True:
        line.push(oid)
        for file in box.iterdir():
            file.unlink()


def test_stopped_while_a_large_file_is_written(anna: Repository, box: Path) -> None:
    for number in range(6):
        change(anna, f"gross-{number}", size=2_000_000)
    stop = threading.Event()
    threading.Timer(0.1, stop.set).start()
    started = time.monotonic()
    address = Address.parse(str(box))
    line = Mailbox(anna, address, register_id=REGISTER, cancel=stop)
    with line, pytest.raises(Interrupted):
        push_again_and_again(line, head(anna), box)
    assert time.monotonic() - started < 5
    assert [path for path in box.iterdir() if not bundle.is_whole(str(path))] == []
    anna.close()
    assert children() == set()


def test_a_register_open_for_reading_looks_at_nothing(anna: Repository, box: Path) -> None:
    with Repository.open(anna.path, read_only=True) as reading, pytest.raises(ReadOnly):
        fetch(reading, box)


@pytest.mark.parametrize(("name", "code"), [("none", "mailbox_missing"), ("file", "mailbox_missing")])
def test_a_folder_that_is_not_there(anna: Repository, tmp_path: Path, name: str, code: str) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(PartnerFault, match=code):
        fetch(anna, tmp_path / name)


def test_a_register_or_a_repository_is_no_mailbox(anna: Repository, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--bare", "bare.git")
    (Path(anna.path) / "knoten.toml").write_text("x")
    for place in (tmp_path / "bare.git", Path(anna.path)):
        with pytest.raises(PartnerFault, match="mailbox_is_register"):
            fetch(anna, place)


WRITER = """
import sys
from pathlib import Path
from store.git.repository import Repository
from tests.store.sharing.boxes import change, push
with Repository.open(sys.argv[1]) as repository:
    for number in range(int(sys.argv[3])):
        change(repository, f"{sys.argv[4]}-{number}", size=3000)
        push(repository, Path(sys.argv[2]))
        print(number, flush=True)
"""


def writer(repository: Repository, box: Path, times: int, name: str) -> subprocess.Popen[str]:
    """A process that changes and hands out, again and again."""
    command = [sys.executable, "-c", WRITER, repository.path, str(box), str(times), name]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_two_write_at_once_while_a_third_reads(
    anna: Repository, berta: Repository, carla: Repository, box: Path
) -> None:
    with writer(anna, box, 5, "a") as one, writer(berta, box, 5, "b") as other:
        while one.poll() is None or other.poll() is None:
            assert codes(fetch(carla, box)) == {}
            time.sleep(0.02)
        assert (one.returncode, other.returncode) == (0, 0)
    assert set(fetch(carla, box).heads.values()) == {head(anna), head(berta)}
    assert len(list(box.iterdir())) == 2


@pytest.mark.parametrize("kills", [4, pytest.param(100, marks=[pytest.mark.long, pytest.mark.timeout(1800)])])
def test_killed_in_mid_write(anna: Repository, berta: Repository, box: Path, kills: int) -> None:
    for number in range(kills):
        with writer(berta, box, 1000, f"k{number}") as doomed:
            assert doomed.stdout is not None
            doomed.stdout.readline()
            time.sleep(0.003 * (number % 40))
            doomed.kill()
        found = take(anna, box)
        assert codes(found) == {}
        assert bundle.is_whole(str(own_file(berta, box)))
    old = time.time() - 3600
    for left in box.glob(".knoten-tmp-*"):
        os.utime(left, (old, old))
    push(berta, box)
    assert list(box.glob(".knoten-tmp-*")) == []
    assert head(berta) in fetch(anna, box).heads.values()
