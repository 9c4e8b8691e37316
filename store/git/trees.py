"""Trees: listing a commit's files with a limit, changing a few paths of one, comparing two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from store.errors import RegisterUnusable, UsageFault
from store.git.folder import Folder
from store.git.objects import EMPTY_TREE, ZERO, GitObject, checked_oid, decode_path, encode_path, make_tree

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from store.git.batch import ObjectReader
    from store.git.command import GitCommand

ENTRY_LIMIT: Final = 200_000
_FOLDERS_KEPT: Final = 32
_DEEP: Final = 8  # nothing that belongs in a register lies so deep
_ITSELF: Final = b""  # among the changes below a name: a file or link of that name makes room for them


class TreeEntry(NamedTuple):
    """One entry of a commit.

    Attributes:
        mode: 0o100644 for a plain file, 0o100755, 0o120000 (link), 0o160000 (submodule).
        type: ``blob`` or ``commit`` (a submodule).
        oid: the object's id.
        size: bytes; ``None`` when the object is missing, is a submodule, or sizes were not asked for.
        path: from the root, with slashes; bytes that are not UTF-8 are lone surrogates.
    """

    mode: int
    type: str
    oid: str
    size: int | None
    path: str


class TreeChange(NamedTuple):
    """One path that differs between two trees; ``None`` where it is absent."""

    path: str
    old_mode: int
    old_oid: str | None
    new_mode: int
    new_oid: str | None


def list_tree(
    command: GitCommand, tree: str, *, limit: int = ENTRY_LIMIT, sizes: bool = True
) -> list[TreeEntry]:
    """All files of a tree or commit, in git's order.

    Folders count against the limit too: a few objects can name 10^10 empty ones.

    Raises:
        RegisterUnusable: ``too_many_entries``; git is stopped at the limit.
        GitFailed: a tree is missing or damaged.
    """
    entries: list[TreeEntry] = []
    options = ("-r", "-t", "-z", *(("-l",) if sizes else ()))
    lines = command.records("ls-tree", *options, "--full-tree", checked_oid(tree))
    for number, line in enumerate(lines, 1):
        if number > limit:
            raise RegisterUnusable("too_many_entries", limit=limit)
        head, _, path = line.partition(b"\t")
        mode, kind, oid, *size = head.split()
        if kind != b"tree":
            length = int(size[0]) if size and size[0].isdigit() else None
            entries.append(TreeEntry(int(mode, 8), kind.decode(), oid.decode(), length, decode_path(path)))
    return entries


class Listings:
    """The files of trees, kept folder by folder: two versions of a register share most of their folders."""

    def __init__(self, reader: ObjectReader) -> None:
        self._reader = reader
        self._known: dict[str, dict[str, str]] = {}

    def files(self, tree: str, *, limit: int = ENTRY_LIMIT) -> dict[str, str]:
        """Path → id of all that is no folder; not to be changed.

        Raises:
            RegisterUnusable: ``too_many_entries``, or a folder's object is missing or damaged.
        """
        return self._files(tree, limit, 0)

    def _files(self, tree: str, limit: int, depth: int) -> dict[str, str]:
        if tree not in self._known:
            while len(self._known) >= _FOLDERS_KEPT:
                del self._known[next(iter(self._known))]
            self._known[tree] = self._read(tree, limit, depth) if depth < _DEEP else self._walk(tree, limit)
        return self._known[tree]

    def _read(self, tree: str, limit: int, depth: int) -> dict[str, str]:
        found: dict[str, str] = {}
        for count, (raw, oid, is_folder) in enumerate(Folder.read(self._reader, tree).entries(), 1):
            name = decode_path(raw)
            if is_folder:
                below = self._files(oid, limit - len(found), depth + 1)
                found.update((f"{name}/{path}", blob) for path, blob in below.items())
            else:
                found[name] = oid
            if max(count, len(found)) > limit:
                raise RegisterUnusable("too_many_entries", limit=limit)
        return found

    def _walk(self, tree: str, limit: int) -> dict[str, str]:
        """The same without calls within calls: a partner's folders may lie 1,500 deep."""
        found: dict[str, str] = {}
        waiting = [("", tree)]
        count = 0
        while waiting:
            above, folder = waiting.pop()
            for raw, oid, is_folder in Folder.read(self._reader, folder).entries():
                count += 1
                if count > limit:
                    raise RegisterUnusable("too_many_entries", limit=limit)
                path = above + decode_path(raw)
                if is_folder:
                    waiting.append((path + "/", oid))
                else:
                    found[path] = oid
        return found


def splice(
    reader: ObjectReader, tree: str | None, changes: Mapping[str, str | None]
) -> tuple[str, list[GitObject]]:
    """The tree that has ``changes`` applied: path to blob id, or to ``None`` to remove it.

    Reads only the folders on the way. A folder that becomes empty goes; files get mode 100644.

    Args:
        reader: where trees are read from.
        tree: the tree to start from, or ``None`` for an empty one.
        changes: paths with slashes, without empty, ``.`` or ``..`` parts.

    Returns:
        The new root tree's id, and the tree objects that may have to be written, children first.

    Raises:
        UsageFault: ``bad_path``, ``bad_object_id``.
        RegisterUnusable: a folder's object is missing or damaged.
    """
    nested: dict[bytes, object] = {}
    for path, oid in changes.items():
        _put(nested, path, None if oid is None else checked_oid(oid))
    created: list[GitObject] = []
    root = _splice(reader, tree, nested, created)
    if root is None:
        empty = make_tree([])
        return empty.oid, [empty]
    return root, created


def _put(nested: dict[bytes, object], path: str, oid: str | None) -> None:
    parts = encode_path(path).split(b"/")
    if any(part in {b"", b".", b".."} or b"\0" in part or part.lower() == b".git" for part in parts):
        raise UsageFault("bad_path", path=path)
    for part in parts[:-1]:
        if nested.get(part, "") is None:
            nested[part] = {_ITSELF: None}
        below = nested.setdefault(part, {})
        if not isinstance(below, dict):
            raise UsageFault("bad_path", path=path)
        nested = below
    below = nested.get(parts[-1])
    if not isinstance(below, dict):
        nested[parts[-1]] = oid
    elif oid is None:
        below[_ITSELF] = None
    else:
        raise UsageFault("bad_path", path=path)


class _Spliced(NamedTuple):
    """A folder that is changed: where it hangs, what it was, and itself."""

    above: _Spliced | None
    name: bytes
    before: str | None
    folder: Folder


def _splice(
    reader: ObjectReader, tree: str | None, nested: dict[bytes, object], created: list[GitObject]
) -> str | None:
    """The root's id. From the top down and up again by hand: a partner's folders may lie 1,500 deep."""
    waiting: list[tuple[_Spliced | None, bytes, str | None, dict[bytes, object]]] = [
        (None, b"", tree, nested)
    ]
    spliced: list[_Spliced] = []
    while waiting:
        above, own_name, oid, changes = waiting.pop()
        at = _Spliced(above, own_name, oid, Folder.read(reader, oid))
        spliced.append(at)
        for name, change in changes.items():
            if isinstance(change, dict):
                below = at.folder.folder(name)
                if below is None and change.pop(_ITSELF, "") is None:
                    at.folder.remove(name)
                waiting.append((at, name, below, change))
            elif isinstance(change, str):
                at.folder.put_file(name, change)
            elif name != _ITSELF:
                at.folder.remove(name)
    root = None
    for at in reversed(spliced):
        root = _build(at, created)
    return root


def _build(at: _Spliced, created: list[GitObject]) -> str | None:
    made = at.folder.build() if at.folder else None
    if made is not None and made.oid != at.before:
        created.append(made)
    if at.above is not None:
        if made is not None:
            at.above.folder.put_folder(at.name, made.oid)
        elif at.before is not None:
            at.above.folder.remove(at.name)  # else nothing was removed from what is no folder
    return made.oid if made is not None else None


def blobs_at(reader: ObjectReader, tree: str, paths: Collection[str]) -> dict[str, str]:
    """The ids of the files at some paths below a tree; only the folders on the way are read."""
    found: dict[str, str] = {}
    below: dict[str, set[str]] = {}
    folder = Folder.read(reader, tree)
    for path in paths:
        name, slash, rest = path.partition("/")
        if slash:
            below.setdefault(name, set()).add(rest)
        elif (oid := folder.file(encode_path(name))) is not None:
            found[name] = oid
    for name, rests in below.items():
        inner = folder.folder(encode_path(name))
        if inner is not None:
            found |= {f"{name}/{path}": oid for path, oid in blobs_at(reader, inner, rests).items()}
    return found


def diff_trees(command: GitCommand, old: str | None, new: str | None) -> list[TreeChange]:
    """The paths that differ between two trees or commits (``None``: empty), without renames.

    Raises:
        GitFailed: one of them is missing or damaged.
    """
    pair = [EMPTY_TREE if oid is None else checked_oid(oid) for oid in (old, new)]
    options = ("-r", "-z", "--raw", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-abbrev")
    return list(parse_raw(command.records("diff-tree", *options, *pair)))


def parse_raw(fields: Iterator[bytes]) -> Iterator[TreeChange]:
    """Changes from the fields of ``--raw -z`` output: ``:modes ids letter`` and a path, in turn."""
    for head in fields:
        yield parse_change(head, next(fields, b""))


def parse_change(head: bytes, path: bytes) -> TreeChange:
    """One change from its two fields."""
    old_mode, new_mode, old, new, *_ = head.lstrip(b"\n:").split(b" ")
    return TreeChange(decode_path(path), int(old_mode, 8), _present(old), int(new_mode, 8), _present(new))


def _present(oid: bytes) -> str | None:
    text = oid.decode("ascii")
    return None if text == ZERO else text
