"""A small network to open the application on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from store.conflicts import open_conflicts
from store.init import init_register
from store.register import Register
from store.saving import new_edit
from store.sharing.joining import join
from store.sharing.partners import add_partner
from tests.app.disputes import BERTA, CARL, Dispute, data_of, dispute_value, with_phone
from tests.store.conftest import ANNA, subject
from tests.store.sharing.conftest import bare, git, share
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

GROUP: dict[str, Any] = {
    "id": "ag-raum-g2g2",
    "name": "AG Räume",
    "kind": "standing",
    "starts_on": date(2026, 1, 8),
    "status": "active",
    "meetings": [
        {
            "key": "m2m2m2m2",
            "title": "Erstes Treffen",
            "start": datetime(2026, 3, 24, 17, tzinfo=UTC),
            "status": "planned",
        }
    ],
}

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


def phone(register: Register) -> Any:
    """The phone number of the office."""
    return data_of(register, WESERTOR)["contacts"][0].get("phone")


def told(pilot: Pilot[int]) -> str:
    """What is seen, as one line: where sentences are wrapped does not matter."""
    return " ".join(seen(pilot).replace("▌", " ").split())


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Register]:
    """A register with two actors, a topic and a group, that nobody disputes yet."""
    edits = [new_edit(kind, data) for kind, data in [*RECORDS, ("group", GROUP)]]  # type: ignore[arg-type]  # literals
    with init_register(tmp_path / "own", "Netzwerk Probe", subject=str, person=ANNA) as register:
        register.save(edits, subject, person=ANNA)
        git(register.path, "config", "user.name", ANNA.name)
        git(register.path, "config", "user.email", ANNA.email)
        yield register


@pytest.fixture
def phones(own: Register) -> Register:
    """Berta and Carl gave the office two phone numbers."""
    dispute_value(
        own, "actor", WESERTOR, ["contacts", "k2k2k2k2", "phone"], "0561 2", "0561 3", with_phone
    )  # fmt: skip
    assert len(open_conflicts(own.snapshot)) == 1
    return own


@pytest.fixture
def three(own: Register) -> Register:
    """Three disputed places of one record; Berta wrote in all of them, Carl in two and Dora in one."""
    base = data_of(own, WESERTOR)
    dispute = Dispute(own.path)
    berta = {**with_phone(base, "0561 2"), "summary": "B", "founded": 1990}
    carl = {**with_phone(base, "0561 3"), "summary": "C", "founded": 1991}
    dispute.save(BERTA, "actor", WESERTOR, berta)
    dispute.save(CARL, "actor", WESERTOR, carl)

    def conflict(path: list[str], mine: Any, theirs: Any, *, by: str = CARL) -> dict[str, Any]:
        other = {**dispute.version(CARL, WESERTOR, value=theirs), "by": by}
        return {"path": path, "versions": [dispute.version(BERTA, WESERTOR, value=mine), other]}

    conflicts = [
        conflict(["contacts", "k2k2k2k2", "phone"], "0561 2", "0561 3"),
        conflict(["founded"], 1990, 1991),
        conflict(["summary"], "B", "C", by="Dora Beispiel"),
    ]
    dispute.join({("actor", WESERTOR): {**carl, "conflicts": conflicts}})
    own.refresh()
    assert len(open_conflicts(own.snapshot)) == 3
    return own
