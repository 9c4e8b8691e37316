"""What partners write into conflicts: text that would draw on the terminal, versions that fit no field."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from store.conflicts import open_conflicts
from store.init import init_register
from store.register import Register
from store.saving import new_edit
from tests.app.conftest import HELFEN, RAUM, RECORDS, WESERTOR, Open, press, seen
from tests.app.disputes import BERTA, CARL, Dispute
from tests.app.test_hostile import EVIL
from tests.store.conftest import ANNA, subject
from tests.tui.pty_run import OnPty, foreign_controls, visible
from tui.screens.conflict import ConflictScreen

if TYPE_CHECKING:
    from textual.pilot import Pilot

FIRST_DAY = datetime(1, 1, 1, tzinfo=UTC)
LAST_DAY = datetime(9999, 12, 31, 23, 59, tzinfo=UTC)


def versions(*values: Any) -> list[dict[str, Any]]:
    """Versions by authors whose names draw on the terminal, at times that are none here."""
    known = [{"value": value} if value is not None else {} for value in values]
    who = [{"by": f"Eva{EVIL}", "on": FIRST_DAY}, {"by": f"Udo{EVIL}", "on": LAST_DAY, "commit": "f" * 40}]
    return [{**value, **who[place % 2]} for place, value in enumerate(known)]


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A register whose conflicts are all hostile."""
    root = tmp_path / "evil"
    with init_register(root, "Netz", subject=str, person=ANNA) as register:
        register.save([new_edit(kind, data) for kind, data in RECORDS], subject, person=ANNA)  # type: ignore[arg-type]  # literals
        data = {record: register.snapshot.record(record).data or {} for record in (WESERTOR, HELFEN, RAUM)}
    dispute = Dispute(root)
    long = "\n".join([*(f"Zeile {number}" for number in range(60)), EVIL])
    actor = {**data[WESERTOR], "summary": f"z{EVIL}", "description": f"z{long}", "founded": [2]}
    conflicts = [
        {"path": ["summary"], "versions": versions(EVIL, f"z{EVIL}")},
        {"path": ["description"], "versions": versions(long, f"z{long}")},
        {"path": ["founded"], "versions": versions([1], [2])},
        {"path": ["contacts", "k2k2k2k2"], "versions": versions(None, True)},
    ]
    dispute.save(BERTA, "actor", WESERTOR, actor)
    dispute.save(CARL, "actor", WESERTOR, data[WESERTOR])
    topic = [{"path": [], "versions": versions(f"{EVIL}\x1b[2J\n= {EVIL}", True)}]
    dispute.join(
        {
            ("actor", WESERTOR): {**actor, "conflicts": conflicts},
            ("actor", HELFEN): {**data[HELFEN], f"x{EVIL}": "b", "conflicts": [
                {"path": [f"x{EVIL}"], "versions": versions(EVIL, "b", "a")},
                {"path": ["name"], "versions": versions(1, "Hand in Hand e. V.")},
            ]},
            ("topic", RAUM): {**data[RAUM], "conflicts": topic},
        }
    )  # fmt: skip
    return root


@pytest.mark.parametrize("size", [(80, 24), pytest.param((160, 48), marks=pytest.mark.long)])
def test_no_raw_control_reaches_the_terminal(hostile: Path, size: tuple[int, int]) -> None:
    with OnPty("-m", "tui.cli", "-C", str(hostile), "--lang", "en", size=size) as program:
        program.until("Needs care")
        program.keys("8", pause=0.8)
        for _ in range(7):  # the first one comes again at last
            program.keys("v", "\r", "\x1b[B", "n", pause=0.15)
        program.keys("p", "p", pause=0.3)  # what can be written, of a record with several
        program.keys("a", "\r", "\x1b", pause=0.6)
        program.keys("e", pause=0.8)
        program.keys("\x1b", pause=0.5)
        program.keys("o", pause=0.5)
        program.keys("\x11")
        assert program.wait(10) == 0
    assert foreign_controls(program.output) == []
    assert "Eva␛]0;owned␇" in visible(program.output)


async def back_to_conflicts(pilot: Pilot[int]) -> None:
    """Leave what was opened over the screen, if anything was."""
    while not isinstance(pilot.app.screen, ConflictScreen):
        await press(pilot, "escape")


@pytest.mark.long
async def test_versions_that_fit_no_field_are_shown_and_harm_nothing(hostile: Path, opened: Open) -> None:
    with Register.open(hostile) as register:
        count = len(open_conflicts(register.snapshot))
        assert count >= 5
        async with opened(register) as pilot:
            await press(pilot, "8")
            for _ in range(count):
                assert isinstance(pilot.app.screen, ConflictScreen)
                assert "Eva" in seen(pilot)
                await press(pilot, "enter", "down", "enter", "v", "v", "e")
                await back_to_conflicts(pilot)
                await press(pilot, "a")
                await back_to_conflicts(pilot)
                await press(pilot, "n")
        assert len(open_conflicts(register.snapshot)) == count
