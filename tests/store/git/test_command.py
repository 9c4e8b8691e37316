"""Git is started with our settings, in a session of its own, and nothing of it is left behind."""

from __future__ import annotations

import gc
import threading
from pathlib import Path

import pytest

from store.errors import GitFailed, RegisterUnusable, WriteFailed
from store.git import command, environment
from store.git.objects import make_blob
from store.git.repository import Repository
from tests.store.git.builders import ANNA, children, new_register, script


def test_no_process_and_no_pipe_outlives_the_repository(tmp_path: Path) -> None:
    new_register(tmp_path).close()
    processes, handles = children(), len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(3):
        with Repository.open(tmp_path) as repository:
            head = repository.head()
            assert head is not None
            repository.list_tree(head)
            repository.read_blob(make_blob(ANNA).oid)
            next(repository.log([head]))
            with pytest.raises(GitFailed):
                repository.command.run("no-such-command")
    gc.collect()
    assert children() == processes
    assert len(list(Path("/proc/self/fd").iterdir())) == handles


def test_stopping_to_read_a_long_answer_ends_its_process(tmp_path: Path) -> None:
    with new_register(tmp_path) as repository:
        before = children()
        lines = repository.command.records("cat-file", "--batch-all-objects", "--batch", separator=b"\n")
        next(lines)
        lines.close()  # type: ignore[attr-defined]  # a generator
        assert children() == before


@pytest.mark.parametrize(
    "name", ["GIT_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE", "GIT_COMMON_DIR"]
)
def test_variables_from_a_git_hook_do_not_lead_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "elsewhere").mkdir()
    with new_register(tmp_path / "r") as repository:
        monkeypatch.setenv(name, str(tmp_path / "elsewhere"))
        head = repository.head()
        assert head is not None
        repository.write([make_blob(b"%d" % number) for number in range(200)])
        repository.update_index({})
        assert repository.count([head]) == 1
    assert not list((tmp_path / "elsewhere").iterdir())


def test_each_hardening_setting_reaches_git(tmp_path: Path) -> None:
    with new_register(tmp_path) as repository:
        listed = repository.command.run("config", "--null", "--list").stdout.decode().split("\0")
    got = {name: value for name, _, value in (line.partition("\n") for line in listed)}
    assert {key.lower(): value for key, value in environment.HARDENING}.items() <= got.items()


def test_the_settings_of_the_person_do_not_reach_local_calls(tmp_path: Path, home: Path) -> None:
    canary = script(home / "hit", f"echo hit >> {home}/CANARY")
    with (home / "gitconfig").open("a") as file:
        file.write(f"[core]\n\tfsmonitor = {canary}\n\thooksPath = {home}\n\tpager = {canary}\n")
        file.write(
            f"[diff]\n\texternal = {canary}\n[log]\n\tshowSignature = true\n[gpg]\n\tprogram = {canary}\n"
        )
        file.write("[color]\n\tui = always\n")
    with new_register(tmp_path) as repository:
        head = repository.head()
        assert head is not None
        assert len(repository.diff_trees(None, head)) == 1
        assert [entry.message for entry in repository.log([head])] == ["one"]
        repository.update_index({"actors/anna.toml": make_blob(ANNA).oid})
    assert not (home / "CANARY").exists()


def test_name_and_mail_come_from_the_person(tmp_path: Path) -> None:
    with new_register(tmp_path) as repository:
        assert repository.setting("user.name") == "Alex Beispiel"
        assert repository.setting("knoten.actor") == ""
        repository.write_settings({"user.name": "Ö (Amt)", "knoten.actor": "stadt-k7q2"})
        assert repository.setting("user.name") == "Ö (Amt)"
        assert repository.local_settings(r"^knoten\.") == [("knoten.actor", "stadt-k7q2")]
        repository.write_settings({"knoten.actor": None, "user.name": None})
        assert repository.setting("user.name") == "Alex Beispiel"


@pytest.mark.parametrize(
    ("text", "found"),
    [("git version 2.39.5", (2, 39, 5)), ("git version 2.50.1 (Apple Git-155)", (2, 50, 1)),
     ("git version 2.45.2.windows.1", (2, 45, 2)), ("git version 3.0", (3, 0))],
)  # fmt: skip
def test_versions_are_read_as_vendors_write_them(text: str, found: tuple[int, ...]) -> None:
    assert command.parse_version(text) == found


@pytest.mark.parametrize("text", ["git version 2.38.9", "git version 1.8.3.1", "", "hub"])
def test_an_old_git_is_named_with_what_is_needed(text: str) -> None:
    with pytest.raises(RegisterUnusable) as caught:
        command.parse_version(text)
    assert caught.value.code == "git_too_old"
    assert caught.value.params["needed"] == "2.39"


def test_a_missing_git_is_a_code_and_no_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new_register(tmp_path).close()
    command.check_version.cache_clear()
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RegisterUnusable, match="git_missing"):
        Repository.open(tmp_path)
    monkeypatch.undo()
    command.check_version()


def test_a_failure_carries_what_git_said_without_control_characters(tmp_path: Path) -> None:
    with new_register(tmp_path) as repository, pytest.raises(GitFailed) as caught:
        repository.command.run("rev-parse", "--verify", "\x1b[2Jx\x07")
    assert caught.value.params["command"] == "rev-parse"
    assert caught.value.params["status"] == 128
    assert "\x1b" not in str(caught.value.params["stderr"])
    assert command.clean_text(b"a\x1b[2J\xc2\x9b\r\n\xff\xe2\x80\xae") == "a[2J\n\n\ufffd"


def test_a_full_disk_under_git_is_said_as_such() -> None:
    result = command.Result(128, b"", "fatal: write error: No space left on device")
    with pytest.raises(WriteFailed, match="disk_full"):
        command.checked(result, ("index-pack",), (0,))


def test_a_command_can_run_out_of_time(tmp_path: Path) -> None:
    with new_register(tmp_path) as repository:
        before = children()
        waits = ("-c", "alias.wait=!sleep 30", "wait")
        with pytest.raises(GitFailed, match="timeout"):
            repository.command.run(*waits, timeout=0.1)
        assert children() == before


def test_objects_are_read_from_many_threads_at_once(tmp_path: Path) -> None:
    blobs = [make_blob(b"%d\n" % number * 500) for number in range(300)]
    wrong: list[str] = []
    with new_register(tmp_path) as repository:
        repository.write(blobs)

        def read() -> None:
            got = repository.read_blobs([blob.oid for blob in blobs])
            wrong.extend(blob.oid for blob, data in zip(blobs, got, strict=True) if blob.data != data)

        threads = [threading.Thread(target=read) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []


def test_the_reader_says_what_is_missing_large_or_damaged_and_goes_on(tmp_path: Path) -> None:
    bert = make_blob(b"bert" * 100)
    with new_register(tmp_path) as repository:
        repository.write([bert])
        path = tmp_path / ".git/objects" / bert.oid[:2] / bert.oid[2:]
        anna, missing = make_blob(ANNA).oid, "1" * 40
        head = repository.head()
        assert head is not None
        with pytest.raises(RegisterUnusable, match="object_missing"):
            list(repository.read_blobs([anna, missing, anna]))
        with pytest.raises(RegisterUnusable) as caught:
            repository.read_blob(bert.oid, limit=399)
        assert caught.value.params == {"oid": bert.oid, "size": 400, "limit": 399}
        with pytest.raises(RegisterUnusable, match="object_unexpected"):
            repository.read_blob(head)
        with pytest.raises(RegisterUnusable, match="object_unexpected"):
            repository.read_commit(anna)
        path.chmod(0o644)
        path.write_bytes(path.read_bytes()[:15] + b"garbage")
        for read in (repository.read_blob, repository.read_commit):
            with pytest.raises(RegisterUnusable):
                read(bert.oid)
        path.write_bytes(b"")
        infos = repository.object_infos([anna, bert.oid, missing, head])
        assert [info.kind if info else None for info in infos] == ["blob", None, None, "commit"]
        assert repository.read_blob(anna) == ANNA
