"""Two instances and an editor of the files save the same records at once, many times: nothing is lost."""

from __future__ import annotations

import contextlib
from collections import Counter
from pathlib import Path

import pytest

from store.register import Register
from store.saving import new_edit
from tests.faults.contention import RECORDS
from tests.faults.forks import Forks
from tests.faults.jobs import ANNA, actor, save_next, subject
from tests.faults.register_tools import fsck, git, make, temporaries

TIMES = [10, pytest.param(250, marks=[pytest.mark.long, pytest.mark.timeout(1800)])]
"""Rounds; each saves both records."""
EDITS = 2
"""How often an editor saves meanwhile: it is faster."""


def prepared(path: Path) -> Path:
    """A register whose shared records have every field that is counted in."""
    make(path)
    with Register.open(path) as register:
        fields = {"summary": "0", "legal_form": "0", "notiz": "0"}
        edits = [new_edit("actor", {**actor(record_id), **fields}) for record_id in RECORDS]
        register.save(edits, subject, person=ANNA)
    return path


@pytest.mark.parametrize("times", TIMES)
@pytest.mark.parametrize("way", ["truncate", "rename"])
def test_nothing_is_lost(tmp_path: Path, times: int, way: str) -> None:
    path = prepared(tmp_path / "register")
    jobs: list[tuple[str, *tuple[str | int, ...]]] = [
        ("save_field", str(path), "summary", times),
        ("save_field", str(path), "legal_form", times),
        ("edit_field", str(path), "notiz", times * EDITS, way),
    ]
    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(Forks()) for _ in jobs]
        for server, job in zip(servers, jobs, strict=True):
            server.start(*job)
        ended = [server.wait() for server in servers]
    said = Counter(line for end in ended for line in end.said.splitlines())
    assert [end.status for end in ended] == [0, 0, 0], "\n".join(end.said for end in ended)
    assert [end.acknowledged[-1] for end in ended] == [times, times, times * EDITS]
    print(f"{times} rounds, {way}; tried again: {dict(said)}")  # noqa: T201  shown with -rP
    for record_id in RECORDS:
        assert_kept(path, record_id, times)
    with Register.open(path) as register:
        save_next(register)
        assert all(not edit.problems for edit in register.hand_edits())
    assert temporaries(path) == []
    assert fsck(path) == ""


def assert_kept(path: Path, record_id: str, times: int) -> None:
    """What an instance saved is in the history, its last in the last commit; the editor's is in its file."""
    file = f"actors/{record_id}.toml"
    history = git(path, "log", "--patch", "--format=", "--", file)
    last = git(path, "show", f"HEAD:{file}")
    for name in ("summary", "legal_form"):
        missing = [n for n in range(1, times + 1) if f'+{name} = "{name} {n}"' not in history]
        assert missing == []
        assert f'{name} = "{name} {times}"' in last
    assert f'notiz = "notiz {times * EDITS}"' in (path / file).read_text(encoding="utf-8")
    assert 'notiz = "0"' in last, "a hand edit was swept into a commit"
