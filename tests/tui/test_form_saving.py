"""A form asks before it loses anything, keeps drafts, and copes with whatever saving brings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Button, RadioButton, RadioSet, Static

from store import platform
from store.changes import diff
from store.drafts import DraftFolder
from store.errors import Stale, WriteFailed
from store.saving import ChangedMeanwhile, InvalidRecord
from tests.tui.form_tools import (
    ACTOR,
    Saves,
    app_for,
    close_dialog,
    put,
    record_of,
    row,
    shown,
    status,
)
from tui.forms.meanwhile import SettleMeanwhile
from tui.screens.confirm import Confirm, Tell
from tui.widgets.line_input import LineInput
from tui.words import set_language

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def speak_english() -> None:
    set_language("en")


@pytest.fixture
def saves(tmp_path: Path) -> Saves:
    return Saves(tmp_path)


# ---- leaving, drafts


async def test_leaving_asks_and_what_is_kept_is_offered_and_gone_on_with(saves: Saves) -> None:
    app = app_for(saves)
    async with app.run_test() as pilot:
        await pilot.pause()
        await put(pilot, app, "short_name", "NT")
        await put(pilot, app, "founded", "19x")
        await pilot.press("escape")
        await pilot.pause()
        await close_dialog(pilot, app, "keep")
        assert app.results == [None]
    again = app_for(saves)
    async with again.run_test() as pilot:
        await pilot.pause(0.2)
        await close_dialog(pilot, again, "look")
        assert isinstance(again.screen, Tell)
        await pilot.press("escape")
        await pilot.pause(0.1)
        await close_dialog(pilot, again, "go_on")
        await pilot.pause(0.2)
        assert again.data["short_name"] == "NT"
        assert shown(again, "founded") == "19x"
        assert "not saved" in status(again)
        await put(pilot, again, "founded", "1990")
        await pilot.press("f2")
        await pilot.pause(0.3)
    assert saves.data["founded"] == 1990
    assert DraftFolder(saves.root).list_drafts() == []


@pytest.mark.parametrize(("answer", "drafts", "closed"), [("discard", 0, True), ("stay", 1, False)])
async def test_other_answers_on_leaving(answer: str, drafts: int, closed: bool, saves: Saves) -> None:
    app = app_for(saves)
    async with app.run_test() as pilot:
        await pilot.pause()
        await put(pilot, app, "short_name", "NT")
        await pilot.press("escape")
        await pilot.pause()
        await close_dialog(pilot, app, answer)
        await pilot.pause(0.6)
        assert len(DraftFolder(saves.root).list_drafts()) == drafts
        assert bool(app.results) is closed


async def test_leaving_an_untouched_form_asks_nothing(saves: Saves) -> None:
    app = app_for(saves)
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("tab", "escape")
        await pilot.pause()
        assert app.results == [None]


async def test_a_draft_is_there_half_a_second_after_typing_also_of_an_entry(saves: Saves) -> None:
    app = app_for(saves)
    async with app.run_test() as pilot:
        await pilot.pause()
        row(app, "contacts").focus_field()
        await pilot.press("enter")
        await pilot.pause()
        await put(pilot, app, "phone", "0561 9")
        await pilot.pause(0.7)
        (found,) = DraftFolder(saves.root).list_drafts()
        assert found.data["contacts"][0]["phone"] == "0561 9"
        assert found.base == ACTOR


async def test_a_full_disk_is_told_once_and_typing_goes_on(
    saves: Saves, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int, _data: bytes) -> None:
        raise OSError(28, "full")

    app = app_for(saves)
    async with app.run_test(notifications=True) as pilot:
        await pilot.pause()
        with monkeypatch.context() as patch:
            patch.setattr(platform, "write_all", full)
            await put(pilot, app, "short_name", "N")
            await pilot.pause(0.6)
            await pilot.press("T")
            await pilot.pause(0.6)
        told = [note.message for note in app._notifications if "draft" in note.message]
        assert len(told) == 1
        assert app.data["short_name"] == "NT"
        await pilot.press("x")
        await pilot.pause(0.6)
        assert DraftFolder(saves.root).list_drafts()[0].data["short_name"] == "NTx"


async def test_letters_are_no_commands_where_nothing_is_typed(saves: Saves) -> None:
    app = app_for(saves)
    async with app.run_test() as pilot:
        await pilot.pause()
        row(app, "places").focus_field()
        await pilot.press("q", "l", "1", "t")
        await pilot.pause()
        assert app.is_running
        assert app.screen is app.form


# ---- saving


async def test_the_remark_goes_with_the_save(saves: Saves) -> None:
    app = app_for(saves)
    async with app.run_test() as pilot:
        await pilot.pause()
        await put(pilot, app, "short_name", "NT")
        app.screen.query_one("#remark", LineInput).focus()
        await pilot.press(*"Call", "f2")
        await pilot.pause(0.3)
    assert saves.remarks == ["Call"]
    assert app.results[0] is not None
    assert app.results[0].id == ACTOR["id"]


async def test_a_save_that_fails_leaves_the_form_and_the_draft(saves: Saves) -> None:
    saves.refuse = [WriteFailed("disk_full", path="x")]
    app = app_for(saves)
    async with app.run_test() as pilot:
        await pilot.pause()
        await put(pilot, app, "short_name", "NT")
        await pilot.press("f2")
        await pilot.pause(0.3)
        assert isinstance(app.screen, Tell)
        await pilot.press("escape")
        await pilot.pause(0.5)
        assert app.data["short_name"] == "NT"
        assert len(DraftFolder(saves.root).list_drafts()) == 1
        await pilot.press("f2")
        await pilot.pause(0.3)
    assert saves.data["short_name"] == "NT"


async def test_what_the_store_finds_wrong_is_said(saves: Saves) -> None:
    saves.refuse = [InvalidRecord([])]
    app = app_for(saves)
    async with app.run_test() as pilot:
        await pilot.pause()
        await put(pilot, app, "short_name", "NT")
        await pilot.press("f2")
        await pilot.pause(0.3)
        assert isinstance(app.screen, Tell)


@pytest.mark.parametrize("kept", [0, 1])
async def test_both_versions_are_shown_and_one_is_chosen(kept: int, saves: Saves) -> None:
    theirs = {**ACTOR, "short_name": "Theirs", "founded": 1999}
    app = app_for(saves)
    mine = {**ACTOR, "short_name": "Mine", "legal_form": "e.V."}
    clashes = [one for one in diff("actor", ACTOR["id"], ACTOR, mine) if one.path == ("short_name",)]
    saves.refuse, saves.now = [ChangedMeanwhile("x", clashes)], record_of("actor", theirs)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await put(pilot, app, "short_name", "Mine")
        await put(pilot, app, "legal_form", "e.V.")
        await pilot.press("f2")
        await pilot.pause(0.3)
        assert isinstance(app.screen, SettleMeanwhile)
        words = "\n".join(str(one.content) for one in app.screen.query(Static))
        assert "Founded: 1998 → 1999" in words
        labels = [str(button.label) for button in app.screen.query(RadioButton)]
        assert labels == ["typed here: Mine", "saved meanwhile: Theirs"]
        if kept == 1:
            app.screen.query_one(RadioSet).focus()
            await pilot.press("down", "enter")
        app.screen.query_one("#accept", Button).press()
        await pilot.pause(0.4)
    chosen = ["Mine", "Theirs"][kept]
    assert saves.data == {**theirs, "short_name": chosen, "legal_form": "e.V."}
    assert saves.edits[0].base == theirs
    assert saves.edits[0].base_digest == saves.now.digest


async def test_a_record_deleted_meanwhile_can_be_put_back(saves: Saves) -> None:
    saves.refuse = [Stale("record_gone", path="x")]
    app = app_for(saves)
    async with app.run_test() as pilot:
        await pilot.pause()
        await put(pilot, app, "short_name", "NT")
        await pilot.press("f2")
        await pilot.pause(0.3)
        assert isinstance(app.screen, Confirm)
        app.screen.dismiss(True)
        await pilot.pause(0.3)
    assert saves.edits[0].base is None
    assert saves.data == {**ACTOR, "short_name": "NT"}


async def test_an_id_that_is_taken_is_made_anew(saves: Saves) -> None:
    saves.refuse = [Stale("id_taken", path="x")]
    app = app_for(saves, None)
    async with app.run_test() as pilot:
        await pilot.pause()
        await put(pilot, app, "name", "Neu")
        app.form.form.put(("kind",), "treff")
        await pilot.press("f2")
        await pilot.pause(0.4)
    assert re.fullmatch(r"neu-[a-z2-9]{4}", saves.edits[0].id)
    assert saves.data["id"] == saves.edits[0].id
