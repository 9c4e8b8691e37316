"""Registers with disputes, made as they come about: two people write, and the two lines are merged."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from typing import Any

from schemas.validation import Data
from store.commits import advance
from store.conflicts import OpenConflict, conflicts_of
from store.people import Person
from store.register import Register, Saved
from store.saving import Edit, change_edit
from store.sharing.merging import merge
from tests.store.conftest import ANNA, subject

BERTA = Person("Berta Beispiel", "berta@beispiel.invalid")
CARLO = Person("Carlo Beispiel", "carlo@beispiel.invalid")
ACTOR = "anna-a2a2"

Change = Callable[[Data], Data | None]


def git(register: Register, *arguments: str) -> str:
    """Plain git in the register."""
    done = subprocess.run(["git", "-C", str(register.path), *arguments], capture_output=True, check=True)
    return done.stdout.decode().strip()


def data_of(register: Register, record_id: str = ACTOR) -> Data:
    """A record's data as it stands now."""
    data = register.snapshot.record(record_id).data
    assert data is not None
    return data


def write(register: Register, change: Change, person: Person, record_id: str = ACTOR) -> Saved:
    """Change a record as a form would."""
    record = register.snapshot.record(record_id)
    assert record.data is not None
    return save(register, change_edit(record, dict(record.data)), change, person)


def save(register: Register, edit: Edit, change: Change | None = None, person: Person = ANNA) -> Saved:
    """Save an edit; ``change`` says what its data becomes."""
    if change is not None and edit.data is not None:
        edit = Edit(edit.type, edit.id, edit.base, edit.base_digest, change(edit.data), edit.watched)
    return register.save([edit], subject, person=person)


def fields(**values: Any) -> Change:
    """A change of some fields; None takes one away."""

    def change(data: Data) -> Data:
        return {name: value for name, value in {**data, **values}.items() if value is not None}

    return change


CONTACT: Data = {
    "key": "buero",
    "role": "Büro",
    "phone": "1",
    "visibility": "public",
    "basis": "none_functional",
}


def contact(**values: Any) -> Change:
    """A change of the one contact."""
    return fields(contacts=[{**CONTACT, **values}])


def gone(_data: Data) -> None:
    """The change that deletes the record."""


def dispute(
    register: Register,
    *changes: Change,
    people: Sequence[Person] = (ANNA, BERTA, CARLO),
    record_id: str = ACTOR,
) -> list[OpenConflict]:
    """Let people change the record apart from one another and merge it; the conflicts that come of it."""
    start = git(register, "rev-parse", "HEAD")
    heads = []
    for change, person in zip(changes, people, strict=False):
        write(register, change, person, record_id)
        heads.append(git(register, "rev-parse", "HEAD"))
        git(register, "reset", "-q", "--hard", start)
        register.refresh()
    bring(register, *heads)
    return open_in(register, record_id)


def bring(register: Register, *heads: str) -> None:
    """Merge commits into the register's own line, as a share does."""
    for head in heads:
        repository = register.repository
        ours = repository.head()
        assert ours is not None
        if repository.is_ancestor(ours, head):
            made = head
        else:
            merged = merge(repository, ours, head)
            assert merged is not None
            repository.write(merged.objects)
            made = merged.commit
        advance(repository, register.path, ours, made, "test: merge", {})
        register.refresh()


def open_in(register: Register, record_id: str = ACTOR) -> list[OpenConflict]:
    """The open conflicts of a record."""
    if record_id not in register.snapshot:
        return []
    return conflicts_of("actor", record_id, data_of(register, record_id))
