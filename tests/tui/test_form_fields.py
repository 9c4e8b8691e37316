"""Every field of every kind can be filled in, with the keyboard alone, at both sizes."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from textual.widgets import OptionList

from schemas.field_kinds import InputKind
from schemas.record import RECORD_TYPES, RecordType
from schemas.validation import check_record
from tests.tui.form_tools import FormApp, Saves, make_register
from tui.forms.body import FormBody
from tui.forms.entries import AddLine, EntriesField
from tui.forms.inputs import LineField
from tui.forms.layout import How, how
from tui.forms.picker import Picker
from tui.forms.points import PointsField
from tui.forms.rows import FieldRow
from tui.words import set_language

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from schemas.fields import FieldSpec

MOMENT = datetime.fromisoformat("2026-02-01T08:00:00+01:00")
TYPED: dict[InputKind, tuple[str, Any]] = {  # short: each key costs 50 ms
    InputKind.LINE: ("A b", "A b"),
    InputKind.TEXT: ("E.", "E."),
    InputKind.LINES: ("E", ["E"]),
    InputKind.TAGS: ("b,a", ["b", "a"]),
    InputKind.DAY: ("1.2.2026", date(2026, 2, 1)),
    InputKind.MOMENT: ("1.2.2026 8:00", MOMENT),
    InputKind.WHOLE: ("900", 900),
    InputKind.DECIMAL: ("5,5", 5.5),
    InputKind.URL: ("a.de", "https://a.de"),
    InputKind.EMAIL: ("a@b.de", "a@b.de"),
    InputKind.PHONE: ("1", "1"),
}


async def press(pilot: Pilot[Any], words: str) -> None:
    await pilot.press(*("space" if char == " " else char for char in words))


async def pick(pilot: Pilot[Any], spec: FieldSpec) -> Any:
    """Open the list, take its first entry; return what that is."""
    await pilot.press("enter")
    picker = pilot.app.screen
    assert isinstance(picker, Picker), spec.name
    value = picker.shown[picker.query_one(OptionList).highlighted or 0].value
    await pilot.press("enter")
    if how(spec) is How.PICK_MANY:
        await pilot.press("escape")
        return [value]
    return value


async def fill_points(pilot: Pilot[Any], field: PointsField) -> dict[str, int]:
    field.query_one(LineField).focus()
    await press(pilot, "2")
    return {field.topics()[0]: 2}


async def fill_entries(pilot: Pilot[Any], field: EntriesField) -> list[dict[str, Any]]:
    """Add one entry with all its fields; return it, as far as people see it."""
    field.query_one(AddLine).focus()
    await pilot.press("enter")
    filled = await fill(pilot)
    await pilot.press("escape")
    await pilot.pause()
    return [filled]


async def fill(pilot: Pilot[Any]) -> dict[str, Any]:
    """Fill in all fields of the form that is shown; return what each is to be."""
    filled: dict[str, Any] = {}
    body = pilot.app.screen.query_one(FormBody)
    for row in list(body.query(FieldRow)):
        if not row.display:
            continue
        row.focus_field()
        await pilot.pause()
        filled[row.spec.name] = await fill_row(pilot, row)
    return filled


async def fill_row(pilot: Pilot[Any], row: FieldRow) -> Any:
    if isinstance(row.field, EntriesField):
        return await fill_entries(pilot, row.field)
    if isinstance(row.field, PointsField):
        return await fill_points(pilot, row.field)
    if how(row.spec) in {How.PICK_ONE, How.PICK_MANY}:
        return await pick(pilot, row.spec)
    if isinstance(row.field, LineField):
        row.field.clear()
    typed, value = TYPED[row.spec.input]
    await press(pilot, typed)
    return value


def visible(data: Any, filled: Any) -> Any:
    """The data without what the program made: ids and keys."""
    if isinstance(filled, dict):
        return {name: visible(data.get(name), value) for name, value in filled.items()}
    if isinstance(filled, list) and filled and isinstance(filled[0], dict):
        return [visible(entry, value) for entry, value in zip(data, filled, strict=True)]
    return data


@pytest.mark.long  # an actor takes half a minute of keystrokes
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("kind", RECORD_TYPES)
async def test_all_fields_of_a_new_record(kind: RecordType, size: tuple[int, int], tmp_path: Path) -> None:
    set_language("de")
    saves = Saves(tmp_path)
    app = FormApp(kind, None, make_register(tmp_path), saves)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        filled = await fill(pilot)
        app.form.form.put(("contacts", 0, "basis"), "public_task") if kind == "actor" else None
        await pilot.press("f2")
        await pilot.pause(0.3)
        assert saves.edits, [problem for _, problem in app.form.form.state.problems()]
    assert check_record(kind, saves.data)[1] == []
    if kind == "actor":
        filled["contacts"][0]["basis"] = "public_task"
    assert visible(saves.data, filled) == filled
