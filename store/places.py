"""Which register is meant, and which ones were opened on this machine."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from pathlib import Path

from store.errors import ReadFailed, StoreError
from store.layout import REGISTER_FILE

VARIABLE = "KNOTEN_REGISTER"
_RECENT = "registers.json"
_MOST = 10
_LIMIT = 64 * 1024


def find_register(explicit: str | None, environ: Mapping[str, str], cwd: Path) -> Path | None:
    """The register that is meant: named outright, by the environment, or around the current directory.

    What is named is returned whether or not it is a register; opening it says so.
    """
    named = explicit or environ.get(VARIABLE)
    if named:
        with contextlib.suppress(RuntimeError):  # no such user: then it is a name like any other
            return Path(named).expanduser()
        return Path(named)
    return next((place for place in (cwd, *cwd.parents) if (place / REGISTER_FILE).is_file()), None)


def recent_registers() -> list[Path]:
    """The registers opened last on this machine that are still there, newest first."""
    # A list needs no more than `find_register`; these bring `subprocess`, 7 ms.
    from store import files
    from store.platform import state_dir

    try:
        noted = json.loads(files.read_bounded(str(state_dir() / _RECENT), _LIMIT))
    except (ReadFailed, ValueError):
        return []
    paths = [Path(entry) for entry in noted if isinstance(entry, str)] if isinstance(noted, list) else []
    return [path for path in paths if (path / REGISTER_FILE).is_file()]


def remember_register(path: Path) -> None:
    """Note that a register was opened; a machine that cannot keep the note does without."""
    from store import files
    from store.platform import state_dir

    recent = [path, *(other for other in recent_registers() if other != path)][:_MOST]
    folder = state_dir()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        files.atomic_write(str(folder / _RECENT), json.dumps([str(entry) for entry in recent]).encode())
    except (OSError, StoreError):
        return


def last_register() -> Path | None:
    """The register that was opened last on this machine, if it is still there."""
    return next(iter(recent_registers()), None)
