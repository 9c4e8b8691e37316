"""FieldChange: what differs, put back on, and put on versions that moved on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.fields import record_spec
from store.changes import FieldChange, apply, diff, rebase
from store.codec import canonical, same

ACTOR = record_spec("actor")

CONTACT = {"key": "k1", "role": "Büro", "phone": "1", "visibility": "public", "basis": "none_functional"}
BASE: dict[str, Any] = {
    "id": "a-b",
    "name": "A",
    "kind": "verein",
    "status": "active",
    "tags": ["a", "b"],
    "contacts": [CONTACT],
    "ballots": [{"round": "g/r", "cast_on": date(2026, 1, 1), "points": {"t-1": 2}}],
    "x_new": {"deep": {"one": 1}},
}


def change(path: tuple[str, ...], old: object, new: object) -> FieldChange:
    return FieldChange("actor", "a-b", path, old, new)


def test_entries_differ_field_by_field() -> None:
    new = {**BASE, "contacts": [{**CONTACT, "phone": "2"}]}
    assert diff("actor", "a-b", BASE, new) == [change(("contacts", "k1", "phone"), "1", "2")]


def test_entries_come_and_go_as_a_whole() -> None:
    assert diff("actor", "a-b", BASE, {**BASE, "contacts": []}) == [change(("contacts", "k1"), CONTACT, None)]


def test_tables_differ_key_by_key_known_and_unknown() -> None:
    new = {
        **BASE,
        "ballots": [{"round": "g/r", "cast_on": date(2026, 1, 1), "points": {"t-1": 3}}],
        "x_new": {"deep": {"one": 2}},
    }
    assert diff("actor", "a-b", BASE, new) == [
        change(("ballots", "g/r", "points", "t-1"), 2, 3),
        change(("x_new", "deep", "one"), 1, 2),
    ]


def test_one_and_one_point_zero_and_true_differ() -> None:
    for value in (1.0, True):
        assert diff("actor", "a-b", {"id": "a-b", "x": 1}, {"id": "a-b", "x": value})


def test_a_record_comes_and_goes_as_one_change() -> None:
    (added,) = diff("actor", "a-b", None, BASE)
    assert added.path == ()
    assert added.old is None
    (gone,) = diff("actor", "a-b", BASE, None)
    assert gone == added.reversed()


def test_sets_take_both_sides() -> None:
    ours = diff("actor", "a-b", BASE, {**BASE, "tags": ["a", "b", "c"]})
    moved = {**BASE, "tags": ["b", "d"]}
    data, clashes = rebase(moved, ours)
    assert not clashes
    assert data is not None
    assert data["tags"] == ["b", "c", "d"]


def test_a_field_that_moved_on_is_a_clash_and_stays() -> None:
    ours = diff("actor", "a-b", BASE, {**BASE, "name": "Ours", "summary": "new"})
    data, clashes = rebase({**BASE, "name": "Theirs"}, ours)
    assert clashes == [change(("name",), "A", "Ours")]
    assert data is not None
    assert (data["name"], data["summary"]) == ("Theirs", "new")


def test_data_is_never_changed_in_place() -> None:
    before = {**BASE, "contacts": [dict(CONTACT)]}
    apply(before, [change(("contacts", "k1", "phone"), "1", "2"), change(("tags",), ["a"], ["c"])])
    assert before == BASE


@pytest.mark.parametrize("name", ["contacts", "relations", "x_new"])
def test_lists_without_usable_keys_differ_as_a_whole(name: str) -> None:
    old, new = {"id": "a-b", name: [{"role": "x"}]}, {"id": "a-b", name: [{"role": "y"}]}
    (found,) = diff("actor", "a-b", old, new)
    assert found.path == (name,)


_LINES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8)
_KEYS = st.sampled_from(["k1", "k2", "k3"])
_CONTACTS = st.dictionaries(_KEYS, st.fixed_dictionaries({"role": _LINES, "phone": _LINES})).map(
    lambda entries: [{"key": key, **fields} for key, fields in entries.items()]
)
_DATA = st.fixed_dictionaries(
    {"id": st.just("a-b")},
    optional={
        "name": _LINES,
        "founded": st.integers(1000, 2000),
        "tags": st.lists(_LINES, max_size=3),
        "description": st.text(max_size=20),
        "verified_on": st.dates(),
        "contacts": _CONTACTS,
        "x_unknown": st.dictionaries(_KEYS, st.integers() | st.booleans() | _LINES, max_size=3),
    },
)


@given(_DATA, _DATA)
def test_what_differs_put_on_the_old_gives_the_new(old: dict[str, Any], new: dict[str, Any]) -> None:
    changed = apply(canonical(old, ACTOR), diff("actor", "a-b", old, new))
    assert changed is not None
    assert _equal(changed, new)


@given(_DATA, _DATA)
def test_taking_changes_back_gives_the_old(old: dict[str, Any], new: dict[str, Any]) -> None:
    changes = diff("actor", "a-b", old, new)
    back = apply(canonical(new, ACTOR), [found.reversed() for found in reversed(changes)])
    assert back is not None
    assert _equal(back, old)


@given(_DATA, _DATA)
def test_nothing_differs_after_changes_fit(old: dict[str, Any], new: dict[str, Any]) -> None:
    changed, clashes = rebase(canonical(old, ACTOR), diff("actor", "a-b", old, new))
    assert not clashes
    assert changed is not None
    assert _equal(changed, new)


def _without_empty(data: dict[str, Any]) -> dict[str, Any]:
    """An unknown table that becomes empty is gone: field changes cannot tell the two apart."""
    return {name: value for name, value in data.items() if value != {}}


def _equal(left: dict[str, Any], right: dict[str, Any]) -> bool:
    return same(*(canonical(_without_empty(data), ACTOR) for data in (left, right)))
