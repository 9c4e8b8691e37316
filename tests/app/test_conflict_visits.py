"""Going about what is disputed: to it, from one to the next, a whole side at once, what changed meanwhile."""

from __future__ import annotations

import pytest
from textual.widgets import Static

from store.conflicts import open_conflicts, settle, take
from store.register import Register
from store.saving import change_edit
from tests.app.conftest import WESERTOR, Open, phone, press, seen, settled, until, write
from tests.app.disputes import data_of, dispute_value, with_field, with_phone
from tests.store.conftest import ANNA, subject
from tests.store.sharing.conftest import BERTA as BERTA_AT_WORK
from tests.store.sharing.conftest import change, git, share
from tui.screens.confirm import Choose
from tui.screens.conflict import ConflictScreen
from tui.screens.record import RecordScreen


async def test_next_and_previous_keep_what_was_chosen_and_count_what_is_left(
    three: Register, opened: Open
) -> None:
    async with opened(three) as pilot:
        await press(pilot, "8")
        assert "3 of 3 still open" in seen(pilot)
        first = seen(pilot).split("\n")[1]
        await press(pilot, "enter", "n", "n", "n")
        assert seen(pilot).split("\n")[1] == first, "after the last one comes the first"
        assert "What happens with F2" in seen(pilot), "it is still chosen"
        await press(pilot, "p", "right", "f2")
        await until(pilot, lambda: "2 of 3 still open" in seen(pilot))
        assert seen(pilot).split("\n")[1] != first
        assert "What happens with F2" not in seen(pilot), "nothing is chosen at the next one"


async def test_a_whole_side_is_taken_at_once(three: Register, opened: Open) -> None:
    async with opened(three) as pilot:
        await press(pilot, "8", "a")
        assert isinstance(pilot.app.screen, Choose)
        assert "in 3 of 3 disputed places" in seen(pilot)
        await press(pilot, "down", "enter")
        question = str(pilot.app.screen.query_one(".dialog--question", Static).content)
        assert question == (
            "Let the version of Carl Beispiel stand in 2 disputed places of “Nachbarschaftstreff Wesertor”?"
        )
        assert "• Phone (Büro): 0561 3" in seen(pilot)
        await press(pilot, "y")
        await until(pilot, lambda: "1 of 3 still open" in seen(pilot))
    assert [conflict.path for conflict in open_conflicts(three.snapshot)] == [("summary",)]
    assert data_of(three, WESERTOR)["founded"] == 1991
    assert git(three.path, "rev-list", "--count", "HEAD^..HEAD") == "1"


async def test_what_was_settled_elsewhere_meanwhile_is_said(three: Register, opened: Open) -> None:
    """Another instance of the program settles it while it is looked at, and before this one looks again."""
    async with opened(three) as pilot:
        await press(pilot, "8", "enter")
        shown = open_conflicts(three.snapshot)[0]
        with Register.open(three.path) as other:
            record = other.snapshot.record(WESERTOR)
            other.save([settle(record, shown, take(2))], subject, person=ANNA)
        await press(pilot, "f2")
        await until(pilot, lambda: "2 of 3 still open" in seen(pilot))
        assert "was settled meanwhile" in seen(pilot)
        assert git(three.path, "log", "-1", "--format=%s") == "1 changed", "nothing was saved over it"


async def test_a_field_changed_meanwhile_shows_what_stands_there_now(phones: Register, opened: Open) -> None:
    async with opened(phones) as pilot:
        await press(pilot, "8", "enter")
        with Register.open(phones.path) as other:
            record = other.snapshot.record(WESERTOR)
            assert record.data is not None
            conflicts = [{**record.data["conflicts"][0]}]
            dora = {**conflicts[0]["versions"][0], "value": "0561 1", "by": "Dora Beispiel"}
            conflicts[0]["versions"] = [dora, *conflicts[0]["versions"]]
            other.save([change_edit(record, {**record.data, "conflicts": conflicts})], subject, person=ANNA)
        await press(pilot, "f2")
        await until(pilot, lambda: "0561 1" in seen(pilot))
        assert "has changed meanwhile" in seen(pilot)
        assert "What happens with F2" not in seen(pilot), "what was chosen was chosen among other versions"
        assert len(open_conflicts(phones.snapshot)) == 1


async def test_read_only_shows_and_says_why_it_cannot_settle(phones: Register, opened: Open) -> None:
    with Register.open(phones.path, read_only=True) as register:
        async with opened(register) as pilot:
            await press(pilot, "8", "enter", "f2", "w", "e", "a")
            assert isinstance(pilot.app.screen, ConflictScreen)
            assert "Only to look at" in seen(pilot)
            assert "0561 2" in seen(pilot)
            assert "Settle" not in seen(pilot)
    assert len(open_conflicts(phones.snapshot)) == 1


async def test_it_is_reached_from_the_day_the_record_and_the_menu(three: Register, opened: Open) -> None:
    async with opened(three) as pilot:
        assert "3 disputed places" in seen(pilot)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ConflictScreen)
        await press(pilot, "o")
        assert isinstance(pilot.app.screen, RecordScreen)
        assert "3 places are disputed" in seen(pilot)
        assert "Founded" in seen(pilot)
        await press(pilot, "escape", "escape", "2", "down", "s")
        assert isinstance(pilot.app.screen, ConflictScreen)
        await press(pilot, "escape", "1", "m")
        await write(pilot, "disputed")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ConflictScreen)


async def test_a_record_without_dispute_offers_none(phones: Register, opened: Open) -> None:
    async with opened(phones) as pilot:
        await press(pilot, "2", "s")
        assert not isinstance(pilot.app.screen, ConflictScreen), "the cursor stands on another record"
        await press(pilot, "down", "s")
        assert isinstance(pilot.app.screen, ConflictScreen)


async def test_nothing_disputed_is_said(own: Register, opened: Open) -> None:
    async with opened(own) as pilot:
        await press(pilot, "8")
        assert "Nothing is disputed." in seen(pilot)
        await press(pilot, "enter", "f2", "n", "e", "a", "v", "l")
        assert "Nichts ist strittig." in seen(pilot)


async def test_german_and_english_switch_while_it_is_open(phones: Register, opened: Open) -> None:
    async with opened(phones) as pilot:
        await press(pilot, "8", "down", "enter", "l")
        await until(pilot, lambda: "Das geschieht mit F2" in seen(pilot))
        assert "„Telefon (Büro)“ bleibt „0561 3“." in seen(pilot)
        assert "▸●  0561 3" in seen(pilot), "choice and cursor stay"


async def test_long_texts_show_what_differs_and_on_demand_all(own: Register, opened: Open) -> None:
    lines = [f"Zeile {number}" for number in range(1, 31)]
    other = [*lines[:14], "Zeile fünfzehn", *lines[15:]]
    texts = ("\n".join(lines), "\n".join(other))
    dispute_value(own, "actor", WESERTOR, ["description"], *texts, with_field("description"))
    async with opened(own) as pilot:
        await press(pilot, "8")
        assert "Zeile fünfzehn" in seen(pilot)
        assert "Zeile 15" in seen(pilot)
        assert "… 13 lines that are alike" in seen(pilot)
        assert "Zeile 2\n" not in seen(pilot)
        await press(pilot, "v")
        assert "Zeile 2 " in seen(pilot)
        for _ in range(40):
            await press(pilot, "down")
        assert "Zeile 30" in seen(pilot), "the arrow keys scroll through a version longer than the screen"


async def test_settings_of_the_register_are_disputed_too(own: Register, opened: Open) -> None:
    path = own.path / "knoten.toml"
    words = path.read_text(encoding="utf-8")
    versions = "".join(
        f'[[conflicts.versions]]\nvalue = "{name}"\nby = "B"\n' for name in ("Netz A", "Netz B")
    )
    renamed = words.replace("Netzwerk Probe", "Netz B")
    path.write_text(f'{renamed}\n[[conflicts]]\npath = ["name"]\n{versions}', encoding="utf-8")
    git(own.path, "commit", "-q", "-am", "strittig")
    own.refresh()
    async with opened(own) as pilot:
        await press(pilot, "8")
        assert "The register itself" in seen(pilot)
        await press(pilot, "e")
        assert isinstance(pilot.app.screen, ConflictScreen), "there is no form for the settings"
        await press(pilot, "enter", "f2")
        await until(pilot, lambda: "Everything is settled" in seen(pilot))
    assert own.snapshot.config.name == "Netz A"


@pytest.mark.parametrize("size", [(1, 1), (20, 5), (40, 12), (100, 30), (200, 60)])
async def test_it_bears_every_size(three: Register, opened: Open, size: tuple[int, int]) -> None:
    async with opened(three) as pilot:
        await press(pilot, "8", "enter")
        await pilot.resize_terminal(*size)
        await press(pilot, "n", "down", "enter", "v", "p")
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        assert "What happens with F2" in seen(pilot)
        assert "0561 2" in seen(pilot)


async def test_what_is_settled_reaches_the_partner_and_stays_settled(
    network: Register, partner: Register, opened: Open
) -> None:
    """The whole way: both change a phone, share, one settles, both share again, and nothing comes back."""
    with_two = with_phone(data_of(network, WESERTOR), "0561 2")
    change(network, WESERTOR, contacts=with_two["contacts"])
    change(partner, WESERTOR, BERTA_AT_WORK, contacts=with_phone(with_two, "0561 3")["contacts"])
    share(partner)
    async with opened(network) as pilot:
        await press(pilot, "t")
        await press(pilot, "f2")
        await until(pilot, lambda: len(open_conflicts(network.snapshot)) == 1)
        await press(pilot, "8")
        await until(pilot, lambda: "Before: 030 23125 100" in seen(pilot))
        assert "Berta Beispiel" in seen(pilot)
        assert "Anna Beispiel" in seen(pilot)
        await press(pilot, "enter", "f2")
        await until(pilot, lambda: "Everything is settled" in seen(pilot))
    assert phone(network) == "0561 2"
    for register in (network, partner, network, partner):
        share(register)
    for register in (network, partner):
        register.refresh()
        assert open_conflicts(register.snapshot) == []
        assert phone(register) == "0561 2"
