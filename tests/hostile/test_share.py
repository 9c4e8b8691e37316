"""`knoten share` with partners that share this register's history and turn hostile.

Whatever they hand out: nothing of it runs, nothing is written but the register, what is refused leaves no
trace, and the good partner is served in the same share.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.hostile.cases import CASES, Case
from tests.hostile.conftest import GOOD, Network, code_of, harmless, nothing_foreign, ok, partner_of

REFUSED = {name: case for name, case in CASES.items() if case.error}
TAKEN = {name: case for name, case in CASES.items() if not case.error}
NEW = "actors/gut-g2g2.toml"


def share_with(network: Network, cases: dict[str, Case], *, diverged: bool) -> dict[str, Any]:
    """Share with all of them and the good one, and look at all that must hold; returns what was said."""
    if diverged:
        ok("-C", network.register, "set", "akteur-5", "summary=Von hier.")
    before = network.files()
    for name, case in cases.items():
        case.build(network.hub(name))
    untouched, taken = network.untouched(), network.refs("taken")
    looked = network.share("--dry-run")
    harmless(looked.out, looked.err)
    done = network.share("--json")
    harmless(done.err)
    assert done.code == (3 if any(case.error for case in cases.values()) else 0), done.out
    good = partner_of(done.document, GOOD)
    assert (code_of(good), good["state"]) in {("", "taken"), ("", "exchanged")}
    assert {name: code_of(partner_of(done.document, name)) for name in cases} == {
        name: case.error for name, case in cases.items()
    }
    held = Counter(one["code"] for one in done.document["held_back"])
    assert held == Counter(code for case in cases.values() for code in case.held)
    new = {f"actors/{record}.toml" for case in cases.values() for record in case.new}
    _only_this_came_in(network, before, new)
    assert not network.canary.exists()
    assert network.untouched() == untouched
    nothing_foreign(network.register)
    for name in REFUSED.keys() & cases.keys():
        assert network.refs("taken")[f"refs/knoten/taken/{name}"] == taken[f"refs/knoten/taken/{name}"]
    return done.document  # type: ignore[no-any-return]  # JSON


def _only_this_came_in(network: Network, before: dict[str, str], new: set[str]) -> None:
    now = network.files()
    carried = {".gitattributes", ".gitignore"}
    assert now.keys() - before.keys() == {NEW, *new}
    assert {path for path in before if now.get(path) != before[path]} <= carried
    changed = {line.split()[-1] for line in network.git("status", "--porcelain").splitlines()}
    assert changed <= new  # what plain git makes of a partner's .gitattributes


def stays_so(network: Network, code: int) -> None:
    """Another share finds nothing new, and the register can be worked in."""
    head = network.git("rev-parse", "HEAD")
    again = network.share("--json")
    assert again.code == code
    assert network.git("rev-parse", "HEAD") == head
    ok("-C", network.register, "new", "actor", "--set", "name=Es geht weiter", "--set", "kind=verein")
    ok("-C", network.register, "check")
    assert network.git("fsck", "--strict", "--no-dangling") == ""


def test_what_is_refused_leaves_no_trace_and_holds_up_nobody(network: Network) -> None:
    share_with(network, REFUSED, diverged=True)
    stays_so(network, 3)


SLOW = {"deep_dirs"}  # a quarter of a second a merge, and there are thirty; joined in test_join
HALVES = [dict([pair for pair in TAKEN.items() if pair[0] not in SLOW][half::2]) for half in (0, 1)]


@pytest.mark.parametrize("cases", HALVES, ids=["even", "odd"])
def test_what_may_not_come_in_is_held_back_and_the_rest_comes(
    network: Network, cases: dict[str, Case]
) -> None:
    share_with(network, cases, diverged=True)


ALONE = [pytest.param(name, marks=() if name in SLOW else pytest.mark.long) for name in CASES]


@pytest.mark.parametrize("diverged", [True, pytest.param(False, marks=pytest.mark.long)])
@pytest.mark.parametrize("name", ALONE)
def test_each_alone(network: Network, name: str, diverged: bool) -> None:
    share_with(network, {name: CASES[name]}, diverged=diverged)
    stays_so(network, 3 if CASES[name].error else 0)
