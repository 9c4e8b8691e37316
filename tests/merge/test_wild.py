"""Records that no program would write: any value in any field, keys whose shape changes, conflicts by hand.

Of these the oracle knows nothing. What must hold all the same: nothing is raised, the result can be read and
is canonical, it does not depend on the ids of commits, and partners who share come to rest.
"""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.fields import record_spec
from schemas.limits import beyond_limits
from schemas.record import RECORD_TYPES, RecordType
from schemas.validation import Data
from store.codec import canonical, decode, encode, same
from store.layout import path_of
from store.merge import Merger
from tests.merge.model import ModelHistory
from tests.strategies import odd_records, toml_values

FEWER = settings(max_examples=settings().max_examples // 4)  # an odd record takes long to draw
Versions = tuple[RecordType, list[Data | None]]


@st.composite
def versions(draw: st.DrawFn, count: int) -> Versions:
    """A record and later versions of it: some fields exchanged for those of another, or for anything."""
    kind = draw(st.sampled_from(RECORD_TYPES))
    base = draw(odd_records(kind))
    found: list[Data | None] = [base]
    for _ in range(count - 1):
        other = draw(odd_records(kind))
        names = draw(st.lists(st.sampled_from(sorted({*base, *other, "new"})), max_size=4))
        changes = {name: other[name] if name in other else draw(toml_values(3)) for name in names}
        found.append(draw(st.sampled_from([base | changes, base | changes, other, None])))
    return kind, found


def writable(kind: str, data: Data | None) -> bytes | None:
    """The file, or a text that is not TOML where the data cannot be written at all."""
    if data is None:
        return None
    if any(problem.code == "not_utf8" for problem in beyond_limits(data)):
        return b"= not TOML"
    return encode(data, record_spec(kind))


class Wild:
    """A history of one odd record: a base and one commit on it by each of some people."""

    def __init__(self, kind: RecordType, found: list[Data | None], salt: str = "") -> None:
        self.kind, self.path = kind, path_of(kind, "x")
        self.history = ModelHistory(salt)
        self.merger = Merger(self.history)
        self.base = self.add((), found[0], 0)
        self.heads = [self.add((self.base,), data, time) for time, data in enumerate(found[1:], 1)]

    def add(self, parents: tuple[str, ...], data: Data | None, time: int) -> str:
        raw = writable(self.kind, data)
        tree = {} if raw is None else {self.path: self.history.store(raw)}
        return self.history.add(parents, tree, f"P{time}", time * 3600)

    def merge(self, one: str, other: str) -> str:
        if self.history.has(one, other) or self.history.has(other, one):
            return one if self.history.has(one, other) else other
        merged = self.merger.merge([one, other])
        same_files = self.history.trees[one] == self.history.trees[other]
        return one if same_files and not merged.people else self.history.add_merged(merged)

    def shown(self, commit: str) -> str:
        text = (self.history.raw(commit, self.path) or b"").decode()
        for number, known in enumerate([self.base, *self.heads]):
            text = text.replace(known, str(number))
        return text


@FEWER
@given(versions(3))
def test_anything_is_merged_without_a_fault_and_to_canonical_bytes(found: Versions) -> None:
    wild = Wild(*found)
    merged = wild.merge(*wild.heads)
    raw = wild.history.raw(merged, wild.path)
    written = [wild.history.raw(head, wild.path) for head in wild.heads]
    if raw is not None and raw not in written:
        data = decode(raw, wild.path).data
        assert data is not None
        assert encode(data, record_spec(wild.kind)) == raw


@FEWER
@given(versions(3))
def test_the_ids_of_commits_decide_nothing(found: Versions) -> None:
    one, other = Wild(*found), Wild(*found, salt="other")
    assert one.shown(one.merge(*one.heads)) == other.shown(other.merge(*other.heads))


@FEWER
@given(versions(3))
def test_a_field_that_one_side_alone_changed_is_as_that_side_has_it(found: Versions) -> None:
    kind, (base, one, other) = found
    if base is None or one is None or other is None:
        return
    wild = Wild(kind, [base, one, other])
    merged = wild.history.raw(wild.merge(*wild.heads), wild.path)
    spec = record_spec(kind)
    read = [decode(raw or b"", wild.path).data for raw in map(_raw_of(wild), [wild.base, *wild.heads])]
    if any(data is None for data in read) or merged is None:
        return
    before, mine, others, now = (
        canonical(data or {}, spec) for data in [*read, decode(merged, wild.path).data]
    )
    for name in {*mine, *others} - {"conflicts", "id"}:
        if same(before.get(name), others.get(name)) and "conflicts" not in before | mine | others:
            assert same(now.get(name), mine.get(name)), name


def _raw_of(wild: Wild) -> Any:
    return lambda commit: wild.history.raw(commit, wild.path)


@FEWER
@given(versions(4))
def test_partners_with_odd_records_come_to_rest(found: Versions) -> None:
    wild = Wild(*found)
    heads: list[str] = []
    moved = wild.heads
    for _ in range(30):
        heads, made = moved, len(wild.history.commits)
        moved = [wild.merge(head, heads[place - 1]) for place, head in enumerate(heads)]
        if moved == heads and len(wild.history.commits) == made:
            break
    assert moved == heads
    assert len({wild.history.raw(head, wild.path) for head in heads}) == 1
