"""Making records: from the command line and from files; all of them in one version, or none."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from tests.tui.cli.conftest import run_here

Git = Callable[..., str]


def test_one_record_by_its_fields(register: Path, git: Git) -> None:
    done = run_here(
        "new", "actor", "--set", "name=Turnverein Nord", "kind=Verein", "--json",
        "--set", "contacts[buero].role=Büro", "contacts[buero].visibility=public",
        "contacts[buero].basis=none_functional", "contacts[buero].phone=+49561123", "tags=sport, kinder",
    )  # fmt: skip
    assert done.code == 0, done.err
    (made,) = done.document["ids"]
    assert made.startswith("turnverein-nord-")
    assert done.document["commit"] == git("rev-parse", "HEAD")
    fields = run_here("show", made, "--json").document["record"]["fields"]
    assert fields["kind"] == "verein"
    assert fields["status"] == "active"
    assert fields["tags"] == ["kinder", "sport"]
    assert fields["contacts"][0]["phone"] == "+49561123"
    assert git("log", "-1", "--format=%s") == "Turnverein Nord added" or "Turnverein Nord" in git("log", "-1")
    assert git("status", "--porcelain") == ""


def test_an_id_may_be_chosen_once(register: Path) -> None:
    assert run_here("new", "actor", "--set", "id=tv", "name=TV", "kind=verein", "--json").document["ids"] == [
        "tv"
    ]
    assert run_here("new", "actor", "--set", "id=tv", "name=TV", "kind=verein").code == 1
    assert run_here("new", "actor", "--set", "id=T V", "name=TV", "kind=verein").code == 1


def test_what_is_wrong_is_said_and_nothing_is_made(register: Path, git: Git) -> None:
    before = git("rev-parse", "HEAD")
    done = run_here("new", "actor", "--set", "founded=bald", "name=X", "--json")
    assert done.code == 1
    assert done.document["error"]["code"] == "invalid_record"
    assert done.document["error"]["problems"][0]["field"] == "founded"
    missing = run_here("new", "actor", "--set", "name=X", "--json")
    assert [problem["field"] for problem in missing.document["error"]["problems"]] == ["kind"]
    assert git("rev-parse", "HEAD") == before


def test_many_records_are_one_version(register: Path, git: Git) -> None:
    before = int(git("rev-list", "--count", "HEAD"))
    lines = "\n".join(json.dumps({"name": f"Verein {number}", "kind": "verein"}) for number in range(5))
    done = run_here("new", "actor", "--from", "-", "--json", stdin=lines.encode())
    assert done.code == 0, done.err
    assert len(done.document["ids"]) == 5
    assert int(git("rev-list", "--count", "HEAD")) == before + 1


def test_one_bad_row_stops_all_and_is_named(register: Path, git: Git) -> None:
    before = git("rev-parse", "HEAD")
    rows = [{"name": "Gut", "kind": "verein"}, {"name": "Schlecht", "kind": "verein", "founded": "bald"}]
    done = run_here("new", "actor", "--from", "-", "--lang", "en", stdin=json.dumps(rows).encode())
    assert done.code == 1
    assert "row 2: Founded" in done.err
    assert git("rev-parse", "HEAD") == before


def test_a_table_of_an_office_by_its_headers(register: Path, tmp_path: Path) -> None:
    table = tmp_path / "vereine.csv"
    table.write_bytes('Name;Art;Founded;Unbekannt\r\n"Größe & Co";Verein;1999;x\r\n'.encode("cp1252"))
    dry = run_here("new", "actor", "--from", str(table), "--dry-run", "--lang", "en")
    assert dry.code == 0, dry.err
    assert "Größe & Co" in dry.out
    assert "Unbekannt" in dry.err
    assert len(run_here("list", "actors", "--json").document) == 3, "nothing was made yet"
    assert run_here("new", "actor", "--from", str(table)).code == 0
    (made,) = run_here("list", "actors", "größe", "--json").document
    assert (made["fields"]["founded"], made["fields"]["kind"]) == (1999, "verein")


def test_a_table_by_a_map(register: Path, tmp_path: Path) -> None:
    table, mapping = tmp_path / "a.csv", tmp_path / "a.map.toml"
    table.write_text("Bezeichnung;Tel\nTreff Nord;0561 9\n")
    mapping.write_text(
        '[columns]\nBezeichnung = "name"\nTel = "contacts[z].phone"\n[constants]\nkind = "verein"\n'
        '"contacts[z].role" = "Zentrale"\n"contacts[z].visibility" = "public"\n'
        '"contacts[z].basis" = "none_functional"\n'
    )
    done = run_here("new", "actor", "--from", str(table), "--map", str(mapping), "--json")
    assert done.code == 0, done.err + done.out
    fields = run_here("show", done.document["ids"][0], "--json").document["record"]["fields"]
    assert fields["contacts"][0]["phone"] == "0561 9"


def test_what_a_list_prints_as_json_can_be_brought_in_elsewhere(register: Path, tmp_path: Path) -> None:
    listed = run_here("list", "actors", "--json").out
    other = tmp_path / "anderes"
    assert run_here("init", str(other), "--name", "Anderes").code == 0
    done = run_here("-C", str(other), "new", "actor", "--from", "-", stdin=listed.encode())
    assert done.code == 0, done.err
    assert run_here("-C", str(other), "list", "actors", "--json").document == json.loads(listed)


def test_a_file_that_is_no_table_is_refused_in_words(register: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "liste.xlsx"
    sheet.write_bytes(b"PK\x03\x04" + bytes(200))
    done = run_here("new", "actor", "--from", str(sheet), "--json")
    assert (done.code, done.document["error"]["code"]) == (1, "import_is_spreadsheet")
    gone = run_here("new", "actor", "--from", str(tmp_path / "gone.csv"), "--json")
    assert (gone.code, gone.document["error"]["code"]) == (2, "file_missing")


def test_read_only_makes_nothing(register: Path) -> None:
    before = sorted(path.name for path in register.rglob("*"))
    done = run_here("--read-only", "new", "actor", "--set", "name=X", "kind=verein", "--json")
    assert (done.code, done.document["error"]["code"]) == (4, "read_only")
    assert sorted(path.name for path in register.rglob("*")) == before
