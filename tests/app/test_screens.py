"""Each screen, reached and used by keys as people do; at 80×24 and with the record beside the list."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.register import Register
from store.saving import change_edit
from tests.app.conftest import HELFEN, WESERTOR, Open, press, seen, settled, until, write
from tests.store.conftest import subject
from tests.store.sharing.conftest import BERTA, change, create, share
from tui.network import NetworkApp
from tui.screens.form import FormScreen
from tui.screens.record import RecordScreen
from tui.screens.records import ActorsScreen
from tui.screens.share import ShareScreen
from tui.widgets.search_bar import Query, SearchBar

WIDE = (160, 48)


async def test_the_day_begins_with_what_waits(network: Register, partner: Register, opened: Open) -> None:
    change(partner, HELFEN, BERTA, summary="Neu bei Berta")
    share(partner)
    async with opened(network, WIDE, fetch=True) as pilot:
        await until(pilot, lambda: "1 new" in seen(pilot))
        assert "Hand in Hand e. V." in seen(pilot)
        assert "Neu bei Berta" in seen(pilot)
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        assert "Hand in Hand e. V." in seen(pilot)
        assert "Neu bei Berta" not in seen(pilot), "on few rows what waits is told by entry alone"
        assert "Back" not in seen(pilot), "there is nothing to go back to"


async def test_what_waits_leads_to_where_it_is_dealt_with(network: Register, opened: Open) -> None:
    create(network, "carl-c2c2")
    async with opened(network) as pilot:
        await until(pilot, lambda: "1 change not shared yet" in seen(pilot))
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ShareScreen)


async def test_typing_filters_the_list_without_regard_to_umlauts(network: Register, opened: Open) -> None:
    async with opened(network) as pilot:
        await press(pilot, "2", "slash")
        await write(pilot, "mittagstisch wesertor")
        assert "1 of 2" in seen(pilot)
        assert "Nachbarschaftstreff Wesertor" in seen(pilot)
        assert "Hand in Hand" not in seen(pilot)
        await press(pilot, "escape", "escape", "3", "slash")
        await write(pilot, "raeume")
        assert "Räume teilen" in seen(pilot)


async def test_a_question_finds_what_its_words_mean(network: Register, opened: Open) -> None:
    async with opened(network) as pilot:
        await press(pilot, "2", "slash")
        await write(pilot, "wer in wesertor bietet mittagstisch")
        assert "1 of 2" in seen(pilot)
        await press(pilot, "escape", "slash")
        await write(pilot, "wer in")
        assert "0 of 2" in seen(pilot), "words that say nothing alone find nothing"


async def test_what_is_filtered_by_is_seen_even_where_its_names_are_long(
    network: Register, opened: Open
) -> None:
    async with opened(network) as pilot:
        await press(pilot, "2")
        assert "f more" in seen(pilot), "not all filters have room"
        kinds = {"field": ("sport", "youth_education", "religion")}
        pilot.app.screen.query_one(SearchBar).show(Query("", kinds))
        await settled(pilot)
        assert " +2 ×" in seen(pilot)


async def test_links_are_followed_and_come_back(network: Register, opened: Open) -> None:
    async with opened(network) as pilot:
        await press(pilot, "2", "down", "enter")
        assert isinstance(pilot.app.screen, RecordScreen)
        assert pilot.app.screen.current_id == WESERTOR
        assert "030 23125 100" in seen(pilot)
        await press(pilot, "enter")
        assert pilot.app.screen.current_id == HELFEN
        assert "Nachbarschaftstreff Wesertor" in seen(pilot), "who is part of it is computed"
        await press(pilot, "escape")
        assert pilot.app.screen.current_id == WESERTOR
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, ActorsScreen)


async def test_on_wide_terminals_the_record_stands_beside_the_list(network: Register, opened: Open) -> None:
    async with opened(network, WIDE) as pilot:
        await press(pilot, "2", "down")
        assert "Offener Treff mit Mittagstisch" in seen(pilot)
        await press(pilot, "up")
        assert "Offener Treff mit Mittagstisch" not in seen(pilot)


async def test_a_change_is_typed_saved_and_stands_in_the_history(network: Register, opened: Open) -> None:
    async with opened(network) as pilot:
        await press(pilot, "2", "e")
        assert isinstance(pilot.app.screen, FormScreen)
        await press(pilot, "tab")
        await write(pilot, "HiH e. V.")
        await press(pilot, "f2")
        await until(pilot, lambda: isinstance(pilot.app.screen, ActorsScreen))
        data = network.snapshot.record(HELFEN).data
        assert data is not None
        assert data["short_name"] == "HiH e. V."
        await press(pilot, "h")
        assert "Kurzname geändert" in seen(pilot) or "Short name" in seen(pilot)
        assert "Anna Beispiel" in seen(pilot)


async def test_the_history_names_what_a_change_to_several_records_was_about(
    network: Register, opened: Open
) -> None:
    async with opened(network, (100, 30)) as pilot:
        edits = []
        for record_id in (HELFEN, WESERTOR):
            record = network.snapshot.record(record_id)
            assert record.data is not None
            edits.append(change_edit(record, {**record.data, "legal_form": "e. V."}))
        network.save(edits, lambda _changes: "2 entries changed")
        await press(pilot, "5")
        assert "Hand in Hand e. V., Nachb" in seen(pilot)
        await press(pilot, "2", "h")
        assert "Hand in Hand e. V.: Legal" in seen(pilot), seen(pilot)


async def test_a_new_entry_that_was_left_is_gone_on_with_from_the_first_screen(
    network: Register, opened: Open
) -> None:
    async with opened(network) as pilot:
        await press(pilot, "n")
        await write(pilot, "Treff Neu")
        await press(pilot, "escape", "down", "enter")
        await until(pilot, lambda: not isinstance(pilot.app.screen, FormScreen))
        await until(pilot, lambda: "Treff Neu  ✎ draft of" in seen(pilot))
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, FormScreen)
        assert "Treff Neu" in seen(pilot)


async def test_a_delete_names_what_would_lead_nowhere(network: Register, opened: Open) -> None:
    async with opened(network) as pilot:
        await press(pilot, "2", "d")
        assert "Delete Hand in Hand e. V.?" in seen(pilot)
        assert "Nachbarschaftstreff Wesertor" in seen(pilot)
        await press(pilot, "d", "enter")
        assert HELFEN in network.snapshot, "the harmless answer is the first"
        await press(pilot, "d", "right", "enter")
        await until(pilot, lambda: HELFEN not in network.snapshot)


async def test_confirming_sets_the_day(network: Register, opened: Open) -> None:
    async with opened(network) as pilot:
        await press(pilot, "2", "v")
        app = pilot.app
        assert isinstance(app, NetworkApp)
        await until(
            pilot, lambda: (network.snapshot.record(HELFEN).data or {}).get("verified_on") == app.today()
        )


async def test_a_share_is_looked_at_first_and_then_taken(
    network: Register, partner: Register, opened: Open
) -> None:
    change(partner, HELFEN, BERTA, summary="Neu bei Berta")
    share(partner)
    create(network, "carl-c2c2")
    async with opened(network) as pilot:
        await press(pilot, "t")
        await until(pilot, lambda: "This would happen" in seen(pilot))
        assert "Neu bei Berta" in seen(pilot)
        assert (network.snapshot.record(HELFEN).data or {}).get("summary") is None
        await press(pilot, "f2")
        await until(pilot, lambda: "Shared" in seen(pilot))
        assert (network.snapshot.record(HELFEN).data or {})["summary"] == "Neu bei Berta"
    share(partner)
    assert "carl-c2c2" in partner.snapshot


async def test_leaving_the_preview_changes_nothing(
    network: Register, partner: Register, opened: Open
) -> None:
    change(partner, HELFEN, BERTA, summary="Neu bei Berta")
    share(partner)
    async with opened(network) as pilot:
        await press(pilot, "t")
        await until(pilot, lambda: "This would happen" in seen(pilot))
        await press(pilot, "escape")
        assert (network.snapshot.record(HELFEN).data or {}).get("summary") is None


async def test_problems_lead_to_their_place(network: Register, opened: Open) -> None:
    (network.path / "actors/kaputt-k2k2.toml").write_text("id = 'kaputt-k2k2'\nname = = 1\n")
    async with opened(network, WIDE) as pilot:
        await press(pilot, "7")
        await until(pilot, lambda: "kaputt-k2k2" in seen(pilot))
        assert "actors/kaputt-k2k2.toml:2" in seen(pilot)


async def test_what_another_program_saves_appears_by_itself(network: Register, opened: Open) -> None:
    async with opened(network) as pilot:
        await press(pilot, "2")
        with Register.open(network.path) as other:
            create(other, "carl-c2c2")
        assert isinstance(pilot.app, NetworkApp)
        pilot.app.look()
        await settled(pilot)
        assert "Carl-C2C2" in seen(pilot)


async def test_read_only_offers_nothing_that_writes(network: Register, opened: Open) -> None:
    with Register.open(network.path, read_only=True) as looking:
        async with opened(looking) as pilot:
            await press(pilot, "2", "n", "e", "d", "t", "v")
            assert isinstance(pilot.app.screen, ActorsScreen)
            assert "Edit" not in seen(pilot).splitlines()[-1]


async def test_the_language_switches_while_it_runs(network: Register, opened: Open) -> None:
    async with opened(network) as pilot:
        await press(pilot, "2")
        assert "Actors" in seen(pilot)
        await press(pilot, "l")
        assert "Akteure" in seen(pilot)
        assert "Actors" not in seen(pilot)


async def test_someone_who_is_not_known_is_asked_once(
    network: Register, opened: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "none"))
    network.repository.write_settings({"user.name": None, "user.email": None})
    async with opened(network, (100, 40)) as pilot:
        await press(pilot, "2", "v")
        await until(pilot, lambda: "Who is at work here?" in seen(pilot))
        await write(pilot, "Carla Neu")
        await press(pilot, "tab")
        await write(pilot, "carla@beispiel.invalid")
        await press(pilot, "enter", "enter")
        await until(pilot, lambda: network.snapshot.record(HELFEN).data.get("verified_on") is not None)  # type: ignore[union-attr]
    assert network.repository.setting("user.name") == "Carla Neu"


@pytest.mark.parametrize("key", ["1", "2", "3", "4", "5", "6", "7"])
async def test_every_section_bears_every_size(network: Register, opened: Open, key: str) -> None:
    async with opened(network) as pilot:
        await press(pilot, key)
        for size in [(1, 1), (20, 5), (200, 60), (80, 24)]:
            await pilot.resize_terminal(*size)
            await settled(pilot)
        assert "Netzwerk Probe" in seen(pilot)


async def test_a_form_open_for_long_does_not_take_back_what_others_saved(
    network: Register, opened: Open
) -> None:
    async with opened(network) as pilot:
        await press(pilot, "2", "e", "tab")
        with Register.open(network.path) as other:
            record = other.snapshot.record(HELFEN)
            assert record.data is not None
            other.save([change_edit(record, {**record.data, "legal_form": "e. V."})], subject)
        await write(pilot, "HiH")
        await press(pilot, "f2")
        await until(pilot, lambda: not isinstance(pilot.app.screen, FormScreen))
    data = network.refresh().record(HELFEN).data
    assert data is not None
    assert (data["short_name"], data["legal_form"]) == ("HiH", "e. V.")
