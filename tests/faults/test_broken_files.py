"""Twelve kinds of broken file beside 500 good ones: the good ones all work, each bad one is named."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from schemas.fields import record_spec
from store.codec import encode
from store.register import Register
from store.saving import change_edit
from tests.faults.jobs import ANNA, actor, subject
from tests.faults.program import knoten
from tests.faults.register_tools import git, make

GOOD = 500
HEAD = 'name = "Kaputt"\nkind = "verein"\nstatus = "active"\n'

CONTACT = '[[contacts]]\nkey = "buero"\nrole = "Büro"\nvisibility = "public"\nbasis = "published"\n'


class Broken(NamedTuple):
    """A file, and how the check names it: code, line and field (None and "" where there is none)."""

    content: bytes
    code: str
    line: int | None = None
    field: str = ""


def record(record_id: str, rest: str) -> bytes:
    """A record's text: an id, the required fields, something more from line 5."""
    return f'id = "{record_id}"\n{HEAD}{rest}'.encode()


BROKEN = {
    "actors/k-01.toml": Broken(record("k-01", "summary = = 1\n"), "not_toml", 5),
    "actors/k-02.toml": Broken(record("k-02", "") + b'summary = "\xe4"\n', "not_utf8", 5),
    "actors/k-03.toml": Broken(b"", "missing", None, "id"),
    "actors/k-04.toml": Broken(b'id = "k-04"\nkind = "verein"\nstatus = "active"\n', "missing", None, "name"),
    "actors/k-05.toml": Broken(record("k-05", "summary = 5\n"), "wrong_type", 5, "summary"),
    "actors/k-06.toml": Broken(record("k-06", "").replace(b"active", b"unsinn"), "not_a_choice", 4, "status"),
    "actors/k-07.toml": Broken(record("anders", ""), "id_is_not_file_name", 1, "id"),
    "actors/k-08.toml": Broken(record("k-08", 'name = "Zwei"\n'), "not_toml", 5),
    "actors/k-09.toml": Broken(record("k-09", f'summary = "{"x" * (1 << 20)}"\n'), "too_large"),
    "actors/k-10.toml": Broken(
        record("k-10", f"{CONTACT}\n{CONTACT}"),
        "duplicate_key", 11, "contacts[buero]",
    ),
    "actors/k-11.toml": Broken(record("k-11", "<<<<<<< HEAD\n=======\n>>>>>>> b\n"), "conflict_markers", 5),
    "actors/Umlaut-ä.toml": Broken(record("umlaut", ""), "bad_file_name"),
}  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A register with 500 good records in its last commit, and the broken ones beside them."""
    root = make(tmp_path / "register")
    spec = record_spec("actor")
    have = len(list((root / "actors").iterdir()))
    for number in range(GOOD - have):
        data = actor(f"gut-{number}", f"Nummer {number}")
        (root / "actors" / f"gut-{number}.toml").write_bytes(encode(data, spec))
    git(root, "add", ".")
    git(root, "commit", "-qm", "500")
    for name, broken in BROKEN.items():
        (root / name).write_bytes(broken.content)
    return root


def test_each_broken_file_is_named_with_line_field_and_a_sentence(path: Path) -> None:
    told = knoten(path, "check", "--json")
    assert told.returncode == 1
    answer = json.loads(told.stdout)
    assert answer["ok"] is False
    found = [problem for problem in answer["problems"] if problem["severity"] == "error"]
    assert {problem["path"] for problem in found} == set(BROKEN)
    places = {(item["path"], item["code"], item["line"], item["field"]) for item in found}
    missing = {(name, item.code, item.line, item.field) for name, item in BROKEN.items()} - places
    assert missing == set(), sorted(places)
    assert all(len(item["message"]) > 15 and item["message"][0].isupper() for item in found)


def test_plain_words_name_each_file_and_line(path: Path) -> None:
    told = knoten(path, "check")
    assert told.returncode == 1
    assert "Traceback" not in told.stderr
    for name, broken in BROKEN.items():
        place = f"{name}:{broken.line}:" if broken.line else f"{name}:"
        assert place in told.stdout


def test_the_good_ones_are_listed_shown_and_saved(path: Path) -> None:
    listed = knoten(path, "list", "actors", "--json")
    assert listed.returncode == 0
    good = {item["id"] for item in json.loads(listed.stdout)} - {Path(name).stem for name in BROKEN}
    assert len(good) == GOOD
    with Register.open(path) as register:
        for record_id in good:
            seen = register.snapshot.record(record_id)
            assert seen.data is not None
            assert seen.problems == ()
        seen = register.snapshot.record("gut-7")
        assert seen.data is not None
        register.save([change_edit(seen, {**seen.data, "summary": "neu"})], subject, person=ANNA)
    assert knoten(path, "show", "gut-7").stdout.count("neu") == 1
    for name, broken in BROKEN.items():
        assert (path / name).read_bytes() == broken.content
    assert subprocess.run(
        ["git", "-C", str(path), "show", "--format=", "--name-only", "HEAD"],
        capture_output=True, text=True, check=True,
    ).stdout.split() == ["actors/gut-7.toml"]  # fmt: skip
