"""Problems of a register: codes and parameters; the words for them are made where they are shown.

ERROR: the record can be read in part or not at all. WARNING: the record is usable.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from enum import StrEnum

from schemas.paths import FieldPath


class Severity(StrEnum):
    """How bad a problem is."""

    ERROR = "error"
    WARNING = "warning"


# Every code with its severity. `unreadable`: no version of the record can be taken from the file.
UNREADABLE = frozenset(
    {
        "not_toml",  # line, column, reason
        "not_utf8",  # line
        "too_large",  # size, limit (bytes)
        "not_a_file",  # a link, folder or device
        "cannot_read",  # the system refuses
        "wrong_type",  # expected
        "too_deep",  # limit
        "too_many_entries",  # limit
        "text_too_long",  # limit (bytes)
        "number_too_large",
        "duplicate_key",  # key
        "conflict_markers",  # line: another program's text merge stands in the file
    }
)
SCHEMA = frozenset(
    {
        "missing",  # a required field
        "too_long",  # limit (characters)
        "not_one_line",
        "not_a_choice",  # choices
        "not_an_id",  # value
        "not_a_url",
        "not_an_email",
        "not_a_rule",  # a repetition by RFC 5545
        "not_a_language",
        "out_of_range",  # low, high
        "not_an_offset_time",  # a date-time without its offset
        "id_is_not_file_name",  # id, file
        "id_twice",  # other path
        "bad_file_name",
        "needs",  # this field is required because of `because` = `value`
        "not_allowed",  # this field must be empty because of `because` = `value`
        "ends_before_start",
        "newer_format",  # format, known
    }
)
WARNINGS = frozenset(
    {
        "dangling_link",  # target
        "wrong_link_type",  # target, expected
        "unknown_term",  # term, section
        "unknown_key",  # key
        "consent_expired",  # on
        "past_end",  # on
        "invalid_ballot",  # reason
        "one_sided",  # target
        "name_like",  # other, name
        "merged_cycle",
        "stray_file",
        "vocabulary_unreadable",
        "merge_differs",  # commit: it calls itself a merge of the program's own, and is none
    }
)
CODES = UNREADABLE | SCHEMA | WARNINGS


@dataclasses.dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a file, a record or a field.

    ``path`` is relative to the register; ``field`` is empty if the whole file is meant;
    ``line`` and ``column`` count from 1.
    """

    code: str
    path: str
    record: str = ""
    field: FieldPath = ()
    line: int | None = None
    column: int | None = None
    params: Mapping[str, str | int] = dataclasses.field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        """WARNING for what leaves the record usable."""
        return Severity.WARNING if self.code in WARNINGS else Severity.ERROR

    @property
    def unreadable(self) -> bool:
        """Whether no version of the record can be taken from this file."""
        return self.code in UNREADABLE
