"""The canonical file: the same data gives the same bytes at every partner, and nothing is lost on the way."""

from __future__ import annotations

import difflib
import random
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from schemas.field_kinds import Shape
from schemas.fields import FieldSpec, record_spec
from schemas.record import RECORD_TYPES, RecordType
from schemas.validation import Data, check_record
from store.codec import canonical, decode, encode, same
from store.codec.canonical import entries_by_key
from store.codec.writer import value_bytes
from tests.store.codec.samples import ACTOR
from tests.strategies import ANY_TEXT, UNKNOWN_KEYS, kinds_and_records, odd_records, toml_values

SPEC = record_spec("actor")


def read(raw: bytes) -> Data:
    decoded = decode(raw, "actors/x.toml")
    assert decoded.data is not None, (decoded.problem, raw)
    return decoded.data


def actor(**fields: Any) -> Data:
    return read(ACTOR.encode()) | fields


def changed_lines(before: bytes, after: bytes) -> list[str]:
    delta = difflib.ndiff(before.decode().split("\n"), after.decode().split("\n"))
    return [line for line in delta if line[:1] in "+-"]


@given(kinds_and_records())
def test_what_was_written_is_read_again(made: tuple[RecordType, Data]) -> None:
    kind, data = made
    spec = record_spec(kind)
    raw = encode(data, spec)
    assert same(read(raw), canonical(data, spec))
    assert check_record(kind, read(raw))[1] == []


@given(kinds_and_records())
def test_writing_again_changes_no_byte(made: tuple[RecordType, Data]) -> None:
    kind, data = made
    spec = record_spec(kind)
    raw = encode(data, spec)
    assert encode(read(raw), spec) == raw
    assert encode(canonical(data, spec), spec) == raw


@given(st.sampled_from(RECORD_TYPES).flatmap(lambda kind: st.tuples(st.just(kind), odd_records(kind))))
def test_odd_records_are_written_as_surely(made: tuple[RecordType, Data]) -> None:
    kind, data = made
    spec = record_spec(kind)
    raw = encode(data, spec)
    assert encode(read(raw), spec) == raw
    assert same(read(raw), canonical(data, spec))


def shuffled(value: Any, spec: FieldSpec | None, chance: random.Random) -> Any:
    """The same data in another order, wherever order means nothing."""
    if isinstance(value, dict):
        names = chance.sample(list(value), len(value))
        return {
            name: shuffled(value[name], (spec.item or spec.find(name)) if spec else None, chance)
            for name in names
        }
    if isinstance(value, list) and spec is not None and spec.shape in {Shape.KEYED, Shape.SET}:
        return [shuffled(item, spec, chance) for item in chance.sample(value, len(value))]
    return value


@given(kinds_and_records(), st.randoms(use_true_random=False))
def test_order_of_keys_entries_and_sets_does_not_matter(
    made: tuple[RecordType, Data], chance: random.Random
) -> None:
    kind, data = made
    spec = record_spec(kind)
    assert encode(shuffled(data, spec, chance), spec) == encode(data, spec)


@given(st.dictionaries(UNKNOWN_KEYS.filter(lambda key: SPEC.find(key) is None), toml_values(20), max_size=5))
def test_unknown_keys_survive_equal_in_value(unknown: Data) -> None:
    found = read(encode(actor(**unknown), SPEC))
    for name, value in unknown.items():
        assert same(found[name], value)


@given(ANY_TEXT)
def test_known_text_differs_in_line_ends_and_composition_alone(text: str) -> None:
    found = read(encode(actor(remarks=text), SPEC)).get("remarks", "")
    assert found == canonical({"remarks": text}, SPEC).get("remarks", "")
    assert "\r" not in found


@given(toml_values())
def test_a_value_prints_as_tomli_w_prints_it(value: Any) -> None:
    if isinstance(value, dict) or "\r" in repr(value) or "\\r" in repr(value):
        return
    table_like = isinstance(value, list) and value and all(isinstance(item, dict) for item in value)
    if not table_like:
        ours = value_bytes(value).decode()
        assert tomli_w.dumps({"v": read(ours.encode())["v"]}, multiline_strings=True) == ours


@given(toml_values(), toml_values())
def test_same_means_the_same_bytes(left: Any, right: Any) -> None:
    assert same(left, right) == (value_bytes(left) == value_bytes(right))


def test_the_sample_is_canonical() -> None:
    assert encode(read(ACTOR.encode()), SPEC).decode() == ACTOR


@pytest.mark.parametrize("length", range(88, 104))
def test_one_more_letter_is_one_changed_line_whatever_the_length(length: int) -> None:
    def contact(note: str) -> bytes:
        entry = {
            "key": "3bh1vabd",
            "role": "R",
            "visibility": "public",
            "basis": "public_task",
            "phone": note,
        }
        zukunft = [{"a": note, "b": 1}, {"a": "x", "b": 2}]
        return encode(actor(contacts=[entry], zukunft=zukunft), SPEC)

    before, after = contact("x" * length), contact("x" * (length + 1))
    # The same letter stands in a known and in an unknown field: a line each.
    assert [line[:2] for line in changed_lines(before, after) if line[0] != "?"] == ["- ", "+ "] * 2


def test_a_set_and_a_list_have_an_item_a_line() -> None:
    before = encode(actor(tags=["a", "c"]), SPEC)
    after = encode(actor(tags=["c", "b", "a", "a"]), SPEC)
    assert changed_lines(before, after) == ['+     "b",']


def test_known_text_is_nfc_with_lf_and_unknown_text_is_left_alone() -> None:
    text = "Ra\u0308ume\r\n"
    found = read(encode(actor(name=text, zukunft=text, tags=["a\u0308", "ä"]), SPEC))
    assert found["name"] == "Räume\n"
    assert found["zukunft"] == text
    assert found["tags"] == ["ä"]


@pytest.mark.parametrize("empty", ["", [], {}, None])
def test_empty_and_absent_are_the_same(empty: Any) -> None:
    assert encode(actor(summary=empty, places=empty, tags=empty), SPEC) == ACTOR.encode()


def test_false_and_zero_are_values_and_unknown_empties_stay() -> None:
    found = read(encode(actor(null=0, nein=False, leer="", liste=[], tafel={}, nichts=None), SPEC))
    assert (found["null"], found["nein"], found["leer"]) == (0, False, "")
    assert (found["liste"], found["tafel"]) == ([], {})
    assert "nichts" not in found


def test_date_times_keep_their_offset_and_lose_their_fractions() -> None:
    eastern = timezone(timedelta(hours=2))
    meeting = {"key": "a", "start": datetime(2026, 3, 2, 18, 0, 0, 999_999, eastern), "title": "T"}
    raw = encode({"id": "g", "meetings": [meeting]}, record_spec("group"))
    assert b"start = 2026-03-02 18:00:00+02:00\n" in raw


def test_an_unknown_moment_keeps_its_fractions() -> None:
    moment = datetime(2026, 3, 2, 18, 0, 0, 1, UTC)
    assert read(encode(actor(neu=moment, uhr=time(1, 2, 3, 4)), SPEC))["neu"] == moment


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (1, 1.0),
        (1, True),
        (0.0, -0.0),
        ("ä", "a\u0308"),
        (datetime(2026, 1, 1, 18, tzinfo=timezone(timedelta(hours=1))), datetime(2026, 1, 1, 17, tzinfo=UTC)),
        (date(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC)),
        ([1, 2], [2, 1]),
        ({"a": 1}, {"a": 1, "b": 1}),
    ],
)
def test_what_python_takes_for_equal_may_differ(left: Any, right: Any) -> None:
    assert not same(left, right)
    assert value_bytes(left) != value_bytes(right)


def test_not_a_number_is_itself_and_tables_have_no_order() -> None:
    assert same([float("nan")], [float("nan")])
    assert same({"a": 1, "b": [2]}, {"b": [2], "a": 1})
    assert same(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=timezone(timedelta())))


def test_entries_stand_sorted_by_their_keys() -> None:
    relations = [{"type": "b", "to": "a"}, {"type": "a", "to": "z"}, {"type": "a", "to": "b"}]
    found = read(encode(actor(relations=relations), SPEC))["relations"]
    assert [(entry["type"], entry["to"]) for entry in found] == [("a", "b"), ("a", "z"), ("b", "a")]


def test_conflicts_stand_sorted_with_removed_first() -> None:
    versions = [{"by": "B", "value": "2"}, {"value": "1", "by": "A"}, {"by": "C"}]
    data = actor(conflicts=[{"versions": versions, "path": ["name"]}, {"versions": [], "path": ["kind"]}])
    text = encode(data, SPEC).decode()
    assert (
        text.index('"kind"')
        < text.index('"name"')
        < text.index('"C"')
        < text.index('"1"')
        < text.index('"2"')
    )
    assert 'value = "1"\nby = "A"' in text


def test_the_vocabulary_and_the_register_have_their_own_order() -> None:
    spec = record_spec("vocabulary")
    data = {"district": {"b": {"en": "B", "de": "B"}, "a": {"de": "A", "order": 1}}, "actor_kind": {}}
    assert encode(data, spec) == b'[district.a]\nde = "A"\norder = 1\n\n[district.b]\nde = "B"\nen = "B"\n'
    knoten = {"name": "N", "id": "i", "format": 1, "zukunft": 2}
    assert encode(knoten, record_spec("register")) == b'format = 1\nid = "i"\nname = "N"\nzukunft = 2\n'


def test_keys_that_need_quotes_get_them() -> None:
    text = encode({"x y": {"": {"a.b": 1, "ä": 2, "\n": 3}}}, SPEC).decode()
    assert text == '["x y".""]\n"\\n" = 3\n"a.b" = 1\n"ä" = 2\n'


def test_a_record_without_fields_is_an_empty_file() -> None:
    assert encode({}, SPEC) == b""


def test_a_number_of_thousands_of_digits_can_be_compared() -> None:
    assert value_bytes(16**5000) != value_bytes(16**5000 + 1)


def test_entries_that_cannot_be_told_apart_are_not_taken_apart() -> None:
    contacts = SPEC.find("contacts")
    assert contacts is not None
    one, two = {"key": "a"}, {"key": "b"}
    assert entries_by_key([one, two], contacts) == {("a",): one, ("b",): two}
    broken: tuple[Any, ...] = ([one, one], [{}], [{"key": 1}], [1], "text", [{"key": ""}])
    assert [entries_by_key(entries, contacts) for entries in broken] == [None] * len(broken)
