"""A register as one file: taken in like a partner's version, joined by, and brought back from."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.errors import PartnerFault, StoreError, UsageFault
from store.git import bundle
from store.git.address import Address
from store.register import Register
from store.sharing.bundles import FileShare, write_file
from store.sharing.joining import join
from store.sharing.mailbox import Mailbox
from store.sharing.partners import add_partner, incoming_heads, list_partners, taken_heads
from store.sharing.share import ShareOptions, ShareResult
from tests.store.conftest import ANNA, actor, add, subject
from tests.store.sharing.conftest import BERTA, change, create, delete, git, share, states, tree

ID = "anna-a2a2"


def take(register: Register, file: Path, *, accepted: bool = True, **options: bool) -> ShareResult:
    """Take a file in."""
    with FileShare(register, file, options=ShareOptions(**options)) as under_way:
        under_way.fetch()
        preview = under_way.preview()
        return under_way.carry_out(preview, subject, person=ANNA, accepted=accepted)


def private_refs(register: Register) -> list[str]:
    """What is noted beside the register's own line."""
    return git(register.path, "for-each-ref", "--format=%(refname)", "refs/knoten").split()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "von Berta.knoten"


def test_a_backup_is_one_file_and_comes_back(register: Register, file: Path, tmp_path: Path) -> None:
    written = write_file(register.repository, file)
    assert written == (file, git(register.path, "rev-parse", "HEAD"), file.stat().st_size, (ID,))
    with join(str(file), tmp_path / "back", "Backup") as back:
        assert tree(back) == tree(register)
        assert back.snapshot.config.id == register.snapshot.config.id
        assert list_partners(back.repository) == []
        assert private_refs(back) == []
        assert back.troubles() == []
    assert git(tmp_path / "back", "status", "--porcelain") == ""


def test_it_replaces_its_like_and_nothing_else(register: Register, file: Path, tmp_path: Path) -> None:
    write_file(register.repository, file)
    write_file(register.repository, file)
    file.write_bytes(file.read_bytes()[:200])  # torn: it may be written anew
    write_file(register.repository, file)
    assert bundle.is_whole(str(file))
    letter = tmp_path / "brief.odt"
    letter.write_text("Liebe Berta")
    (tmp_path / "link.knoten").symlink_to(letter)
    for taken in (letter, tmp_path / "link.knoten", tmp_path):
        with pytest.raises(UsageFault, match="bundle_target_taken"):
            write_file(register.repository, taken)
    assert letter.read_text() == "Liebe Berta"


def test_what_a_file_holds_comes_in_as_by_a_share(anna: Register, berta: Register, file: Path) -> None:
    create(anna, "carl-c2c2")
    create(berta, "dora-d2d2", BERTA)
    write_file(berta.repository, file)
    result = take(anna, file, accepted=False)
    assert states(result) == ["declined"]
    assert "dora-d2d2" not in anna.snapshot
    before = private_refs(anna)
    result = take(anna, file)
    assert states(result) == ["taken"]
    assert [(one.record, one.action) for one in result.partners[0].taken] == [("dora-d2d2", "added")]
    assert "dora-d2d2" in anna.snapshot
    assert private_refs(anna) == before
    assert states(take(anna, file)) == ["up_to_date"]


def test_only_what_a_partner_lacks(anna: Register, berta: Register, file: Path, tmp_path: Path) -> None:
    create(anna, "carl-c2c2")
    whole = write_file(anna.repository, tmp_path / "whole").size
    assert write_file(anna.repository, file, partner="Hub").size < whole
    assert states(take(berta, file)) == ["taken"]
    assert "carl-c2c2" in berta.snapshot
    with pytest.raises(StoreError, match="unknown_partner"):
        write_file(anna.repository, file, partner="Niemand")


def test_many_deletions_are_asked_about(anna: Register, berta: Register, file: Path) -> None:
    add(anna, *(actor(f"x{number}-a2a2") for number in range(6)))
    share(anna)
    share(berta)
    delete(berta, *(f"x{number}-a2a2" for number in range(6)))
    write_file(berta.repository, file)
    assert states(take(anna, file)) == ["stopped:partner_deletions"]
    assert "x1-a2a2" in anna.snapshot
    assert states(take(anna, file, allow_deletions=True)) == ["taken"]
    assert "x1-a2a2" not in anna.snapshot


def test_another_register_and_a_torn_file_are_refused(
    anna: Register, berta: Register, file: Path, tmp_path: Path
) -> None:
    from store.init import init_register

    with init_register(tmp_path / "other", "Andere", subject=str, person=ANNA) as other:
        write_file(other.repository, file)
    before = private_refs(anna)
    assert states(take(anna, file)) == ["failed:partner_unrelated"]
    create(berta, "dora-d2d2", BERTA)
    write_file(berta.repository, file)
    file.write_bytes(file.read_bytes()[:-5])
    assert states(take(anna, file)) == ["failed:bundle_damaged"]
    assert states(take(anna, tmp_path / "none")) == ["failed:file_missing"]
    assert private_refs(anna) == before


def test_what_a_killed_run_noted_is_cleared(anna: Register, file: Path) -> None:
    write_file(anna.repository, file)
    head = git(anna.path, "rev-parse", "HEAD")
    git(anna.path, "update-ref", "refs/knoten/incoming/file+999999999", head)
    git(anna.path, "update-ref", "refs/knoten/taken/file+1", head)  # a process that runs
    take(anna, file)
    assert "refs/knoten/incoming/file+999999999" not in private_refs(anna)
    assert "refs/knoten/taken/file+1" in private_refs(anna)


def hand_out(register: Register, box: Path) -> None:
    """Write this copy's file into a folder."""
    known = register.snapshot.config.id
    with Mailbox(register.repository, Address.parse(str(box)), register_id=known) as line:
        line.push(git(register.path, "rev-parse", "HEAD"))


@pytest.fixture
def box(tmp_path: Path) -> Path:
    place = tmp_path / "Geteilt für alle"
    place.mkdir()
    return place


def test_joining_by_a_folder(anna: Register, berta: Register, box: Path, tmp_path: Path) -> None:
    create(anna, "carl-c2c2")
    create(anna, "emil-e2e2")
    create(berta, "dora-d2d2", BERTA)
    hand_out(anna, box)
    hand_out(berta, box)
    with join(str(box), tmp_path / "new", "Stick") as new:
        (partner,) = list_partners(new.repository)
        assert (partner.name, partner.address) == ("Stick", str(box))
        assert "carl-c2c2" in new.snapshot
        assert "dora-d2d2" not in new.snapshot
        assert len(incoming_heads(new.repository, partner)) == 2
        assert len(taken_heads(new.repository, partner)) == 1
        assert not [ref for ref in private_refs(new) if "joined" in ref]
        assert states(share(new)) == ["taken"]
        assert "dora-d2d2" in new.snapshot
    assert len(list(box.iterdir())) == 3


def test_a_folder_that_cannot_be_joined_by(anna: Register, box: Path, tmp_path: Path) -> None:
    def code() -> str:
        with pytest.raises(StoreError) as fault:
            join(str(box), tmp_path / "new", "Stick")
        assert not (tmp_path / "new").exists()
        return fault.value.code

    assert code() == "mailbox_empty"
    head = git(anna.path, "rev-parse", "HEAD")
    name = f"{anna.snapshot.config.id}-{1:016x}.knoten"
    bundle.write_bundle(anna.repository.command, str(box / name), head, without=[f"{head}"])
    assert code() == "bundle_base_missing"
    (box / name).write_bytes(b"")
    assert code() == "mailbox_empty"
    (box / f"{'f' * 16}-{1:016x}.knoten").touch()
    assert code() == "mailbox_several"
    with pytest.raises(PartnerFault, match="mailbox_is_register"):
        join(str(anna.path), tmp_path / "new", "Stick")


PAGE = (
    '<!doctype html><meta name="knoten-partner" content="{name}"><meta name="knoten-address" content="{to}">'
)


@pytest.mark.parametrize(
    ("page", "partner"),
    [
        (PAGE.format(name="Anna &amp; Co", to="ssh://git@example.org/n.git"), ("Anna & Co", "ssh://git@example.org/n.git")),
        (PAGE.format(name="Anna", to="ext::sh -c x"), None),
        (PAGE.format(name="Anna", to="-oProxyCommand=x"), None),
        (PAGE.format(name="Anna", to="/srv/box"), None),
        (PAGE.format(name="Anna", to="file:///srv/x.git"), None),
        (PAGE.format(name="", to="ssh://git@example.org/n.git"), None),
        ("<meta name=", None),
        ("\0\xff", None),
    ],
)  # fmt: skip
def test_an_invitation_names_the_partner(
    register: Register, file: Path, tmp_path: Path, page: str, partner: tuple[str, str] | None
) -> None:
    write_file(register.repository, file)
    file.with_suffix(".html").write_text(page, encoding="utf-8")
    with join(str(file), tmp_path / "new", "x") as new:
        known = list_partners(new.repository)
        assert [(one.name, one.address) for one in known] == ([partner] if partner else [])
        heads = [git(register.path, "rev-parse", "HEAD")] if partner else []
        assert [head for one in known for head in taken_heads(new.repository, one).values()] == heads


def test_joining_leaves_nothing_of_a_file_that_is_no_register(file: Path, tmp_path: Path) -> None:
    file.write_text("Guten Tag")
    with pytest.raises(PartnerFault, match="bundle_not_one"):
        join(str(file), tmp_path / "new", "x")
    assert not (tmp_path / "new").exists()


def test_a_partner_may_be_a_folder(register: Register, box: Path) -> None:
    partner = add_partner(register.repository, "Stick", str(box))
    assert list_partners(register.repository) == [partner]
    assert states(share(register)) == ["given"]
    change(register, ID, summary="neu")
    assert states(share(register)) == ["given"]
    assert len(list(box.iterdir())) == 1
