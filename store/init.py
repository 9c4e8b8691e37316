"""A new register: its own file, the vocabulary, and the first commit."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from importlib.resources import files as package_files
from pathlib import Path

from schemas.fields import record_spec
from schemas.register import FORMAT
from schemas.validation import check_register_file
from store.codec import decode, encode
from store.commits import Moment, advance, this_moment, write_commit
from store.errors import RegisterUnusable, UsageFault
from store.git.repository import Repository
from store.layout import ATTRIBUTES, IGNORE, REGISTER_FILE, VOCABULARY_FILE
from store.new_folder import making_in
from store.people import Person, machine_person, message_of, write_person
from store.register import Register
from store.saving import InvalidRecord

_ID_BYTES = 8


def starter_vocabulary() -> bytes:
    """The vocabulary that ships with the program."""
    return package_files("store").joinpath("starter", VOCABULARY_FILE).read_bytes()


def init_register(
    path: Path,
    name: str,
    *,
    subject: Callable[[str], str],
    person: Person | None = None,
    languages: Sequence[str] = ("de", "en"),
    vocabulary: bytes | None = None,
    when: Moment | None = None,
    register_id: str | None = None,
) -> Register:
    """Make a register in a new or empty directory, with its first commit.

    ``subject`` makes the commit's subject from the register's name.
    Raises UsageFault (``folder_not_empty``, ``person_unknown``, ``name_missing``), InvalidRecord for a name
    or a language that cannot be, RegisterUnusable ``vocabulary_broken``, WriteFailed.
    """
    if not name.strip():
        raise UsageFault("name_missing")
    entries = _first_files(name.strip(), languages, vocabulary, register_id or secrets.token_hex(_ID_BYTES))
    author = person or machine_person()
    if author is None:
        raise UsageFault("person_unknown")
    message = message_of(subject(name.strip()), "", author)
    with making_in(path) as (root, lock), Repository.init(root, lent=lock.lendable) as repository:
        with repository.command.lending(lock.lendable):
            if person is not None:
                write_person(repository, person)
            signature = author.signature(*(when or this_moment()))
            commit = write_commit(repository, [], entries, signature, message)
            advance(repository, root, None, commit, "knoten: init")
        return Register.open(root)


def _first_files(
    name: str, languages: Sequence[str], vocabulary: bytes | None, register_id: str
) -> dict[str, bytes | None]:
    register = {"format": FORMAT, "id": register_id, "name": name, "languages": list(languages)}
    problems = check_register_file(register)[1]
    if problems:
        raise InvalidRecord(problems)
    terms = decode(vocabulary or starter_vocabulary(), VOCABULARY_FILE)
    if terms.data is None:
        problem = terms.problem
        raise RegisterUnusable("vocabulary_broken", line=(problem.line or 0) if problem else 0)
    return {
        REGISTER_FILE: encode(register, record_spec("register")),
        VOCABULARY_FILE: encode(terms.data, record_spec("vocabulary")),
        ".gitattributes": ATTRIBUTES.encode(),
        ".gitignore": IGNORE.encode(),
    }
