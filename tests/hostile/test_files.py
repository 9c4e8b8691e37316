"""The same hostile histories, brought by a file or left in a shared folder: no way in is easier."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.hostile.builders import Hub
from tests.hostile.cases import CASES, Case
from tests.hostile.conftest import Network, code_of, harmless, nothing_foreign, ok
from tests.tui.cli.conftest import run_here

# What only a repository can be: without a branch, with another one, cut short.
ONLY_REMOTE = {"empty_remote", "other_branch", "shallow"}
BROUGHT = {name: case for name, case in CASES.items() if name not in ONLY_REMOTE}
SLOW = {"deep_dirs"}
QUICK = [name for name in BROUGHT if name not in SLOW][::3]
ALL = [pytest.param(name, marks=() if name in QUICK else pytest.mark.long) for name in BROUGHT]


def bundle_of(hub: Hub, file: Path) -> None:
    """Main of a repository as a bundle, as somebody would make it who means harm: of what git can pack."""
    head = (hub.path / "refs/heads/main").read_text().strip()
    listed = git_bytes(hub, "rev-list", "--objects", "--missing=allow-any", head)
    oids = {line.split()[0] for line in listed.decode("utf-8", "replace").splitlines() if line.strip()}
    given = "".join(f"{oid}\n" for oid in sorted({head, *oids})).encode()
    # Objects that cannot be read are left out, as a machine does whose disk is broken.
    kinds = git_bytes(hub, "cat-file", "--batch-check", given=given).decode("utf-8", "replace")
    whole = [line.split()[0] for line in kinds.splitlines() if " missing" not in line]
    pack = b""
    while not pack and whole:
        pack = git_bytes(hub, "pack-objects", "--stdout", "-q", given=("\n".join(whole) + "\n").encode())
        if not pack:
            whole = [oid for oid in whole if git_bytes(hub, "cat-file", "-p", oid) or oid == head][:-1]
    file.write_bytes(f"# v2 git bundle\n{head} refs/heads/main\n\n".encode() + pack)


def git_bytes(hub: Hub, *arguments: str, given: bytes = b"") -> bytes:
    """What git says of a repository that may be broken."""
    command = ["git", "--no-replace-objects", "-C", str(hub.path), *arguments]
    return subprocess.run(command, input=given, capture_output=True, check=False).stdout


def expected(case: Case, *, folder: bool) -> str:
    """The code for a file, where it is another than a repository's."""
    codes = {
        "partner_corrupt": "bundle_damaged",
        "partner_too_large": "bundle_too_large",
        "partner_rewritten": "",  # a file has no past here that it could have rewritten
    }
    if folder:
        codes["partner_unrelated"] = "mailbox_foreign"
    return codes.get(case.error, case.error)


@pytest.fixture
def file(network: Network) -> Path:
    return network.root / "von aussen.knoten"


@pytest.mark.parametrize("name", ALL)
def test_taking_it_as_a_file(network: Network, file: Path, name: str) -> None:
    case = BROUGHT[name]
    hub = network.hub(name)
    case.build(hub)
    bundle_of(hub, file)
    before, refs, untouched = network.files(), network.refs("*"), network.untouched()
    done = run_here("-C", str(network.register), "bundle", "take", str(file), "--yes", "--json")
    harmless(done.err)
    (partner,) = done.document["partners"]
    assert code_of(partner) == expected(case, folder=False)
    assert done.code == (3 if code_of(partner) else 0)
    assert not network.canary.exists()
    assert network.untouched() == untouched
    assert network.refs("*") == refs
    nothing_foreign(network.register)
    new = {f"actors/{record}.toml" for record in case.new}
    if code_of(partner):
        assert network.files() == before
    else:
        assert network.files().keys() - before.keys() == new
    ok("-C", network.register, "new", "actor", "--set", "name=Es geht weiter", "--set", "kind=verein")
    assert network.git("fsck", "--strict", "--no-dangling") == ""


@pytest.mark.parametrize("name", ALL)
def test_finding_it_in_a_shared_folder(network: Network, name: str) -> None:
    case = BROUGHT[name]
    hub = network.hub(name)
    case.build(hub)
    ok("-C", network.register, "partner", "remove", name)
    box = network.root / "box"
    box.mkdir()
    ok("-C", network.register, "partner", "add", "Ordner", box)
    ok("-C", network.register, "share", "Ordner", "--yes")
    (own,) = box.iterdir()
    left = box / f"{own.name.rpartition('-')[0]}-{7:016x}.knoten"
    bundle_of(hub, left)
    before, bundled, untouched = network.files(), left.read_bytes(), network.untouched()
    done = run_here("-C", str(network.register), "share", "Ordner", "--yes", "--json")
    harmless(done.err)
    (partner,) = done.document["partners"]
    code = code_of(partner) or next((one["code"] for one in partner["skipped"]), "")
    assert code == expected(case, folder=True)
    assert not network.canary.exists()
    assert left.read_bytes() == bundled
    assert {path for path in network.untouched() if path not in untouched} == set()
    nothing_foreign(network.register)
    if code:
        assert network.files() == before
    else:
        new = {f"actors/{record}.toml" for record in case.new}
        assert network.files().keys() - before.keys() == new
    assert network.git("fsck", "--strict", "--no-dangling") == ""


@pytest.mark.parametrize("name", ALL)
def test_joining_by_it(network: Network, file: Path, name: str) -> None:
    case = BROUGHT[name]
    hub = network.hub(name)
    case.build(hub)
    bundle_of(hub, file)
    before, folder = network.untouched(), network.root / "neu"
    done = run_here("join", str(file), str(folder), "--json")
    harmless(done.err)
    assert not network.canary.exists()
    refused = {"partner_corrupt": "bundle_damaged", "partner_too_large": "bundle_too_large"}
    code = refused.get(case.at_join, case.at_join)
    if code:
        assert (done.code, done.document["error"]["code"]) == (3, code)
        assert not folder.exists()
        assert network.untouched() == before
        return
    assert done.code == 0, done.out
    nothing_foreign(folder)
    assert (folder / "knoten.toml").is_file()
