"""Small registers, made of the least that a record needs, to be checked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from schemas.fields import record_spec
from schemas.problems import Problem
from schemas.record import RecordType
from schemas.vocabulary import SECTIONS, Vocabulary
from store.checks import check_register
from store.codec import encode
from store.record import Record, load_record

TODAY = date(2026, 3, 2)
PAST, FUTURE = date(2026, 3, 1), date(2026, 3, 2)
WORDS = Vocabulary(
    {section: {"a": {"de": "A"}} for section in SECTIONS}
    | {"relation": {"part_of": {"de": "T"}, "partner_of": {"de": "P", "symmetric": True}}}
)
LEAST: Mapping[RecordType, dict[str, Any]] = {
    "actor": {"kind": "a", "status": "active"},
    "topic": {"status": "collected", "raised_on": TODAY},
    "group": {"kind": "standing", "status": "active", "starts_on": PAST},
}
TITLE: Mapping[RecordType, str] = {"actor": "name", "topic": "title", "group": "name"}


def record(kind: RecordType, record_id: str, /, **fields: Any) -> Record:
    data = {"id": record_id, TITLE[kind]: f"{kind} {record_id}", **LEAST[kind], **fields}
    made = load_record(encode(data, record_spec(kind)), kind, record_id)
    assert made.problems == ()
    return made


def actor(record_id: str, /, **fields: Any) -> Record:
    return record("actor", record_id, **fields)


def check(*records: Record, words: Vocabulary | None = WORDS, stray: tuple[str, ...] = ()) -> list[Problem]:
    return check_register(records, words, today=TODAY, stray=stray)


def brief(problems: list[Problem]) -> list[tuple[str, str, str, dict[str, str | int]]]:
    return [(each.path, each.code, "/".join(each.field), dict(each.params)) for each in problems]
