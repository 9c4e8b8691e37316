"""Three-way cases by the thousand: two sides that fork, edit, cross now and then, and meet.

Every fourth is played twice, with other ids for all commits, so that each side is the first or the other as
it happens: what comes out must not depend on that.
"""

from __future__ import annotations

from collections import Counter
from random import Random

from tests.merge.acts import ACTS
from tests.merge.network import FILES, Network, Step
from tests.merge.oracle import ViolationError

KINDS = tuple((path,) for path in (*FILES, "knoten.toml"))
_EDITS = ("edit",) * 12 + ("set_back",) * 3 + ("settle",) * 2 + ("delete", "bring_back", "break", "mend")


def draw_case(seed: int) -> tuple[list[Step], tuple[str, ...]]:
    """The steps of a case and the file that it is about."""
    chance = Random(seed)
    steps: list[Step] = []

    def edits(who: int, most: int) -> None:
        for _ in range(chance.randrange(1, most + 1)):
            steps.append(Step(chance.choice(_EDITS), who, 0, chance.randrange(1 << 30)))

    edits(0, 3)
    edits(1, 3)
    for _ in range(chance.choice((0, 0, 1, 2))):  # criss-cross: both go on from what they took in
        steps.append(Step("cross", 0, 1, chance.randrange(1 << 30)))
        edits(0, 2)
        edits(1, 2)
    steps += [Step("pull", 0, 1, 0), Step("share", 0, 1, 0)]
    return steps, chance.choice(KINDS)


def play_case(seed: int) -> Counter[str]:
    """Play a case both ways round. Raises ViolationError; gives what was counted."""
    steps, files = draw_case(seed)
    played = [_play(steps, files, seed, salt) for salt in (("", "other") if seed % 4 == 0 else ("",))]
    shown = [_shown(network) for network in played]
    if shown[0] != shown[-1]:
        raise ViolationError(f"it depends on the ids of commits: {shown[0]} {shown[1]}")
    counts = played[0].counts
    counts["cases"] = 1
    return counts


def heads_of(seed: int) -> list[str]:
    """Where the two are at the end of a case."""
    steps, files = draw_case(seed)
    return [partner.head for partner in _play(steps, files, seed, "").partners]


def _play(steps: list[Step], files: tuple[str, ...], seed: int, salt: str) -> Network:
    network = Network(2, files, seed, salt, fill=0.25)
    one, other = network.partners
    for step in steps:
        if step.act == "cross":
            _cross(network, step.seed)
            continue
        who, whom = (one, other) if step.who == 0 else (other, one)
        ACTS[step.act][0](network, who, whom, Random(step.seed))
    if network.history.trees[one.head] != network.history.trees[other.head]:
        raise ViolationError("after a share the files differ")
    network.judge_all()
    return network


def _cross(network: Network, seed: int) -> None:
    """Each takes in what the other had, after one more edit of its own; so their merges are not the same."""
    one, other = network.partners
    heads = one.head, other.head
    ACTS["edit"][0](network, other, one, Random(seed))
    one.head, other.head = network.pull(one, heads[1]), network.pull(other, heads[0])


def _shown(network: Network) -> dict[str, str]:
    """The files at the end, with commits by their numbers."""
    history = network.history
    found = {}
    for path, blob in history.trees[network.partners[0].head].items():
        text = history.blobs[blob].decode()
        for number, commit in enumerate(history.commits):
            text = text.replace(commit.oid, str(number))
        found[path] = text
    return found
