"""What the processes do that are killed while they make registers, each in a new folder."""

from __future__ import annotations

import itertools
from pathlib import Path

from store.init import init_register
from store.sharing.joining import join
from tests.faults.jobs import ANNA, acknowledge


def place_of(folder: Path, number: int) -> Path:
    """The folder of a register."""
    return folder / f"nummer-{number}"


def keep_joining(address: str, folder: str, first: int) -> None:
    """Join until killed."""
    for number in itertools.count(first):
        join(address, place_of(Path(folder), number), "Hub").close()
        acknowledge(number)


def keep_making(folder: str, first: int) -> None:
    """Make new registers until killed."""
    for number in itertools.count(first):
        init_register(place_of(Path(folder), number), "Probe", subject=str, person=ANNA).close()
        acknowledge(number)


JOBS = {"join": keep_joining, "init": keep_making}
