"""Registers with any number of records, the same for the same seed, for benches and tests.

``python -m bench.generate DIR -n 10000 --commit``. The records look like those of a real
network: seven actors to two topics and one group, some 1.3 kB each, with contacts, offers, relations and
memberships that lead somewhere. The files are canonical, so that a save changes what it means to change.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench import words
from schemas.fields import record_spec
from schemas.ids import slug
from schemas.vocabulary import Vocabulary
from store.codec import encode
from store.codec.parser import parse
from store.layout import ATTRIBUTES, FOLDERS, IGNORE, path_of

if TYPE_CHECKING:
    from schemas.record import RecordType
    from schemas.validation import Data

STARTER = Path(__file__).resolve().parents[1] / "store" / "starter" / "vocabulary.toml"
_SHARES: tuple[tuple[RecordType, int], ...] = (("actor", 7), ("topic", 2), ("group", 1))
_ALPHABET = "abcdefghjkmnpqrstvwxyz23456789"
_DAY = date(2026, 3, 2)


class Network:
    """The ids of all records, fixed before the first is made, so that every link leads somewhere."""

    def __init__(self, records: int, seed: int) -> None:
        self.chance = random.Random(seed)
        self.vocabulary = Vocabulary(parse(STARTER.read_text(encoding="utf-8")))
        titles = {"actor": self._actor_name, "topic": self._topic_title, "group": self._group_name}
        self.titles: dict[RecordType, dict[str, str]] = {"actor": {}, "topic": {}, "group": {}}
        pattern = [kind for kind, share in _SHARES for _ in range(share)]
        for number in range(records):
            kind = pattern[number % len(pattern)]
            title = titles[kind]()
            self.titles[kind][f"{slug(title)}-{_suffix(number)}"] = title
        self.ids = {kind: list(titles) for kind, titles in self.titles.items()}

    def _actor_name(self) -> str:
        return f"{self.one(words.PLACES)} {self.one(words.NAMES)} {self.chance.randint(1, 400)}"

    def _topic_title(self) -> str:
        return f"{self.one(words.TOPICS)} {self.chance.randint(1, 400)}"

    def _group_name(self) -> str:
        return f"AG {self.one(words.TOPICS)} {self.chance.randint(1, 400)}"

    def one(self, choices: Any) -> Any:
        """One of the choices."""
        return self.chance.choice(choices)

    def link(self, kind: RecordType) -> str:
        """The id of some record of that kind; "" where there is none."""
        return self.chance.choice(self.ids[kind]) if self.ids[kind] else ""

    def links(self, kind: RecordType, most: int) -> list[str]:
        """Up to ``most`` different ids, sorted."""
        return sorted({self.link(kind) for _ in range(self.chance.randint(0, most))} - {""})

    def terms(self, section: str, most: int) -> list[str]:
        """One to ``most`` terms of a section, sorted."""
        offered = self.vocabulary.terms(section)
        return sorted(self.chance.sample(offered, min(len(offered), self.chance.randint(1, most))))

    def text(self, least: int, most: int) -> str:
        """A sentence of so many words."""
        return (
            " ".join(self.chance.choices(words.TEXT, k=self.chance.randint(least, most))).capitalize() + "."
        )

    def day(self, back: int = 900) -> date:
        """A day of the last years."""
        return _DAY - timedelta(days=self.chance.randrange(back))

    def moment(self) -> datetime:
        """A moment of the last years."""
        return datetime.combine(self.day(), datetime.min.time(), UTC) + timedelta(
            minutes=self.chance.randrange(1440)
        )

    def key(self) -> str:
        """The key of an entry, as the program makes them."""
        return "5" + "".join(self.chance.choice(_ALPHABET) for _ in range(7))


def _suffix(number: int) -> str:
    digits = ""
    for _ in range(4):
        number, digit = divmod(number, len(_ALPHABET))
        digits = _ALPHABET[digit] + digits
    return digits


def records(count: int, seed: int = 1) -> Iterator[tuple[RecordType, str, Data]]:
    """``count`` records with their types and ids."""
    network = Network(count, seed)
    makers = {"actor": _actor, "topic": _topic, "group": _group}
    for kind, titles in network.titles.items():
        for record_id, title in titles.items():
            data = {"id": record_id, **makers[kind](network, title), **_every_record(network)}
            yield kind, record_id, {name: value for name, value in data.items() if value}


def _every_record(network: Network) -> Data:
    return {
        "steward": network.link("actor"),
        "verified_on": network.day() if network.chance.random() < 0.8 else None,
        "tags": sorted(set(network.chance.choices(words.TAGS, k=2))),
    }


def _topical(network: Network) -> Data:
    return {
        "summary": network.text(6, 14),
        "description": network.text(10, 40),
        "engagement_fields": network.terms("engagement_field", 3),
        "target_groups": network.terms("target_group", 3),
        "districts": network.terms("district", 2),
    }


def _actor(network: Network, name: str) -> Data:
    number = network.chance.randint(1, 990)
    return {
        "name": name,
        "short_name": "".join(word[0] for word in name.split()) + str(number),
        "kind": network.one(network.vocabulary.terms("actor_kind")),
        "status": "active" if network.chance.random() < 0.9 else "dormant",
        "website": f"https://{slug(name)}.example/",
        "founded": network.chance.randint(1900, 2025),
        "languages": sorted({"de", network.one(["en", "tr", "ar", "pl", "uk"])}),
        **_topical(network),
        "places": [_place(network, number)],
        "contacts": _contacts(network, name),
        "offers": [_offer(network) for _ in range(network.chance.randint(0, 2))],
        "needs": [_offer(network) for _ in range(network.chance.randint(0, 1))],
        "relations": [
            {"type": network.one(network.vocabulary.terms("relation")), "to": to}
            for to in network.links("actor", 2)
        ],
        "interests": [
            {"topic": topic, "level": network.one(network.vocabulary.terms("interest_level"))}
            for topic in network.links("topic", 2)
        ],
        "memberships": [
            {
                "group": group,
                "role": network.one(network.vocabulary.terms("group_role")),
                "since": network.day(),
            }
            for group in network.links("group", 2)
        ],
    }


def _place(network: Network, number: int) -> Data:
    return {
        "key": network.key(),
        "street": f"{network.one(words.STREETS)} {number}",
        "postal_code": f"34{number:03}",
        "city": "Kassel",
        "district": network.one(network.vocabulary.terms("district")),
        "lat": 51.3 + number / 10_000,
        "lon": 9.4 + number / 10_000,
    }


def _contacts(network: Network, name: str) -> list[Data]:
    office = {
        "key": network.key(),
        "role": network.one(words.ROLES),
        "email": f"post@{slug(name)}.example",
        "phone": f"+49 561 {network.chance.randint(10_000, 9_999_999)}",
        "visibility": "public",
        "basis": "none_functional",
    }
    if network.chance.random() < 0.5:
        return [office]
    person = {
        "key": network.key(),
        "role": "Ehrenamt",
        "name": f"{network.one(words.FIRST)} {network.one(words.LAST)}",
        "phone": f"0561/{network.chance.randint(100, 999)} {network.chance.randint(10, 99)}",
        "visibility": "network",
        "basis": "legitimate_interest",
    }
    return sorted([office, person], key=lambda contact: str(contact["key"]))


def _offer(network: Network) -> Data:
    return {
        "key": network.key(),
        "kind": network.one(network.vocabulary.terms("offer_kind")),
        "title": network.text(2, 5),
    }


def _topic(network: Network, title: str) -> Data:
    return {
        "title": title,
        "question": network.text(6, 12).replace(".", "?"),
        "status": network.one(["collected", "prioritised", "in_work", "parked"]),
        "raised_on": network.day(),
        **_topical(network),
        "related": network.links("topic", 2),
        "comments": [
            {"key": network.key(), "author": author, "on": network.moment(), "text": network.text(5, 30)}
            for author in network.links("actor", 2)
        ],
    }


def _group(network: Network, name: str) -> Data:
    meetings = [_meeting(network, number) for number in range(network.chance.randint(0, 2))]
    return {
        "name": name,
        "kind": network.one(["standing", "steering", "district_round", "project"]),
        "status": "active",
        "mandate": network.text(10, 30),
        "topics": network.links("topic", 2),
        "starts_on": network.day(),
        "meetings": sorted(meetings, key=lambda meeting: str(meeting["key"])),
    }


def _meeting(network: Network, number: int) -> Data:
    return {
        "key": network.key(),
        "title": f"{number + 1}. Treffen",
        "start": network.moment(),
        "status": "held",
        "agenda": [network.text(3, 8) for _ in range(3)],
        "present": network.links("actor", 5),
        "minutes": network.text(20, 60),
        "tasks": [{"key": network.key(), "text": network.text(3, 8), "actor": network.link("actor")}],
    }


def generate(folder: Path | str, count: int, *, seed: int = 1, commit: bool = False) -> Path:
    """Make a register with ``count`` records in a new or empty folder; ``commit`` puts it into git."""
    root = Path(folder)
    for name in FOLDERS.values():
        (root / name).mkdir(parents=True, exist_ok=True)
    (root / ".gitattributes").write_text(ATTRIBUTES, encoding="utf-8")
    (root / ".gitignore").write_text(IGNORE, encoding="utf-8")
    shutil.copyfile(STARTER, root / "vocabulary.toml")
    register = {
        "format": 1,
        "id": f"bench-{seed}-{count}",
        "name": f"Netzwerk {count}",
        "languages": ["de", "en"],
    }
    (root / "knoten.toml").write_bytes(encode(register, record_spec("register")))
    for kind, record_id, data in records(count, seed):
        (root / path_of(kind, record_id)).write_bytes(encode(data, record_spec(kind)))
    if commit:
        commit_all(root)
    return root


def commit_all(root: Path) -> None:
    """Put the folder into git on the branch main, as one commit of one person at one time."""
    person = ["-c", "user.name=Alex Beispiel", "-c", "user.email=alex@example.org", "-c", "gc.auto=0"]
    for command in (["init", "-q", "-b", "main"], ["add", "--all"], ["commit", "-q", "-m", "Beginn"]):
        subprocess.run(["git", "-C", str(root), *person, *command], check=True)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Make a register of any size.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("-n", "--records", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--commit", action="store_true", help="put it into git")
    told = parser.parse_args()
    generate(told.folder, told.records, seed=told.seed, commit=told.commit)


if __name__ == "__main__":
    main()
