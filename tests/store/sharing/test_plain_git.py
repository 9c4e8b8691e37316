"""Partners who use plain git: with the program's merge driver, and without it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import tomli

from schemas.validation import Data
from store.errors import Stale
from store.register import Register
from store.saving import mend_edit
from store.sharing.driver import merge_file
from store.sharing.merging import last_readable, own_merges
from tests.store.conftest import ANNA, subject
from tests.store.sharing.conftest import BERTA, change, data_of, git, share, states

ID = "anna-a2a2"
FILE = f"actors/{ID}.toml"
PROGRAMS = str(Path(sys.executable).parent)


def plain(where: Path, *arguments: str, ok: bool = True, path: str = PROGRAMS) -> str:
    """Git as a person has it, with that person's name and search path."""
    who = ["-c", "user.name=Carl Konsole", "-c", "user.email=carl@beispiel.invalid"]
    environment = {**os.environ, "PATH": f"{path}{os.pathsep}{os.environ['PATH']}"}
    command = ["git", "-C", str(where), *who, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert not ok or done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def carl(anna: Register, berta: Register, hub: str, tmp_path: Path) -> Path:
    """A clone by plain git, one commit of its own; the hub has Anna's change of the same record."""
    del berta
    path = tmp_path / "carl"
    plain(tmp_path, "clone", "-q", hub, str(path))
    change(anna, ID, summary="Von Anna", legal_form="e. V.", tags=["a", "neu"])
    share(anna)
    file = path / FILE
    file.write_text(file.read_text().replace('"alt"', '"Von Carl"') + 'website = "https://c.invalid"\n')
    plain(path, "commit", "-qam", "Carls Stand")
    plain(path, "fetch", "-q", "origin")
    return path


def read(path: Path) -> Data:
    """The record as it stands in a work tree."""
    return tomli.loads((path / FILE).read_text())


def test_git_merges_field_by_field_with_the_driver(carl: Path) -> None:
    knoten = [sys.executable, "-m", "tui.cli", "-C", str(carl), "git-setup"]
    subprocess.run(knoten, check=True, capture_output=True)
    plain(carl, "merge", "-q", "--no-edit", "origin/main")
    data = read(carl)
    assert data["legal_form"] == "e. V."
    assert data["tags"] == ["a", "neu"]
    assert data["website"] == "https://c.invalid"
    (conflict,) = data["conflicts"]
    assert conflict["path"] == ["summary"]
    assert [version["value"] for version in conflict["versions"]] == ["Von Anna", "Von Carl"]
    assert plain(carl, "status", "--porcelain") == ""
    with Register.open(carl, read_only=True) as register:
        assert not register.snapshot.record(ID).problems


def test_what_plain_git_merged_is_shared_like_anything_else(
    carl: Path, anna: Register, berta: Register
) -> None:
    subprocess.run([sys.executable, "-m", "tui.cli", "-C", str(carl), "git-setup"], check=True)
    plain(carl, "merge", "-q", "--no-edit", "origin/main")
    plain(carl, "push", "-q", "origin", "main")
    change(berta, ID, BERTA, short_name="A")
    assert states(share(berta)) == ["exchanged"]
    share(anna)
    data = data_of(anna, ID)
    assert (data["short_name"], data["website"]) == ("A", "https://c.invalid")
    assert [conflict["path"] for conflict in data["conflicts"]] == [["summary"]]


def test_committed_markers_harm_nothing_and_both_versions_come_back(
    carl: Path, anna: Register, berta: Register
) -> None:
    plain(carl, "merge", "-q", "origin/main", ok=False)
    assert "<<<<<<<" in (carl / FILE).read_text()
    plain(carl, "commit", "-qam", "Zusammengeführt, irgendwie")
    plain(carl, "push", "-q", "origin", "main")
    change(berta, ID, BERTA, short_name="A")
    assert states(share(berta)) == ["exchanged"]
    data = data_of(berta, ID)
    assert "<<<<<<<" not in (berta.path / FILE).read_text().split("[[conflicts]]", maxsplit=1)[0]
    assert (data["short_name"], data["website"], data["legal_form"]) == ("A", "https://c.invalid", "e. V.")
    found = {tuple(conflict.get("path", [])): conflict["versions"] for conflict in data["conflicts"]}
    assert [version["value"] for version in found["summary",]] == ["Von Anna", "Von Carl"]
    assert [version["by"] for version in found["summary",]] == ["Anna Beispiel", "Carl Konsole"]
    unreadable, present = found[()]
    assert "<<<<<<<" in unreadable["value"]
    assert unreadable["by"] == "Carl Konsole"
    assert present["value"] is True
    share(anna)
    assert git(anna.path, "rev-parse", "HEAD") == git(berta.path, "rev-parse", "HEAD")


def test_markers_that_were_moved_on_to_are_a_problem_that_a_save_mends(carl: Path, anna: Register) -> None:
    plain(carl, "merge", "-q", "origin/main", ok=False)
    plain(carl, "commit", "-qam", "Zusammengeführt, irgendwie")
    plain(carl, "push", "-q", "origin", "main")
    assert states(share(anna)) == ["taken"]
    record = anna.snapshot.record(ID)
    assert [problem.code for problem in record.problems] == ["conflict_markers"]
    data = last_readable(anna.repository, FILE)
    assert data is not None
    assert [conflict["path"] for conflict in data["conflicts"]] == [["summary"]]
    anna.save([mend_edit(record, data)], subject, person=ANNA)
    mended = anna.snapshot.record(ID)
    assert not mended.problems
    assert mended.data == data
    with pytest.raises(Stale):
        anna.save([mend_edit(record, data)], subject, person=ANNA)


def test_a_forged_merge_is_named_and_counts_as_its_authors(carl: Path, anna: Register) -> None:
    theirs = git(carl, "rev-parse", "origin/main")
    mine = git(carl, "rev-parse", "HEAD")
    message = f"Merge {mine[:12]} {theirs[:12]}\n\nKnoten-Merge: 1\n"
    forged = plain(carl, "commit-tree", f"{mine}^{{tree}}", "-p", mine, "-p", theirs, "-m", message).strip()
    plain(carl, "reset", "-q", "--hard", forged)
    plain(carl, "push", "-q", "origin", "main")
    change(anna, ID, short_name="A")
    assert states(share(anna)) == ["exchanged"]
    judged = dict(own_merges(anna.repository, git(anna.path, "rev-parse", "HEAD")))
    assert judged.pop(forged) is False
    assert all(judged.values())
    shown = subprocess.run(
        [sys.executable, "-m", "tui.cli", "-C", str(anna.path), "check", "--merges"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert forged[:12] in shown.stdout
    # Carl's forged merge threw Anna's values away; that is Carl's work, and shown as such.
    assert data_of(anna, ID)["summary"] == "Von Carl"


def test_the_driver_leaves_what_is_no_record_to_git() -> None:
    assert merge_file("docs/x.md", b"a", b"b", b"c") is None


def test_the_driver_keeps_a_version_that_cannot_be_read() -> None:
    base, broken = b'id = "anna-a2a2"\nname = "Anna"\n', b"name = [\n"
    merged = merge_file(FILE, base, broken, base.replace(b'"Anna"', b'"Anne"'))
    assert merged is not None
    data = tomli.loads(merged.decode())
    assert data["name"] == "Anne"
    assert [version["value"] for version in data["conflicts"][0]["versions"]] == ["name = [\n", True]
    assert merge_file(FILE, b"", broken, b"=") in {broken, b"="}
