"""Sharing between two registers: both ways, merged, stopped, refused; and nothing lost in any of it."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
import weakref
from pathlib import Path

import pytest

from store.errors import Interrupted, NotFound, PartnerFault, UsageFault
from store.git.repository import Repository
from store.register import Register
from store.sharing.joining import join
from store.sharing.merging import merge
from store.sharing.partners import add_partner, find_partner, list_partners, remove_partner, standings
from store.sharing.share import Share
from tests.store.conftest import ANNA, actor, subject
from tests.store.sharing.conftest import (
    BERTA,
    bare,
    change,
    create,
    data_of,
    delete,
    git,
    preview_of,
    share,
    states,
    tree,
)

ID = "anna-a2a2"


def test_a_joined_register_is_whole_and_knows_its_partner(anna: Register, berta: Register) -> None:
    assert tree(berta) == tree(anna)
    assert berta.snapshot.record(ID).data == anna.snapshot.record(ID).data
    assert git(berta.path, "status", "--porcelain") == ""
    assert [partner.name for partner in list_partners(berta.repository)] == ["Anna"]
    assert states(share(berta)) == ["up_to_date"]


def test_what_one_changed_the_other_takes(anna: Register, berta: Register) -> None:
    change(berta, ID, BERTA, summary="neu")
    given = share(berta)
    assert [change.title for change in given.partners[0].given] == ["Anna-A2A2"]
    taken = share(anna)
    assert states(taken) == ["taken"]
    (record,) = taken.partners[0].taken
    assert [(field.path, field.old, field.new) for field in record.fields] == [(("summary",), "alt", "neu")]
    assert anna.snapshot.record(ID).data == actor(ID, summary="neu", tags=["a"])
    assert git(anna.path, "rev-parse", "HEAD") == git(berta.path, "rev-parse", "HEAD")


def test_different_records_merge_into_the_same_commit_on_both_sides(
    anna: Register, berta: Register, hub: str
) -> None:
    create(anna, "carl-c2c2")
    create(berta, "dora-d2d2", BERTA)
    heads = [git(register.path, "rev-parse", "HEAD") for register in (anna, berta)]
    share(anna)
    assert states(share(berta)) == ["exchanged"]
    share(anna)
    merged = git(anna.path, "rev-parse", "HEAD")
    assert git(berta.path, "rev-parse", "HEAD") == merged
    assert git(anna.path, "log", "-1", "--format=%P").split() == sorted(heads)
    who = "Knotenpunkt merge <merge@knotenpunkt.invalid>"
    latest = max(int(git(anna.path, "log", "-1", "--format=%ct", head)) for head in heads)
    assert git(anna.path, "log", "-1", "--date=raw", "--format=%an <%ae> %ad|%cn <%ce> %cd") == "|".join(
        [f"{who} {latest} +0000"] * 2
    )
    assert {"carl-c2c2", "dora-d2d2", ID} <= {row.id for row in anna.snapshot.rows()}
    assert git(anna.path, "fsck", "--strict") == ""
    assert hub.startswith("file://")


_SAME_HEADS = """
import sys
from store.git.repository import Repository
from store.sharing.merging import merge
with Repository.open(sys.argv[1]) as repository:
    merged = merge(repository, sys.argv[2], sys.argv[3])
print(merged.commit)
"""


@pytest.mark.parametrize("zone", ["America/Lima", "Asia/Kathmandu", "UTC"])
def test_the_merge_commit_depends_on_its_parents_alone(anna: Register, berta: Register, zone: str) -> None:
    create(anna, "carl-c2c2")
    create(berta, "dora-d2d2", BERTA)
    share(anna)
    preview_of(berta)
    heads = [git(berta.path, "rev-parse", "HEAD"), git(anna.path, "rev-parse", "HEAD")]
    here = merge(berta.repository, *heads)
    assert here is not None
    assert merge(berta.repository, *reversed(heads)) == here
    environment = {**os.environ, "TZ": zone, "LC_ALL": "C", "GIT_AUTHOR_NAME": "Fremd", "LANG": "tr_TR.UTF-8"}
    command = [sys.executable, "-c", _SAME_HEADS, str(berta.path), *heads]
    there = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert there.stdout.strip() == here.commit


def test_one_record_changed_on_both_sides_has_what_both_wrote(anna: Register, berta: Register) -> None:
    change(anna, ID, summary="Anna")
    change(berta, ID, BERTA, legal_form="e. V.")
    share(anna)
    assert states(share(berta)) == ["exchanged"]
    data = data_of(berta, ID)
    assert (data["summary"], data["legal_form"]) == ("Anna", "e. V.")
    assert "conflicts" not in data
    assert git(berta.path, "status", "--porcelain") == ""


def test_a_value_set_back_counts_as_changed(anna: Register, berta: Register) -> None:
    change(anna, ID, summary="zwei")
    change(anna, ID, summary="alt")
    back = git(anna.path, "rev-parse", "HEAD")
    change(berta, ID, BERTA, summary="drei")
    share(anna)
    assert states(share(berta)) == ["exchanged"]
    (conflict,) = data_of(berta, ID)["conflicts"]
    assert conflict["path"] == ["summary"]
    assert [version["value"] for version in conflict["versions"]] == ["alt", "drei"]
    assert conflict["versions"][0]["commit"] == back
    assert data_of(berta, ID)["summary"] == "drei"


def test_a_delete_is_taken_and_links_that_break_are_said(anna: Register, berta: Register) -> None:
    create(anna, "carl-c2c2", relations=[{"type": "part_of", "to": ID}])
    share(anna)
    share(berta)
    delete(anna, ID)
    share(anna)
    (plan,) = preview_of(berta).partners
    assert plan.breaking == (("carl-c2c2", ID),)
    share(berta)
    assert not (berta.path / f"actors/{ID}.toml").exists()


def test_many_deletions_always_ask(anna: Register, berta: Register) -> None:
    names = [f"verein-{letter}2{letter}2" for letter in "abcde"]
    for name in names:
        create(anna, name)
    share(anna)
    share(berta)
    delete(anna, *names)
    share(anna)
    assert preview_of(berta).asks == ("deletions",)
    assert states(share(berta)) == ["stopped:partner_deletions"]
    assert names[0] in berta.snapshot
    assert states(share(berta, allow_deletions=True)) == ["taken"]
    assert names[0] not in berta.snapshot


def test_a_rewritten_line_always_asks_and_the_old_one_is_kept(
    anna: Register, berta: Register, tmp_path: Path
) -> None:
    change(anna, ID, summary="neu")
    share(anna)
    share(berta)
    old = git(berta.path, "rev-parse", "HEAD")
    git(tmp_path / "hub.git", "update-ref", "refs/heads/main", git(anna.path, "rev-parse", "HEAD~1"))
    assert states(share(berta)) == ["stopped:partner_rewritten"]
    # Not accepted: it is asked again, not forgotten.
    assert states(share(berta)) == ["stopped:partner_rewritten"]
    assert states(share(berta, allow_rewritten=True)) == ["given"]
    assert git(berta.path, "rev-parse", "HEAD") == old
    assert old in git(berta.path, "for-each-ref", "refs/knoten/kept")


def test_declined_leaves_everything_and_shows_it_again(anna: Register, berta: Register) -> None:
    change(anna, ID, summary="neu")
    share(anna)
    assert states(share(berta, accepted=False)) == ["declined"]
    assert '"alt"' in (berta.path / f"actors/{ID}.toml").read_text()
    (standing,) = standings(berta.repository, berta.path)
    assert (standing.ahead, standing.behind, standing.last_error) == (0, 1, "")
    assert states(share(berta)) == ["taken"]


def test_one_way_only(anna: Register, berta: Register) -> None:
    create(anna, "carl-c2c2")
    create(berta, "dora-d2d2", BERTA)
    share(anna)
    assert states(share(berta, take=False)) == ["failed:partner_ahead"]
    assert states(share(berta, give=False)) == ["taken"]
    assert "carl-c2c2" in berta.snapshot
    share(anna)
    assert "dora-d2d2" not in anna.snapshot


def test_hand_edits_are_saved_first_and_broken_ones_left(anna: Register, berta: Register) -> None:
    file = berta.path / f"actors/{ID}.toml"
    file.write_text(file.read_text().replace("alt", "von Hand"))
    (berta.path / "actors/kaputt-k2k2.toml").write_text("name =")
    assert [edit.path for edit in preview_of(berta).hand_edits] == [
        f"actors/{ID}.toml",
        "actors/kaputt-k2k2.toml",
    ]
    assert share(berta).saved == (f"actors/{ID}.toml",)
    share(anna)
    assert "von Hand" in (anna.path / f"actors/{ID}.toml").read_text()
    assert (berta.path / "actors/kaputt-k2k2.toml").read_text() == "name ="


def test_a_hand_edit_that_came_after_the_preview_survives_the_share(anna: Register, berta: Register) -> None:
    change(anna, ID, summary="Anna")
    share(anna)
    with Share(berta) as under_way:
        under_way.fetch()
        preview = under_way.preview()
        file = berta.path / f"actors/{ID}.toml"
        file.write_text(file.read_text() + 'legal_form = "von Hand"\n')
        under_way.carry_out(preview, subject, person=BERTA)
    assert 'summary = "Anna"' in file.read_text()
    assert "von Hand" in file.read_text()


def test_an_unreachable_partner_does_not_hold_up_the_others(
    anna: Register, berta: Register, tmp_path: Path
) -> None:
    add_partner(berta.repository, "Weg", f"file://{tmp_path}/nirgends.git")
    for number in range(6):  # what fails at once must not sweep away what the other is still receiving
        change(anna, ID, summary=f"neu {number}")
        share(anna)
        assert states(share(berta)) == ["taken", "failed:partner_not_found"]
    assert 'summary = "neu 5"' in (berta.path / f"actors/{ID}.toml").read_text()


def test_an_unrelated_register_is_refused(anna: Register, tmp_path: Path) -> None:
    from store.init import init_register

    hub = bare(tmp_path / "other.git")
    with init_register(tmp_path / "other", "Fremd", subject=str, person=ANNA) as other:
        add_partner(other.repository, "Hub", hub)
        share(other)
    remove_partner(anna.repository, find_partner(anna.repository, "Hub"))
    add_partner(anna.repository, "Fremd", hub)
    before = tree(anna)
    assert states(share(anna)) == ["failed:partner_unrelated"]
    assert tree(anna) == before


def test_a_newer_format_is_refused(anna: Register, berta: Register) -> None:
    file = anna.path / "knoten.toml"
    file.write_text(file.read_text().replace("format = 1", "format = 2"))
    git(anna.path, "commit", "-qam", "newer")
    git(anna.path, "push", "-q", list_partners(anna.repository)[0].address, "main")
    assert states(share(berta)) == ["failed:partner_newer_format"]


def test_a_push_race_is_merged(anna: Register, berta: Register) -> None:
    create(anna, "carl-c2c2")
    create(berta, "dora-d2d2", BERTA)
    with Share(anna) as under_way:
        under_way.fetch()
        preview = under_way.preview()
        share(berta)
        result = under_way.carry_out(preview, subject, person=ANNA)
    assert [partner.error for partner in result.partners] == [None]
    assert result.partners[0].moved == 1
    assert "dora-d2d2" in anna.snapshot


def test_cancelled_means_nothing_changed(anna: Register, berta: Register) -> None:
    change(anna, ID, summary="neu")
    share(anna)
    cancel = threading.Event()
    cancel.set()
    with Share(berta, cancel=cancel) as under_way, pytest.raises(Interrupted):
        under_way.fetch()
    assert '"alt"' in (berta.path / f"actors/{ID}.toml").read_text()


def test_partners_are_git_remotes(anna: Register) -> None:
    add_partner(anna.repository, "Hand in Hand e. V.", "ssh://git@example.org/r.git")
    assert git(anna.path, "remote", "get-url", "hand-in-hand-e-v") == "ssh://git@example.org/r.git"
    with pytest.raises(UsageFault, match="partner_name_taken"):
        add_partner(anna.repository, "hand in hand E. V.", "ssh://git@example.org/s.git")
    remove_partner(anna.repository, find_partner(anna.repository, "Hand in Hand e. V."))
    with pytest.raises(NotFound, match="unknown_partner"):
        find_partner(anna.repository, "Hand in Hand e. V.")


def test_a_failed_join_leaves_no_trace(tmp_path: Path) -> None:
    with pytest.raises(PartnerFault):
        join(f"file://{tmp_path}/nirgends.git", tmp_path / "neu", "Weg")
    assert not (tmp_path / "neu").exists()
    (tmp_path / "leer").mkdir()
    with pytest.raises(PartnerFault):
        join(bare(tmp_path / "empty.git"), tmp_path / "leer", "Leer")
    assert list((tmp_path / "leer").iterdir()) == []


def test_what_was_computed_goes_with_the_repository(anna: Register, berta: Register) -> None:
    create(anna, "carl-c2c2")
    create(berta, "dora-d2d2", BERTA)
    share(anna)
    preview_of(berta)
    heads = [git(register.path, "rev-parse", "HEAD") for register in (berta, anna)]
    with Repository.open(berta.path) as repository:
        merge(repository, *heads)
        kept = weakref.ref(repository.computed["merging"][0])
    del repository
    gc.collect()
    assert kept() is None
