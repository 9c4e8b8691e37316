"""Bringing back what could be read last of a record whose file cannot be read any more."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from textual.content import Content

from schemas.fields import title_of
from store.conflicts import conflicts_of
from store.errors import StoreError
from store.saving import mend_edit
from store.sharing.merging import last_readable
from tui.error_words import error_text
from tui.safe_text import say
from tui.screens.confirm import Confirm
from tui.words import N_, ntext, text

if TYPE_CHECKING:
    from schemas.validation import Data
    from store.record import Record
    from tui.network import NetworkApp
    from tui.screens.base import BaseScreen


def mend(screen: BaseScreen[Any], network: NetworkApp, record: Record) -> None:
    """Look it up, ask, and save it in the person's name; what stood in the file stays in the history."""
    screen.run_worker(_mend(screen, network, record), group="mend", exclusive=True)


async def _mend(screen: BaseScreen[Any], network: NetworkApp, record: Record) -> None:
    try:
        data = await asyncio.to_thread(last_readable, network.register.repository, record.path)
    except StoreError as error:
        network.tell(error_text(error), severity="error")
        return
    if data is None:
        network.tell(
            text("No version of this entry could ever be read. Correct the file in the text editor (key i)."),
            severity="warning",
        )
        return
    question = say(N_("Bring back {name} as it could be read last?"), name=title_of(record.type, data))
    if await screen.ask(Confirm(question, details=_details(record, data), yes=N_("Bring back"))):
        network.save([mend_edit(record, data)])


def _details(record: Record, data: Data) -> list[Content]:
    """What the person should know before."""
    count = len(conflicts_of(record.type, record.id, data))
    now = text("What is in the file now stays in the history, but the entry no longer shows it.")
    details = [Content(now)]
    if count:
        words = ntext("{n} field is disputed in it then.", "{n} fields are disputed in it then.", count)
        details.append(Content(words))
    return details
