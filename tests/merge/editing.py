"""Edits of records as people make them, to fields of every shape, known and unknown.

All is drawn from one generator of chance, so that a seed tells an edit. Nearly every value is new, for only
then can the oracle tell one that comes back from one that was written again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from schemas.field_kinds import InputKind, Shape
from schemas.fields import FieldSpec, record_spec
from schemas.languages import LANGUAGES
from schemas.validation import Data
from tests.merge.states import UNKNOWN_SHAPES

KEYS = ("k1", "k2", "k3")
_DAY = date(2020, 1, 1)
_ROLLING = sorted(LANGUAGES)

_VALUES: dict[InputKind, Callable[[int], Any]] = {
    InputKind.DAY: lambda number: _DAY + timedelta(days=number % 20_000),
    InputKind.MOMENT: lambda number: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=number),
    InputKind.WHOLE: lambda number: 800 + number % 1400,
    InputKind.DECIMAL: lambda number: (number % 900) / 10 + 0.05,
    InputKind.URL: "https://example.org/{}".format,
    InputKind.EMAIL: "p{}@example.org".format,
    InputKind.PHONE: "+49 561 {}".format,
    InputKind.REF: "id-{}".format,
}


def value_for(field: FieldSpec, number: int) -> Any:
    """A value that the field may have; different numbers give different ones where it has so many."""
    if field.choices:
        return field.choices[number % len(field.choices)].value
    if field.name in {"symmetric", "deprecated"}:
        return bool(number % 2)
    if field.name == "round":
        return f"group-1/{KEYS[number % 3]}"
    return _VALUES.get(field.input, "w{}".format)(number)


def element_for(field: FieldSpec | None, number: int) -> str:
    """An element of a set: from a few, so that partners meet in them."""
    if field is not None and field.input is InputKind.LANGUAGES:
        return _ROLLING[number % 8]
    return f"el-{number % 8}"


def whole_record(kind: str, record_id: str, chance: Random, fill: float = 0.8) -> Data:
    """A record with that share of its fields filled in, and unknown keys of every shape."""
    data: Data = {"id": record_id} if kind not in {"register", "vocabulary"} else {}
    if kind == "vocabulary":
        data |= {
            name: {term: {"de": f"{term} {name}"} for term in KEYS} for name in ("actor_kind", "district")
        }
    for field in record_spec(kind).fields:
        if field.name not in {"id", "conflicts", "merged_into"} and (
            field.required or chance.random() < fill
        ):
            value = filled(field, chance)
            if value not in (None, [], {}):
                data[field.name] = value
    if kind == "register":
        data |= {"format": 1, "id": record_id}
    unknown = [name for name in UNKNOWN_SHAPES if chance.random() < fill + 0.2]
    return data | {name: unknown_value(name, chance) for name in unknown}


def filled(field: FieldSpec, chance: Random) -> Any:
    """Something for a field to start with."""
    if field.shape is Shape.KEYED:
        return [entry_for(field, key, chance) for key in KEYS[: chance.randrange(3)]]
    if field.shape is Shape.TABLE:
        points = field.item is not None and field.item.shape is Shape.VALUE
        return {f"id-{place}": chance.randrange(9) for place in range(2)} if points else None
    if field.item is None and field.shape is Shape.SET:
        return sorted({element_for(field, chance.randrange(8)) for _ in range(3)})
    if field.shape is Shape.LIST:
        return [f"item {_number(chance)}" for _ in range(4)]
    if field.shape is Shape.TEXT:
        return "\n".join(f"line {_number(chance)}" for _ in range(6))
    return value_for(field, _number(chance))


def entry_for(field: FieldSpec, key: str, chance: Random) -> Data:
    """A new entry of a keyed list."""
    entry = {
        inner.name: filled(inner, chance)
        for inner in field.fields
        if inner.name in field.key or inner.required or chance.random() < 0.5
    }
    entry = {name: value for name, value in entry.items() if value not in (None, [], {})}
    keys = {name: f"https://example.org/{key}" if name == "url" else key for name in field.key}
    if field.key == ("round",):
        keys = {"round": f"group-1/{key}"}
    return entry | keys


def unknown_value(name: str, chance: Random) -> Any:
    """A value for an unknown key, with its shape for certain."""
    number = _number(chance)
    return {
        "x_value": [f"w{number}", number, number / 7, number % 2 == 0][chance.randrange(4)],
        "x_text": f"top\nline {number}\nline {number + 1}\nend",
        "x_set": ["el-0", "el-1", f"el-{2 + number % 6}"],
        "x_list": ["~", "!", f"item {number}", f"item {number - 1}"],
        "x_table": dict.fromkeys(KEYS, f"w{number}"),
        "x_tables": [{"a": number}, {"b": [number]}],
    }[name]


def edit_table(
    spec: FieldSpec, table: Data, chance: Random, *, top: bool = True, few: frozenset[str] = frozenset()
) -> None:
    """Change one thing in a record or an entry, in place; one of the ``few`` fields, where it has any."""
    names = [field.name for field in spec.fields if field.name not in {"id", "conflicts", *spec.key}]
    if top and spec is record_spec("register"):
        names = [name for name in names if name not in {"format", "id"}]
    if top or chance.random() < 0.2:
        names += UNKNOWN_SHAPES
    name = chance.choice([name for name in names if name in few] or names)
    field = spec.find(name)
    shape = field.shape if field else UNKNOWN_SHAPES[name]
    now = table.get(name)
    becomes = _edited(field, shape, name, now, chance)
    if becomes in (None, [], {}, ""):
        table.pop(name, None)
    else:
        table[name] = becomes


def _edited(field: FieldSpec | None, shape: Shape, name: str, now: Any, chance: Random) -> Any:
    if shape is Shape.KEYED and field is not None:
        return edited_entries(field, list(now or []), chance)
    if now is None and field is None:
        return unknown_value(name, chance)
    if shape is Shape.SET:
        element = element_for(field, _number(chance))
        return sorted(set(now or []) ^ {element})
    if shape is Shape.TABLE:
        return _edited_table(field, dict(now or {}), chance)
    return _edited_plain(field, shape, name, now, chance)


def _edited_plain(field: FieldSpec | None, shape: Shape, name: str, now: Any, chance: Random) -> Any:
    if chance.random() < 0.1 and not (field and field.required):
        return None
    if shape is Shape.TEXT:
        return "\n".join(edited_lines((now or "top\nend").split("\n"), "line", chance))
    if shape is Shape.LIST:
        return edited_lines(list(now or ["~", "!"]), "item", chance)
    return value_for(field, _number(chance)) if field else unknown_value(name, chance)


def edited_entries(field: FieldSpec, entries: list[Data], chance: Random) -> list[Data]:
    """Add an entry, delete one, or change one."""
    act = chance.random()
    if act < 0.15 and entries:
        entries.pop(chance.randrange(len(entries)))
    elif act < 0.4 or not entries:
        new = entry_for(field, chance.choice(KEYS), chance)
        keys = [new[name] for name in field.key]
        entries = [entry for entry in entries if [entry.get(name) for name in field.key] != keys]
        entries.append(new)
    else:
        edit_table(field, entries[chance.randrange(len(entries))], chance, top=False)
    return entries


def _edited_table(field: FieldSpec | None, table: Data, chance: Random) -> Data:
    if field is not None and field.item is not None and field.item.shape is Shape.TABLE:
        term = table.setdefault(chance.choice(KEYS), {})
        edit_table(field.item, term, chance, top=False)
        return {name: inner for name, inner in table.items() if inner}
    key = f"id-{chance.randrange(3)}" if field else chance.choice(KEYS)
    if chance.random() < 0.3:
        table.pop(key, None)
    else:
        table[key] = chance.randrange(1000) if field else f"w{_number(chance)}"
    return table


def edited_lines(lines: list[str], word: str, chance: Random) -> list[str]:
    """Insert, replace or delete lines; the first and the last two stay, so that the shape does."""
    for _ in range(chance.choice((1, 1, 2))):
        free = range(2, len(lines) - 1) if word == "item" else range(1, len(lines) - 1)
        act = chance.random()
        if act < 0.4 or not free:
            place = chance.choice(list(free)) if free else len(lines) if word == "item" else 1
            lines.insert(place, f"{word} {_number(chance)}")
        elif act < 0.75:
            lines[chance.choice(list(free))] = f"{word} {_number(chance)}"
        else:
            del lines[chance.choice(list(free))]
    return lines


def _number(chance: Random) -> int:
    return chance.randrange(1_000_000)
