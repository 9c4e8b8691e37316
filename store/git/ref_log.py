"""Git's own log of a ref: where it was before each move, and what the move was for. On this machine alone."""

from __future__ import annotations

import os
import re
from typing import Final, NamedTuple

from store import files
from store.errors import ReadFailed
from store.git.objects import ZERO, decode
from store.git.refs import checked_ref

_LIMIT: Final = 16 << 20  # bytes; a hundred thousand moves
_LINE: Final = re.compile(rb"([0-9a-f]{40}) ([0-9a-f]{40}) .*?> (-?\d{1,20}) [+-]\d{4}\t?(.*)")


class Move(NamedTuple):
    """One move of a ref from ``old`` (None: it was made) to ``new``; ``time`` in seconds since 1970 UTC."""

    old: str | None
    new: str
    time: int
    note: str


def ref_log(git_dir: str, name: str) -> list[Move]:
    """The moves of a ref that are remembered, newest first; none where there is no log, or it is damaged."""
    try:
        raw = files.read_bounded(os.path.join(git_dir, "logs", *checked_ref(name).split("/")), _LIMIT)
    except ReadFailed:
        return []
    found = (_LINE.fullmatch(line) for line in reversed(raw.splitlines()))
    return [_move(match) for match in found if match is not None]


def _move(match: re.Match[bytes]) -> Move:
    old, new, time, note = (decode(part) for part in match.groups())
    return Move(old if old != ZERO else None, new, int(time), note)
