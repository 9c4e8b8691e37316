"""Histories that were thought out by hand, or that lost something in a model once."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from store.codec import encode
from tests.merge.acts import ACTS
from tests.merge.network import Network
from tests.merge.story import CONTACT, FILE, MAIL, PHONE, SPEC, Story, actor

REMARKS = ("remarks",)
TAGS = ("tags",)


def test_different_fields_go_together_without_a_conflict() -> None:
    story = Story()
    one, other = (
        story.write("Anna", story.base, (PHONE, "2")),
        story.write("Bert", story.base, (MAIL, "b@example.org")),
    )
    merged = story.merge(one, other)
    assert story.value(merged, PHONE) == "2"
    assert story.value(merged, MAIL) == "b@example.org"
    assert not story.conflicts(merged)


def test_the_same_field_keeps_every_version_with_its_author_and_shows_the_greatest() -> None:
    story = Story()
    one, other = story.write("Zoe", story.base, (PHONE, "2")), story.write("Anna", story.base, (PHONE, "3"))
    later = story.write(
        "Carl", other, (MAIL, "c@example.org")
    )  # the last to change the record, not the field
    merged = story.merge(one, later)
    assert story.conflicts(merged) == {PHONE: {"2": "Zoe", "3": "Anna"}}
    assert story.value(merged, PHONE) == "3"
    named = {v["by"]: v["commit"] for v in (story.data(merged) or {})["conflicts"][0]["versions"]}
    assert named == {"Zoe": one, "Anna": other}


def test_removed_is_a_version_and_never_the_one_that_shows() -> None:
    story = Story()
    one, other = story.write("Anna", story.base, (PHONE, None)), story.write("Bert", story.base, (PHONE, "2"))
    merged = story.merge(one, other)
    assert story.conflicts(merged) == {PHONE: {None: "Anna", "2": "Bert"}}
    assert story.value(merged, PHONE) == "2"


def test_criss_cross_is_one_conflict_that_is_the_same_at_both_and_stays_settled() -> None:
    story = Story(actor(founded=1000))
    field = ("founded",)
    one, two = story.write("P1", story.base, (field, 1001)), story.write("P2", story.base, (field, 1002))
    # Each takes in what the other had and goes on; so neither merge contains the other.
    further = [
        story.write("P1", one, (("summary",), "a")),
        story.write("P2", two, (("website",), "https://b.example")),
    ]
    crossed = story.merge(further[0], two), story.merge(further[1], one)
    again = story.merge(*crossed)
    for commit in (*crossed, again):
        assert story.conflicts(commit) == {field: {1001: "P1", 1002: "P2"}}
    settled = story.write("P1", again, (field, 1001), settles=field)
    for late in (*crossed, story.write("P2", crossed[1], (REMARKS, "spät"))):
        done = story.merge(settled, late) if not story.history.has(settled, late) else settled
        assert not story.conflicts(done)
        assert story.value(done, field) == 1001


def test_setting_a_value_back_is_an_act() -> None:
    story = Story()
    back = story.write("Anna", story.write("Anna", story.base, (PHONE, "2")), (PHONE, "1"))
    other = story.write("Bert", story.base, (PHONE, "3"))
    assert story.conflicts(story.merge(back, other)) == {PHONE: {"1": "Anna", "3": "Bert"}}
    alone = story.write("Bert", story.base, (MAIL, "b@example.org"))
    assert story.value(story.merge(back, alone), PHONE) == "1"


def test_a_deletion_by_one_who_had_not_seen_the_settling_leaves_the_record_in_conflict() -> None:
    story = Story()
    two, three = story.write("A", story.base, (PHONE, "2")), story.write("B", story.base, (PHONE, "3"))
    settled = story.write("X", story.merge(two, three), (PHONE, "3"), settles=PHONE)
    deleted = story.delete("D", three)
    merged = story.merge(settled, deleted)
    assert story.value(merged, PHONE) == "3"
    assert story.conflicts(merged) == {(): {True: "X", None: "D"}}


_Act = Callable[[Story, str], str]
_ACTS: dict[str, tuple[_Act, Callable[[Story, str], Any]]] = {
    "reverts": (lambda s, on: s.write("X", on, (PHONE, "1")), lambda s, at: s.value(at, PHONE) == "1"),
    "deletes": (lambda s, on: s.write("X", on, (CONTACT, None)), lambda s, at: s.value(at, CONTACT) is None),
    "settles": (
        lambda s, on: s.write("X", on, (MAIL, "x@example.org"), settles=MAIL),
        lambda s, at: s.value(at, MAIL) == "x@example.org" and MAIL not in s.conflicts(at),
    ),
    "removes a tag": (
        lambda s, on: s.write("X", on, (TAGS, ["alt"])),
        lambda s, at: s.value(at, TAGS) == ["alt"],
    ),
    "edits other lines": (
        lambda s, on: s.write("X", on, (REMARKS, s.value(on, REMARKS).replace("drei", "DREI"))),
        lambda s, at: "DREI" in s.value(at, REMARKS) and "EINS" in s.value(at, REMARKS),
    ),
}


@pytest.mark.parametrize("y_edits", [False, True])
@pytest.mark.parametrize("act", list(_ACTS))
def test_what_one_did_after_a_merge_stands_against_another_merge_of_the_same(act: str, y_edits: bool) -> None:
    story = Story(actor(tags=["alt"], remarks="eins\nzwei\ndrei\nvier\nfünf\n"))
    lines = "EINS\nzwei\ndrei\nvier\nfünf\n"
    a = story.write(
        "A", story.base, (PHONE, "2"), (TAGS, ["alt", "neu"]), (REMARKS, lines), (MAIL, "a2@example.org")
    )
    b = story.write("B", story.base, (MAIL, "b@example.org"))
    x = _ACTS[act][0](story, story.merge(a, b))
    y = story.merge(a, story.write("B", b, (("website",), "https://b.example")))
    if y_edits:
        y = story.write("Y", y, (("summary",), "von Y"))
    merged = story.merge(x, y)
    assert _ACTS[act][1](story, merged), story.data(merged)


def test_a_kept_record_has_no_entry_that_was_deleted_before_the_record() -> None:
    other = {"key": "other", "role": "Café", "visibility": "public", "basis": "none_functional"}
    story = Story(actor(contacts=[*actor()["contacts"], other]))
    deleted = story.delete("A", story.write("A", story.base, (("contacts", "other"), None)))
    edited = story.write("B", story.base, (MAIL, "b@example.org"))
    merged = story.merge(deleted, edited)
    assert story.value(merged, MAIL) == "b@example.org"
    assert story.value(merged, ("contacts", "other")) is None
    assert story.conflicts(merged) == {(): {True: "B", None: "A"}}


@pytest.mark.parametrize("keep", [True, False])
def test_a_disputed_deletion_is_settled_for_all(keep: bool) -> None:
    story = Story()
    disputed = story.merge(story.delete("A", story.base), story.write("B", story.base, (PHONE, "2")))
    late = story.write("C", disputed, (MAIL, "c@example.org")) if keep else disputed
    settled = story.write("X", disputed, settles=()) if keep else story.delete("X", disputed)
    merged = story.merge(settled, late) if late != disputed else settled
    assert (story.raw(merged) is not None) == keep
    assert not story.conflicts(merged)


def test_a_hand_edit_that_leaves_another_value_settles() -> None:
    story = Story()
    disputed = story.merge(
        story.write("A", story.base, (PHONE, "2")), story.write("B", story.base, (PHONE, "3"))
    )
    by_hand = story.write("X", disputed, (PHONE, "4"))  # the list of versions stays in the file
    other = story.write("Y", disputed, (MAIL, "y@example.org"))
    merged = story.merge(by_hand, other)
    assert story.value(merged, PHONE) == "4"
    assert not story.conflicts(merged)


def test_a_conflict_whose_entry_is_gone_is_settled_as_removed() -> None:
    story = Story()
    disputed = story.merge(
        story.write("A", story.base, (PHONE, "2")), story.write("B", story.base, (PHONE, "3"))
    )
    by_hand = story.write("X", disputed, (CONTACT, None))
    merged = story.merge(by_hand, story.write("Y", disputed, (("summary",), "y")))
    assert story.value(merged, CONTACT) is None
    assert not story.conflicts(merged)


def test_a_version_that_cannot_be_read_stands_beside_the_edits_until_it_is_mended() -> None:
    story = Story()
    torn, edited = story.spoil("A", story.base), story.write("B", story.base, (PHONE, "2"))
    merged = story.merge(torn, edited)
    assert story.value(merged, PHONE) == "2"
    assert story.conflicts(merged) == {(): {"name = torn": "A", True: "B"}}
    mended = story.add((torn,), "A", encode(actor(summary="geheilt"), SPEC))
    done = story.merge(merged, mended)
    assert story.value(done, PHONE) == "2"
    assert story.value(done, ("summary",)) == "geheilt"
    assert not story.conflicts(done)


def test_of_two_that_nobody_could_ever_read_the_greater_passes_as_a_file() -> None:
    story = Story()
    lone = story.history.add((), {}, "A", 0)
    one, other = (story.add((lone,), by, by.encode()) for by in ("A", "B"))
    merged = story.merge(one, other)
    assert story.raw(merged) == max((b"A", b"B"), key=story.history.blob_id)


def test_two_who_merge_the_same_heads_make_one_commit() -> None:
    story = Story()
    heads = story.write("A", story.base, (PHONE, "2")), story.write("B", story.base, (PHONE, "3"))
    assert story.merge(*heads) == story.merge(*reversed(heads))


@pytest.mark.parametrize("size", [3, 5])
def test_a_ring_that_shares_at_the_same_instant_goes_quiet(size: int) -> None:
    story = Story()
    heads = [story.write(f"P{n}", story.base, (PHONE, f"0{n}"), (TAGS, [f"t{n}"])) for n in range(size)]
    made = 0
    for _ in range(12 * size):
        made = len(story.history.commits)
        heads = [_pull(story, head, heads[place - 1]) for place, head in enumerate(heads)]
        if len(story.history.commits) == made:
            break
    assert len(story.history.commits) == made
    assert len({story.raw(head) for head in heads}) == 1
    assert set(story.conflicts(heads[0])[PHONE].values()) == {f"P{n}" for n in range(size)}
    assert story.value(heads[0], TAGS) == [f"t{n}" for n in range(size)]


def _pull(story: Story, mine: str, others: str) -> str:
    history = story.history
    if history.has(mine, others) or history.has(others, mine):
        return mine if history.has(mine, others) else others
    return story.merge(mine, others)


@pytest.mark.parametrize("size", [2, 4, 7])
def test_all_who_share_with_all_at_once_are_done_in_one_round(size: int) -> None:
    network = Network(size, [FILE])
    for number, partner in enumerate(network.partners):
        ACTS["edit"][0](network, partner, partner, Random(number))
    made = len(network.history.commits)
    network.all_at_once(network.partners)
    assert len({partner.head for partner in network.partners}) == 1
    assert len(network.history.commits) == made + size - 1
    assert network.quieten() == 1


def test_a_merge_by_hand_that_throws_a_side_away_is_that_persons_act() -> None:
    story = Story()
    one, other = (
        story.write("A", story.base, (PHONE, "2")),
        story.write("B", story.base, (MAIL, "b@example.org")),
    )
    ours = story.add((one, other), "G", story.raw(one))  # git merge -s ours
    late = story.write("B", other, (("summary",), "spät"))
    merged = story.merge(ours, late)
    assert story.value(merged, MAIL) == "a@example.org"
    assert story.value(merged, PHONE) == "2"
    assert story.value(merged, ("summary",)) == "spät"


def test_a_commit_that_only_says_it_is_ours_counts_as_a_persons() -> None:
    story = Story()
    one, other = story.write("A", story.base, (PHONE, "2")), story.write("B", story.base, (PHONE, "3"))
    forged = story.add((one, other), "G", encode(actor(name="Gefälscht"), SPEC), claims=True)
    honest = story.merge(one, other)
    assert not story.merger.is_own(story.history.commit(forged))
    assert story.merger.is_own(story.history.commit(honest))
    merged = story.merge(forged, story.write("C", honest, (MAIL, "c@example.org")))
    assert story.value(merged, ("name",)) == "Gefälscht"
    assert story.value(merged, MAIL) == "c@example.org"


def test_markers_by_a_text_merge_do_no_harm() -> None:
    story = Story()
    one, other = story.write("A", story.base, (PHONE, "2")), story.write("B", story.base, (PHONE, "3"))
    marked = (
        b"<<<<<<< HEAD\n"
        + (story.raw(one) or b"")
        + b"=======\n"
        + (story.raw(other) or b"")
        + b">>>>>>> x\n"
    )
    git = story.add((one, other), "G", marked)
    late = story.write("B", other, (MAIL, "b@example.org"))
    merged = story.merge(git, late)
    assert story.conflicts(merged)[PHONE] == {"2": "A", "3": "B"}
    assert story.conflicts(merged)[()] == {marked.decode(): "G", True: "B"}
    assert story.value(merged, MAIL) == "b@example.org"


def test_a_text_goes_together_where_the_edits_do_not_touch_and_not_where_they_do() -> None:
    text = "eins\nzwei\ndrei\nvier\nfünf\nsechs"
    story = Story(actor(remarks=text))
    one = story.write("A", story.base, (REMARKS, text.replace("eins", "EINS")))
    far = story.write("B", story.base, (REMARKS, text.replace("fünf", "FÜNF")))
    near = story.write("C", story.base, (REMARKS, text.replace("zwei", "ZWEI").replace("sechs", "SECHS")))
    assert story.value(story.merge(one, far), REMARKS) == text.replace("eins", "EINS").replace("fünf", "FÜNF")
    both = story.conflicts(story.merge(one, near))[REMARKS]
    assert both == {
        text.replace("eins", "EINS").replace("sechs", "SECHS"): "A",
        text.replace("zwei", "ZWEI").replace("sechs", "SECHS"): "C",
    }


def test_other_files_pass_whole_and_what_does_not_belong_never_enters_a_tree() -> None:
    story = Story()
    history = story.history

    def with_files(by: str, **files: bytes) -> str:
        tree = history.trees[story.base] | {name: history.store(raw) for name, raw in files.items()}
        story.hours += 1
        return history.add((story.base,), tree, by, story.hours * 3600)

    one = with_files("A", README=b"a", LICENSE=b"a", Makefile=b"evil:\n")
    other = with_files("B", README=b"b")
    tree = history.tree_of(story.computed(one, other))
    assert tree.keys() == {FILE, "README", "LICENSE"}
    assert tree["README"] == max(history.blob_id(b"a"), history.blob_id(b"b"))
    taken = history.tree_of(story.computed(story.base, one))
    assert taken.keys() == {FILE, "README", "LICENSE"}
