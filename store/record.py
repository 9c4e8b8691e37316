"""A record as the store holds it: its data, where it came from, and what is wrong with it."""

from __future__ import annotations

import contextlib
import dataclasses
import os
from functools import cached_property

from schemas.fields import MODELS, record_spec, title_of
from schemas.ids import is_id
from schemas.problems import Problem
from schemas.record import Record as RecordModel
from schemas.record import RecordType
from schemas.validation import Data, check_record, prune
from store.codec import decode
from store.errors import ReadFailed
from store.files import digest
from store.layout import path_of


@dataclasses.dataclass(frozen=True)
class Record:
    """One record. ``data`` is what its file says; it is None if the file cannot be read at all.

    ``digest`` is the git blob id of the file's bytes, "" for a record that is not saved yet.
    ``path`` is relative to the register, with ``/``.
    """

    id: str
    type: RecordType
    data: Data | None
    digest: str = ""
    problems: tuple[Problem, ...] = ()
    text: str = dataclasses.field(default="", repr=False, compare=False)

    @property
    def path(self) -> str:
        """The record's file, relative to the register."""
        return path_of(self.type, self.id)

    @property
    def title(self) -> str:
        """What people call it."""
        return title_of(self.type, self.data) if self.data else self.id

    @property
    def readable(self) -> bool:
        """Whether a version of the record can be taken from the file."""
        return self.data is not None and not any(problem.unreadable for problem in self.problems)

    @cached_property
    def model(self) -> RecordModel | None:
        """The typed record, or None while it breaks the schema."""
        if self.data is None or self.problems:
            return None
        return MODELS[self.type].model_validate(prune(self.data))


def load_record(raw: bytes, kind: RecordType, record_id: str, *, validate: bool = True) -> Record:
    """Read a record from its file's bytes; whatever is wrong becomes problems with lines."""
    path = path_of(kind, record_id)
    decoded = decode(raw, path)
    if decoded.data is None:
        problem = dataclasses.replace(decoded.problem, record=record_id) if decoded.problem else None
        return Record(record_id, kind, None, digest(raw), (problem,) if problem else (), decoded.text)
    problems: list[Problem] = []
    if validate:
        problems = [_about(record_id, found) for found in _problems(decoded.data, kind, record_id, path)]
        problems = decoded.located(problems, record_spec(kind)) if problems else []
    return Record(record_id, kind, decoded.data, digest(raw), tuple(problems), decoded.text)


def read_problem(error: ReadFailed, path: str, record_id: str = "") -> Problem:
    """What is wrong with a file that could not be read; ``path`` is relative to the register."""
    if error.code == "file_too_large":
        size = 0
        with contextlib.suppress(OSError):
            size = os.lstat(str(error.params["path"])).st_size
        params: dict[str, str | int] = {"size": size, "limit": error.params["limit"]}
        return Problem("too_large", path, record_id, params=params)
    code = "not_a_file" if error.code == "file_not_regular" else "cannot_read"
    return Problem(code, path, record_id)


def _problems(data: Data, kind: RecordType, record_id: str, path: str) -> list[Problem]:
    _, problems = check_record(kind, data, path)
    if not is_id(record_id):
        problems.append(Problem("bad_file_name", path))
    elif isinstance(data.get("id"), str) and data["id"] != record_id:
        params: dict[str, str | int] = {"id": data["id"], "file": record_id}
        problems.append(Problem("id_is_not_file_name", path, field=("id",), params=params))
    return problems


def _about(record_id: str, problem: Problem) -> Problem:
    return dataclasses.replace(problem, record=record_id)
