"""One run of a verb: its arguments, where it prints, the register it is about, and the person who runs it."""

from __future__ import annotations

import sys
from functools import cached_property
from typing import TYPE_CHECKING

from store.errors import NotFound, RegisterUnusable, UsageFault

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from store.people import Person
    from store.record import Record
    from store.register import Register, SubjectOf
    from store.snapshot import Snapshot
    from tui.arguments import Arguments
    from tui.field_words import Names
    from tui.output import Output


class Call:
    """What a verb gets. It is closed when the verb has run."""

    def __init__(self, arguments: Arguments, output: Output, environ: Mapping[str, str]) -> None:
        self.arguments = arguments
        self.output = output
        self.environ = environ

    @property
    def read_only(self) -> bool:
        """Whether nothing may be written."""
        return self.arguments.has("read-only")

    @property
    def can_ask(self) -> bool:
        """Whether somebody sits at a terminal who can be asked."""
        return not self.output.json and sys.stdin.isatty() and sys.stderr.isatty()

    def register_path(self) -> Path:
        """The folder of the register that is meant.

        Raises RegisterUnusable ``no_register``.
        """
        from pathlib import Path

        from store.places import find_register

        found = find_register(self.arguments.one("register"), self.environ, Path.cwd())
        if found is None:
            raise RegisterUnusable("no_register")
        return found

    def snapshot(self) -> Snapshot:
        """The register to read from, without git and without the schema's models.

        Where a save was cut short, or verbs have opened the register already, that register's own snapshot.
        """
        # The short way saves 30 ms of the 100 that a warm list takes.
        from store.snapshot import load_snapshot

        if "register" in self.__dict__:
            return self.register.snapshot
        path = self.register_path().resolve()
        if not self.read_only and (path / ".knoten" / "pending.json").exists():
            return self.register.snapshot
        return load_snapshot(path, read_only=self.read_only)

    @cached_property
    def register(self) -> Register:
        """The register that is meant, opened."""
        from store.register import Register

        return Register.open(self.register_path(), read_only=self.read_only)

    def record(self, record_id: str) -> Record:
        """A record by its id.

        Raises NotFound ``unknown_id`` with the ids that may have been meant.
        """
        snapshot = self.register.snapshot
        if record_id not in snapshot:
            raise unknown_id(record_id, snapshot)
        return snapshot.record(record_id)

    def names(self) -> Names:
        """What ids and terms are called in this register."""
        from tui.field_words import Names

        snapshot = self.register.snapshot

        def title(record_id: str) -> str | None:
            return snapshot.title(record_id) if record_id in snapshot else None

        def data(record_id: str) -> dict[str, object] | None:
            return snapshot.record(record_id).data if record_id in snapshot else None

        return Names(snapshot.vocabulary, title, data)

    def subject(self) -> SubjectOf:
        """What makes the subject of a commit in the register's language."""
        from tui.change_words import register_language, subject_of

        snapshot = self.register.snapshot
        language = register_language(snapshot.config.languages)
        title = self.names().title
        return lambda changes: subject_of(changes, title, language)

    def person(self) -> Person:
        """Who saves, asked for once on a terminal and remembered for this register.

        Raises UsageFault ``person_unknown``.
        """
        from store.people import read_person

        known = read_person(self.register.repository)
        if known is not None:
            return known
        if not self.can_ask or self.read_only:
            raise UsageFault("person_unknown")
        from store.people import write_person
        from tui.asking import ask_person

        person = ask_person(self.output, self.register.snapshot)
        write_person(self.register.repository, person)
        return person

    def new_person(self) -> Person | None:
        """Who makes a register: asked for where git does not know and somebody can be asked; else None."""
        from store.people import machine_person

        if machine_person() is not None or not self.can_ask:
            return None
        from tui.asking import ask_person

        return ask_person(self.output, None)

    def close(self) -> None:
        """End what the register keeps running."""
        if "register" in self.__dict__:
            self.register.close()


def unknown_id(record_id: str, snapshot: Snapshot) -> NotFound:
    """The fault for an id that no record has, with those that look like it."""
    from tui.nearness import nearest_ids

    near = nearest_ids(record_id, ((row.id, row.title) for row in snapshot.rows()))
    return NotFound("unknown_id", id=record_id, near=", ".join(near))
