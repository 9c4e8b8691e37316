"""Tables for spreadsheets: they open right, run nothing, and give no contact away."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from typing import Any

import pytest

from store.export import COLUMNS, Wording, csv_bytes, public_contacts, table_csv
from store.importing import read_table
from store.record import Record

TODAY = date(2026, 11, 22)
PUBLIC = {
    "key": "a",
    "role": "Büro",
    "phone": "+49 561 1",
    "visibility": "public",
    "basis": "none_functional",
}
ANNA = {
    "key": "b",
    "role": "Vorsitz",
    "name": "Anna Beispiel",
    "email": "anna@example.org",
    "visibility": "public",
    "basis": "consent",
    "basis_on": date(2026, 1, 1),
    "expires_on": date(2026, 12, 31),
}
INSIDE = {"key": "c", "role": "Handy", "phone": "0170 1", "visibility": "network", "basis": "consent"}


def actor(**fields: Any) -> Record:
    data = {"id": "treff-a2a2", "name": "Treff Süd", "kind": "verein", "status": "active", **fields}
    return Record("treff-a2a2", "actor", data)


def table(*records: Record, **options: Any) -> list[dict[str, str]]:
    wording = options.pop("wording", Wording())
    raw = table_csv("actor", records, wording, today=TODAY, **options)
    delimiter = options.get("delimiter", ";")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def test_a_table_opens_right_where_german_is_spoken() -> None:
    raw = csv_bytes(["Name", "Breite"], [["Süd; Nord", 51.5], ["+1", None]])
    assert raw == b'\xef\xbb\xbf"Name";"Breite"\r\n"S\xc3\xbcd; Nord";"51,5"\r\n"\'+1";""\r\n'


def test_elsewhere_commas_separate_and_points_are_decimal() -> None:
    assert csv_bytes(["a"], [[1.5]], ",").endswith(b'"1.5"\r\n')


def test_days_and_times_are_what_spreadsheets_read() -> None:
    assert csv_bytes(["a", "b"], [[TODAY, datetime(2026, 1, 2, 18, tzinfo=UTC)]]).endswith(
        b'"2026-11-22";"2026-01-02 18:00"\r\n'
    )


def test_public_contacts_alone_go_out() -> None:
    (row,) = table(actor(contacts=[PUBLIC, ANNA, INSIDE], remarks="intern"))
    assert row["contacts.role"] == "Büro\nVorsitz"
    assert row["contacts.phone"] == "'+49 561 1\n"
    assert row["contacts.email"] == "\nanna@example.org"
    assert "0170" not in str(row)
    assert "intern" not in str(row)


def test_the_network_gets_all_contacts() -> None:
    (row,) = table(actor(contacts=[PUBLIC, INSIDE]), network=True)
    assert row["contacts.role"] == "Büro\nHandy"


@pytest.mark.parametrize(
    "path",
    [
        ["contacts", "a", "visibility"],
        ["contacts", "a", "basis"],
        ["contacts", "a", "expires_on"],
        ["contacts", "a"],
        ["contacts"],
        [],
    ],
)
def test_a_disputed_contact_stays_inside(path: list[str]) -> None:
    data = {"contacts": [PUBLIC], "conflicts": [{"path": path, "versions": []}]}
    assert public_contacts(data, TODAY) == []


@pytest.mark.parametrize("path", [["contacts", "a", "phone"], ["contacts", "b", "visibility"], ["name"]])
def test_a_dispute_about_something_else_hides_nothing(path: list[str]) -> None:
    data = {"contacts": [PUBLIC], "conflicts": [{"path": path, "versions": []}]}
    assert public_contacts(data, TODAY) == [PUBLIC]


@pytest.mark.parametrize(
    ("expires", "out"),
    [
        (date(2026, 11, 22), True),
        (date(2026, 11, 21), False),
        ("31.12.2099", False),
        (datetime(2099, 1, 1, tzinfo=UTC), False),
    ],
)
def test_consent_that_has_run_out_is_none(expires: Any, out: bool) -> None:
    assert bool(public_contacts({"contacts": [{**ANNA, "expires_on": expires}]}, TODAY)) is out


def test_a_contact_without_a_visibility_stays_inside() -> None:
    assert public_contacts({"contacts": [{"key": "a", "phone": "1"}, "broken"]}, TODAY) == []


def test_a_table_speaks_as_people_do() -> None:
    wording = Wording(
        label=lambda column: {"kind": "Art"}.get(column, column),
        term=lambda section, term: f"{section}:{term}",
        word=str.upper,
        title=lambda record: f"Titel von {record}",
    )
    (row,) = table(actor(steward="amt-b2b2", districts=["mitte", "west"]), wording=wording)
    assert row["Art"] == "actor_kind:verein"
    assert row["status"] == "ACTIVE"
    assert row["steward"] == "Titel von amt-b2b2"
    assert row["districts"] == "district:mitte, district:west"


def test_no_cell_of_a_record_is_a_formula() -> None:
    (row,) = table(actor(name='=HYPERLINK("http://x")', tags=["@a", "+b"], volunteers="1-5"))
    assert row["name"] == '\'=HYPERLINK("http://x")'
    assert row["tags"] == "'@a, +b"
    assert row["volunteers"] == "1 to 5"


def test_a_record_that_cannot_be_read_is_a_row_with_its_id() -> None:
    (row,) = table(Record("kaputt-a2a2", "actor", None))
    assert (row["id"], row["name"]) == ("kaputt-a2a2", "")


def test_values_of_the_wrong_type_do_no_harm() -> None:
    (row,) = table(actor(name=5, tags="rot", places={"street": "x"}, verified_on=[{}]))
    assert (row["name"], row["tags"], row["places.street"], row["verified_on"]) == ("5", "rot", "", "")


@pytest.mark.parametrize("kind", ["topic", "group"])
def test_topics_and_groups_have_their_columns(kind: Any) -> None:
    record = Record("x-a2a2", kind, {"id": "x-a2a2", "title": "T", "name": "N", "parent": "y-b2b2"})
    raw = table_csv(kind, [record], Wording(), today=TODAY)
    assert raw.decode("utf-8-sig").count("\r\n") == 2
    assert read_table(raw).headers == COLUMNS[kind]


def test_what_goes_out_comes_in_again() -> None:
    raw = table_csv("actor", [actor(contacts=[PUBLIC], short_name="=1+1")], Wording(), today=TODAY)
    back = read_table(raw)
    cells = dict(zip(back.headers, back.lines[0].cells, strict=True))
    assert (cells["name"], cells["short_name"], cells["contacts.phone"]) == ("Treff Süd", "=1+1", "+49 561 1")
