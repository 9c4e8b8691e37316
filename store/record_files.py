"""From record files to what is known of them: a row, the links, the problems.

Reading ten thousand takes two seconds of one processor, and a cold start can do nothing else meanwhile; so a
second process takes half of many files where that is possible (measured on two idle cores: 0.64 of the time).
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from typing import TYPE_CHECKING, NamedTuple

from store import platform
from store.errors import ReadFailed
from store.files import read_bounded
from store.layout import MAX_FILE, path_of
from store.links import RawLink, links_of
from store.packed_rows import row_from
from store.problem_values import RawProblem, to_values
from store.record import Record, load_record, read_problem
from store.rows import Row, row_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemas.record import RecordType
    from schemas.vocabulary import Vocabulary

_MANY = 1500  # below, starting a second process takes longer than it saves


class Read(NamedTuple):
    """What is known of one record's file."""

    row: Row
    links: list[RawLink]
    problems: list[RawProblem]


def read_file(root: str, kind: RecordType, record_id: str, vocabulary: Vocabulary) -> Read | None:
    """Read one file. None if it went meanwhile."""
    path = path_of(kind, record_id)
    try:
        raw = read_bounded(f"{root}/{path}", MAX_FILE)
    except ReadFailed as error:
        if error.code == "file_missing":
            return None
        record = Record(record_id, kind, None, "", (read_problem(error, path, record_id),))
    else:
        record = load_record(raw, kind, record_id)
    links = links_of(kind, record.data) if record.data else []
    return Read(row_of(record, vocabulary), links, [to_values(problem) for problem in record.problems])


def read_files(root: str, kind: RecordType, ids: Sequence[str], vocabulary: Vocabulary) -> list[Read]:
    """Read files of one kind; those that went meanwhile are left out. The order is not that of ``ids``."""
    if sys.platform == "linux" and len(ids) >= _MANY and _may_fork():
        return _read_by_two(root, kind, ids, vocabulary)
    return _read_all(root, kind, ids, vocabulary)


def _read_all(root: str, kind: RecordType, ids: Sequence[str], vocabulary: Vocabulary) -> list[Read]:
    reads = (read_file(root, kind, record_id, vocabulary) for record_id in ids)
    return [read for read in reads if read is not None]


def _may_fork() -> bool:
    # Beside other threads, a forked process may find their locks held for ever.
    return threading.active_count() == 1 and len(os.sched_getaffinity(0)) > 1


def _read_by_two(root: str, kind: RecordType, ids: Sequence[str], vocabulary: Vocabulary) -> list[Read]:
    half = len(ids) // 2
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _work_as_child(writing, root, kind, ids[half:], vocabulary)
    os.close(writing)
    try:
        with os.fdopen(reading, "rb") as pipe:
            reads = _read_all(root, kind, ids[:half], vocabulary)
            told = pipe.read()
    except BaseException:  # Ctrl-C too must leave no child; it goes on up
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        _, status = os.waitpid(child, 0)
    if status != 0:  # killed, perhaps for want of memory: then this process does it all
        return reads + _read_all(root, kind, ids[half:], vocabulary)
    known: dict[object, object] = {}
    return reads + [Read(row_from(row, known), links, problems) for row, links, problems in json.loads(told)]


def _work_as_child(
    pipe: int, root: str, kind: RecordType, ids: Sequence[str], vocabulary: Vocabulary
) -> None:
    """Write what is read to the pipe and end the process, whatever happens."""
    status = 1
    try:
        platform.write_all(pipe, json.dumps(_read_all(root, kind, ids, vocabulary)).encode())
        status = 0
    finally:
        os._exit(status)
