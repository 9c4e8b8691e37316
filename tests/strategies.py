"""Generated records of all three kinds: valid ones, and odd ones that a register must survive.

Both are made from the schema, so a new field is generated without a line here. Unknown keys stand at every
level, with values of every type that TOML has.
"""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from schemas.field_kinds import InputKind, Shape
from schemas.fields import FieldSpec, record_spec
from schemas.languages import LANGUAGES
from schemas.record import RECORD_TYPES, RecordType
from schemas.validation import Data

# TOML is Unicode without surrogates, and no bare carriage return stands in a file's line.
CHARACTERS = st.characters(exclude_categories=["Cs"])
SPECIAL = st.sampled_from(
    [
        *(
            "",
            " ",
            "\t",
            "\r",
            "\r\n",
            "\n",
            "\n\n",
            '"',
            '"""',
            "'''",
            "\\",
            "\\u0041",
            "#",
            "# x",
            "=",
            "[a]",
        ),
        *(
            "\x00",
            "\x1b[2J",
            "\x7f",
            "\x85",
            "\u2028",
            "\u202e",
            "\u00e4",
            "a\u0308",
            "\ufb01",
            "\ufeff",
            "🏘",
        ),
    ]
)
ANY_TEXT = st.lists(SPECIAL | st.text(CHARACTERS, max_size=12), max_size=4).map("".join)
LINE = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=30
) | st.sampled_from(["Räume", "Ra\u0308ume", 'Haus "Nord"', "O'Brien", "a\\b", "x # y", "=", "<b>"])
IDS = st.sampled_from(["hand-in-hand-k7q2", "treff-nord-a2b3", "einsamkeit-b3c4", "ag-einsamkeit-d5e6", "x"])
KEYS = st.sampled_from(["3bh1vabc", "3bh1vabd", "5k2m0abc", "office", "a-1"])
DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31))
OFFSETS = st.sampled_from(
    [UTC, timezone(timedelta(hours=1)), timezone(timedelta(hours=-9, minutes=-30)), timezone(timedelta())]
)
MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=OFFSETS)  # noqa: DTZ001  by timezones
ADDRESSES = st.sampled_from(["https://example.org", "http://example.org/ä?a=1#b", "mailto:a@example.org"])
WHOLE = st.integers(-(2**63), 2**63 - 1)

_PLAIN = st.one_of(ANY_TEXT, st.booleans(), WHOLE, st.floats(), DAYS, MOMENTS, st.times(), st.datetimes())
UNKNOWN_KEYS = st.sampled_from(
    [
        *("zukunft", "x y", "", "a.b", '"', "\u00e4", "a\u0308", "\n", "1"),
        *("__class__", "__init__", "model_config", "faults"),
    ]
) | st.text(CHARACTERS, max_size=8)


def toml_values(max_leaves: int = 6) -> st.SearchStrategy[Any]:
    """Values of every TOML type: mixed and nested lists, lists of tables in lists, empty tables and lists."""
    return st.recursive(
        _PLAIN,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(UNKNOWN_KEYS, inner, max_size=3),
        max_leaves=max_leaves,
    )


def unknown(spec: FieldSpec) -> st.SearchStrategy[Data]:
    """Keys that the table's schema does not know, with any value."""
    names = UNKNOWN_KEYS.filter(lambda name: spec.find(name) is None)
    return st.dictionaries(names, toml_values(), max_size=2)


@st.composite
def tables(draw: st.DrawFn, spec: FieldSpec, *, strange: bool = True) -> Data:
    """A table by its spec, with unknown keys where ``strange``."""
    data: Data = {}
    for field in spec.fields:
        if field.name != "conflicts" and (field.required or draw(st.booleans())):
            data[field.name] = draw(_values(field, strange=strange))
    if strange:
        data |= draw(unknown(spec))
    names = draw(st.permutations(list(data)))
    return {name: data[name] for name in names}


def _values(field: FieldSpec, *, strange: bool) -> st.SearchStrategy[Any]:
    if field.shape is Shape.KEYED:
        entries = st.lists(tables(field, strange=strange), max_size=3)
        return entries.map(lambda found: _without_repeats(found, field.key))
    if field.choices:
        return st.sampled_from([choice.value for choice in field.choices])
    return _BY_NAME[field.name] if field.name in _BY_NAME else _BY_INPUT[field.input]


_TERMS = st.lists(LINE, max_size=4)
_BY_NAME: dict[str, st.SearchStrategy[Any]] = {
    "id": IDS,
    "key": KEYS,
    "round": st.builds("{}/{}".format, IDS, KEYS),
    "founded": st.integers(800, 2200),
    "rhythm": st.sampled_from(["FREQ=MONTHLY;BYDAY=1TU", "RRULE:FREQ=WEEKLY"]),
}
_BY_INPUT: dict[InputKind, st.SearchStrategy[Any]] = {
    InputKind.LINE: LINE,
    InputKind.TEXT: ANY_TEXT.filter(bool),
    InputKind.TERM: LINE,
    InputKind.TERMS: _TERMS,
    InputKind.TAGS: _TERMS,
    InputKind.REF: IDS,
    InputKind.REFS: st.lists(IDS, max_size=3),
    InputKind.LINES: _TERMS,
    InputKind.DAY: DAYS,
    InputKind.MOMENT: MOMENTS,
    InputKind.WHOLE: st.integers(1, 1000),
    InputKind.DECIMAL: st.floats(-90, 90) | st.integers(-90, 90),
    InputKind.URL: ADDRESSES,
    InputKind.EMAIL: st.sampled_from(["a@example.org", "büro@example.org"]),
    InputKind.PHONE: st.sampled_from(["+49 561 1", "0561/2"]),
    InputKind.LANGUAGES: st.lists(st.sampled_from(sorted(LANGUAGES)), max_size=3),
    InputKind.POINTS: st.dictionaries(IDS, st.integers(0, 1000), max_size=3),
    InputKind.HIDDEN: LINE,
}


def _without_repeats(entries: list[Data], key: tuple[str, ...]) -> list[Data]:
    """Two ways to write one letter are one key: a file has it in one of them."""
    return list({tuple(_composed(entry[name]) for name in key): entry for entry in entries}.values())


def _composed(value: Any) -> Any:
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


@st.composite
def valid_records(draw: st.DrawFn, kind: RecordType, *, strange: bool = True) -> Data:
    """A record without a problem of its own; ``strange`` adds unknown keys at every level, and conflicts."""
    data = draw(tables(record_spec(kind), strange=strange))
    if strange and draw(st.booleans()):
        data["conflicts"] = draw(conflicts())
    _obey_rules(kind, data)
    return data


def kinds_and_records(*, strange: bool = True) -> st.SearchStrategy[tuple[RecordType, Data]]:
    """A type and a valid record of it."""
    return st.sampled_from(RECORD_TYPES).flatmap(
        lambda kind: st.tuples(st.just(kind), valid_records(kind, strange=strange))
    )


def conflicts() -> st.SearchStrategy[list[Data]]:
    """Open conflicts on several fields, the record itself among them."""
    paths = st.sampled_from(
        [(), ("name",), ("contacts", "3bh1vabc", "phone"), ("relations", "a", "b", "since")]
    )
    version = st.fixed_dictionaries(
        {"by": LINE},
        optional={"value": toml_values(4), "on": MOMENTS, "commit": LINE, "neu": toml_values(2)},
    )
    return st.dictionaries(paths, st.lists(version, max_size=3), max_size=3).map(
        lambda found: [{"path": list(path), "versions": versions} for path, versions in found.items()]
    )


def _obey_rules(kind: RecordType, data: Data) -> None:
    """Mend what breaks a rule across fields, as a person would."""
    if data.get("status") == "merged":
        data["merged_into"] = "x"
    for contact in data.get("contacts", ()) if kind == "actor" else ():
        if contact["basis"] == "none_functional":
            contact.pop("name", None)
        if contact["basis"] == "consent":
            contact |= {"basis_on": date(2026, 1, 1), "expires_on": date(2028, 1, 1)}
    if kind == "group":
        data["ends_on"] = date(9999, 12, 31)
        data["closing_report"] = "Fertig."
        for meeting in data.get("meetings", ()):
            meeting["end"] = datetime(2101, 1, 1, tzinfo=UTC)
        for each in data.get("rounds", ()):
            each["closes_on"] = date(9999, 12, 31)


@st.composite
def odd_records(draw: st.DrawFn, kind: RecordType) -> Data:
    """What may stand in a file of that kind: values of wrong types, missing fields, entries twice."""
    data = draw(valid_records(kind))
    names = [field.name for field in record_spec(kind).fields]
    for name in draw(st.lists(st.sampled_from(names), max_size=4)):
        change = draw(st.sampled_from(["drop", "replace", "twice"]))
        if change == "drop":
            data.pop(name, None)
        elif change == "twice" and isinstance(data.get(name), list):
            data[name] = [*data[name], *data[name]]
        else:
            data[name] = draw(toml_values())
    return data
