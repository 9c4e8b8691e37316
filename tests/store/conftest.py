"""Registers to work on: real directories, real git."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from schemas.validation import Data
from store.changes import FieldChange
from store.init import init_register
from store.people import Person
from store.register import Register
from store.saving import new_edit

ANNA = Person("Anna Beispiel", "anna@beispiel.invalid")


def subject(changes: Sequence[FieldChange]) -> str:
    """A commit's subject for tests."""
    return f"{len(changes)} changed"


def actor(record_id: str, **fields: Any) -> Data:
    """A valid actor."""
    return {"id": record_id, "name": record_id.title(), "kind": "verein", "status": "active", **fields}


def add(register: Register, *records: Data) -> None:
    """Save new actors in one commit."""
    register.save([new_edit("actor", data) for data in records], subject)


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    """A new register with one actor, ``anna-a2a2``."""
    with init_register(tmp_path / "register", "Probe", subject=str, person=ANNA) as made:
        add(made, actor("anna-a2a2", summary="alt", tags=["a"]))
        yield made
