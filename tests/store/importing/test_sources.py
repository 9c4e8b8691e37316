"""TOML, JSON and JSON Lines as people and programs write them."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.vocabulary import Vocabulary
from store.errors import ImportFault
from store.importing import MAX_BYTES, MAX_ROWS, Source, format_of, read_source
from store.plain_records import json_value
from store.values import Reading

READING = Reading(Vocabulary({"actor_kind": {"verein": {"de": "Verein", "synonyms": ["e. V."]}}}))


def read(raw: bytes | str, form: str, kind: Any = "actor") -> Source:
    return read_source(raw.encode() if isinstance(raw, str) else raw, form, kind, READING)


def data(raw: bytes | str, form: str, kind: Any = "actor") -> list[dict[str, Any]]:
    return [row.data for row in read(raw, form, kind).rows]


def test_toml_is_one_record_or_many() -> None:
    assert data('name = "Treff"\nkind = "e. V."\nverified_on = 2026-01-02', "toml") == [
        {"name": "Treff", "kind": "verein", "verified_on": date(2026, 1, 2)}
    ]
    assert data('[[records]]\nname = "A"\n[[records]]\nname = "B"', "toml") == [{"name": "A"}, {"name": "B"}]


def test_comments_of_a_toml_record_become_remarks() -> None:
    assert data('name = "Treff" # so heißt er', "toml") == [{"name": "Treff", "remarks": "# so heißt er"}]


def test_json_is_one_record_or_many() -> None:
    assert data('{"name": "A", "founded": null}', "json") == [{"name": "A"}]
    assert data('[{"name": "A"}, {"name": "B"}]', "json") == [{"name": "A"}, {"name": "B"}]


def test_json_text_becomes_what_the_field_is() -> None:
    raw = json.dumps(
        {
            "name": " Treff ",
            "kind": "Verein",
            "verified_on": "2026-01-02",
            "founded": "1998",
            "places": [{"lat": "51.3", "lon": 9}],
            "tags": "a, b",
            "neu": {"x": None, "y": 1},
        }
    )
    assert data(raw, "json") == [
        {
            "name": "Treff",
            "kind": "verein",
            "verified_on": date(2026, 1, 2),
            "founded": 1998,
            "places": [{"lat": 51.3, "lon": 9.0}],
            "tags": ["a", "b"],
            "neu": {"y": 1},
        }
    ]


def test_what_json_prints_comes_in_again() -> None:
    group = {
        "id": "ag-b2b2",
        "name": "AG",
        "starts_on": date(2026, 1, 2),
        "meetings": [
            {"key": "a", "title": "T", "start": datetime(2026, 1, 2, 18, tzinfo=UTC), "agenda": ["x, y"]}
        ],
    }
    fields = json_value({name: value for name, value in group.items() if name != "id"})
    printed = json.dumps({"id": "ag-b2b2", "type": "group", "fields": fields})
    assert data(printed, "json", "group") == [group]


def test_a_record_that_happens_to_have_fields_is_not_unwrapped() -> None:
    assert data('{"name": "A", "fields": {"x": 1}}', "json") == [{"name": "A", "fields": {"x": 1}}]


def test_json_lines_are_numbered_by_line() -> None:
    source = read('\ufeff{"name": "A\u2028"}\r\n\n{"name": "B"}', "jsonl")
    assert [(row.number, row.data["name"]) for row in source.rows] == [(1, "A"), (3, "B")]


def test_what_cannot_be_read_is_a_problem_with_its_path() -> None:
    raw = '{"name": "A", "founded": "bald", "relations": [{"type": "x", "to": "b", "since": "gestern"}]}'
    (row,) = read(raw, "json").rows
    assert [(problem.code, problem.field) for problem in row.problems] == [
        ("wrong_type", ("founded",)),
        ("wrong_type", ("relations", "x", "b", "since")),
    ]
    assert row.data == {"name": "A"}


@pytest.mark.parametrize(
    ("raw", "form", "code", "params"),
    [
        ("name = \n", "toml", "import_unreadable", {"format": "toml", "line": 1, "column": 8}),
        ("a = " + "9" * 10_000, "toml", "import_unreadable", None),
        ('records = ["x"]', "toml", "import_not_records", {"row": 1}),
        ('{\n"name": }', "json", "import_unreadable", {"format": "json", "line": 2, "column": 9}),
        ('{"a": NaN}', "json", "import_unreadable", None),
        ('{"a": 1, "a": 2}', "json", "import_unreadable", None),
        ('{"a": ' + "9" * 10_000 + "}", "json", "import_unreadable", None),
        ("[" * 200_000, "json", "import_unreadable", None),
        ('"name"', "json", "import_not_records", {"row": 1}),
        ("[[]]", "json", "import_not_records", {"row": 1}),
        ('{"a": 1}\n{"a": }', "jsonl", "import_unreadable", {"format": "jsonl", "line": 2, "column": 7}),
        (
            '{"a": 1}\n{"a": 1, "a": 1}',
            "jsonl",
            "import_unreadable",
            {"format": "jsonl", "line": 2, "column": 1},
        ),
        ('{"a": 1}\n5', "jsonl", "import_not_records", {"row": 2}),
        ('{"id": "x", "type": "topic", "fields": {}}', "json", "import_other_type", None),
        ("{}\n" * (MAX_ROWS + 1), "jsonl", "import_too_many", {"limit": MAX_ROWS}),
        (b"\0", "json", "import_not_text", {}),
        (b" " * (MAX_BYTES + 1), "json", "import_too_large", {"limit": MAX_BYTES}),
    ],
    ids=lambda item: str(item)[:20],
)
def test_a_file_that_holds_no_records_is_refused(
    raw: bytes | str, form: str, code: str, params: dict[str, Any] | None
) -> None:
    with pytest.raises(ImportFault) as caught:
        read(raw, form)
    assert caught.value.code == code
    assert params is None or caught.value.params == params


@pytest.mark.parametrize(
    ("name", "raw", "form"),
    [
        ("a.TOML", b"", "toml"),
        ("a.json", b"", "json"),
        ("a.ndjson", b"", "jsonl"),
        ("liste.tsv", b"", "csv"),
        ("", b'{"a": 1}', "json"),
        ("", b'{"a": 1}\n{"a": 2}', "jsonl"),
        ("", b' [{"a": 1}]', "json"),
        ("-", b'[[records]]\nname = "x"', "toml"),
        ("-", b'name = "x"', "toml"),
        ("-", b"\xef\xbb\xbfname;ort\nx;y\n", "csv"),
        ("-", "name;ort\nMüller;y\n".encode("cp1252"), "csv"),
        ("-", b"", "csv"),
    ],
)
def test_the_format_is_told_by_the_name_else_by_the_content(name: str, raw: bytes, form: str) -> None:
    assert format_of(name, raw) == form


@given(st.text(max_size=200), st.sampled_from(["toml", "json", "jsonl", "csv"]))
def test_no_text_does_more_than_be_refused(text: str, form: str) -> None:
    raw = text.encode("utf-8", errors="surrogatepass")
    with contextlib.suppress(ImportFault):
        assert all(isinstance(row.data, dict) for row in read(raw, form).rows)
