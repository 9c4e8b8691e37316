"""The steps of a network's run, one function an act, and runs made of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from store.layout import kind_of, locate
from tests.merge import desk
from tests.merge.network import CLOCKS, Network, Partner, Step, disputed_files, last_readable
from tests.merge.oracle import ViolationError

Act = Callable[[Network, Partner, Partner, Random], None]


def edit(network: Network, who: Partner, other: Partner, chance: Random) -> None:
    """Change a record; one that is not there is made, one that cannot be read is mended."""
    path = chance.choice(network.files)
    kind = kind_of(path) or ""
    raw = network.raw(who, path)
    if raw is None:
        located = locate(path)
        raw = desk.new_file(kind, located[1] if located else "network", chance, network.fill)
        network.commit(who, path, raw)
    elif desk.readable(raw):
        network.commit(who, path, desk.edited(kind, raw, chance, network.few))
    else:
        mend(network, who, other, chance)


def set_back(network: Network, who: Partner, other: Partner, chance: Random) -> None:
    """Set a field back to what it was."""
    path = chance.choice(network.files)
    raw = network.raw(who, path)
    earlier = last_readable(network, who, path)
    if raw is not None and earlier and desk.readable(raw):
        network.commit(who, path, desk.set_back(kind_of(path) or "", raw, earlier, chance))


def settle(network: Network, who: Partner, other: Partner, chance: Random) -> None:
    """Settle one of the conflicts that are open here."""
    disputed = disputed_files(network, who)
    if disputed:
        path = chance.choice(disputed)
        raw = desk.settled(kind_of(path) or "", network.raw(who, path) or b"", chance)
        network.commit(who, path, raw or None)
        network.counts["settled"] += 1


def delete(network: Network, who: Partner, other: Partner, chance: Random) -> None:
    """Delete a record."""
    records = [path for path in network.files if locate(path)]
    if records:
        network.commit(who, chance.choice(records), None)


def bring_back(network: Network, who: Partner, other: Partner, chance: Random) -> None:
    """Bring a deleted record back as it was at some time, or with changes."""
    gone = [path for path in network.files if network.raw(who, path) is None]
    for path in gone[:1]:
        earlier = last_readable(network, who, path)
        if earlier:
            raw = chance.choice(earlier[:3])
            again = (
                desk.edited(kind_of(path) or "", raw, chance, network.few) if chance.random() < 0.5 else raw
            )
            network.commit(who, path, again)


def break_file(network: Network, who: Partner, other: Partner, chance: Random) -> None:
    """Leave a record in a state that nobody can read."""
    path = chance.choice([path for path in network.files if locate(path)] or list(network.files))
    raw = network.raw(who, path)
    if raw is not None:
        network.commit(who, path, desk.broken(raw, chance))
        network.counts["broken"] += 1


def mend(network: Network, who: Partner, other: Partner, chance: Random) -> None:
    """Mend a record that cannot be read, with another change now and then."""
    for path in network.files:
        raw = network.raw(who, path)
        earlier = last_readable(network, who, path)
        if raw is not None and earlier and not desk.readable(raw):
            again = earlier[0]
            if chance.random() < 0.5:
                again = desk.edited(kind_of(path) or "", again, chance, network.few)
            network.commit(who, path, again)
            return


def pull(network: Network, who: Partner, other: Partner, chance: Random) -> None:
    """Take in another's head; its own stays where it is."""
    if network.may_meet(who, other):
        who.head = network.pull(who, other.head)


def share(network: Network, who: Partner, other: Partner, chance: Random) -> None:
    """Take in and hand out: both have the same afterwards."""
    if network.may_meet(who, other):
        who.head = network.pull(who, other.head)
        other.head = network.pull(other, who.head)


def crash(network: Network, who: Partner, other: Partner, chance: Random) -> None:
    """A share that dies after its commit was written and before the head moved."""
    if network.may_meet(who, other):
        network.pull(who, other.head)


def ring(network: Network, who: Partner, other: Partner, chance: Random) -> None:
    """Three or five share in a ring at the same instant."""
    free = [partner for partner in network.partners if partner.group == who.group]
    network.ring(chance.sample(free, min(len(free), chance.choice((3, 5)))))


def everyone(network: Network, who: Partner, other: Partner, chance: Random) -> None:
    """All who can reach one another share at once."""
    network.all_at_once([partner for partner in network.partners if partner.group == who.group])


def partition(network: Network, who: Partner, other: Partner, chance: Random) -> None:
    """The network falls into two parts, or comes together."""
    whole = chance.random() < 0.5
    for partner in network.partners:
        partner.group = 0 if whole else chance.randrange(2)


def clock(network: Network, who: Partner, other: Partner, chance: Random) -> None:
    """A clock goes wrong, or right."""
    who.clock = chance.choice(CLOCKS)


def litter(network: Network, who: Partner, other: Partner, chance: Random) -> None:
    """Commit, with git itself, what does not belong in a register, or a text that is carried along."""
    tree = dict(network.history.trees[who.head])
    text = network.history.store(b"%d\n" % chance.randrange(1_000_000))
    tree[chance.choice(("README.md", "docs/plan.md", "run.sh", "actors/.hidden"))] = text
    network.save(who, tree)


def plain_git(network: Network, who: Partner, other: Partner, chance: Random) -> None:
    """A person merges with git itself: all of one side, with markers in files, or any mixture."""
    one, two = who.head, other.head
    history = network.history
    if not network.may_meet(who, other) or history.has(one, two) or history.has(two, one):
        return
    computed = network.computed(who.merger, one, two)
    mine, others = history.trees[one], history.trees[two]
    result = mine if computed is None else history.tree_of(computed)
    tree = _by_hand(network, mine, others, result, chance)
    forged = chance.random() < 0.2
    by = chance.choice((who.name, "Knotenpunkt merge")) if forged else who.name
    made = history.add([one, two], tree, by, network._clock(who), claims=forged)
    if forged and who.merger.is_own(history.commit(made)):
        return
    who.head = made
    network.oracle.learn(made, result)
    network.counts["foreign merges"] += 1


def _by_hand(
    network: Network, mine: dict[str, str], others: dict[str, str], computed: dict[str, str], chance: Random
) -> dict[str, str]:
    way = chance.choice(("ours", "theirs", "markers", "any"))
    if way in {"ours", "theirs"}:
        return dict(mine if way == "ours" else others)
    tree = dict(computed)
    for path in network.files:
        if way == "any":
            _put(tree, path, chance.choice((mine, others, computed)).get(path))
        elif path in mine and path in others and mine[path] != others[path] and chance.random() < 0.6:
            blobs = network.history.blobs
            tree[path] = network.history.store(desk.with_markers(blobs[mine[path]], blobs[others[path]]))
    return tree


def _put(tree: dict[str, str], path: str, blob: str | None) -> None:
    if blob is None:
        tree.pop(path, None)
    else:
        tree[path] = blob


ACTS: dict[str, tuple[Act, int]] = {
    "edit": (edit, 30),
    "set_back": (set_back, 8),
    "settle": (settle, 10),
    "delete": (delete, 3),
    "bring_back": (bring_back, 3),
    "break": (break_file, 2),
    "mend": (mend, 3),
    "pull": (pull, 10),
    "share": (share, 12),
    "crash": (crash, 2),
    "ring": (ring, 4),
    "everyone": (everyone, 2),
    "partition": (partition, 2),
    "clock": (clock, 2),
    "plain_git": (plain_git, 3),
    "litter": (litter, 2),
}


def run(
    steps: Sequence[Step], partners: int, files: Sequence[str], seed: int = 0, silent_days: int = 20
) -> Network:
    """Do the steps, then let the network come to rest. Raises ViolationError."""
    network = Network(partners, files, seed)
    for number, step in enumerate(steps):
        who = network.partners[step.who % partners]
        other = network.partners[step.other % partners]
        try:
            ACTS[step.act][0](network, who, other, Random(step.seed))
        except ViolationError as violation:
            violation.add_note(f"at step {number}: {step}")
            raise
    for partner in network.partners:
        partner.group = 0
    network.counts["rounds until quiet"] = network.quieten()
    network.stay_quiet(Random(len(steps)), silent_days)
    network.judge_all()
    network.counts["runs"] = 1
    return network


def draw_steps(chance: Random, count: int, leave_out: frozenset[str] = frozenset()) -> list[Step]:
    """Steps by chance, in the proportions of ``ACTS``."""
    acts = [act for act in ACTS if act not in leave_out]
    weights = [ACTS[act][1] for act in acts]
    return [
        Step(act, chance.randrange(420), chance.randrange(420), chance.randrange(1 << 30))
        for act in chance.choices(acts, weights, k=count)
    ]
