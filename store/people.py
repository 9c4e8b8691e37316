"""Who saves: a person's name and mail, and the organisation that the person speaks for.

Name and mail are git's own where it has them, so that a colleague's ``git commit`` and a save here agree. The
organisation is an actor's id in the register's local git configuration (``knoten.actor``). All of it is a
claim, not a proof.
"""

from __future__ import annotations

import os
from typing import NamedTuple

from schemas.ids import is_id
from store.errors import UsageFault
from store.git.command import GitCommand
from store.git.maintenance import read_setting
from store.git.objects import Signature
from store.git.repository import Repository

TRAILER = "Knoten-Actor"


class Person(NamedTuple):
    """Who saves; ``actor`` is the organisation's id in the register, or ""."""

    name: str
    email: str
    actor: str = ""

    def signature(self, time: int, offset: int) -> Signature:
        """This person at a moment: seconds since 1970 and minutes east of UTC."""
        return Signature(self.name, self.email, time, offset)


def read_person(repository: Repository) -> Person | None:
    """The person that git and the register know on this machine, or None if name or mail is missing."""
    name, email = repository.setting("user.name"), repository.setting("user.email")
    if not name or not email:
        return None
    actor = repository.setting("knoten.actor")
    return Person(name, email, actor if is_id(actor) else "")


def machine_person() -> Person | None:
    """The person that git knows on this machine, where no register is open yet."""
    git = GitCommand(os.sep, "", "")
    name, email = read_setting(git, "user.name"), read_setting(git, "user.email")
    return Person(name, email) if name and email else None


def write_person(repository: Repository, person: Person) -> None:
    """Remember the person for this register; what git says already is not repeated.

    Raises UsageFault ``bad_person``.
    """
    if not person.name.strip() or "@" not in person.email or (person.actor and not is_id(person.actor)):
        raise UsageFault("bad_person")
    wanted = {"user.name": person.name, "user.email": person.email, "knoten.actor": person.actor}
    new = {key: value or None for key, value in wanted.items() if repository.setting(key) != value}
    if new:
        repository.write_settings(new)


def message_of(subject: str, remark: str, person: Person) -> str:
    """A commit's message: what changed, what the person remarks, and for whom the person speaks."""
    parts = [subject.replace("\n", " ").strip()]
    if remark.strip():
        parts.append(remark.strip())
    if person.actor:
        parts.append(f"{TRAILER}: {person.actor}")
    return "\n\n".join(parts) + "\n"
