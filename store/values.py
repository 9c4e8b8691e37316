"""Text to value and back, by what a field is: command line, forms and imports read what people type alike.

What cannot be read is a code of ``schemas.problems`` with parameters. Whether a value is *right* (long, in
range, an address) is the schema's business: ``check_record`` says so for typed and for loaded values alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import tomli_w

from schemas.field_kinds import InputKind, Shape
from schemas.fields import FieldSpec
from schemas.ids import is_id
from schemas.validation import entry_key
from store.value_readers import (
    READERS,
    Find,
    Reading,
    ValueFault,
    element,
    is_texts,
    line,
    toml_value,
)

__all__ = [
    "AS_TYPED",
    "Find",
    "Reading",
    "ValueFault",
    "parse_entry",
    "parse_value",
    "plain_value",
    "value_text",
]

AS_TYPED = Reading()

_TAKEN_AS_THEY_ARE = frozenset({InputKind.TEXT, InputKind.HIDDEN, InputKind.ENTRIES})


def parse_value(spec: FieldSpec | None, text: str, reading: Reading = AS_TYPED) -> Any:
    """The value that a person means by ``text`` in this field; None (absent) if the text is empty.

    ``spec`` None is a field that the schema does not know: its text is a TOML value, as are keyed lists.
    Days are ISO or ``d.m.yyyy``; date-times have an offset, or ``reading.zone``; decimals a point or a comma;
    sets are separated by ``reading.separator`` or a TOML array; lists have one item a line, or are a TOML
    array; terms are matched by id, label and synonym, an unknown one is kept as typed.

    Raises ValueFault.
    """
    if not text.strip():
        return None
    if spec is None or spec.input is InputKind.ENTRIES or spec.shape is Shape.KEYED:
        return plain_value(spec, toml_value(text), reading)
    return READERS.get(spec.input, line)(spec, text, reading)


def parse_entry(spec: FieldSpec, text: str, reading: Reading = AS_TYPED) -> Any:
    """One whole entry of the keyed list ``spec``, as a TOML table ``{since = 2026-01-01}``; None if empty."""
    if not text.strip():
        return None
    value = toml_value(text)
    if not isinstance(value, dict):
        raise ValueFault("wrong_type", expected="table")
    return _plain_table(spec, value, reading)


def value_text(spec: FieldSpec | None, value: Any) -> str:
    """The text that ``parse_value`` reads as this value; "" for None. What is of the wrong type is TOML."""
    if value is None:
        return ""
    if spec is not None and spec.shape in {Shape.SET, Shape.LIST} and is_texts(value):
        return _list_text(spec, value)
    if spec is not None and spec.shape is not Shape.KEYED:
        if isinstance(value, str):
            return value
        if isinstance(value, datetime):
            return value.isoformat(sep=" ", timespec="minutes" if not value.second else "seconds")
    return _inline(value)


def _inline(value: Any) -> str:
    """The value as TOML on one line, which the writer of files never does."""
    if isinstance(value, dict):
        pairs = (f"{tomli_w.dumps({name: 1})[:-5]} = {_inline(item)}" for name, item in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_inline(item) for item in value) + "]"
    return tomli_w.dumps({"v": value})[4:-1]


def plain_value(spec: FieldSpec | None, value: Any, reading: Reading = AS_TYPED) -> Any:
    """A value from JSON or TOML as its field's type: ISO text becomes a date, a label its term.

    A value that is of no use to the field is kept as it is: the schema says what is wrong with it.
    Raises ValueFault for text that cannot be read.
    """
    if value is None or spec is None:
        return _without_nulls(value)
    if isinstance(value, str):
        return _plain_text(spec, value, reading)
    if spec.shape is Shape.KEYED and isinstance(value, list):
        return [_plain_entry(spec, entry, index, reading) for index, entry in enumerate(value)]
    if spec.shape in {Shape.SET, Shape.LIST} and isinstance(value, list):
        return [element(spec, item, reading) if isinstance(item, str) else _full(item) for item in value]
    if spec.input is InputKind.DECIMAL and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return _without_nulls(value)


def _plain_text(spec: FieldSpec, text: str, reading: Reading) -> Any:
    """Text in a typed source: read only where the field is more than text."""
    if spec.input in _TAKEN_AS_THEY_ARE:
        return text
    if spec.shape in {Shape.SET, Shape.LIST, Shape.TABLE}:
        return text if spec.shape is Shape.TABLE else parse_value(spec, text, reading)
    if spec.input is InputKind.REF and not is_id(text):
        return reading.find(spec.target, text) or text
    return parse_value(spec, text, reading)


def _plain_entry(spec: FieldSpec, entry: Any, index: int, reading: Reading) -> Any:
    if not isinstance(entry, dict):
        return _full(entry)
    try:
        return _plain_table(spec, entry, reading)
    except ValueFault as fault:
        raise fault.under(*entry_key(spec, entry, index)) from None


def _plain_table(spec: FieldSpec, table: Mapping[str, Any], reading: Reading) -> dict[str, Any]:
    plain = {}
    for name, value in table.items():
        try:
            plain[name] = plain_value(spec.find(name), value, reading)
        except ValueFault as fault:
            raise fault.under(name) from None
    return {name: value for name, value in plain.items() if value is not None}


def _without_nulls(value: Any) -> Any:
    """JSON has null, TOML has not: absent is absent. Within a list null is empty text."""
    if isinstance(value, dict):
        return {name: _without_nulls(item) for name, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_full(item) for item in value]
    return value


def _full(item: Any) -> Any:
    return "" if item is None else _without_nulls(item)


def _list_text(spec: FieldSpec, items: list[str]) -> str:
    mark = "\n" if spec.shape is Shape.LIST else ","
    plain = all(item == item.strip() and item and mark not in item and "\n" not in item for item in items)
    if not plain or (items and items[0].startswith("[")):
        return _inline(items)
    return ("\n" if spec.shape is Shape.LIST else ", ").join(items)
