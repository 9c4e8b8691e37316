"""Field paths: as people type them, and back."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.fields import find_spec, path_text, record_spec
from schemas.paths import PathSyntaxError, format_path, is_number, parse_path, quote_key
from tests.strategies import ANY_TEXT

PARTS = st.lists(ANY_TEXT | st.text(max_size=5), min_size=1, max_size=5).map(tuple)


@given(PARTS, st.integers(0, 3))
def test_what_is_formatted_is_read_again(path: tuple[str, ...], length: int) -> None:
    assert parse_path(format_path(path)) == path
    assert parse_path(format_path(path, lambda prefix: length if len(prefix) == 1 else 0)) == path


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("name", ("name",)),
        ("contacts[buero].phone", ("contacts", "buero", "phone")),
        (
            "relations[part_of,hand-in-hand-k7q2].since",
            ("relations", "part_of", "hand-in-hand-k7q2", "since"),
        ),
        ("relations[ part_of , x ].since", ("relations", "part_of", "x", "since")),
        ("ballots[g/r].points.t", ("ballots", "g/r", "points", "t")),
        ("contacts[#2].phone", ("contacts", "#2", "phone")),
        ('links["https://example.org/a.b"]', ("links", "https://example.org/a.b")),
        ("links[https://example.org/a.b].label", ("links", "https://example.org/a.b", "label")),
        ('"x y"."a\\"b\\\\c\\n"', ("x y", 'a"b\\c\n')),
        ("Räume", ("Räume",)),
    ],
)
def test_paths_as_people_type_them(text: str, path: tuple[str, ...]) -> None:
    assert parse_path(text) == path


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", 0),
        (".", 0),
        ("a.", 2),
        ("a..b", 2),
        ("a[", 2),
        ("a[b", 3),
        ("a[]", 2),
        ("a[b,]", 4),
        ("a]", 1),
        ("a,b", 1),
        ("a[b]c", 4),
        ("a[b[c]]", 3),
        ('a"b"', 1),
        ('"a', 0),
        ("a. .b", 2),
    ],
)
def test_what_is_no_path_says_where(text: str, position: int) -> None:
    with pytest.raises(PathSyntaxError) as caught:
        parse_path(text)
    assert caught.value.position == position


@given(st.text(max_size=12))
def test_no_text_does_worse_than_a_syntax_error(text: str) -> None:
    path = None
    with contextlib.suppress(PathSyntaxError):
        path = parse_path(text)
    assert path is None or parse_path(format_path(path)) == path


def test_keys_are_quoted_only_where_they_must_be() -> None:
    assert [quote_key(key) for key in ("a-1", "g/r", "#2", "x y", "")] == ["a-1", "g/r", "#2", '"x y"', '""']


def test_numbers_stand_for_entries_without_a_usable_key() -> None:
    assert is_number("#1")
    assert not any(map(is_number, ("#0", "#", "1", "#x", "#01", "x#1")))


@pytest.mark.parametrize(
    ("kind", "path", "text"),
    [
        ("actor", ("relations", "part_of", "x", "since"), "relations[part_of,x].since"),
        ("actor", ("relations", "#2", "since"), "relations[#2].since"),
        ("actor", ("contacts", "a", "phone"), "contacts[a].phone"),
        ("group", ("meetings", "m", "tasks", "t", "text"), "meetings[m].tasks[t].text"),
        ("actor", ("neu", "a"), "neu.a"),
        ("vocabulary", ("district", "nord", "de"), "district.nord.de"),
    ],
)
def test_the_schema_says_where_brackets_stand(kind: str, path: tuple[str, ...], text: str) -> None:
    assert path_text(kind, path) == text
    assert parse_path(text) == path


@pytest.mark.parametrize(
    ("kind", "path", "name", "whole_entry"),
    [
        ("actor", ("name",), "name", False),
        ("actor", ("contacts",), "contacts", False),
        ("actor", ("contacts", "a"), "contacts", True),
        ("actor", ("contacts", "a", "phone"), "phone", False),
        ("actor", ("relations", "a", "b"), "relations", True),
        ("actor", ("relations", "a", "b", "since"), "since", False),
        ("actor", ("relations", "#1", "since"), "since", False),
        ("actor", ("relations", "#1"), "relations", True),
        ("actor", ("ballots", "g/r", "points", "t"), "points", False),
        ("group", ("meetings", "m", "tasks", "t", "due_on"), "due_on", False),
        ("group", ("meetings", "m", "tasks", "t"), "tasks", True),
        ("vocabulary", ("district", "nord", "de"), "de", False),
        ("vocabulary", ("remarks",), "remarks", False),
    ],
)
def test_the_field_that_a_path_leads_to(
    kind: str, path: tuple[str, ...], name: str, whole_entry: bool
) -> None:
    spec, is_entry = find_spec(record_spec(kind), path)
    assert spec is not None
    assert (spec.name, is_entry) == (name, whole_entry)


def test_the_schema_knows_no_other_fields() -> None:
    assert find_spec(record_spec("actor"), ("neu",)) == (None, False)
    assert find_spec(record_spec("actor"), ("contacts", "a", "fax")) == (None, False)
    assert find_spec(record_spec("actor"), ("name", "x")) == (None, False)
    with pytest.raises(KeyError):
        record_spec("person")
