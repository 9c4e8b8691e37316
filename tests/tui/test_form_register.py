"""A form over a real register: what is saved is a commit, and another's save meanwhile is not lost."""

from __future__ import annotations

import subprocess
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from textual.widgets import Button

from schemas.fields import record_spec
from store.drafts import DraftFolder
from store.init import init_register
from store.people import Person
from store.saving import change_edit, new_edit
from tests.tui.form_tools import ACTOR, FormApp, Saves, complaint, put, record_of, row
from tui.change_words import register_language, subject_of
from tui.forms.host import FormHost
from tui.forms.meanwhile import SettleMeanwhile
from tui.words import set_language

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from store.changes import FieldChange
    from store.record import Record
    from store.register import Register, Saved
    from store.saving import Edit

ME = Person("Alex Beispiel", "alex@example.org", "")


@pytest.fixture(autouse=True)
def speak_english() -> None:
    set_language("en")


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    with init_register(tmp_path / "netz", "Netz", subject=lambda name: name, person=ME) as made:
        made.save([new_edit("actor", ACTOR)], lambda _changes: "begin")
        yield made


def subject(register: Register) -> Any:
    def make(changes: Sequence[FieldChange]) -> str:
        snapshot = register.snapshot
        return subject_of(changes, snapshot.title, register_language(snapshot.config.languages))

    return make


class RealSaves(Saves):
    """The register itself."""

    def __init__(self, register: Register) -> None:
        super().__init__(register.path)
        self.register = register

    def save(self, edit: Edit, remark: str) -> Saved:
        return self.register.save([edit], subject(self.register), remark=remark)

    def host(self) -> FormHost:
        def current(record_id: str) -> Record | None:
            snapshot = self.register.refresh()
            return snapshot.record(record_id) if record_id in snapshot else None

        return FormHost(self.save, current, DraftFolder(self.root))


def app_of(register: Register) -> FormApp:
    snapshot = register.snapshot
    return FormApp("actor", snapshot.record(ACTOR["id"]), snapshot, RealSaves(register))


def log(register: Register) -> str:
    command = ["git", "-C", str(register.path), "log", "-1", "--format=%s%n%b"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


async def test_a_save_is_a_commit_in_the_words_of_the_register(register: Register) -> None:
    app = app_of(register)
    async with app.run_test() as pilot:
        await pilot.pause()
        await put(pilot, app, "short_name", "NT")
        app.form.form.put_remark("By phone")
        await pilot.press("f2")
        await pilot.pause(1)
    assert app.results[0] is not None
    assert log(register).splitlines()[:2] == ["Nachbarschaftstreff Wesertor: Kurzname geändert", "By phone"]
    assert register.snapshot.record(ACTOR["id"]).data == {**ACTOR, "short_name": "NT"}
    assert DraftFolder(register.path).list_drafts() == []


@pytest.mark.parametrize("same_field", [False, True])
async def test_somebody_else_saved_meanwhile(same_field: bool, register: Register) -> None:
    app = app_of(register)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await put(pilot, app, "short_name", "NT")
        theirs = {**ACTOR, "founded": 1999, **({"short_name": "WT"} if same_field else {})}
        record = register.snapshot.record(ACTOR["id"])
        register.save([change_edit(record, theirs)], lambda _changes: "theirs")
        await pilot.press("f2")
        await pilot.pause(1)
        if same_field:
            assert isinstance(app.screen, SettleMeanwhile)
            app.screen.query_one("#accept", Button).press()
            await pilot.pause(1)
    assert app.results[0] is not None
    saved = register.snapshot.record(ACTOR["id"]).data
    assert saved == {**ACTOR, "founded": 1999, "short_name": "NT"}


LOCAL = datetime.fromisoformat("2026-01-01T09:00:00")  # TOML knows times without an offset
WRONG: tuple[Any, ...] = (
    "x\ny\x1b", 5, True, 1.5, date(2026, 1, 1), LOCAL, ["a"], [1, "b"], {"a": 1}, [{"a": {"b": 1}}],
)  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("wrong", WRONG, ids=repr)
async def test_whatever_stands_in_a_file_can_be_opened_and_stays(wrong: Any, register: Register) -> None:
    names = [field.name for field in record_spec("actor").fields if field.name not in {"id", "conflicts"}]
    data = {"id": ACTOR["id"], **dict.fromkeys(names, wrong)}
    record = record_of("actor", data)
    app = FormApp("actor", record, register.snapshot, RealSaves(register))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for name in names:
            row(app, name).focus_field()
        await pilot.pause()
        await pilot.press("f2")
        await pilot.pause(0.2)
        assert complaint(app, "founded" if wrong != 5 else "name")
        assert app.data == record.data
        assert not app.form.form.state.is_changed()
    assert app.results == []
