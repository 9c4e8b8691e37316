"""Bringing in records from files: read, checked and shown first, then all in one commit or none.

``read_source`` reads a file, ``plan_import`` says what would come of it; saving is the register's business.
"""

from __future__ import annotations

from store.importing.mapping import ImportMap, load_map, map_by_header
from store.importing.plan import Existing, ImportPlan, plan_import
from store.importing.sources import FORMATS, ImportNote, Source, SourceRow, format_of, read_source
from store.importing.tables import MAX_BYTES, MAX_ROWS, read_table

__all__ = [
    "FORMATS",
    "MAX_BYTES",
    "MAX_ROWS",
    "Existing",
    "ImportMap",
    "ImportNote",
    "ImportPlan",
    "Source",
    "SourceRow",
    "format_of",
    "load_map",
    "map_by_header",
    "plan_import",
    "read_source",
    "read_table",
]
