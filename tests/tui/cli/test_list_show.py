"""Looking: list and show, for people and for programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.cli.conftest import run_here, run_on_terminal


def ids(*arguments: str) -> list[str]:
    """The ids that a list has, in its order."""
    return [record["id"] for record in run_here("list", *arguments, "--json").document]


def test_a_list_is_a_table_by_name(register: Path) -> None:
    done = run_here("list", "actors", "--lang", "de")
    assert done.code == 0
    lines = done.out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == ["stadt-amt", "chor", "treff-sued"]
    assert "Nachbarschaftstreff Südstadt" in done.out


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("actors", 3),
        ("topics", 1),
        ("groups", 1),
        ("akteure", 3),
        ("themen", 1),
        ("gruppen", 1),
        ("actor", 3),
    ],
)
def test_kinds_in_both_languages(register: Path, kind: str, found: int) -> None:
    assert len(ids(kind)) == found


def test_words_filter_as_they_do_in_the_application(register: Path) -> None:
    assert ids("actors", "suedstadt") == ["treff-sued"]
    assert ids("actors", "cafe", "treff") == ["treff-sued"]
    assert ids("actors", "chor wesertor") == ["chor"]
    assert ids("actors", "wesertor chor") == [], "one word with a blank is a phrase"
    assert ids("actors", "nirgends") == []


@pytest.mark.parametrize(
    ("conditions", "found"),
    [
        (["kind=verein"], ["chor"]),
        (["kind=Verein"], ["chor"]),
        (["tags=garten"], ["chor", "treff-sued"]),
        (["tags=garten", "kind=verein"], ["chor"]),
        (["founded=1998"], ["treff-sued"]),
        (["contacts.phone=0561 2"], ["treff-sued"]),
        (["contacts[buero].phone=0561 2"], []),
        (["interests.topic=Einsamkeit im Alter"], ["treff-sued"]),
        (["founded="], ["stadt-amt", "chor"]),
        (["name=AMT fuer soziales"], ["stadt-amt"]),
    ],
)
def test_where_asks_any_field(register: Path, conditions: list[str], found: list[str]) -> None:
    assert ids("actors", *(f"--where={condition}" for condition in conditions)) == found


def test_where_knows_no_such_field(register: Path) -> None:
    done = run_here("list", "actors", "--where", "nmae=x", "--json")
    assert (done.code, done.document["error"]["code"]) == (2, "usage_unknown_field")
    assert "name" in done.document["error"]["params"]["near"]


def test_json_is_the_whole_record(register: Path) -> None:
    (record,) = run_here("list", "topics", "--json").document
    assert record["id"] == "einsamkeit"
    assert record["type"] == "topic"
    assert record["fields"] == {
        "title": "Einsamkeit im Alter",
        "status": "collected",
        "raised_on": "2026-01-10",
    }


def test_csv_hands_out_public_contacts_only(register: Path) -> None:
    done = run_here("list", "actors", "--csv", "--lang", "de")
    assert done.out.startswith("\ufeff")
    assert "0561 1" in done.out
    assert "0561 2" not in done.out
    assert "0561 2" in run_here("list", "actors", "--csv", "--network").out


def test_a_narrow_terminal_gets_lines_that_fit(register: Path) -> None:
    run_here("set", "chor", "name=" + "Großer Chor 合唱団 " * 6)
    for columns in (120, 60, 40):
        code, printed = run_on_terminal("list", "actors", columns=columns)
        assert code == 0
        table = [line for line in printed.splitlines() if line.startswith("chor")]
        assert 20 < len(table[0]) <= columns
        assert table[0].startswith("chor ")


def test_show_is_readable_and_says_who_links_here(register: Path) -> None:
    done = run_here("show", "treff-sued", "--lang", "en")
    assert done.code == 0
    for words in ("Nachbarschaftstreff Südstadt", "Founded", "1998", "Büro", "0561 1", "Amt für Soziales"):
        assert words in done.out
    assert "Members" in run_here("show", "ag-besuche", "--lang", "en").out


def test_show_as_json_has_the_inverse_links(register: Path) -> None:
    group = run_here("show", "ag-besuche", "--json").document
    assert group["record"]["type"] == "group"
    assert group["inverse"]["members"] == [{"id": "stadt-amt", "role": "member"}]
    topic = run_here("show", "einsamkeit", "--json").document
    assert topic["inverse"] == {
        "supporters": [{"id": "treff-sued", "level": "works_on"}],
        "groups": [{"id": "ag-besuche"}],
    }
    actor = run_here("show", "treff-sued", "--json").document
    assert actor["inverse"]["relations"] == [{"id": "stadt-amt", "type": "funded_by"}]
    assert actor["conflicts"] == []


def test_an_unknown_id_is_answered_with_near_ones(register: Path) -> None:
    done = run_here("show", "tref-sued", "--json")
    assert (done.code, done.document["error"]["code"]) == (2, "unknown_id")
    assert done.document["error"]["params"]["near"].split(", ")[0] == "treff-sued"


def test_conflicts_are_shown_with_their_versions(register: Path) -> None:
    path = register / "actors" / "chor.toml"
    path.write_text(
        path.read_text()
        + 'website = "https://chor.example"\n'
        + '\n[[conflicts]]\npath = ["website"]\n\n[[conflicts.versions]]\nby = "Kim"\n'
        + 'value = "https://chor.example"\n\n[[conflicts.versions]]\nby = "Alex"\n'
    )
    shown = run_here("show", "chor", "--lang", "en")
    assert "https://chor.example" in shown.out
    assert "Kim" in shown.out
    assert len(run_here("show", "chor", "--json").document["conflicts"][0]["versions"]) == 2


def test_a_broken_record_is_shown_with_what_is_wrong_and_hides_no_other(register: Path) -> None:
    (register / "actors" / "chor.toml").write_text("name = \n")
    assert sorted(ids("actors")) == ["stadt-amt", "treff-sued"]
    assert "chor" in run_here("list", "actors").out
    shown = run_here("show", "chor")
    assert shown.code == 0
    assert "actors/chor.toml:1" in shown.out


@pytest.mark.parametrize(
    "value", ["[" * 5000 + "]" * 5000, "0x" + "f" * 20_000, ".".join(["a"] * 900) + " = 1"]
)
def test_what_has_no_end_is_no_record_and_harms_no_list(register: Path, value: str) -> None:
    path = register / "actors" / "chor.toml"
    path.write_text(path.read_text() + (value if "=" in value else f"zahl = {value}") + "\n")
    assert sorted(ids("actors")) == ["stadt-amt", "treff-sued"]
    assert run_here("show", "chor").code == 0
    assert run_here("show", "chor", "--json").document["record"]["fields"] == {}
    assert run_here("check").code == 1
