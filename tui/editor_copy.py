"""The copy of a record's file that an editor works on, with the version it was made from.

It stands in the register's private folder, so that what somebody wrote outlives a mistake and a crash.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Self

from store import files
from store.codec import with_comments
from store.disputed import with_saved_versions
from store.exchange import replace_if
from store.layout import MAX_FILE, PRIVATE
from store.record import load_record

if TYPE_CHECKING:
    from pathlib import Path

    from schemas.validation import Data
    from store.record import Record

_FOLDER = "editing"
_PRIVATE_MODE = 0o600  # contacts of people who have not agreed to be seen may stand in it


@dataclasses.dataclass(frozen=True)
class EditorCopy:
    """``path`` is the copy, ``base`` the record as it stood when the copy was made.

    ``is_old``: it was kept from an earlier time.
    """

    path: Path
    base: Record
    base_raw: bytes
    root: Path
    is_old: bool

    @classmethod
    def of(cls, root: Path, record: Record) -> Self:
        """The copy of a record: the one that was kept, else a new one.

        Raises ReadFailed, WriteFailed.
        """
        folder = root / PRIVATE / _FOLDER
        files.make_folder(str(root / PRIVATE))
        files.make_folder(str(folder))
        path, base_path = folder / f"{record.id}.toml", folder / f"{record.id}.base"
        kept = path.exists() and base_path.exists()
        if not kept:
            raw = files.read_bounded(str(root / record.path), MAX_FILE)
            files.atomic_write(str(base_path), raw, mode=_PRIVATE_MODE)
            files.atomic_write(str(path), raw, mode=_PRIVATE_MODE)
        base_raw = files.read_bounded(str(base_path), MAX_FILE)
        return cls(path, load_record(base_raw, record.type, record.id), base_raw, root, kept)

    def read(self) -> Record:
        """The record as the copy has it now, with what is wrong.

        Raises ReadFailed: the editor left no file there, or one too large.
        """
        raw = files.read_bounded(str(self.path), MAX_FILE)
        return load_record(raw, self.base.type, self.base.id)

    def data_of(self, edited: Record) -> Data:
        """The edited data with the comments that somebody wrote into the copy.

        An edited list of a conflict's versions does not count: the field does.
        """
        data = with_saved_versions(self.base.type, self.base.data or {}, edited.data or {})
        return with_comments(data, edited.text)[0]

    def put_in_place(self) -> bool:
        """Replace the register's own file by the copy, if it still is as it was; whether that was so."""
        raw = files.read_bounded(str(self.path), MAX_FILE)
        return replace_if(str(self.root / self.base.path), self.base_raw, raw)

    def discard(self) -> None:
        """The copy is saved; it is no longer needed."""
        for path in (self.path, self.path.with_suffix(".base")):
            files.remove(str(path))
