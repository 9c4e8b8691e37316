"""Text to value and back, for every kind of field."""

from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.fields import FieldSpec, find_spec, record_spec
from schemas.vocabulary import Vocabulary
from store.values import Reading, ValueFault, parse_entry, parse_value, plain_value, value_text

VOCABULARY = Vocabulary(
    {
        "actor_kind": {"verein": {"de": "Verein", "en": "Association", "synonyms": ["e. V."]}},
        "engagement_field": {
            "umwelt": {"de": "Umwelt, Naturschutz oder Tierschutz", "en": "Environment"},
            "sport": {"de": "Sport und Bewegung", "en": "Sport"},
        },
        "relation": {"part_of": {"de": "ist Teil von", "en": "part of"}},
    }
)
TITLES = {("actor", "kulturhaus"): "kulturhaus-b3b3", ("topic", "rampen"): "rampen-c4c4"}
WORDS = {"merged with another entry": "mit einem anderen Eintrag vereinigt"}
READING = Reading(
    vocabulary=VOCABULARY,
    find=lambda kind, text: TITLES.get((kind, text.casefold())),
    words=lambda label: WORDS.get(label, label),
    zone=ZoneInfo("Europe/Berlin"),
)


def spec(kind: str, *path: str) -> FieldSpec:
    found, _ = find_spec(record_spec(kind), path)
    assert found is not None
    return found


PHONE = spec("actor", "contacts", "a", "phone")
LAT = spec("actor", "places", "a", "lat")
START = spec("group", "meetings", "a", "start")
AGENDA = spec("group", "meetings", "a", "agenda")


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        (spec("actor", "name"), "  Treff Süd ", "Treff Süd"),
        (spec("actor", "name"), "   ", None),
        (spec("actor", "description"), "eins\r\nzwei\n", "eins\nzwei"),
        (PHONE, "+49561123", "+49561123"),
        (PHONE, "'+431588160", "+431588160"),
        (PHONE, "‘+43312632444", "+43312632444"),
        (PHONE, "0561 1234", "0561 1234"),
        (spec("actor", "founded"), "1998", 1998),
        (LAT, "51,3127", 51.3127),
        (LAT, "-51.3", -51.3),
        (spec("actor", "kind"), "Association", "verein"),
        (spec("actor", "kind"), "e. v.", "verein"),
        (spec("actor", "kind"), "Zirkus", "Zirkus"),
        (spec("actor", "status"), "Active", "active"),
        (spec("actor", "status"), "mit einem anderen Eintrag vereinigt", "merged"),
        (spec("actor", "volunteers"), ">50", ">50"),
        (spec("actor", "steward"), "Kulturhaus", "kulturhaus-b3b3"),
        (spec("actor", "steward"), "unknown-x2x2", "unknown-x2x2"),
        (spec("actor", "verified_on"), "2026-12-31", date(2026, 12, 31)),
        (spec("actor", "verified_on"), "31.12.2026", date(2026, 12, 31)),
        (spec("actor", "verified_on"), "1. 2. 2026", date(2026, 2, 1)),
        (spec("actor", "website"), "www.example.org/a?b", "https://www.example.org/a?b"),
        (spec("actor", "website"), "codeforokc.org/", "https://codeforokc.org/"),
        (spec("actor", "website"), "http://example.org", "http://example.org"),
        (spec("actor", "website"), "keine", "keine"),
        (spec("actor", "tags"), "rot, grün,,blau", ["rot", "grün", "blau"]),
        (spec("actor", "tags"), '["a, b", "c"]', ["a, b", "c"]),
        (spec("actor", "languages"), "de, Türkçe, EN", ["de", "tr", "en"]),
        (spec("topic", "related"), "Rampen, x-b2b2", ["rampen-c4c4", "x-b2b2"]),
        (
            spec("actor", "engagement_fields"),
            "Sport, Umwelt, Naturschutz oder Tierschutz, Segeln",
            ["sport", "umwelt", "Segeln"],
        ),
        (AGENDA, "Begrüßung, Dank\n\nBericht", ["Begrüßung, Dank", "Bericht"]),
        (START, "2026-03-01T18:00Z", datetime(2026, 3, 1, 18, tzinfo=UTC)),
        (START, "1.7.2026, 18:30 Uhr", datetime(2026, 7, 1, 18, 30, tzinfo=timezone(timedelta(hours=2)))),
        (
            START,
            "2026-03-01 18:00:05-0330",
            datetime(2026, 3, 1, 18, 0, 5, tzinfo=timezone(timedelta(hours=-3, minutes=-30))),
        ),
        (spec("actor", "ballots", "a", "points"), "Rampen=3, x-b2b2=1", {"rampen-c4c4": 3, "x-b2b2": 1}),
        (spec("actor", "ballots", "a", "points"), "{x-b2b2 = 2}", {"x-b2b2": 2}),
        (None, "[1, {a = 2026-01-01}]", [1, {"a": date(2026, 1, 1)}]),
        (
            spec("actor", "links"),
            '[{url = "www.example.org", label = "x"}]',
            [{"url": "https://www.example.org", "label": "x"}],
        ),
    ],
)
def test_text_becomes_the_value_that_is_meant(field: FieldSpec | None, text: str, value: Any) -> None:
    found = parse_value(field, text, READING)
    assert found == value
    assert type(found) is type(value)


def test_a_local_time_takes_the_zone_of_its_season() -> None:
    winter = parse_value(START, "2026-01-05 18:00", READING)
    summer = parse_value(START, "2026-07-05 18:00", READING)
    assert (winter.utcoffset(), summer.utcoffset()) == (timedelta(hours=1), timedelta(hours=2))


def test_without_a_zone_a_local_time_is_the_machines() -> None:
    at = datetime(2026, 1, 5, 18)  # noqa: DTZ001  # this is the point
    assert parse_value(START, "2026-01-05 18:00") == at.astimezone()


@pytest.mark.parametrize(
    ("field", "text", "code", "params"),
    [
        (spec("actor", "founded"), "etwa 1998", "wrong_type", {"expected": "whole_number"}),
        (spec("actor", "founded"), "9" * 5000, "wrong_type", {"expected": "whole_number"}),
        (spec("actor", "founded"), "١٩٩٨", "wrong_type", {"expected": "whole_number"}),
        (LAT, "nan", "wrong_type", {"expected": "number"}),
        (LAT, "1.234,5", "wrong_type", {"expected": "number"}),
        (spec("actor", "verified_on"), "30.02.2026", "wrong_type", {"expected": "day"}),
        (spec("actor", "verified_on"), "1.2.26", "wrong_type", {"expected": "day"}),
        (spec("actor", "verified_on"), "2026-01-01 10:00", "wrong_type", {"expected": "day"}),
        (START, "2026-03-01", "wrong_type", {"expected": "moment"}),
        (START, "2026-03-01 25:00", "wrong_type", {"expected": "moment"}),
        (START, "0001-01-01 00:00+99:00", "wrong_type", {"expected": "moment"}),
        (spec("actor", "steward"), "Haus am Weg", "not_an_id", {"value": "Haus am Weg"}),
        (spec("actor", "languages"), "de, klingonisch", "not_a_language", {"value": "klingonisch"}),
        (spec("actor", "tags"), "[1, 2]", "wrong_type", {"expected": "list"}),
        (spec("actor", "contacts"), "buero", "not_toml", {"reason": "value"}),
        (None, "1\nother = 2", "not_toml", {"reason": "value"}),
        (None, "[" * 100_000, "not_toml", {"reason": "value"}),
        (None, "9" * 10_000, "not_toml", {"reason": "value"}),
    ],
)
def test_what_is_no_value_says_why(
    field: FieldSpec | None, text: str, code: str, params: dict[str, str]
) -> None:
    with pytest.raises(ValueFault) as caught:
        parse_value(field, text, READING)
    assert (caught.value.code, caught.value.params) == (code, params)


def test_a_choice_that_there_is_not_names_those_there_are() -> None:
    with pytest.raises(ValueFault) as caught:
        parse_value(spec("actor", "status"), "open", READING)
    assert caught.value.code == "not_a_choice"
    assert "dormant" in str(caught.value.params["choices"])


def test_an_entry_is_a_table() -> None:
    relation = spec("actor", "relations")
    assert parse_entry(relation, '{since = "1.5.2026"}', READING) == {"since": date(2026, 5, 1)}
    assert parse_entry(relation, " ", READING) is None
    with pytest.raises(ValueFault):
        parse_entry(relation, "[1]", READING)


def test_typed_sources_are_read_where_the_field_is_more_than_text() -> None:
    places = [{"key": "a", "lat": 51, "lon": "9,5", "street": "1.2.2026", "label": None}]
    assert plain_value(spec("actor", "places"), places, READING) == [
        {"key": "a", "lat": 51.0, "lon": 9.5, "street": "1.2.2026"}
    ]
    assert isinstance(plain_value(LAT, 51, READING), float)
    assert plain_value(LAT, True, READING) is True
    assert plain_value(spec("actor", "founded"), 5.5, READING) == 5.5
    assert plain_value(spec("actor", "tags"), ["a", 3], READING) == ["a", 3]
    assert plain_value(None, {"x": None, "y": [None, 1]}, READING) == {"y": ["", 1]}


def test_a_fault_within_an_entry_leads_to_its_field() -> None:
    relations = [{"type": "part_of", "to": "a-b2b2", "since": "gestern"}]
    with pytest.raises(ValueFault) as caught:
        plain_value(spec("actor", "relations"), relations, READING)
    assert caught.value.path == ("part_of", "a-b2b2", "since")


_WORD = st.text(min_size=1, max_size=30).map(str.strip).filter(bool)
_ONE_LINE = _WORD.filter(lambda text: len(text.splitlines()) == 1 and "\r" not in text)
_ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
_MOMENTS = st.datetimes(datetime(1000, 1, 2), datetime(9999, 1, 1), timezones=_ZONES).map(  # noqa: DTZ001
    lambda at: at.replace(microsecond=0)
)
_VALUES: list[tuple[FieldSpec | None, st.SearchStrategy[Any]]] = [
    (spec("actor", "name"), _ONE_LINE),
    (spec("actor", "founded"), st.integers(-(10**17), 10**17)),
    (LAT, st.floats(allow_nan=False, allow_infinity=False)),
    (spec("actor", "verified_on"), st.dates(date(1000, 1, 1))),
    (START, _MOMENTS),
    (spec("actor", "tags"), st.lists(_ONE_LINE, min_size=1)),
    (AGENDA, st.lists(_ONE_LINE, min_size=1)),
    (spec("actor", "engagement_fields"), st.lists(st.sampled_from(["umwelt", "sport"]), min_size=1)),
    (
        spec("actor", "ballots", "a", "points"),
        st.dictionaries(st.sampled_from(["a-b2b2", "c-d3d3"]), st.integers(0, 9), min_size=1),
    ),
    (None, st.dictionaries(_WORD, st.one_of(st.integers(0, 9), st.booleans(), _WORD, st.lists(_WORD)))),
]


@pytest.mark.parametrize(("field", "values"), _VALUES, ids=lambda item: getattr(item, "name", ""))
def test_the_text_of_a_value_is_read_as_the_same_value(
    field: FieldSpec | None, values: st.SearchStrategy[Any]
) -> None:
    @given(values)
    def back_again(value: Any) -> None:
        assert parse_value(field, value_text(field, value), READING) == value

    back_again()


def test_nothing_is_no_text() -> None:
    assert value_text(spec("actor", "name"), None) == ""


def test_a_value_of_the_wrong_type_can_be_shown() -> None:
    assert value_text(spec("actor", "name"), 5) == "5"
    assert value_text(spec("actor", "tags"), "rot") == "rot"
    assert value_text(spec("actor", "contacts"), [{"key": "a", "x y": [1]}]) == '[{key = "a", "x y" = [1]}]'


def _all_specs(root: FieldSpec) -> list[FieldSpec]:
    return [root, *(inner for field in root.fields for inner in _all_specs(field))]


SPECS = [spec for kind in ("actor", "topic", "group") for spec in _all_specs(record_spec(kind))]
_PLAIN = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.dates()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@given(
    st.integers(0, len(SPECS) - 1),
    st.one_of(st.text(max_size=60), st.from_regex(r"[0-9.:,+ TZ\[\]{}=\"'-]{1,25}", fullmatch=True)),
)
def test_no_text_does_more_than_be_refused(field: int, text: str) -> None:
    with contextlib.suppress(ValueFault):
        parse_value(SPECS[field], text, READING)


@given(st.integers(0, len(SPECS) - 1), _PLAIN)
def test_no_value_does_more_than_be_refused(field: int, value: Any) -> None:
    with contextlib.suppress(ValueFault):
        plain = plain_value(SPECS[field], value, READING)
        assert isinstance(value_text(SPECS[field], plain), str)
