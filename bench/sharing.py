"""Sharing over a bare repository, local or over ssh, beside git's fetch, merge and push of the same."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from bench.jobs import BENCH, subject
from bench.measure import Result, call, environment, in_turn
from bench.ssh_host import is_possible, ssh_host
from store.register import Register
from store.saving import change_edit
from store.sharing.joining import join
from store.sharing.partners import add_partner, remove_partner
from store.sharing.share import Share

COMMITS = 20


def sharing(root: Path, size: str, runs: int) -> Iterator[Result]:
    """Through a bare repository here, and through the same over a real sshd, where there is one."""
    yield _sharing(root, f"share over a bare repository, {size}", runs, lambda path: f"file://{path}")
    if is_possible():
        with ssh_host(root.with_name(root.name + "-sshd")) as address:
            yield _sharing(root, f"share over ssh, {size}", runs, address)


def _sharing(root: Path, name: str, runs: int, address: Callable[[Path], str]) -> Result:
    """20 commits on each side, on different records; then one share, beside git's three commands."""
    work = root.with_name(root.name + "-share")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    _git(work, "clone", "-q", "--bare", str(root), "hub.git")
    _git(work, "clone", "-q", "--bare", str(root), "plain.git")
    hub = address(work / "hub.git")
    with Register.open(root) as ours, join(hub, work / "theirs", "Hub") as theirs:
        partner = add_partner(ours.repository, f"Bench {work.stat().st_ino}", hub)
        _git(work, "clone", "-q", address(work / "plain.git"), "one")
        _git(work, "clone", "-q", address(work / "plain.git"), "two")
        rounds = count()

        def share_ours() -> float:
            number = next(rounds)
            _edit(ours, 0, number)
            _edit(theirs, COMMITS, number)
            _share(theirs)
            return call(lambda: _share(ours))()

        def share_plain() -> float:
            number = next(rounds)
            _commit(work / "one", 2 * COMMITS, number)
            _commit(work / "two", 3 * COMMITS, number)
            _git(work / "two", "pull", "-q", "--no-rebase", "--no-edit")
            _git(work / "two", "push", "-q")
            return call(lambda: _fetch_merge_push(work / "one"))()

        result = in_turn(name, share_ours, share_plain, 1.3, runs=max(3, runs // 2))
        remove_partner(ours.repository, partner)
    return result


def _edit(register: Register, first: int, number: int) -> None:
    ids = [row.id for row in register.snapshot.rows("actor")][first : first + COMMITS]
    for record_id in ids:
        record = register.snapshot.record(record_id)
        data = {**(record.data or {}), "summary": f"Runde {number}"}
        register.save([change_edit(record, data)], subject, person=BENCH)


def _share(register: Register) -> None:
    with Share(register) as share:
        share.fetch()
        share.carry_out(share.preview(), subject, person=BENCH)


def _commit(clone: Path, first: int, number: int) -> None:
    for path in sorted((clone / "actors").glob("*.toml"))[first : first + COMMITS]:
        path.write_text(path.read_text(encoding="utf-8") + f"# {number}\n", encoding="utf-8")
        _git(clone, "commit", "-qam", "x")


def _fetch_merge_push(clone: Path) -> None:
    _git(clone, "fetch", "-q")
    _git(clone, "merge", "-q", "--no-edit", "origin/main")
    _git(clone, "push", "-q")


def _git(where: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", "-C", str(where), *arguments], check=True, env=environment(), stdout=subprocess.DEVNULL
    )
