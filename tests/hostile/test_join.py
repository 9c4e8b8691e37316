"""`knoten join` of a repository that somebody has made hostile: a register without it, or nothing at all."""

from __future__ import annotations

import json

import pytest

from tests.hostile.cases import CASES
from tests.hostile.conftest import Network, harmless, nothing_foreign, ok, one_sentence
from tests.tui.cli.conftest import run_here

# What it goes through is what a share goes through; there, all cases are tried each time.
ALL = [pytest.param(name, marks=pytest.mark.long if number % 2 else ()) for number, name in enumerate(CASES)]


@pytest.mark.parametrize("name", ALL)
def test_joining(network: Network, name: str) -> None:
    case = CASES[name]
    hub = network.hub(name)
    case.build(hub)
    before = network.untouched()
    folder = network.root / "neu"
    done = run_here("join", f"file://{hub.path}", str(folder), "--json")
    harmless(done.err)
    assert not network.canary.exists()
    if case.at_join:
        assert (done.code, done.document["error"]["code"]) == (3, case.at_join)
        assert not folder.exists()
        assert network.untouched() == before
        one_sentence(done.document["error"]["message"])
        return
    assert done.code == 0, done.out
    now = network.untouched()
    assert {path: now.get(path) for path in before} == before
    assert {path for path in now.keys() - before.keys() if not path.startswith(str(folder))} == set()
    nothing_foreign(folder)
    listed = json.loads(ok("-C", folder, "list", "actors", "--json").out)
    assert set(case.new) <= {one["id"] for one in listed}
    assert (folder / "knoten.toml").is_file()


def test_a_refused_join_leaves_an_empty_folder_empty(network: Network) -> None:
    hub = network.hub("boese")
    CASES["dotgit_entry"].build(hub)
    (network.root / "neu").mkdir()
    for _ in range(2):
        done = run_here("join", f"file://{hub.path}", str(network.root / "neu"))
        assert done.code == 3
        one_sentence(done.err)
        assert list((network.root / "neu").iterdir()) == []
