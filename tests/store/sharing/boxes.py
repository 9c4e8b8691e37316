"""Copies of one register that share through a folder, without the rest of the program: quick to make."""

from __future__ import annotations

import random
from pathlib import Path

from store.git import bundle, refs
from store.git.address import Address
from store.git.repository import Repository
from store.sharing.mailbox import Mailbox, MailboxFetch
from tests.store.git.builders import git, new_register, save

REGISTER = "0123456789abcdef"
OTHER = "fedcba9876543210"
SLUG = "stick"


def config(register_id: str = REGISTER) -> bytes:
    """A register's own file."""
    return f'format = 1\nid = "{register_id}"\nname = "Probe"\nlanguages = ["de"]\n'.encode()


def first(path: Path, register_id: str = REGISTER) -> Repository:
    """A new register with some content, beside which a change is little."""
    repository = new_register(
        path, {"knoten.toml": config(register_id), "actors/anna.toml": b'id = "anna"\n'}
    )
    change(repository, "much", size=8000)
    return repository


def another(repository: Repository, path: Path) -> Repository:
    """Another copy of a register, as it is now."""
    git(path.parent, "clone", "-q", "--no-hardlinks", repository.path, str(path))
    git(path, "remote", "remove", "origin")
    return Repository.open(path)


def head(repository: Repository) -> str:
    """The commit of main, which must be there."""
    oid = repository.head()
    assert oid is not None
    return oid


def change(repository: Repository, name: str, *, size: int = 20) -> str:
    """Save one more record, of bytes that cannot be made smaller; the commit."""
    data = random.Random(name).randbytes(size).hex().encode()
    return save(repository, {f"actors/{name}.toml": b'x = "' + data + b'"\n'}, name)


def fetch(repository: Repository, box: Path, *, register_id: str = REGISTER) -> MailboxFetch:
    """Look into the folder."""
    with Mailbox(repository, Address.parse(str(box)), register_id=register_id) as line:
        return line.fetch(SLUG)


def push(repository: Repository, box: Path, *, full_below: int = 0) -> Path:
    """Write main's file into the folder; its path."""
    address = Address.parse(str(box))
    with Mailbox(repository, address, register_id=REGISTER, full_below=full_below) as line:
        line.fetch(SLUG)
        line.push(head(repository))
    return own_file(repository, box)


def own_file(repository: Repository, box: Path) -> Path:
    """The file that a copy writes."""
    ((_, copy),) = repository.local_settings(r"^knoten\.copy$")
    return box / f"{REGISTER}-{copy}.knoten"


def take(repository: Repository, box: Path) -> MailboxFetch:
    """Look into the folder and move on to what contains all that is there, if anything does."""
    found = fetch(repository, box)
    newest = repository.independent([head(repository), *found.heads.values()])
    assert len(newest) == 1, "merging is not tried here"
    if newest[0] != head(repository):
        repository.update_ref(refs.MAIN, newest[0], head(repository), "take")
    return found


def codes(found: MailboxFetch) -> dict[str, str]:
    """Why files were passed over, by name."""
    return {one.file: one.code for one in found.skipped}


def needed(file: Path) -> tuple[str, ...]:
    """What a file builds on."""
    return bundle.read_header(str(file)).needed
