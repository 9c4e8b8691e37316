"""The id of this copy of the register: random, made once, kept on this machine alone.

It names the one file that this copy writes in a mailbox, so that no two copies write the same.
"""

from __future__ import annotations

import re
import secrets
import threading
import time
from typing import TYPE_CHECKING, Final

from store.errors import GitFailed

if TYPE_CHECKING:
    from store.git.repository import Repository

COPY_PATTERN: Final = re.compile(r"[0-9a-f]{16}")
_KEY: Final = "knoten.copy"
_TRIES: Final = 5
_PAUSE: Final = 0.1

_making = threading.Lock()


def copy_id(repository: Repository) -> str:
    """The id of this copy, 16 hex digits; made if there is none yet.

    Raises:
        GitFailed, WriteFailed: it could not be kept.
    """
    with _making:  # several mailboxes are asked at once
        known = _read(repository)
        return known or _make(repository)


def new_copy_id(repository: Repository) -> str:
    """Another id, where some other copy of the register turns out to have the same."""
    with _making:
        return _make(repository)


def _read(repository: Repository) -> str:
    values = [value for _, value in repository.local_settings(r"^knoten\.copy$")]
    return values[-1] if values and COPY_PATTERN.fullmatch(values[-1]) else ""


def _make(repository: Repository) -> str:
    made = secrets.token_hex(8)
    for attempt in range(_TRIES):
        try:
            repository.write_settings({_KEY: made})
            break
        except GitFailed as error:  # another git holds the settings for a moment
            if "could not lock" not in str(error.params["stderr"]) or attempt + 1 == _TRIES:
                raise
            time.sleep(_PAUSE)
    return _read(repository) or made
