"""A form checks what is typed, and gives back untouched what nobody touched."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING

import pytest

from store.changes import diff
from store.codec import same
from tests.tui.form_tools import (
    ACTOR,
    GROUP,
    OTHER,
    FormApp,
    Saves,
    app_for,
    complaint,
    make_register,
    put,
    record_of,
    row,
    shown,
    status,
)
from tui.forms.inputs import TextField
from tui.forms.pick_field import PickField
from tui.forms.picker import Picker
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


# ---- checking


async def test_an_error_stands_beside_the_field_once_it_is_left_and_goes_when_mended(saves: Saves) -> None:
    app = app_for(saves)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await put(pilot, app, "website", "nowhere at all")
        assert complaint(app, "website") == "", "not while somebody is typing"
        await pilot.press("tab")
        assert complaint(app, "website").startswith("This is no web address.")
        assert "! 1 to correct" in status(app)
        await put(pilot, app, "website", "b.de")
        await pilot.pause()
        assert complaint(app, "website") == ""
        await pilot.press("tab")
        assert app.data["website"] == "https://b.de"
        assert shown(app, "website") == "https://b.de"


async def test_a_new_form_complains_of_nothing_before_it_is_touched(saves: Saves) -> None:
    app = app_for(saves, None)
    async with app.run_test() as pilot:
        await pilot.pause()
        assert not list(app.screen.query(".-wrong"))
        assert status(app) == ""


async def test_saving_with_errors_goes_to_the_first_one_and_saves_nothing(saves: Saves) -> None:
    app = app_for(saves, None)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        row(app, "remarks").focus_field()
        await pilot.press("f2")
        await pilot.pause()
        assert saves.edits == []
        assert row(app, "name").field.has_focus
        assert complaint(app, "name")
        assert complaint(app, "kind")
        assert any("2 fields" in note.message for note in app._notifications)
        await pilot.press("f6")
        assert row(app, "kind").field.has_focus


async def test_a_day_that_is_none_is_explained_kept_as_typed_and_never_saved(saves: Saves) -> None:
    app = app_for(saves)
    async with app.run_test() as pilot:
        await pilot.pause()
        await put(pilot, app, "verified_on", "31.02.")
        await pilot.press("f2")
        await pilot.pause()
        assert saves.edits == []
        assert "31.12.2026" in complaint(app, "verified_on")
        assert shown(app, "verified_on") == "31.02."
        assert app.form.form.state.typed == {("verified_on",): "31.02."}


async def test_arrow_keys_move_a_day(saves: Saves) -> None:
    app = app_for(saves)
    async with app.run_test() as pilot:
        await pilot.pause()
        row(app, "verified_on").focus_field()
        await pilot.press("up")
        assert app.data["verified_on"].isoformat() == "2026-03-03"
        await pilot.press("pagedown")
        assert app.data["verified_on"].isoformat() == "2026-02-01"
        assert shown(app, "verified_on") == "2026-02-01"


async def test_merged_into_is_asked_for_only_when_merged(saves: Saves) -> None:
    app = app_for(saves)
    async with app.run_test() as pilot:
        await pilot.pause()
        assert not row(app, "merged_into").display
        row(app, "status").focus_field()
        await pilot.press("enter", "end", "enter")
        await pilot.pause()
        assert app.data["status"] == "merged"
        assert row(app, "merged_into").display
        await pilot.press("f2")
        await pilot.pause()
        assert (
            complaint(app, "merged_into") == "This is needed because “Status” is “merged with another entry”."
        )


# ---- the data is the truth

HOSTILE = "[/x]\x1b]0;owned\x07 \u202eabc \x00 [@click=app.quit]z[/] \u200b e\u0301"


async def test_what_nobody_touched_is_saved_exactly_as_it_was(saves: Saves) -> None:
    data = {
        **copy.deepcopy(ACTOR),
        "short_name": HOSTILE,
        "summary": HOSTILE,
        "description": f"{HOSTILE}\x0b\x85\n\n two\t",
        "tags": ["b, with comma", "a"],
        "kind": "unheard_of",
        "opening_hours": "  Mo  ",
        "x_new": {"deep": [1, {"a": True}]},
    }
    data["contacts"][0]["x_new"] = HOSTILE
    record = record_of("actor", data)
    app = FormApp("actor", record, make_register(saves.root), saves)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for _ in range(30):
            await pilot.press("tab")
        await put(pilot, app, "legal_form", "e.V.")
        await pilot.press("f2")
        await pilot.pause(0.2)
    (edit,) = saves.edits
    assert edit.base is not None
    assert edit.data is not None
    assert same(edit.data, {**edit.base, "legal_form": "e.V."})
    assert [change.path for change in diff("actor", edit.id, edit.base, edit.data)] == [("legal_form",)]


async def test_hidden_characters_outlive_an_edit_of_the_words_beside_them(saves: Saves) -> None:
    text = "Soft\u00adhyphen and\ttab\nsecond line \u202ehere"
    app = app_for(saves, {**ACTOR, "description": text})
    async with app.run_test() as pilot:
        await pilot.pause()
        field = row(app, "description").field
        assert isinstance(field, TextField)
        assert "\u00ad" not in field.text
        field.focus()
        field.move_cursor((1, 6))
        await pilot.press("!")
        await pilot.pause()
    assert app.data["description"] == "Soft\u00adhyphen and\ttab\nsecond! line \u202ehere"


async def test_hostile_text_is_drawn_literally_and_nothing_of_it_is_obeyed(saves: Saves) -> None:
    data = copy.deepcopy(ACTOR)
    for name in ("name", "short_name", "summary", "description", "legal_form", "opening_hours", "remarks"):
        data[name] = HOSTILE
    data["tags"] = data["aliases"] = data["districts"] = [HOSTILE]
    data["contacts"][0]["role"] = data["offers"][0]["title"] = HOSTILE
    data["memberships"][0]["group"] = "no-such-group"
    app = app_for(saves, data)
    async with app.run_test(size=(120, 100)) as pilot:
        await pilot.pause()
        drawn = "\n".join(strip.text for strip in app.screen._compositor.render_strips())
        assert "[/x]" in drawn
        assert "[@click=app.quit]z[/]" in drawn
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b]", drawn)
        assert drawn.count("[/x]") >= 10


async def test_a_text_typed_back_is_no_change(saves: Saves) -> None:
    app = app_for(saves)
    async with app.run_test() as pilot:
        await pilot.pause()
        row(app, "name").focus_field()
        await pilot.press("end", "x")
        await pilot.pause()
        assert "not saved" in status(app)
        await pilot.press("backspace")
        await pilot.pause()
        assert status(app) == ""
        await pilot.press("x", "ctrl+z")
        await pilot.pause()
        assert status(app) == ""


# ---- choosing


async def test_terms_are_found_by_synonym_and_several_are_ticked(saves: Saves) -> None:
    app = app_for(saves)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        row(app, "target_groups").focus_field()
        await pilot.press("s", "e", "n", "i")
        assert isinstance(app.screen, Picker)
        assert [choice.value for choice in app.screen.shown] == ["aeltere"]
        await pilot.press("enter", "escape")
        assert app.data["target_groups"] == ["aeltere"]
        row(app, "districts").focus_field()
        await pilot.press("enter", "enter", "escape")
        assert app.data["districts"] == ["wesertor"]
        await pilot.press("backspace")
        assert "districts" not in app.data


async def test_letters_typed_faster_than_the_list_opens_are_not_lost(saves: Saves) -> None:
    app = app_for(saves)
    async with app.run_test() as pilot:
        await pilot.pause()
        field = row(app, "steward").field
        assert isinstance(field, PickField)
        for letter in "jug":
            field.open_list(letter)
        await pilot.pause(0.1)
        assert len(app.screen_stack) == 4, "the empty one, the first one, the form, one list"
        assert app.screen.query_one(LineInput).value == "jug"
        await pilot.press("e", "enter")
        assert app.data["steward"] == OTHER["id"]


async def test_an_unknown_term_is_kept_and_can_stay_chosen(saves: Saves) -> None:
    app = app_for(saves, {**ACTOR, "kind": "unheard_of"})
    async with app.run_test() as pilot:
        await pilot.pause()
        field = row(app, "kind").field
        assert "unheard_of" in shown(app, "kind")
        assert "(unknown)" in shown(app, "kind")
        field.focus()
        await pilot.press("enter")
        assert isinstance(app.screen, Picker)
        assert app.screen.shown[0].value == "unheard_of"
        await pilot.press("enter")
        assert app.data["kind"] == "unheard_of"


async def test_a_link_is_chosen_by_title(saves: Saves) -> None:
    app = app_for(saves)
    async with app.run_test() as pilot:
        await pilot.pause()
        row(app, "steward").focus_field()
        await pilot.press("j", "u", "g", "enter")
        assert app.data["steward"] == OTHER["id"]
        assert "Haus der Jugend" in shown(app, "steward")


async def test_a_rhythm_is_chosen_or_typed(saves: Saves) -> None:
    app = app_for(saves, GROUP, "group")
    async with app.run_test() as pilot:
        await pilot.pause()
        row(app, "rhythm").focus_field()
        await pilot.press("enter", "enter")
        assert app.data["rhythm"] == "FREQ=WEEKLY"
        await pilot.press("f", *"req=daily".upper(), "enter")
        assert app.data["rhythm"] == "fREQ=DAILY"
