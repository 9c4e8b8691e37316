"""The types that fields of records have: each checks a value and says how it merges and is entered."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from schemas.field_kinds import InputKind, Kind, Shape
from schemas.ids import is_id, is_key
from schemas.languages import LANGUAGES

MAX_NAME = 120
MAX_SUMMARY = 280
MAX_LINE = 500

_URL = re.compile(r"(https?://[^\s/]+\S*|mailto:[^\s@]+@\S+|tel:[+\d][\d\s()/.-]*)", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+")
_RULE = re.compile(r"(RRULE:)?FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;[A-Z]+=[A-Z0-9,+:-]+)*")
_LINE_ENDS = re.compile(r"[\n\r\v\f\x85\u2028\u2029]")


class Part(BaseModel):
    """A table of a record. Unknown keys are kept: a partner may run a newer version."""

    model_config = ConfigDict(strict=True, extra="allow", frozen=True, hide_input_in_errors=True)

    def faults(self) -> list[Fault]:
        """What is wrong across the fields of this table, beyond each field by itself."""
        return []


class Fault:
    """One broken rule across fields: the field to mend, the problem's code and its parameters."""

    __slots__ = ("code", "field", "params")

    def __init__(self, field: str, code: str, **params: str | int) -> None:
        self.field = field
        self.code = code
        self.params = params


def _one_line(text: str) -> str:
    if _LINE_ENDS.search(text):
        raise PydanticCustomError("not_one_line", "one line")
    return text


def _at_most(limit: int) -> AfterValidator:
    def check(text: str) -> str:
        if len(text) > limit:
            raise PydanticCustomError("too_long", "too long", {"limit": limit})
        return text

    return AfterValidator(check)


def _matches(pattern: re.Pattern[str], code: str) -> AfterValidator:
    def check(text: str) -> str:
        if text and not pattern.fullmatch(text):
            raise PydanticCustomError(code, "form")  # type: ignore[misc]  # wants a literal; the codes are ours
        return text

    return AfterValidator(check)


def _id(text: str) -> str:
    if text and not is_id(text):
        raise PydanticCustomError("not_an_id", "id")
    return text


def _key(text: str) -> str:
    if not is_key(text):
        raise PydanticCustomError("not_an_id", "key")
    return text


def _ballot_round(text: str) -> str:
    group, slash, round_key = text.partition("/")
    if not (slash and is_id(group) and is_key(round_key)):
        raise PydanticCustomError("not_an_id", "round")
    return text


def _language(code: str) -> str:
    if code not in LANGUAGES:
        raise PydanticCustomError("not_a_language", "language")
    return code


def _day(value: Any) -> Any:
    # A date-time is a date to Python, and pydantic takes it at midnight; a register's day has no time.
    if isinstance(value, datetime):
        raise PydanticCustomError("wrong_type", "day", {"expected": "day"})
    return value


def _moment(value: Any) -> Any:
    if isinstance(value, datetime) and value.tzinfo is None:
        raise PydanticCustomError("not_an_offset_time", "offset")
    return value


Line = Annotated[str, AfterValidator(_one_line), _at_most(MAX_LINE), Kind(Shape.VALUE, InputKind.LINE)]
Name = Annotated[str, AfterValidator(_one_line), _at_most(MAX_NAME), Kind(Shape.VALUE, InputKind.LINE)]
Summary = Annotated[str, AfterValidator(_one_line), _at_most(MAX_SUMMARY), Kind(Shape.VALUE, InputKind.LINE)]
Text = Annotated[str, Kind(Shape.TEXT, InputKind.TEXT)]
Url = Annotated[str, _matches(_URL, "not_a_url"), Kind(Shape.VALUE, InputKind.URL)]
Email = Annotated[str, _matches(_EMAIL, "not_an_email"), Kind(Shape.VALUE, InputKind.EMAIL)]
Phone = Annotated[str, AfterValidator(_one_line), _at_most(MAX_NAME), Kind(Shape.VALUE, InputKind.PHONE)]
Rule = Annotated[str, _matches(_RULE, "not_a_rule"), Kind(Shape.VALUE, InputKind.LINE)]
Word = Annotated[str, Kind(Shape.VALUE, InputKind.CHOICE)]
Term = Annotated[str, AfterValidator(_one_line), _at_most(MAX_NAME), Kind(Shape.VALUE, InputKind.TERM)]
Ref = Annotated[str, AfterValidator(_id), Kind(Shape.VALUE, InputKind.REF)]
Round = Annotated[str, AfterValidator(_ballot_round), Kind(Shape.VALUE, InputKind.LINE)]
Key = Annotated[str, AfterValidator(_key), Kind(Shape.VALUE, InputKind.HIDDEN)]
Day = Annotated[date, BeforeValidator(_day), Kind(Shape.VALUE, InputKind.DAY)]
MaybeDay = Annotated[date | None, BeforeValidator(_day), Kind(Shape.VALUE, InputKind.DAY)]
Moment = Annotated[AwareDatetime, BeforeValidator(_moment), Kind(Shape.VALUE, InputKind.MOMENT)]
MaybeMoment = Annotated[AwareDatetime | None, BeforeValidator(_moment), Kind(Shape.VALUE, InputKind.MOMENT)]
Year = Annotated[int | None, Field(ge=800, le=2200), Kind(Shape.VALUE, InputKind.WHOLE)]
Latitude = Annotated[float | None, Field(ge=-90, le=90), Kind(Shape.VALUE, InputKind.DECIMAL)]
Longitude = Annotated[float | None, Field(ge=-180, le=180), Kind(Shape.VALUE, InputKind.DECIMAL)]

_Element = Annotated[str, AfterValidator(_one_line), _at_most(MAX_NAME)]
Terms = Annotated[list[_Element], Kind(Shape.SET, InputKind.TERMS)]
Tags = Annotated[list[_Element], Kind(Shape.SET, InputKind.TAGS)]
Refs = Annotated[list[Annotated[str, AfterValidator(_id)]], Kind(Shape.SET, InputKind.REFS)]
Lines = Annotated[list[Annotated[str, AfterValidator(_one_line)]], Kind(Shape.LIST, InputKind.LINES)]
Languages = Annotated[
    list[Annotated[str, AfterValidator(_language)]], Kind(Shape.SET, InputKind.LANGUAGES)
]
Points = Annotated[
    dict[Annotated[str, AfterValidator(_id)], Annotated[int, Field(ge=0, le=1000)]],
    Kind(Shape.TABLE, InputKind.POINTS),
]

ENTRIES = Kind(Shape.KEYED, InputKind.ENTRIES)
HIDDEN_TABLE = Kind(Shape.TABLE, InputKind.HIDDEN)
