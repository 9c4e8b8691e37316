"""A register of twelve actors, handed out, and partners that share its history: made once, copied often."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.hostile.builders import Honest, Hub, copy_hub, files_below, git, honest, record
from tests.tui.cli.conftest import Ran, run_here

RECORDS = [{"id": f"akteur-{number}", "name": f"Akteur {number}", "kind": "verein"} for number in range(12)]
GOOD = "gut"
LONGEST = 2500  # characters of a line that is shown
_OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]")
_PARTNER = """\
[remote "{name}"]
	url = file://{path}
	fetch = +refs/heads/main:refs/knoten/incoming/{name}
	knoten-name = {name}
"""


def ok(*arguments: str | Path, stdin: bytes = b"") -> Ran:
    """Run the program; it must do what it is told."""
    done = run_here(*map(str, arguments), stdin=stdin)
    assert done.code == 0, done.err
    return done


@dataclasses.dataclass(frozen=True)
class Network:
    """A register, its partners' repositories, and what must not be touched.

    One partner is good, and has a new record that is waiting; the others turn hostile.
    """

    root: Path
    source: Path
    known: Honest

    @property
    def register(self) -> Path:
        """The register's folder."""
        return self.root / "register"

    @property
    def canary(self) -> Path:
        """A file that exists once something ran."""
        return self.root / "CANARY"

    @property
    def outside(self) -> Path:
        """A folder that nobody may touch."""
        return self.root / "outside"

    def hub(self, name: str) -> Hub:
        """The repository of a partner that shared honestly until now, to be written into."""
        hub = copy_hub(
            self.source / "hub.git", self.root / f"{name}.git", self.known, self.outside, self.canary
        )
        with (self.register / ".git/config").open("a", encoding="utf-8") as config:
            config.write(_PARTNER.format(name=name, path=hub.path))
        for kind in ("incoming", "taken"):
            ref = self.register / f".git/refs/knoten/{kind}/{name}"
            ref.parent.mkdir(parents=True, exist_ok=True)
            ref.write_text(self.known.head + "\n")
        return hub

    def share(self, *options: str) -> Ran:
        """Share with all."""
        return run_here("-C", str(self.register), "share", "--yes", *options)

    def git(self, *arguments: str) -> str:
        """Plain git in the register."""
        return git(self.register, *arguments)

    def refs(self, kind: str) -> dict[str, str]:
        """Refs of the register, by name."""
        lines = self.git("for-each-ref", "--format=%(refname) %(objectname)", f"refs/knoten/{kind}")
        return {line.split()[0]: line.split()[1] for line in lines.splitlines()}

    def untouched(self) -> dict[str, tuple[int, bytes]]:
        """Everything that is neither the register nor a partner's repository."""
        return files_below(self.root, self.register, *self.root.glob("*.git"))

    def files(self) -> dict[str, str]:
        """What is committed in the register: path → blob."""
        lines = self.git("ls-tree", "-r", "HEAD").splitlines()
        return {line.split("\t")[1]: line.split()[2] for line in lines}


def _make(place: Path) -> None:
    hub = place / "hub.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(hub)], check=True)
    first = place / "first"
    ok("init", first, "--name", "Netz")
    ok("-C", first, "new", "actor", "--from", "-", stdin=json.dumps(RECORDS).encode())
    ok("-C", first, "partner", "add", "Hub", f"file://{hub}")
    ok("-C", first, "share", "--yes")
    ok("join", f"file://{hub}", place / "register", "--name", GOOD)
    good = copy_hub(hub, place / "good.git", honest(hub), place, place)
    good.publish_actors(good.file(b"gut-g2g2.toml", record("gut-g2g2")))


@pytest.fixture
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The network, made by the first test that needs it."""
    place = tmp_path_factory.getbasetemp() / "hostile-template"
    if not (place / "done").exists():
        place.mkdir()
        _make(place)
        (place / "done").touch()
    return place


@pytest.fixture
def network(template: Path, tmp_path: Path) -> Network:
    """A copy of the network."""
    made = Network(tmp_path, template, honest(template / "hub.git"))
    made.outside.mkdir()
    (made.outside / "geheim.toml").write_text('id = "geheim"\nname = "Geheim"\n')
    shutil.copytree(template / "register", made.register, symlinks=True)
    shutil.copytree(template / "good.git", tmp_path / "good.git")
    config = made.register / ".git/config"
    config.write_text(config.read_text().replace(f"{template}/hub.git", f"{tmp_path}/good.git"))
    return made


def partner_of(document: Any, name: str) -> Any:
    """What a share says of one partner."""
    (found,) = [one for one in document["partners"] if one["name"] == name]
    return found


def code_of(partner: Any) -> str:
    """The code of what went wrong with a partner, or ""."""
    return partner["error"]["code"] if partner["error"] else ""


def harmless(*texts: str) -> None:
    """No traceback, nothing that a terminal would obey, no line without end."""
    for text in texts:
        assert "Traceback" not in text
        assert _OBEYED.findall(text) == []
        assert max(map(len, text.splitlines()), default=0) < LONGEST


def one_sentence(text: str) -> None:
    """What is said where nothing was done: one line."""
    harmless(text)
    assert len(text.strip().splitlines()) == 1


def nothing_foreign(register: Path) -> None:
    """In the work tree are folders and plain files alone, none executable; in .git nothing is torn."""
    for path, (mode, _) in files_below(register, register / ".git").items():
        assert mode & 0o170000 in {0o040000, 0o100000}, path
        assert mode & 0o170000 == 0o040000 or not mode & 0o111, path
    names = [path.name for path in (register / ".git").rglob("*")]
    assert [name for name in names if name.startswith(("tmp_", "knoten-incoming"))] == []
