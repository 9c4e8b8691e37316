"""Whatever stands in a file becomes problems with their lines; reading never raises."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.fields import record_spec
from schemas.problems import Problem
from store.codec import decode, encode
from store.codec.parser import MAX_MARKS
from store.codec.reader import MAX_BYTES
from store.record import Record, load_record
from tests.store.codec.samples import ACTOR

GOOD = 'id = "x"\nname = "X"\nkind = "treff"\nstatus = "active"\n'
CONTACT = '[[contacts]]\nkey = "a"\nrole = "R"\nvisibility = "public"\nbasis = "public_task"\n'


def load(raw: bytes | str, record_id: str = "x") -> Record:
    return load_record(raw.encode() if isinstance(raw, str) else raw, "actor", record_id)


def only(raw: bytes | str) -> Problem:
    (problem,) = load(raw).problems
    return problem


def test_a_good_file_has_no_problem() -> None:
    record = load(ACTOR, "treff-nord-a2b3")
    assert record.problems == ()
    assert record.readable
    assert record.model is not None
    assert record.title == "Treff Nord (Beispiel)"


@pytest.mark.parametrize(
    "raw",
    [
        GOOD.encode("utf-8-sig"),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace("\n", "\r\n", 1).encode(),
        GOOD.strip().encode(),
        GOOD.replace("\n", "  \t\n").encode(),
        (GOOD + "# " + "x" * 900_000).encode(),
    ],
    ids=["byte order mark", "crlf", "mixed", "no last newline", "trailing blanks", "long comment"],
)
def test_other_ways_to_write_a_file_are_read(raw: bytes) -> None:
    record = load(raw)
    assert record.problems == ()
    assert record.data is not None
    assert encode(record.data, record_spec("actor")) == GOOD.encode()


@pytest.mark.parametrize(
    ("raw", "code", "line", "column"),
    [
        (GOOD.replace('"X"', "X"), "not_toml", 2, 8),
        (GOOD + 'name = "Y"\n', "not_toml", 5, None),
        (GOOD + '"na\\u006de" = "Y"\n', "not_toml", 5, None),
        (GOOD + "[a]\n[a]\n", "not_toml", 6, None),
        ("<!DOCTYPE html>", "not_toml", 1, None),
        ("\x00", "not_toml", 1, None),
        (GOOD + "x = 2026-13-01\n", "not_toml", 5, None),
        (GOOD + "a\rb = 1\n", "not_toml", 5, None),
        ('id = "\x1b[2J"\n', "not_toml", 1, None),
        (GOOD + "<<<<<<< HEAD\n", "conflict_markers", 5, None),
        (GOOD + "=======\r\n", "conflict_markers", 5, None),
        (GOOD.encode() + b'x = "\xff"\n', "not_utf8", 5, None),
        (GOOD.encode("utf-16"), "not_utf8", 1, None),
        ("Räume".encode("latin-1"), "not_utf8", 1, None),
        (gzip.compress(GOOD.encode(), mtime=0), "not_utf8", 1, None),
        (b"\xed\xa0\x80", "not_utf8", 1, None),
    ],
)
def test_what_cannot_be_read_says_where(
    raw: bytes | str, code: str, line: int | None, column: int | None
) -> None:
    problem = only(raw)
    assert (problem.code, problem.path, problem.record) == (code, "actors/x.toml", "x")
    assert problem.line == line
    assert column is None or problem.column == column
    assert problem.unreadable
    assert not load(raw).readable


@pytest.mark.parametrize(
    "raw",
    [
        "a = " + "[" * 3000 + "]" * 3000,
        "a = " + "{a=" * 3000 + "1" + "}" * 3000,
        ".".join("a" * 3000) + " = 1",
        "[" + ".".join("a" * 3000) + "]",
        "a = " + "9" * 6000,
    ],
    ids=["lists", "tables", "dotted key", "header", "digits"],
)
def test_what_has_no_end_is_refused_by_the_parser(raw: str) -> None:
    problem = only(raw)
    assert (problem.code, problem.params) == ("not_toml", {"reason": "limits"})


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("#" * (MAX_BYTES + 1), "too_large"),
        ("a = [" + "[]," * MAX_MARKS + "]", "too_many_entries"),
        ("\n".join(f"[{'.'.join('a' * n)}]" for n in range(1, 900)), "too_many_entries"),
        (".".join("a" * 900) + " = 1", "too_deep"),
    ],
    ids=["bytes", "brackets", "growing headers", "deep key"],
)
def test_what_is_too_much_is_refused_before_it_costs(raw: str, code: str) -> None:
    record = load(raw)
    assert [problem.code for problem in record.problems] == [code]
    assert record.data is None


@pytest.mark.parametrize(
    ("text", "code", "field", "line"),
    [
        ("neu = [[[[[[[[[1]]]]]]]]]\n", "too_deep", ("neu", *["#1"] * 8), 5),
        (f'remarks = "{"x" * 65_537}"\n', "text_too_long", ("remarks",), 5),
        (f'neu = "{"ä" * 32_769}"\n', "text_too_long", ("neu",), 5),
        ("neu = 9223372036854775808\n", "number_too_large", ("neu",), 5),
        ("neu = -9223372036854775809\n", "number_too_large", ("neu",), 5),
        ("neu = 0x" + "f" * 100_000 + "\n", "number_too_large", ("neu",), 5),
        (f"neu = [{'1,' * 1001}]\n", "too_many_entries", ("neu",), 5),
        (CONTACT + "phone = 49561\n", "wrong_type", ("contacts", "a", "phone"), 10),
        ("contacts = 1\n", "wrong_type", ("contacts",), 5),
        ("contacts = [1]\n", "wrong_type", ("contacts", "#1"), 5),
        ("tags = [1]\n", "wrong_type", ("tags",), 5),
        (CONTACT + CONTACT, "duplicate_key", ("contacts", "a"), 10),
    ],
)
def test_an_unreadable_value_is_named_with_field_and_line(
    text: str, code: str, field: tuple[str, ...], line: int
) -> None:
    problem = only(GOOD + text)
    assert (problem.code, problem.field, problem.line) == (code, field, line)
    record = load(GOOD + text)
    assert not record.readable
    assert record.title == "X"


def test_what_merely_breaks_the_schema_leaves_the_record_readable() -> None:
    record = load(GOOD.replace("active", "aktiv"))
    assert [(problem.code, problem.line) for problem in record.problems] == [("not_a_choice", 4)]
    assert record.readable
    assert record.model is None


def test_the_file_name_must_be_the_id() -> None:
    (problem,) = load(GOOD, "y").problems
    assert (problem.code, problem.line) == ("id_is_not_file_name", 1)
    assert problem.params == {"id": "x", "file": "y"}
    assert "bad_file_name" in {problem.code for problem in load(GOOD, "Y y").problems}


def test_at_most_twenty_problems_are_listed_for_one_file() -> None:
    contacts = "".join(f'[[contacts]]\nkey = "k{number}"\n' for number in range(900))
    assert len(load(GOOD + contacts).problems) == 20
    meetings = "[[meetings]]\nagenda = [" + "1," * 900 + "]\n"
    assert len(load_record((meetings * 60).encode(), "group", "x").problems) == 20


def test_the_largest_numbers_and_strange_keys_are_fine() -> None:
    text = GOOD + "neu = [9223372036854775807, -9223372036854775808, nan, -inf]\n__class__ = 1\n'' = 2\n"
    record = load(text)
    assert record.problems == ()
    assert type(record.model).__name__ == "Actor"
    assert record.data is not None
    again = load(encode(record.data, record_spec("actor")))
    assert again.problems == ()
    assert again.data is not None
    assert (again.data["__class__"], again.data[""]) == (1, 2)


@given(
    st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
def test_no_bytes_make_reading_raise(raw: bytes) -> None:
    record = load(raw)
    assert record.problems
    assert decode(raw, "x").problem is None or record.data is None


@given(st.integers(0, len(ACTOR)), st.text(max_size=3), st.integers(0, 30))
def test_no_slip_of_an_editor_makes_reading_raise(place: int, typed: str, deleted: int) -> None:
    raw = (ACTOR[:place] + typed + ACTOR[place + deleted :]).encode("utf-8", "surrogatepass")
    record = load_record(raw, "actor", "treff-nord-a2b3")
    assert all(problem.line is None or problem.line >= 1 for problem in record.problems)
    if record.readable and record.data is not None:
        assert encode(record.data, record_spec("actor"))
