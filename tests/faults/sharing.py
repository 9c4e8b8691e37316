"""What the process does that is killed while it shares with two partners at once, one of them a folder."""

from __future__ import annotations

from schemas.validation import Data
from store.people import Person
from store.register import Register
from store.saving import change_edit
from store.sharing.share import Share
from tests.faults.jobs import acknowledge, subject

SHARED = "anna-a2a2"
OWN = "zaehler-"


def person(number: int) -> Person:
    """Who works in a register."""
    return Person(f"P{number}", f"p{number}@beispiel.invalid")


def own_number(register: Register, number: int) -> int:
    """What the record of a register's person says here."""
    data = register.snapshot.record(f"{OWN}{number}").data
    assert data is not None
    return int(data["summary"])


def work(register: Register, number: int, round_: int) -> None:
    """Each counts in a record of their own, and all write one field of a record that they share."""
    fields = {f"{OWN}{number}": {"summary": str(round_)}, SHARED: {"legal_form": f"{number}, {round_}"}}
    for record_id, changed in fields.items():
        record = register.snapshot.record(record_id)
        data: Data = {**(record.data or {}), **changed}
        register.save([change_edit(record, data)], subject, person=person(number))


def share(register: Register) -> None:
    """With all partners; what is wrong with one ends the job."""
    with Share(register) as under_way:
        under_way.fetch()
        result = under_way.carry_out(under_way.preview(), subject, person=person(0))
    for partner in result.partners:
        if partner.error is not None:
            raise partner.error


def keep_merging(path: str, hub_partner: str, folder_partner: str) -> None:
    """All three work and share, until killed; acknowledged is the round that this one has of everybody."""
    with (
        Register.open(path) as one,
        Register.open(hub_partner) as two,
        Register.open(folder_partner) as three,
    ):
        registers = (one, two, three)
        while True:
            round_ = 1 + min(own_number(register, number) for number, register in enumerate(registers))
            one_round(registers, round_)
            acknowledge(min(own_number(one, number) for number in range(3)))


def one_round(registers: tuple[Register, Register, Register], round_: int) -> None:
    """Each works, and the partners hand out first."""
    for number, register in enumerate(registers):
        if own_number(register, number) < round_:
            work(register, number, round_)
    for register in (*registers[1:], registers[0]):
        share(register)


JOBS = {"merge": keep_merging}
