"""What is printed as JSON comes in again as the same record: for every field that the schema knows."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import assume, given

from schemas.fields import record_spec
from schemas.record import RecordType
from schemas.validation import Data
from store.codec import canonical
from store.importing import Existing, plan_import, read_source
from store.plain_records import json_value
from store.values import Reading
from tests.strategies import kinds_and_records

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def stripped(value: Any) -> Any:
    """The value without white space around its texts, which no import keeps."""
    if isinstance(value, str):
        assume(value.strip())
        return value.strip()
    if isinstance(value, list):
        return [stripped(item) for item in value]
    if isinstance(value, dict):
        return {name: stripped(item) for name, item in value.items()}
    return value


@pytest.mark.parametrize("form", ["json", "jsonl"])
@given(kind_and_record=kinds_and_records(strange=False))
def test_a_record_comes_in_as_it_went_out(form: str, kind_and_record: tuple[RecordType, Data]) -> None:
    kind, data = kind_and_record
    data = stripped(data)
    fields = {name: json_value(value) for name, value in data.items() if name != "id"}
    raw = json.dumps({"id": data["id"], "type": kind, "fields": fields}).encode()
    reading = Reading()
    made = plan_import(
        kind, read_source(raw, form, kind, reading), Existing(), reading, NOW, random.Random(1)
    )
    assert made.problems == ()
    assert dict(made.records) == {data["id"]: canonical(data, record_spec(kind))}
