"""Partners as settings: many reached at once, names that are another's short form, remotes of plain git."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.errors import NotFound, PartnerFault, StoreError, UsageFault
from store.git.repository import Repository
from store.register import Register
from store.sharing.joining import join
from store.sharing.partners import add_partner, find_partner, list_partners, remove_partner, standings
from store.sharing.share import Share
from tests.store.sharing.conftest import bare, git, share, states


def test_every_partner_that_was_reached_is_noted(register: Register, tmp_path: Path) -> None:
    for number in range(12):
        add_partner(register.repository, f"P {number}", bare(tmp_path / f"{number}.git"))
    for _ in range(3):
        share(register, give=False)
        assert all(one.last_contact for one in standings(register.repository, register.path))
        (register.path / ".knoten/partners.json").unlink()


def test_a_name_comes_before_the_short_form_of_another(register: Register) -> None:
    add_partner(register.repository, "Stadt Kassel", "ssh://git@example.org/a.git")
    add_partner(register.repository, "stadt-kassel", "ssh://git@example.org/b.git")
    assert find_partner(register.repository, "stadt-kassel").address.endswith("/b.git")
    remove_partner(register.repository, find_partner(register.repository, "stadt-kassel"))
    assert [one.name for one in list_partners(register.repository)] == ["Stadt Kassel"]


def test_a_partner_named_twice_is_asked_once(anna: Register) -> None:
    with Share(anna, ["Hub", "hub", "Hub"]) as under_way:
        assert [one.name for one in under_way.partners] == ["Hub"]


@pytest.mark.parametrize("remote", ["origin", "Stadt", "hand_in_hand", "a.b"])
def test_a_remote_of_plain_git_is_a_partner(anna: Register, hub: str, tmp_path: Path, remote: str) -> None:
    del anna
    git(tmp_path, "clone", "-q", "-o", remote, hub, "clone")
    with Register.open(tmp_path / "clone") as clone:
        assert [one.name for one in list_partners(clone.repository)] == [remote]
        assert states(share(clone)) == ["up_to_date"]
        remove_partner(clone.repository, find_partner(clone.repository, remote))
        assert list_partners(clone.repository) == []


def test_a_new_partner_leaves_a_remote_of_the_same_name_alone(register: Register) -> None:
    git(register.path, "config", "remote.hub.fetch", "+refs/heads/*:refs/remotes/hub/*")
    git(register.path, "remote", "add", "Hub", "ssh://git@example.org/a.git")
    assert add_partner(register.repository, "HUB e", "ssh://git@example.org/b.git").slug == "hub-e"
    made = add_partner(register.repository, "hub!", "ssh://git@example.org/c.git")
    assert made.slug not in {"hub", "Hub"}, "on many machines the two would share a file"
    assert len(list_partners(register.repository)) == 3


@pytest.mark.parametrize(
    "name", ["\x1b[31mrot", "a\x85b", "🦔", '„quotes" = [x]', "-n", "a" * 5000, "\u202elinks", "\ud800b"]
)
def test_a_name_that_looks_odd_finds_its_partner(register: Register, name: str) -> None:
    made = add_partner(register.repository, name, "ssh://git@example.org/a.git")
    assert [one.slug for one in list_partners(register.repository)] == [made.slug]
    assert find_partner(register.repository, name).slug == made.slug
    remove_partner(register.repository, made)
    with pytest.raises(NotFound):
        find_partner(register.repository, name)


@pytest.mark.parametrize("name", ["", " \t", "\x1b", "\x85\x9b"])
def test_a_name_of_nothing_is_refused(register: Register, name: str) -> None:
    with pytest.raises(UsageFault, match="name_missing"):
        add_partner(register.repository, name, "ssh://git@example.org/a.git")


def test_joining_into_a_file_is_refused_in_words(anna: Register, hub: str, tmp_path: Path) -> None:
    del anna
    (tmp_path / "datei").write_text("x")
    with pytest.raises(UsageFault, match="folder_not_empty"):
        join(hub, tmp_path / "datei", "Anna")
    assert (tmp_path / "datei").read_text() == "x"
    with pytest.raises(StoreError):
        join(hub, tmp_path / "datei" / "darin", "Anna")


def test_joining_without_a_usable_name_asks_nobody(tmp_path: Path) -> None:
    with pytest.raises(UsageFault, match="name_missing"):
        join(f"file://{tmp_path}/nirgends.git", tmp_path / "neu", "  ")
    assert not (tmp_path / "neu").exists()


def test_a_short_clone_is_not_taken_for_a_stranger(anna: Register, hub: str, tmp_path: Path) -> None:
    from tests.store.sharing.conftest import change, create

    git(tmp_path, "clone", "-q", "--depth=1", hub, "kurz")
    other = git(anna.path, "rev-parse", "HEAD~1")
    with Register.open(tmp_path / "kurz") as short:
        change(short, "anna-a2a2", summary="kurz")
        git(anna.path, "reset", "-q", "--hard", other)
        anna.refresh()
        create(anna, "carl-c2c2")
        git(tmp_path / "hub.git", "update-ref", "refs/heads/main", other)
        assert states(share(anna)) != []
        with Repository.open(short.path) as repository:
            assert repository.head() is not None
        (result,) = share(short, allow_rewritten=True, allow_deletions=True).partners
        assert isinstance(result.error, PartnerFault)
        assert result.error.code == "partner_history_short"
