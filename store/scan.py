"""What stands in a register's folder: a listing and one stat a file, nothing opened, no link followed.

This is the truth that the cache is checked against at every start, so it is kept to the bare calls: 2.5 µs a
record. Whatever is no regular file of a record is left alone and named.
"""

from __future__ import annotations

import contextlib
import os
import stat
from array import array
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, NamedTuple

from store.layout import FOLDERS, PRIVATE, REGISTER_FILE, VOCABULARY_FILE, belongs

if TYPE_CHECKING:
    from schemas.record import RecordType

TEMPORARY = ".knoten-tmp-"  # as in store.files, which brings `hashlib` and 10 ms
_SUFFIX = ".toml"
_TYPE, _REGULAR = 0o170000, stat.S_IFREG  # spelled out: a call for each of 50,000 files costs 5 ms
_ALLOWED_FOLDERS = frozenset((*FOLDERS.values(), "docs"))
_MAX_DEPTH = 6
_MAX_STRAY = 1000
_FEW = 50  # ids, up to which looking for each is faster than an index

Stamp = tuple[int, int]
"""Size in bytes and time of the last change in ns: what tells that a file has not been touched."""


class Listing(NamedTuple):
    """The record files of one folder, in the order in which the system lists them."""

    ids: list[str]
    sizes: array[int]
    times: array[int]

    def packed(self) -> bytes:
        """The listing as bytes: equal if nothing has changed, and read back by ``unpack``."""
        names = "/".join(self.ids).encode("utf-8", "surrogatepass")
        return b"%d %d\n" % (len(self.ids), len(names)) + names + self.sizes.tobytes() + self.times.tobytes()

    def later_than(self, moment: int) -> list[int]:
        """The places of the files that changed after ``moment`` (ns)."""
        if not self.times or max(self.times) <= moment:
            return []
        return [place for place, changed in enumerate(self.times) if changed > moment]

    def some(self, ids: Collection[str]) -> dict[str, Stamp]:
        """The stamps of those of the ids that are there."""
        if len(ids) > _FEW:
            stamps = self.stamps()
            return {record_id: stamps[record_id] for record_id in ids if record_id in stamps}
        return {record_id: stamp for record_id in ids if (stamp := self.stamp(record_id)) is not None}

    def stamp(self, record_id: str) -> Stamp | None:
        """One file's stamp."""
        place = self._place(record_id)
        return None if place is None else (self.sizes[place], self.times[place])

    def updated(self, record_id: str, stamp: Stamp | None) -> Listing:
        """The listing with one file's new stamp, or without the file."""
        place = self._place(record_id)
        ids, sizes, times = self.ids, self.sizes[:], self.times[:]
        if place is None and stamp is not None:
            return Listing([*ids, record_id], sizes + array("q", stamp[:1]), times + array("q", stamp[1:]))
        if place is not None and stamp is not None:
            sizes[place], times[place] = stamp
        elif place is not None:
            ids = [*ids[:place], *ids[place + 1 :]]
            del sizes[place], times[place]
        return Listing(ids, sizes, times)

    def _place(self, record_id: str) -> int | None:
        try:
            return self.ids.index(record_id)
        except ValueError:
            return None

    def stamps(self) -> dict[str, Stamp]:
        """Each id's size and time."""
        return dict(zip(self.ids, zip(self.sizes, self.times, strict=True), strict=True))


NO_FILES = Listing([], array("q"), array("q"))


def unpack(packed: bytes) -> Listing:
    """The listing that ``packed`` was made of.

    Raises:
        ValueError: it is damaged.
    """
    head, _, rest = packed.partition(b"\n")
    count, length = map(int, head.split())
    if len(rest) != length + 16 * count:
        raise ValueError(count)
    names = rest[:length].decode("utf-8", "surrogatepass")
    sizes, times = array("q"), array("q")
    sizes.frombytes(rest[length : length + 8 * count])
    times.frombytes(rest[length + 8 * count :])
    return Listing(names.split("/") if count else [], sizes, times)


class Odd(NamedTuple):
    """A path that is no record where one could be: the code of its problem ("stray_file" is a warning)."""

    path: str
    code: str


class Scan(NamedTuple):
    """What stands in the register; ``files`` are knoten.toml and vocabulary.toml, where they are."""

    listings: dict[RecordType, Listing]
    files: dict[str, Stamp]
    odd: list[Odd]


def scan(root: str) -> Scan:
    """List a register's folder.

    Raises:
        OSError: the folder itself cannot be listed.
    """
    odd: list[Odd] = []
    files: dict[str, Stamp] = {}
    for entry in sorted(os.scandir(root), key=lambda found: found.name):
        _look_at(entry, files, odd)
    listings = {kind: _records(root, kind, odd) for kind in FOLDERS}
    return Scan(listings, files, odd)


def stamp_of(path: str) -> Stamp | None:
    """A file's stamp, or None where there is no regular file."""
    try:
        state = os.stat(path, follow_symlinks=False)
    except OSError:
        return None
    return (state.st_size, state.st_mtime_ns) if stat.S_ISREG(state.st_mode) else None


def _look_at(entry: os.DirEntry[str], files: dict[str, Stamp], odd: list[Odd]) -> None:
    """Sort one entry of the register's own folder."""
    name = entry.name
    if name in {".git", PRIVATE} or name.startswith(TEMPORARY):
        return
    if entry.is_dir(follow_symlinks=False):
        if name == "docs":
            odd += [Odd(shown(path), "stray_file") for path in _strays(entry.path, "docs", 1)]
        elif name not in _ALLOWED_FOLDERS:
            odd.append(Odd(shown(name), "stray_file"))
    elif name in _ALLOWED_FOLDERS or not entry.is_file(follow_symlinks=False):
        known = name in {REGISTER_FILE, VOCABULARY_FILE, *_ALLOWED_FOLDERS}
        odd.append(Odd(shown(name), "not_a_file" if known else "stray_file"))
    elif name in {REGISTER_FILE, VOCABULARY_FILE}:
        stamp = stamp_of(entry.path)
        if stamp is not None:
            files[name] = stamp
    elif not belongs(name):
        odd.append(Odd(shown(name), "stray_file"))


def _strays(folder: str, path: str, depth: int) -> Iterator[str]:
    """What does not belong in a folder that may hold documents."""
    for entry in _entries(folder):
        inner = f"{path}/{entry.name}"
        if entry.name.startswith(TEMPORARY):
            continue
        if entry.is_dir(follow_symlinks=False) and depth < _MAX_DEPTH:
            yield from _strays(entry.path, inner, depth + 1)
        elif not (entry.is_file(follow_symlinks=False) and belongs(inner)):
            yield inner


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        return sorted(os.scandir(folder), key=lambda entry: entry.name)[:_MAX_STRAY]
    except OSError:
        return []


def _records(root: str, kind: RecordType, odd: list[Odd]) -> Listing:
    """The record files of one kind; whether names are ids is asked only of those new to the cache."""
    folder = os.path.join(root, FOLDERS[kind])
    if not stat.S_ISDIR(_mode(folder)):
        return NO_FILES
    try:
        names = os.listdir(folder)
    except OSError:
        odd.append(Odd(FOLDERS[kind], "cannot_read"))
        return NO_FILES
    # A listing and lstat by name is a fifth faster than scandir's entries, and comprehensions than a loop.
    prefix = f"{folder}/"
    try:
        states = list(map(os.lstat, [prefix + name for name in names]))
    except OSError:  # one went while we looked, or may not be looked at
        names, states = _states(prefix, names)
    if any(name[-5:] != _SUFFIX for name in names) or any(state[0] & _TYPE != _REGULAR for state in states):
        names, states = _without_others(kind, names, states, odd)
    return Listing(
        [name[:-5] for name in names],
        array("q", [state.st_size for state in states]),
        array("q", [state.st_mtime_ns for state in states]),
    )


def _states(prefix: str, names: list[str]) -> tuple[list[str], list[os.stat_result]]:
    found = []
    for name in names:
        with contextlib.suppress(OSError):
            found.append((name, os.lstat(prefix + name)))
    return [name for name, _ in found], [state for _, state in found]


def _without_others(
    kind: RecordType, names: list[str], states: list[os.stat_result], odd: list[Odd]
) -> tuple[list[str], list[os.stat_result]]:
    """The regular files of records; the others are named in ``odd``."""
    kept = []
    for name, state in zip(names, states, strict=True):
        if name[-5:] == _SUFFIX and state[0] & _TYPE == _REGULAR:
            kept.append((name, state))
        else:
            odd += _other(kind, name, state.st_mode)
    return [name for name, _ in kept], [state for _, state in kept]


def _mode(path: str) -> int:
    try:
        return os.lstat(path).st_mode
    except OSError:
        return 0


def _other(kind: RecordType, name: str, mode: int) -> Iterator[Odd]:
    """What a name in a record folder is that is no regular file of a record."""
    if name.startswith(TEMPORARY):
        return
    looks_like_one = name.endswith(_SUFFIX) and not stat.S_ISREG(mode)
    yield Odd(shown(f"{FOLDERS[kind]}/{name}"), "not_a_file" if looks_like_one else "stray_file")


def shown(path: str) -> str:
    """The path as text: bytes of a name that are not UTF-8 become question marks."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
