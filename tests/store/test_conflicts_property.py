"""Whatever is settled and edited in whatever order: no stale conflict is left, and nothing else changes."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from schemas.fields import record_spec
from schemas.paths import FieldPath
from schemas.validation import Data
from store.access import get_value, with_value
from store.changes import apply, diff
from store.codec import canonical, decode, encode, same
from store.conflicts import Choice, OpenConflict, conflicts_of, settle, take, value
from store.disputed import CONFLICTS, with_saved_versions, without_settled
from store.merge.outline import Outline, field_path
from store.record import Record

SPEC = record_spec("actor")
BASE: Data = {
    "id": "a",
    "name": "A",
    "kind": "verein",
    "status": "active",
    "tags": ["x"],
    "contacts": [
        {"key": "k1", "role": "Büro", "phone": "1"},
        {"key": "k2", "role": "Leitung", "phone": "2"},
    ],
    "links": [{"url": "https://a.example/b", "label": "B"}],
    "neues": {"innen": "1"},
}
VALUES: dict[FieldPath, st.SearchStrategy[Any]] = {
    ("name",): st.sampled_from(["A", "B", "C"]),
    ("founded",): st.sampled_from([1990, 1991, 2000]),
    ("description",): st.sampled_from(["a", "a\n\nb", "b\n\nc"]),
    ("contacts", "k1", "phone"): st.sampled_from(["1", "10", "2"]),
    ("contacts", "k2", "phone"): st.sampled_from(["1", "10", "2"]),
    ("links", "https://a.example/b", "label"): st.sampled_from(["B", "C"]),
    ("neues", "innen"): st.sampled_from(["1", "2", "cafe\u0301"]),
}
ENTRIES: tuple[FieldPath, ...] = ((), ("contacts", "k1"), ("contacts", "k2"))

NAMES = st.sampled_from(
    ["path", "versions", "value", "by", "on", "commit", "conflicts", "name", "contacts", "k1"]
)


@st.composite
def disputed(draw: st.DrawFn) -> Data:
    """An actor with some conflicts that stand."""
    data, listed = BASE, []
    for path in draw(st.lists(st.sampled_from([*VALUES, *ENTRIES]), unique=True, max_size=5)):
        if path in ENTRIES:
            versions = [{"by": "B"}, {"value": True, "by": "A"}]
        else:
            values = draw(st.lists(VALUES[path], unique=True, min_size=2, max_size=3))
            versions = [{"value": item, "by": f"by {item}"} for item in values]
            versions += draw(st.sampled_from([[], [{"by": "removed"}]]))
        entry = canonical({CONFLICTS: [{"path": list(path), "versions": versions}]}, SPEC)[CONFLICTS][0]
        if path not in ENTRIES:
            data = with_value(SPEC, data, path, entry["versions"][-1]["value"])
        listed.append(entry)
    return canonical({**data, CONFLICTS: listed}, SPEC)


def by_path(data: Data) -> dict[FieldPath, OpenConflict]:
    """The open conflicts."""
    return {conflict.path: conflict for conflict in conflicts_of("actor", "a", data)}


@st.composite
def choices(draw: st.DrawFn, conflict: OpenConflict) -> Choice:
    """Something that can be chosen."""
    numbers = [version.number for version in conflict.versions]
    if conflict.presence or draw(st.booleans()):
        return take(draw(st.sampled_from(numbers)))
    return value(draw(st.none() | VALUES[conflict.path]))


@given(st.data())
def test_no_sequence_of_settles_and_edits_leaves_a_stale_conflict(draw: st.DataObject) -> None:
    data = draw.draw(disputed())
    assert len(by_path(data)) == len(data.get(CONFLICTS, []))
    for _ in range(draw.draw(st.integers(1, 6))):
        before, now = data, by_path(data)
        settles: bool = bool(now) and draw.draw(st.booleans())
        if settles:
            conflict = draw.draw(st.sampled_from(list(now.values())))
            wanted = settle(Record("a", "actor", data), conflict, draw.draw(choices(conflict))).data
            at = conflict.path
            if wanted is None:
                assert conflict.path == ()
                return
        else:
            at = draw.draw(st.sampled_from([*VALUES, *ENTRIES[1:]]))
            new = None if at in ENTRIES else draw.draw(st.none() | VALUES[at])
            wanted = with_value(SPEC, data, at, new)
        data = canonical(without_settled("actor", wanted), SPEC)
        standing = by_path(data)
        assert len(standing) == len(data.get(CONFLICTS, []))
        assert standing.keys() <= now.keys()
        for path in now.keys() - standing.keys():
            assert path[: len(at)] == at or path == at
        _nothing_else(before, data, at)
        assert same(data, canonical(decode(encode(data, SPEC), "actors/a.toml").data or {}, SPEC))


def _nothing_else(before: Data, after: Data, at: FieldPath) -> None:
    for change in diff("actor", "a", before, after):
        about = change.path[1:] if change.path[0] == CONFLICTS else change.path
        about = () if about == ("",) else about
        # An entry that lost its last field, or got its first, comes and goes as a whole.
        assert about[: len(at)] == at or at[: len(about)] == about


ANYTHING = st.recursive(
    st.booleans() | st.integers(-9, 9) | st.floats(allow_nan=False) | st.text(max_size=5) | st.dates(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@given(ANYTHING | st.lists(st.fixed_dictionaries({}, optional={"path": ANYTHING, "versions": ANYTHING})))
def test_whatever_stands_there_harms_nobody(listed: Any) -> None:
    data: Data = {**BASE, CONFLICTS: listed}
    found = conflicts_of("actor", "a", data)
    kept = without_settled("actor", data)
    assert conflicts_of("actor", "a", kept) == found
    assert without_settled("actor", kept) == kept
    assert conflicts_of("actor", "a", with_saved_versions("actor", data, kept)) == found
    assert diff("actor", "a", data, data) == []


@given(disputed(), disputed())
def test_changes_of_conflicts_are_told_one_by_one_and_lead_from_one_version_to_another(
    one: Data, other: Data
) -> None:
    changes = diff("actor", "a", one, other)
    assert ("conflicts",) not in [change.path for change in changes]
    assert same(canonical(apply(one, changes) or {}, SPEC), other)
    assert same(canonical(apply(other, [change.reversed() for change in changes]) or {}, SPEC), one)


@given(disputed())
def test_the_merge_sees_the_same_conflicts(data: Data) -> None:
    seen = Outline(SPEC, [data]).take_apart(data)
    open_there = [path for path, found in [*seen.values.items(), *seen.places.items()] if len(found) > 1]
    assert {field_path(path) for path in open_there} == by_path(data).keys()


@given(disputed())
def test_each_version_can_be_had(data: Data) -> None:
    for conflict in by_path(data).values():
        for version in conflict.versions:
            after = settle(Record("a", "actor", data), conflict, take(version.number)).data
            if conflict.presence:
                there = after is not None and get_value(SPEC, after, conflict.path) is not None
                assert there is (version.kind == "present")
            else:
                assert after is not None
                assert same(get_value(SPEC, canonical(after, SPEC), conflict.path), version.value)
