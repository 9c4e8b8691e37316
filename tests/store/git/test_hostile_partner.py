"""A partner with traps, damage, or a machine that hangs: nothing runs, nothing moves, nothing stays."""

from __future__ import annotations

import random
import shutil
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from store.errors import Interrupted, PartnerFault, StoreError
from store.git import refs, transport, watched
from store.git.address import Address
from store.git.transport import Transport
from tests.store.git.builders import (
    bare,
    children,
    git,
    is_running,
    new_register,
    raw_commit,
    raw_object,
    raw_tree,
    save,
    script,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.git.repository import Repository

RECEIVE_HOOKS = (
    *("pre-receive", "update", "post-receive", "post-update"),
    *("reference-transaction", "proc-receive", "push-to-checkout"),
)


@pytest.fixture
def partner(tmp_path: Path) -> Path:
    return bare(tmp_path / "partner.git")


@pytest.fixture
def ours(tmp_path: Path) -> Iterator[Repository]:
    with new_register(tmp_path / "ours") as repository:
        yield repository


@pytest.fixture
def line(ours: Repository, partner: Path) -> Iterator[Transport]:
    with Transport(ours, Address.parse(f"file://{partner}")) as opened:
        yield opened


def state(repository: Repository) -> tuple[dict[str, str], set[str]]:
    """Refs, and what lies in the object store."""
    objects = Path(repository.git_dir, "objects")
    return repository.list_refs("refs/"), {str(path) for path in objects.rglob("*") if path.is_file()}


def test_no_hook_of_a_repository_we_push_to_runs_here(
    tmp_path: Path, line: Transport, ours: Repository, partner: Path
) -> None:
    trap = script(tmp_path / "hit.sh", f'echo "$0" >> {tmp_path}/CANARY')
    (partner / "hooks").mkdir(exist_ok=True)
    for name in RECEIVE_HOOKS:
        shutil.copy(trap, partner / "hooks" / name)
    with (partner / "config").open("a") as file:
        file.write(f"[uploadpack]\n\tpackObjectsHook = {trap}\n[core]\n\thooksPath = {partner}/hooks\n")
        file.write(f"\tfsmonitor = {trap}\n\talternateRefsCommand = {trap}\n")
        file.write("[receive]\n\tautogc = true\n[gc]\n\tauto = 1\n")
    (partner / "objects/info").mkdir(exist_ok=True)
    (partner / "objects/info/alternates").write_text(f"{tmp_path}/ours/.git/objects\n")
    line.push(save(ours, {f"a{number}": b"%d" % number for number in range(20)}))
    line.fetch("p")
    assert not (tmp_path / "CANARY").exists()
    git(partner, "update-ref", "refs/heads/x", ours.head() or "")
    assert (tmp_path / "CANARY").exists()  # it is armed


def test_no_files_of_a_work_tree_are_changed_by_a_push(tmp_path: Path, ours: Repository) -> None:
    trap = script(tmp_path / "hit.sh", f'echo "$0" >> {tmp_path}/CANARY')
    git(tmp_path, "clone", "-q", f"file://{tmp_path}/ours", "theirs")
    theirs = tmp_path / "theirs"
    for name, value in (("receive.denyCurrentBranch", "updateInstead"), ("filter.k.smudge", str(trap))):
        git(theirs, "config", name, value)
    git(theirs, "config", "core.fsmonitor", str(trap))
    (theirs / ".git/info/attributes").write_text("* filter=k\n")
    with Transport(ours, Address.parse(f"file://{theirs}")) as opened:
        with pytest.raises(PartnerFault, match="partner_refused"):
            opened.push(save(ours, {"actors/bert.toml": b"b"}))
        opened.fetch("p")
    assert not (tmp_path / "CANARY").exists()
    assert not (theirs / "actors/bert.toml").exists()


def hostile_trees(store: Path) -> dict[str, str]:
    """Trees that git's own check refuses: name and id."""
    blob = raw_object(store, "blob", b"x")
    inner = raw_tree(store, [("100644", b"config", blob)])
    return {
        ".git": raw_tree(store, [("40000", b".git", inner)]),
        ".GIT": raw_tree(store, [("40000", b".GIT", inner)]),
        "git~1": raw_tree(store, [("40000", b"git~1", inner)]),
        "dotdot": raw_tree(store, [("40000", b"..", inner)]),
        "dot": raw_tree(store, [("40000", b".", inner)]),
        "absolute": raw_tree(store, [("100644", b"/tmp/escape.toml", blob)]),
        "duplicate": raw_tree(store, [("100644", b"a", blob), ("100644", b"a", inner)]),
        "unsorted": raw_tree(store, [("100644", b"z", blob), ("100644", b"a", blob)]),
        "missing blob": raw_tree(store, [("100644", b"a", "1" * 40)]),
        "submodule url": raw_tree(
            store,
            [
                (
                    "100644",
                    b".gitmodules",
                    raw_object(store, "blob", b'[submodule "s"]\n\turl = --upload-pack=x\n'),
                )
            ],
        ),
    }


@pytest.mark.parametrize(
    "name",
    [
        ".git",
        ".GIT",
        "git~1",
        "dotdot",
        "dot",
        "absolute",
        "duplicate",
        "unsorted",
        "missing blob",
        "submodule url",
    ],
)
def test_malformed_trees_are_rejected_and_nothing_of_them_is_kept(
    line: Transport, ours: Repository, partner: Path, name: str
) -> None:
    line.push(ours.head() or "")
    line.fetch("p")
    commit = raw_commit(partner, hostile_trees(partner)[name], [ours.head() or ""])
    (partner / "refs/heads/main").write_text(commit + "\n")
    before = state(ours)
    with pytest.raises(PartnerFault) as caught:
        line.fetch("p")
    assert caught.value.code == "partner_corrupt"
    assert state(ours) == before


@pytest.mark.parametrize("damage", ["loose", "pack", "missing"])
def test_damage_at_the_partner_leaves_ours_untouched(
    tmp_path: Path, line: Transport, ours: Repository, partner: Path, damage: str
) -> None:
    base = ours.head() or ""
    new = save(ours, {"actors/bert.toml": b"b" * 500})
    oid = ours.list_tree(new)[1].oid
    ours.update_ref(refs.MAIN, base, new, "back")
    line.push(new)
    shutil.rmtree(tmp_path / "ours/.git/objects" / oid[:2])
    if damage == "pack":
        (pack,) = (partner / "objects/pack").glob("*.pack")
        pack.chmod(0o644)
        data = bytearray(pack.read_bytes())
        data[40:48] = b"\xff" * 8
        pack.write_bytes(data)
    else:
        (pack,) = (partner / "objects/pack").glob("*.pack")
        pack.rename(partner / "pack")
        git(partner, "unpack-objects", "-q", stdin=(partner / "pack").read_bytes())
        path = partner / "objects" / oid[:2] / oid[2:]
        path.unlink()
        if damage == "loose":
            path.write_bytes(b"\0\0\0\0garbage")
    with pytest.raises(PartnerFault) as caught:
        line.fetch("p")
    assert caught.value.code == "partner_corrupt"
    assert ours.list_refs("refs/") == {refs.MAIN: base}


def test_what_a_partner_says_comes_without_control_characters(
    ours: Repository, partner: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    escapes = r"\033]0;PWN\007\033[2J\033]52;c;UFdO\007\302\2332J \342\200\256 [@click=app.quit]x[/]\r\n"
    hook = script(partner / "say.sh", f"printf '{escapes}' >&2\nexit 1")
    monkeypatch.setattr(transport, "_UPLOAD_THERE", str(hook))
    with Transport(ours, Address.parse(f"file://{partner}")) as line, pytest.raises(PartnerFault) as caught:
        line.fetch("p")
    assert all(char.isprintable() for char in str(caught.value.params.get("reason", "")))


HANGS = {
    "hang": "echo $$ >> {pids}; exec sleep 3600",
    "drip": "echo $$ >> {pids}; while :; do printf 0; sleep 0.2; done",
    "drip of errors": "echo $$ >> {pids}; while :; do printf x >&2; sleep 0.02; done",
    "stubborn": "trap '' TERM INT HUP; echo $$ >> {pids}; while :; do sleep 0.2; done",
}


@pytest.mark.parametrize(
    ("name", "call"),
    [*((name, "fetch") for name in HANGS), ("stubborn", "push"), ("stubborn", "ls_remote")],
)
def test_a_partner_that_hangs_is_left_within_a_second_and_with_no_orphan(
    tmp_path: Path, ours: Repository, partner: Path, monkeypatch: pytest.MonkeyPatch, name: str, call: str
) -> None:
    pids = tmp_path / "pids"
    hook = script(tmp_path / "hang.sh", HANGS[name].format(pids=pids))
    for there in ("_UPLOAD_THERE", "_RECEIVE_THERE"):
        monkeypatch.setattr(transport, there, str(hook))
    before, threads = children(), threading.active_count()
    cancel = threading.Event()
    with Transport(ours, Address.parse(f"file://{partner}"), cancel=cancel) as line:
        calls = {
            "fetch": lambda: line.fetch("p"),
            "push": lambda: line.push(ours.head() or ""),
            "ls_remote": line.ls_remote,
        }
        started: list[float] = []

        def stop() -> None:
            while not pids.exists():
                time.sleep(0.01)
            started.append(time.monotonic())
            cancel.set()

        stopper = threading.Thread(target=stop)
        stopper.start()
        with pytest.raises(Interrupted, match="cancelled"):
            calls[call]()
        assert time.monotonic() - started[0] < 1
        stopper.join()
    assert children() == before
    assert threading.active_count() == threads
    assert not [pid for pid in map(int, pids.read_text().split()) if is_running(pid)]
    assert ours.list_refs("refs/knoten/") == {}


def test_a_partner_that_says_nothing_is_given_up(
    tmp_path: Path, ours: Repository, partner: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "_UPLOAD_THERE", str(script(tmp_path / "hang.sh", "exec sleep 3600")))
    with (
        Transport(ours, Address.parse(f"file://{partner}"), idle=0.3) as line,
        pytest.raises(PartnerFault) as caught,
    ):
        line.fetch("p")
    assert caught.value.code == "partner_timeout"


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ("exec cat /dev/zero", {"partner_corrupt"}),
        ("exec cat /dev/zero >&2", {"partner_too_large"}),
        ("while :; do echo 'a line that never ends in anything' >&2; done", {"partner_too_large"}),
        ("exit 3", {"partner_unreachable"}),
        ("echo hello", {"partner_corrupt"}),
    ],
)
def test_floods_and_nonsense_end_by_themselves(
    tmp_path: Path,
    ours: Repository,
    partner: Path,
    monkeypatch: pytest.MonkeyPatch,
    body: str,
    codes: set[str],
) -> None:
    monkeypatch.setattr(watched, "_FLOOD", 1 << 20)
    monkeypatch.setattr(transport, "_UPLOAD_THERE", str(script(tmp_path / "flood.sh", body)))
    before = children()
    with Transport(ours, Address.parse(f"file://{partner}")) as line, pytest.raises(PartnerFault) as caught:
        line.fetch("p")
    assert caught.value.code in codes
    assert children() == before


def test_a_pack_that_grows_beyond_the_limit_is_stopped_and_removed(
    tmp_path: Path, ours: Repository, partner: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = Address.parse(f"file://{partner}")
    with (
        new_register(tmp_path / "big", {"noise": random.Random(1).randbytes(4 << 20)}) as big,
        Transport(big, address) as line,
    ):
        line.push(big.head() or "")
    slow = 'git upload-pack "$@" | while dd bs=64k count=1 2>/dev/null | tee /dev/fd/3 | grep -q .'
    slow += "; do sleep 0.1; done 3>&1"
    monkeypatch.setattr(transport, "_UPLOAD_THERE", str(script(tmp_path / "slow.sh", slow)))
    before = state(ours)
    with Transport(ours, Address.parse(f"file://{partner}")) as line, pytest.raises(StoreError) as caught:
        line.fetch("p", limit=100_000)
    assert caught.value.code == "partner_too_large"
    assert state(ours) == before


def test_fifty_thousand_branches_are_not_looked_at(line: Transport, ours: Repository, partner: Path) -> None:
    commit = ours.head() or ""
    line.push(commit)
    names = "".join(f"{commit} refs/heads/b{number:06d}\n" for number in range(50_000))
    (partner / "packed-refs").write_text("# pack-refs with: peeled fully-peeled sorted \n" + names)
    assert line.fetch("p").new == commit
    assert set(ours.list_refs("refs/")) == {refs.MAIN, "refs/knoten/incoming/p"}


@pytest.mark.parametrize("where", ["last commit", "middle of the history"])
def test_a_dozen_folders_that_unfold_to_billions_of_files_never_get_in(
    line: Transport, ours: Repository, partner: Path, where: str
) -> None:
    base = ours.head() or ""
    line.push(base)
    line.fetch("p")
    tree = raw_tree(partner, [("100644", b"f", raw_object(partner, "blob", b"x"))])
    for _ in range(9):
        tree = raw_tree(partner, [("40000", b"d%d" % number, tree) for number in range(10)])
    commit = raw_commit(partner, tree, [base])
    if where != "last commit":
        commit = raw_commit(partner, ours.read_commit(base).tree, [commit])
    (partner / "refs/heads/main").write_text(commit + "\n")
    started = time.monotonic()
    with pytest.raises(PartnerFault) as caught:
        line.fetch("p")
    assert caught.value.code == "partner_too_many_files"
    assert caught.value.params["limit"] == 200_000
    assert time.monotonic() - started < 5
    assert ours.list_refs("refs/knoten/") == {"refs/knoten/incoming/p": base}


def test_folders_1500_deep_and_a_hundred_thousand_files_are_counted_not_feared(
    line: Transport, ours: Repository, partner: Path
) -> None:
    base = ours.head() or ""
    blob = raw_object(partner, "blob", b"x")
    deep = raw_tree(partner, [("100644", b"f", blob)])
    for _ in range(1500):
        deep = raw_tree(partner, [("40000", b"d", deep)])
    wide = raw_tree(partner, [("100644", b"f%06d.toml" % number, blob) for number in range(100_000)])
    line.push(base)
    for tree in (deep, wide):
        (partner / "refs/heads/main").write_text(raw_commit(partner, tree, [base]) + "\n")
        assert ours.read_commit(line.fetch("p").new).tree == tree
