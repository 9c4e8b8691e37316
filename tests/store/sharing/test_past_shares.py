"""Shares of the past: what each changed here, whose work that is, and taking some of it back."""

from __future__ import annotations

from store.people import Person
from store.register import Register
from store.sharing.partners import add_partner
from store.sharing.past_shares import SharedChange, changes_of_share, last_share, past_shares
from store.sharing.share import Share
from store.taking_back import take_back
from tests.store.conftest import ANNA, actor, subject
from tests.store.sharing.conftest import BERTA, bare, change, create, delete, git, share, tree
from tests.store.sharing.test_incoming import commit_by_hand, hand_out_by_hand

ID = "anna-a2a2"
CARLA = Person("Carla Beispiel", "carla@beispiel.invalid", "anna-a2a2")


def told(register: Register) -> dict[tuple[str, tuple[str, ...]], SharedChange]:
    """The changes of the latest share, by record and field."""
    past = last_share(register.repository)
    assert past is not None
    changes = changes_of_share(register.repository, past)
    return {(one.change.record, one.change.path): one for one in changes}


def take(register: Register, *chosen: SharedChange) -> tuple[list[object], list[tuple[object, str]]]:
    """Take back; the paths that were, and those that were kept with the reason."""
    done = take_back(register, [one.change for one in chosen], subject, person=ANNA)
    return [one.path for one in done.undone], [(kept.change.path, kept.reason) for kept in done.kept]


def test_a_share_that_only_moved_on_is_known_with_whose_work_it_brought(
    anna: Register, berta: Register
) -> None:
    assert last_share(anna.repository) is None
    change(berta, ID, BERTA, summary="von Berta", legal_form="e. V.")
    change(berta, ID, CARLA, summary="von Carla")
    create(berta, "carl-c2c2", BERTA)
    share(berta)
    head = git(anna.path, "rev-parse", "HEAD")
    share(anna)
    past = last_share(anna.repository)
    assert past is not None
    assert (past.old, past.new) == (head, git(anna.path, "rev-parse", "HEAD"))
    by = {key: one.author.name if one.author else None for key, one in told(anna).items()}
    assert by == {
        (ID, ("summary",)): "Carla Beispiel",
        (ID, ("legal_form",)): "Berta Beispiel",
        ("carl-c2c2", ()): "Berta Beispiel",
    }
    summary = told(anna)[ID, ("summary",)]
    assert (summary.change.old, summary.change.new) == ("alt", "von Carla")
    assert summary.author is not None
    assert summary.author.actor == ID
    share(anna)
    assert list(past_shares(anna.repository)) == [past], "one that brought nothing is none"


def test_what_is_ours_is_not_in_the_list_of_a_share_that_merged(anna: Register, berta: Register) -> None:
    change(anna, ID, legal_form="e. V.")
    change(berta, ID, BERTA, summary="von Berta")
    share(berta)
    share(anna)
    assert list(told(anna)) == [(ID, ("summary",))]


def test_a_share_in_rounds_is_one(anna: Register, berta: Register) -> None:
    create(anna, "carl-c2c2")
    create(berta, "dora-d2d2", BERTA)
    share(berta)
    with Share(anna) as under_way:
        under_way.fetch()
        preview = under_way.preview()
        create(berta, "emil-e2e2", BERTA)
        share(berta)
        result = under_way.carry_out(preview, subject, person=ANNA)
    assert result.partners[0].moved == 1
    assert set(told(anna)) == {("dora-d2d2", ()), ("emil-e2e2", ())}
    assert len(list(past_shares(anna.repository))) == 1


def test_taking_back_is_a_change_of_ones_own_that_partners_get(anna: Register, berta: Register) -> None:
    change(berta, ID, BERTA, summary="von Berta", legal_form="e. V.", tags=["b"])
    create(berta, "carl-c2c2", BERTA)
    share(berta)
    share(anna)
    before = git(anna.path, "rev-parse", "HEAD")
    found = told(anna)
    done = take(anna, found[ID, ("summary",)], found[ID, ("tags",)], found["carl-c2c2", ()])
    assert done == ([("summary",), ("tags",), ()], [])
    assert git(anna.path, "rev-parse", "HEAD~1") == before, "one commit on top, nothing rewritten"
    assert git(anna.path, "log", "-1", "--format=%an") == ANNA.name
    assert anna.snapshot.record(ID).data == actor(ID, summary="alt", tags=["a"], legal_form="e. V.")
    assert "carl-c2c2" not in anna.snapshot
    share(anna)
    share(berta)
    assert tree(berta) == tree(anna)
    assert (berta.snapshot.record(ID).data or {})["summary"] == "alt"


def test_a_deletion_is_taken_back(anna: Register, berta: Register) -> None:
    create(anna, "carl-c2c2", summary="da")
    share(anna)
    share(berta)
    delete(berta, "carl-c2c2")
    share(berta)
    share(anna)
    assert take(anna, told(anna)["carl-c2c2", ()]) == ([()], [])
    assert (anna.snapshot.record("carl-c2c2").data or {})["summary"] == "da"


def test_what_changed_since_is_kept_and_said(anna: Register, berta: Register) -> None:
    change(berta, ID, BERTA, summary="von Berta", legal_form="e. V.")
    create(berta, "carl-c2c2", BERTA)
    share(berta)
    share(anna)
    found = told(anna)
    change(anna, ID, summary="danach")
    change(anna, "carl-c2c2", summary="danach")
    undone, kept = take(anna, *found.values())
    assert undone == [("legal_form",)]
    assert set(kept) == {((), "changed_since"), (("summary",), "changed_since")}
    assert "carl-c2c2" in anna.snapshot
    data = anna.snapshot.record(ID).data or {}
    assert (data["summary"], data.get("legal_form")) == ("danach", None)


def test_what_a_record_needs_is_kept(anna: Register, berta: Register) -> None:
    """Its file was broken by hand, and a share brought what it lacked."""
    file = berta.path / f"actors/{ID}.toml"
    whole = file.read_text()
    file.write_text(f'id = "{ID}"\nname = "Anna"\nstatus = "active"\n')
    commit_by_hand(berta)
    hand_out_by_hand(berta)
    share(anna)
    file.write_text(whole)
    commit_by_hand(berta)
    hand_out_by_hand(berta)
    share(anna)
    found = told(anna)
    assert take(anna, found[ID, ("kind",)]) == ([], [(("kind",), "would_break")])
    assert anna.snapshot.record(ID).problems == ()


def test_a_file_that_cannot_be_read_now_is_left_alone(anna: Register, berta: Register) -> None:
    change(berta, ID, BERTA, summary="von Berta")
    share(berta)
    share(anna)
    file = anna.path / f"actors/{ID}.toml"
    file.write_text("name = ")
    assert take(anna, *told(anna).values()) == ([], [(("summary",), "unreadable")])
    assert file.read_text() == "name = "


def test_a_disputed_field_taken_back_is_settled_on_what_it_was(anna: Register, berta: Register) -> None:
    change(anna, ID, summary="a von Anna")
    change(berta, ID, BERTA, summary="b von Berta")
    share(berta)
    assert len(share(anna).conflicts) == 1
    found = told(anna)
    assert list(found) == [(ID, ("summary",))]
    take(anna, found[ID, ("summary",)])
    data = anna.snapshot.record(ID).data or {}
    assert (data["summary"], data.get("conflicts")) == ("a von Anna", None)


def test_a_line_that_was_set_back_by_hand_has_no_such_share(anna: Register, berta: Register) -> None:
    create(berta, "carl-c2c2", BERTA)
    share(berta)
    before = git(anna.path, "rev-parse", "HEAD")
    share(anna)
    git(anna.path, "reset", "-q", "--hard", before)
    assert last_share(anna.repository) is None
    add_partner(anna.repository, "Neu", bare(anna.path.parent / "neu.git"))
    (anna.path / ".git/logs/refs/heads/main").write_bytes(b"\xff not a log\n")
    assert last_share(anna.repository) is None
