"""On the screen: a share that says why it comes to what it does, and taking back what it brought."""

from __future__ import annotations

from store.register import Register
from tests.app.conftest import HELFEN, Open, press, seen, until
from tests.store.sharing.conftest import BERTA, change, create, share
from tui.screens.record import RecordScreen
from tui.screens.taking_back import TakingBackScreen

WIDE = (160, 48)


async def test_what_both_changed_is_put_together_and_said_why(
    network: Register, partner: Register, opened: Open
) -> None:
    change(partner, HELFEN, BERTA, summary="Neu bei Berta")
    share(partner)
    change(network, HELFEN, legal_form="e. V.")
    async with opened(network, WIDE) as pilot:
        await press(pilot, "t")
        await until(pilot, lambda: "This would happen" in seen(pilot))
        assert "Put together by itself:" in seen(pilot)
        assert "taken from Austausch, unchanged here" in seen(pilot)
        assert "The whole record" not in seen(pilot), "nobody asked whether it stays"
        await press(pilot, "f2")
        await until(pilot, lambda: "Shared" in seen(pilot))
        assert "unchanged here" in seen(pilot)
    data = network.snapshot.record(HELFEN).data or {}
    assert (data["summary"], data["legal_form"]) == ("Neu bei Berta", "e. V.")


async def test_what_stays_disputed_leads_to_where_it_is_settled(
    network: Register, partner: Register, opened: Open
) -> None:
    change(partner, HELFEN, BERTA, summary="Berta")
    share(partner)
    change(network, HELFEN, summary="Anna")
    async with opened(network, WIDE) as pilot:
        await press(pilot, "t")
        await until(pilot, lambda: "Will be disputed" in seen(pilot))
        assert "stays disputed, 2 versions" in seen(pilot)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, RecordScreen), "there is nothing to settle yet"
        await press(pilot, "escape", "f2")
        await until(pilot, lambda: "Disputed now" in seen(pilot))
        await press(pilot, "enter")
        assert type(pilot.app.screen).__name__ == "ConflictScreen"


async def test_some_of_a_share_is_taken_back(network: Register, partner: Register, opened: Open) -> None:
    change(partner, HELFEN, BERTA, summary="Neu bei Berta")
    create(partner, "carl-c2c2", BERTA)
    share(partner)
    async with opened(network, WIDE) as pilot:
        await press(pilot, "t")
        await until(pilot, lambda: "This would happen" in seen(pilot))
        await press(pilot, "f2")
        await until(pilot, lambda: "Take back some of what came in" in seen(pilot))
        await press(pilot, "z")
        assert isinstance(pilot.app.screen, TakingBackScreen)
        await until(pilot, lambda: "Berta Beispiel" in seen(pilot))
        assert "at every partner" in seen(pilot)
        assert "[x]" not in seen(pilot), "nothing is ticked by itself"
        await press(pilot, "f2")
        assert "carl-c2c2" in network.snapshot, "nothing ticked, nothing taken back"
        while "Neu bei Berta" not in seen(pilot).splitlines()[_cursor(pilot)]:
            await press(pilot, "down")
        await press(pilot, "space", "f2")
        assert "Take back 1 change?" in seen(pilot)
        await press(pilot, "y")
        await until(pilot, lambda: (network.snapshot.record(HELFEN).data or {}).get("summary") is None)
    assert "carl-c2c2" in network.snapshot
    share(network)
    share(partner)
    assert (partner.snapshot.record(HELFEN).data or {}).get("summary") is None


async def test_what_was_changed_since_is_left_and_said(
    network: Register, partner: Register, opened: Open
) -> None:
    change(partner, HELFEN, BERTA, summary="Neu bei Berta")
    share(partner)
    share(network)
    change(network, HELFEN, summary="Danach")
    async with opened(network, WIDE) as pilot:
        await press(pilot, "5", "z")
        assert isinstance(pilot.app.screen, TakingBackScreen)
        await until(pilot, lambda: "Berta Beispiel" in seen(pilot))
        await press(pilot, "space", "f2", "y")
        await until(pilot, lambda: "was changed again" in seen(pilot))
    assert (network.snapshot.record(HELFEN).data or {})["summary"] == "Danach"


async def test_without_a_share_the_list_is_empty_and_says_so(network: Register, opened: Open) -> None:
    async with opened(network, WIDE) as pilot:
        await press(pilot, "5", "z")
        await until(pilot, lambda: "No share is known here that changed anything." in seen(pilot))


def _cursor(pilot: object) -> int:
    """The line of the screen that the list's cursor stands on."""
    from tui.widgets.record_list import RecordList

    listed = pilot.app.screen.query_one(RecordList)  # type: ignore[attr-defined]  # Pilot[int]
    return int(listed.region.y + listed.cursor)
