"""How each screen of the application looks, at the two sizes that are promised; in German, on a fixed day.

`pytest tests/app/test_looks.py --snapshot-update` takes the pictures anew; they are looked at before they
are committed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from store.commits import Moment, moment_of
from store.init import init_register
from store.people import Person
from store.register import Register
from store.saving import change_edit, new_edit
from store.sharing.joining import join
from store.sharing.partners import add_partner
from store.sharing.share import Share
from tests.app.conftest import GROUP, HELFEN, RECORDS, WESERTOR, settled
from tests.store.conftest import ANNA
from tests.store.sharing.conftest import BERTA, bare, share
from tui.app import KnotenApp
from tui.network import NetworkApp
from tui.words import set_language

if TYPE_CHECKING:
    from textual.pilot import Pilot

DAY = date(2026, 3, 16)
SMALL, LARGE = (80, 24), (160, 48)


class Compare(Protocol):
    """The fixture of pytest-textual-snapshot."""

    def __call__(
        self,
        app: KnotenApp,
        *,
        terminal_size: tuple[int, int],
        run_before: Callable[[Pilot[int]], Awaitable[None]],
    ) -> bool:
        """Compare what is seen with the picture taken before."""


def moment(month: int, day: int, hour: int) -> Moment:
    """A moment in 2026, told by a clock that is an hour ahead of UTC wherever the tests run."""
    return moment_of(datetime(2026, month, day, hour, tzinfo=timezone(timedelta(hours=1))))


def changed(register: Register, record_id: str, words: str, person: Person, day: int, **fields: Any) -> None:
    """Save a change on a day in March."""
    record = register.snapshot.record(record_id)
    assert record.data is not None
    edit = change_edit(record, {**record.data, **fields})
    register.save([edit], lambda _changes: words, person=person, when=moment(3, day, 9))


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """A register with a partner that has something new, a change of its own, and a broken file."""
    root = tmp_path_factory.mktemp("looks")
    begun = moment(1, 7, 9)
    edits = [new_edit(kind, data) for kind, data in [*RECORDS, ("group", GROUP)]]  # type: ignore[arg-type]  # literals
    with init_register(root / "own", "Netzwerk Probe", subject=str, person=ANNA, when=begun) as register:
        register.save(edits, lambda _changes: "4 Einträge angelegt", person=ANNA, when=moment(1, 8, 9))
        add_partner(register.repository, "Nachbarschaftshilfe", bare(root / "hub.git"))
        share(register)
        with join(f"file://{root}/hub.git", root / "theirs", "Netzwerk Probe") as theirs:
            words = "Hand in Hand e. V.: Kurzbeschreibung geändert"
            changed(theirs, HELFEN, words, BERTA, 2, summary="Nachbarn helfen Nachbarn")
            share(theirs)
        words = "Nachbarschaftstreff Wesertor: Öffnungszeiten geändert"
        changed(register, WESERTOR, words, ANNA, 4, opening_hours="Mo-Fr 09:00-12:00; Th 14:00-18:00")
        (register.path / "actors/kaputt-k2k2.toml").write_text("id = 'kaputt-k2k2'\nname = = 1\n")
        register.refresh()
        with Share(register) as asked:
            asked.fetch()
        yield register


class Dated(NetworkApp):
    """The application on a fixed day."""

    def today(self) -> date:
        """The day of these pictures."""
        return DAY


SCREENS = [
    pytest.param([], id="today"),
    pytest.param(["2", "end"], id="actors"),
    pytest.param(["2", "slash", *"wesertor", "enter"], id="search"),
    pytest.param(["2", "f"], id="filter"),
    pytest.param(["2", "end", "enter"], id="record"),
    pytest.param(["3"], id="topics"),
    pytest.param(["4", "enter"], id="group"),
    pytest.param(["5"], id="history"),
    pytest.param(["2", "end", "up", "d"], id="delete"),
    pytest.param(["7"], id="problems"),
    pytest.param(["t"], id="share"),
    pytest.param(["2", "question_mark"], id="help"),
]


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "160x48"])
@pytest.mark.parametrize("keys", SCREENS)
def test_looks(snap_compare: Compare, shown: Register, keys: list[str], size: tuple[int, int]) -> None:
    async def go(pilot: Pilot[int]) -> None:
        await settled(pilot)
        for key in keys:
            await pilot.press(key)
            await settled(pilot)

    set_language("de")
    assert snap_compare(Dated(shown, fetch=False), terminal_size=size, run_before=go)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "160x48"])
def test_looks_of_partners(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    async def go(pilot: Pilot[int]) -> None:
        await settled(pilot)
        await pilot.press("6")
        await settled(pilot)

    set_language("de")
    with init_register(tmp_path / "own", "Netzwerk Probe", subject=str, person=ANNA) as register:
        add_partner(register.repository, "Nachbarschaftshilfe", "ssh://git@beispiel.invalid/netz.git")
        add_partner(register.repository, "Agentur", "https://beispiel.invalid/netz.git")
        assert snap_compare(Dated(register, fetch=False), terminal_size=size, run_before=go)
