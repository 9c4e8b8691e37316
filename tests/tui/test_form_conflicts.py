"""A form says which of its fields are disputed, and that changing them settles that."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Static

from tests.tui.form_tools import ACTOR, FormApp, Saves, make_register, put, record_of, row
from tui.forms.entries import EntryLine
from tui.forms.meanwhile import Meanwhile
from tui.forms.state import FormState
from tui.words import set_language

KEY = ACTOR["contacts"][0]["key"]


def disputed() -> dict[str, Any]:
    """The actor with two disputed fields, one of them in an entry."""
    data = copy.deepcopy(ACTOR)
    data["short_name"] = "B"
    data["contacts"][0]["phone"] = "2"
    data["conflicts"] = [
        {"path": ["short_name"], "versions": [{"value": "A", "by": "Anna"}, {"value": "B", "by": "Berta"}]},
        {"path": ["contacts", KEY, "phone"], "versions": [{"value": "1"}, {"value": "2"}]},
    ]
    return data


def label(app: FormApp, name: str) -> str:
    return str(row(app, name).query_one(".field--label", Static).content)


@pytest.fixture
def app(tmp_path: Path) -> FormApp:
    set_language("en")
    root = tmp_path / "netz"
    return FormApp("actor", record_of("actor", disputed()), make_register(root), Saves(root))


async def test_disputed_fields_are_marked_and_say_what_changing_them_means(app: FormApp) -> None:
    async with app.run_test() as pilot:
        await pilot.pause()
        assert label(app, "short_name").startswith("⚑ ")
        assert label(app, "contacts").startswith("⚑ ")
        assert "⚑" not in label(app, "name")
        assert "settles it" in row(app, "short_name").help_words()
        assert "settles it" not in row(app, "name").help_words()
        lines = [line.render().plain for line in app.screen.query(EntryLine) if "contacts" in line.address]
        assert ["⚑" in line for line in lines] == [True] + [False] * (len(lines) - 1)
        await put(pilot, app, "short_name", "C")
        assert label(app, "short_name").startswith("✎ ")


def test_a_field_that_became_disputed_meanwhile_is_asked_about() -> None:
    seen = {**ACTOR, "short_name": "B"}
    now = {**seen, "conflicts": disputed()["conflicts"][:1]}
    versions = Meanwhile("actor", ACTOR["id"], seen, now, {**seen, "short_name": "C", "founded": 1990})
    assert [change.path for change in versions.clashes] == [("short_name",)]
    assert versions.merged([("short_name",)])["short_name"] == "C"
    assert versions.merged([])["short_name"] == "B"
    assert versions.merged([])["founded"] == 1990


def test_what_is_shown_after_a_save_by_others_decides_what_is_disputed() -> None:
    state = FormState("actor", disputed(), disputed(), "d")
    assert state.is_disputed(("short_name",))
    assert state.is_disputed(("contacts", 0))
    assert not state.is_disputed(("contacts", 1))
    state.start_from(ACTOR, "e", ACTOR)
    assert not state.is_disputed(("short_name",))
