"""The cache of rows: one file that is read at a start, and a small one for what changed since it was written.

It is a guess that is checked against a fresh listing of the folder every time; it may be deleted, cut short
or be another version's at any moment, and then the start is a cold one. Nothing here ever fails the caller.

``rows`` is a header (JSON, one line), and for each kind the listing as it came from the system, where each
line begins, and one line of JSON a row; a checksum covers all (2 ms at 10,000 records). Writing it after
each change would write 10 MB for one record, so a few changes go into ``recent``, which names the ``rows``
that it belongs to by a token.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import zlib
from array import array
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from store.layout import FOLDERS, PRIVATE
from store.packed_rows import Packed, id_at, row_from
from store.row_table import RowTable
from store.scan import Listing, Stamp, unpack

if TYPE_CHECKING:
    from schemas.record import RecordType

VERSION = 1
FOLDER = f"{PRIVATE}/cache"
ROWS = "rows"
RECENT = "recent"
RECENT_LIMIT = 300
"""More records than these in ``recent``, and ``rows`` is written anew."""

_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_MAX_HEAD = 1 << 26  # problems stand there: a register of broken records must not be read without end

# What reading a file of ours raises that was cut short, is another version's, or is no file of ours at all.
_BROKEN = (OSError, ValueError, KeyError, TypeError, IndexError)

Patch = dict[str, Stamp | None]
"""Since ``rows`` was written: the stamp of each file that changed, None for one that went."""
RawProblems = dict[str, list[list[Any]]]
"""Path → its problems as plain values: code, record, field, line, column, params."""


class FileEntry(NamedTuple):
    """knoten.toml or vocabulary.toml as it was read: stamp, digest, and what there is to know of it."""

    stamp: Stamp | None
    digest: str
    data: Any


class Known(NamedTuple):
    """What an earlier start knew.

    ``moment`` is when it looked (ns): a file that changed shortly before may have changed again within the
    same tick of the file system's clock. ``token`` names the ``rows`` that ``patches`` are relative to, ""
    for none. ``listings`` are bytes as they come from ``rows``, without the patches.
    """

    token: str
    moment: int
    listings: Mapping[RecordType, Listing | bytes]
    patches: dict[RecordType, Patch]
    tables: dict[RecordType, RowTable]
    files: dict[str, FileEntry]
    problems: RawProblems

    def stamps(self, kind: RecordType) -> dict[str, Stamp]:
        """The files that there were, with their stamps."""
        listing = self.listings[kind]
        stamps = (unpack(listing) if isinstance(listing, bytes) else listing).stamps()
        for record_id, stamp in self.patches[kind].items():
            if stamp is None:
                stamps.pop(record_id, None)
            else:
                stamps[record_id] = stamp
        return stamps

    def equals(self, kind: RecordType, listing: Listing) -> bool:
        """Whether nothing has changed since; False where only a closer look can tell."""
        before = self.listings[kind]
        if isinstance(before, Listing):
            return before == listing
        return not self.patches[kind] and before == listing.packed()


def signature() -> str:
    """What the rows of this program depend on: the sources that make them, by size and time.

    A version number would be forgotten in some change of the schema; twenty stats cost 50 µs.
    """
    import schemas

    stamps = [VERSION]
    here = os.path.dirname(__file__)
    wanted = ["rows", "searchable", "record", "record_files", "packed_rows", "links", "disputed", "access"]
    paths = [os.path.join(here, f"{name}.py") for name in wanted]
    for folder in (*schemas.__path__, os.path.join(here, "codec")):
        with contextlib.suppress(OSError):
            paths += sorted(f"{folder}/{name}" for name in os.listdir(folder) if name.endswith(".py"))
    for path in paths:
        with contextlib.suppress(OSError):
            state = os.stat(path)
            stamps += [state.st_size, state.st_mtime_ns]
    return f"{VERSION}-{zlib.crc32(repr(stamps).encode()):08x}-{len(stamps)}"


def load(root: str) -> Known | None:
    """What the cache knows, or None: the start is a cold one."""
    try:
        with open(os.path.join(root, FOLDER, ROWS), "rb") as file:
            known = _read_rows(file)
    except _BROKEN:
        return None
    try:
        with open(os.path.join(root, FOLDER, RECENT), "rb") as file:
            return _with_recent(known, _checked(file.read()))
    except _BROKEN:
        return known


def _read_rows(file: BinaryIO) -> Known:
    """``rows``, piece by piece, so that nothing is copied. Raises one of ``_BROKEN`` if it is damaged."""
    checksum = int(file.readline(16), 16)
    head = file.readline(_MAX_HEAD)
    header = json.loads(head)
    if header["signature"] != signature():
        raise ValueError(header["signature"])
    found = zlib.crc32(head)
    listings: dict[RecordType, Listing | bytes] = {}
    tables: dict[RecordType, RowTable] = {}
    for kind, (listing_size, size, count) in zip(FOLDERS, header["lengths"], strict=True):
        listing, starts, block = file.read(listing_size), file.read(8 * count), file.read(size)
        found = zlib.crc32(block, zlib.crc32(starts, zlib.crc32(listing, found)))
        listings[kind] = listing
        tables[kind] = RowTable(kind, [], Packed(block, _Starts(block, starts), count))
    if found != checksum:
        raise ValueError(checksum)
    return Known(
        token=header["token"],
        moment=header["moment"],
        listings=listings,
        patches={kind: {} for kind in FOLDERS},
        tables=tables,
        files=_files(header["files"]),
        problems=header["problems"],
    )


class _Starts:
    """Where each record's line begins, worked out when somebody asks."""

    def __init__(self, block: bytes, packed: bytes) -> None:
        self._block = block
        self._packed = packed
        self._found: dict[str, int] | None = None

    def __call__(self) -> dict[str, int]:
        if self._found is None:
            starts = array("q", self._packed)
            self._found = {id_at(self._block, start): start for start in starts}
        return self._found


def _with_recent(known: Known, raw: bytes) -> Known:
    """What is known with the changes since; raises if they belong to other ``rows``."""
    recent = json.loads(raw)
    if recent["token"] != known.token or recent["signature"] != signature():
        raise ValueError(recent["token"])
    tables: dict[RecordType, RowTable] = {}
    patches: dict[RecordType, Patch] = {}
    for kind, table in known.tables.items():
        patch = recent["patches"][kind]
        patches[kind] = {
            record_id: None if stamp is None else (stamp[0], stamp[1]) for record_id, stamp in patch.items()
        }
        rows = [row_from(values) for values in recent["rows"][kind]]
        tables[kind] = table.changed(patches[kind], rows) if patch else table
    return known._replace(
        moment=recent["moment"],
        patches=patches,
        tables=tables,
        files=_files(recent["files"]),
        problems=recent["problems"],
    )


def _files(raw: dict[str, Any]) -> dict[str, FileEntry]:
    return {
        name: FileEntry(None if stamp is None else (stamp[0], stamp[1]), digest, data)
        for name, (stamp, digest, data) in raw.items()
    }


def store(root: str, known: Known) -> Known:
    """Write what is known for the next start: ``recent`` while the changes are few, else ``rows``.

    A full disk, a missing permission or another's folder are no errors here. Returns what is known, with the
    token of the ``rows`` that now stand there.
    """
    if known.token and sum(map(len, known.patches.values())) <= RECENT_LIMIT:
        write(root, RECENT, _recent_file(known))
        return known
    written = known._replace(token=os.urandom(8).hex(), patches={kind: {} for kind in FOLDERS})
    if not write(root, ROWS, _rows_file(written)):
        return known._replace(token="")
    with contextlib.suppress(OSError):
        os.unlink(os.path.join(root, FOLDER, RECENT))
    return written


def write(root: str, name: str, data: bytes) -> bool:
    """Put a file into the cache, whole or not at all. Returns whether that was possible.

    Unlike a record's, its bytes are not forced to the disk: that takes longer than all the rest of a start,
    and what a power cut leaves of it does not have its checksum.
    """
    # Only now: these bring `hashlib` and 10 ms with them, and a warm start writes nothing.
    from store import platform
    from store.errors import StoreError
    from store.files import TEMPORARY, clean_temporaries, make_folder

    folder = os.path.join(root, FOLDER)
    temporary = os.path.join(folder, f"{TEMPORARY}{os.getpid()}-{os.urandom(6).hex()}")
    try:
        make_folder(os.path.join(root, PRIVATE))
        make_folder(folder)
        clean_temporaries(folder)  # a killed start's; another start that writes right now will do without
        descriptor = os.open(temporary, _NEW_FILE, 0o600)
        try:
            platform.write_all(descriptor, data)
        finally:
            os.close(descriptor)
        platform.replace(temporary, os.path.join(folder, name))
    except (StoreError, OSError):
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        return False
    return True


def _with_checksum(body: bytes) -> bytes:
    return b"%08x\n" % zlib.crc32(body) + body


def _checked(raw: bytes) -> bytes:
    head, _, body = raw.partition(b"\n")
    if int(head, 16) != zlib.crc32(body):
        raise ValueError(head)
    return body


def _rows_file(known: Known) -> bytes:
    lengths: list[tuple[int, int, int]] = []
    parts: list[bytes] = []
    for kind in FOLDERS:
        listing = known.listings[kind]
        packed = listing if isinstance(listing, bytes) else listing.packed()
        lines = known.tables[kind].lines()
        starts = array("q", itertools.accumulate((len(line) + 1 for line in lines), initial=0))[:-1]
        block = b"\n".join(lines)
        lengths.append((len(packed), len(block), len(lines)))
        parts += (packed, starts.tobytes(), block)
    header = {
        "signature": signature(),
        "token": known.token,
        "moment": known.moment,
        "files": known.files,
        "problems": known.problems,
        "lengths": lengths,
    }
    return _with_checksum(b"".join((json.dumps(header).encode(), b"\n", *parts)))


def _recent_file(known: Known) -> bytes:
    rows = {
        kind: [row for record_id in patch if (row := known.tables[kind].row(record_id)) is not None]
        for kind, patch in known.patches.items()
    }
    recent = {
        "signature": signature(),
        "token": known.token,
        "moment": known.moment,
        "files": known.files,
        "problems": known.problems,
        "patches": known.patches,
        "rows": rows,
    }
    return _with_checksum(json.dumps(recent).encode())
