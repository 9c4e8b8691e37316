"""One reader a kind of input: from the text that a person types to the value of the field.

``store.values`` is the way in; nothing here knows files or records.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Any

from schemas.field_kinds import InputKind
from schemas.fields import FieldSpec
from schemas.folding import fold
from schemas.ids import is_id, is_key
from schemas.languages import LANGUAGES
from schemas.paths import FieldPath
from schemas.vocabulary import Vocabulary
from store.codec.parser import parse

Find = Callable[[str, str], str | None]
"""(type of record, id or title as typed) → the record's id, or None if there is no such record."""


class ValueFault(ValueError):  # noqa: N818  # what is wrong, as the other faults are named
    """Text that is no value of its field; ``code`` is one of ``schemas.problems.CODES``.

    ``path`` leads from the value that was to be read to the part of it that is wrong.
    """

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code, params)
        self.code = code
        self.params: dict[str, str | int] = params
        self.path: FieldPath = ()

    def under(self, *names: str) -> ValueFault:
        """The same fault, seen from the value that holds this one under these names."""
        self.path = (*names, *self.path)
        return self


def _nobody(_type: str, _text: str) -> None:
    return None


def _as_it_is(label: str) -> str:
    return label


@dataclass(frozen=True, slots=True)
class Reading:
    """How text is to be read.

    ``find`` turns a record's title into its id; ``words`` says how the label of a choice is shown in the
    reader's language; ``zone`` holds for times without an offset (None: the machine's); ``separator`` stands
    between the elements of a set.
    """

    vocabulary: Vocabulary = field(default_factory=lambda: Vocabulary({}))
    find: Find = _nobody
    words: Callable[[str], str] = _as_it_is
    zone: tzinfo | None = None
    separator: str = ","


_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})|(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})", re.ASCII)
_CLOCK = re.compile(
    r"(?:[T\s]|,\s*)(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(?:Uhr)?\s*(Z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"[+-]?\d{1,19}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?\d{1,19}(?:[.,]\d{1,30})?(?:[eE][+-]?\d{1,3})?", re.ASCII)
_HOST = re.compile(r"[\w-]+(\.[\w-]+)*\.[a-z]{2,}(?=[/?#:]|$)\S*", re.IGNORECASE)
_APOSTROPHES = "'\u2018\u2019\u00b4`"


def line(_spec: FieldSpec, text: str, _reading: Reading) -> str:
    """Text without the white space around it."""
    return text.strip()


def _text(_spec: FieldSpec, text: str, _reading: Reading) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")


def _key(_spec: FieldSpec, text: str, _reading: Reading) -> str:
    if not is_key(text.strip()):
        raise ValueFault("not_an_id", value=text.strip())
    return text.strip()


def _choice(spec: FieldSpec, text: str, reading: Reading) -> str:
    wanted = text.strip()
    if wanted in {choice.value for choice in spec.choices}:
        return wanted
    for choice in spec.choices:
        if fold(wanted) in {fold(choice.value), fold(choice.label), fold(reading.words(choice.label))}:
            return choice.value
    raise ValueFault("not_a_choice", choices=", ".join(choice.value for choice in spec.choices))


def _term(spec: FieldSpec, text: str, reading: Reading) -> str:
    return reading.vocabulary.match(spec.section, text) or text.strip()


def _ref(spec: FieldSpec, text: str, reading: Reading) -> str:
    wanted = text.strip()
    found = reading.find(spec.target, wanted)
    if found is not None:
        return found
    if not is_id(wanted):
        raise ValueFault("not_an_id", value=wanted)
    return wanted


def _language(_spec: FieldSpec, text: str, _reading: Reading) -> str:
    wanted = text.strip()
    if wanted.lower() in LANGUAGES:
        return wanted.lower()
    for code, name in LANGUAGES.items():
        if fold(wanted) == fold(name):
            return code
    raise ValueFault("not_a_language", value=wanted)


def _day(_spec: FieldSpec, text: str, _reading: Reading) -> date:
    found = _DAY.fullmatch(text.strip())
    if found is None:
        raise ValueFault("wrong_type", expected="day")
    return _date_of(found, "day")


def _date_of(found: re.Match[str], expected: str) -> date:
    year, month, day = found.group(1, 2, 3) if found[1] else found.group(6, 5, 4)
    try:
        return date(int(year), int(month), int(day))
    except ValueError as error:
        raise ValueFault("wrong_type", expected=expected) from error


def _moment(_spec: FieldSpec, text: str, reading: Reading) -> datetime:
    day = _DAY.match(text.strip())
    clock = _CLOCK.fullmatch(text.strip(), day.end()) if day else None
    if day is None or clock is None:
        raise ValueFault("wrong_type", expected="moment")
    hour, minute, second, offset = clock.groups()
    try:
        at = datetime.combine(_date_of(day, "moment"), time(int(hour), int(minute), int(second or 0)))
        zoned = at.replace(tzinfo=_offset(offset)) if offset else _local(at, reading.zone)
    except (ValueError, OverflowError) as error:
        raise ValueFault("wrong_type", expected="moment") from error
    return zoned


def _offset(text: str) -> timezone:
    if text in "Zz":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def _local(at: datetime, zone: tzinfo | None) -> datetime:
    """The moment with its offset alone: a file knows offsets, not the rules of a zone."""
    zoned = at.astimezone() if zone is None else at.replace(tzinfo=zone)
    return at.replace(tzinfo=timezone(zoned.utcoffset() or timedelta()))


def _whole(_spec: FieldSpec, text: str, _reading: Reading) -> int:
    if not _WHOLE.fullmatch(text.strip()):
        raise ValueFault("wrong_type", expected="whole_number")
    return int(text)


def _decimal(_spec: FieldSpec, text: str, _reading: Reading) -> float:
    if not _DECIMAL.fullmatch(text.strip()):
        raise ValueFault("wrong_type", expected="number")
    return float(text.strip().replace(",", "."))


def _url(_spec: FieldSpec, text: str, _reading: Reading) -> str:
    # "www.example.org" is what people write on paper and in tables.
    wanted = text.strip()
    return f"https://{wanted}" if _HOST.fullmatch(wanted) else wanted


def _email(_spec: FieldSpec, text: str, _reading: Reading) -> str:
    return text.strip().removeprefix("mailto:")


def _phone(_spec: FieldSpec, text: str, _reading: Reading) -> str:
    # Spreadsheets are told by an apostrophe that "+49 561 …" is no sum.
    return text.strip().lstrip(_APOSTROPHES).removeprefix("tel:").strip()


def _set(spec: FieldSpec, text: str, reading: Reading) -> list[str]:
    if text.lstrip().startswith("["):
        return [element(spec, item, reading) for item in _array(text)]
    parts = [part for part in text.split(reading.separator) if part.strip()]
    if spec.input is InputKind.TERMS:
        parts = _whole_labels(spec, parts, reading)
    return [element(spec, part, reading) for part in parts]


def _whole_labels(spec: FieldSpec, parts: list[str], reading: Reading) -> list[str]:
    """Put together again what the separator cut: a label may hold a comma ("Umwelt, Naturschutz")."""
    whole: list[str] = []
    start = 0
    while start < len(parts):
        stop = len(parts)
        while stop > start + 1:
            if reading.vocabulary.match(spec.section, reading.separator.join(parts[start:stop])):
                break
            stop -= 1
        whole.append(reading.separator.join(parts[start:stop]))
        start = stop
    return whole


def element(spec: FieldSpec, text: str, reading: Reading) -> str:
    """One element of a set or list."""
    return ELEMENTS.get(spec.input, line)(spec, text, reading)


def _lines(_spec: FieldSpec, text: str, _reading: Reading) -> list[str]:
    if text.lstrip().startswith("["):
        return _array(text)
    return [line.strip() for line in text.splitlines() if line.strip()]


def _points(spec: FieldSpec, text: str, reading: Reading) -> dict[str, int]:
    """``einsamkeit-b3b3=3, rampen-c4c4=2``, or a TOML table."""
    if text.lstrip().startswith("{"):
        table = toml_value(text)
        return table if isinstance(table, dict) else {}
    points = {}
    for part in text.replace("\n", ",").split(","):
        topic, _, number = part.rpartition("=")
        if part.strip():
            points[_ref(spec, topic, reading)] = _whole(spec, number, reading)
    return points


def _array(text: str) -> list[str]:
    value = toml_value(text)
    if not is_texts(value):
        raise ValueFault("wrong_type", expected="list")
    return list(value)


def toml_value(text: str) -> Any:
    """A TOML value; nothing may follow it."""
    try:
        table = parse("v = " + text.strip())
    except (ValueError, RecursionError) as error:
        raise ValueFault("not_toml", reason="value") from error
    if set(table) != {"v"}:
        raise ValueFault("not_toml", reason="value")
    return table["v"]


def is_texts(value: Any) -> bool:
    """Whether the value is a list of texts."""
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


ELEMENTS: Mapping[InputKind, Callable[[FieldSpec, str, Reading], str]] = {
    InputKind.TERMS: _term,
    InputKind.REFS: _ref,
    InputKind.LANGUAGES: _language,
}
READERS: Mapping[InputKind, Callable[[FieldSpec, str, Reading], Any]] = {
    InputKind.TEXT: _text,
    InputKind.CHOICE: _choice,
    InputKind.TERM: _term,
    InputKind.TERMS: _set,
    InputKind.REF: _ref,
    InputKind.REFS: _set,
    InputKind.TAGS: _set,
    InputKind.LANGUAGES: _set,
    InputKind.LINES: _lines,
    InputKind.DAY: _day,
    InputKind.MOMENT: _moment,
    InputKind.WHOLE: _whole,
    InputKind.DECIMAL: _decimal,
    InputKind.URL: _url,
    InputKind.EMAIL: _email,
    InputKind.PHONE: _phone,
    InputKind.POINTS: _points,
    InputKind.HIDDEN: _key,
}
