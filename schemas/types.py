"""The types that fields of records have: each checks a value and says how it merges and is entered."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, FailFast, Field
from pydantic_core import PydanticCustomError

from schemas.field_kinds import InputKind, Kind, Shape
from schemas.ids import MAX_ID, is_id, is_key
from schemas.languages import LANGUAGES

MAX_NAME = 120
MAX_SUMMARY = 280
MAX_LINE = 500

MAX_URL = 2000

# Patterns run in pydantic's own engine, which is linear in the text whatever the text is.
_ONE_LINE = r"\A[^\n\r\x0b\x0c\x85\u2028\u2029]*\z"
_URL = r"\A(?i:https?://[^\s/]\S*|mailto:[^\s@]+@\S+|tel:[+0-9][0-9 ()/.-]*)\z"
_EMAIL = r"\A[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+\z"
_RULE = r"\A(?:RRULE:)?FREQ=(?:DAILY|WEEKLY|MONTHLY|YEARLY)(?:;[A-Z]+=[A-Z0-9,+:-]+)*\z"
_KEY = r"\A[a-z0-9-]+\z"

PATTERN_CODES = {
    _ONE_LINE: "not_one_line",
    _URL: "not_a_url",
    _EMAIL: "not_an_email",
    _RULE: "not_a_rule",
    _KEY: "not_an_id",
}
"""The problem's code for text that does not match a pattern."""


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


def _id(text: str) -> str:
    if text and not is_id(text):
        raise PydanticCustomError("not_an_id", "id")
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


def _line(limit: int) -> Any:  # pydantic says no more of it
    return Field(max_length=limit, pattern=_ONE_LINE)


Line = Annotated[str, _line(MAX_LINE), Kind(Shape.VALUE, InputKind.LINE)]
Name = Annotated[str, _line(MAX_NAME), Kind(Shape.VALUE, InputKind.LINE)]
Summary = Annotated[str, _line(MAX_SUMMARY), Kind(Shape.VALUE, InputKind.LINE)]
Text = Annotated[str, Kind(Shape.TEXT, InputKind.TEXT)]
Url = Annotated[str, Field(max_length=MAX_URL, pattern=_URL), Kind(Shape.VALUE, InputKind.URL)]
Email = Annotated[str, Field(max_length=MAX_LINE, pattern=_EMAIL), Kind(Shape.VALUE, InputKind.EMAIL)]
Phone = Annotated[str, _line(MAX_NAME), Kind(Shape.VALUE, InputKind.PHONE)]
Rule = Annotated[str, Field(max_length=MAX_LINE, pattern=_RULE), Kind(Shape.VALUE, InputKind.LINE)]
Word = Annotated[str, Kind(Shape.VALUE, InputKind.CHOICE)]
Term = Annotated[str, _line(MAX_NAME), Kind(Shape.VALUE, InputKind.TERM)]
Id = Annotated[str, AfterValidator(_id), Kind(Shape.VALUE, InputKind.HIDDEN)]
Ref = Annotated[str, AfterValidator(_id), Kind(Shape.VALUE, InputKind.REF)]
Round = Annotated[str, AfterValidator(_ballot_round), Kind(Shape.VALUE, InputKind.LINE)]
Key = Annotated[str, Field(max_length=MAX_ID, pattern=_KEY), Kind(Shape.VALUE, InputKind.HIDDEN)]
Day = Annotated[date, Kind(Shape.VALUE, InputKind.DAY)]
MaybeDay = Annotated[date | None, Kind(Shape.VALUE, InputKind.DAY)]
Moment = Annotated[AwareDatetime, Kind(Shape.VALUE, InputKind.MOMENT)]
MaybeMoment = Annotated[AwareDatetime | None, Kind(Shape.VALUE, InputKind.MOMENT)]
Year = Annotated[int | None, Field(ge=800, le=2200), Kind(Shape.VALUE, InputKind.WHOLE)]
Latitude = Annotated[float | None, Field(ge=-90, le=90), Kind(Shape.VALUE, InputKind.DECIMAL)]
Longitude = Annotated[float | None, Field(ge=-180, le=180), Kind(Shape.VALUE, InputKind.DECIMAL)]

# Lists stop at their first wrong element: half a million errors of a hostile file cost as many kilobytes.
_Names = Annotated[list[Annotated[str, _line(MAX_NAME)]], FailFast()]
Terms = Annotated[_Names, Kind(Shape.SET, InputKind.TERMS)]
Tags = Annotated[_Names, Kind(Shape.SET, InputKind.TAGS)]
Refs = Annotated[list[Annotated[str, AfterValidator(_id)]], FailFast(), Kind(Shape.SET, InputKind.REFS)]
Lines = Annotated[
    list[Annotated[str, Field(pattern=_ONE_LINE)]], FailFast(), Kind(Shape.LIST, InputKind.LINES)
]
Languages = Annotated[
    list[Annotated[str, AfterValidator(_language)]], FailFast(), Kind(Shape.SET, InputKind.LANGUAGES)
]
Points = Annotated[
    dict[Annotated[str, AfterValidator(_id)], Annotated[int, Field(ge=0, le=1000)]],
    Kind(Shape.TABLE, InputKind.POINTS),
]

ENTRIES = Kind(Shape.KEYED, InputKind.ENTRIES)
