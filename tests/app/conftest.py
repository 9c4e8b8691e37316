"""A small network to open the application on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from store.init import init_register
from store.register import Register
from store.saving import new_edit
from store.sharing.joining import join
from store.sharing.partners import add_partner
from tests.store.conftest import ANNA, subject
from tests.store.sharing.conftest import bare, share
from tui.app import KnotenApp
from tui.network import NetworkApp
from tui.words import set_language

WESERTOR, HELFEN, RAUM = "treff-wesertor-w2w2", "hand-in-hand-h2h2", "raeume-r2r2"

RECORDS: list[tuple[str, dict[str, Any]]] = [
    (
        "actor",
        {
            "id": WESERTOR,
            "name": "Nachbarschaftstreff Wesertor",
            "kind": "nachbarschaftstreff",
            "status": "active",
            "summary": "Offener Treff mit Mittagstisch",
            "tags": ["mittagstisch"],
            "verified_on": date(2026, 3, 2),
            "contacts": [
                {
                    "key": "k2k2k2k2",
                    "role": "Büro",
                    "phone": "030 23125 100",
                    "visibility": "public",
                    "basis": "none_functional",
                }
            ],
            "relations": [{"type": "part_of", "to": HELFEN}],
            "interests": [{"topic": RAUM, "level": "leads"}],
        },
    ),
    (
        "actor",
        {
            "id": HELFEN,
            "name": "Hand in Hand e. V.",
            "kind": "verein",
            "status": "active",
            "aliases": ["HiH"],
        },
    ),
    (
        "topic",
        {"id": RAUM, "title": "Räume teilen", "status": "collected", "raised_on": date(2026, 1, 7)},
    ),
]

Open = Callable[..., AbstractAsyncContextManager[Pilot[int]]]


@pytest.fixture
def network(tmp_path: Path) -> Iterator[Register]:
    """A register with two actors and a topic, shared through a bare repository."""
    with init_register(tmp_path / "network", "Netzwerk Probe", subject=str, person=ANNA) as register:
        register.save([new_edit(kind, data) for kind, data in RECORDS], subject)  # type: ignore[arg-type]  # literals
        add_partner(register.repository, "Austausch", bare(tmp_path / "hub.git"))
        share(register)
        yield register


@pytest.fixture
def partner(network: Register, tmp_path: Path) -> Iterator[Register]:
    """A partner's copy."""
    del network
    with join(f"file://{tmp_path}/hub.git", tmp_path / "partner", "Austausch") as copy:
        yield copy


@pytest.fixture
def opened() -> Open:
    """Open the application on a register, in English, and wait until it stands."""

    @asynccontextmanager
    async def open_app(
        register: Register, size: tuple[int, int] = (80, 24), *, fetch: bool = False
    ) -> AsyncIterator[Pilot[int]]:
        set_language("en")
        app = NetworkApp(register, fetch=fetch)
        async with app.run_test(size=size) as pilot:
            await settled(pilot)
            yield pilot

    return open_app


async def settled(pilot: Pilot[int]) -> None:
    """Wait until no work goes on in the background and everything is drawn."""
    assert isinstance(pilot.app, NetworkApp)
    await until_done(pilot)


async def until_done(pilot: Pilot[int]) -> None:
    """The same for any of the program's applications."""
    app = pilot.app
    assert isinstance(app, KnotenApp)
    for _ in range(200):
        await pilot.pause()
        if not app.tasks.running():
            break
        await pilot.pause(0.02)
    await pilot.pause()


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Press keys, and wait for what they begin."""
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


async def write(pilot: Pilot[int], words: str) -> None:
    """Type words."""
    await pilot.press(*("space" if char == " " else char for char in words))
    await settled(pilot)


def seen(pilot: Pilot[int]) -> str:
    """What stands on the screen, as text."""
    width, height = pilot.app.size
    lines = pilot.app.screen._compositor.render_strips()  # Textual has no public way to read it
    return "\n".join(strip.text[:width] for strip in lines[:height])


async def until(pilot: Pilot[int], there: Callable[[], bool | Awaitable[bool]]) -> None:
    """Wait, two seconds at the most, until something holds."""
    for _ in range(100):
        if there():
            return
        await pilot.pause(0.02)
    raise AssertionError(seen(pilot))
