"""Settling, editing, editing by hand, in a row and in a real register: nothing stale, nothing else."""

from __future__ import annotations

import random

import pytest

from schemas.fields import record_spec
from schemas.paths import FieldPath
from store.changes import diff
from store.codec import encode
from store.conflicts import OpenConflict, settle, take, value
from store.disputed import CONFLICTS
from store.register import Register
from tests.store.conftest import subject
from tests.store.disputing import (
    ACTOR,
    CARLO,
    Change,
    contact,
    data_of,
    dispute,
    fields,
    git,
    open_in,
    save,
    write,
)

FIELDS = ("summary", "short_name", "description")


def written(phone: str, words: str) -> Change:
    """A change of all fields that are to be disputed."""
    texts = dict.fromkeys(FIELDS, words)
    return lambda data: contact(phone=phone)({**data, "website": f"https://{words}.example", **texts})


def prepare(register: Register) -> list[OpenConflict]:
    """An actor with five disputed fields."""
    write(register, contact(phone="1"), CARLO)
    found = dispute(register, written("2", "A"), written("3", "B"))
    assert [conflict.path[-1] for conflict in found] == ["phone", *sorted(FIELDS), "website"]
    return found


def settle_one(register: Register, chance: random.Random) -> FieldPath:
    conflict = chance.choice(open_in(register))
    choice = chance.choice([take(1), take(2), value(None), value("https://c.example")])
    save(register, settle(register.snapshot.record(ACTOR), conflict, choice), person=CARLO)
    return conflict.path


def edit_one(register: Register, chance: random.Random) -> FieldPath:
    name = chance.choice([*FIELDS, "remarks"])
    write(register, fields(**{name: chance.choice(["A", "B", "C", None])}), CARLO)
    return (name,)


def edit_by_hand(register: Register, chance: random.Random) -> FieldPath:
    name = chance.choice(FIELDS)
    data = fields(**{name: chance.choice(["A", "B", "D"])})(data_of(register)) or {}
    path = register.path / "actors" / f"{ACTOR}.toml"
    path.write_bytes(encode(data, record_spec("actor")))
    register.refresh()
    register.save_hand_edits(subject, person=CARLO)
    return (name,)


@pytest.mark.parametrize("seed", range(4))
def test_any_sequence_leaves_nothing_stale_and_changes_nothing_else(register: Register, seed: int) -> None:
    chance = random.Random(seed)
    prepare(register)
    while open_in(register):
        before, standing = data_of(register), open_in(register)
        at = chance.choice([settle_one, edit_one, edit_by_hand])(register, chance)
        after = data_of(register)
        changed = {change.path for change in diff("actor", ACTOR, before, after)}
        assert changed <= {at, (CONFLICTS, *at)}
        expected = [conflict for conflict in standing if (CONFLICTS, *conflict.path) not in changed]
        assert open_in(register) == expected
        assert len(after.get(CONFLICTS, [])) == len(expected)
        row = register.snapshot.row(ACTOR)
        assert row is not None
        assert row.conflicts == len(expected)
        assert git(register, "status", "--porcelain") == ""
