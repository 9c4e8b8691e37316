"""What several processes do to the same records at once: instances that save, and editors of the files.

Each has a field of its own and counts in it, so that whatever is lost shows. A field that nobody else writes
must still say, at the next turn, what was written at the last.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from pathlib import Path

from store.errors import StoreError
from store.register import Register
from store.saving import change_edit
from tests.faults.jobs import ANNA, acknowledge, subject

RECORDS = ("gemeinsam-1", "gemeinsam-2")
_PATIENCE = 60.0
_AGAIN = {"register_locked", "changed_meanwhile", "hand_edit_unreadable", "record_gone", "ref_locked"}


def save_field(path: str, name: str, times: int) -> None:
    """Count in one field of each shared record through the program, as a person with a form would."""
    chance = random.Random(name)
    with Register.open(path) as register:
        for number in range(1, times + 1):
            for record_id in RECORDS:
                _save_once(register, record_id, name, f"{name} {number}", chance)
            acknowledge(number)


def _save_once(register: Register, record_id: str, name: str, value: str, chance: random.Random) -> None:
    deadline = time.monotonic() + _PATIENCE
    if chance.random() < 0.5:  # else the form was open for a while
        register.refresh()
    while True:
        record = register.snapshot.record(record_id)
        code = "read_half_written"
        if record.data:
            try:
                register.save([change_edit(record, {**record.data, name: value})], subject, person=ANNA)
            except StoreError as error:
                if error.code not in _AGAIN or time.monotonic() > deadline:
                    raise
                code = error.code
            else:
                return
        os.write(1, f"again {code}\n".encode())
        register.refresh()
        time.sleep(chance.random() / 50)


def edit_field(path: str, name: str, times: int, way: str) -> None:
    """Count in one line of the files as editors do: read, change, write; emptying it first, or by rename."""
    chance = random.Random(way)
    written = dict.fromkeys(RECORDS, "0")
    write = {"truncate": _truncate, "rename": _rename}[way]
    for number in range(1, times + 1):
        for record_id in RECORDS:
            file = Path(path) / "actors" / f"{record_id}.toml"
            lines = _lines(file, name)
            if f'{name} = "{written[record_id]}"\n' not in lines:
                found = [line for line in lines if line.startswith(f"{name} =")]
                raise AssertionError(f"lost: {name} = {written[record_id]}; found {found}")
            written[record_id] = f"{name} {number}"
            changed = [
                f'{name} = "{written[record_id]}"\n' if line.startswith(f"{name} =") else line
                for line in lines
            ]
            write(file, "".join(changed), chance)
        acknowledge(number)
        time.sleep(chance.random() / 10)


def _lines(file: Path, name: str) -> list[str]:
    """The file as the other editor does not have it half-written."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True) if file.exists() else []
        if any(line.startswith(f"{name} =") for line in lines) or time.monotonic() > deadline:
            return lines


def _truncate(file: Path, content: str, chance: random.Random) -> None:
    """Empty the file, and write it in two parts, as a slow disk shows it."""
    half = len(content) // 2
    with file.open("w", encoding="utf-8") as opened:
        opened.write(content[:half])
        opened.flush()
        time.sleep(chance.choice([0, 0.0005, 0.002]))
        opened.write(content[half:])


def _rename(file: Path, content: str, chance: random.Random) -> None:
    """Write another file and rename it over the first."""
    aside = file.with_name(f".{file.name}.swp")
    aside.write_text(content, encoding="utf-8")
    time.sleep(chance.choice([0, 0.0005]))
    aside.replace(file)


JOBS: dict[str, Callable[..., None]] = {"save_field": save_field, "edit_field": edit_field}
