"""Which files belong in a register, and what each is (docs/format.md, "The directory")."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from schemas.ids import is_id

if TYPE_CHECKING:
    # A warm list loads this module, and the models cost 130 ms.
    from schemas.record import RecordType

FOLDERS: dict[RecordType, str] = {"actor": "actors", "topic": "topics", "group": "groups"}
TYPES: dict[str, RecordType] = {folder: kind for kind, folder in FOLDERS.items()}
REGISTER_FILE = "knoten.toml"
VOCABULARY_FILE = "vocabulary.toml"
PRIVATE = ".knoten"
MAX_FILE = 1 << 20

ATTRIBUTES = "*.toml text eol=lf merge=knoten\n"
IGNORE = ".knoten/\n"

_CARRIED = re.compile(r"(?:README|LICENSE)[\w.-]{0,40}|docs/(?:[\w-][\w.-]{0,80}/){0,4}[\w-][\w.-]{0,80}\.md")


def path_of(kind: RecordType, record_id: str) -> str:
    """The file of a record, relative to the register, with ``/``."""
    return f"{FOLDERS[kind]}/{record_id}.toml"


def file_of(kind: str, record_id: str) -> str:
    """The file of a record, or of the register's own two files (``register``, ``vocabulary``)."""
    if kind == "register":
        return REGISTER_FILE
    if kind == "vocabulary":
        return VOCABULARY_FILE
    return path_of(next(known for known in FOLDERS if known == kind), record_id)


def locate(path: str) -> tuple[RecordType, str] | None:
    """The type and id that a path of the register stands for, or None if it is no record's."""
    folder, slash, name = path.partition("/")
    kind = TYPES.get(folder)
    if kind is None or not slash or "/" in name or not name.endswith(".toml"):
        return None
    return kind, name.removesuffix(".toml")


def kind_of(path: str) -> str | None:
    """The schema that a file follows: a record type, ``register`` or ``vocabulary``; None for other files."""
    if path == REGISTER_FILE:
        return "register"
    if path == VOCABULARY_FILE:
        return "vocabulary"
    located = locate(path)
    return located[0] if located else None


def belongs(path: str) -> bool:
    """Whether a file of that path belongs in a register; all else is left alone and never committed."""
    located = locate(path)
    if located is not None:
        return is_id(located[1])
    named = path in (REGISTER_FILE, VOCABULARY_FILE, ".gitattributes", ".gitignore")
    return named or (path.isascii() and _CARRIED.fullmatch(path) is not None)
