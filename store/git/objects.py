"""Git objects as bytes: their ids, how they are written and read. Pure: no files, no processes.

Building objects here makes a save and a merge reproducible to the byte, and many of them need one process or
none (performance.md, "Saving"). Formats: gitformat-pack(5), git-hash-object(1), "Git Internals - Git
Objects".
"""

from __future__ import annotations

import hashlib
import re
import struct
import zlib
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from store.errors import RegisterUnusable, UsageFault

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Kind = Literal["blob", "tree", "commit"]
ZERO: Final = "0" * 40
EMPTY_TREE: Final = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
MODE_FILE: Final = 0o100644
MODE_TREE: Final = 0o40000

_OID = re.compile(r"[0-9a-f]{40}")
_TREE_ITEM = re.compile(rb"([0-7]{5,6}) ([^\0]+)\0(.{20})", re.DOTALL)
_PACK_TYPES: Final[Mapping[Kind, int]] = {"commit": 1, "tree": 2, "blob": 3}
_IDENT = re.compile(r"(?P<name>[^<]*)<(?P<email>[^>]*)>(?: (?P<time>-?\d{1,20}) (?P<zone>[+-]\d{4})?)?")


class GitObject(NamedTuple):
    """An object in memory: ``oid`` is the hash of ``kind`` and ``data``."""

    oid: str
    kind: Kind
    data: bytes


class TreeItem(NamedTuple):
    """One line of a tree object; ``name`` has no slash and need not be UTF-8."""

    mode: int
    name: bytes
    oid: str


class Signature(NamedTuple):
    """Who and when: ``time`` in seconds since 1970 UTC, ``offset`` in minutes east of UTC."""

    name: str
    email: str
    time: int
    offset: int

    def encode(self) -> bytes:
        """As git writes it, without what would break the line.

        Raises:
            UsageFault: ``bad_person``: no name or no mail is left.
        """
        name, email = (_clean_ident(part) for part in (self.name, self.email))
        if not name or not email:
            raise UsageFault("bad_person")
        sign = "-" if self.offset < 0 else "+"
        hours, minutes = divmod(abs(self.offset), 60)
        return f"{name} <{email}> {self.time} {sign}{hours:02}{minutes:02}".encode("utf-8", "replace")


class Commit(NamedTuple):
    """A commit as read; ``raw`` is the object itself. Texts are not yet safe to print."""

    oid: str
    tree: str
    parents: tuple[str, ...]
    author: Signature
    committer: Signature
    message: str
    raw: bytes


def is_oid(text: str) -> bool:
    """Whether ``text`` is a full object id: 40 small hex digits."""
    return _OID.fullmatch(text) is not None


def checked_oid(text: str) -> str:
    """``text`` itself.

    Raises:
        UsageFault: ``bad_object_id``; nothing else ever reaches git as an id.
    """
    if not is_oid(text):
        raise UsageFault("bad_object_id", oid=text[:80])
    return text


def object_id(kind: Kind, data: bytes) -> str:
    """The id git gives the object."""
    header = b"%s %d\0" % (kind.encode(), len(data))
    return hashlib.sha1(header + data, usedforsecurity=False).hexdigest()


def make(kind: Kind, data: bytes) -> GitObject:
    """The object with its id."""
    return GitObject(object_id(kind, data), kind, data)


def make_blob(data: bytes) -> GitObject:
    """A file's content as an object."""
    return make("blob", data)


def make_tree(items: Iterable[TreeItem]) -> GitObject:
    """A folder as an object, in git's order (folders sort as if their name ended in a slash)."""
    ordered = sorted(items, key=_tree_order)
    return make("tree", b"".join(b"%o %s\0%s" % (m, name, bytes.fromhex(oid)) for m, name, oid in ordered))


def _tree_order(item: TreeItem) -> bytes:
    return item.name + b"/" if item.mode == MODE_TREE else item.name


def make_commit(
    tree: str, parents: Sequence[str], author: Signature, committer: Signature, message: str
) -> GitObject:
    """A commit as an object: exactly these lines, no encoding header, no signature."""
    lines = [b"tree " + checked_oid(tree).encode()]
    lines += [b"parent " + checked_oid(parent).encode() for parent in parents]
    lines += [b"author " + author.encode(), b"committer " + committer.encode(), b"", b""]
    return make("commit", b"\n".join(lines) + message.replace("\0", "").encode("utf-8", "replace"))


def _clean_ident(text: str) -> str:
    cleaned = "".join(" " if char < " " or char == "\x7f" else char for char in text if char not in "<>")
    return cleaned.strip(" .,:;\"'\\")  # what git itself strips (ident.c, "crud")


def parse_tree(data: bytes, oid: str = "") -> list[TreeItem]:
    """The lines of a tree object.

    Raises:
        RegisterUnusable: ``object_corrupt``.
    """
    items: list[TreeItem] = []
    end = 0
    for match in _TREE_ITEM.finditer(data):
        if match.start() != end:
            break
        end = match.end()
        mode, name, raw = match.groups()
        items.append(TreeItem(int(mode, 8), name, raw.hex()))
    if end != len(data):
        raise RegisterUnusable("object_corrupt", oid=oid)
    return items


def parse_commit(oid: str, raw: bytes) -> Commit:
    """A commit from its bytes; odd encodings, names and times are borne, missing lines are not.

    Raises:
        RegisterUnusable: ``object_corrupt``: no tree line, or a parent that is no id.
    """
    head, _, body = raw.partition(b"\n\n")
    tree, parents = "", []
    idents = {b"author": b"", b"committer": b""}
    encoding = "utf-8"
    for line in head.split(b"\n"):
        key, _, value = line.partition(b" ")
        if key == b"tree":
            tree = value.decode("ascii", "replace")
        elif key == b"parent":
            parents.append(value.decode("ascii", "replace"))
        elif key in idents and not idents[key]:
            idents[key] = value
        elif key == b"encoding":
            encoding = value.decode("ascii", "replace")
    if not all(map(is_oid, (tree, *parents))):
        raise RegisterUnusable("object_corrupt", oid=oid)
    author, committer = (parse_signature(decode(idents[key], encoding)) for key in (b"author", b"committer"))
    return Commit(oid, tree, tuple(parents), author, committer, decode(body, encoding), raw)


def parse_signature(text: str) -> Signature:
    """Who and when from a commit's line; what cannot be read is empty or 0."""
    match = _IDENT.fullmatch(text) or _IDENT.match(text)
    if match is None:
        return Signature(text.strip(), "", 0, 0)
    time = int(match["time"] or 0)
    zone = match["zone"] or "+0000"
    minutes = int(zone[1:3]) * 60 + int(zone[3:5])
    if abs(time) >= 1 << 62:  # no clock says this, and no database takes it
        time = 0
    if minutes > 24 * 60:
        minutes = 0
    sign = -1 if zone[0] == "-" else 1
    return Signature(match["name"].strip(), match["email"].strip(), time, sign * minutes)


def decode(data: bytes, encoding: str = "utf-8") -> str:
    """Text from a commit: as UTF-8 if it is, else as its header says, else with replacement marks."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode(encoding) if encoding.isascii() else data.decode("utf-8", "replace")
    except (LookupError, ValueError):
        return data.decode("utf-8", "replace")


def decode_path(raw: bytes) -> str:
    """A path from git; bytes that are not UTF-8 survive as lone surrogates."""
    return raw.decode("utf-8", "surrogateescape")


def encode_path(path: str) -> bytes:
    """The reverse of ``decode_path``."""
    return path.encode("utf-8", "surrogateescape")


def loose(item: GitObject) -> bytes:
    """The content of the object's own file under ``objects/``."""
    # Level 1: a folder of 10,000 names takes 5 ms instead of 20 and hardly more room; packing comes later.
    return zlib.compress(b"%s %d\0" % (item.kind.encode(), len(item.data)) + item.data, 1)


def pack(objects: Sequence[GitObject]) -> bytes:
    """The objects as one pack stream (version 2, no deltas)."""
    parts = [b"PACK" + struct.pack(">LL", 2, len(objects))]
    for item in objects:
        parts += [_pack_header(_PACK_TYPES[item.kind], len(item.data)), zlib.compress(item.data, 1)]
    body = b"".join(parts)
    return body + hashlib.sha1(body, usedforsecurity=False).digest()


def _pack_header(number: int, size: int) -> bytes:
    byte = (number << 4) | (size & 15)
    size >>= 4
    header = bytearray()
    while size:
        header.append(byte | 0x80)
        byte = size & 0x7F
        size >>= 7
    header.append(byte)
    return bytes(header)
