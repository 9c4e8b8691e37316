"""What is small as it comes and huge as it unfolds: left out or refused, in bounded memory and time."""

from __future__ import annotations

import json

import pytest

from tests.hostile import histories, trees
from tests.hostile.cases import LARGE, Case
from tests.hostile.conftest import Network, code_of, harmless, nothing_foreign, partner_of
from tests.hostile.measuring import measured

GIANTS = {
    "giant_blob": Case(trees.giant_blob, held=(LARGE,)),
    "giant_blob_inside": Case(trees.giant_blob_inside),
    "giant_message": Case(trees.giant_message, "partner_too_large"),
    "giant_folder": Case(trees.giant_folder, "partner_too_large"),
    "many_files": Case(trees.many_files),
    "many_refs": Case(histories.many_refs),
    "many_commits": Case(histories.many_commits),
}
MOST = 700  # MiB: git may ask for 512 at once (store.git.environment)


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("verb", ["share", "join"])
@pytest.mark.parametrize("name", GIANTS)
def test_giants(network: Network, name: str, verb: str) -> None:
    case = GIANTS[name]
    hub = network.hub(name)
    case.build(hub)
    before = network.git("rev-parse", "HEAD")
    folder = network.register
    if verb == "share":
        took = measured(network.root, "-C", str(folder), "share", name, "--yes", "--json")
        code = code_of(partner_of(took.ran.document, name))
        held = [one["code"] for one in took.ran.document["held_back"]]
        assert held == list(case.held)
    else:
        folder = network.root / "neu"
        took = measured(network.root, "join", f"file://{hub.path}", str(folder), "--json")
        code = took.ran.document["error"]["code"] if took.ran.code else ""
    print(f"{name} {verb}: {took.seconds:.1f} s, {took.memory} MiB")  # noqa: T201  shown with -rP
    harmless(took.ran.err)
    assert (took.ran.code, code) == (3 if case.error else 0, case.error)
    assert took.memory < MOST
    assert not network.canary.exists()
    if case.error:
        assert network.git("rev-parse", "HEAD") == before
        assert verb == "share" or not folder.exists()
    else:
        nothing_foreign(folder)
        listed = measured(network.root, "-C", str(folder), "list", "actors", "akteur-3", "--json")
        assert [one["id"] for one in json.loads(listed.ran.out)] == ["akteur-3"]
