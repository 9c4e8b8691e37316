"""What comes in is what was shown: records that become links, partners rolled back, texts of both, races."""

from __future__ import annotations

import subprocess
import threading
from pathlib import Path

import pytest

from store.errors import Interrupted
from store.register import Register
from store.sharing.partners import list_partners, standings
from store.sharing.share import Share, ShareOptions
from tests.store.conftest import ANNA, subject
from tests.store.sharing.conftest import (
    BERTA,
    bare,
    change,
    create,
    delete,
    git,
    preview_of,
    share,
    states,
    tree,
)

ID = "anna-a2a2"


def commit_by_hand(register: Register, message: str = "by hand") -> None:
    """What a person does with plain git."""
    git(register.path, "add", "--all")
    git(register.path, "-c", "user.name=Fremd", "-c", "user.email=f@x.invalid", "commit", "-qm", message)


def hand_out_by_hand(register: Register) -> None:
    """Plain git's push to the only partner."""
    git(register.path, "push", "-q", list_partners(register.repository)[0].address, "main")


def link_instead(register: Register, *record_ids: str) -> None:
    """Put a link where a record was."""
    for record_id in record_ids:
        file = register.path / f"actors/{record_id}.toml"
        file.unlink()
        file.symlink_to("/etc/passwd")
    commit_by_hand(register)
    hand_out_by_hand(register)


@pytest.mark.parametrize("diverged", [False, True])
def test_a_record_that_became_a_link_stays_as_it_was(anna: Register, berta: Register, diverged: bool) -> None:
    """A link is no decision of a person about the record; so it is held back, and deletes nothing."""
    if diverged:
        create(berta, "dora-d2d2", BERTA)
    link_instead(anna, ID)
    (plan,) = preview_of(berta).partners
    assert plan.taken == ()
    assert [(one.path, one.code) for one in plan.held] == [(f"actors/{ID}.toml", "not_a_plain_file")]
    result = share(berta)
    assert result.partners[0].taken == ()
    assert ID in berta.snapshot
    assert not (berta.path / f"actors/{ID}.toml").is_symlink()


def test_what_never_belonged_does_not_come_in_by_a_second_commit_of_it(
    anna: Register, berta: Register
) -> None:
    for number in range(4):
        (anna.path / f"fremd-{number}.bin").write_text(str(number))
        commit_by_hand(anna)
        hand_out_by_hand(anna)
        share(berta, give=False)
        assert "bin" not in git(berta.path, "ls-tree", "-r", "--name-only", "HEAD")


def test_deletions_of_a_line_from_two_bases_are_shown(anna: Register, berta: Register) -> None:
    """Criss-cross: what only one of the two bases has can be deleted, too."""
    create(anna, "carl-c2c2")
    create(berta, "dora-d2d2", BERTA)
    share(anna)
    share(berta)
    hub = list_partners(anna.repository)[0].address.removeprefix("file://")
    git(Path(hub), "update-ref", "refs/heads/cross", git(anna.path, "rev-parse", "HEAD"))
    git(berta.path, "fetch", "-q", hub, "cross")
    one, other = git(anna.path, "rev-parse", "HEAD"), git(berta.path, "rev-parse", "HEAD^2")
    # Both merge both, each in a commit of its own.
    git(anna.path, "fetch", "-q", hub, "main")
    theirs = git(berta.path, "rev-parse", "HEAD^1")
    theirs = other if theirs == one else theirs
    git(anna.path, "-c", "user.name=A", "-c", "user.email=a@x.invalid", "merge", "-q", "--no-edit", theirs)
    anna.refresh()
    delete(anna, "carl-c2c2", "dora-d2d2")
    git(Path(hub), "update-ref", "refs/heads/main", git(berta.path, "rev-parse", "HEAD"))
    git(anna.path, "push", "-q", "-f", hub, "main")
    (plan,) = preview_of(berta).partners
    assert {(one.record, one.action) for one in plan.taken} == {
        ("carl-c2c2", "deleted"),
        ("dora-d2d2", "deleted"),
    }


def test_a_partner_emptied_and_made_anew_asks_and_is_then_given_everything(
    anna: Register, berta: Register, tmp_path: Path
) -> None:
    subprocess.run(["rm", "-r", str(tmp_path / "hub.git")], check=True)
    bare(tmp_path / "hub.git")
    assert states(share(berta)) == ["stopped:partner_rewritten"]
    assert states(share(berta)) == ["stopped:partner_rewritten"], "asked again, for nobody said yes"
    assert states(share(berta, allow_rewritten=True)) == ["given"]
    assert git(tmp_path / "hub.git", "rev-parse", "main") == git(berta.path, "rev-parse", "HEAD")


def test_handing_out_alone_does_not_undo_what_a_partner_rolled_back(
    anna: Register, berta: Register, tmp_path: Path
) -> None:
    change(anna, ID, summary="neu")
    share(anna)
    share(berta)
    back = git(berta.path, "rev-parse", "HEAD~1")
    git(tmp_path / "hub.git", "update-ref", "refs/heads/main", back)
    assert states(share(berta, take=False)) == ["stopped:partner_rewritten"]
    assert git(tmp_path / "hub.git", "rev-parse", "main") == back


@pytest.mark.parametrize("path", ["README.md", "docs/wir.md"])
def test_a_text_written_on_both_sides_goes_through_whole_and_it_is_said(
    anna: Register, berta: Register, path: str
) -> None:
    for register, words in ((anna, "Annas Text\n"), (berta, "Bertas Text\n")):
        (register.path / path).parent.mkdir(exist_ok=True)
        (register.path / path).write_text(words)
        register.save_hand_edits(subject, person=ANNA)
    blobs = [git(register.path, "rev-parse", f"HEAD:{path}") for register in (anna, berta)]
    share(anna)
    (plan,) = preview_of(berta).partners
    assert [(one.path, one.code) for one in plan.held] == [(path, "written_on_both_sides")]
    result = share(berta)
    assert result.ok
    assert [one.code for one in result.partners[0].held] == ["written_on_both_sides"]
    share(anna)
    assert git(anna.path, "rev-parse", f"HEAD:{path}") == max(blobs)
    assert tree(anna) == tree(berta)


@pytest.mark.parametrize("name", ["knoten.toml", "vocabulary.toml"])
def test_the_registers_own_files_merge_when_one_side_wrote_them(
    anna: Register, berta: Register, name: str
) -> None:
    file = anna.path / name
    file.write_text(file.read_text().replace('"Probe"', '"Neu"').replace('de = "', 'de = "Neu: ', 1))
    assert anna.save_hand_edits(subject, person=ANNA).saved == (name,)
    create(berta, "dora-d2d2", BERTA)
    share(anna)
    assert states(share(berta)) == ["exchanged"]
    assert (berta.path / name).read_bytes() == file.read_bytes()


def test_the_same_record_added_on_both_sides_is_one(anna: Register, berta: Register) -> None:
    create(anna, "carl-c2c2", summary="gleich")
    create(berta, "carl-c2c2", BERTA, summary="gleich")
    share(anna)
    assert states(share(berta)) == ["up_to_date"], "no record is new to either"
    assert states(share(anna)) == ["up_to_date"]
    assert tree(anna) == tree(berta)


def test_a_commit_that_only_looks_like_a_merge_is_a_persons(anna: Register, berta: Register) -> None:
    file = anna.path / f"actors/{ID}.toml"
    file.write_text(file.read_text().replace("alt", "untergeschoben"))
    commit_by_hand(anna, "Merge x y\n\nKnoten-Merge: 1")
    hand_out_by_hand(anna)
    create(berta, "dora-d2d2", BERTA)
    (plan,) = preview_of(berta).partners
    assert [one.record for one in plan.taken] == [ID]
    share(berta)
    from store.history import read_history

    told = [one.record for entry in read_history(berta.repository) for one in entry.records]
    assert told.count(ID) == 2, "made once, changed once"
    assert "untergeschoben" in (berta.path / f"actors/{ID}.toml").read_text()


# ---- between the preview and carrying it out -----------------------------------------------------------


def test_only_the_hand_edits_that_were_shown_are_saved(anna: Register, berta: Register) -> None:
    create(berta, "dora-d2d2", BERTA)
    create(berta, "emil-e2e2", BERTA)
    shown, later, changed = (berta.path / f"actors/{name}.toml" for name in (ID, "dora-d2d2", "emil-e2e2"))
    shown.write_text(shown.read_text() + 'legal_form = "gezeigt"\n')
    changed.write_text(changed.read_text() + 'legal_form = "gezeigt"\n')
    with Share(berta) as under_way:
        under_way.fetch()
        preview = under_way.preview()
        later.write_text(later.read_text() + 'legal_form = "danach"\n')
        changed.write_text(changed.read_text().replace("gezeigt", "danach"))
        result = under_way.carry_out(preview, subject, person=BERTA)
    assert result.saved == (f"actors/{ID}.toml",)
    assert "danach" in later.read_text()
    assert "danach" in changed.read_text()
    assert "danach" not in git(berta.path, "log", "-p", "main")


def test_deletions_that_came_after_the_preview_are_not_covered_by_its_yes(
    anna: Register, berta: Register
) -> None:
    names = [f"verein-{letter}2{letter}2" for letter in "abcdefghij"]
    for name in names:
        create(anna, name)
    share(anna)
    share(berta)
    delete(anna, *names[:5])
    share(anna)
    create(berta, "dora-d2d2", BERTA)
    with Share(berta) as under_way:
        under_way.fetch()
        preview = under_way.preview()
        assert preview.asks == ("deletions",)
        under_way.options = ShareOptions(allow_deletions=True)  # a person says yes to what is shown
        delete(anna, *names[5:])
        share(anna)
        result = under_way.carry_out(preview, subject, person=BERTA)
    assert states(result) == ["stopped:partner_deletions"]
    assert names[9] in berta.snapshot
    assert names[0] not in berta.snapshot, "this was shown and accepted"
    assert len(result.partners[0].taken) == 5


def test_what_came_in_while_handing_out_is_told(anna: Register, berta: Register) -> None:
    create(anna, "carl-c2c2")
    create(berta, "dora-d2d2", BERTA)
    with Share(anna) as under_way:
        under_way.fetch()
        preview = under_way.preview()
        share(berta)
        (result,) = under_way.carry_out(preview, subject, person=ANNA).partners
    assert (result.state, result.moved) == ("exchanged", 1)
    assert [one.record for one in result.taken] == ["dora-d2d2"]
    assert [one.record for one in result.given] == ["carl-c2c2"]


# ---- notes on this machine -----------------------------------------------------------------------------


def test_cancelling_says_nothing_against_the_partner(anna: Register, berta: Register) -> None:
    cancel = threading.Event()
    cancel.set()
    with Share(berta, cancel=cancel) as under_way, pytest.raises(Interrupted):
        under_way.fetch()
    assert [one.last_error for one in standings(berta.repository, berta.path)] == [""]


def test_two_instances_that_fetch_at_the_same_instant_both_get_it(anna: Register, berta: Register) -> None:
    with Register.open(berta.path) as twin, Share(berta) as one, Share(twin) as other:
        for number in range(4):
            change(anna, ID, summary=f"neu {number}")
            share(anna)
            threads = [threading.Thread(target=under_way.fetch) for under_way in (one, other)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            plans = [under_way.preview().partners[0] for under_way in (one, other)]
            assert [plan.error for plan in plans] == [None, None]
            assert plans[0].taken == plans[1].taken != ()


@pytest.mark.parametrize("ref", ["incoming", "taken"])
@pytest.mark.parametrize("content", ["", "0123456789012345678901234567890123456789\n"])
def test_a_damaged_note_of_a_partner_stops_neither_status_nor_share(
    anna: Register, berta: Register, ref: str, content: str
) -> None:
    (berta.path / f".git/refs/knoten/{ref}/anna").write_text(content)
    assert len(standings(berta.repository, berta.path)) == 1
    change(anna, ID, summary="neu")
    share(anna)
    assert states(share(berta, allow_rewritten=True)) == ["taken"]
    assert states(share(berta)) == ["up_to_date"]
