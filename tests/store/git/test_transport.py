"""Fetching from and pushing to one's own bare repository: what moves, what does not, and what is said."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from store.errors import Interrupted, PartnerFault, ReadOnly, UsageFault
from store.git import refs
from store.git.address import Address
from store.git.repository import Repository
from store.git.transport import FetchResult, Transport, clone_into
from tests.store.git.builders import bare, children, git, new_register, raw_object, save

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from store.git.watched import Progress

REF = "refs/knoten/incoming/p"


@pytest.fixture
def partner(tmp_path: Path) -> Path:
    return bare(tmp_path / "partner space.git")


@pytest.fixture
def ours(tmp_path: Path) -> Iterator[Repository]:
    with new_register(tmp_path / "ours") as repository:
        yield repository


@pytest.fixture
def line(ours: Repository, partner: Path) -> Iterator[Transport]:
    with Transport(ours, Address.parse(f"file://{partner}")) as transport:
        yield transport


def head(repository: Repository) -> str:
    """The commit of main, which must be there."""
    oid = repository.head()
    assert oid is not None
    return oid


def test_nothing_was_handed_out_yet(line: Transport) -> None:
    assert line.ls_remote() == {}
    with pytest.raises(PartnerFault, match="partner_empty"):
        line.fetch("p")


def test_what_one_hands_out_the_other_takes_in(
    tmp_path: Path, line: Transport, ours: Repository, partner: Path
) -> None:
    first = head(ours)
    line.push(first)
    assert line.ls_remote() == {refs.MAIN: first}
    (tmp_path / "theirs").mkdir()
    seen: list[Progress] = []
    address = Address.parse(f"file://{partner}")
    theirs, came = clone_into(address, tmp_path / "theirs", "p", progress=seen.append)
    with theirs:
        assert came == FetchResult(REF, None, first)
        assert theirs.head() is None
        assert theirs.is_whole(first)
        assert seen[-1].done == seen[-1].total
        theirs.update_ref(refs.MAIN, first, None, "join")
        second = save(theirs, {f"actors/a{number}.toml": b"%d" % number for number in range(300)})
        with Transport(theirs, address) as back:
            back.push(second)
            back.push(second)  # already there: no fault
    assert line.fetch("p") == FetchResult(REF, None, second)
    assert line.fetch("p") == FetchResult(REF, second, second)
    assert head(ours) == first
    assert set(ours.list_refs("refs/")) == {refs.MAIN, REF}
    assert not (tmp_path / "ours/.git/FETCH_HEAD").exists()
    assert len(ours.list_tree(second)) == 301


def test_who_lacks_the_partners_changes_is_told_so_and_nothing_is_forced(
    tmp_path: Path, line: Transport, ours: Repository, partner: Path
) -> None:
    base = head(ours)
    line.push(base)
    theirs = save(ours, {"a": b"theirs"})
    line.push(theirs)
    ours.update_ref(refs.MAIN, base, theirs, "back")
    mine = save(ours, {"a": b"mine"})
    with pytest.raises(PartnerFault) as caught:
        line.push(mine)
    assert (caught.value.code, caught.value.exit_status) == ("partner_moved", 3)
    assert line.ls_remote() == {refs.MAIN: theirs}
    assert git(partner, "config", "core.bare") == b"true\n"


def test_a_rewritten_history_arrives_beside_the_old(line: Transport, ours: Repository, partner: Path) -> None:
    base = head(ours)
    old = save(ours, {"a": b"old"})
    line.push(old)
    assert line.fetch("p").new == old
    git(partner, "update-ref", refs.MAIN, base)
    assert line.fetch("p") == FetchResult(REF, old, base)
    assert ours.keep("p", old).startswith("refs/knoten/kept/p/")


def test_only_the_agreed_branch_is_taken(line: Transport, ours: Repository, partner: Path) -> None:
    commit = head(ours)
    line.push(commit)
    for name in ("refs/heads/other", "refs/tags/v1", "refs/knoten/incoming/x", "refs/replace/" + "1" * 40):
        git(partner, "update-ref", name, commit)
    line.fetch("p")
    assert set(ours.list_refs("refs/")) == {refs.MAIN, REF}


def test_another_branch_at_the_partner_is_named(line: Transport, ours: Repository, partner: Path) -> None:
    line.push(head(ours))
    git(partner, "branch", "-m", "main", "master")
    with pytest.raises(PartnerFault) as caught:
        line.fetch("p")
    assert caught.value.code == "partner_other_branch"
    assert caught.value.params["branch"] == "master"


def test_a_branch_that_is_no_commit_is_refused_and_undone(
    line: Transport, ours: Repository, partner: Path
) -> None:
    first = head(ours)
    line.push(first)
    line.fetch("p")
    blob = raw_object(partner, "blob", b"x")
    body = f"object {blob}\ntype blob\ntag x\ntagger P <p@x> 1700000000 +0000\n\nx\n".encode()
    (partner / "refs/heads/main").write_text(raw_object(partner, "tag", body) + "\n")
    with pytest.raises(PartnerFault, match="partner_corrupt"):
        line.fetch("p")
    assert ours.read_ref(REF) == first
    with pytest.raises(PartnerFault, match="partner_corrupt"):
        line.fetch("q")
    assert ours.read_ref("refs/knoten/incoming/q") is None


def test_a_damaged_incoming_ref_is_fetched_anew(tmp_path: Path, line: Transport, ours: Repository) -> None:
    line.push(head(ours))
    line.fetch("p")
    (tmp_path / "ours/.git" / REF).write_text("")
    assert line.fetch("p") == FetchResult(REF, None, head(ours))


@pytest.mark.parametrize("kind", ["missing", "not a repository"])
def test_a_partner_that_is_not_there_is_said(tmp_path: Path, ours: Repository, kind: str) -> None:
    place = tmp_path / "nowhere"
    if kind != "missing":
        place.mkdir()
    with Transport(ours, Address.parse(f"file://{place}")) as transport:
        for call in (transport.ls_remote, lambda: transport.fetch("p"), lambda: transport.push(head(ours))):
            with pytest.raises(PartnerFault) as caught:
                call()
            assert caught.value.code == "partner_not_found"
            assert caught.value.params == {"address": f"file://{place}"}


def test_a_directory_is_no_repository_to_push_to(ours: Repository, tmp_path: Path) -> None:
    with pytest.raises(UsageFault, match="address_not_a_share"):
        Transport(ours, Address.parse(str(tmp_path)))


def test_a_failed_join_leaves_no_repository(tmp_path: Path, partner: Path) -> None:
    (tmp_path / "new").mkdir()
    before = children()
    with pytest.raises(PartnerFault):
        clone_into(Address.parse(f"file://{partner}"), tmp_path / "new", "p")
    assert not list((tmp_path / "new").iterdir())
    assert children() == before


def test_reading_alone_fetches_nothing_but_looks(
    tmp_path: Path, line: Transport, ours: Repository, partner: Path
) -> None:
    line.push(head(ours))
    address = Address.parse(f"file://{partner}")
    with (
        Repository.open(tmp_path / "ours", read_only=True) as repository,
        Transport(repository, address) as transport,
    ):
        assert len(transport.ls_remote()) == 1
        with pytest.raises(ReadOnly):
            transport.fetch("p")


def test_the_global_settings_of_the_person_do_not_prune_or_tag(
    home: Path, line: Transport, ours: Repository, partner: Path
) -> None:
    with (home / "gitconfig").open("a") as file:
        file.write("[fetch]\n\tprune = true\n\tpruneTags = true\n[remote]\n\tpushDefault = x\n")
        file.write("[push]\n\tfollowTags = true\n\tdefault = matching\n\tgpgSign = true\n")
        file.write("[transfer]\n\tfsckObjects = false\n[submodule]\n\trecurse = true\n")
    commit = head(ours)
    ours.update_ref("refs/tags/mine", commit, None, "x")
    line.push(commit)
    assert line.ls_remote() == {refs.MAIN: commit}
    assert git(partner, "tag") == b""
    line.fetch("p")
    assert ours.read_ref("refs/tags/mine") == commit


def test_a_share_that_was_cancelled_before_it_began_does_nothing(ours: Repository, partner: Path) -> None:
    cancel = threading.Event()
    cancel.set()
    with (
        Transport(ours, Address.parse(f"file://{partner}"), cancel=cancel) as transport,
        pytest.raises(Interrupted),
    ):
        transport.ls_remote()


def test_what_cannot_be_written_there_is_said_as_such(
    line: Transport, ours: Repository, partner: Path
) -> None:
    (partner / "objects/pack").rmdir()
    (partner / "objects/pack").write_text("in the way, also of root")
    with pytest.raises(PartnerFault, match="partner_read_only"):
        line.push(head(ours))
