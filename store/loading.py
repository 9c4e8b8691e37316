"""From what an earlier start knew and what stands in the folder now to what is known now.

Only files whose size or time differ are opened, and those that changed so shortly before the last look that
their time cannot tell (two seconds: the coarsest clock of a file system in use, FAT).
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from schemas.ids import is_id
from schemas.vocabulary import Vocabulary
from store import cache, scan
from store.cache import FileEntry, Known, Patch, RawProblems
from store.errors import ReadFailed
from store.layout import FOLDERS, MAX_FILE, REGISTER_FILE, VOCABULARY_FILE, locate, path_of
from store.problem_values import is_error
from store.register_files import read_config, read_vocabulary
from store.row_table import RowTable, no_collection
from store.rows import Row, with_terms
from store.scan import Listing, Scan

if TYPE_CHECKING:
    from schemas.record import RecordType
    from store.links import RawLink

_RACY = 2_000_000_000

Stamps = Mapping[str, scan.Stamp]


class State(NamedTuple):
    """What is known of a register at one moment.

    ``new_links`` are those of the files that were read this time, by path, ``fresh_links`` those of all that
    this process has read and the cache may not have; ``unkept`` says that the cache does not know all yet.
    """

    known: Known
    odd: list[scan.Odd]
    vocabulary: Vocabulary
    new_links: dict[str, list[RawLink]]
    fresh_links: dict[str, list[RawLink]]
    unkept: bool


def load(root: str, *, read_only: bool, previous: State | None, only: Iterable[str] | None) -> State:
    """Bring what is known up to date, and keep it for the next start unless ``read_only``.

    Raises:
        RegisterUnusable: as ``read_config``.
    """
    moment = time.time_ns()
    known = previous.known if previous else cache.load(root) or _nothing()
    if previous is None or only is None:
        update = _Update(root, known, scan.scan(root), moment, None)
    else:
        # The moment stays: the other files have not been looked at since.
        only = set(only)
        update = _Update(root, known, _look_again(root, previous, only), known.moment, only)
    with no_collection():
        state = update.state(previous)
    return keep(root, state) if state.unkept and not read_only else state


def keep(root: str, state: State) -> State:
    """Write the cache if it does not know everything yet."""
    if not state.unkept:
        return state
    cold = not state.known.token
    known = cache.store(root, state.known)
    if cold and known.token:
        from store.links import Links, write_links

        digests, links = digests_of(known), state.fresh_links
        if digests.keys() <= links.keys() and write_links(root, Links.of(links), digests):
            # They would fill 50 MB at 50,000 records, and are read back if anybody asks.
            state = state._replace(fresh_links={})
    return state._replace(known=known, unkept=False)


def digests_of(known: Known) -> dict[str, str]:
    """Each record file's path and digest."""
    return {
        path_of(kind, record_id): digest
        for kind, table in known.tables.items()
        for record_id, digest in table.digests()
    }


def _nothing() -> Known:
    return Known(
        token="",
        moment=0,
        listings=dict.fromkeys(FOLDERS, scan.NO_FILES),
        patches={kind: {} for kind in FOLDERS},
        tables={kind: RowTable(kind, []) for kind in FOLDERS},
        files={},
        problems={},
    )


def _look_again(root: str, previous: State, only: Iterable[str]) -> Scan:
    """The listing of before, with the files that were named as they are now."""
    listings = {kind: _listing(previous.known.listings[kind]) for kind in FOLDERS}
    files = {name: entry.stamp for name, entry in previous.known.files.items() if entry.stamp is not None}
    for path in only:
        stamp = scan.stamp_of(os.path.join(root, path))
        located = locate(path)
        if located is not None:
            kind, record_id = located
            listings[kind] = listings[kind].updated(record_id, stamp)
        elif path in {REGISTER_FILE, VOCABULARY_FILE}:
            files.pop(path, None)
            if stamp is not None:
                files[path] = stamp
    return Scan(listings, files, previous.odd)


def _listing(listing: Listing | bytes) -> Listing:
    return scan.unpack(listing) if isinstance(listing, bytes) else listing


class _Update:
    """One update, from ``known`` and ``found`` to a State."""

    def __init__(self, root: str, known: Known, found: Scan, moment: int, only: set[str] | None) -> None:
        self.root = root
        self.only = only
        self.known = known
        self.found = found
        self.moment = moment
        self.tables = dict(known.tables)
        self.patches: dict[RecordType, Patch] = {kind: dict(patch) for kind, patch in known.patches.items()}
        self.problems: RawProblems = known.problems
        self.links: dict[str, list[RawLink]] = {}
        self.changed = False  # whether the cache must learn of it

    def state(self, previous: State | None) -> State:
        """What is known now."""
        files, vocabulary = self._files(previous)
        names_changed = False
        for kind in FOLDERS:
            names_changed |= self._update_kind(kind, vocabulary)
        if names_changed or (self.links and _twins_in(self.known.problems)):
            self._find_twins()
        known = Known(
            token=self.known.token,
            moment=self.moment,
            listings=self.found.listings,
            patches=self.patches,
            tables=self.tables,
            files=files,
            problems=self.problems,
        )
        fresh = {**previous.fresh_links, **self.links} if previous else self.links
        unkept = self.changed or bool(previous and previous.unkept)
        return State(known, self.found.odd, vocabulary, self.links, fresh, unkept)

    def _files(self, previous: State | None) -> tuple[dict[str, FileEntry], Vocabulary]:
        """knoten.toml and vocabulary.toml, read again where they changed."""
        files = dict(self.known.files)
        if self._is_new(REGISTER_FILE, files):
            files[REGISTER_FILE] = self._entry(REGISTER_FILE)._replace(data=read_config(self.root))
        if not self._is_new(VOCABULARY_FILE, files):
            data = files[VOCABULARY_FILE].data
            return files, previous.vocabulary if previous else Vocabulary(data)
        before, entry = files.get(VOCABULARY_FILE), self._entry(VOCABULARY_FILE)
        data, problems = read_vocabulary(self.root)
        files[VOCABULARY_FILE] = entry._replace(data=data)
        self._set_problems(VOCABULARY_FILE, problems)
        vocabulary = Vocabulary(data)
        if before is not None and before.data != data:
            self._apply_vocabulary(vocabulary)
        return files, vocabulary

    def _is_new(self, name: str, files: dict[str, FileEntry]) -> bool:
        """Whether the file must be parsed again; one that was only touched gets its new stamp."""
        before, now = files.get(name), self.found.files.get(name)
        if before is None or now is None:
            return before is None or before.stamp is not None
        if before.stamp == now and now[1] <= self.known.moment - _RACY:
            return False
        if before.digest != _digest(self.root, name):
            return True
        if before.stamp != now:
            files[name] = before._replace(stamp=now)
            self.changed = True
        return False

    def _entry(self, name: str) -> FileEntry:
        """The entry of a file that is about to be read: if it changes meanwhile, it is read again."""
        self.changed = True
        return FileEntry(self.found.files.get(name), _digest(self.root, name), None)

    def _apply_vocabulary(self, vocabulary: Vocabulary) -> None:
        """Let every row be found by the terms' words of now; no file needs to be read for that."""
        for kind, table in self.tables.items():
            self.tables[kind] = RowTable(kind, [with_terms(row, vocabulary) for row in table])
        self.known = self.known._replace(token="")  # every row changed: the cache is written anew

    def _update_kind(self, kind: RecordType, vocabulary: Vocabulary) -> bool:
        """Bring the rows of one kind up to date. Returns whether records came or went."""
        listing = self.found.listings[kind]
        if self.only is not None:
            named = {place[1] for path in self.only if (place := locate(path)) and place[0] == kind}
            old, now = self.known.listings[kind], listing.some(named)
            before = old.some(named) if isinstance(old, Listing) else self.known.stamps(kind)
            return self._read_new(kind, set(now), before, now, named - now.keys(), vocabulary)
        racy = {listing.ids[place] for place in listing.later_than(self.known.moment - _RACY)}
        if self.known.equals(kind, listing):
            if racy:
                stamps = listing.some(racy)
                self._read_new(kind, racy, stamps, stamps, set(), vocabulary)
                self.changed |= len(listing.later_than(self.moment - _RACY)) < len(racy)
            return False
        before, now = self.known.stamps(kind), listing.stamps()
        new = {record_id for record_id, stamp in now.items() if before.get(record_id) != stamp}
        self.changed |= bool(new)
        return self._read_new(kind, new | racy, before, now, before.keys() - now.keys(), vocabulary)

    def _read_new(
        self,
        kind: RecordType,
        ids: set[str],
        before: Stamps,
        now: Stamps,
        gone: set[str],
        vocabulary: Vocabulary,
    ) -> bool:
        """Forget what is gone and read what looks new. Returns whether records came or went."""
        for record_id in gone:
            self.patches[kind][record_id] = None
            path = scan.shown(path_of(kind, record_id))
            self._set_problems(path, [])
            self.links[path] = []
        unnamed = {record_id for record_id in ids if not is_id(record_id)}
        for record_id in ids:
            self.patches[kind][record_id] = now[record_id]
        for record_id in unnamed:
            self._set_problems(*_bad_name(kind, record_id))
        rows = self._read(kind, ids - unnamed, before, now, vocabulary)
        if rows or gone or unnamed:
            self.tables[kind] = self.tables[kind].changed(gone | unnamed, rows)
            self.changed = True
        return bool(gone) or not ids <= before.keys()

    def _read(
        self, kind: RecordType, ids: set[str], before: Stamps, now: Stamps, vocabulary: Vocabulary
    ) -> list[Row]:
        """The rows of the files that really changed."""
        # A file of another size has changed for sure; finding its row would cost an index of all.
        same_size = {name for name in ids & before.keys() if before[name][0] == now[name][0]}
        ids = ids - _untouched(self.root, self.tables[kind], kind, same_size)
        if not ids:
            return []
        # Only where something changed: this brings the models and the parser, 150 ms.
        from store.record_files import read_files

        reads = read_files(self.root, kind, sorted(ids), vocabulary)
        for row, links, problems in reads:
            self._set_problems(row.path, problems)
            self.links[row.path] = links
        return [read.row for read in reads]

    def _set_problems(self, path: str, problems: list[list[Any]]) -> None:
        if not problems and path not in self.problems:
            return
        if self.problems is self.known.problems:
            self.problems = dict(self.problems)
        self.problems.pop(path, None)
        if problems:
            self.problems[path] = problems

    def _find_twins(self) -> None:
        """Note the records that share an id across kinds: links cannot tell them apart."""
        ids = {kind: set(listing.ids) for kind, listing in self.found.listings.items()}
        twins: dict[str, str] = {}
        for kind in FOLDERS:
            for other in FOLDERS:
                if kind != other:
                    shared = ids[kind] & ids[other]
                    twins |= {path_of(kind, twin): path_of(other, twin) for twin in shared if is_id(twin)}
        had = _twins_in(self.problems) | _twins_in(self.known.problems)
        for path in had | twins.keys():
            located = locate(path)
            if located is None:
                continue
            kind, record_id = located
            values = [found for found in self.problems.get(path, []) if found[0] != "id_twice"]
            if path in twins:
                values.append(["id_twice", record_id, ["id"], None, None, {"other": twins[path]}])
            self._set_problems(path, values)
            row = self.tables[kind].row(record_id)
            if row is not None:
                counted = row._replace(problems=sum(map(is_error, values)))
                self.tables[kind] = self.tables[kind].changed([], [counted])
                # Its file has not changed, but the cache must have the new row.
                self.patches[kind][record_id] = self.found.listings[kind].stamp(record_id)


def _untouched(root: str, table: RowTable, kind: RecordType, ids: set[str]) -> set[str]:
    """Those of the records whose files are, byte for byte, what their rows were made of."""
    rows = {record_id: table.row(record_id) for record_id in ids}
    return {name for name, row in rows.items() if row and row.digest == _digest(root, path_of(kind, name))}


def _digest(root: str, path: str) -> str:
    """The git blob id of a file as it is now, or what is none."""
    from store.files import digest, read_bounded  # `hashlib` costs 10 ms

    try:
        return digest(read_bounded(f"{root}/{path}", MAX_FILE))
    except ReadFailed as error:
        return error.code


def _twins_in(problems: RawProblems) -> set[str]:
    return {path for path, found in problems.items() if any(values[0] == "id_twice" for values in found)}


def _bad_name(kind: RecordType, name: str) -> tuple[str, list[list[Any]]]:
    path = scan.shown(path_of(kind, name))
    return path, [["bad_file_name", "", [], None, None, {}]]
