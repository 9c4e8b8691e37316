"""How the fields of a form stand together: sections, which field shows how, and what a new entry begins with.

The schema says what a field is; the few things here say how people like to meet it. A field that a later
schema brings falls into the section of the one before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import Enum, auto

from schemas.field_kinds import InputKind
from schemas.fields import FieldSpec
from schemas.validation import Data
from tui.field_words import is_round
from tui.words import N_

MUTED = "$foreground 55%"
"""The style of what is less important. Not $text-muted, which has no colour of its own within a line."""

_CARE = ("steward", N_("Care and notes"))
_SECTION_STARTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "actor": (
        ("name", N_("General")),
        ("summary", N_("Description")),
        ("districts", N_("Where and for whom")),
        ("contacts", N_("Contact")),
        ("offers", N_("Offers and needs")),
        ("relations", N_("In the network")),
        _CARE,
    ),
    "topic": (
        ("title", N_("General")),
        ("summary", N_("Description")),
        ("engagement_fields", N_("Where and for whom")),
        ("related", N_("How it goes on")),
        _CARE,
    ),
    "group": (
        ("name", N_("General")),
        ("mandate", N_("Mandate")),
        ("starts_on", N_("Time")),
        ("meetings", N_("Work")),
        _CARE,
    ),
}
_ONLY_WITH: Mapping[str, tuple[str, str]] = {"merged_into": ("status", "merged")}
"""A field that is shown only while another one has a value (or while it has one itself)."""
_WRAPPED = frozenset({"summary", "question", "note"})
"""Lines long enough to be wrapped rather than scrolled."""
_ORDERED_BY: Mapping[str, str] = {
    "meetings": "start",
    "comments": "on",
    "rounds": "opens_on",
    "tasks": "due_on",
}
_DETAILS: Mapping[str, tuple[str, ...]] = {
    "places": ("district",),
    "contacts": ("phone", "email"),
    "offers": ("kind", "until"),
    "needs": ("kind", "until"),
    "relations": ("since", "until"),
    "interests": ("level", "note"),
    "memberships": ("since", "until"),
    "ballots": ("cast_on",),
    "comments": ("text",),
    "meetings": ("place", "status"),
    "rounds": ("opens_on", "closes_on"),
    "tasks": ("actor", "due_on", "done_on"),
    "decisions": ("topic",),
}
"""What is told of an entry behind its name."""
_FIRST_CHOICES: Mapping[tuple[str, str], str] = {
    ("contacts", "visibility"): "network",  # whoever wants it public says so
    ("meetings", "status"): "planned",
    ("rounds", "method"): "dots",
}
_NOW = frozenset({("comments", "on"), ("ballots", "cast_on")})


class How(Enum):
    """The widget that a field is edited with."""

    LINE = auto()
    DAY = auto()
    WRAPPED = auto()
    TEXT = auto()
    LINES = auto()
    PICK_ONE = auto()
    PICK_MANY = auto()
    ENTRIES = auto()
    POINTS = auto()


_HOW: Mapping[InputKind, How] = {
    InputKind.TEXT: How.TEXT,
    InputKind.CHOICE: How.PICK_ONE,
    InputKind.TERM: How.PICK_ONE,
    InputKind.TERMS: How.PICK_MANY,
    InputKind.REF: How.PICK_ONE,
    InputKind.REFS: How.PICK_MANY,
    InputKind.LANGUAGES: How.PICK_MANY,
    InputKind.LINES: How.LINES,
    InputKind.DAY: How.DAY,
    InputKind.MOMENT: How.DAY,
    InputKind.ENTRIES: How.ENTRIES,
    InputKind.POINTS: How.POINTS,
}


def how(spec: FieldSpec) -> How:
    """Which widget a field is edited with."""
    if is_round(spec) or spec.name == "rhythm":
        return How.PICK_ONE
    if spec.name in _WRAPPED:
        return How.WRAPPED
    return _HOW.get(spec.input, How.LINE)


def visible_fields(spec: FieldSpec) -> tuple[FieldSpec, ...]:
    """The fields that people see, in schema order."""
    return tuple(field for field in spec.fields if field.input is not InputKind.HIDDEN)


def sections(spec: FieldSpec) -> Iterator[tuple[str, tuple[FieldSpec, ...]]]:
    """The visible fields under their headings (msgids); entries of keyed lists have one without heading."""
    starts = dict(_SECTION_STARTS.get(spec.name, ()))
    heading, fields = "", list[FieldSpec]()
    for field in visible_fields(spec):
        if field.name in starts:
            if fields:
                yield heading, tuple(fields)
            heading, fields = starts[field.name], []
        fields.append(field)
    if fields:
        yield heading, tuple(fields)


def is_shown(field: FieldSpec, data: Mapping[str, object]) -> bool:
    """Whether a field is of use with the data as it is."""
    if field.name not in _ONLY_WITH or data.get(field.name):
        return True
    other, value = _ONLY_WITH[field.name]
    return data.get(other) == value


def decides(field: FieldSpec) -> bool:
    """Whether other fields come and go with this one."""
    return any(field.name == other for other, _ in _ONLY_WITH.values())


def order_of(field: FieldSpec, entries: list[object]) -> list[int]:
    """The places of a list's entries in the order in which people expect them: by day where there is one."""
    name = _ORDERED_BY.get(field.name)
    places = list(range(len(entries)))
    if name is None:
        return places

    def key(place: int) -> tuple[bool, str]:
        entry = entries[place]
        value = entry.get(name) if isinstance(entry, Mapping) else None
        return value is None, str(value)

    return sorted(places, key=key)


def details(field: FieldSpec, entry: object) -> Iterator[tuple[FieldSpec, object]]:
    """The fields of an entry that are told behind its name, with their values."""
    for name in _DETAILS.get(field.name, ()):
        spec = field.find(name)
        value = entry.get(name) if isinstance(entry, Mapping) else None
        if spec is not None and value not in (None, ""):
            yield spec, value


def first_entry(field: FieldSpec, now: datetime) -> Data:
    """What a new entry begins with, beside its key: what goes without saying."""
    entry: Data = {}
    for inner in field.fields:
        place = (field.name, inner.name)
        if place in _FIRST_CHOICES:
            entry[inner.name] = _FIRST_CHOICES[place]
        elif place in _NOW:
            moment = now.replace(second=0, microsecond=0)
            entry[inner.name] = moment if inner.input is InputKind.MOMENT else moment.date()
    return entry
