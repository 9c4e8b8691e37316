"""Builds the example network: three registers that share with each other, and half a year of history.

The same day gives the same commits on every machine: ids, keys and times stand in the data, and the merge
commits are functions of their parents.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import date, timedelta
from importlib.resources import files as package_files
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple, Self
from urllib.parse import quote

from schemas.validation import Data
from store import platform
from store.changes import FieldChange
from store.codec import decode
from store.commits import moment_of
from store.errors import UsageFault
from store.example.script import (
    Entered,
    Keeper,
    Script,
    Step,
    changed,
    district_terms,
    load_keepers,
    load_script,
)
from store.files import atomic_write, digest, writing
from store.git.command import GitCommand
from store.init import init_register, starter_vocabulary
from store.layout import REGISTER_FILE
from store.people import Person, write_person
from store.register import Register
from store.saving import Edit, change_edit, delete_edit, new_edit
from store.sharing.joining import join
from store.sharing.partners import add_partner
from store.sharing.share import Share, ShareOptions

SubjectOf = Callable[[Sequence[FieldChange], Callable[[str], str | None]], str]
"""A commit's subject from what changed and what records are called, in the register's first language."""

BETWEEN = "austausch"
"""The folder of the bare repositories through which the partners share."""

PAGE = "LIESMICH.md"
"""What this folder is, for those who find it; written last, so it also says that the example is whole."""


def build_example(
    directory: Path,
    start: date,
    *,
    subject: SubjectOf,
    first_subject: Callable[[str], str],
    progress: Callable[[int, int], None] | None = None,
) -> list[Path]:
    """Build the example as it is told on the day ``start``; returns the registers, the one to open first.

    ``first_subject`` makes the first commit's subject from the register's name; ``progress`` hears how many
    of how many steps are done.
    Whatever is raised, an interrupt included, the directory is as it was.
    Raises UsageFault ``folder_not_empty``, WriteFailed, RegisterUnusable.
    """
    existed = directory.exists()
    if existed and any(directory.iterdir()):
        raise UsageFault("folder_not_empty", path=str(directory))
    try:
        return _build(directory.resolve(), start, subject, first_subject, progress)
    except BaseException:  # Ctrl-C too: half an example helps nobody; it goes on up
        _clear(directory, keep=existed)
        raise


def built_registers(directory: Path) -> list[Path]:
    """The registers of an example that was built here to its end, the first one in front; else none."""
    if not (directory / PAGE).is_file():
        return []
    return [directory / keeper.folder for keeper in load_keepers()]


def _clear(directory: Path, *, keep: bool) -> None:
    """Remove what was built so far, and nothing else: the directory was empty or missing before."""
    with contextlib.suppress(OSError):
        for entry in [*directory.iterdir()] if keep else [directory]:
            shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()


def _build(
    directory: Path,
    start: date,
    subject: SubjectOf,
    first_subject: Callable[[str], str],
    progress: Callable[[int, int], None] | None,
) -> list[Path]:
    script = load_script(start)
    with platform.syncing_once(), _Network(directory, script, start, subject) as network:
        network.found(first_subject)
        for number, step in enumerate(script.steps, start=1):
            network.play(step)
            if progress:
                progress(number, len(script.steps))
        return network.finish()


class _Leg(NamedTuple):
    """One share of one register with some of its partners; ``give`` False only takes in."""

    folder: str
    partners: Sequence[str]
    give: bool = True


class _Network:
    """The registers while they are built; to be used in a ``with`` block."""

    def __init__(self, directory: Path, script: Script, start: date, subject: SubjectOf) -> None:
        self.directory = directory
        self.script = script
        self.start = start
        self.subject = subject
        self.registers: dict[str, Register] = {}
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def found(self, first_subject: Callable[[str], str]) -> None:
        """Make the first register, an hour before the first step."""
        first = self.script.keepers[0]
        opening = self.script.steps[0]
        register = init_register(
            self.directory / first.folder,
            self.script.name,
            subject=first_subject,
            person=self.person(opening.who),
            languages=self.script.languages,
            vocabulary=starter_vocabulary() + b"\n" + district_terms().encode(),
            when=moment_of(opening.at - timedelta(hours=1)),
            register_id=register_id(self.start),
        )
        self.registers[first.folder] = self._open.enter_context(register)

    def play(self, step: Step) -> None:
        """Do one step of the script."""
        if step.who:
            self.save(step)
        elif step.found_partners:
            self.join()
        else:
            for leg in self._legs(step):
                self._share(leg)

    def person(self, key: str) -> Person:
        """A person of the example, speaking for the actor that keeps the person's register."""
        colleague = self.script.people[key]
        keeper = next(keeper for keeper in self.script.keepers if keeper.folder == colleague.register)
        return Person(colleague.name, colleague.mail, keeper.actor)

    def save(self, step: Step) -> None:
        """One save, in the register of the person who does it."""
        register = self.registers[self.script.people[step.who].register]
        edits = [*self._settings(register), *self._edits(register, step)]
        register.save(
            edits,
            lambda changes: self.subject(changes, register.snapshot.title),
            person=self.person(step.who),
            remark=step.remark,
            when=moment_of(step.at),
        )

    def _edits(self, register: Register, step: Step) -> list[Edit]:
        added = {record: self.script.records[record] for record in step.add}
        edits = []
        for record in dict.fromkeys((*step.add, *step.set)):
            changes = step.set.get(record, {})
            if record in added:
                edits.append(new_edit(added[record].type, _put(added[record], changes)))
            else:
                old = register.snapshot.record(record)
                edits.append(change_edit(old, changed(old.type, old.data or {}, changes)))
        return [*edits, *(delete_edit(register.snapshot.record(record)) for record in step.delete)]

    def _settings(self, register: Register) -> list[Edit]:
        """What the register says of itself, put there with its first records."""
        raw = (register.path / REGISTER_FILE).read_bytes()
        data = decode(raw, REGISTER_FILE).data or {}
        if "remarks" in data:
            return []
        return [Edit("register", "", data, digest(raw), {**data, "remarks": self.script.remarks})]

    # ---- sharing ------------------------------------------------------------------------------------

    def join(self) -> None:
        """The other partners join the first register; every two get a repository to share through."""
        first, *others = self.script.keepers
        for keeper in others:
            address = self._between(first, keeper)
            add_partner(self.registers[first.folder].repository, keeper.name, address)
            self._share(_Leg(first.folder, [keeper.folder]))
            self._join(keeper, address, first)
        for one, other in combinations(others, 2):
            address = self._between(one, other)
            for keeper, partner in ((one, other), (other, one)):
                add_partner(self.registers[keeper.folder].repository, partner.name, address)

    def _join(self, keeper: Keeper, address: str, partner: Keeper) -> None:
        register = join(address, self.directory / keeper.folder, partner.name)
        self.registers[keeper.folder] = self._open.enter_context(register)
        works_here = next(
            key for key, person in self.script.people.items() if person.register == keeper.folder
        )
        write_person(register.repository, self.person(works_here))

    def _between(self, one: Keeper, other: Keeper) -> str:
        """The address of an empty bare repository for two partners."""
        place = self.directory / BETWEEN / f"{one.folder}-{other.folder}.git"
        with writing(str(place)):
            place.mkdir(parents=True)
        # A folder given as the repository itself: it has no files beside it.
        git = GitCommand(str(place), "", "")
        git.run("init", "--quiet", "--bare", "--template=", "--initial-branch=main", str(place))
        return f"file://{quote(str(place))}"

    def _legs(self, step: Step) -> list[_Leg]:
        """Who shares with whom, in order; when everyone does, the first goes between, and all have all."""
        if not step.everyone_shares:
            return [_Leg(step.share, step.partners)]
        first, *others = (keeper.folder for keeper in self.script.keepers)
        come = [_Leg(folder, [first]) for folder in others]
        return [*come, _Leg(first, others), *(leg._replace(give=False) for leg in come)]

    def _share(self, leg: _Leg) -> None:
        """One share, as a person would start it."""
        names = [keeper.name for keeper in self.script.keepers if keeper.folder in leg.partners]
        with Share(self.registers[leg.folder], names, options=ShareOptions(give=leg.give)) as share:
            share.fetch()
            result = share.carry_out(share.preview(), self._no_hand_edits)
        for partner in result.partners:
            if partner.error is not None:
                raise partner.error

    def finish(self) -> list[Path]:
        """Let the first register know what waits for it, and take nothing."""
        first = self.registers[self.script.keepers[0].folder]
        with Share(first) as share:
            share.fetch()
        atomic_write(str(self.directory / PAGE), package_files("store.example").joinpath(PAGE).read_bytes())
        return [self.directory / keeper.folder for keeper in self.script.keepers]

    def _no_hand_edits(self, changes: Sequence[FieldChange]) -> str:
        """Nobody edits by hand while the example is built; a share asks for the words all the same."""
        return self.subject(changes, lambda record: record)


def register_id(start: date) -> str:
    """The example's id for a day: two people who build the same day's can even share with each other."""
    return hashlib.sha256(f"knoten demo {start.isoformat()}".encode()).hexdigest()[:16]


def _put(record: Entered, changes: Mapping[str, Any]) -> Data:
    return changed(record.type, record.data, changes)
