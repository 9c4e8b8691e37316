"""Settling what partners have changed differently: every choice, on a real register with real git."""

from __future__ import annotations

import pytest

from store.conflicts import open_conflicts, settle, take
from store.register import Register
from tests.app.conftest import (
    GROUP,
    HELFEN,
    RAUM,
    WESERTOR,
    Open,
    phone,
    press,
    seen,
    settled,
    told,
    until,
    write,
)  # fmt: skip
from tests.app.disputes import (
    BERTA,
    CARL,
    Dispute,
    data_of,
    dispute_value,
    with_agenda,
    with_field,
    with_phone,
)
from tests.store.conftest import ANNA, subject
from tests.store.sharing.conftest import git
from tui.network import NetworkApp
from tui.screens.confirm import Confirm
from tui.screens.conflict import ConflictScreen
from tui.screens.write_value import WriteValue

BROKEN = '<<<<<<< oben\ntitle = "Räume"\n=======\ntitle = "Säle"\n>>>>>>> unten\n'


def last(register: Register) -> str:
    return git(register.path, "log", "-1", "--format=%an: %s")


async def test_all_that_helps_to_choose_is_seen(phones: Register, opened: Open) -> None:
    async with opened(phones) as pilot:
        await press(pilot, "8")
        await until(pilot, lambda: "Before: 030 23125 100" in seen(pilot))
        shown = seen(pilot)
        assert "Phone (Büro)" in shown
        assert "Nachbarschaftstreff Wesertor" in shown
        assert "1 of 1 still open" in shown
        assert "Berta Beispiel · 2 Mar 2026" in shown
        assert "Carl Beispiel · 3 Mar 2026" in shown
        assert "stands there now" in shown.split("0561 3")[1]
        assert "“Phone (Büro)” becomes “0561 2”." in shown, "what would happen, before anything is chosen"
        assert "The version of Carl Beispiel no longer counts." in shown


async def test_one_version_is_taken_by_choosing_it_and_settling(phones: Register, opened: Open) -> None:
    async with opened(phones) as pilot:
        await press(pilot, "8", "enter")
        assert "What happens with F2" in seen(pilot)
        assert phone(phones) == "0561 3", "choosing settles nothing"
        await press(pilot, "f2")
        await until(pilot, lambda: "Everything is settled" in seen(pilot))
        assert phone(phones) == "0561 2"
        assert "conflicts" not in data_of(phones, WESERTOR)
        assert "⚑" not in seen(pilot).split("\n")[0]
    assert last(phones) == "Anna Beispiel: Nachbarschaftstreff Wesertor: Telefon geklärt"


async def test_the_version_that_stands_there_is_taken_too(phones: Register, opened: Open) -> None:
    async with opened(phones) as pilot:
        await press(pilot, "8", "down", "enter")
        assert "“Phone (Büro)” stays “0561 3”." in seen(pilot)
        await press(pilot, "w")
        await until(pilot, lambda: "Everything is settled" in seen(pilot))
        assert phone(phones) == "0561 3"
        assert open_conflicts(phones.snapshot) == []


async def test_one_key_pressed_again_and_again_settles_nothing(phones: Register, opened: Open) -> None:
    for key in ("8", "enter", "space", "f2", "w", "n", "a"):
        async with opened(phones) as pilot:
            await press(pilot, "8", key, key, key)
        assert len(open_conflicts(phones.snapshot)) == 1, key


async def test_the_mouse_does_it_all(phones: Register, opened: Open) -> None:
    async with opened(phones) as pilot:
        await press(pilot, "1")
        header = seen(pilot).split("\n")[0]
        await pilot.click(offset=(header.index("1 disputed") + 2, 0))
        await settled(pilot)
        assert isinstance(pilot.app.screen, ConflictScreen)
        lines = seen(pilot).split("\n")
        row = next(number for number, line in enumerate(lines) if "0561 2" in line)
        await pilot.click(offset=(10, row))
        await settled(pilot)
        assert "What happens with F2" in seen(pilot)
        await pilot.click("#settle")
        await until(pilot, lambda: "Everything is settled" in seen(pilot))
        assert phone(phones) == "0561 2"


async def test_another_value_is_written_in_the_field_of_the_form(phones: Register, opened: Open) -> None:
    async with opened(phones) as pilot:
        await press(pilot, "8", "e")
        assert isinstance(pilot.app.screen, WriteValue)
        await press(pilot, *["backspace"] * 6)
        await write(pilot, "0561 999")
        await press(pilot, "enter")
        await until(pilot, lambda: "written here" in seen(pilot))
        assert "“Phone (Büro)” becomes “0561 999”." in seen(pilot)
        assert "The versions of Berta Beispiel and Carl Beispiel no longer count." in seen(pilot)
        assert phone(phones) == "0561 3"
        await press(pilot, "f2")
        await until(pilot, lambda: "Everything is settled" in seen(pilot))
        assert phone(phones) == "0561 999"


async def test_what_was_written_is_kept_when_one_leaves_before_settling(
    phones: Register, opened: Open
) -> None:
    async with opened(phones) as pilot:
        await press(pilot, "8", "e", "9", "enter", "escape", "8")
        assert "written here" in seen(pilot)
        assert "What happens with F2" not in seen(pilot), "it is there to be chosen, but not chosen"
        await press(pilot, "end", "enter", "f2")
        await until(pilot, lambda: "Everything is settled" in seen(pilot))
    assert phone(phones) == "0561 29"


async def test_what_was_written_is_not_taken_for_another_field(phones: Register, opened: Open) -> None:
    """The field is settled elsewhere while the value is typed."""
    async with opened(phones) as pilot:
        await press(pilot, "8", "e")
        with Register.open(phones.path) as other:
            shown = open_conflicts(other.snapshot)[0]
            other.save([settle(other.snapshot.record(WESERTOR), shown, take(2))], subject, person=ANNA)
        phones.refresh()
        assert isinstance(pilot.app, NetworkApp)
        pilot.app.show_anew()
        await settled(pilot)
        await press(pilot, "9", "enter")
        await until(pilot, lambda: "Everything is settled" in seen(pilot))
    assert phone(phones) == "0561 3"


async def test_a_written_value_is_checked_as_in_the_form(own: Register, opened: Open) -> None:
    dispute_value(own, "actor", WESERTOR, ["founded"], 1990, 1991, with_field("founded"))
    async with opened(own) as pilot:
        await press(pilot, "8", "e")
        await press(pilot, *["backspace"] * 4)
        await write(pilot, "vorgestern")
        await press(pilot, "enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, WriteValue), "no number"
        await press(pilot, *["backspace"] * 10)
        await write(pilot, "1989")
        await press(pilot, "f2")
        await until(pilot, lambda: "“1989”" in seen(pilot))
        await press(pilot, "f2")
        await until(pilot, lambda: "Everything is settled" in seen(pilot))
    assert data_of(own, WESERTOR)["founded"] == 1989


async def test_a_term_is_chosen_from_the_vocabulary(own: Register, opened: Open) -> None:
    dispute_value(own, "actor", WESERTOR, ["kind"], "verein", "nachbarschaftstreff", with_field("kind"))
    async with opened(own) as pilot:
        await press(pilot, "8")
        assert "Nachbarschaftstreff" in seen(pilot)
        await press(pilot, "e", "enter")
        assert not isinstance(pilot.app.screen, WriteValue), "the list to choose from is open"
        await write(pilot, "genossen")
        await press(pilot, "enter")
        await settled(pilot)
        await press(pilot, "f2")
        await until(pilot, lambda: "written here" in seen(pilot))
        await press(pilot, "f2")
        await until(pilot, lambda: "Everything is settled" in seen(pilot))
    assert data_of(own, WESERTOR)["kind"] not in {"verein", "nachbarschaftstreff"}


async def test_what_one_emptied_can_be_left_empty(own: Register, opened: Open) -> None:
    dispute_value(own, "actor", WESERTOR, ["summary"], None, "Treff am Fluss", with_field("summary"))
    async with opened(own) as pilot:
        await press(pilot, "8")
        assert "Berta Beispiel emptied it" in seen(pilot)
        await press(pilot, "home", "enter")
        assert "“In one sentence” becomes empty." in seen(pilot)
        await press(pilot, "f2")
        await until(pilot, lambda: "Everything is settled" in seen(pilot))
    assert "summary" not in data_of(own, WESERTOR)


async def test_of_texts_several_are_taken_together(own: Register, opened: Open) -> None:
    texts = ("Vorn.\n\nBertas Absatz.", "Vorn.\n\nCarls Absatz.")
    dispute_value(own, "actor", WESERTOR, ["description"], *texts, with_field("description"))
    async with opened(own) as pilot:
        await press(pilot, "8", "enter", "down", "space")
        assert "gets the ticked texts" in seen(pilot)
        assert "no longer count" not in seen(pilot)
        await press(pilot, "f2")
        await until(pilot, lambda: "Everything is settled" in seen(pilot))
    assert data_of(own, WESERTOR)["description"] == "Vorn.\n\nBertas Absatz.\n\nCarls Absatz."


async def test_a_tick_is_taken_off_again(own: Register, opened: Open) -> None:
    agenda = (["Begrüßung", "Haushalt"], ["Begrüßung", "Sommerfest"])
    path = ["meetings", "m2m2m2m2", "agenda"]
    dispute_value(own, "group", GROUP["id"], path, *agenda, with_agenda)
    async with opened(own) as pilot:
        await press(pilot, "8", "enter", "down", "enter")
        assert "gets the items of all ticked versions" in told(pilot)
        await press(pilot, "up", "enter", "enter", "down", "enter", "enter")
        assert "gets the items of all ticked versions" in told(pilot)
        await press(pilot, "f2")
        await until(pilot, lambda: "Everything is settled" in seen(pilot))
    assert data_of(own, GROUP["id"])["meetings"][0]["agenda"] == ["Begrüßung", "Haushalt", "Sommerfest"]


@pytest.fixture
def deleted(own: Register) -> Register:
    """Berta deleted a record that Carl went on with."""
    base = data_of(own, HELFEN)
    dispute = Dispute(own.path)
    dispute.save(BERTA, "actor", HELFEN, None)
    dispute.save(CARL, "actor", HELFEN, {**base, "summary": "Von Haus zu Haus"})
    versions = [dispute.version(BERTA, HELFEN), dispute.version(CARL, HELFEN, value=True)]
    conflict = {"path": [], "versions": versions}
    dispute.join({("actor", HELFEN): {**base, "summary": "Von Haus zu Haus", "conflicts": [conflict]}})
    own.refresh()
    return own


async def test_a_record_is_kept(deleted: Register, opened: Open) -> None:
    async with opened(deleted) as pilot:
        await press(pilot, "8", "down", "enter")
        assert "“Hand in Hand e. V.” stays" in seen(pilot)
        assert "That Berta Beispiel deleted it no longer counts." in seen(pilot)
        await press(pilot, "f2")
        await until(pilot, lambda: "Everything is settled" in seen(pilot))
    assert "conflicts" not in data_of(deleted, HELFEN)
    assert data_of(deleted, HELFEN)["summary"] == "Von Haus zu Haus"


async def test_a_record_is_deleted_only_after_a_question_that_names_it(
    deleted: Register, opened: Open
) -> None:
    async with opened(deleted) as pilot:
        await press(pilot, "8", "enter")
        assert "is deleted, with all that stands in it." in seen(pilot)
        assert "1 entry links to it" in seen(pilot)
        await press(pilot, "f2")
        assert isinstance(pilot.app.screen, Confirm)
        assert "Delete Hand in Hand e. V.?" in seen(pilot)
        await press(pilot, "f2", "enter")
        assert HELFEN in deleted.snapshot, "the question begins on no"
        await press(pilot, "f2", "y")
        await until(pilot, lambda: "Everything is settled" in seen(pilot))
    assert HELFEN not in deleted.snapshot


@pytest.mark.parametrize(("keys", "left"), [(["enter"], 0), (["down", "enter"], 1)])
async def test_an_entry_is_removed_or_kept(own: Register, opened: Open, keys: list[str], left: int) -> None:
    base = data_of(own, WESERTOR)
    dispute = Dispute(own.path)
    dispute.save(BERTA, "actor", WESERTOR, {**base, "contacts": []})
    dispute.save(CARL, "actor", WESERTOR, with_phone(base, "0561 4"))
    versions = [dispute.version(BERTA, WESERTOR), dispute.version(CARL, WESERTOR, value=True)]
    conflict = {"path": ["contacts", "k2k2k2k2"], "versions": versions}
    dispute.join({("actor", WESERTOR): {**with_phone(base, "0561 4"), "conflicts": [conflict]}})
    own.refresh()
    async with opened(own) as pilot:
        await press(pilot, "8")
        assert "Phone: 0561 4" in seen(pilot), "what would be removed"
        await press(pilot, *keys)
        assert ("is removed from" in seen(pilot)) == (left == 0)
        await press(pilot, "f2")
        await until(pilot, lambda: "Everything is settled" in seen(pilot))
    assert len(data_of(own, WESERTOR).get("contacts", [])) == left


@pytest.fixture
def unreadable(own: Register) -> Register:
    """Carl left a file that is no record; Berta went on with the record."""
    base = data_of(own, RAUM)
    dispute = Dispute(own.path)
    dispute.save(BERTA, "topic", RAUM, {**base, "summary": "Wer hat Platz?"})
    dispute.save(CARL, "topic", RAUM, BROKEN)
    versions = [dispute.version(CARL, RAUM, value=BROKEN), dispute.version(BERTA, RAUM, value=True)]
    conflict = {"path": [], "versions": versions}
    dispute.join({("topic", RAUM): {**base, "summary": "Wer hat Platz?", "conflicts": [conflict]}})
    own.refresh()
    return own


async def test_an_unreadable_version_is_shown_and_cannot_be_taken(unreadable: Register, opened: Open) -> None:
    async with opened(unreadable) as pilot:
        await press(pilot, "8")
        assert 'title = "Säle"' in seen(pilot)
        assert "Carl Beispiel left the file in this state" in seen(pilot)
        await press(pilot, "enter")
        assert "This version cannot be taken" in seen(pilot)
        await press(pilot, "f2")
        assert len(open_conflicts(unreadable.snapshot)) == 1
        await press(pilot, "down", "enter")
        assert "The version of Carl Beispiel that cannot be read no longer counts." in seen(pilot)
        await press(pilot, "f2")
        await until(pilot, lambda: "Everything is settled" in seen(pilot))
    assert data_of(unreadable, RAUM)["summary"] == "Wer hat Platz?"


async def test_an_unreadable_version_is_taken_over_in_the_text_editor(
    unreadable: Register, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened_files: list[str] = []
    async with opened(unreadable) as pilot:
        await press(pilot, "8")
        monkeypatch.setattr(type(pilot.app), "open_file", lambda _app, path: opened_files.append(path))
        await press(pilot, "i")
    assert opened_files == [f"topics/{RAUM}.toml"]
