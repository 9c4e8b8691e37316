"""What kind of field a field is: how it merges, and how people enter it.

One annotation in the schema answers both, so that forms, the command line, the merge and the history
treat every field the same way. Nothing here knows pydantic, so that thin readers stay cheap to start.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise


class Shape(StrEnum):
    """How two versions of a field are compared and merged (docs/format.md, "Field kinds")."""

    VALUE = "value"  # one value: as a whole
    TEXT = "text"  # several lines: line by line
    SET = "set"  # element by element, no order, no repeats
    LIST = "list"  # ordered plain values: line by line
    KEYED = "keyed"  # entry by entry, each entry field by field
    TABLE = "table"  # key by key


class InputKind(StrEnum):
    """How a person types or picks a value."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"  # one of the program's own words
    TERM = "term"  # one term of the register's vocabulary
    TERMS = "terms"
    REF = "ref"  # the id of another record
    REFS = "refs"
    TAGS = "tags"  # free words, a set
    LINES = "lines"  # an ordered list, one line each
    DAY = "day"
    MOMENT = "moment"  # date, time and offset
    WHOLE = "whole"  # a whole number
    DECIMAL = "decimal"
    URL = "url"
    EMAIL = "email"
    PHONE = "phone"
    LANGUAGES = "languages"
    ENTRIES = "entries"  # a keyed list: rows to add, edit, remove
    POINTS = "points"  # a table of topic id → whole number
    HIDDEN = "hidden"  # made by the program, never typed


@dataclass(frozen=True, slots=True)
class Kind:
    """The two kinds of a field, as one annotation."""

    shape: Shape
    input: InputKind


@dataclass(frozen=True, slots=True)
class Label:
    """What a field is called, and one sentence of help; both are message ids in English."""

    name: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the program's own words: the value in the file, and its label as a message id."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Choices:
    """The values a field may take, in the order in which they are offered."""

    choices: tuple[Choice, ...]

    @property
    def values(self) -> tuple[str, ...]:
        """The values alone, in order."""
        return tuple(choice.value for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Section:
    """The section of the vocabulary that a field's terms come from."""

    name: str


@dataclass(frozen=True, slots=True)
class Target:
    """The type of record that a field's ids point at."""

    type: str


@dataclass(frozen=True, slots=True)
class Keyed:
    """The fields that together identify an entry of a keyed list; ``made`` if the program makes the key."""

    key: tuple[str, ...]
    made: bool = False


@dataclass(frozen=True, slots=True)
class Lead:
    """The fields that name an entry to people, most telling first ("Saal, 40 Plätze")."""

    fields: tuple[str, ...]


def shape_of_unknown(*versions: object) -> Shape:
    """The shape of a field that the schema does not know, from all its versions at hand.

    A list that is sorted and free of repeats in every version is a set (design: merge rules);
    a table merges key by key, a text of several lines line by line, all else as a whole.
    """
    present = [value for value in versions if value is not None]
    if present and all(isinstance(value, dict) for value in present):
        return Shape.TABLE
    if present and all(isinstance(value, list) and _plain(value) for value in present):
        return Shape.SET if all(_sorted_without_repeats(value) for value in present) else Shape.LIST
    if any(isinstance(value, str) and "\n" in value for value in present) and all(
        isinstance(value, str) for value in present
    ):
        return Shape.TEXT
    return Shape.VALUE


def _plain(value: object) -> bool:
    return isinstance(value, list) and not any(isinstance(item, dict | list) for item in value)


def _sorted_without_repeats(value: object) -> bool:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        return False
    return all(left < right for left, right in pairwise(value))
