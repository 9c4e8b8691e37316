"""Tidying a register in the background: what killed processes left, and objects that lie loose.

Each save writes a folder's whole tree (149 KB at 10,000 records), so a busy year makes gigabytes of loose
objects; packed, they are a few megabytes. Nothing that could still be wanted is removed.
"""

from __future__ import annotations

import threading

from store.git.repository import Repository

LOOSE_LIMIT = 2000
_POLL = 0.2


def tidy(repository: Repository, cancel: threading.Event, loose_limit: int = LOOSE_LIMIT) -> bool:
    """Pack if more than ``loose_limit`` objects lie loose; whether anything was packed.

    May take seconds; ``cancel`` ends it at once and leaves everything as it was. Raises GitFailed.
    """
    if repository.read_only:
        return False
    repository.clear_leftovers()
    process = repository.start_repack(loose_limit)
    if process is None:
        return False
    with process:
        while process.popen.poll() is None:
            if cancel.wait(_POLL):
                return False
        process.finish()
    return True
