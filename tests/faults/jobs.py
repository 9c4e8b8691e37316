"""What the processes do that are killed: one change after the other, each acknowledged once it is durable.

Each save is one commit with three edits: a counter in one record, a new record of that number, and the
deletion of the one before. So a save that is there by half shows.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from schemas.validation import Data
from store.changes import FieldChange
from store.people import Person
from store.register import Register
from store.saving import Edit, change_edit, delete_edit, new_edit
from store.sharing.share import Share

ANNA = Person("Anna Beispiel", "anna@beispiel.invalid")
COUNTER = "anna-a2a2"


def subject(changes: Sequence[FieldChange]) -> str:
    """A commit's subject."""
    return f"{len(changes)} changed"


def actor(record_id: str, summary: str = "") -> Data:
    """A valid actor."""
    data = {"id": record_id, "name": record_id.title(), "kind": "verein", "status": "active"}
    return {**data, "summary": summary} if summary else data


def number_of(record_id: str) -> str:
    """The record that belongs to a number."""
    return f"nummer-{record_id}"


def count(register: Register) -> int:
    """The number that was saved last."""
    data = register.snapshot.record(COUNTER).data
    assert data is not None
    return int(data["summary"])


def save_next(register: Register) -> int:
    """Save the next number; returns it."""
    counter = register.snapshot.record(COUNTER)
    assert counter.data is not None
    number = int(counter.data["summary"]) + 1
    edits: list[Edit] = [
        change_edit(counter, {**counter.data, "summary": str(number)}),
        new_edit("actor", actor(number_of(str(number)))),
    ]
    if number_of(str(number - 1)) in register.snapshot:
        edits.append(delete_edit(register.snapshot.record(number_of(str(number - 1)))))
    register.save(edits, subject, person=ANNA)
    return number


def acknowledge(number: int) -> None:
    """Tell the parent, past every buffer."""
    os.write(1, f"ack {number}\n".encode())


def keep_saving(path: str) -> None:
    """Save until killed."""
    with Register.open(path) as register:
        while True:
            acknowledge(save_next(register))


def keep_sharing(path: str, other: str) -> None:
    """Save in another's register, hand that out, take it over here; until killed."""
    with Register.open(path) as register, Register.open(other) as partner:
        while True:
            save_next(partner)
            _share(partner)
            _share(register)
            acknowledge(count(register))


def _share(register: Register) -> None:
    with Share(register) as under_way:
        under_way.fetch()
        result = under_way.carry_out(under_way.preview(), subject, person=ANNA)
    for partner in result.partners:
        if partner.error is not None:
            raise partner.error


JOBS = {"save": keep_saving, "share": keep_sharing}


def folder(path: Path) -> str:
    """A path as a job takes it."""
    return str(path)
