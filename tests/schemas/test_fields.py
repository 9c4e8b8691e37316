"""The schema as data says all that forms, merge and history need to know of each field."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from schemas.field_kinds import InputKind, Shape, shape_of_unknown
from schemas.fields import MODELS, FieldSpec, record_spec, title_of
from schemas.record import RECORD_TYPES, RecordType
from schemas.vocabulary import SECTIONS

FILES = (*RECORD_TYPES, "register", "vocabulary")


def all_fields(spec: FieldSpec) -> Iterator[FieldSpec]:
    for field in spec.fields:
        yield field
        yield from all_fields(field)


RECORD_FIELDS = [field for kind in RECORD_TYPES for field in all_fields(record_spec(kind))]


@pytest.mark.parametrize("kind", RECORD_TYPES)
def test_every_field_of_the_models_has_a_spec(kind: RecordType) -> None:
    assert {field.name for field in record_spec(kind).fields} == set(MODELS[kind].model_fields)
    assert record_spec(kind) is record_spec(kind)


def test_what_a_person_fills_in_has_a_label() -> None:
    unnamed = [
        field.name for field in RECORD_FIELDS if field.input is not InputKind.HIDDEN and not field.label
    ]
    assert unnamed == []


def test_every_term_and_every_link_says_where_it_comes_from() -> None:
    for field in RECORD_FIELDS:
        assert (field.input in {InputKind.TERM, InputKind.TERMS}) == bool(field.section), field.name
        assert (field.input in {InputKind.REF, InputKind.REFS, InputKind.POINTS}) == bool(field.target), (
            field.name
        )
        assert field.section in {"", *SECTIONS}
        assert field.target in {"", *RECORD_TYPES}
        assert (field.input is InputKind.CHOICE) == bool(field.choices), field.name


def test_every_keyed_list_has_a_key_of_its_entries_fields() -> None:
    for field in RECORD_FIELDS:
        assert (field.shape is Shape.KEYED) == bool(field.key), field.name
        assert {*field.key, *field.lead} <= {inner.name for inner in field.fields}
        assert field.key_made == (field.key == ("key",))


@pytest.mark.parametrize("kind", RECORD_TYPES)
def test_files_and_forms_begin_with_the_id_and_end_with_what_all_records_have(kind: RecordType) -> None:
    names = [field.name for field in record_spec(kind).fields]
    assert names[0] == "id"
    assert names[-6:] == ["steward", "verified_on", "links", "tags", "remarks", "conflicts"]


def test_lengths_are_known_to_forms() -> None:
    actor = record_spec("actor")
    lengths = {
        name: spec.max_length for name in ("name", "summary", "description") if (spec := actor.find(name))
    }
    assert lengths == {"name": 120, "summary": 280, "description": None}


def test_defaults_come_from_the_models() -> None:
    rounds = record_spec("group").find("rounds")
    assert rounds is not None
    assert {
        field.name: field.default for field in rounds.fields if field.name in {"points", "max_per_topic"}
    } == {
        "points": 5,
        "max_per_topic": 3,
    }


def test_sections_hold_terms() -> None:
    district = record_spec("vocabulary").find("district")
    assert district is not None
    assert district.item is not None
    assert district.item.find("de") is not None


@pytest.mark.parametrize(
    ("kind", "data", "title"),
    [
        ("actor", {"name": "N", "id": "x"}, "N"),
        ("topic", {"title": "T", "name": "N"}, "T"),
        ("group", {"name": "", "id": "x"}, "x"),
        ("group", {"name": 1, "id": 16**6000}, ""),
    ],
)
def test_titles(kind: RecordType, data: dict[str, object], title: str) -> None:
    assert title_of(kind, data) == title


@pytest.mark.parametrize(
    ("versions", "shape"),
    [
        (({}, {"a": 1}), Shape.TABLE),
        ((["a", "b"], None, ["c"]), Shape.SET),
        ((["a", "b"], ["b", "a"]), Shape.LIST),
        ((["a", "a"],), Shape.LIST),
        (([1, 2],), Shape.LIST),
        (([{"a": 1}],), Shape.VALUE),
        (("a\nb", "a"), Shape.TEXT),
        (("a", "b"), Shape.VALUE),
        (("a\nb", 1), Shape.VALUE),
        ((1, {}), Shape.VALUE),
        ((None,), Shape.VALUE),
        ((), Shape.VALUE),
    ],
)
def test_the_shape_of_what_is_unknown(versions: tuple[object, ...], shape: Shape) -> None:
    assert shape_of_unknown(*versions) is shape
    assert shape_of_unknown(*reversed(versions)) is shape
