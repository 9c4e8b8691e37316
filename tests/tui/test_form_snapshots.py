"""How forms look, at both sizes and in both languages.

`pytest tests/tui/test_form_snapshots.py --snapshot-update` takes the pictures anew; they are looked at before
they are committed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import pytest

from store.saving import ChangedMeanwhile
from tests.tui.form_tools import ACTOR, GROUP, FormApp, Saves, make_register, record_of, row
from tui.words import Language, set_language

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable
    from pathlib import Path

    from textual.pilot import Pilot

LOOKS = [
    pytest.param(
        size,
        language,
        id=f"{size[0]}x{size[1]}-{language}",
        marks=[] if (size == (80, 24)) == (language == "de") else pytest.mark.long,
    )
    for size in [(80, 24), (120, 40)]
    for language in ["de", "en"]
]
looks = pytest.mark.parametrize(("size", "language"), LOOKS)


class Compare(Protocol):
    """The fixture of pytest-textual-snapshot."""

    def __call__(
        self,
        app: FormApp,
        *,
        press: Iterable[str] = (),
        terminal_size: tuple[int, int] = (80, 24),
        run_before: Callable[[Pilot[Any]], Awaitable[None] | None] | None = None,
    ) -> bool:
        """Compare what is seen with the picture taken before."""


@looks
def test_an_actor(size: tuple[int, int], language: Language, snap_compare: Compare, tmp_path: Path) -> None:
    set_language(language)
    app = FormApp("actor", record_of("actor", ACTOR), make_register(tmp_path), Saves(tmp_path))

    async def edit(pilot: Pilot[Any]) -> None:
        await pilot.pause()
        app.form.form.put_text(("website",), "nowhere at all")
        app.form.form.put(("short_name",), "NT")
        app.form.body.reload()
        app.form.form.visited.add(("website",))
        row(app, "districts").focus_field()
        await pilot.pause()
        app.form.body.check()
        await pilot.pause()

    assert snap_compare(app, run_before=edit, terminal_size=size)


@looks
def test_a_new_group_that_is_not_complete(
    size: tuple[int, int], language: Language, snap_compare: Compare, tmp_path: Path
) -> None:
    set_language(language)
    app = FormApp("group", None, make_register(tmp_path), Saves(tmp_path))
    assert snap_compare(app, press=["f2"], terminal_size=size)


@looks
def test_a_meeting(size: tuple[int, int], language: Language, snap_compare: Compare, tmp_path: Path) -> None:
    set_language(language)
    app = FormApp("group", record_of("group", GROUP), make_register(tmp_path), Saves(tmp_path))

    async def open_meeting(pilot: Pilot[Any]) -> None:
        await pilot.pause()
        row(app, "meetings").focus_field()
        await pilot.press("enter")
        await pilot.pause()

    assert snap_compare(app, run_before=open_meeting, terminal_size=size)


@looks
def test_a_list_to_choose_from(
    size: tuple[int, int], language: Language, snap_compare: Compare, tmp_path: Path
) -> None:
    set_language(language)
    app = FormApp("group", record_of("group", GROUP), make_register(tmp_path), Saves(tmp_path))

    async def search(pilot: Pilot[Any]) -> None:
        await pilot.pause()
        row(app, "rhythm").focus_field()
        await pilot.press("d")
        await pilot.pause()

    assert snap_compare(app, run_before=search, terminal_size=size)


@looks
def test_both_versions(
    size: tuple[int, int], language: Language, snap_compare: Compare, tmp_path: Path
) -> None:
    set_language(language)
    saves = Saves(tmp_path)
    saves.refuse = [ChangedMeanwhile("x", [])]
    saves.now = record_of("actor", {**ACTOR, "short_name": "WT", "founded": 1999})
    app = FormApp("actor", record_of("actor", ACTOR), make_register(tmp_path), saves)

    async def save(pilot: Pilot[Any]) -> None:
        await pilot.pause()
        app.form.form.put(("short_name",), "NT")
        await pilot.press("f2")
        await pilot.pause(0.4)

    assert snap_compare(app, run_before=save, terminal_size=size)
