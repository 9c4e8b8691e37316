"""Links lead both ways, also through merged records, and after changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench.generate import generate
from store import links as links_module
from store.links import Links, links_of
from store.snapshot import load_snapshot
from tests.store.reading import actor, group, register, topic, write

if TYPE_CHECKING:
    from pathlib import Path

    from store.links import Link

ANNA = """
steward = "amt"

[[relations]]
type = "part_of"
to = "amt"
until = 2025-12-31

[[interests]]
topic = "hitze"
level = "leads"

[[memberships]]
group = "ag"
role = "member"

[[ballots]]
round = "ag/r1"
cast_on = 2026-01-02
points.hitze = 3
"""
HITZE = """
related = ["kuehle"]

[[comments]]
key = "c"
author = "anna"
on = 2026-01-02T10:00:00Z
text = "x"
"""
AG = """
topics = ["hitze"]
parent = "runde"

[[meetings]]
key = "m1"
title = "Erstes"
start = 2026-01-02 10:00:00+01:00
status = "held"
present = ["anna"]

[[meetings.decisions]]
key = "d1"
text = "Ja"
topic = "hitze"

[[meetings.tasks]]
key = "t1"
text = "Einladen"
actor = "anna"

[[rounds]]
key = "r1"
title = "Punkte"
method = "dots"
topics = ["hitze"]
opens_on = 2026-01-02
closes_on = 2026-02-02
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = register(tmp_path / "register")
    actor(folder, "anna", "Anna", more=ANNA)
    actor(folder, "amt", "Amt")
    topic(folder, "hitze", more=HITZE)
    group(folder, "ag", "AG", more=AG)
    return folder


def told(links: tuple[Link, ...]) -> list[tuple[str, ...]]:
    return [(link.source, ".".join(link.path), link.target, link.note, link.until) for link in links]


def test_every_kind_of_link_leads_out(root: Path) -> None:
    snapshot = load_snapshot(root)
    assert told(snapshot.outgoing("anna")) == [
        ("anna", "relations.part_of.amt.to", "amt", "part_of", "2025-12-31"),
        ("anna", "interests.hitze.topic", "hitze", "leads", ""),
        ("anna", "memberships.ag.group", "ag", "member", ""),
        ("anna", "ballots.ag/r1.round", "ag", "", ""),
        ("anna", "ballots.ag/r1.points.hitze", "hitze", "3", ""),
        ("anna", "steward", "amt", "", ""),
    ]
    assert {link[1:3] for link in told(snapshot.outgoing("ag"))} == {
        ("topics", "hitze"),
        ("parent", "runde"),
        ("meetings.m1.present", "anna"),
        ("meetings.m1.decisions.d1.topic", "hitze"),
        ("meetings.m1.tasks.t1.actor", "anna"),
        ("rounds.r1.topics", "hitze"),
    }
    assert [link.field for link in snapshot.outgoing("hitze")] == ["related", "comments"]


def test_links_lead_back_to_who_made_them(root: Path) -> None:
    snapshot = load_snapshot(root)
    assert {(link.source, link.field) for link in snapshot.incoming("hitze")} == {
        ("ag", "topics"),
        ("ag", "meetings"),
        ("ag", "rounds"),
        ("anna", "interests"),
        ("anna", "ballots"),
    }
    assert {(link.source, link.field) for link in snapshot.incoming("amt")} == {
        ("anna", "steward"),
        ("anna", "relations"),
    }
    assert snapshot.incoming("nobody") == snapshot.outgoing("nobody") == ()
    assert [link.source for link in snapshot.incoming("kuehle")] == ["hitze"], "though it is not there"


def merged(root: Path, record_id: str, into: str) -> None:
    file = actor(root, record_id, more=f'merged_into = "{into}"')
    write(root, f"actors/{record_id}.toml", file.read_text().replace('"active"', '"merged"'))


def test_links_to_a_merged_record_count_for_the_one_that_stands(root: Path) -> None:
    merged(root, "amt", "haus")
    merged(root, "haus", "stadt")
    actor(root, "stadt")
    snapshot = load_snapshot(root)
    assert snapshot.standing("amt") == snapshot.standing("stadt") == "stadt"
    assert ("anna", "relations") in {(link.source, link.field) for link in snapshot.incoming("stadt")}
    assert snapshot.standing("gone") == "gone"


def test_in_a_circle_of_merged_records_the_smallest_id_stands(root: Path) -> None:
    for record_id, into in (("c", "b"), ("b", "a"), ("a", "c"), ("x", "c")):
        merged(root, record_id, into)
    snapshot = load_snapshot(root)
    assert {snapshot.standing(record_id) for record_id in "abcx"} == {"a"}
    assert {link.source for link in snapshot.incoming("a")} == {"a", "b", "c", "x"}


def test_what_is_only_marked_as_merged_into_stands_by_itself(root: Path) -> None:
    actor(root, "x", more='merged_into = "amt"')
    assert load_snapshot(root).standing("x") == "x"


@pytest.mark.parametrize(
    "more",
    [
        "steward = 3",
        'steward = "two words"',
        'steward = ""',
        "relations = 1",
        "relations = [1]",
        '[[relations]]\nto = "amt"',
        '[[relations]]\ntype = 3\nto = "amt"',
        '[[relations]]\ntype = "x"\nto = ["amt"]',
        "ballots = {}",
        '[[ballots]]\nround = "ag/r"\npoints = 3',
    ],
)
def test_what_cannot_be_a_link_is_none(root: Path, more: str) -> None:
    actor(root, "x", more=more)
    snapshot = load_snapshot(root)
    assert {link.target for link in snapshot.outgoing("x")} <= {"ag"}
    assert told(load_snapshot(root).outgoing("x")) == told(snapshot.outgoing("x"))


def test_links_follow_changes(root: Path) -> None:
    snapshot = load_snapshot(root)
    assert snapshot.incoming("amt")
    actor(root, "anna", more='steward = "neu"', age=40)
    actor(root, "bea", more='steward = "amt"')
    (root / "groups/ag.toml").unlink()
    after = load_snapshot(root, previous=snapshot)
    assert [link.source for link in after.incoming("amt")] == ["bea"]
    assert [link.source for link in after.incoming("neu")] == ["anna"]
    assert after.incoming("hitze") == ()
    assert {link.source for link in snapshot.incoming("amt")} == {"anna"}, "a snapshot does not change"


def test_many_changes_are_built_anew(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links_module, "_MOST_OVERRIDES", 2)
    snapshot = load_snapshot(root)
    assert snapshot.incoming("amt")
    for number in range(5):
        actor(root, f"x{number}", more='steward = "amt"')
        snapshot = load_snapshot(root, previous=snapshot)
        assert len(snapshot.incoming("amt")) == 3 + number


def test_the_cache_has_the_links_of_all_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = generate(tmp_path / "register", 100)
    cold = load_snapshot(root)
    wanted = {row.id: (cold.outgoing(row.id), cold.incoming(row.id)) for row in cold.rows()}
    assert sum(len(found) for _, found in wanted.values()) > 100
    monkeypatch.setattr(links_module, "links_of_file", None)  # calling it would fail
    warm = load_snapshot(root)
    assert {row.id: (warm.outgoing(row.id), warm.incoming(row.id)) for row in warm.rows()} == wanted


def test_links_that_were_lost_are_read_from_the_files_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = generate(tmp_path / "register", 100)
    row = load_snapshot(root).rows()[0]
    wanted = load_snapshot(root).outgoing(row.id)
    file = root / ".knoten/cache/links"
    file.unlink()
    assert load_snapshot(root, read_only=True).outgoing(row.id) == wanted
    assert not file.exists()
    assert load_snapshot(root).outgoing(row.id) == wanted
    monkeypatch.setattr(links_module, "links_of_file", None)  # calling it would fail
    assert load_snapshot(root).outgoing(row.id) == wanted


def test_a_part_of_a_path_may_hold_anything() -> None:
    data = {"ballots": [{"round": "ag/r1", "points": {"a\tb": 1, "c\nd": 2, "e": 3}}]}
    raw = {"actors/x.toml": links_of("actor", data)}
    assert [link.target for link in Links.of(raw).outgoing("actors/x.toml")] == ["ag", "e"]
