"""Mending what a power cut or a killed git left, when a person says so: back to the last whole version.

The files of the register are not touched: what they hold beyond that version shows as edited by hand, and can
be saved again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from store.git.repository import Repository
    from store.git.state import Trouble

_ABANDONED = 600
_ROUNDS = 3  # one trouble may hide the next


def repair(repository: Repository) -> list[Trouble]:
    """Mend what can be mended; the caller holds the register's lock. Returns what was.

    Raises ReadOnly, WriteFailed, Locked.
    """
    mended: list[Trouble] = []
    for _ in range(_ROUNDS):
        now = [trouble for trouble in repository.state() if _mend(repository, trouble)]
        if not now:
            break
        mended += now
    return mended


def _mend(repository: Repository, trouble: Trouble) -> bool:
    best = str(trouble.params.get("best", ""))
    if trouble.code == "head_unreadable":
        repository.repair_head()
    elif trouble.code in {"ref_damaged", "commit_damaged"} and best:
        repository.repair_main(best)
        repository.rebuild_index()
    elif trouble.code == "index_damaged":
        return repository.rebuild_index()
    elif trouble.code == "index_locked" and int(trouble.params["seconds"]) > _ABANDONED:
        return repository.remove_index_lock()
    else:
        return False
    return True
