"""Files are written whole or not at all, at whichever call the disk fails, and read only when plain."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest

from store import files, platform
from store.errors import ReadFailed, WriteFailed
from tests.store.git.builders import git

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FAULTS = ("write_all", "fsync", "replace")


def names(folder: Path) -> list[str]:
    """What lies in a folder."""
    return sorted(path.name for path in folder.iterdir())


def failing(monkeypatch: pytest.MonkeyPatch, name: str, number: int) -> None:
    """Make one call of ``store.platform`` fail with a full disk: the n-th, from 1."""
    real: Callable[..., object] = getattr(platform, name)
    calls = 0

    def fail(*arguments: object) -> object:
        nonlocal calls
        calls += 1
        if calls == number:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*arguments)

    monkeypatch.setattr(platform, name, fail)


def test_a_new_file_gets_all_bytes_and_the_usual_permissions(tmp_path: Path) -> None:
    old = os.umask(0o022)
    try:
        files.atomic_write(str(tmp_path / "a.toml"), b"x = 1\n")
    finally:
        os.umask(old)
    assert (tmp_path / "a.toml").read_bytes() == b"x = 1\n"
    assert (tmp_path / "a.toml").stat().st_mode & 0o777 == 0o644
    assert names(tmp_path) == ["a.toml"]


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("number", [1, 2])
def test_a_disk_that_fails_leaves_the_old_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, number: int
) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"old")
    failing(monkeypatch, name, number)
    if number == 2 and name != "fsync":
        files.atomic_write(str(path), b"new")  # there is no second call of these
        assert path.read_bytes() == b"new"
        return
    with pytest.raises(WriteFailed) as caught:
        files.atomic_write(str(path), b"new")
    assert caught.value.code == "disk_full"
    assert caught.value.params == {"path": str(path)}
    # The second fsync is the folder's: the name has changed by then, but nobody was told "saved".
    assert path.read_bytes() == (b"new" if number == 2 else b"old")
    assert names(tmp_path) == ["a.toml"]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk_full"),
        (errno.EDQUOT, "disk_full"),
        (errno.EROFS, "read_only_disk"),
        (errno.EACCES, "no_permission"),
        (errno.EPERM, "no_permission"),
        (errno.EIO, "io_failed"),
    ],
)
def test_each_reason_of_the_system_has_its_code(number: int, code: str) -> None:
    assert files.write_failed(OSError(number, os.strerror(number)), "a").code == code


def test_a_folder_that_is_not_there_is_said_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(WriteFailed) as caught:
        files.atomic_write(str(tmp_path / "none" / "a.toml"), b"")
    assert caught.value.code == "io_failed"


def test_the_digest_is_the_id_that_git_gives_the_same_bytes(tmp_path: Path) -> None:
    data = "Straße\r\n".encode()
    assert files.digest(data) == git(tmp_path, "hash-object", "--stdin", stdin=data).decode().strip()


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    (tmp_path / "a.toml").symlink_to(tmp_path / "secret")
    with pytest.raises(ReadFailed, match="file_not_regular"):
        files.read_bounded(str(tmp_path / "a.toml"), 100)


def test_a_pipe_a_folder_and_a_device_do_not_hang_or_flood(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    for path in (str(tmp_path / "fifo"), str(tmp_path), "/dev/zero"):
        with pytest.raises(ReadFailed, match="file_not_regular"):
            files.read_bounded(path, 100)


def test_a_file_is_read_up_to_the_limit_and_not_beyond(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x" * 100)
    assert files.read_bounded(str(path), 100) == b"x" * 100
    with pytest.raises(ReadFailed) as caught:
        files.read_bounded(str(path), 99)
    assert caught.value.code == "file_too_large"
    with pytest.raises(ReadFailed, match="file_missing"):
        files.read_bounded(str(tmp_path / "b"), 99)


def test_what_a_killed_run_left_is_cleared_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / ".knoten-tmp-1-ab").write_bytes(b"half")
    (tmp_path / "a.toml").write_bytes(b"whole")
    (tmp_path / ".knoten-tmp-folder").mkdir()
    assert files.clean_temporaries(str(tmp_path)) == 1
    assert names(tmp_path) == [".knoten-tmp-folder", "a.toml"]
    assert files.clean_temporaries(str(tmp_path / "none")) == 0


def test_removing_tells_whether_there_was_something(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    assert files.remove(str(tmp_path / "a"))
    assert not files.remove(str(tmp_path / "a"))


def test_a_folder_is_made_once_and_a_link_in_its_place_refused(tmp_path: Path) -> None:
    files.make_folder(str(tmp_path / "actors"))
    files.make_folder(str(tmp_path / "actors"))
    (tmp_path / "topics").symlink_to(tmp_path / "actors")
    with pytest.raises(ReadFailed, match="file_not_regular"):
        files.make_folder(str(tmp_path / "topics"))
