"""Records as documents, read straight from their files: for lists as JSON, which scripts call all day.

No schema and no models: what stands in the file is what is printed, and loading them would take longest.
"""

from __future__ import annotations

import math
import os
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import tomli

from schemas.limits import SUSPECT, beyond_limits, survey
from store.errors import ReadFailed
from store.files import read_bounded
from store.layout import MAX_FILE

if TYPE_CHECKING:
    from store.rows import Row

_WHOLE_BITS = 64


def plain_record(root: str, row: Row) -> dict[str, Any] | None:
    """A record as ``{id, type, fields}``; None for a file that cannot be read (``check`` says why)."""
    try:
        raw = read_bounded(os.path.join(root, row.path), MAX_FILE)
        data = tomli.loads(raw.decode("utf-8-sig"))
    except (ReadFailed, ValueError, RecursionError):
        return None
    if survey(data) & SUSPECT and any(beyond_limits(data)):
        return None
    data.pop("id", None)
    return {"id": row.id, "type": row.type, "fields": json_value(data)}


def json_value(value: Any) -> Any:
    """The value as JSON has it: dates and times as ISO text, and no "not a number"."""
    if isinstance(value, dict):
        return {key: json_value(item) for key, item in value.items()}
    if isinstance(value, list):
        return [json_value(item) for item in value]
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, int) and value.bit_length() > _WHOLE_BITS:
        return hex(value)  # Python refuses to write thousands of digits in tens
    return value
