"""Why a share comes to what it comes to: decisions told from our side, and merges that people made."""

from __future__ import annotations

from pathlib import Path

from store.register import Register
from store.sharing.partners import list_partners
from store.sharing.share_plan import PartnerPlan
from tests.store.sharing.conftest import BERTA, change, create, git, preview_of, share, states
from tests.store.sharing.test_incoming import hand_out_by_hand

ID = "anna-a2a2"
AS_BERTA = ("-c", "user.name=Berta", "-c", "user.email=berta@beispiel.invalid")


def only_plan(register: Register) -> PartnerPlan:
    """The plan for the only partner."""
    (plan,) = preview_of(register).partners
    assert plan.error is None
    return plan


def decisions(register: Register) -> set[tuple[tuple[str, ...], str]]:
    """Fields, and how they were decided."""
    return {(one.path, one.how) for one in only_plan(register).decisions}


def test_each_side_is_told_whose_version_it_is_from_its_own_side(anna: Register, berta: Register) -> None:
    change(anna, ID, legal_form="e. V.")
    change(berta, ID, BERTA, summary="von Berta")
    share(berta)
    seen = {(("legal_form",), "ours"), (("summary",), "theirs")}
    assert decisions(anna) == seen
    hub = Path(list_partners(anna.repository)[0].address.removeprefix("file://"))
    git(anna.path, "push", "-q", "--force", str(hub), "main")
    assert decisions(berta) == {(("legal_form",), "theirs"), (("summary",), "ours")}


def test_texts_are_put_together_and_fields_disputed(anna: Register, berta: Register) -> None:
    text = "eins\n\nzwei\n\ndrei"
    change(anna, ID, description=text)
    share(anna)
    share(berta)
    change(anna, ID, description=text.replace("eins", "EINS"), summary="von Anna")
    change(berta, ID, BERTA, description=text.replace("drei", "DREI"), summary="von Berta")
    share(berta)
    assert decisions(anna) == {(("description",), "joined"), (("summary",), "disputed")}
    result = share(anna)
    assert {(one.path, one.how) for one in result.partners[0].decisions} == {
        (("description",), "joined"),
        (("summary",), "disputed"),
    }
    assert (anna.snapshot.record(ID).data or {})["description"] == "EINS\n\nzwei\n\nDREI"


def test_a_record_that_one_side_touched_needs_no_explanation(anna: Register, berta: Register) -> None:
    create(anna, "carl-c2c2")
    change(berta, ID, BERTA, summary="von Berta")
    share(berta)
    assert decisions(anna) == set()


def test_a_merge_that_leaves_a_side_out_is_shown_as_what_that_person_changed(
    anna: Register, berta: Register
) -> None:
    change(anna, ID, summary="von Anna")
    share(anna)
    change(berta, ID, BERTA, legal_form="e. V.")
    git(berta.path, "fetch", "-q", list_partners(berta.repository)[0].address, "main")
    git(berta.path, *AS_BERTA, "merge", "-q", "-s", "ours", "-m", "zusammen", "FETCH_HEAD")
    hand_out_by_hand(berta)
    plan = only_plan(anna)
    (merge,) = plan.merges
    assert merge.author.name == "Berta"
    (record,) = merge.changes
    assert [(field.path, field.old, field.new) for field in record.fields] == [
        (("summary",), "von Anna", "alt")
    ]
    result = share(anna)
    assert states(result) == ["taken"]
    assert result.partners[0].merges == plan.merges


def test_a_merge_that_only_calls_itself_one_of_ours_is_shown_too(anna: Register, berta: Register) -> None:
    change(anna, ID, summary="von Anna")
    share(anna)
    change(berta, ID, BERTA, legal_form="e. V.")
    git(berta.path, "fetch", "-q", list_partners(berta.repository)[0].address, "main")
    message = "Merge x y\n\nKnoten-Merge: 1\n"
    git(berta.path, *AS_BERTA, "merge", "-q", "-s", "ours", "-m", message, "FETCH_HEAD")
    hand_out_by_hand(berta)
    assert [len(merge.changes) for merge in only_plan(anna).merges] == [1]


def test_merges_of_the_programs_own_and_plain_ones_that_agree_with_it_are_not_shown(
    anna: Register, berta: Register
) -> None:
    create(anna, "carl-c2c2")
    create(berta, "dora-d2d2", BERTA)
    share(anna)
    share(berta)
    assert only_plan(anna).merges == ()
    share(anna)
    create(anna, "emil-e2e2")
    share(anna)
    create(berta, "fine-f2f2", BERTA)
    git(berta.path, "fetch", "-q", list_partners(berta.repository)[0].address, "main")
    git(berta.path, *AS_BERTA, "merge", "-q", "-m", "zusammen", "FETCH_HEAD")
    hand_out_by_hand(berta)
    assert only_plan(anna).merges == ()
