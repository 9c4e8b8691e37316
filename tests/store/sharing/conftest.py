"""Two registers that share through a bare repository."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from schemas.validation import Data
from store.people import Person
from store.register import Register
from store.saving import change_edit, delete_edit, new_edit
from store.sharing.joining import join
from store.sharing.partners import add_partner
from store.sharing.share import Share, ShareOptions, ShareResult
from store.sharing.share_plan import Preview
from tests.store.conftest import ANNA, actor, subject

BERTA = Person("Berta Beispiel", "berta@beispiel.invalid")


def git(where: Path, *arguments: str) -> str:
    """Plain git."""
    done = subprocess.run(["git", "-C", str(where), *arguments], capture_output=True, check=True)
    return done.stdout.decode().strip()


def bare(path: Path) -> str:
    """An empty bare repository; its address."""
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(path)], check=True)
    return f"file://{path}"


def change(register: Register, record_id: str, person: Person = ANNA, **fields: Any) -> None:
    """Change fields as a form would."""
    record = register.snapshot.record(record_id)
    assert record.data is not None
    register.save([change_edit(record, {**record.data, **fields})], subject, person=person)


def create(register: Register, record_id: str, person: Person = ANNA, **fields: Any) -> None:
    """Add an actor."""
    register.save([new_edit("actor", actor(record_id, **fields))], subject, person=person)


def data_of(register: Register, record_id: str) -> Data:
    """A record's data."""
    data = register.snapshot.record(record_id).data
    assert data is not None
    return data


def delete(register: Register, *record_ids: str) -> None:
    """Delete actors in one commit."""
    records = [register.snapshot.record(record_id) for record_id in record_ids]
    register.save([delete_edit(record) for record in records], subject, person=ANNA)


def share(register: Register, *, accepted: bool = True, **options: bool) -> ShareResult:
    """Fetch, preview, carry out."""
    with Share(register, options=ShareOptions(**options)) as under_way:
        under_way.fetch()
        preview = under_way.preview()
        return under_way.carry_out(preview, subject, person=ANNA, accepted=accepted)


def preview_of(register: Register) -> Preview:
    """What a share would do."""
    with Share(register) as under_way:
        under_way.fetch()
        return under_way.preview()


def states(result: ShareResult) -> list[str]:
    """How it ended, with the code of what went wrong."""
    return [
        f"{partner.state}:{partner.error.code}" if partner.error else partner.state
        for partner in result.partners
    ]


def tree(register: Register) -> str:
    """The tree of the register's own line."""
    return git(register.path, "rev-parse", "HEAD^{tree}")


@pytest.fixture
def hub(tmp_path: Path) -> str:
    """The address of a bare repository that both share through."""
    return bare(tmp_path / "hub.git")


@pytest.fixture
def anna(register: Register, hub: str) -> Register:
    """Anna's register, handed out once."""
    add_partner(register.repository, "Hub", hub)
    assert states(share(register)) == ["given"]
    return register


@pytest.fixture
def berta(anna: Register, hub: str, tmp_path: Path) -> Iterator[Register]:
    """Berta's copy of Anna's register."""
    del anna
    with join(hub, tmp_path / "berta", "Anna") as copy:
        yield copy
