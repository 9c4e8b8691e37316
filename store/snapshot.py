"""An immutable picture of a register: what screens and verbs read from, without touching disk or git.

It is made from the cache and a listing of the folder, so that a warm start parses nothing; records and links
are read when somebody asks for them. A refresh makes the next snapshot and costs only what changed.
"""

from __future__ import annotations

import contextlib
import itertools
import os
from functools import cached_property
from typing import TYPE_CHECKING

from store import loading
from store.errors import NotFound, ReadFailed
from store.layout import FOLDERS, MAX_FILE, REGISTER_FILE, VOCABULARY_FILE
from store.problem_values import from_values
from store.register_files import Config, config_from, register_data, vocabulary_data

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from schemas.problems import Problem
    from schemas.record import RecordType
    from schemas.validation import Data
    from schemas.vocabulary import Vocabulary
    from store.links import Link, Links
    from store.record import Record
    from store.row_table import RowTable
    from store.rows import Row

_KEPT_RECORDS = 64
_FEW_LINKS = 50  # files whose links are rather read again than all links written


def load_snapshot(
    path: str | Path,
    *,
    read_only: bool = False,
    previous: Snapshot | None = None,
    only: Iterable[str] | None = None,
) -> Snapshot:
    """Read the register in a folder.

    Args:
        path: the register's folder.
        read_only: write no cache.
        previous: a snapshot of the same folder: only what changed since is read.
        only: with ``previous``: nothing but these paths ("actors/x.toml") may have changed, so that the
            folder is not listed again.

    Raises:
        RegisterUnusable: ``not_a_register``, ``register_file_broken``.
    """
    root = os.path.abspath(path)
    if not os.path.lexists(os.path.join(root, REGISTER_FILE)):
        from store.errors import RegisterUnusable

        raise RegisterUnusable("not_a_register", path=root)
    state = loading.load(root, read_only=read_only, previous=previous.state if previous else None, only=only)
    return Snapshot(root, state, previous, read_only=read_only)


class Snapshot:
    """A register at one moment. Not to be made directly: ``load_snapshot``. Safe to read from any thread."""

    def __init__(
        self, path: str, state: loading.State, previous: Snapshot | None = None, *, read_only: bool = False
    ) -> None:
        self.path = path
        self._read_only = read_only
        self.state = state
        self.generation: int = previous.generation + 1 if previous else 1
        self._tables: Mapping[RecordType, RowTable] = state.known.tables
        self._records: dict[str, Record] = {}
        self._all: list[Row] | None = None
        self._links: Links | None = None
        if previous is not None:
            self._take_over(previous)
        self.state = state._replace(new_links={})

    def _take_over(self, previous: Snapshot) -> None:
        """Keep what was worked out for the previous snapshot as far as it still holds."""
        if previous._links is not None:
            self._links = previous._links.changed(self.state.new_links)

    @property
    def config(self) -> Config:
        """The register's name, id, format and languages."""
        return config_from(self.state.known.files[REGISTER_FILE].data)

    @property
    def newer_format(self) -> bool:
        """Whether a newer program made the register: it is for reading alone then."""
        return self.config.newer

    @property
    def vocabulary(self) -> Vocabulary:
        """The register's terms; empty if its file cannot be read."""
        return self.state.vocabulary

    @property
    def counts(self) -> dict[RecordType, int]:
        """How many records of each kind there are."""
        return {kind: len(table) for kind, table in self._tables.items()}

    def rows(self, kind: RecordType | None = None) -> Sequence[Row]:
        """The rows of one kind, or of all, by title. Not to be changed."""
        if kind is not None:
            return self._tables[kind]
        if self._all is None:
            self._all = sorted(
                itertools.chain.from_iterable(self._tables.values()), key=lambda row: row.order
            )
        return self._all

    def row(self, record_id: str) -> Row | None:
        """The row of a record, or None."""
        return next((row for table in self._tables.values() if (row := table.row(record_id))), None)

    def __contains__(self, record_id: object) -> bool:
        return isinstance(record_id, str) and self.row(record_id) is not None

    def title(self, record_id: str) -> str:
        """What people call the record; the id itself where there is no such record."""
        row = self.row(record_id)
        return row.title if row else record_id

    def digests(self) -> dict[str, str]:
        """Each record file's path and git blob id, without decoding rows."""
        return loading.digests_of(self.state.known)

    def record(self, record_id: str) -> Record:
        """The record, read from its file and remembered.

        Raises:
            NotFound: ``unknown_id``: there is no such record, or its file went meanwhile.
            ReadFailed: the file cannot be read now.
        """
        row = self.row(record_id)
        if row is None:
            raise NotFound("unknown_id", id=record_id)
        found = self._records.get(record_id)
        if found is None:
            found = _read(self.path, row, self.state)
            while len(self._records) >= _KEPT_RECORDS:
                self._records.pop(next(iter(self._records)), None)
            self._records[record_id] = found
        return found

    def config_data(self) -> Data:
        """All that stands in knoten.toml, read now. Raises RegisterUnusable."""
        return register_data(self.path)

    def vocabulary_data(self) -> Data:
        """All that stands in vocabulary.toml, read now; {} if it cannot be read."""
        return vocabulary_data(self.path)[0]

    def standing(self, record_id: str) -> str:
        """The record that stands for this one: what it was merged into, and so on.

        In a cycle the smallest id stands (docs/sharing.md, "merged_into").
        """
        seen: list[str] = []
        while True:
            row = self.row(record_id)
            if row is None or row.status != "merged" or not row.merged_into:
                return record_id
            if record_id in seen:
                return min(seen[seen.index(record_id) :])
            seen.append(record_id)
            record_id = row.merged_into

    def outgoing(self, record_id: str) -> tuple[Link, ...]:
        """What the record says of others, in the order of its fields."""
        row = self.row(record_id)
        return self.links.outgoing(row.path) if row else ()

    def incoming(self, record_id: str) -> tuple[Link, ...]:
        """Who says something of the record, or of one that was merged into it; by the sources' titles."""
        found: list[Link] = []
        targets = [record_id]
        for target in targets:
            for source in self.links.sources(target):
                links = [link for link in self.links.outgoing(source) if link.target == target]
                found += links
                targets += [link.source for link in links if self._stands_behind(link, record_id, targets)]
        return tuple(sorted(found, key=lambda link: (self.title(link.source).casefold(), *link)))

    def _stands_behind(self, link: Link, record_id: str, seen: list[str]) -> bool:
        """Whether the link's source was merged into the record, so that links to it count for the record."""
        if link.field != "merged_into" or link.source in seen:
            return False
        return self.standing(link.source) == self.standing(record_id)

    @cached_property
    def links(self) -> Links:
        """All links of the register; the first to ask pays for reading them from the cache."""
        if self._links is None:
            self._links = self._read_links()
        return self._links

    def _read_links(self) -> Links:
        from store.links import links_of_file, read_links, write_links

        digests = self.digests()
        links, missing = read_links(self.path, digests)
        fresh = self.state.fresh_links
        read = {path: fresh[path] if path in fresh else links_of_file(self.path, path) for path in missing}
        links = links.changed(read)
        if len(missing) > _FEW_LINKS and not self._read_only:
            write_links(self.path, links, digests)
        return links

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with files, by path: of the records' own, without links between them."""
        known = self.state.known.problems
        found = [from_values(path, values) for path, listed in known.items() for values in listed]
        odd = [odd for odd in self.state.odd if odd.code != "stray_file"]
        found += [from_values(path, [code, "", [], None, None, {}]) for path, code in odd]
        return tuple(sorted(found, key=lambda problem: (problem.path, problem.line or 0, problem.field)))

    @property
    def stray(self) -> tuple[str, ...]:
        """The paths that do not belong in a register: neither read nor followed."""
        return tuple(sorted(odd.path for odd in self.state.odd if odd.code == "stray_file"))

    def check(self, today: date) -> list[Problem]:
        """The whole check (docs/format.md, "What the check reports"): every record is read."""
        from store.checks import check_register

        # Read without being kept: all records at once would outweigh everything else the program holds.
        across = check_register(self._every_record(), _terms(self.state), today=today, stray=self.stray)
        own = [problem for problem in self.problems if problem.code != "id_twice"]  # `across` has them, too
        return sorted([*own, *across], key=lambda problem: (problem.path, problem.line or 0))

    def _every_record(self) -> Iterator[Record]:
        for row in self.rows():
            with contextlib.suppress(NotFound):  # deleted meanwhile
                yield _read(self.path, row, self.state)

    def changed_since(self, previous: Snapshot) -> frozenset[str]:
        """The ids of the records that came, went or changed."""
        changed: set[str] = set()
        for kind in FOLDERS:
            before, now = previous._tables[kind], self._tables[kind]
            if before is not now:
                difference = dict(before.digests()).items() ^ dict(now.digests()).items()
                changed |= {record_id for record_id, _ in difference}
        return frozenset(changed)


def _read(root: str, row: Row, state: loading.State) -> Record:
    """The record in a row's file, as it is now. Raises NotFound if it is gone."""
    # Lists read no record, and these bring the models and the parser: 150 ms.
    from store.files import read_bounded
    from store.record import Record, load_record

    try:
        raw = read_bounded(os.path.join(root, row.path), MAX_FILE)
    except ReadFailed as error:
        if error.code == "file_missing":
            raise NotFound("unknown_id", id=row.id) from error
        problems = [from_values(row.path, values) for values in state.known.problems.get(row.path, ())]
        return Record(row.id, row.type, None, row.digest, tuple(problems))
    return load_record(raw, row.type, row.id)


def _terms(state: loading.State) -> Vocabulary | None:
    """The vocabulary; None if it cannot be read, as then no term is unknown."""
    problems = state.known.problems.get(VOCABULARY_FILE, [])
    return None if any(values[0] == "vocabulary_unreadable" for values in problems) else state.vocabulary
