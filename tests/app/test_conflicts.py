"""Settling what partners have changed differently: every choice, on a real register with real git."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from textual.widgets import Static

from schemas.record import RecordType
from store.conflicts import open_conflicts, settle, take
from store.init import init_register
from store.register import Register
from store.saving import change_edit, new_edit
from tests.app.conftest import HELFEN, RAUM, RECORDS, WESERTOR, Open, press, seen, settled, until, write
from tests.app.disputes import BERTA, CARL, Dispute, disputed_value
from tests.app.test_looks import GROUP
from tests.store.conftest import ANNA, subject
from tests.store.sharing.conftest import git
from tui.screens.confirm import Choose, Confirm
from tui.screens.conflict import ConflictScreen
from tui.screens.record import RecordScreen
from tui.screens.write_value import WriteValue

if TYPE_CHECKING:
    from textual.pilot import Pilot

AG = str(GROUP["id"])
WIDE = (160, 48)
BROKEN = '<<<<<<< oben\ntitle = "Räume"\n=======\ntitle = "Säle"\n>>>>>>> unten\n'


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Register]:
    """A register with two actors, a topic and a group, that nobody disputes yet."""
    edits = [new_edit(kind, data) for kind, data in [*RECORDS, ("group", GROUP)]]  # type: ignore[arg-type]  # literals
    with init_register(tmp_path / "own", "Netzwerk Probe", subject=str, person=ANNA) as register:
        register.save(edits, subject, person=ANNA)
        git(register.path, "config", "user.name", ANNA.name)
        git(register.path, "config", "user.email", ANNA.email)
        yield register


def data_of(register: Register, record_id: str) -> dict[str, Any]:
    data = register.snapshot.record(record_id).data
    assert data is not None
    return data


def dispute_value(
    register: Register, kind: RecordType, record_id: str, path: list[str], berta: Any, carl: Any, at: Any
) -> None:
    """Let Berta and Carl give a field two values; ``at`` puts a value into the record's data."""
    base = data_of(register, record_id)
    disputed_value(register.path, kind, base, path, at(base, berta), at(base, carl), [berta, carl])
    register.refresh()


def with_phone(base: dict[str, Any], phone: str | None) -> dict[str, Any]:
    contact = {name: value for name, value in base["contacts"][0].items() if name != "phone"}
    return {**base, "contacts": [{**contact, **({"phone": phone} if phone else {})}]}


def with_field(name: str) -> Any:
    return lambda base, value: {
        **{k: v for k, v in base.items() if k != name},
        **({name: value} if value else {}),
    }


def with_agenda(base: dict[str, Any], items: list[str]) -> dict[str, Any]:
    return {**base, "meetings": [{**base["meetings"][0], "agenda": items}]}


@pytest.fixture
def phones(own: Register) -> Register:
    """Berta and Carl gave the office two phone numbers."""
    dispute_value(
        own, "actor", WESERTOR, ["contacts", "k2k2k2k2", "phone"], "0561 2", "0561 3", with_phone
    )  # fmt: skip
    assert len(open_conflicts(own.snapshot)) == 1
    return own


def phone(register: Register) -> Any:
    return data_of(register, WESERTOR)["contacts"][0].get("phone")


def told(pilot: Pilot[int]) -> str:
    """What is seen, as one line: where sentences are wrapped does not matter."""
    return " ".join(seen(pilot).replace("▌", " ").split())


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
    async with opened(phones) as pilot:
        for key in ("8", "enter", "w", "8"):
            if key == "w":
                continue
            await press(pilot, key, key, key)
        assert len(open_conflicts(phones.snapshot)) == 1
        await press(pilot, "escape", "8")
        await press(pilot, "f2", "f2", "w")
        assert len(open_conflicts(phones.snapshot)) == 1, "nothing is chosen yet"


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
    dispute_value(own, "group", AG, path, *agenda, with_agenda)
    async with opened(own) as pilot:
        await press(pilot, "8", "enter", "down", "enter")
        assert "gets the items of all ticked versions" in told(pilot)
        await press(pilot, "up", "enter", "enter", "down", "enter", "enter")
        assert "gets the items of all ticked versions" in told(pilot)
        await press(pilot, "f2")
        await until(pilot, lambda: "Everything is settled" in seen(pilot))
    assert data_of(own, AG)["meetings"][0]["agenda"] == ["Begrüßung", "Haushalt", "Sommerfest"]


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
        await press(pilot, "8", *keys)
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
