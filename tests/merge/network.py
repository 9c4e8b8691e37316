"""A network of partners who edit, share, quarrel and break things, with the causal oracle at every merge.

A run is a list of steps, each of which can be done whatever came before it: so a failing run can be made
smaller by leaving steps out, and a seed is a run.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from schemas.fields import record_spec
from store.layout import kind_of, locate
from store.merge import Merged, Merger
from store.merge.history import Tree
from tests.merge import desk
from tests.merge.judge import Judge
from tests.merge.model import ModelHistory
from tests.merge.oracle import Oracle, ViolationError
from tests.merge.states import UNKNOWN_SHAPES, parse

FILES = ("actors/a-1.toml", "actors/a-2.toml", "topics/t-1.toml", "groups/g-1.toml", "vocabulary.toml")
START = 1_800_000_000
HOUR = 3600
NARROW = 3000  # from this seed on, people edit few fields in every other run
UNKNOWN = tuple(UNKNOWN_SHAPES)
AGAIN = 16  # each how many merges one is computed again by a program that has just been started
CLOCKS = (None, None, None, 0, 4_102_444_800, START)  # right, 1970, 2100, always the same


class Step(NamedTuple):
    """What happens: an act, the partner who does it, another whom it concerns, and a seed for the rest."""

    act: str
    who: int
    other: int
    seed: int


def few_fields(seed: int) -> frozenset[str]:
    """The fields that people edit in a run; none: all. With three of them, people meet far more often."""
    if seed < NARROW or not seed % 2:
        return frozenset()
    kinds = ("actor", "topic", "group", "vocabulary", "register")
    names = {field.name for kind in kinds for field in record_spec(kind).fields} - {"id", "conflicts"}
    chance = Random(seed)
    some = {chance.choice(("remarks", "description", "tags", "x_text", "x_list")), chance.choice(UNKNOWN)}
    return frozenset(
        some | {chance.choice(("contacts", "comments", "meetings")), *chance.sample(sorted(names), 2)}
    )


class Partner:
    """One register copy: its head, its clock, and what its program remembers."""

    def __init__(self, name: str, head: str, merger: Merger) -> None:
        self.name, self.head, self.merger = name, head, merger
        self.clock: int | None = None
        self.group = 0


class Network:
    """Partners and all that they do; every step is one of ``ACTS``."""

    def __init__(
        self, count: int, files: Sequence[str] = FILES, seed: int = 0, salt: str = "", fill: float = 0.8
    ) -> None:
        self.fill = fill
        self.few = few_fields(seed)
        self.history = ModelHistory(salt)
        self.oracle = Oracle(self.history)
        self.judge = Judge(self.history, self.oracle)
        self.counts = self.judge.counts
        self.time = START
        root = self._root(files, Random(seed))
        self.partners = [Partner(f"Partner {n}", root, Merger(self.history)) for n in range(count)]

    def _root(self, files: Sequence[str], chance: Random) -> str:
        tree = {}
        for path in files:
            kind = kind_of(path) or ""
            located = locate(path)
            if path != "actors/a-2.toml":  # made by partners who do not know of one another
                raw = desk.new_file(kind, located[1] if located else "network", chance, self.fill)
                tree[path] = self.history.store(raw)
        tree["README.md"] = self.history.store(b"Netzwerk\n")
        self.files = files
        root = self.history.add((), tree, "Founder", START)
        self.oracle.learn(root, None)
        return root

    # People

    def commit(self, partner: Partner, path: str, raw: bytes | None) -> None:
        """A person saves one file, or deletes it."""
        tree = dict(self.history.trees[partner.head])
        if raw is None:
            tree.pop(path, None)
        else:
            tree[path] = self.history.store(raw)
        self.save(partner, tree)

    def save(self, partner: Partner, tree: dict[str, str]) -> None:
        """A person's commit on the partner's head."""
        if tree == self.history.trees[partner.head]:
            return
        before = partner.head
        partner.head = self.history.add([before], tree, partner.name, self._clock(partner))
        self.oracle.learn(partner.head, before)
        self.counts["edits"] += 1

    def _clock(self, partner: Partner) -> int:
        self.time += HOUR
        return self.time if partner.clock is None else partner.clock

    def raw(self, partner: Partner, path: str) -> bytes | None:
        """A file at a partner's head."""
        return self.history.raw(partner.head, path)

    # Sharing

    def pull(self, partner: Partner, head: str) -> str:
        """Where the partner's head goes when it takes in another head."""
        if self.history.has(partner.head, head):
            return partner.head
        if self.history.has(head, partner.head):
            self.counts["fast-forwards"] += 1
            return self.fuse(partner.merger, partner.head, head) if self.history.unwanted(head) else head
        return self.fuse(partner.merger, partner.head, head)

    def fold(self, partner: Partner, heads: Sequence[str]) -> str:
        """Several heads and one's own: those that another contains are dropped, the rest folded in order."""
        left = sorted({*heads, partner.head})
        left = [one for one in left if not any(one != two and self.history.has(two, one) for two in left)]
        found = left[0]
        for head in left[1:]:
            found = self.fuse(partner.merger, found, head)
        return found

    def fuse(self, merger: Merger, one: str, other: str) -> str:
        """The merge of two heads of which neither contains the other, judged."""
        merged = self.computed(merger, one, other)
        if merged is None:
            return one
        commit = self.history.add_merged(merged)
        if not merger.is_own(self.history.commit(commit)):
            raise ViolationError(f"{commit} does not recompute")
        return commit

    def computed(self, merger: Merger, one: str, other: str) -> Merged | None:
        """A merge: the same both ways round and with nothing remembered, and the oracle agrees.

        None if nobody has anything new and both have the same files.
        """
        merged = merger.merge([one, other])
        if self.counts["merges"] % AGAIN == 0 and merged != Merger(self.history).merge([other, one]):
            raise ViolationError(f"{one} and {other} become something else to one who remembers nothing")
        for oid, data in merged.made.items():
            self.history.store(data)
            if self.history.blob_id(data) != oid:
                raise ViolationError("a content has another id")
        tree = self.history.tree_of(merged)
        trees = [self.history.trees[head] for head in (one, other)]
        if not merged.people and trees[0] == trees[1] == tree:
            return None
        every = {path for files in (tree, *trees) for path in files}
        paths = {path for path in every if len({files.get(path) for files in (*trees, tree)}) > 1}
        self.judge.tree(tree, self.history.mask([one, other]), paths)
        self.counts["merges"] += 1
        return merged

    def may_meet(self, one: Partner, other: Partner) -> bool:
        """Whether no partition lies between two partners."""
        return one is not other and one.group == other.group

    # The end

    def quieten(self) -> int:
        """Share without edits until nothing moves; how many rounds. Raises ViolationError if it goes on."""
        rounds = 0
        while True:
            before = len(self.history.commits), [partner.head for partner in self.partners]
            self.ring(self.partners)
            self.ring(self.partners[::-1])
            rounds += 1
            trees = {self.history.tree_id(Tree(partner.head)) for partner in self.partners}
            if before == (len(self.history.commits), [partner.head for partner in self.partners]):
                if len(trees) > 1:
                    raise ViolationError("quiet, but the trees differ")
                return rounds
            if rounds > 6 * len(self.partners) + 10:
                raise ViolationError("the network never goes quiet")

    def stay_quiet(self, chance: Random, days: int = 20) -> None:
        """Silent days: everyone shares with everyone in all ways, and no commit is made."""
        made = len(self.history.commits)
        for _ in range(days):
            chance.shuffle(self.partners)
            self.ring(self.partners)
            self.all_at_once(self.partners)
            one, other = chance.sample(self.partners, 2)
            one.head = self.pull(one, other.head)
            if len(self.history.commits) != made:
                raise ViolationError("a commit on a silent day")

    def ring(self, ring: Sequence[Partner]) -> None:
        """All take in their neighbour's head at the same instant."""
        heads = [partner.head for partner in ring]
        moved = [self.pull(partner, heads[place - 1]) for place, partner in enumerate(ring)]
        for partner, head in zip(ring, moved, strict=True):
            partner.head = head

    def all_at_once(self, all_: Sequence[Partner]) -> None:
        """All take in all heads at the same instant."""
        heads = [partner.head for partner in all_]
        for partner, head in zip(all_, [self.fold(partner, heads) for partner in all_], strict=True):
            partner.head = head

    def judge_all(self) -> None:
        """Judge every file at every head, quiet or not."""
        for partner in self.partners:
            self.judge.tree(self.history.trees[partner.head], self.history.ancestors(partner.head))


def last_readable(network: Network, partner: Partner, path: str) -> list[bytes]:
    """The versions of a file in a partner's history that can be read, latest first."""
    found: dict[bytes, None] = {}
    for commit in network.history.touching(partner.head, path):
        raw = network.history.raw(commit.oid, path)
        if raw is not None and desk.readable(raw):
            found.setdefault(raw)
    return list(found)


def disputed_files(network: Network, partner: Partner) -> list[str]:
    """The files at a partner's head that have open conflicts."""
    found = []
    for path in network.files:
        raw = network.raw(partner, path)
        if raw is not None and b"conflicts" in raw and desk.readable(raw) and parse(raw).get("conflicts"):
            found.append(path)
    return found
