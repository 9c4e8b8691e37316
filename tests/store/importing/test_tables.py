"""CSV as offices write it, and CSV that would shift cells unseen."""

from __future__ import annotations

import csv
import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import ImportFault
from store.export import csv_bytes
from store.importing.tables import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, read_table


def cells(raw: bytes | str, *, delimiter: str = "", encoding: str = "") -> list[tuple[str, ...]]:
    raw = raw if isinstance(raw, bytes) else raw.encode()
    table = read_table(raw, delimiter=delimiter, encoding=encoding)
    return [table.headers, *(line.cells for line in table.lines)]


# The ideas of github.com/maxogden/csv-spectrum, in tables of our own.
@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a,b,c\n1,2,3\n", [("1", "2", "3")]),
        ("a,b,c\r\n1,2,3\r\n", [("1", "2", "3")]),
        ("a,b,c\r1,2,3\r", [("1", "2", "3")]),
        ("a,b,c\n1,2,3", [("1", "2", "3")]),
        ('a,b\n1,"Kassel, Nord"\n', [("1", "Kassel, Nord")]),
        ('a,b,c\n1,"",""\n2,3,4\n', [("1", "", ""), ("2", "3", "4")]),
        ('a,b\n1,"das ""Haus"" am Weg"\n', [("1", 'das "Haus" am Weg')]),
        ('a,b\n1,das "Haus" am Weg\n', [("1", 'das "Haus" am Weg')]),
        ('a,b\n"eine\nZeile",2\n3,4\n', [("eine\nZeile", "2"), ("3", "4")]),
        ('a,b\r\n"eine\r\nZeile",2\r\n3,4\r\n', [("eine\r\nZeile", "2"), ("3", "4")]),
        ('a,b\n1,"erst\n""dann""\nEnde"\n', [("1", 'erst\n"dann"\nEnde')]),
        ('a,b\n1,"{""type"": ""Point"", ""xy"": [1.0, 2]}"\n', [("1", '{"type": "Point", "xy": [1.0, 2]}')]),
        ("a,b\n4,ʤ\n", [("4", "ʤ")]),
        ("a;b\n1,5;2\n", [("1,5", "2")]),
        ("a\tb\n1\t2\n", [("1", "2")]),
        ("a|b\n1|2\n", [("1", "2")]),
        ('a; b\n1; "x;y"\n', [("1", "x;y")]),
        ("a\n1\n2\n", [("1",), ("2",)]),
        ("\n\na;b\n\n1;2\n;\n\n", [("1", "2")]),
        ("a;b\n1\n", [("1", "")]),
        ("a;b;;\n1;2;;\n", [("1", "2")]),
        ("a;b\n1;2;;;\n", [("1", "2")]),
        ("a;b\n 1 ;\u00a02\u2028\n", [("1", "2")]),
    ],
)
def test_a_table_is_read_cell_by_cell(text: str, rows: list[tuple[str, ...]]) -> None:
    assert cells(text)[1:] == rows


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        ("Name;Ort\nMüller;Köln\n".encode(), "utf-8-sig"),
        ("Name;Ort\nMüller;Köln\n".encode("utf-8-sig"), "utf-8-sig"),
        ("Name;Ort\nMüller;Köln\n".encode("cp1252"), "cp1252"),
        ("Name\tOrt\nMüller\tKöln\n".encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + "Name\tOrt\nMüller\tKöln\n".encode("utf-16-be"), "utf-16"),
    ],
)
def test_encodings_of_offices_are_found(raw: bytes, encoding: str) -> None:
    assert cells(raw) == [("Name", "Ort"), ("Müller", "Köln")]
    assert read_table(raw).encoding == encoding


def test_an_encoding_can_be_told() -> None:
    assert cells("Name;Ort\nMüller;Köln\n".encode("cp850"), encoding="cp850")[1] == ("Müller", "Köln")


def test_excels_own_first_line_names_the_delimiter() -> None:
    table = read_table(b"sep=|\r\nid|name;x\r\na|b\r\n")
    assert (table.headers, table.delimiter) == (("id", "name;x"), "|")
    assert [line.number for line in table.lines] == [3]


def test_a_delimiter_that_is_told_is_not_guessed() -> None:
    assert cells("a;b,c\n1;2,3\n", delimiter=",")[0] == ("a;b", "c")


def test_titles_above_the_headers_can_be_skipped() -> None:
    table = read_table(b"Verzeichnis;;\nStand 2026;;\nName;Ort\nA;B\n", header=3)
    assert (table.headers, table.lines[0].number) == (("Name", "Ort"), 4)


def test_rows_know_the_line_on_which_they_begin() -> None:
    table = read_table(b'a;b\n"x\ny\nz";1\n\nu;2\n')
    assert [line.number for line in table.lines] == [2, 6]


def test_headers_are_distinct_and_never_empty() -> None:
    assert cells("Tel;Tel;;  Ort \n1;2;3;4\n")[0] == ("Tel", "Tel (2)", "#3", "Ort")


def test_what_no_one_sees_is_gone() -> None:
    assert cells("a;b\nHol\u00adding;\u200bKöln\ufeff\n")[1] == ("Holding", "Köln")
    assert cells("a;b\nKo\u0308ln;x\n")[1] == ("Köln", "x")


def test_the_apostrophe_of_a_guarded_cell_is_gone() -> None:
    assert cells("a;b;c\n'=1+1;'+43 1;'68er\n")[1] == ("=1+1", "+43 1", "'68er")


@pytest.mark.parametrize(
    ("raw", "code", "params"),
    [
        (b"", "import_empty", {}),
        (b"\n\n;;\n", "import_empty", {}),
        (b'id,name\nanna,"Anna\n' + b"bert,Bert\n" * 1000, "import_bad_quotes", {"line": 2}),
        (b'id,name\nanna,"Anna" Maria\n', "import_bad_quotes", {"line": 2}),
        (b"id,name\nanna,A\nbert,Bert,x,y\n", "import_ragged", {"line": 3, "cells": 4, "columns": 2}),
        (b"id,name\nan\0na,Anna\n", "import_not_text", {}),
        (b"\x81\x8d\xff;\n", "import_not_text", {}),
        (b"PK\x03\x04" + b"\0" * 60, "import_is_spreadsheet", {}),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "import_is_spreadsheet", {}),
        (b"x" * (MAX_BYTES + 1), "import_too_large", {"limit": MAX_BYTES}),
        (b"id;b\n" + b"1;2\n" * (MAX_ROWS + 1), "import_too_many", {"limit": MAX_ROWS}),
        (b"a;" * 1_000_000 + b"\n" + b"1\n" * 15_000, "import_too_wide", {"columns": MAX_COLUMNS}),
        (b"id;b\n" + b"x" * 200_000 + b";1\n", "import_bad_quotes", {"line": 2}),
    ],
    ids=lambda item: item if isinstance(item, str) else "",
)
def test_what_is_no_table_is_refused(raw: bytes, code: str, params: dict[str, int]) -> None:
    with pytest.raises(ImportFault) as caught:
        read_table(raw)
    assert (caught.value.code, caught.value.params) == (code, params)


@pytest.mark.parametrize("encoding", ["no-such", "zlib", "undefined", "ascii"])
def test_an_encoding_that_is_none_is_refused(encoding: str) -> None:
    with pytest.raises(ImportFault, match="import_not_text"):
        read_table("ä;b\n".encode(), encoding=encoding)


_CELL = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12)


@given(st.lists(st.tuples(_CELL, _CELL, _CELL), min_size=1, max_size=8), st.sampled_from(";,"))
def test_what_we_write_we_read(rows: list[tuple[str, str, str]], delimiter: str) -> None:
    raw = csv_bytes(["a", "b", "c"], rows, delimiter)
    assert cells(raw, delimiter=delimiter)[1:] == [
        tuple(unicodedata.normalize("NFC", text) for text in row) for row in rows
    ]


@given(st.lists(st.tuples(_CELL, _CELL), min_size=1, max_size=8), st.sampled_from(";,\t|"), st.booleans())
def test_the_delimiter_is_found(rows: list[tuple[str, str]], delimiter: str, windows: bool) -> None:
    rows = [("Name", "Ort"), *((left + "x", right + "x") for left, right in rows)]
    out = io.StringIO(newline="")
    end = "\r\n" if windows else "\n"
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator=end).writerows(rows)
    assert read_table(out.getvalue().encode()).delimiter == delimiter


@given(st.binary(max_size=300))
def test_no_bytes_do_more_than_be_refused(raw: bytes) -> None:
    try:
        table = read_table(raw)
    except ImportFault:
        return
    assert all(len(line.cells) == len(table.headers) for line in table.lines)


def test_a_sign_that_a_mark_makes_another_is_no_formula_on_the_way_back() -> None:
    raw = csv_bytes(["a"], [["=\u0338 x"]])
    assert cells(raw, delimiter=";")[1] == ("≠ x",)
