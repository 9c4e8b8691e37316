"""What a form needs of the register, and what it ends with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from schemas.record import RecordType
    from store.drafts import DraftFolder
    from store.record import Record
    from store.register import Saved
    from store.saving import Edit


@dataclass(frozen=True)
class FormHost:
    """What a form needs of the register; the calls may block and are made in the background.

    ``save`` saves an edit with a remark, ``current`` gives the record as it stands now (None if it is gone),
    ``ask_person`` asks who is at work and then calls back, ``drafts`` is None where nothing may be written.
    """

    save: Callable[[Edit, str], Saved]
    current: Callable[[str], Record | None]
    drafts: DraftFolder | None = None
    ask_person: Callable[[Callable[[], None]], None] | None = None


class FormResult(NamedTuple):
    """A record was saved: its type and id, and what the save did."""

    type: RecordType
    id: str
    saved: Saved
