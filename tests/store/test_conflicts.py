"""Conflicts as data: read off a record, told with what was before, and settled by an edit."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.validation import Data
from store.conflicts import (
    Choice,
    OpenConflict,
    conflicts_of,
    open_conflicts,
    own_file,
    record_of,
    settle,
    settle_side,
    take,
    value,
    value_before,
)
from store.errors import UsageFault
from store.register import Register
from store.saving import Edit
from tests.store.conftest import ANNA, actor, add, subject
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
    gone,
    open_in,
    save,
    write,
)


def settled(register: Register, conflict: OpenConflict, choice: Choice) -> Data | None:
    """The record once the conflict is settled."""
    save(register, settle(register.snapshot.record(ACTOR), conflict, choice), person=CARLO)
    return data_of(register) if ACTOR in register.snapshot else None


def told(conflict: OpenConflict) -> list[tuple[str, str]]:
    """Kind and author of each version."""
    return [(item.kind, item.by) for item in conflict.versions]


# ---- reading ------------------------------------------------------------------------------------------


def test_a_conflict_tells_who_wrote_what_and_what_was_there_before(register: Register) -> None:
    write(register, contact(phone="1"), ANNA)
    (conflict,) = dispute(register, contact(phone="2"), contact(phone="3"))
    assert (conflict.type, conflict.record, conflict.title) == ("actor", ACTOR, "Anna-A2A2")
    assert conflict.path == ("contacts", "buero", "phone")
    assert not conflict.presence
    versions = [(item.number, item.value, item.kind, item.by, item.shown) for item in conflict.versions]
    assert versions == [(1, "2", "value", ANNA.name, False), (2, "3", "value", BERTA.name, True)]
    assert conflict.shown.value == "3"
    assert [value_before(register.repository, conflict, item) for item in conflict.versions] == ["1", "1"]
    for item in conflict.versions:
        assert item.on is not None
        assert git(register, "log", "-1", "--format=%an", item.commit) == item.by


def test_the_whole_register_is_asked_by_its_rows(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    add(register, actor("bert-b2b2", name="Aaa"))
    dispute(register, fields(summary="neu"), fields(summary="anders"))
    asked: list[str] = []
    read = register.snapshot.record

    def record(record_id: str) -> Any:
        asked.append(record_id)
        return read(record_id)

    monkeypatch.setattr(register.snapshot, "record", record)
    assert [conflict.record for conflict in open_conflicts(register.snapshot)] == [ACTOR]
    assert asked == [ACTOR]
    row = register.snapshot.row(ACTOR)
    assert row is not None
    assert row.conflicts == 1


def test_settings_and_vocabulary_can_be_disputed_too(register: Register) -> None:
    start = git(register, "rev-parse", "HEAD")
    heads = []
    for name, label, person in (("Netz A", "Nordstadt", ANNA), ("Netz B", "Norden", BERTA)):
        files = [own_file(register.snapshot, kind) for kind in ("register", "vocabulary")]
        changed: list[Data] = [{"name": name}, {"district": {"nord": {"de": label}}}]
        edits = [
            Edit(held.type, held.id, held.data, held.digest, {**(held.data or {}), **new})
            for held, new in zip(files, changed, strict=True)
        ]
        register.save(edits, subject, person=person)
        heads.append(git(register, "rev-parse", "HEAD"))
        git(register, "reset", "-q", "--hard", start)
        register.refresh()
    bring(register, *heads)
    found = open_conflicts(register.snapshot)
    assert [(item.file, item.path) for item in found] == [
        ("knoten.toml", ("name",)),
        ("vocabulary.toml", ("district", "nord", "de")),
    ]
    register.save(
        [settle(record_of(register.snapshot, conflict), conflict, take(1)) for conflict in found],
        subject,
        person=CARLO,
    )
    assert open_conflicts(register.snapshot) == []
    assert register.snapshot.config.name == "Netz A"
    assert register.snapshot.vocabulary.label("district", "nord", "de") == "Norden"


VERSIONS = [{"value": "1", "by": "A"}, {"value": "2", "by": "B"}]
ENTRY = {"path": ["summary"], "versions": VERSIONS}


@pytest.mark.parametrize(
    "listed",
    [
        [{"path": ["summary"], "versions": [{"value": "2"}]}],
        [{"path": ["summary"], "versions": [{"value": "2"}, {"value": "2"}]}],
        [{"path": ["summary"], "versions": "viele"}],
        [{"path": "summary", "versions": VERSIONS}],
        [{"path": [1], "versions": VERSIONS}],
        [{"path": ["conflicts"], "versions": VERSIONS}],
        [{"path": ["offers"], "versions": VERSIONS}],
        [{"path": ["contacts", "buero", "phone"], "versions": VERSIONS}],
        [{"path": ["contacts", "buero"], "versions": [{"value": True}, {"by": "B"}]}],
        [{"path": ["tags"], "versions": [{"value": ["a"]}, {"value": ["b"]}]}],
        [{"path": [], "versions": [{"value": True, "by": "A"}]}],
        [{"versions": []}, 7, "nichts"],
        {"path": ["summary"]},
    ],
)
def test_what_makes_no_sense_is_no_conflict(listed: Any) -> None:
    data = actor("a-a2a2", summary="2", tags=["b"], conflicts=listed)
    assert conflicts_of("actor", "a-a2a2", data) == []


def test_only_the_version_that_nobody_chose_keeps_a_conflict_open() -> None:
    def standing(summary: str | None) -> int:
        data = actor("a-a2a2", conflicts=[ENTRY, ENTRY])
        return len(conflicts_of("actor", "a-a2a2", {**data, "summary": summary} if summary else data))

    assert [standing(summary) for summary in ("2", "1", "3", None)] == [1, 0, 0, 0]
    assert conflicts_of("actor", "a-a2a2", None) == []


def test_a_version_names_a_commit_or_none() -> None:
    versions = [
        {"value": "1", "commit": "--help"},
        {"value": "2", "commit": "a" * 40, "by": 7, "on": "gestern"},
    ]
    data = actor("a-a2a2", summary="2", conflicts=[{"path": ["summary"], "versions": versions}])
    (conflict,) = conflicts_of("actor", "a-a2a2", data)
    assert [item.commit for item in conflict.versions] == ["", "a" * 40]
    assert [(item.by, item.on) for item in conflict.versions] == [("", None), ("", None)]


def test_what_was_before_is_unknown_where_the_commit_is_not_here(register: Register) -> None:
    (conflict,) = dispute(register, fields(summary="neu"), fields(summary="anders"))
    for commit in (
        "",
        "a" * 40,
        git(register, "rev-parse", "HEAD^{tree}"),
        git(register, "rev-list", "HEAD")[-40:],
    ):
        version = conflict.versions[0]
        other = type(version)(1, version.value, version.kind, commit=commit)
        assert value_before(register.repository, conflict, other) is None


# ---- settling -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("choice", "summary"),
    [(take(1), "anders"), (take(2), "neu"), (value("ganz anders"), "ganz anders"), (value(None), None)],
)
def test_settling_sets_the_field_and_removes_the_conflict_and_nothing_else(
    register: Register, choice: Choice, summary: str | None
) -> None:
    (conflict,) = dispute(register, fields(summary="neu"), fields(summary="anders"))
    before = {name: item for name, item in data_of(register).items() if name not in ("summary", "conflicts")}
    after = settled(register, conflict, choice)
    assert after == (before if summary is None else {**before, "summary": summary})
    assert git(register, "log", "-1", "--format=%an") == CARLO.name
    assert git(register, "status", "--porcelain") == ""


def test_removed_is_a_version(register: Register) -> None:
    (conflict,) = dispute(register, fields(summary=None), fields(summary="neu"))
    assert [(item.kind, item.by) for item in conflict.versions] == [
        ("removed", ANNA.name),
        ("value", BERTA.name),
    ]
    assert "summary" not in (settled(register, conflict, take(1)) or {})


def test_of_a_text_several_versions_can_be_kept(register: Register) -> None:
    write(register, fields(description="Eins.\n\nZwei.\n\nDrei."), ANNA)
    (conflict,) = dispute(
        register,
        fields(description="Eins.\n\nZwei von Anna.\n\nDrei."),
        fields(description="Eins.\n\nZwei von Berta.\n\nDrei."),
    )
    numbers = {item.by: item.number for item in conflict.versions}
    after = settled(register, conflict, take(numbers[ANNA.name], numbers[BERTA.name]))
    assert (after or {})["description"] == "Eins.\n\nZwei von Anna.\n\nZwei von Berta.\n\nDrei."


def test_of_an_ordered_list_the_items_of_all_are_kept() -> None:
    versions = [{"value": ["Bericht", "Pause"]}, {"value": ["Pause", "Wahl", "Bericht"]}]
    path = ["meetings", "m1", "agenda"]
    meeting = {"key": "m1", "agenda": ["Pause", "Wahl", "Bericht"]}
    data: Data = {"id": "g", "meetings": [meeting], "conflicts": [{"path": path, "versions": versions}]}
    (conflict,) = conflicts_of("group", "g", data)
    from store.record import Record

    after = settle(Record("g", "group", data), conflict, take(1, 2)).data
    assert sorted((after or {})["meetings"][0]["agenda"]) == ["Bericht", "Pause", "Wahl"]


@pytest.mark.parametrize(
    ("choice", "code"),
    [
        (take(1, 2), "conflict_keep_one"),
        (take(3), "conflict_no_version"),
        (take(0), "conflict_no_version"),
    ],
)
def test_what_cannot_be_chosen_is_refused(register: Register, choice: Choice, code: str) -> None:
    (conflict,) = dispute(register, fields(summary="neu"), fields(summary="anders"))
    with pytest.raises(UsageFault) as caught:
        settle(register.snapshot.record(ACTOR), conflict, choice)
    assert caught.value.code == code


def test_an_entry_that_one_deleted_and_another_changed_is_kept_or_removed(register: Register) -> None:
    write(register, contact(phone="1"), ANNA)
    (conflict,) = dispute(register, fields(contacts=None), contact(phone="3"))
    assert conflict.presence
    assert [(item.kind, item.by) for item in conflict.versions] == [
        ("removed", ANNA.name),
        ("present", BERTA.name),
    ]
    with pytest.raises(UsageFault, match="conflict_not_a_value"):
        settle(register.snapshot.record(ACTOR), conflict, value("x"))
    kept = settle(register.snapshot.record(ACTOR), conflict, take(2)).data or {}
    assert kept["contacts"][0]["phone"] == "3"
    assert "conflicts" not in kept
    assert "contacts" not in (settled(register, conflict, take(1)) or {})


def test_a_record_that_one_deleted_and_another_changed_is_kept_or_deleted(register: Register) -> None:
    (conflict,) = dispute(register, gone, fields(summary="neu"))
    assert (conflict.path, conflict.presence) == ((), True)
    before = value_before(register.repository, conflict, conflict.versions[0])
    assert before is not None
    assert before["summary"] == "alt"
    kept = settle(register.snapshot.record(ACTOR), conflict, take(2)).data or {}
    assert (kept["summary"], kept.get("conflicts")) == ("neu", None)
    assert settled(register, conflict, take(1)) is None


def test_a_version_that_cannot_be_read_cannot_be_taken_but_the_record_kept() -> None:
    from store.record import Record

    versions = [{"by": "A"}, {"value": "name = \n", "by": "B"}]
    data = actor("a-a2a2", conflicts=[{"versions": versions}])
    (conflict,) = conflicts_of("actor", "a-a2a2", data)
    assert [item.kind for item in conflict.versions] == ["removed", "unreadable", "present"]
    record = Record("a-a2a2", "actor", data)
    with pytest.raises(UsageFault, match="conflict_unreadable"):
        settle(record, conflict, take(2))
    assert settle(record, conflict, take(3)).data == actor("a-a2a2")
    assert settle(record, conflict, take(1)).data is None


def test_a_whole_side_is_taken_at_once(register: Register) -> None:
    write(register, contact(phone="1"), ANNA)
    conflicts = dispute(
        register,
        lambda data: contact(phone="2")({**data, "summary": "von Anna", "website": "https://a.example"}),
        lambda data: contact(phone="3")({**data, "summary": "von Berta"}),
    )
    assert [conflict.path[-1] for conflict in conflicts] == ["phone", "summary"]
    record = register.snapshot.record(ACTOR)
    save(register, settle_side(record, conflicts, ANNA.name), person=CARLO)
    after = data_of(register)
    assert (after["summary"], after["contacts"][0]["phone"]) == ("von Anna", "2")
    assert open_in(register) == []
    with pytest.raises(UsageFault, match="conflict_no_side"):
        settle_side(record, conflicts, "Niemand")
