"""A small network to work on, built once and copied for each test, and ways to run `knoten`."""

from __future__ import annotations

import io
import json
import os
import pty
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tui.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KNOTEN = [sys.executable, "-m", "tui.cli"]

NETWORK: dict[str, list[dict[str, Any]]] = {
    "topic": [{"id": "einsamkeit", "title": "Einsamkeit im Alter", "raised_on": "2026-01-10"}],
    "group": [
        {
            "id": "ag-besuche",
            "name": "AG Besuche",
            "kind": "standing",
            "starts_on": "2026-02-01",
            "topics": ["einsamkeit"],
        }
    ],
    "actor": [
        {
            "id": "treff-sued",
            "name": "Nachbarschaftstreff Südstadt",
            "kind": "nachbarschaftstreff",
            "districts": ["stadtweit"],
            "founded": 1998,
            "tags": ["café", "garten"],
            "contacts": [
                {"key": "buero", "role": "Büro", "phone": "0561 1", "visibility": "public",
                 "basis": "none_functional"},
                {"key": "leitung", "role": "Leitung", "phone": "0561 2", "visibility": "network",
                 "basis": "none_functional"},
            ],
            "interests": [{"topic": "einsamkeit", "level": "works_on"}],
        },
        {
            "id": "stadt-amt",
            "name": "Amt für Soziales",
            "kind": "amt",
            "relations": [{"type": "funded_by", "to": "treff-sued"}],
            "memberships": [{"group": "ag-besuche", "role": "member"}],
        },
        {"id": "chor", "name": "Chor Wesertor", "kind": "verein", "tags": ["garten"]},
    ],
}  # fmt: skip


@dataclass(frozen=True)
class Ran:
    """How a run ended, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The JSON document on stdout: it must be all that is there."""
        return json.loads(self.out)


def run_here(*arguments: str, stdin: bytes = b"") -> Ran:
    """Run `knoten` in this process, with streams that are no terminal."""
    streams = [io.TextIOWrapper(io.BytesIO(data), encoding="utf-8") for data in (stdin, b"", b"")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["knoten", *arguments])
        for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
            patch.setattr(sys, name, stream)
        code = main(arguments)
    printed = []
    for stream in streams[1:]:
        stream.flush()
        assert isinstance(stream.buffer, io.BytesIO)
        printed.append(stream.buffer.getvalue().decode())
    return Ran(code, *printed)


def run_process(
    *arguments: str, stdin: str = "", environ: dict[str, str] | None = None, cwd: Path | None = None
) -> Ran:
    """Run `knoten` as people do, as a process of its own."""
    done = subprocess.run(
        [*KNOTEN, *arguments],
        input=stdin.encode(),
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3]), **(environ or {})},
        cwd=cwd,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def run_on_terminal(*arguments: str, typed: str = "", columns: int = 80) -> tuple[int, str]:
    """Run `knoten` on a terminal of its own; return the exit code and every byte that the terminal got."""
    leader, follower = pty.openpty()
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3]), "COLUMNS": str(columns)}
    with subprocess.Popen(
        [*KNOTEN, *arguments],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env=environ,
        start_new_session=True,
    ) as process:
        os.close(follower)
        os.write(leader, typed.encode())
        printed = b"".join(_read_to_end(leader))
        process.wait(timeout=60)
    os.close(leader)
    return process.returncode, printed.decode(errors="surrogateescape")


def _read_to_end(descriptor: int) -> Iterator[bytes]:
    while True:
        try:
            part = os.read(descriptor, 65536)
        except OSError:  # Linux answers EIO when the other end is closed
            return
        if not part:
            return
        yield part


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The network of `NETWORK`, made by the verbs themselves."""
    place = tmp_path_factory.mktemp("cli")
    (place / "gitconfig").write_text("[user]\nname = Alex Beispiel\nemail = alex@example.org\n")
    environ = {
        "GIT_CONFIG_GLOBAL": str(place / "gitconfig"),
        "GIT_CONFIG_SYSTEM": os.devnull,
        "HOME": str(place),
        "XDG_STATE_HOME": str(place / "state"),
        "LC_ALL": "C.UTF-8",
    }
    register = place / "netz"
    done = run_process("init", str(register), "--name", "Netz Süd", environ=environ)
    assert done.code == 0, done.err
    for kind, records in NETWORK.items():
        done = run_process(
            "-C", str(register), "new", kind, "--from", "-", stdin=json.dumps(records), environ=environ
        )
        assert done.code == 0, done.err
    return register


@pytest.fixture
def register(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the network, in the current folder."""
    place = tmp_path / "netz"
    shutil.copytree(template, place)
    monkeypatch.chdir(place)
    return place


@pytest.fixture
def git(register: Path) -> Callable[..., str]:
    """Run plain git in the register."""

    def run(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=register, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    return run
