"""Maps: which column is which field, and what a map may not say."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from schemas.vocabulary import Vocabulary
from store.errors import MapFault
from store.importing import Source, load_map, map_by_header, read_source
from store.importing.mapping import MAX_MAP_BYTES
from store.values import Reading

READING = Reading(Vocabulary({"actor_kind": {"verein": {"de": "Verein", "synonyms": ["e. V."]}}}))
CONTACT = """
[constants]
status = "active"
"contacts[buero].role" = "Büro"
"contacts[buero].visibility" = "public"
"""


def read(map_text: str, table: str) -> Source:
    mapping = load_map(map_text.encode(), "actor")
    return read_source(table.encode(), "csv", "actor", READING, mapping=mapping)


def data(map_text: str, table: str) -> dict[str, Any]:
    source = read(map_text, table)
    assert not source.rows[0].problems
    return source.rows[0].data


def test_columns_go_to_fields_and_entries() -> None:
    columns = '[columns]\nName = "name"\nTel = "contacts[buero].phone"\nArt = "kind"\nStand = "verified_on"'
    assert data(columns + CONTACT, "Name;Tel;Art;Stand\nTreff;'+43 1;e.V.;24.08.2020\n") == {
        "name": "Treff",
        "contacts": [{"key": "buero", "phone": "+43 1", "role": "Büro", "visibility": "public"}],
        "kind": "e.V.",
        "verified_on": date(2020, 8, 24),
        "status": "active",
    }


def test_terms_are_matched_by_synonym() -> None:
    assert data('[columns]\nArt = "kind"', "Art;x\ne. V.;\n")["kind"] == "verein"


def test_constants_make_no_entry_by_themselves() -> None:
    columns = '[columns]\nName = "name"\nTel = "contacts[buero].phone"'
    assert data(columns + CONTACT, "Name;Tel\nTreff;\n") == {"name": "Treff", "status": "active"}


def test_a_constant_fills_only_what_is_empty() -> None:
    columns = '[columns]\nStand = "status"\n[constants]\nstatus = "active"\ntags = ["a", "b"]\nfounded = 1999'
    assert data(columns, "Stand;x\nclosed;\n") == {"status": "closed", "tags": ["a", "b"], "founded": 1999}


def test_a_cell_may_go_to_several_fields_and_the_first_to_say_something_counts() -> None:
    columns = '[columns]\nLang = "name"\nKurz = ["short_name", "name"]'
    assert data(columns, "Kurz;Lang\nAK;Akademie\n") == {"name": "Akademie", "short_name": "AK"}
    assert data(columns, "Kurz;Lang\nAK;\n") == {"name": "AK"}
    assert data('[columns]\nA = "name"\nB = "aliases"', "A;B\nAK;ak, Akademie\n")["aliases"] == ["Akademie"]


def test_columns_can_be_joined() -> None:
    joined = '[[joined]]\ncolumns = ["Strasse", "Nr"]\nfield = "places[sitz].street"\n'
    joined += '[[joined]]\ncolumns = ["A", "B"]\nwith = " / "\nfield = "summary"'
    assert data(joined, "Strasse;Nr;A;B\nAm Weg;5;x;x\n") == {
        "places": [{"key": "sitz", "street": "Am Weg 5"}],
        "summary": "x",
    }


def test_cells_can_stand_for_values() -> None:
    values = '[columns]\nArt = "kind"\n[values.kind]\n"NGO" = "verein"\n"*" = "sonstige"'
    assert data(values, "Art;x\nngo;\n")["kind"] == "verein"
    assert data(values, "Art;x\nBank;\n")["kind"] == "sonstige"
    assert "kind" not in data(values, "Art;x\n;y\n")


def test_a_date_format_and_a_separator_of_its_own() -> None:
    own = 'date_format = "%m/%d/%y"\nseparator = "|"\n[columns]\nD = "verified_on"\nT = "tags"'
    assert data(own, "D;T\n08/24/20;a, b|c\n") == {"verified_on": date(2020, 8, 24), "tags": ["a, b", "c"]}
    assert data(own, "D;T\n24.08.2020;\n") == {"verified_on": date(2020, 8, 24)}


def test_line_breaks_in_a_cell_of_one_line_are_layout() -> None:
    columns = '[columns]\nName = "name"\nText = "description"'
    assert data(columns, 'Name;Text\n"Treff\nSüd";"eins\nzwei"\n') == {
        "name": "Treff Süd",
        "description": "eins\nzwei",
    }


def test_the_file_can_be_described() -> None:
    described = '[columns]\nName = "name"\n[file]\ndelimiter = ","\nencoding = "cp850"\nheader = 2'
    mapping = load_map(described.encode(), "actor")
    raw = "Liste;x\nName,b;c\nMüller,1\n".encode("cp850")
    assert read_source(raw, "csv", "actor", READING, mapping=mapping).rows[0].data == {"name": "Müller"}


def test_unused_and_missing_columns_are_named() -> None:
    source = read('[columns]\nName = "name"\nId = ""\nFax = "website"', "Name;Id;Neu\nA;1;2\n")
    assert [(note.code, note.params["column"]) for note in source.notes] == [
        ("column_unused", "Neu"),
        ("column_missing", "Fax"),
    ]


def test_what_cannot_be_read_is_a_problem_of_its_row() -> None:
    source = read('[columns]\nName = "name"\nStand = "verified_on"', "Name;Stand\nA;gestern\nB;1.2.2020\n")
    (problem,) = source.rows[0].problems
    assert (source.rows[0].number, problem.code, problem.field) == (2, "wrong_type", ("verified_on",))
    assert not source.rows[1].problems


def test_a_constant_that_cannot_be_read_is_a_problem() -> None:
    source = read('[columns]\nName = "name"\n[constants]\nverified_on = "bald"', "Name;x\nA;\n")
    assert [problem.code for problem in source.rows[0].problems] == ["wrong_type"]


@pytest.mark.parametrize(
    ("text", "code", "params"),
    [
        ("[columns\n", "map_unreadable", {"line": 1, "column": 9}),
        ("x = " + "[" * 100_000, "map_unreadable", None),
        ("#" * (MAX_MAP_BYTES + 1), "map_unreadable", {"line": 1, "column": 1}),
        ('[colums]\nName = "name"', "map_unknown_key", {"key": "colums"}),
        ('[columns]\nName = "nmae"', "map_bad_field", {"key": "columns.Name", "field": "nmae"}),
        ('[columns]\nName = "contacts[a"', "map_bad_field", {"key": "columns.Name", "field": "contacts[a"}),
        ('[columns]\nName = "contacts[a].key"', "map_bad_field", None),
        ("[columns]\nName = 5", "map_bad_value", {"key": "columns.Name"}),
        ("columns = 5", "map_bad_value", {"key": "columns"}),
        ('joined = "x"', "map_bad_value", {"key": "joined"}),
        ('[[joined]]\ncolumns = "x"\nfield = "name"', "map_bad_value", {"key": "joined"}),
        ('[[joined]]\nfeld = "name"', "map_bad_value", {"key": "joined"}),
        ("[values]\nkind = 5", "map_bad_value", {"key": "values.kind"}),
        ("[values.nmae]", "map_bad_field", {"key": "values", "field": "nmae"}),
        ("[constants]\nnmae = 5", "map_bad_field", {"key": "constants", "field": "nmae"}),
        ("separator = 5", "map_bad_value", {"key": "separator"}),
        ("file = 5", "map_bad_value", {"key": "file"}),
        ("[file]\nheadr = 5", "map_unknown_key", {"key": "file.headr"}),
        ("[file]\nheader = 0", "map_bad_value", {"key": "file.header"}),
        ("[file]\nheader = true", "map_bad_value", {"key": "file.header"}),
        ('[file]\ndelimiter = "ab"', "map_bad_value", {"key": "file.delimiter"}),
    ],
)
def test_a_map_that_cannot_be_used_says_where(text: str, code: str, params: dict[str, Any] | None) -> None:
    with pytest.raises(MapFault) as caught:
        load_map(text.encode(), "actor")
    assert caught.value.code == code
    assert params is None or caught.value.params == params


def test_a_map_in_another_encoding_is_unreadable() -> None:
    with pytest.raises(MapFault, match="map_unreadable"):
        load_map("# Büro".encode("cp1252"), "actor")


def test_headers_that_are_fields_need_no_map() -> None:
    labels = {"Bezeichnung": "name", "Telefon": "contacts[main].phone", "Name": "name"}
    headers = ["ID", "id", "Bezeichnung", "Name", "TELEFON", "places[a].city", "Neu", "contacts"]
    mapping = map_by_header("actor", headers, labels, {})
    assert mapping.columns == {
        "id": ("id",),
        "Bezeichnung": ("name",),
        "TELEFON": ("contacts[main].phone",),
        "places[a].city": ("places[a].city",),
        "contacts": ("contacts",),
    }


def test_a_table_without_a_map_is_read_by_its_headers() -> None:
    source = read_source(
        b"name;kind;Telefon;x\nTreff;Verein;1;2\nHaus;;;\n",
        "csv",
        "actor",
        READING,
        labels={"Telefon": "contacts[main].phone"},
        constants={"contacts[main].role": "Büro"},
    )
    assert source.rows[0].data == {
        "name": "Treff",
        "kind": "verein",
        "contacts": [{"key": "main", "phone": "1", "role": "Büro"}],
    }
    assert source.rows[1].data == {"name": "Haus"}
    assert [note.params["column"] for note in source.notes] == ["x"]
