"""A disk that is full, broken or read-only at any step: the old record or the new, and the edit kept."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
import tomli

from store.errors import WriteFailed
from store.register import Register
from store.saving import Edit, change_edit, new_edit
from tests.faults.jobs import ANNA, COUNTER, actor, count, save_next, subject
from tests.faults.points import failing, raising
from tests.faults.register_tools import fsck, git, make, temporaries, unsaved, whole_number

CODES = {errno.ENOSPC: "disk_full", errno.EIO: "io_failed", errno.EROFS: "read_only_disk"}
MOST = 400
CASES = [
    pytest.param(None, False, id="in turn"),
    *(
        pytest.param(code, after, id=f"{name}-{'after' if after else 'before'}", marks=pytest.mark.long)
        for code, name in CODES.items()
        for after in (False, True)
    ),
]


@pytest.mark.parametrize(("only", "after"), CASES)
def test_each_failing_step_leaves_old_or_new_and_the_edit_can_be_saved(
    tmp_path: Path, only: int | None, after: bool
) -> None:
    path = make(tmp_path / "register")
    register = Register.open(path)
    save_next(register)
    failed = 0
    for number in range(1, MOST):
        code = only or list(CODES)[number % len(CODES)]
        before = count(register)
        with failing(number, raising(code), after=after) as point:
            failed += _save_fails(register, CODES[code])
        if not point.reached:
            break
        register.close()
        assert whole_number(path) in {before, before + 1}, point.reached
        register = Register.open(path)
        save_next(register)
    else:
        pytest.fail("no save came through")
    register.close()
    print(f"{number - 1} points, {failed} of them stopped the save")  # noqa: T201  shown with -rP
    assert failed > 10
    assert temporaries(path) == []
    assert fsck(path) == ""


def _save_fails(register: Register, code: str) -> bool:
    try:
        save_next(register)
    except WriteFailed as error:
        assert error.code == code  # noqa: PT017  # it may also pass
        return True
    return False


def test_the_same_edit_can_be_saved_again_after_each_failing_step(tmp_path: Path) -> None:
    """As a form does it: the same edits once more, on what the person saw at first."""
    path = make(tmp_path / "register")
    with Register.open(path) as register:
        for number in range(1, MOST):
            seen = register.snapshot.record(COUNTER)
            assert seen.data is not None
            wanted = f"Versuch {number}"
            edits = [
                change_edit(seen, {**seen.data, "summary": wanted}),
                new_edit("actor", actor(f"v-{number}")),
            ]
            with failing(number, raising(errno.ENOSPC)) as point:
                _save_quietly(register, edits)
            register.save(edits, subject, person=ANNA)
            data = register.snapshot.record(COUNTER).data
            assert data is not None
            assert data["summary"] == wanted
            assert f"v-{number}" in register.snapshot
            assert f'"{wanted}"' in git(path, "show", f"HEAD:actors/{COUNTER}.toml")
            if not point.reached:
                break
    assert unsaved(path) == []


def _save_quietly(register: Register, edits: list[Edit]) -> None:
    try:
        register.save(edits, subject, person=ANNA)
    except WriteFailed as error:
        assert error.code == "disk_full"  # noqa: PT017


def test_the_next_save_shows_what_it_finished_of_the_one_before(tmp_path: Path) -> None:
    path = make(tmp_path / "register")
    with Register.open(path) as register:
        for number in range(1, MOST):
            seen = register.snapshot.record(COUNTER)
            assert seen.data is not None
            edits = [change_edit(seen, {**seen.data, "summary": f"Versuch {number}"})]
            with failing(number, raising(errno.ENOSPC)) as point:
                _save_quietly(register, edits)
            register.save([new_edit("actor", actor(f"v-{number}"))], subject, person=ANNA)
            file = path / "actors" / f"{COUNTER}.toml"
            assert register.snapshot.record(COUNTER).data == tomli.loads(file.read_text(encoding="utf-8"))
            assert f"v-{number}" in register.snapshot
            assert not (path / ".knoten/pending.json").exists()
            if not point.reached:
                break
    assert unsaved(path) == []
