"""Files that are no bundle of a register's versions: said in one sentence, and nothing here has moved.

``git bundle verify`` calls half of them fine.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.hostile.builders import git, record
from tests.hostile.conftest import Network, code_of, harmless, nothing_foreign, one_sentence
from tests.tui.cli.conftest import run_here

HEAD = b"# v2 git bundle\n"

CHANGED: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "cut in half": ("bundle_damaged", lambda raw: raw[: len(raw) // 2]),
    "cut in the header": ("bundle_damaged", lambda raw: raw[:20]),
    "empty": ("bundle_damaged", lambda raw: raw[:0]),
    "a bit flipped": ("bundle_damaged", lambda raw: raw[:-30] + bytes([raw[-30] ^ 255]) + raw[-29:]),
    "garbage behind": ("bundle_damaged", lambda raw: raw + b"x" * 100),
    "builds on what is nowhere": (
        "bundle_base_missing",
        lambda raw: raw.replace(HEAD, HEAD + b"-" + b"1" * 40 + b" gone\n", 1),
    ),
    "a ref that leads out": (
        "bundle_other_branches",
        lambda raw: raw.replace(b" refs/heads/main", b" refs/heads/../../config"),
    ),
    "version 9": ("bundle_newer", lambda raw: raw.replace(HEAD, b"# v9 git bundle\n", 1)),
    "a part only": (
        "bundle_filtered",
        lambda raw: raw.replace(HEAD, b"# v3 git bundle\n@filter=blob:none\n", 1),
    ),
    "text": ("bundle_not_one", lambda raw: b"hello\n"[: len(raw)]),
}


@pytest.fixture
def good(network: Network) -> bytes:
    """A bundle that plain git made of everything, with one record more."""
    hub = network.hub("mail")
    hub.publish_actors(hub.file(b"neu-n2n2.toml", record("neu-n2n2")))
    git(hub.path, "bundle", "create", "-q", str(network.root / "gut.bundle"), "--all")
    raw = (network.root / "gut.bundle").read_bytes()
    (network.root / "gut.bundle").unlink()
    return raw


def refused(network: Network, file: Path, code: str) -> None:
    """Neither verb takes it, and nothing has changed."""
    before = network.untouched(), network.git("for-each-ref"), network.files()
    taken = run_here("-C", str(network.register), "bundle", "take", str(file), "--yes", "--json")
    joined = run_here("join", str(file), str(network.root / "neu"), "--json")
    harmless(taken.err, joined.err)
    assert (taken.code, joined.code) == (3, 3)
    assert code_of(taken.document["partners"][0]) == joined.document["error"]["code"] == code
    one_sentence(joined.document["error"]["message"])
    assert (network.untouched(), network.git("for-each-ref"), network.files()) == before
    nothing_foreign(network.register)


@pytest.mark.parametrize("name", CHANGED)
def test_what_is_no_bundle_moves_nothing(network: Network, good: bytes, name: str) -> None:
    code, change = CHANGED[name]
    file = network.root / "post.bundle"
    file.write_bytes(change(good))
    refused(network, file, code)


@pytest.mark.parametrize("what", ["link", "pipe"])
def test_what_is_no_file_is_neither_followed_nor_waited_for(network: Network, what: str) -> None:
    file = network.root / "post.bundle"
    if what == "link":
        file.symlink_to(network.outside / "geheim.toml")
    else:
        os.mkfifo(file)
    refused(network, file, "file_not_regular")


@pytest.mark.parametrize("verb", ["take", "join"])
def test_a_good_one_of_plain_git_comes_in(network: Network, good: bytes, verb: str) -> None:
    file, folder = network.root / "post.bundle", network.register
    file.write_bytes(good)
    if verb == "take":
        done = run_here("-C", str(folder), "bundle", "take", str(file), "--yes")
    else:
        folder = network.root / "neu"
        done = run_here("join", str(file), str(folder))
    assert done.code == 0, done.err
    assert (folder / "actors/neu-n2n2.toml").is_file()
