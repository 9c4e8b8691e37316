"""How the conflict screen looks, at the two sizes that are promised; in German, on a fixed day.

`pytest tests/app/test_conflict_looks.py --snapshot-update` takes the pictures anew; they are looked at before
they are committed.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from store.init import init_register
from store.register import Register
from store.saving import new_edit
from tests.app.conftest import GROUP, HELFEN, RAUM, RECORDS, WESERTOR, settled
from tests.app.disputes import BERTA, CARL, Dispute
from tests.app.test_looks import LARGE, SMALL, Compare, Dated, moment
from tests.store.conftest import ANNA
from tui.words import set_language

if TYPE_CHECKING:
    from textual.pilot import Pilot

AG = str(GROUP["id"])
LINES = [f"Absatz {number}: Hier steht etwas über das Haus." for number in range(1, 16)]
BROKEN = '<<<<<<< oben\ntitle = "Räume"\n=======\ntitle = "Säle"\n>>>>>>> unten\n'


def of_wesertor(dispute: Dispute, base: dict[str, Any]) -> dict[str, Any]:
    """The phone, the description and one sentence of an actor, changed by two people."""

    def version(phone: str, summary: str, *lines: str) -> dict[str, Any]:
        contact = {**base["contacts"][0], "phone": phone}
        return {**base, "contacts": [contact], "summary": summary, "description": "\n".join(lines)}

    berta = version("0561 23125 110", "Offener Treff mit Mittagstisch und Café", *LINES)
    longer = [*LINES[:6], "Absatz 7: Hier steht mehr über das Haus und den Garten.", *LINES[7:]]
    carl = version("0561 23125 101", "Treffpunkt mit großem Mittagstisch", *longer)
    dispute.save(BERTA, "actor", WESERTOR, berta)
    dispute.save(CARL, "actor", WESERTOR, carl)

    def conflict(path: list[str], mine: str, theirs: str) -> dict[str, Any]:
        versions = [
            dispute.version(CARL, WESERTOR, value=theirs), dispute.version(BERTA, WESERTOR, value=mine),
        ]  # fmt: skip
        return {"path": path, "versions": versions}

    conflicts = [
        conflict(["contacts", "k2k2k2k2", "phone"], "0561 23125 110", "0561 23125 101"),
        conflict(["description"], berta["description"], carl["description"]),
        conflict(["summary"], berta["summary"], carl["summary"]),
    ]
    stands = {"description": max(berta["description"], carl["description"]), "summary": carl["summary"]}
    return {**berta, **stands, "conflicts": conflicts}


def of_helfen(dispute: Dispute, base: dict[str, Any]) -> dict[str, Any]:
    """A record that one deleted and the other went on with."""
    went_on = {**base, "summary": "Hilfe von Haus zu Haus"}
    dispute.save(BERTA, "actor", HELFEN, None)
    dispute.save(CARL, "actor", HELFEN, went_on)
    versions = [dispute.version(BERTA, HELFEN), dispute.version(CARL, HELFEN, value=True)]
    return {**went_on, "conflicts": [{"path": [], "versions": versions}]}


def of_raum(dispute: Dispute, base: dict[str, Any]) -> dict[str, Any]:
    """A record that one left unreadable."""
    dispute.save(BERTA, "topic", RAUM, {**base, "summary": "Wer hat Platz?"})
    dispute.save(CARL, "topic", RAUM, BROKEN)
    versions = [dispute.version(BERTA, RAUM, value=True), dispute.version(CARL, RAUM, value=BROKEN)]
    return {**base, "summary": "Wer hat Platz?", "conflicts": [{"path": [], "versions": versions}]}


def of_group(dispute: Dispute, base: dict[str, Any]) -> dict[str, Any]:
    """A meeting whose agenda two people wrote."""

    def with_agenda(*items: str) -> dict[str, Any]:
        return {**base, "meetings": [{**base["meetings"][0], "agenda": list(items)}]}

    berta, carl = ["Begrüßung", "Haushalt"], ["Begrüßung", "Sommerfest"]
    dispute.save(BERTA, "group", AG, with_agenda(*berta))
    dispute.save(CARL, "group", AG, with_agenda(*carl))
    versions = [dispute.version(BERTA, AG, value=berta), dispute.version(CARL, AG, value=carl)]
    conflict = {"path": ["meetings", "m2m2m2m2", "agenda"], "versions": versions}
    return {**with_agenda(*carl), "conflicts": [conflict]}


@pytest.fixture(scope="module")
def disputed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """A register in which all that can be disputed is."""
    root = tmp_path_factory.mktemp("disputed") / "own"
    edits = [new_edit(kind, data) for kind, data in [*RECORDS, ("group", GROUP)]]  # type: ignore[arg-type]  # literals
    with init_register(root, "Netzwerk Probe", subject=str, person=ANNA, when=moment(1, 7, 9)) as register:
        register.save(edits, lambda _changes: "4 Einträge angelegt", person=ANNA, when=moment(1, 8, 9))
        data = {
            record: register.snapshot.record(record).data or {} for record in (WESERTOR, HELFEN, RAUM, AG)
        }
        dispute = Dispute(root)
        dispute.join(
            {
                ("actor", WESERTOR): of_wesertor(dispute, data[WESERTOR]),
                ("actor", HELFEN): of_helfen(dispute, data[HELFEN]),
                ("topic", RAUM): of_raum(dispute, data[RAUM]),
                ("group", AG): of_group(dispute, data[AG]),
            }
        )
        register.refresh()
        yield register


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The clock that the times of versions are told by."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


SCREENS = [
    pytest.param(["8"], id="agenda"),
    pytest.param(["8", "n"], id="deleted"),
    pytest.param(["8", "n", "n", "enter"], id="phone"),
    pytest.param(["8", "n", "n", "n", "enter", "down", "enter"], id="text"),
    pytest.param(["8", "n", "n", "n", "n", "e"], id="write"),
    pytest.param(["8", "p"], id="unreadable"),
    pytest.param(["8", "n", "n", "a", "enter"], id="side"),
    pytest.param(["2", "end", "enter"], id="record"),
    pytest.param(["1"], id="today"),
]


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "160x48"])
@pytest.mark.parametrize("keys", SCREENS)
def test_looks(snap_compare: Compare, disputed: Register, keys: list[str], size: tuple[int, int]) -> None:
    async def go(pilot: Pilot[int]) -> None:
        await settled(pilot)
        for key in keys:
            await pilot.press(key)
            await settled(pilot)

    set_language("de")
    assert snap_compare(Dated(disputed, fetch=False), terminal_size=size, run_before=go)


def test_looks_of_a_register_that_is_only_looked_at(snap_compare: Compare, disputed: Register) -> None:
    async def go(pilot: Pilot[int]) -> None:
        await settled(pilot)
        for key in ("8", "n", "n"):
            await pilot.press(key)
            await settled(pilot)

    set_language("de")
    with Register.open(disputed.path, read_only=True) as register:
        assert snap_compare(Dated(register, fetch=False), terminal_size=SMALL, run_before=go)
