"""What a person has typed and not saved yet, kept on this machine: `.knoten/drafts/`.

A draft outlives a crash, a closed terminal and a kill. So it holds all that a form needs to go on: the data
as it is, text that is no value of its field yet, and the version of the record that the person saw, for a
save compares with that one. Drafts are never shared, and a register that is open for reading has none.
"""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any, Final

import tomli_w

from schemas.ids import is_id
from schemas.record import RECORD_TYPES, RecordType
from schemas.validation import Data
from store import files
from store.codec.parser import parse
from store.errors import ReadFailed, ReadOnly
from store.layout import PRIVATE

Address = tuple[str | int, ...]
"""Where in a record's data: names of fields, and places (from 0) of entries in their lists.

Not a FieldPath, since an entry whose key is still being chosen has none.
"""

FOLDER: Final = "drafts"
_FORMAT: Final = 1
_MOST_BYTES: Final = 4 << 20  # two versions of a record of at most 1 MiB, and what is typed
_PRIVATE_MODE: Final = 0o600  # contacts of people who have not agreed to be seen may stand in it


@dataclass(frozen=True, slots=True)
class Draft:
    """An unsaved version of a record; ``id`` is "" and ``base`` None for a record that is new.

    ``typed`` holds text that is no value of its field yet ("31.1"). ``name`` is the draft's file, "" before
    it has one. ``at`` is when it was written.
    """

    type: RecordType
    id: str
    base: Data | None
    base_digest: str
    data: Data
    at: datetime
    typed: Mapping[Address, str]
    name: str = ""


class DraftFolder:
    """The drafts of one register on this machine."""

    def __init__(self, root: Path | str, *, read_only: bool = False) -> None:
        """Look after the drafts of the register in ``root``; nothing is made before the first draft."""
        self._private = os.path.join(root, PRIVATE)
        self.path = os.path.join(self._private, FOLDER)
        self.read_only = read_only

    def list_drafts(self) -> list[Draft]:
        """All drafts that can be read, newest first. What cannot be read is left where it is."""
        found = [draft for name in self._names() if (draft := self.load(name)) is not None]
        return sorted(found, key=lambda draft: (draft.at, draft.name), reverse=True)

    def drafts_of(self, kind: RecordType, record_id: str) -> list[Draft]:
        """The drafts of one record, newest first; those of new records of that type for the id ""."""
        return [draft for draft in self.list_drafts() if (draft.type, draft.id) == (kind, record_id)]

    def drafted_ids(self) -> frozenset[str]:
        """The ids of records that have a draft, from the names of the files alone: for marks in lists."""
        names = (name.split(".") for name in self._names())
        return frozenset(parts[1] for parts in names if len(parts) > 2 and parts[0] in RECORD_TYPES)  # noqa: PLR2004

    def load(self, name: str) -> Draft | None:
        """The draft in the file of that name; None if it is gone or cannot be read."""
        try:
            raw = files.read_bounded(os.path.join(self.path, name), _MOST_BYTES)
            return _draft(parse(raw.decode()), name)
        except (ReadFailed, ValueError, RecursionError):
            return None

    def open(self, kind: RecordType, record_id: str) -> DraftFile:
        """A new draft's file. Two instances that edit one record get one file each."""
        if not is_id(record_id):  # new, or a file that someone named by hand
            return DraftFile(self, f"new.{kind}.{secrets.token_hex(4)}.toml")
        names = set(self._names())
        free = (name for number in count(1) if (name := f"{kind}.{record_id}.{number}.toml") not in names)
        return DraftFile(self, next(free))

    def resume(self, draft: Draft) -> DraftFile:
        """The file of a draft that one goes on with."""
        return DraftFile(self, draft.name)

    def save(self, draft: Draft) -> None:
        """Write the draft's file, whole or not at all, durably.

        Raises WriteFailed, ReadOnly; the draft that was there before is still there.
        """
        if self.read_only:
            raise ReadOnly("read_only")
        files.make_folder(self._private)
        files.make_folder(self.path)
        files.atomic_write(os.path.join(self.path, draft.name), _written(draft), mode=_PRIVATE_MODE)

    def discard(self, name: str) -> None:
        """Remove a draft. Raises WriteFailed, ReadOnly."""
        if self.read_only:
            raise ReadOnly("read_only")
        files.remove(os.path.join(self.path, name))

    def _names(self) -> Iterator[str]:
        try:
            names = sorted(os.listdir(self.path))
        except OSError:
            return
        yield from (name for name in names if name.endswith(".toml") and not name.startswith(files.TEMPORARY))


class DraftFile:
    """The draft of one open form. Writes come from several threads: an older one never replaces a newer."""

    def __init__(self, folder: DraftFolder, name: str) -> None:
        self._folder = folder
        self.name = name
        self._lock = threading.Lock()
        self._written = 0
        self._closed = False

    def keep(self, draft: Draft | None, order: int) -> None:
        """Write the draft unless a later one (by ``order``, counted from 1) is written, or it is discarded.

        None: there is nothing to keep any more, what is written is removed. Raises WriteFailed, ReadOnly.
        """
        with self._lock:
            if self._closed or order <= self._written:
                return
            if draft is None:
                self._folder.discard(self.name)
            else:
                self._folder.save(draft)
            self._written = order

    def discard(self) -> None:
        """Remove the draft; nothing is written to it any more. Raises WriteFailed, ReadOnly."""
        with self._lock:
            self._closed = True
            self._folder.discard(self.name)


def _written(draft: Draft) -> bytes:
    document: Data = {
        "format": _FORMAT,
        "type": draft.type,
        "id": draft.id,
        "at": draft.at,
        "base_digest": draft.base_digest,
        "new": draft.base is None,
        "typed": [{"at": list(address), "text": text} for address, text in draft.typed.items()],
        "base": draft.base or {},
        "data": draft.data,
    }
    # One line a text: TOML's multi-line form cannot hold a bare carriage return. A lone surrogate, which a
    # paste may bring, has no UTF-8.
    return tomli_w.dumps(document).encode("utf-8", "replace")


def _draft(document: Mapping[str, Any], name: str) -> Draft | None:
    """The draft that a file holds; None for a file that another version or another hand wrote."""
    kind = next((known for known in RECORD_TYPES if known == document.get("type")), None)
    at, data, base = document.get("at"), document.get("data"), document.get("base")
    if kind is None or document.get("format") != _FORMAT or not isinstance(at, datetime) or at.tzinfo is None:
        return None
    if not isinstance(data, dict) or not isinstance(base, dict):
        return None
    return Draft(
        type=kind,
        id=str(document.get("id", "")),
        base=None if document.get("new") else base,
        base_digest=str(document.get("base_digest", "")),
        data=data,
        at=at,
        typed=dict(_typed(document.get("typed"))),
        name=name,
    )


def _typed(entries: object) -> Iterator[tuple[Address, str]]:
    for entry in entries if isinstance(entries, list) else ():
        address, text = (entry.get("at"), entry.get("text")) if isinstance(entry, dict) else (None, None)
        if isinstance(address, list) and isinstance(text, str):
            yield tuple(part for part in address if isinstance(part, str | int)), text
