"""The first start: each way ends in a working register."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from store.register import Register
from tests.app.conftest import until_done
from tui.screens.welcome import WelcomeApp
from tui.widgets.line_input import LineInput
from tui.words import set_language

if TYPE_CHECKING:
    from textual.pilot import Pilot


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person who has never used the program."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path / "home"


@asynccontextmanager
async def welcomed() -> AsyncIterator[tuple[WelcomeApp, Pilot[int]]]:
    """The welcome screen, in English."""
    set_language("en")
    app = WelcomeApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await until_done(pilot)
        yield app, pilot


async def answer(pilot: Pilot[int], words: str) -> None:
    """Give an answer, "" for what stands there already, and press Enter."""
    field = pilot.app.screen.focused
    assert isinstance(field, LineInput)
    if words:
        field.value = words
    await pilot.press("enter")
    await until_done(pilot)


async def test_a_new_register_is_made_with_enter_alone(home: Path) -> None:
    async with welcomed() as (app, pilot):
        await pilot.press("down", "enter")
        for words in ("Netz Nord", "", "Eva Muster", "eva@beispiel.invalid"):
            await answer(pilot, words)
        await until_done(pilot)
    assert app.chosen == home / "Knotenpunkt" / "Netz Nord"
    with Register.open(app.chosen) as register:
        assert register.snapshot.config.name == "Netz Nord"
        assert register.repository.setting("user.name") == "Eva Muster"


async def test_a_partners_register_is_joined(network: Register, tmp_path: Path, home: Path) -> None:
    async with welcomed() as (app, pilot):
        await pilot.press("down", "down", "enter")
        for words in (f"file://{tmp_path}/hub.git", "Austausch", "", "Eva Muster", "eva@beispiel.invalid"):
            await answer(pilot, words)
        await until_done(pilot)
    assert app.chosen == home / "Knotenpunkt" / "Austausch"
    with Register.open(app.chosen) as register:
        assert register.snapshot.counts == network.snapshot.counts


async def test_an_address_where_nothing_is_leaves_one_on_the_welcome_screen(tmp_path: Path) -> None:
    async with welcomed() as (app, pilot):
        await pilot.press("down", "down", "enter")
        for words in (f"file://{tmp_path}/nothing.git", "Weg", "", "Eva Muster", "eva@beispiel.invalid"):
            await answer(pilot, words)
        await until_done(pilot)
        assert app.chosen is None
        assert "This did not work" in str(app.screen.query("Static").first().render())
