"""The line of a field, for whatever way its file was written."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given

from schemas.fields import record_spec
from schemas.record import RecordType
from schemas.validation import Data
from store.codec import encode
from store.codec.lines import find_line, find_lines
from store.codec.scanner import comments, statements
from tests.store.codec.samples import ACTOR
from tests.strategies import ANY_TEXT, kinds_and_records

ACTOR_SPEC = record_spec("actor")

BY_HAND = '''\
# a comment [x]
id = "a" # another
"na\\u006de" = "name = # no"
description = """
kind = "not here"
[[contacts]]
"""
tags = [
  "a", # [[contacts]]
  "]",
]

[[contacts]]
key = '5k2m0abc'
phone = "1"

  [[contacts]]
  key = "zz"
  "phone" = "2"
  neu.tief = 1
  [contacts.tafel]
  u = 1

[[relations]]
type = "part_of"
to = "x"
since = 2020-01-01
'''
INLINE = """\
id = "a"
contacts = [
  { key = "a", phone = "1" },
  { key = "b", neu = [1, { z = 2 }], x.y = 3 },
]
ballots = [ { round = "g/r", points = { t = 1 } } ]
kind.inner = 1
"""


def line_of(text: str, path: tuple[str, ...], kind: str = "actor") -> int | None:
    return find_line(text, path, record_spec(kind))


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("id",), 2),
        (("name",), 3),
        (("description",), 4),
        (("tags",), 8),
        (("contacts", "5k2m0abc", "phone"), 15),
        (("contacts", "zz", "phone"), 19),
        (("contacts", "zz", "neu", "tief"), 20),
        (("contacts", "zz", "tafel", "u"), 22),
        (("contacts", "zz", "role"), 17),
        (("contacts", "#1", "phone"), 15),
        (("contacts", "#2", "phone"), 19),
        (("contacts", "nobody", "phone"), 13),
        (("contacts",), 13),
        (("relations", "part_of", "x", "since"), 27),
        (("relations", "part_of", "x"), 24),
        (("relations", "#1", "since"), 27),
        (("relations", "#9", "since"), 24),
        (("kind",), None),
        ((), None),
    ],
)
def test_the_line_of_a_key_or_of_its_nearest_header(path: tuple[str, ...], line: int | None) -> None:
    assert line_of(BY_HAND, path) == line
    assert line_of(BY_HAND.replace("\n", "\r\n"), path) == line


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("contacts", "a", "phone"), 3),
        (("contacts", "b"), 4),
        (("contacts", "b", "neu", "#2", "z"), 4),
        (("contacts", "b", "x", "y"), 4),
        (("contacts", "b", "role"), 4),
        (("ballots", "g/r", "points", "t"), 6),
        (("kind", "inner"), 7),
    ],
)
def test_inline_tables_and_dotted_keys_have_lines_too(path: tuple[str, ...], line: int) -> None:
    assert line_of(INLINE, path) == line


def test_of_two_entries_with_one_key_the_second_is_the_one_too_many() -> None:
    text = '[[contacts]]\nkey = "a"\n[[contacts]]\nkey = "a"\nphone = "2"\n'
    assert line_of(text, ("contacts", "a")) == 3


def test_nested_lists_are_told_apart_by_all_their_keys() -> None:
    meeting = '[[meetings]]\nkey = "{}"\n[[meetings.tasks]]\nkey = "t"\ntext = "x"\n'
    text = meeting.format("a") + meeting.format("b")
    assert line_of(text, ("meetings", "a", "tasks", "t", "text"), "group") == 5
    assert line_of(text, ("meetings", "b", "tasks", "t", "text"), "group") == 10


def test_conflicts_and_terms_have_lines() -> None:
    text = '[[conflicts]]\npath = ["contacts", "a"]\n[[conflicts.versions]]\nby = "B"\n'
    assert line_of(text, ("conflicts", "contacts/a", "versions", "#1", "by")) == 4
    assert line_of('[district.nord]\nde = "Nord"\n', ("district", "nord", "de"), "vocabulary") == 2


def test_what_is_not_toml_has_no_lines() -> None:
    assert line_of("id = \n", ("id",)) is None
    assert line_of("[" * 2000, ("id",)) is None


def test_many_fields_are_found_in_one_pass() -> None:
    paths = [("name",), ("contacts", "5k2m0abc", "role"), ("nothing",)]
    assert find_lines(ACTOR, tomllib.loads(ACTOR), paths, ACTOR_SPEC) == [2, 23, None]


@given(kinds_and_records())
def test_every_plain_field_of_a_canonical_file_is_found_where_it_stands(
    made: tuple[RecordType, Data],
) -> None:
    kind, data = made
    spec = record_spec(kind)
    text = encode(data, spec).decode()
    lines = text.split("\n")
    written = tomllib.loads(text)
    for name in [field.name for field in spec.fields if field.name in written]:
        line = find_line(text, (name,), spec)
        assert line is not None
        assert lines[line - 1].lstrip("[").startswith(name)


@given(ANY_TEXT)
def test_no_text_makes_it_raise(text: str) -> None:
    assert find_line(text, ("contacts", "a", "phone"), ACTOR_SPEC) in {None, *range(1, text.count("\n") + 2)}
    assert all(each.line <= text.count("\n") + 1 for each in statements(text))
    assert all("\n" not in comment for comment in comments(text))


@pytest.mark.timeout(60)  # work that grew with the square of the text would take hours
@pytest.mark.parametrize("start", ["", 'k = """', "k = [", "["])
@pytest.mark.parametrize(
    "piece",
    [
        *("[", "]", "{", '"', "'", '"""\n', "'''\n", "''a", '""a', "\\", "#", "# x\n", "\n", "a.", "a=1\n"),
        *("[[a]]\n", "[],", "[[]],", "{},", '"\\', "a\r", "[a]\n", "=", "\t", "a={},"),
    ],
)
def test_a_hostile_megabyte_is_scanned_in_a_moment(start: str, piece: str) -> None:
    text = start + piece * ((1 << 20) // len(piece))
    assert all(each.line >= 1 for each in statements(text))
    assert all("\n" not in comment for comment in comments(text))
    assert find_line(text, ("contacts", "a", "phone"), ACTOR_SPEC) is None
