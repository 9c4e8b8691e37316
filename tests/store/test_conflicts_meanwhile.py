"""Conflicts beside other work: what changed meanwhile, edits of the same record, edits by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store.conflicts import Choice, settle, take, value
from store.register import Register
from store.saving import ChangedMeanwhile, change_edit
from tests.store.conftest import ANNA, subject
from tests.store.disputing import (
    ACTOR,
    BERTA,
    CARLO,
    bring,
    contact,
    data_of,
    dispute,
    fields,
    git,
    open_in,
    save,
    write,
)

# ---- what changed meanwhile ---------------------------------------------------------------------------


def test_two_people_settle_two_conflicts_of_one_record(register: Register) -> None:
    conflicts = dispute(
        register,
        fields(summary="von Anna", website="https://a.example"),
        fields(summary="von Berta", website="https://b.example"),
    )
    record = register.snapshot.record(ACTOR)
    edits = [settle(record, conflict, take(1)) for conflict in conflicts]
    save(register, edits[0], person=ANNA)
    save(register, edits[1], person=BERTA)
    after = data_of(register)
    assert (after["summary"], after["website"]) == ("von Anna", "https://a.example")
    assert "conflicts" not in after


@pytest.mark.parametrize("mine", [take(1), take(2), value("meins")])
def test_what_was_settled_otherwise_meanwhile_is_not_overwritten(register: Register, mine: Choice) -> None:
    (conflict,) = dispute(register, fields(summary="neu"), fields(summary="anders"))
    seen = register.snapshot.record(ACTOR)
    save(register, settle(seen, conflict, value("ihres")), person=BERTA)
    with pytest.raises(ChangedMeanwhile) as caught:
        save(register, settle(seen, conflict, mine))
    assert caught.value.clashes[0].path == ("summary",)
    assert data_of(register)["summary"] == "ihres"
    with pytest.raises(ChangedMeanwhile):
        settle(register.snapshot.record(ACTOR), conflict, mine)


def test_what_was_settled_alike_meanwhile_is_settled(register: Register) -> None:
    (conflict,) = dispute(register, fields(summary="neu"), fields(summary="anders"))
    seen = register.snapshot.record(ACTOR)
    save(register, settle(seen, conflict, take(1)), person=BERTA)
    assert save(register, settle(seen, conflict, take(1))).commit is None


@pytest.mark.parametrize("mine", [take(1), take(2)])
def test_a_version_that_came_meanwhile_is_shown_first(register: Register, mine: Choice) -> None:
    start = git(register, "rev-parse", "HEAD")
    (conflict,) = dispute(register, fields(summary="neu"), fields(summary="anders"))
    seen = register.snapshot.record(ACTOR)
    _third_version(register, start)
    with pytest.raises(ChangedMeanwhile):
        save(register, settle(seen, conflict, mine))
    assert len(open_in(register)[0].versions) == 3


def _third_version(register: Register, start: str) -> None:
    ours = git(register, "rev-parse", "HEAD")
    git(register, "reset", "-q", "--hard", start)
    register.refresh()
    write(register, fields(summary="aber"), CARLO)
    theirs = git(register, "rev-parse", "HEAD")
    git(register, "reset", "-q", "--hard", ours)
    register.refresh()
    bring(register, theirs)


def test_an_edit_settles_no_conflict_that_its_author_has_not_seen(register: Register) -> None:
    write(register, fields(summary="neu"), ANNA)
    start = git(register, "rev-parse", "HEAD~")
    seen = register.snapshot.record(ACTOR)
    ours = git(register, "rev-parse", "HEAD")
    git(register, "reset", "-q", "--hard", start)
    register.refresh()
    write(register, fields(summary="anders"), BERTA)
    theirs = git(register, "rev-parse", "HEAD")
    git(register, "reset", "-q", "--hard", ours)
    register.refresh()
    bring(register, theirs)
    assert data_of(register)["summary"] == "neu"  # as it was seen, but disputed now
    with pytest.raises(ChangedMeanwhile) as caught:
        save(register, change_edit(seen, {**(seen.data or {}), "summary": "meins"}))
    assert [change.path for change in caught.value.clashes] == [("summary",)]
    save(register, change_edit(seen, {**(seen.data or {}), "tags": ["a", "b"]}))
    assert len(open_in(register)) == 1


# ---- edits beside -------------------------------------------------------------------------------------


def test_an_edit_of_the_disputed_field_settles_it(register: Register) -> None:
    dispute(register, fields(summary="neu"), fields(summary="anders"))
    saved = write(register, fields(summary="meins"), CARLO)
    assert [(change.path, change.new) for change in saved.changes] == [
        (("summary",), "meins"),
        (("conflicts", "summary"), None),
    ]
    assert "conflicts" not in data_of(register)


def test_an_edit_of_another_field_leaves_the_conflict(register: Register) -> None:
    conflicts = dispute(register, fields(summary="neu"), fields(summary="anders"))
    saved = write(register, fields(tags=["b"]), CARLO)
    assert [change.path for change in saved.changes] == [("tags",)]
    assert open_in(register) == conflicts


def test_deleting_the_entry_settles_what_was_disputed_in_it(register: Register) -> None:
    write(register, contact(phone="1"), ANNA)
    dispute(register, contact(phone="2"), contact(phone="3"))
    write(register, fields(contacts=None), CARLO)
    assert "conflicts" not in data_of(register)


# ---- hand edits ---------------------------------------------------------------------------------------


def by_hand(register: Register, change: Callable[[str], str]) -> str:
    """Edit the actor's file with an editor and save; the file as it stands then."""
    path = register.path / "actors" / f"{ACTOR}.toml"
    path.write_text(change(path.read_text()))
    register.refresh()
    register.save_hand_edits(subject, person=CARLO)
    assert git(register, "status", "--porcelain") == ""
    return path.read_text()


def test_a_hand_edit_of_the_field_settles_it(register: Register) -> None:
    dispute(register, fields(summary="neu"), fields(summary="anders"))
    text = by_hand(register, lambda text: text.replace('summary = "neu"', '# geklärt\nsummary = "anders"'))
    assert "conflicts" not in text
    assert data_of(register)["summary"] == "anders"
    assert "# geklärt" in data_of(register)["remarks"]


def test_a_hand_edit_beside_a_conflict_is_saved_byte_for_byte(register: Register) -> None:
    conflicts = dispute(register, fields(summary="neu"), fields(summary="anders"))
    text = by_hand(register, lambda text: "# oben\n" + text)
    assert text.startswith("# oben\n")
    assert open_in(register) == conflicts


def test_removing_the_entry_by_hand_settles_on_what_stands(register: Register) -> None:
    dispute(register, fields(summary="neu"), fields(summary="anders"))
    by_hand(register, lambda text: text[: text.index("[[conflicts]]")])
    assert open_in(register) == []
    assert data_of(register)["summary"] == "neu"


@pytest.mark.parametrize(
    "edited",
    [
        lambda text: text.replace('value = "anders"', 'value = "gefälscht"'),
        lambda text: text.replace('value = "neu"', 'value = "zuletzt"'),
        lambda text: text.replace(BERTA.name, "Niemand"),
        lambda text: text[: text.rindex("[[conflicts.versions]]")],
        lambda text: text + '\n[[conflicts.versions]]\nvalue = "mehr"\n',
        lambda text: (
            text + '\n[[conflicts]]\npath = ["name"]\n[[conflicts.versions]]\nvalue = "Anna-A2A2"\n'
            '[[conflicts.versions]]\nvalue = "A"\n'
        ),
    ],
)
def test_an_edited_list_of_versions_does_not_count(register: Register, edited: Callable[[str], str]) -> None:
    conflicts = dispute(register, fields(summary="neu"), fields(summary="anders"))
    head = git(register, "rev-parse", "HEAD")
    path = register.path / "actors" / f"{ACTOR}.toml"
    before = path.read_text()
    assert edited(before) != before
    path.write_text(edited(before))
    register.refresh()
    saved = register.save_hand_edits(subject, person=CARLO)
    assert (saved.commit, saved.saved, saved.put_back) == (None, (), (f"actors/{ACTOR}.toml",))
    assert path.read_text() == before
    assert git(register, "rev-parse", "HEAD") == head
    assert open_in(register) == conflicts


def test_versions_and_another_field_edited_by_hand(register: Register) -> None:
    conflicts = dispute(register, fields(summary="neu"), fields(summary="anders"))
    by_hand(
        register, lambda text: text.replace('value = "anders"', 'value = "x"').replace('"verein"', '"amt"')
    )
    assert open_in(register) == conflicts
    assert data_of(register)["kind"] == "amt"
