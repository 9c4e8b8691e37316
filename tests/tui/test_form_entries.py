"""Entries of lists are added, edited and removed, with keys or with the mouse."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Static

from store.changes import diff
from tests.tui.form_tools import (
    ACTOR,
    GROUP,
    Saves,
    app_for,
    complaint,
    put,
    row,
    shown,
    status,
)
from tui.forms.body import FormBody, SectionList
from tui.forms.entries import AddLine, EntryLine
from tui.forms.inputs import LineField
from tui.forms.pick_field import PickField
from tui.forms.picker import Picker
from tui.screens.confirm import Confirm
from tui.screens.entry_form import EntryScreen
from tui.words import set_language

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def speak_english() -> None:
    set_language("en")


@pytest.fixture
def saves(tmp_path: Path) -> Saves:
    return Saves(tmp_path)


# ---- lists of entries


async def test_removing_an_entry_asks_by_its_name(saves: Saves) -> None:
    app = app_for(saves)
    async with app.run_test() as pilot:
        await pilot.pause()
        row(app, "offers").focus_field()
        await pilot.press("delete")
        assert isinstance(app.screen, Confirm)
        assert "“Saal, 40 Plätze”" in str(app.screen.query_one(".dialog--question", Static).content)
        await pilot.press("delete", "escape")
        assert len(app.data["offers"]) == 1, "the key that asked does not answer, and Esc is no"
        await pilot.press("delete", "y")
        await pilot.pause()
        assert "offers" not in app.data
        assert app.screen.query_one(FormBody).form.state.changed_fields() == ["offers"]


async def test_an_entry_left_empty_is_taken_out_again(saves: Saves) -> None:
    app = app_for(saves)
    async with app.run_test() as pilot:
        await pilot.pause()
        row(app, "contacts").field.query_one(AddLine).focus()
        await pilot.press("enter")
        assert isinstance(app.screen, EntryScreen)
        await pilot.press("escape")
        await pilot.pause()
        assert len(app.data["contacts"]) == 1
        assert status(app) == ""


async def test_the_same_relation_twice_is_refused_in_words(saves: Saves) -> None:
    app = app_for(saves)
    async with app.run_test() as pilot:
        await pilot.pause()
        row(app, "memberships").field.query_one(AddLine).focus()
        await pilot.press("enter", "enter", "enter", "tab", "enter", "enter", "tab")
        await pilot.pause()
        assert complaint(app, "group") == (
            "“AG Einsamkeit” is in this list twice. Remove one of the two, or change it."
        )
        await pilot.press("f2")
        await pilot.pause(0.2)
        assert saves.edits == []
        assert "AG Einsamkeit" in complaint(app, "memberships")


async def test_a_decision_of_a_meeting_is_edited_two_forms_deep(saves: Saves) -> None:
    app = app_for(saves, GROUP, "group")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        row(app, "meetings").focus_field()
        await pilot.press("enter")
        await pilot.pause()
        row(app, "decisions").focus_field()
        await pilot.press("enter")
        await pilot.pause()
        name = str(app.screen.query_one("#form-name", Static).content)
        assert name.startswith("AG Einsamkeit › Meeting “Auftakt, ")
        assert name.endswith("Decision “Wir machen weiter.”")
        row(app, "text").focus_field()
        await pilot.press("end", "!", "f2")
        await pilot.pause(0.3)
    assert [change.path for change in diff("group", "ag-c4d5", saves.edits[0].base, saves.data)] == [
        ("meetings", "5k2m0abe", "decisions", "5k2m0abf", "text")
    ]
    assert saves.data["meetings"][0]["decisions"][0]["text"] == "Wir machen weiter.!"


async def test_an_error_inside_an_entry_is_shown_at_the_entry(saves: Saves) -> None:
    data = copy.deepcopy(ACTOR)
    del data["contacts"][0]["basis"]
    app = app_for(saves, data)
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("f2")
        await pilot.pause()
        line = app.focused
        assert isinstance(line, EntryLine)
        assert line.has_class("-wrong")
        await pilot.press("enter")
        await pilot.pause()
        assert complaint(app, "basis")


# ---- the mouse alone


async def test_everything_can_be_done_with_the_mouse(saves: Saves) -> None:
    app = app_for(saves)
    async with app.run_test(size=(120, 60)) as pilot:
        await pilot.pause()
        await pilot.click(row(app, "status").query_one(".field--label"))
        assert row(app, "status").field.has_focus
        await pilot.click(row(app, "status").field)
        await pilot.pause()
        assert isinstance(app.screen, Picker)
        await pilot.click("OptionList", offset=(5, 1))
        await pilot.pause()
        assert app.data["status"] == "dormant"
        line = row(app, "offers").query_one(EntryLine)
        await pilot.click(line, offset=(line.size.width - 2, 0))
        await pilot.pause()
        await pilot.click("#yes")
        await pilot.pause()
        assert "offers" not in app.data
        await pilot.click(app.screen.query_one(SectionList).query(Static).last())
        await pilot.pause()
        assert row(app, "steward").field.has_focus
        await pilot.click("#save")
        await pilot.pause(0.3)
    assert saves.data["status"] == "dormant"


# ---- the screen


async def test_the_language_is_switched_without_losing_anything(saves: Saves) -> None:
    app = app_for(saves)
    async with app.run_test() as pilot:
        await pilot.pause()
        await put(pilot, app, "short_name", "NT")
        before = shown(app, "verified_on")
        app.speak("de")
        await pilot.pause()
        assert (before, shown(app, "verified_on")) == ("2026-03-02", "02.03.2026")
        assert shown(app, "short_name") == "NT"
        assert app.form.form.state.changed_fields() == ["short_name"]


async def test_any_size_can_be_borne(saves: Saves) -> None:
    app = app_for(saves)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for size in [(1, 1), (20, 5), (160, 48), (80, 24)]:
            await pilot.resize_terminal(*size)
            await pilot.press("tab")
            await pilot.pause()
        assert isinstance(app.focused, LineField | PickField)
