"""Changing records: set, delete, edit; and who is said to have done it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tui.cli.conftest import run_here, run_on_terminal

Git = Callable[..., str]


def fields_of(record_id: str) -> dict[str, object]:
    """A record's fields, as the program shows them now."""
    fields: dict[str, object] = run_here("show", record_id, "--json").document["record"]["fields"]
    return fields


def test_set_changes_fields_in_one_version(register: Path, git: Git) -> None:
    done = run_here(
        "set",
        "treff-sued",
        "contacts[buero].phone=0561 9",
        "tags=garten,chor",
        "--unset",
        "founded",
        "--json",
    )
    assert done.code == 0, done.err
    assert done.document["commit"] == git("rev-parse", "HEAD")
    assert done.document["changes"] == [
        {"field": "founded", "old": 1998, "new": None},
        {"field": "contacts[buero].phone", "old": "0561 1", "new": "0561 9"},
        {"field": "tags", "old": ["café", "garten"], "new": ["chor", "garten"]},
    ]
    assert "founded" not in fields_of("treff-sued")


def test_an_entry_is_removed_and_made(register: Path) -> None:
    assert run_here("set", "treff-sued", "--unset", "contacts[leitung]").code == 0
    assert run_here("set", "chor", "relations[partner_of,treff-sued].since=2026-01-02").code == 0
    assert len(fields_of("treff-sued")["contacts"]) == 1  # type: ignore[arg-type]
    assert fields_of("chor")["relations"] == [
        {"type": "partner_of", "to": "treff-sued", "since": "2026-01-02"}
    ]


def test_set_to_what_it_is_makes_no_version(register: Path, git: Git) -> None:
    before = git("rev-parse", "HEAD")
    done = run_here("set", "chor", "name=Chor Wesertor", "--json")
    assert (done.code, done.document["commit"], done.document["changes"]) == (0, None, [])
    assert git("rev-parse", "HEAD") == before


@pytest.mark.parametrize(
    ("assignment", "code"),
    [
        ("founded=bald", 1),
        ("name=", 1),
        ("contacts[buero].email=kein", 1),
        ("id=neu", 2),
        ("name", 2),
        ("a[b=c", 2),
    ],
)
def test_what_cannot_be_is_not_saved(register: Path, git: Git, assignment: str, code: int) -> None:
    before = git("rev-parse", "HEAD")
    done = run_here("set", "treff-sued", assignment, "--json")
    assert done.code == code
    assert done.document["error"]["message"]
    assert git("rev-parse", "HEAD") == before


def test_set_keeps_what_was_edited_by_hand_unsaved(register: Path, git: Git) -> None:
    path = register / "actors" / "chor.toml"
    path.write_text(path.read_text().replace("Chor Wesertor", "Chor Wesertor e. V."))
    assert run_here("set", "chor", "founded=1950").code == 0
    assert "1950" in git("show", "HEAD:actors/chor.toml")
    assert "e. V." not in git("show", "HEAD:actors/chor.toml")
    assert "e. V." in path.read_text()


def test_comments_move_into_the_remarks_and_that_is_said(register: Path) -> None:
    path = register / "actors" / "chor.toml"
    path.write_text(path.read_text() + "# nur bis Ostern\n")
    assert run_here("save").code == 0
    done = run_here("set", "chor", "founded=1950", "--lang", "en")
    assert "1 comment" in done.err
    assert "nur bis Ostern" in str(fields_of("chor")["remarks"])


def test_delete_says_what_would_dangle(register: Path, git: Git) -> None:
    before = git("rev-parse", "HEAD")
    refused = run_here("delete", "treff-sued", "--lang", "en")
    assert refused.code == 2
    assert "stadt-amt" in refused.err
    assert git("rev-parse", "HEAD") == before
    assert run_here("delete", "treff-sued", "--json").document["error"]["code"] == "usage_needs_yes"
    done = run_here("delete", "treff-sued", "--yes", "--json")
    assert (done.code, done.document["id"]) == (0, "treff-sued")
    assert not (register / "actors" / "treff-sued.toml").exists()


def test_delete_without_links_needs_no_yes(register: Path) -> None:
    assert run_here("delete", "chor").code == 0


def test_delete_on_a_terminal_asks(register: Path) -> None:
    assert run_on_terminal("delete", "treff-sued", typed="n\n")[0] == 2
    assert run_on_terminal("delete", "treff-sued", typed="j\n")[0] == 0


def test_a_record_that_cannot_be_read_can_be_deleted(register: Path) -> None:
    (register / "actors" / "chor.toml").write_text("name = \n")
    assert run_here("save").code == 1
    assert run_here("delete", "chor", "--yes").code == 0
    assert not (register / "actors" / "chor.toml").exists()


# ---- edit ---------------------------------------------------------------------------------------


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Set an editor that does what a `sed` script says."""

    def use(script: str) -> None:
        program = tmp_path / "my editor"
        program.write_text(f"#!/bin/sh\nsed -i '{script}' \"$1\"\n")
        program.chmod(0o755)
        monkeypatch.setenv("VISUAL", f"'{program}'")

    return use


Editor = Callable[[str], None]


def test_edit_saves_what_came_back(register: Path, editor: Editor, git: Git) -> None:
    editor("s/Wesertor/Nord/; $a # aus dem Amtsblatt")
    done = run_here("edit", "chor")
    assert done.code == 0, done.err
    assert fields_of("chor")["name"] == "Chor Nord"
    assert fields_of("chor")["remarks"] == "# aus dem Amtsblatt"
    assert git("status", "--porcelain") == ""


def test_edit_without_a_change_makes_no_version(register: Path, editor: Editor, git: Git) -> None:
    before = git("rev-parse", "HEAD")
    editor("")
    assert run_here("edit", "chor").code == 0
    assert git("rev-parse", "HEAD") == before


def test_what_is_wrong_stays_out_of_the_register_and_is_not_lost(
    register: Path, editor: Editor, git: Git
) -> None:
    editor("s/^name.*/name = Chor ohne Anfuehrung/")
    done = run_here("edit", "chor")
    assert done.code == 1
    assert ":2" in done.err
    assert git("status", "--porcelain") == ""
    editor('s/^name.*/name = "Chor mit"/')
    again = run_here("edit", "chor", "--lang", "en")
    assert again.code == 0, again.err
    assert "go on" in again.err
    assert fields_of("chor")["name"] == "Chor mit"


def test_a_broken_file_is_mended_in_the_editor(register: Path, editor: Editor) -> None:
    path = register / "actors" / "chor.toml"
    path.write_text(path.read_text().replace('name = "Chor', "name = Chor"))
    editor('s/^name.*/name = "Chor wieder heil"/')
    done = run_here("edit", "chor")
    assert done.code == 0, done.err
    assert fields_of("chor")["name"] == "Chor wieder heil"
    assert run_here("check").code == 0


def test_an_editor_that_fails_changes_nothing(
    register: Path, monkeypatch: pytest.MonkeyPatch, git: Git
) -> None:
    monkeypatch.setenv("EDITOR", "false")
    done = run_here("edit", "chor", "--json")
    assert (done.code, done.document["error"]["code"]) == (2, "usage_editor_failed")
    monkeypatch.setenv("EDITOR", "there-is-no-such-editor")
    assert run_here("edit", "chor", "--json").document["error"]["code"] == "usage_editor_failed"
    monkeypatch.delenv("EDITOR")
    assert run_here("edit", "chor", "--json").document["error"]["code"] == "usage_no_editor"
    assert git("status", "--porcelain") == ""


# ---- who ----------------------------------------------------------------------------------------


@pytest.fixture
def unknown_person(home: Path) -> None:
    """Take name and mail out of git's settings."""
    (home / "gitconfig").write_text("")


def test_without_a_name_a_script_is_told_how_to_set_it(
    register: Path, unknown_person: None, git: Git
) -> None:
    done = run_here("set", "chor", "founded=1950", "--json")
    assert (done.code, done.document["error"]["code"]) == (2, "person_unknown")
    assert "git config" in done.document["error"]["message"]
    assert git("status", "--porcelain") == ""


def test_on_a_terminal_the_person_is_asked_once(register: Path, unknown_person: None, git: Git) -> None:
    answers = "\nKim Muster\nkein\nkim@example.org\nAmt\nj\n"
    code, printed = run_on_terminal("set", "chor", "founded=1950", typed=answers)
    assert code == 0, printed
    assert git("log", "-1", "--format=%an %ae%n%b") == "Kim Muster kim@example.org\nKnoten-Actor: stadt-amt"
    assert run_here("set", "chor", "founded=1951").code == 0
    assert git("log", "-1", "--format=%an") == "Kim Muster"


def test_a_register_is_not_begun_by_nobody(tmp_path: Path, unknown_person: None) -> None:
    done = run_here("init", str(tmp_path / "neu"), "--name", "Neu", "--json")
    assert (done.code, done.document["error"]["code"]) == (2, "person_unknown")
    assert not (tmp_path / "neu").exists()
    code, printed = run_on_terminal(
        "init", str(tmp_path / "neu"), "--name", "Neu", typed="Kim Muster\nkim@example.org\n"
    )
    assert code == 0, printed
