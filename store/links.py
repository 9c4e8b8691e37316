"""Links between records, both ways: what a record says of others, and who says something of it.

A link is a statement that stands in one record's file; members of a group, supporters of a topic or what an
actor looks after are computed from all files. They have a file of their own in the cache: lists never ask.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from store.cache import FOLDER, signature, write
from store.layout import MAX_FILE, locate

if TYPE_CHECKING:
    from schemas.fields import FieldSpec
    from schemas.paths import FieldPath
    from schemas.record import RecordType

LINKS = "links"
_MOST_OVERRIDES = 300

RawLink = list[Any]
"""path (list), target, note, until: a link as the cache has it, without its source."""


class Link(NamedTuple):
    """One statement of ``source`` on ``target``, both ids, in the field at ``path``.

    ``note`` is the term or number that belongs to it: the relation's type, the role in a group, the level of
    interest, the points of a ballot. ``until`` is "YYYY-MM-DD" for what has an end, else "".
    """

    source: str
    path: FieldPath
    target: str
    note: str = ""
    until: str = ""

    @property
    def field(self) -> str:
        """The record's field that holds the link, such as ``relations`` or ``meetings``."""
        return self.path[0]


class Links:
    """All links of a register. Immutable to its users; ``changed`` makes the next one."""

    def __init__(self, raw: Mapping[str, bytes | list[RawLink]], targets: Mapping[str, list[str]]) -> None:
        """``raw`` is the links of each record's file, as JSON or data; ``targets`` each target's sources.

        Sources are paths, not ids: two records of different kinds may have the same id by mistake.
        """
        self._raw = raw
        self._targets = targets
        self._over: dict[str, list[RawLink]] = {}

    @classmethod
    def of(cls, raw: Mapping[str, list[RawLink]]) -> Links:
        """The links of records that have just been read."""
        targets: dict[str, list[str]] = {}
        for source, links in raw.items():
            for target in dict.fromkeys(link[1] for link in links):
                targets.setdefault(target, []).append(source)
        return cls(raw, targets)

    def outgoing(self, source: str) -> tuple[Link, ...]:
        """What the record of that file says of others, in the order of its fields."""
        name = os.path.basename(source).removesuffix(".toml")
        return tuple(
            Link(name, tuple(path), target, note, until) for path, target, note, until in self.raw(source)
        )

    def sources(self, target: str) -> list[str]:
        """The paths of the records that say something of the id ``target``."""
        found = [source for source in self._targets.get(target, ()) if source not in self._over]
        return found + [
            source for source, links in self._over.items() if any(link[1] == target for link in links)
        ]

    def raw(self, source: str) -> list[RawLink]:
        """The links of a record's file, as data."""
        if source in self._over:
            return self._over[source]
        links = self._raw.get(source, [])
        decoded: list[RawLink] = json.loads(links) if isinstance(links, bytes) else links
        return decoded

    def changed(self, updates: Mapping[str, list[RawLink]]) -> Links:
        """The links after records changed; a record that is gone has none."""
        over = {**self._over, **updates}
        if len(over) > _MOST_OVERRIDES:
            everything = {source: self.raw(source) for source in self._raw if source not in over}
            return Links.of({**everything, **over})
        links = Links(self._raw, self._targets)
        links._over = over
        return links


def read_links(root: str, digests: Mapping[str, str]) -> tuple[Links, list[str]]:
    """The links that the cache has for files with the given digests, and the paths that it has not.

    Never fails: without a cache, all paths are missing.
    """
    raw: dict[str, bytes | list[RawLink]] = {}
    sources: dict[str, list[str]] = {}
    try:
        with open(os.path.join(root, FOLDER, LINKS), "rb") as file:
            for line in _checked_lines(file):
                name, digest, targets, links = line.split(b"\t", 3)
                path = name.decode()
                if digests.get(path) == digest.decode():
                    raw[path] = links
                    for target in targets.decode().split():
                        sources.setdefault(target, []).append(path)
    except (OSError, ValueError):
        return Links.of({}), list(digests)
    return Links(raw, sources), [path for path in digests if path not in raw]


def _checked_lines(file: BinaryIO) -> Iterator[bytes]:
    """The lines of a links file, one at a time: all at once would take twice their room.

    Raises ValueError, perhaps after the last line, for what is no such file or is of another version.
    """
    version, _, checksum = file.readline(100).strip().rpartition(b" ")
    if version.decode() != signature():
        raise ValueError(version)
    found = 0
    for line in file:
        found = zlib.crc32(line, found)
        yield line
    if int(checksum, 16) != found:
        raise ValueError(checksum)


def write_links(root: str, links: Links, digests: Mapping[str, str]) -> bool:
    """Write all links for the next start. Returns whether that was possible: it is no error if not."""
    lines = [_line(source, digest, links.raw(source)) for source, digest in digests.items()]
    body = "".join(lines).encode()
    return write(root, LINKS, f"{signature()} {zlib.crc32(body):08x}\n".encode() + body)


def _line(source: str, digest: str, links: list[RawLink]) -> str:
    targets = " ".join(dict.fromkeys(link[1] for link in links))
    return f"{source}\t{digest}\t{targets}\t{json.dumps(links, separators=(',', ':'))}\n"


# What finds the links in a field's value: yields (rest of the path, target, note, until).
_Found = tuple[tuple[str, ...], str, str, str]
_Find = Callable[[Any], Iterator[_Found]]


def links_of(kind: RecordType, data: Mapping[str, Any]) -> list[RawLink]:
    """The links that stand in a record's data; values of the wrong type have none."""
    plan = _plan(kind)
    return [
        [[name, *path], target, note, until]
        for name, find in plan.items()
        if name in data
        for path, target, note, until in find(data[name])
    ]


def links_of_file(root: str, path: str) -> list[RawLink]:
    """The links in a record's file as it is now; none where it cannot be read."""
    from store.codec import decode
    from store.errors import ReadFailed
    from store.files import read_bounded

    located = locate(path)
    try:
        data = decode(read_bounded(os.path.join(root, path), MAX_FILE), path).data
    except ReadFailed:
        return []
    return links_of(located[0], data) if located and data else []


@cache
def _plan(kind: RecordType) -> dict[str, _Find]:
    from schemas.fields import record_spec  # only where records are parsed: it brings the models, 130 ms

    return _plan_of(record_spec(kind).fields)


def _plan_of(fields: Iterable[FieldSpec]) -> dict[str, _Find]:
    return {field.name: find for field in fields if (find := _finder(field)) is not None}


def _finder(field: FieldSpec) -> _Find | None:
    """What finds the links of a field, by its kind; None for a field that holds none."""
    from schemas.field_kinds import InputKind, Shape

    if field.shape is Shape.KEYED:
        plan = _plan_of(field.fields)
        terms = [inner.name for inner in field.fields if inner.input is InputKind.TERM]
        note = terms[0] if terms else ""
        return (lambda value: _in_entries(field.key, plan, note, value)) if plan else None
    if field.input is InputKind.POINTS:
        return _in_points
    if field.input is InputKind.REFS:
        return _in_list
    if field.name == "round":
        return _in_round
    return _in_value if field.input is InputKind.REF else None


def _in_value(value: Any) -> Iterator[_Found]:
    if isinstance(value, str) and _plain(value):
        yield (), value, "", ""


def _in_round(value: Any) -> Iterator[_Found]:
    """A ballot's round is ``<group id>/<round key>``."""
    if isinstance(value, str):
        yield from _in_value(value.partition("/")[0])


def _in_list(value: Any) -> Iterator[_Found]:
    if isinstance(value, list):
        for item in value:
            yield from _in_value(item)


def _in_points(value: Any) -> Iterator[_Found]:
    if isinstance(value, dict):
        for topic, points in value.items():
            if _plain(topic):
                yield (topic,), topic, str(points), ""


def _in_entries(key: tuple[str, ...], plan: dict[str, _Find], note: str, value: Any) -> Iterator[_Found]:
    if not isinstance(value, list):
        return
    for entry in value:
        parts = [entry.get(name) for name in key] if isinstance(entry, dict) else []
        if not parts or not all(isinstance(part, str) for part in parts):
            continue  # an entry without its key cannot be pointed at
        said = entry.get(note, "")
        until = entry.get("until")
        for name, find in plan.items():
            if name in entry:
                for path, target, inner, ends in find(entry[name]):
                    told = inner or (said if isinstance(said, str) else "")
                    yield (*map(str, parts), name, *path), target, told, ends or _iso(until)


def _plain(target: str) -> bool:
    """Whether the text can be an id at all: white space would break the cache's lines."""
    return target.split() == [target]


def _iso(value: Any) -> str:
    return value.isoformat()[:10] if hasattr(value, "isoformat") else ""
