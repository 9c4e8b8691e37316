"""Files instead of partners on the command line: bundle, invite, join by a file or folder, steward."""

from __future__ import annotations

import json
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from store.git.bundle import is_whole
from tests.tui.cli.conftest import KNOTEN, run_here


@pytest.fixture
def other(register: Path, tmp_path: Path) -> Path:
    """A second register, made from a file."""
    assert run_here("bundle", "write", str(tmp_path / "erste.knoten")).code == 0
    assert run_here("join", str(tmp_path / "erste.knoten"), str(tmp_path / "zwei")).code == 0
    return tmp_path / "zwei"


def test_a_change_goes_by_a_file(other: Path, tmp_path: Path) -> None:
    file = tmp_path / "Neues von uns.knoten"
    assert run_here("-C", str(other), "set", "chor", "founded=1950").code == 0
    done = run_here("-C", str(other), "bundle", "write", str(file), "--json")
    assert (done.code, done.document["files"]) == (0, [str(file)])
    assert "chor" in done.document["partners"][0]["given"]
    dry = run_here("bundle", "take", str(file), "--dry-run", "--json")
    assert (dry.code, [one["record"] for one in dry.document["changes"]]) == (0, ["chor"])
    assert "founded" not in run_here("show", "chor", "--json").document["record"]["fields"]
    done = run_here("bundle", "take", str(file), "--yes", "--json")
    assert (done.code, done.document["partners"][0]["state"]) == (0, "taken")
    assert run_here("show", "chor", "--json").document["record"]["fields"]["founded"] == 1950
    assert run_here("bundle", "take", str(file)).code == 0


def test_a_file_that_is_none_is_said_in_a_sentence(register: Path, tmp_path: Path) -> None:
    (tmp_path / "x.knoten").write_text("Guten Tag")
    done = run_here("bundle", "take", str(tmp_path / "x.knoten"))
    assert done.code == 3
    assert "Traceback" not in done.err
    assert "x.knoten" in done.err
    assert run_here("bundle", "write", str(tmp_path / "x.knoten")).code == 2
    assert (tmp_path / "x.knoten").read_text() == "Guten Tag"
    assert run_here("--read-only", "bundle", "take", str(tmp_path / "x.knoten")).code == 4


def test_only_what_a_partner_lacks(other: Path, register: Path, tmp_path: Path) -> None:
    box = tmp_path / "box"
    box.mkdir()
    for place in (register, other):
        assert run_here("-C", str(place), "partner", "add", "Stick", str(box)).code == 0
        assert run_here("-C", str(place), "share").code == 0
    assert run_here("share").code == 0
    assert run_here("set", "chor", "founded=1950").code == 0
    whole, part = tmp_path / "whole.knoten", tmp_path / "part.knoten"
    assert run_here("bundle", "write", str(whole)).code == 0
    done = run_here("bundle", "write", str(part), "--for", "Stick", "--json")
    assert done.document["partners"][0]["given"] == ["chor"]
    assert part.stat().st_size < whole.stat().st_size
    assert run_here("-C", str(other), "bundle", "take", str(part), "--yes").code == 0
    assert run_here("bundle", "write", str(part), "--for", "Niemand").code == 2


def test_sharing_through_a_folder(other: Path, register: Path, tmp_path: Path) -> None:
    box = tmp_path / "Geteilter Ordner"
    box.mkdir()
    (box / ".stignore").touch()
    for place in (register, other):
        assert run_here("-C", str(place), "partner", "add", "Ordner", str(box)).code == 0
    assert run_here("-C", str(other), "set", "chor", "founded=1950").code == 0
    assert run_here("-C", str(other), "share").code == 0
    assert run_here("share").code == 0
    assert run_here("show", "chor", "--json").document["record"]["fields"]["founded"] == 1950
    assert len(list(box.glob("*.knoten"))) == 2
    third = tmp_path / "drei"
    assert run_here("join", str(box), str(third), "--json").document["partner"] == "Geteilter Ordner"
    assert run_here("-C", str(third), "show", "chor", "--json").code == 0
    box.rename(tmp_path / "weg")
    done = run_here("share")
    assert done.code == 3
    assert "Geteilter Ordner" in done.err


class _Page(HTMLParser):
    """Which elements a page has, and whether all are closed."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.open: list[str] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.seen.append(tag)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


def read_page(path: Path) -> _Page:
    """Parse a page."""
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    page.close()
    assert page.open == []
    return page


def test_an_invitation_is_a_file_and_a_page_in_both_languages(register: Path, tmp_path: Path) -> None:
    address = "ssh://git@example.org/netz.git"
    named = tmp_path / "Ein ladung"
    done = run_here("invite", str(named), "--address", address, "--partner", 'Stadt "Süd" <x>', "--json")
    assert (done.code, done.document) == (0, {"files": [f"{named}.knoten", f"{named}.html"]})
    assert is_whole(f"{named}.knoten")
    page = read_page(Path(f"{named}.html"))
    assert page.seen.count("section") == 2
    assert "script" not in page.seen
    assert 'knoten join "Ein ladung.knoten" netz' in page.words
    assert address in page.words
    assert "alex@" in page.words
    assert page.words.count("pipx install") == 2
    done = run_here("join", f"{named}.knoten", str(tmp_path / "neu"), "--json")
    assert done.document["partner"] == 'Stadt "Süd" <x>'
    (known,) = run_here("-C", str(tmp_path / "neu"), "partner", "list", "--json").document
    assert known["address"] == address


def test_an_invitation_names_the_only_partner_that_can_be_reached(register: Path, tmp_path: Path) -> None:
    assert run_here("partner", "add", "Stick", str(tmp_path)).code == 0
    assert run_here("partner", "add", "Stadt", "https://example.org/netz.git").code == 0
    assert run_here("invite", str(tmp_path / "a.html")).code == 0
    assert "https://example.org/netz.git" in read_page(tmp_path / "a.html").words
    assert run_here("invite", str(tmp_path / "a"), "--partner", "Stick").code == 0
    page = read_page(tmp_path / "a.html")
    assert "example.org/netz" not in page.words
    assert "partner add Stick" in page.words


def test_an_invitation_without_address_says_so_and_overwrites_nothing_else(
    register: Path, tmp_path: Path
) -> None:
    done = run_here("invite", str(tmp_path / "a.knoten"))
    assert done.code == 0
    assert "--address" in done.err
    assert (
        run_here("join", str(tmp_path / "a.knoten"), str(tmp_path / "neu"), "--json").document["partner"]
        is None
    )
    (tmp_path / "a.html").write_text("my page")
    before = (tmp_path / "a.knoten").stat().st_mtime_ns
    assert run_here("invite", str(tmp_path / "a")).code == 2
    assert (tmp_path / "a.html").read_text() == "my page"
    assert (tmp_path / "a.knoten").stat().st_mtime_ns == before
    assert run_here("invite", str(tmp_path / "b"), "--address", "-oProxyCommand=x").code == 2
    assert not (tmp_path / "b.knoten").exists()


def test_a_partner_leaves(register: Path) -> None:
    for record in ("chor", "einsamkeit", "ag-besuche"):
        assert run_here("set", record, "steward=treff-sued").code == 0
    dry = run_here("steward", "treff-sued", "stadt-amt", "--dry-run", "--json")
    ids = ["ag-besuche", "chor", "einsamkeit"]
    assert (dry.code, sorted(dry.document["ids"]), dry.document["commit"]) == (0, ids, None)
    done = run_here("steward", "treff-sued", "stadt-amt", "-m", "hört auf", "--json")
    assert (done.code, sorted(done.document["ids"])) == (0, ids)
    assert {one["field"] for one in done.document["changes"]} == {"steward"}
    told = run_here("log", "-n", "3", "--json").document
    assert {one["commit"] for one in told} == {done.document["commit"]}
    for record in ids:
        assert run_here("show", record, "--json").document["record"]["fields"]["steward"] == "stadt-amt"
    again = run_here("steward", "treff-sued", "stadt-amt", "--json")
    assert (again.code, again.document["ids"], again.document["commit"]) == (0, [], None)


def test_somebody_who_is_gone_already_may_leave(register: Path) -> None:
    assert run_here("set", "einsamkeit", "steward=chor").code == 0
    assert run_here("delete", "chor", "--yes").code == 0
    assert run_here("steward", "chor", "stadt-amt", "--json").document["ids"] == ["einsamkeit"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (("chor", "nobody"), "unknown_id"),
        (("nobody", "chor"), "unknown_id"),
        (("chor", "einsamkeit"), "steward_no_actor"),
    ],
)
def test_who_leaves_and_who_follows_has_to_be_there(
    register: Path, given: tuple[str, str], code: str
) -> None:
    done = run_here("steward", *given, "--json")
    assert (done.code, done.document["error"]["code"]) == (2, code)


def test_what_cannot_be_read_is_left_and_said(register: Path) -> None:
    for record in ("chor", "einsamkeit"):
        assert run_here("set", record, "steward=treff-sued").code == 0
    (register / "actors" / "chor.toml").write_text("name = \n")
    done = run_here("steward", "treff-sued", "stadt-amt", "--json")
    assert done.code == 1
    assert (done.document["ids"], done.document["left"]) == (["einsamkeit"], ["chor"])


def test_a_process_of_its_own(register: Path, tmp_path: Path) -> None:
    """What stands on stdout is one document, also with progress and warnings."""
    done = subprocess.run(
        [*KNOTEN, "-C", str(register), "invite", str(tmp_path / "e"), "--json"],
        capture_output=True,
        check=True,
    )
    assert len(json.loads(done.stdout)["files"]) == 2
    assert sys.executable in KNOTEN
