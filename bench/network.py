"""A network at work: many partners, thousands of edits, random shares through hubs and folders.

``python -m bench.network [--partners 50] [--edits 10000] [--records 300] [--seed 1]`` prints how it went:
whether all came to the same files, conflicts, merge commits an edit, and what a share takes as it grows.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from bench.generate import generate
from bench.jobs import subject
from schemas.validation import Data
from store.disputed import conflicts_of
from store.people import Person
from store.register import Register
from store.saving import change_edit, delete_edit
from store.sharing.joining import join
from store.sharing.merging import own_merges
from store.sharing.partners import add_partner, list_partners
from store.sharing.share import Share, ShareOptions

_FIELDS = ("summary", "website", "short_name", "legal_form", "opening_hours")
_QUIET_ROUNDS = 40


@dataclass
class Figures:
    """What was counted."""

    edits: int = 0
    shares: list[float] = field(default_factory=list)
    failed: int = 0


class Town:
    """Partners, and the places where they meet: bare repositories and folders."""

    def __init__(self, folder: Path, partners: int, records: int, seed: int) -> None:
        self.chance = Random(seed)
        self.figures = Figures()
        first = generate(folder / "p0", records, seed=seed, commit=True)
        count = max(2, partners // 8)
        hubs = [_hub(folder / f"hub{number}.git", first) for number in range(count)]
        boxes = [folder / f"box{number}" for number in range(count)]
        for box in boxes:
            box.mkdir()
        self.places = [*hubs, *map(str, boxes)]
        self.roots = [first]
        for number in range(1, partners):
            self.roots.append(folder / f"p{number}")
            join(hubs[number % count], self.roots[-1], "hub").close()
        for number, root in enumerate(self.roots):
            with Register.open(root) as register:
                self._connect(register, number)

    def _connect(self, register: Register, number: int) -> None:
        """Each partner shares at two places, so that the places form a ring."""
        known = {partner.address for partner in list_partners(register.repository)}
        for place in (self.places[number % len(self.places)], self.places[(number + 1) % len(self.places)]):
            if place not in known:
                add_partner(register.repository, f"Ort {self.places.index(place)}", place)

    def work(self, edits: int, minutes: float) -> None:
        """Random edits by random people; between them shares, about one for four edits."""
        end = time.monotonic() + 60 * minutes
        while self.figures.edits < edits and time.monotonic() < end:
            number = self.chance.randrange(len(self.roots))
            with Register.open(self.roots[number]) as register:
                for _ in range(self.chance.randint(1, 7)):
                    self._edit(register, number)
                self.share(register)

    def _edit(self, register: Register, number: int) -> None:
        rows = list(register.snapshot.rows("actor"))
        record = register.snapshot.record(self.chance.choice(rows).id)
        who = Person(f"Person {number}", f"p{number}@example.invalid")
        if self.chance.random() < 0.01:
            register.save([delete_edit(record)], subject, person=who)
        elif record.data is not None:
            register.save([change_edit(record, self._changed(record.data))], subject, person=who)
        self.figures.edits += 1

    def _changed(self, data: Data) -> Data:
        if data.get("conflicts") and self.chance.random() < 0.5:
            return {name: value for name, value in data.items() if name != "conflicts"}
        name, value = self.chance.choice(_FIELDS), self.chance.randrange(1 << 20)
        return {**data, name: f"https://{value}.invalid" if name == "website" else f"Wert {value}"}

    def share(self, register: Register) -> None:
        """With one place."""
        partner = self.chance.choice(list_partners(register.repository))
        begun = time.perf_counter()
        options = ShareOptions(allow_deletions=True)
        with Share(register, [partner.name], options=options) as under_way:
            under_way.fetch()
            result = under_way.carry_out(
                under_way.preview(), subject, person=Person("P", "p@example.invalid")
            )
        self.figures.shares.append(time.perf_counter() - begun)
        self.figures.failed += not result.ok

    def settle_down(self) -> int:
        """Shares without edits until all have the same files; how many rounds that took."""
        for count in range(_QUIET_ROUNDS):
            if len(set(self.trees())) == 1:
                return count
            for root in self.roots:
                with (
                    Register.open(root) as register,
                    Share(register, options=ShareOptions(allow_deletions=True)) as all_,
                ):
                    all_.fetch()
                    all_.carry_out(all_.preview(), subject, person=Person("P", "p@example.invalid"))
        return -1

    def trees(self) -> Iterator[str]:
        """The tree of each partner."""
        return (_git(root, "rev-parse", "HEAD^{tree}") for root in self.roots)


def report(town: Town, rounds: int) -> Iterator[str]:
    """A line a figure."""
    shares = town.figures.shares
    quarter = max(1, len(shares) // 4)
    yield f"edits {town.figures.edits}, shares {len(shares)}, not served {town.figures.failed}"
    yield f"all alike after {rounds} quiet rounds" if rounds >= 0 else "NOT all alike"
    with Register.open(town.roots[0]) as register:
        merges = list(own_merges(register.repository, register.repository.head() or ""))
        disputed = [
            conflict
            for row in register.snapshot.rows("actor")
            for conflict in conflicts_of("actor", row.id, register.snapshot.record(row.id).data)
        ]
    wrong = sum(not own for _, own in merges)
    each = len(merges) / town.figures.edits
    yield f"merge commits {len(merges)} ({each:.2f} an edit), not as computed: {wrong}"
    yield f"open conflicts {len(disputed)} ({len(disputed) / town.figures.edits:.3f} an edit)"
    first, last = (statistics.median(part) * 1e3 for part in (shares[:quarter], shares[-quarter:]))
    yield f"a share: {first:.0f} ms in the first quarter, {last:.0f} ms in the last"
    yield f"size of one .git: {_git(town.roots[0], 'count-objects', '-vH').splitlines()[4]}"


def _hub(path: Path, source: Path) -> str:
    subprocess.run(["git", "clone", "-q", "--bare", str(source), str(path)], check=True)
    return f"file://{path}"


def _git(where: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(where), *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("partners", 50), ("edits", 10_000), ("records", 300), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--minutes", type=float, default=600, help="edit no longer than that")
    told = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="knoten-network-") as folder:
        town = Town(Path(folder), told.partners, told.records, told.seed)
        town.work(told.edits, told.minutes)
        for line in report(town, town.settle_down()):
            print(line, flush=True)


if __name__ == "__main__":
    main()
