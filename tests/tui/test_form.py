"""A form checks, saves, asks before it loses anything, and shows what a person must know."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any

import pytest
from textual.widgets import Button, RadioButton, RadioSet, Static

from store import platform
from store.changes import diff
from store.codec import same
from store.drafts import DraftFolder
from store.errors import Stale, WriteFailed
from store.saving import ChangedMeanwhile, InvalidRecord
from tests.tui.form_tools import (
    ACTOR,
    GROUP,
    OTHER,
    FormApp,
    Saves,
    make_register,
    record_of,
)
from tui.forms.body import FormBody, SectionList
from tui.forms.entries import AddLine, EntryLine
from tui.forms.inputs import LineField, TextField
from tui.forms.meanwhile import SettleMeanwhile
from tui.forms.pick_field import PickField
from tui.forms.picker import Picker
from tui.forms.rows import FieldRow
from tui.screens.confirm import Choose, Confirm, Tell
from tui.screens.entry_form import EntryScreen
from tui.widgets.line_input import LineInput
from tui.words import set_language

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from schemas.record import RecordType


@pytest.fixture(autouse=True)
def speak_english() -> None:
    set_language("en")


@pytest.fixture
def saves(tmp_path: Path) -> Saves:
    return Saves(tmp_path)


def app_for(saves: Saves, data: dict[str, Any] | None = ACTOR, kind: RecordType = "actor") -> FormApp:
    return FormApp(kind, record_of(kind, data) if data else None, make_register(saves.root), saves)


def row(app: FormApp, name: str) -> FieldRow:
    return next(one for one in app.screen.query(FieldRow) if one.address[-1] == name)


def shown(app: FormApp, name: str) -> str:
    """What stands in a field."""
    field = row(app, name).field
    return field.value if isinstance(field, LineField) else str(getattr(field, "content", ""))


def complaint(app: FormApp, name: str) -> str:
    """What stands below a field, "" where nothing is shown."""
    found = row(app, name)
    return str(found.query_one(".field--error", Static).content) if found.has_class("-wrong") else ""


def status(app: FormApp) -> str:
    return str(app.screen.query_one("#form-status", Static).content)


async def put(pilot: Pilot[Any], app: FormApp, name: str, words: str) -> None:
    """Type over what stands in a line."""
    field = row(app, name).field
    assert isinstance(field, LineField)
    field.focus()
    field.clear()
    await pilot.press(*words)
    await pilot.pause()


async def close_dialog(pilot: Pilot[Any], app: FormApp, value: str) -> None:
    dialog = app.screen
    assert isinstance(dialog, Choose)
    dialog.dismiss(value)
    await pilot.pause(0.1)


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
