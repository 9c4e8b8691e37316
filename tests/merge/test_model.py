"""The history in memory answers as git does, and the oracle notices what it is there for."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from schemas.fields import record_spec
from store.codec import encode
from tests.merge.judge import Judge
from tests.merge.model import ModelHistory
from tests.merge.network import FILES, Network
from tests.merge.oracle import Oracle, ViolationError
from tests.merge.story import CONTACT, FILE, PHONE, Story, actor


def _git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=False)
    assert not done.stderr, done.stderr
    return done.stdout


def test_ancestors_between_and_bases_are_those_of_git(tmp_path: Path) -> None:
    _git(tmp_path, "init", "-q")
    tree = _git(tmp_path, "write-tree").strip()
    chance, history = Random(7), ModelHistory()
    real: list[str] = []
    ours: list[str] = []
    for number in range(40):
        parents = chance.sample(range(number), min(number, chance.choice((1, 1, 2, 2)))) if number else []
        options = [word for parent in parents for word in ("-p", real[parent])]
        real.append(_git(tmp_path, "commit-tree", tree, "-m", str(number), *options).strip())
        ours.append(history.add([ours[parent] for parent in parents], {}, "A", number))
    names = dict(zip(ours, real, strict=True))
    for _ in range(60):
        one, two, three = chance.sample(range(40), 3)
        bases = _git(tmp_path, "merge-base", "--all", real[one], real[two], real[three]).split()
        assert {names[base] for base in history.bases([ours[two], ours[three]], ours[one])} == set(bases)
        listed = _git(tmp_path, "rev-list", real[one], real[two], f"^{real[three]}").split()
        found = history.between([ours[one], ours[two]], [ours[three]])
        assert {names[commit.oid] for commit in found} == set(listed)
        places = {commit.oid: place for place, commit in enumerate(found)}
        for commit in found:
            assert all(places[parent] < places[commit.oid] for parent in commit.parents if parent in places)
    assert history.blob_id(b"a\n") == "78981922613b2afb6025042ff6bd878ac1994e85"


def _judged(story: Story, heads: list[str], people: list[tuple[str, str]], raw: bytes | None) -> None:
    oracle = Oracle(story.history)
    oracle.learn(story.base, None)
    for commit, parent in people:
        oracle.learn(commit, parent)
    tree = {FILE: story.history.store(raw)} if raw is not None else {}
    Judge(story.history, oracle).tree(tree, story.history.mask(heads))


def test_the_oracle_notices_what_is_lost_and_what_comes_back() -> None:
    story = Story(actor(remarks="eins\nzwei", tags=["a"]))
    base = story.base
    one = story.write("A", base, (PHONE, "2"), (("tags",), ["b"]), (("remarks",), "eins\nzwei\ndrei"))
    other = story.write("B", base, (PHONE, "3"))
    people = [(one, base), (other, base)]
    good = story.raw(story.merge(one, other))
    _judged(story, [one, other], people, good)
    data = story.data(story.merge(one, other)) or {}
    lone = {name: value for name, value in data.items() if name != "conflicts"}
    spec = record_spec("actor")
    versions = data["conflicts"][0]["versions"]
    founder = {"by": "Founder", "commit": base, "on": datetime.fromtimestamp(3600, UTC)}
    for fault, bad in {
        "value lost": lone,
        "element lost": data | {"tags": []},
        "element came back": data | {"tags": ["a", "b"]},
        "line lost": data | {"remarks": "eins\nzwei"},
        "nobody's line": data | {"remarks": "eins\nzwei\ndrei\nnie"},
        "by someone else": _with_version(data, versions[0] | {"by": "B"}, versions[1]),
        "did not write this": _with_version(data, versions[0] | founder, versions[1]),
        "nobody's version": _with_version(data, *versions, versions[0] | {"value": "0"}),
    }.items():
        with pytest.raises(ViolationError, match=fault):
            _judged(story, [one, other], people, encode(bad, spec))
    with pytest.raises(ViolationError, match="lost"):
        _judged(story, [one, other], people, None)


def _with_version(data: dict[str, object], *versions: object) -> dict[str, object]:
    return data | {"conflicts": [{"path": list(PHONE), "versions": list(versions)}]}


def test_the_oracle_notices_a_deletion_that_is_undone() -> None:
    story = Story()
    gone = story.write("A", story.base, (CONTACT, None))
    with pytest.raises(ViolationError, match="came back"):
        _judged(story, [gone], [(gone, story.base)], story.raw(story.base))
    deleted = story.delete("A", story.base)
    with pytest.raises(ViolationError, match="came back"):
        _judged(story, [deleted], [(deleted, story.base)], story.raw(story.base))


def test_partners_at_rest_start_quiet() -> None:
    network = Network(3, FILES)
    assert network.quieten() == 1
    network.stay_quiet(Random(1))
    assert len(network.history.commits) == 1
