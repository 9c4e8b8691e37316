"""The example network as it is written: valid, coherent, and never out of date."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from importlib.resources import files as package_files
from typing import Any

import pytest
import tomli

from schemas.fields import FieldSpec, record_spec
from schemas.validation import check_record, unknown_keys
from schemas.vocabulary import Vocabulary
from store.codec import encode
from store.example.dates import local
from store.example.script import Entered, Script, changed, district_terms, load_script

DAY = date(2026, 11, 22)
# A Sunday, a Monday, a leap day, the turn of a year, both changes of the clock, and far away.
DAYS = [
    DAY,
    date(2026, 11, 23),
    date(2028, 2, 29),
    date(2027, 1, 1),
    date(2027, 3, 28),
    date(2026, 10, 25),
    date(2045, 7, 8),
]
RESERVED_PHONE = re.compile(r"030 23125 \d{3}|0171 39200\d\d|0176 040690\d\d")
DANGLING = ("stadtteiltreff-helleboehn-x4me", "cafe-wehlheiden-n6tp")


def starter_vocabulary() -> bytes:
    return package_files("store").joinpath("starter", "vocabulary.toml").read_bytes()


class Network:
    """The registers in memory: what each holds, and what has not been handed on.

    A save is remembered by its number; a share hands on what the other lacks, record by record.
    """

    def __init__(self, script: Script) -> None:
        self.script = script
        self.first = script.keepers[0].folder
        self.others = [keeper.folder for keeper in script.keepers[1:]]
        self.records: dict[str, dict[str, Entered]] = {self.first: {}}
        self.saves: dict[str, set[int]] = {self.first: set()}
        self.between: dict[frozenset[str], tuple[set[int], dict[str, Entered]]] = {}
        self.touched: list[set[str]] = []
        self.unknown: list[tuple[str, str, str]] = []
        self.both_sides: list[tuple[datetime, set[str]]] = []
        self.merges = 0

    def play(self) -> Iterator[tuple[datetime, Entered]]:
        """Play the whole script; yields each record as it is saved."""
        for step in self.script.steps:
            if step.who:
                yield from ((step.at, record) for record in self.save(step))
            elif step.found_partners:
                for folder in self.others:
                    self.records[folder] = dict(self.records[self.first])
                    self.saves[folder] = set(self.saves[self.first])
            else:
                for folder, partners in self.shares(step):
                    self.share(step.at, folder, partners)

    def save(self, step: Any) -> list[Entered]:
        records = self.records[self.script.people[step.who].register]
        for record in step.add:
            assert record not in records, (step.at, record)
            records[record] = self.script.records[record]
        for record, changes in step.set.items():
            old = records[record]
            new = records[record] = Entered(old.type, changed(old.type, old.data, changes))
            assert new != old, (step.at, record, "nothing changes")
            self.unknown += [(record, *link) for link in links(new) - links(old) if link[0] not in records]
        for record in step.delete:
            del records[record]
        self.saves[self.script.people[step.who].register].add(len(self.touched))
        self.touched.append({*step.add, *step.set, *step.delete})
        return [records[record] for record in (*step.add, *step.set)]

    def shares(self, step: Any) -> list[tuple[str, list[str]]]:
        to_first = [(folder, [self.first]) for folder in self.others]
        if step.everyone_shares:
            return [*to_first, (self.first, self.others), *to_first]
        return [(step.share, list(step.partners))]

    def share(self, at: datetime, folder: str, partners: list[str]) -> None:
        own, records = self.saves[folder], self.records[folder]
        for partner in partners:
            saves, theirs = self.between.get(frozenset((folder, partner)), (set(), {}))
            come, go = self.touching(saves - own), self.touching(own - saves)
            if come & go:
                self.both_sides.append((at, come & go))
            self.merges += bool(come and saves and own - saves)
            for record in come:
                records.pop(record, None)
                records.update({record: theirs[record]} if record in theirs else {})
            own |= saves
        for partner in partners:
            self.between[frozenset((folder, partner))] = (set(own), dict(records))

    def touching(self, saves: set[int]) -> set[str]:
        return set().union(*(self.touched[number] for number in saves))

    def waiting(self, partner: str) -> int:
        """How many saves the first register has not taken from a partner."""
        return len(self.between[frozenset((self.first, partner))][0] - self.saves[self.first])


def links(record: Entered) -> set[tuple[str, str]]:
    """The ids that a record points at, with the type that they should have."""
    return {
        (target, field.target)
        for field, value in leaves(record_spec(record.type), record.data)
        if field.target
        for target in (value if isinstance(value, list | dict) else [value])
    }


def played(day: date) -> Network:
    network = Network(load_script(day))
    for _ in network.play():
        pass
    return network


@pytest.fixture(scope="module")
def network() -> Network:
    return played(DAY)


@pytest.fixture(scope="module")
def records(network: Network) -> dict[str, Entered]:
    """The first register's records at the end."""
    return network.records[network.first]


def actors(records: dict[str, Entered]) -> list[dict[str, Any]]:
    return [record.data for record in records.values() if record.type == "actor"]


def entries(records: dict[str, Entered], kind: str, name: str) -> list[dict[str, Any]]:
    return [
        entry for record in records.values() if record.type == kind for entry in record.data.get(name, [])
    ]


def leaves(spec: FieldSpec, data: dict[str, Any]) -> Iterator[tuple[FieldSpec, Any]]:
    """Every known field with a value, those of entries too."""
    for field in spec.fields:
        value = data.get(field.name)
        if value is None:
            continue
        yield field, value
        if field.fields and isinstance(value, list):
            for entry in value:
                yield from leaves(field, entry)


# -- valid at every moment --------------------------------------------------------------------------


@pytest.mark.parametrize("day", DAYS)
def test_every_record_is_valid_whenever_it_is_saved(day: date) -> None:
    for at, record in Network(load_script(day)).play():
        _, problems = check_record(record.type, record.data)
        assert not problems, (at, record.data["id"], problems)
        assert not list(unknown_keys(record.type, record.data)), (at, record.data["id"])


def test_nobody_saves_what_has_not_happened_yet(network: Network) -> None:
    past = {"verified_on", "basis_on", "done_on", "cast_on", "raised_on", "since"}
    for at, record in Network(network.script).play():
        for field, value in leaves(record_spec(record.type), record.data):
            if field.name in past or (record.type == "topic" and field.name == "on"):
                assert (value if isinstance(value, datetime) else local(value, 0, 0)) <= at, (
                    at,
                    record.data["id"],
                    field.name,
                )
        for meeting in record.data.get("meetings", []):
            assert meeting["status"] == "planned" or meeting["start"] < at, (
                at,
                record.data["id"],
                meeting["key"],
            )


def test_no_record_is_changed_on_both_sides_between_two_shares(network: Network) -> None:
    assert network.both_sides == []
    assert network.unknown == []  # nor links anyone to what has not reached the register
    assert network.merges >= 10


def test_no_date_of_the_notation_is_left(network: Network) -> None:
    for record in network.script.records.values():
        assert not re.search(
            r"\bW[+-]\d|\bD[+-]\d|\{", encode(record.data, record_spec(record.type)).decode()
        )


# -- coherent ---------------------------------------------------------------------------------------


def test_counts(network: Network, records: dict[str, Entered]) -> None:
    assert Counter(record.type for record in records.values()) == {"actor": 42, "topic": 12, "group": 8}
    kinds = Counter(actor["kind"] for actor in actors(records))
    assert len(kinds) >= 25
    assert {"temporary", "standing", "steering", "district_round", "project"} == {
        record.data["kind"] for record in records.values() if record.type == "group"
    }
    for partner, count in (("freiwilligenagentur", 3), ("nachbarschaftshilfe", 2)):
        assert network.waiting(partner) == count


def test_every_term_is_in_the_vocabulary_and_every_district_has_actors(records: dict[str, Entered]) -> None:
    data = tomli.loads(starter_vocabulary().decode() + district_terms())
    vocabulary = Vocabulary(data)
    for record in records.values():
        for field, value in leaves(record_spec(record.type), record.data):
            terms = value if isinstance(value, list) else [value]
            assert not field.section or all(vocabulary.has(field.section, term) for term in terms), (
                field.name,
                value,
            )
    used = {district for actor in actors(records) for district in actor.get("districts", [])}
    assert used == set(data["district"])
    assert len(used) == 24


def test_links_lead_somewhere_but_for_one(records: dict[str, Entered]) -> None:
    def leads(target: str, kind: str) -> bool:
        return target in records and records[target].type == kind

    found = [(record.data["id"], *link) for record in records.values() for link in links(record)]
    assert len(found) > 300
    assert [link for link in found if not leads(*link[1:])] == [(*DANGLING, "actor")]


def test_nothing_leads_to_real_people(records: dict[str, Entered]) -> None:
    for record in records.values():
        text = encode(record.data, record_spec(record.type)).decode()
        for address in re.findall(r"[\w.+-]+@[\w.-]+", text):
            assert address.endswith(".invalid")
        for url in re.findall(r"https?://[^/\"]+", text):
            assert url.endswith(".beispiel.invalid")
        for contact in record.data.get("contacts", []):
            assert RESERVED_PHONE.fullmatch(contact.get("phone", "030 23125 000")), contact
    assert all(
        actor["name"].endswith(" (Beispiel)") and "Erfunden" in actor["remarks"] for actor in actors(records)
    )


def test_offers_and_needs_meet(records: dict[str, Entered]) -> None:
    offered = Counter(offer["kind"] for actor in actors(records) for offer in actor.get("offers", []))
    needed = Counter(need["kind"] for actor in actors(records) for need in actor.get("needs", []))
    assert set(offered) == set(needed)
    assert len(offered) == 9


# -- never out of date ------------------------------------------------------------------------------


@pytest.mark.parametrize("day", DAYS)
def test_nothing_is_overdue_by_accident(day: date) -> None:
    records = played(day).records["sozialplanung"]
    midnight = local(day, 23, 59)
    for meeting in entries(records, "group", "meetings"):
        assert meeting["status"] == "held" or meeting["start"] > midnight, meeting
        for task in meeting.get("tasks", []):
            assert "done_on" in task or task["due_on"] > day, task
    for group in (record.data for record in records.values() if record.type == "group"):
        assert group["status"] in {"completed", "planned"} or group.get("ends_on", date.max) > day
    for name in ("offers", "needs", "contacts", "memberships", "relations"):
        for entry in entries(records, "actor", name):
            end = entry.get("expires_on") or (entry.get("until") if name != "memberships" else None)
            assert end is None or end > day, entry


@pytest.mark.parametrize("day", DAYS)
def test_what_needs_care_is_there_on_purpose(day: date) -> None:
    records = played(day).records["sozialplanung"]
    old = [
        a["id"] for a in actors(records) if a["status"] == "active" and (day - a["verified_on"]).days > 365
    ]
    assert sorted(old) == ["kirchengemeinde-harleshausen-m9kt", "seniorenhaus-brasselsberg-p9ne"]
    soon = [
        c
        for c in entries(records, "actor", "contacts")
        if c.get("expires_on", date.max) < day + timedelta(days=30)
    ]
    assert [contact["key"] for contact in soon] == ["leitung"]
    says = {
        (a["id"], r["to"])
        for a in actors(records)
        for r in a.get("relations", [])
        if r["type"] == "partner_of"
    }
    assert len([pair for pair in says if pair[::-1] not in says]) == 3


@pytest.mark.parametrize("day", DAYS)
def test_the_round_is_open_with_ballots_one_invalid_and_some_missing(day: date) -> None:
    records = played(day).records["sozialplanung"]
    plenum = records["plenum-p4k2"].data
    rounds = {entry["key"]: entry for entry in plenum["rounds"]}
    assert rounds["schwerpunkt"]["opens_on"] < day < rounds["schwerpunkt"]["closes_on"]
    assert rounds["fachtag"]["closes_on"] < day
    members = {
        a["id"] for a in actors(records) for m in a.get("memberships", []) if m["group"] == "plenum-p4k2"
    }
    assert len(members) >= 20
    for key in rounds:
        cast = {
            a["id"]: b
            for a in actors(records)
            for b in a.get("ballots", [])
            if b["round"] == f"plenum-p4k2/{key}"
        }
        assert cast.keys() < members
        assert all(set(ballot["points"]) <= set(rounds[key]["topics"]) for ballot in cast.values())
        broken = [
            actor
            for actor, ballot in cast.items()
            if key == "schwerpunkt"
            and (sum(ballot["points"].values()) > 5 or max(ballot["points"].values()) > 3)
        ]
        assert broken == (["ortsbeirat-fasanenhof-a6kp"] if key == "schwerpunkt" else [])


def test_half_a_year_of_history_by_six_people(network: Network) -> None:
    saves = [step for step in network.script.steps if step.who]
    assert 60 <= len(saves) <= 90
    assert set(network.script.people) == {step.who for step in saves}
    assert timedelta(weeks=25) < saves[-1].at - saves[0].at < timedelta(weeks=27)
    assert all(later.at - earlier.at <= timedelta(days=11) for earlier, later in itertools.pairwise(saves))
    assert all(step.at.weekday() < 5 and step.at.date() < DAY for step in network.script.steps)
