"""What the networks found: each of these once lost a value, brought one back, or named the wrong person."""

from __future__ import annotations

from schemas.paths import FieldPath
from store.codec import encode
from store.merge import Content, Side, merge_record
from tests.merge.story import CONTACT, FILE, MAIL, PHONE, SPEC, Story, actor

TAGS: FieldPath = ("tags",)
FOUNDED: FieldPath = ("founded",)
SUMMARY: FieldPath = ("summary",)
TORN = "name = torn"


def test_the_last_version_before_a_deletion_is_the_last_by_cause_not_by_the_clock() -> None:
    story = Story()
    again = story.add((story.delete("A", story.base),), "A", story.raw(story.base), at=0)
    changed = story.write("A", again, (PHONE, "2"))
    deleted = story.add((changed,), "A", None, at=0)  # its clock says 1970 again
    merged = story.merge(deleted, story.write("B", story.base, (SUMMARY, "von B")))
    assert story.value(merged, PHONE) == "2"
    assert story.value(merged, SUMMARY) == "von B"
    assert story.conflicts(merged) == {(): {True: "B", None: "A"}}


def test_two_who_delete_what_they_know_differently_lose_nothing_of_either() -> None:
    story = Story()
    deleted, edited = story.delete("A", story.base), story.write("B", story.base, (PHONE, "2"))
    disputed = story.merge(deleted, edited)
    tagged = story.delete("P", story.write("P", disputed, (TAGS, ["neu"])))
    untagged = story.delete("Q", disputed)
    kept = story.add((edited, deleted), "K", story.raw(edited))
    both_deleted = story.merge(tagged, untagged)
    assert story.raw(both_deleted) is None
    with_tag = story.merge(tagged, kept)
    assert story.value(with_tag, TAGS) == ["neu"]
    assert story.value(story.merge(both_deleted, with_tag), TAGS) == ["neu"]


def test_settling_by_deleting_is_a_deletion() -> None:
    story = Story()
    removed, edited = (
        story.write("A", story.base, (CONTACT, None)),
        story.write("B", story.base, (PHONE, "2")),
    )
    disputed = story.merge(removed, edited)
    assert story.conflicts(disputed) == {CONTACT: {None: "A", True: "B"}}
    entry = story.value(disputed, CONTACT)
    back = story.write("A", story.write("A", disputed, (CONTACT, None), settles=CONTACT), (CONTACT, entry))
    gone = story.write("B", disputed, (CONTACT, None), settles=CONTACT)
    assert story.conflicts(story.merge(back, gone)) == {CONTACT: {None: "B", True: "A"}}


def test_texts_that_were_joined_in_different_orders_all_stay() -> None:
    texts = ["eins\n", "eins\nzwei\n", "eins\ndrei\n", "eins\nzwei\ndrei\n"]

    def disputed(*some: str) -> Side:
        versions = [{"value": text, "by": "A", "commit": text.strip()} for text in some]
        data = actor(remarks=max(some), conflicts=[{"path": ["remarks"], "versions": versions}])
        return Side(Content(data), ())

    one, other = disputed(texts[0], texts[1], texts[2]), disputed(texts[0], texts[3])
    for sides in ((one, other), (other, one)):
        data = merge_record("actor", *sides, actor).data or {}
        assert {version["value"] for version in data["conflicts"][0]["versions"]} == set(texts)


def test_what_could_be_read_last_belongs_to_the_commit_and_not_to_the_text() -> None:
    story = Story(actor(founded=1000))
    torn = story.spoil("T", story.base)
    edited = story.write("A", story.base, (FOUNDED, 1828))
    by_hand = story.add((edited, torn), "G", story.raw(torn))
    mended = story.write("M", story.base, (SUMMARY, "geheilt"))  # what the mender writes
    mended = story.add((torn,), "M", story.raw(mended))
    disputed = story.merge(edited, story.write("Z", story.base, (FOUNDED, 2000)))
    merged = story.merge(story.merge(by_hand, mended), disputed)
    assert story.conflicts(merged)[FOUNDED] == {1828: "A", 2000: "Z"}
    assert story.value(merged, SUMMARY) == "geheilt"


def test_what_was_edited_before_the_deletion_counts_where_another_broke_the_record() -> None:
    story = Story(actor(tags=["alt"]))
    deleted = story.delete("A", story.write("A", story.base, (TAGS, None), (PHONE, "2")))
    merged = story.merge(story.spoil("B", story.base), deleted)
    assert story.value(merged, TAGS) is None
    assert story.value(merged, PHONE) == "2"
    assert story.conflicts(merged)[()] == {None: "A", TORN: "B"} | _present(story, merged)


def _present(story: Story, merged: str) -> dict[object, str]:
    """Whether "it is there" stands among the versions too, is all the same here."""
    return {key: by for key, by in story.conflicts(merged)[()].items() if key is True}


def test_who_breaks_a_record_twice_does_not_keep_it() -> None:
    story = Story()
    edited = story.write("B", story.base, (PHONE, "2"))
    torn = story.spoil("A", story.spoil("A", story.base, "erst"), "dann")
    merged = story.merge(torn, edited)
    found = story.conflicts(merged)[()]
    assert found[True] == "B"
    assert found["dann"] == "A"


def test_of_a_record_that_two_broke_its_author_says_that_it_is_there() -> None:
    story = Story()
    merged = story.merge(story.spoil("A", story.base, "so"), story.spoil("B", story.base, "anders"))
    assert story.conflicts(merged) == {(): {"so": "A", "anders": "B", True: "Founder"}}
    assert story.value(merged, PHONE) == "1"


def test_an_element_that_all_who_saw_it_took_out_stays_out() -> None:
    story = Story()
    one, two = story.write("P", story.base, (TAGS, ["neu"])), story.write("Q", story.base, (TAGS, ["neu"]))
    out = story.write("P", one, (TAGS, None))
    out_too = story.write("R", two, (TAGS, None))
    half = story.merge(two, out)
    assert story.value(half, TAGS) == ["neu"]  # Q's stands: P had not seen it
    assert story.value(story.merge(out_too, half), TAGS) is None


def test_a_comment_by_hand_is_among_the_remarks_of_the_merge() -> None:
    story = Story(actor(remarks="eins"))
    by_hand = story.add((story.base,), "A", (story.raw(story.base) or b"") + b"# von Hand\n")
    merged = story.merge(by_hand, story.write("B", story.base, (PHONE, "2")))
    assert story.value(merged, ("remarks",)) == "eins\n# von Hand"
    assert story.value(merged, PHONE) == "2"
    assert encode(story.data(merged) or {}, SPEC) == story.raw(merged)
    assert story.history.file(merged, FILE)


def test_an_entry_that_went_with_its_record_takes_part_with_its_last_version() -> None:
    story = Story()
    gone = story.delete("A", story.write("A", story.base, (PHONE, None)))
    anew = story.add((gone,), "A", encode(actor(contacts=[], summary="neu"), SPEC))
    merged = story.merge(anew, story.write("B", story.base, (MAIL, "b@example.org")))
    assert story.value(merged, MAIL) == "b@example.org"
    assert story.value(merged, PHONE) is None
    assert story.value(merged, SUMMARY) == "neu"
