"""Conflicts on the command line: listed with who, when and what was before; settled in each way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import store.conflicts
from store.conflicts import value
from store.register import Register
from store.saving import Edit
from tests.store.conftest import ANNA
from tests.store.disputing import BERTA, Change, dispute, fields, gone, open_in, save
from tests.tui.cli.conftest import run_here

Git = Callable[..., str]
TREFF = "treff-sued"


def disputed(register: Path, *changes: Change, record_id: str = TREFF) -> None:
    """Let two people change a record apart from one another, and merge."""
    with Register.open(register) as opened:
        assert dispute(opened, *changes, record_id=record_id)


def phone(number: str) -> Change:
    """A change of the office's number."""

    def change(data: dict[str, Any]) -> dict[str, Any]:
        office, *others = data["contacts"]
        return {**data, "contacts": [{**office, "phone": number}, *others]}

    return change


@pytest.fixture
def two(register: Path) -> Path:
    """A register with two disputed fields in one record."""
    disputed(
        register,
        lambda data: phone("0561 8")({**data, "description": "Anna schreibt."}),
        lambda data: phone("0561 9")({**data, "description": "Berta schreibt."}),
    )
    return register


def test_conflicts_are_listed_with_what_was_before(two: Path, git: Git) -> None:
    found = run_here("conflicts", "--json").document
    assert [(item["record"], item["type"], item["field"]) for item in found] == [
        (TREFF, "actor", "contacts[buero].phone"),
        (TREFF, "actor", "description"),
    ]
    versions = found[0]["versions"]
    assert [(item["number"], item["value"], item["by"], item["before"]) for item in versions] == [
        (1, "0561 8", ANNA.name, "0561 1"),
        (2, "0561 9", BERTA.name, "0561 1"),
    ]
    assert [git("log", "-1", "--format=%an", item["commit"]) for item in versions] == [ANNA.name, BERTA.name]
    assert [item["shown"] for item in versions] == [False, True]
    assert run_here("show", TREFF, "--json").document["conflicts"] == found
    assert run_here("conflicts", TREFF, "--json").document == found
    assert run_here("conflicts", "chor", "--json").document == []


def test_conflicts_are_told_in_words(two: Path) -> None:
    told = run_here("conflicts", "--lang", "en")
    assert told.code == 0
    for words in ("Nachbarschaftstreff Südstadt", "Phone (Büro)", "0561 1", "1. 0561 8", BERTA.name):
        assert words in told.out
    assert "2 fields are disputed" in told.err
    shown = run_here("show", TREFF, "--lang", "en")
    assert "1. 0561 8" in shown.out


def test_all_verbs_speak_of_the_same_conflicts(two: Path) -> None:
    assert run_here("status", "--json").document["conflicts"] == [TREFF]
    checked = run_here("check", "--strict", "--json")
    assert checked.document["counts"]["conflicts"] == 1
    assert [item for item in checked.document["problems"] if "conflict" in str(item)] == []
    assert "open conflict" in run_here("list", "actors", "--lang", "en").out
    assert "knoten conflicts" in run_here("status").out
    assert "knoten conflicts" in run_here("check").err
    assert "conflicts" not in run_here("list", "actors", "--csv").out


@pytest.mark.parametrize(
    ("given", "number"),
    [
        (("contacts[buero].phone", "--take", "1"), "0561 8"),
        (("contacts[buero].phone", "--take", "2"), "0561 9"),
        (("contacts[buero].phone", "--value", "+49 561 7"), "+49 561 7"),
        (("contacts[buero].phone", "--value", ""), None),
        (("contacts[buero].phone", "--side", ANNA.name), "0561 8"),
    ],
)
def test_one_field_is_settled(two: Path, git: Git, given: tuple[str, ...], number: str | None) -> None:
    done = run_here("resolve", TREFF, *given, "--json")
    assert done.code == 0, done.err
    assert done.document["commit"] == git("rev-parse", "HEAD")
    assert done.document["left"] == 1
    assert done.document["changes"][-1] == {
        "field": "conflicts[contacts,buero,phone]",
        "old": done.document["changes"][-1]["old"],
        "new": None,
    }
    record = run_here("show", TREFF, "--json").document
    assert record["record"]["fields"]["contacts"][0].get("phone") == number
    assert [item["field"] for item in record["conflicts"]] == ["description"]
    assert git("log", "-1", "--format=%an %s") == (
        "Alex Beispiel Nachbarschaftstreff Südstadt: Telefon geklärt"
    )
    assert git("status", "--porcelain") == ""


def test_a_text_keeps_several_versions(two: Path) -> None:
    assert run_here("resolve", TREFF, "description", "--take", "2", "--take", "1").code == 0
    text = run_here("show", TREFF, "--json").document["record"]["fields"]["description"]
    assert text == "Berta schreibt.\n\nAnna schreibt."


def test_a_whole_side(two: Path, git: Git) -> None:
    done = run_here("resolve", TREFF, "--side", BERTA.name, "--lang", "en")
    assert done.code == 0, done.err
    assert "Phone (Büro): settled" in done.out
    record = run_here("show", TREFF, "--json").document
    assert record["record"]["fields"]["description"] == "Berta schreibt."
    assert record["conflicts"] == []
    assert run_here("conflicts", "--lang", "en").err.strip() == "No field is disputed."


def test_the_only_disputed_field_needs_no_name(register: Path) -> None:
    disputed(register, fields(founded=1990), fields(founded=1991))
    assert run_here("resolve", TREFF, "--value", "1992").code == 0
    assert run_here("show", TREFF, "--json").document["record"]["fields"]["founded"] == 1992


@pytest.mark.parametrize(
    ("given", "code", "status"),
    [
        ((TREFF, "--take", "1"), "usage_which_field", 2),
        ((TREFF, "description"), "usage_no_choice", 2),
        ((TREFF, "description", "--take", "1", "--value", "x"), "usage_not_both", 2),
        ((TREFF, "description", "--take", "eins"), "usage_not_a_number", 2),
        ((TREFF, "description", "--take", "3"), "conflict_no_version", 2),
        ((TREFF, "contacts[buero].phone", "--take", "1", "--take", "2"), "conflict_keep_one", 2),
        ((TREFF, "--side", "Niemand"), "conflict_no_side", 2),
        ((TREFF, "name", "--take", "1"), "usage_no_conflict", 2),
        ((TREFF, "a[b", "--take", "1"), "bad_path", 2),
        (("chor", "name", "--take", "1"), "usage_no_conflict", 2),
        (("niemand", "name", "--take", "1"), "unknown_id", 2),
        (("knoten.toml", "name", "--take", "1"), "usage_no_conflict", 2),
    ],
)
def test_what_cannot_be_settled_changes_nothing(
    two: Path, git: Git, given: tuple[str, ...], code: str, status: int
) -> None:
    head = git("rev-parse", "HEAD")
    done = run_here("resolve", *given, "--json")
    assert (done.code, done.document["error"]["code"]) == (status, code)
    assert git("rev-parse", "HEAD") == head


def test_a_value_that_does_not_fit_the_field_is_named(register: Path) -> None:
    disputed(register, fields(founded=1990), fields(founded=1991))
    done = run_here("resolve", TREFF, "founded", "--value", "bald", "--json")
    assert (done.code, done.document["error"]["code"]) == (1, "invalid_record")


def test_a_record_that_one_deleted(register: Path, git: Git) -> None:
    disputed(register, gone, fields(summary="neu"))
    (conflict,) = run_here("conflicts", "--json").document
    assert conflict["field"] == "record"
    assert [item["kind"] for item in conflict["versions"]] == ["removed", "present"]
    assert run_here("resolve", TREFF, "record", "--value", "x", "--json").code == 2
    refused = run_here("resolve", TREFF, "record", "--take", "1", "--json")
    assert (refused.code, refused.document["error"]["code"]) == (2, "usage_needs_yes")
    assert "Amt für Soziales" in refused.err
    done = run_here("resolve", TREFF, "record", "--take", "1", "--yes", "--json")
    assert (done.code, done.document["left"]) == (0, 0)
    assert not (register / "actors" / f"{TREFF}.toml").exists()
    assert git("status", "--porcelain") == ""


def test_a_record_that_one_deleted_is_kept(register: Path) -> None:
    disputed(register, gone, fields(summary="neu"))
    done = run_here("resolve", TREFF, "record", "--take", "2", "--lang", "en")
    assert (done.code, "The whole record: settled" in done.out) == (0, True)
    assert run_here("conflicts", "--json").document == []


def test_what_was_settled_meanwhile_is_told(two: Path, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    settle = store.conflicts.settle

    def slowly(*given: Any) -> Edit:
        """Somebody else is faster."""
        edit = settle(*given)
        with Register.open(two) as other:
            conflict = next(item for item in open_in(other, TREFF) if item.path == ("description",))
            save(other, settle(other.snapshot.record(TREFF), conflict, value("Schon geklärt.")))
        return edit

    monkeypatch.setattr(store.conflicts, "settle", slowly)
    done = run_here("resolve", TREFF, "description", "--take", "1", "--lang", "en", "--json")
    assert (done.code, done.document["error"]["code"]) == (4, "changed_meanwhile")
    assert "Description is now: Schon geklärt." in done.err
    assert git("log", "-1", "--format=%an") == ANNA.name


def test_set_and_save_settle_what_they_change_and_say_so(two: Path) -> None:
    done = run_here("set", TREFF, "contacts[buero].phone=0561 5", "--lang", "en")
    assert "Phone (Büro): settled" in done.out
    path = two / "actors" / f"{TREFF}.toml"
    path.write_text(path.read_text().replace('description = "Berta schreibt."', 'description = "Neu."'))
    saved = run_here("save", "--lang", "en")
    assert (saved.code, "Description: settled" in saved.out) == (0, True)
    assert run_here("conflicts", "--json").document == []


def test_edited_versions_are_put_back_and_that_is_said(two: Path) -> None:
    path = two / "actors" / f"{TREFF}.toml"
    before = path.read_text()
    path.write_text(before.replace('value = "0561 8"', 'value = "0561 4"'))
    saved = run_here("save", "--lang", "en")
    assert saved.code == 0
    assert "They are as before" in saved.err
    assert path.read_text() == before


def test_what_partners_wrote_cannot_steer_the_terminal(register: Path) -> None:
    disputed(register, fields(summary="a\x1b[31m"), fields(summary="b\u202ec"))
    told = run_here("conflicts")
    assert "\x1b" not in told.out
    assert "\u202e" not in told.out


def test_settings_are_settled_by_their_file(register: Path, git: Git) -> None:
    path = register / "knoten.toml"
    path.write_text(
        path.read_text()
        + '\n[[conflicts]]\npath = ["name"]\n\n[[conflicts.versions]]\nvalue = "Amt"\nby = "Kim"\n'
        + '\n[[conflicts.versions]]\nvalue = "Netz Süd"\nby = "Alex"\n'
    )
    git("commit", "-qam", "so")
    (conflict,) = run_here("conflicts", "--json").document
    assert (conflict["record"], conflict["type"], conflict["field"]) == ("knoten.toml", "register", "name")
    assert run_here("status", "--json").document["conflicts"] == ["knoten.toml"]
    assert "knoten.toml" in run_here("conflicts").out
    assert run_here("resolve", "knoten.toml", "name", "--value", "Netz Nord").code == 0
    assert run_here("status", "--json").document["name"] == "Netz Nord"
    assert run_here("conflicts", "--json").document == []


def test_versions_edited_in_an_editor_do_not_count(
    two: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = run_here("conflicts", "--json").document
    program = tmp_path / "editor"
    program.write_text("#!/bin/sh\nsed -i 's/0561 8/0561 4/; s/Berta schreibt/Klar ist/' \"$1\"\n")
    program.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(program))
    edited = run_here("edit", TREFF, "--lang", "en")
    assert (edited.code, "Description: settled" in edited.out) == (0, True)
    assert run_here("conflicts", "--json").document == before[:1]
