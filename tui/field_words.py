"""What fields, values and entries are called: the words that form, check, history and preview share.

No screen is needed for it, so that the command line can use it too. The words that come from records, and
so from partners, are returned as they are: whoever shows them cleans them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from schemas.field_kinds import InputKind, Shape
from schemas.fields import FieldSpec, find_spec, record_spec
from schemas.languages import LANGUAGES
from schemas.validation import Data
from schemas.vocabulary import Vocabulary
from store.access import get_value
from store.errors import StoreError
from store.values import value_text
from tui.hours_words import hours_words
from tui.words import N_, date_text, language, number_text, text, time_text

if TYPE_CHECKING:
    from schemas.paths import FieldPath
    from store.snapshot import Snapshot

_LONGEST_LEAD = 60
"""Characters of a text that stand for the entry that it belongs to."""
_WHOLE_BITS = 64

KINDS: Mapping[str, str] = {
    "actor": N_("actor"),
    "topic": N_("topic"),
    "group": N_("group"),
    "register": N_("register settings"),
    "vocabulary": N_("vocabulary"),
}
ENTRY_NAMES: Mapping[str, str] = {
    "places": N_("Place"),
    "contacts": N_("Contact"),
    "offers": N_("Offer"),
    "needs": N_("Need"),
    "relations": N_("Relation"),
    "interests": N_("Interest"),
    "memberships": N_("Membership"),
    "ballots": N_("Ballot"),
    "links": N_("Link"),
    "comments": N_("Comment"),
    "meetings": N_("Meeting"),
    "rounds": N_("Round"),
    "decisions": N_("Decision"),
    "tasks": N_("Task"),
}
"""What one entry of a keyed list is called; the schema's label names the whole list."""
SECTION_NAMES: Mapping[str, str] = {
    "actor_kind": N_("Kinds of actors"),
    "engagement_field": N_("Fields of engagement"),
    "target_group": N_("Target groups"),
    "district": N_("Districts"),
    "offer_kind": N_("Kinds of offers"),
    "relation": N_("Relations"),
    "interest_level": N_("Levels of interest"),
    "group_role": N_("Roles in groups"),
    "accessibility": N_("Accessibility"),
}


def _no_title(_id: str) -> str | None:
    return None


def _no_data(_id: str) -> Data | None:
    return None


@dataclass(frozen=True, slots=True)
class Names:
    """What ids and terms are called: the vocabulary, titles by id, and data by id (for rounds of groups)."""

    vocabulary: Vocabulary
    title: Callable[[str], str | None] = _no_title
    data: Callable[[str], Data | None] = _no_data


NO_NAMES = Names(Vocabulary({}))


def names_of(snapshot: Snapshot) -> Names:
    """What ids and terms are called in a register."""

    def title(record_id: str) -> str | None:
        row = snapshot.row(record_id)
        return row.title if row else None

    def data(record_id: str) -> Data | None:
        try:
            return snapshot.record(record_id).data
        except StoreError:  # it went meanwhile, or cannot be read now: then it has no better name
            return None

    return Names(snapshot.vocabulary, title, data)


def field_label(spec: FieldSpec | None, name: str = "") -> str:
    """What people call the field; its name for one that the schema does not know."""
    return text(spec.label) if spec is not None and spec.label else name or (spec.name if spec else "")


def entry_name(field: FieldSpec) -> str:
    """What one entry of a keyed list is called: Offer."""
    return text(ENTRY_NAMES[field.name]) if field.name in ENTRY_NAMES else field_label(field)


def value_words(spec: FieldSpec | None, value: Any, names: Names) -> str:
    """A field's value as people write it: labels for terms, titles for ids, dates as in the language."""
    if value is None:
        return ""
    if spec is None:
        return value if isinstance(value, str) else _other_words(value)
    if spec.shape is Shape.KEYED:
        return _entries_words(spec, value, names)
    if isinstance(value, list):
        return ", ".join(_element_words(spec, item, names) for item in value)
    if isinstance(value, dict):
        pairs = (
            f"{_title(names, key)}: {value_words(spec.item, item, names)}" for key, item in value.items()
        )
        return ", ".join(pairs)
    return _element_words(spec, value, names)


def _entries_words(spec: FieldSpec, value: Any, names: Names) -> str:
    if isinstance(value, dict):
        return entry_words(spec, value, names)
    if isinstance(value, list):
        return "; ".join(entry_words(spec, entry, names) for entry in value)
    return value_text(None, value)


def _element_words(spec: FieldSpec, value: Any, names: Names) -> str:
    if isinstance(value, bool):
        return text("yes") if value else text("no")
    if isinstance(value, str):
        return _text_words(spec, value, names)
    if isinstance(value, datetime):
        return time_text(value)
    if isinstance(value, date):
        return date_text(value)
    if isinstance(value, float):
        return number_text(value) if value == value else "nan"  # noqa: PLR0124  # TOML knows "not a number"
    # No marks between thousands: most whole numbers here are years.
    return _other_words(value)


def _other_words(value: Any) -> str:
    """A number, or a value that its field should not have, as TOML writes it."""
    if isinstance(value, int) and value.bit_length() > _WHOLE_BITS:
        return f"{hex(value)[:_LONGEST_LEAD]} …"  # Python refuses to write thousands of digits in tens
    return value_text(None, value)


def _text_words(spec: FieldSpec, value: str, names: Names) -> str:
    if spec.choices:
        label = next((choice.label for choice in spec.choices if choice.value == value), None)
        return text(label) if label else value
    if spec.section:
        return names.vocabulary.label(spec.section, value, language())
    if spec.target:
        return _title(names, value)
    if spec.input is InputKind.LANGUAGES:
        return LANGUAGES.get(value, value)
    if is_round(spec):
        return round_words(value, names)
    return _SPOKEN.get(spec.name, str)(value)


def _title(names: Names, record_id: str) -> str:
    return names.title(record_id) or record_id


def is_round(spec: FieldSpec) -> bool:
    """Whether the field names a round of a group (``<group id>/<round key>``)."""
    # The schema calls it a line of text; nothing but its name and label says what stands in it.
    return spec.name == "round" and spec.input is InputKind.LINE


_EVERY: Mapping[str, str] = {
    "FREQ=WEEKLY": N_("every week"),
    "FREQ=WEEKLY;INTERVAL=2": N_("every two weeks"),
    "FREQ=MONTHLY": N_("every month"),
    "FREQ=MONTHLY;INTERVAL=2": N_("every two months"),
    "FREQ=MONTHLY;INTERVAL=3": N_("every quarter"),
    "FREQ=YEARLY": N_("every year"),
}
_PLACES: Mapping[str, str] = {
    "1": N_("1st"), "2": N_("2nd"), "3": N_("3rd"), "4": N_("4th"), "-1": N_("last")
}  # fmt: skip
_WEEKDAYS: Mapping[str, str] = {
    "MO": N_("Monday"), "TU": N_("Tuesday"), "WE": N_("Wednesday"), "TH": N_("Thursday"), "FR": N_("Friday"),
    "SA": N_("Saturday"), "SU": N_("Sunday"),
}  # fmt: skip
_MONTHLY = "FREQ=MONTHLY;BYDAY="
RHYTHMS: tuple[str, ...] = (
    *_EVERY,
    *(f"{_MONTHLY}{place}{day}" for place in _PLACES for day in _WEEKDAYS),
)
"""The rhythms (RFC 5545) that people know by words, and choose from."""


def rhythm_words(rule: str) -> str:
    """A rhythm in words, "on the 1st Tuesday of each month"; the rule itself where there are none."""
    plain = rule.removeprefix("RRULE:")
    if plain in _EVERY:
        return text(_EVERY[plain])
    if plain not in RHYTHMS:
        return rule
    day = plain.removeprefix(_MONTHLY)
    return text(
        "on the {place} {day} of each month", place=text(_PLACES[day[:-2]]), day=text(_WEEKDAYS[day[-2:]])
    )


_SPOKEN: Mapping[str, Callable[[str], str]] = {"rhythm": rhythm_words, "opening_hours": hours_words}
"""Fields whose values are written in a notation, and what says them."""


def round_words(value: str, names: Names) -> str:
    """A round as people call it: the group's title and the round's."""
    group, slash, key = value.partition("/")
    data = names.data(group) if slash else None
    if data is None:
        return value
    title = get_value(record_spec("group"), data, ("rounds", key, "title"))
    return f"{_title(names, group)} · {title}" if isinstance(title, str) and title else value


def entry_words(field: FieldSpec, entry: Any, names: Names) -> str:
    """One line that names an entry of a keyed list to people; "" for one with nothing in it yet."""
    if not isinstance(entry, Mapping):
        return value_text(None, entry)
    parts = [_lead_part(field, name, entry, names) for name in field.lead]
    if not any(parts):
        visible = (spec for spec in field.fields if spec.input is not InputKind.HIDDEN)
        parts = [next(filter(None, (_lead_part(field, spec.name, entry, names) for spec in visible)), "")]
    return (" " if field.name == "relations" else ", ").join(part for part in parts if part)


def _lead_part(field: FieldSpec, name: str, entry: Mapping[str, Any], names: Names) -> str:
    words = value_words(field.find(name), entry.get(name), names).strip()
    line = words.split("\n", 1)[0]
    shortened = line[:_LONGEST_LEAD].rstrip()
    return shortened if shortened == words else f"{shortened} …"


def path_words(kind: str, path: FieldPath, names: Names, data: Mapping[str, Any] | None = None) -> str:
    """Which field is meant: "Phone (Office)". ``data`` is the record, for the names of its entries."""
    if kind == "vocabulary" and path[:1] and path[0] in SECTION_NAMES:
        return _term_path_words(path)
    spec: FieldSpec | None = record_spec(kind)
    value: Any = data
    entries: list[str] = []
    label, rest = "", path
    while rest:
        name, rest = rest[0], rest[1:]
        inner = spec.item or spec.find(name) if spec is not None else None
        if spec is not None and spec.item is not None:
            entries.append(_item_words(spec, name, names))
            label = label or field_label(inner)
        else:
            outer = f"{label}." if spec is None else ""
            label = outer + field_label(inner, name)
        value = value.get(name) if isinstance(value, Mapping) else None
        if inner is not None and inner.shape is Shape.KEYED and rest:
            key, rest = rest[: len(inner.key)], rest[len(inner.key) :]
            value = _entry_at(inner, value, key)
            entries.append(_key_words(inner, value, key, names))
            label = entry_name(inner)
        spec = inner
    where = [words for words in entries if words]
    return f"{label} ({' › '.join(where)})" if where else label


def _term_path_words(path: FieldPath) -> str:
    """A place in the vocabulary: "German (Districts › nord)"."""
    where = " › ".join([text(SECTION_NAMES[path[0]]), *path[1:2]])
    spec, _ = find_spec(record_spec("vocabulary"), path)
    return f"{field_label(spec, path[-1])} ({where})" if len(path) > 2 else where  # noqa: PLR2004


def _item_words(spec: FieldSpec, name: str, names: Names) -> str:
    return _title(names, name) if spec.target else name


def _entry_at(field: FieldSpec, entries: Any, key: FieldPath) -> Any:
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, Mapping) and tuple(entry.get(name) for name in field.key) == tuple(key):
            return entry
    return None


def _key_words(field: FieldSpec, entry: Any, key: FieldPath, names: Names) -> str:
    """The entry's name; from its key where it is not at hand; the list's where the key says nothing."""
    if entry is None and field.key_made:
        return field_label(field)
    known = entry if entry is not None else dict(zip(field.key, key, strict=False))
    return entry_words(field, known, names) or field_label(field)
