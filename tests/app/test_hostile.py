"""Text that would draw on the terminal, link, or end the program: shown literally on every screen."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from schemas.field_kinds import InputKind, Shape
from schemas.fields import FieldSpec, record_spec
from store.init import init_register
from store.people import Person
from store.saving import new_edit
from tests.store.conftest import ANNA
from tests.tui.pty_run import OnPty, foreign_controls, visible

EVIL = "\x1b]0;owned\x07[/x][@click=app.quit]k[/]\u202eabc\x9b31m\u200b"
VALUES: dict[InputKind, Any] = {
    InputKind.LINE: EVIL,
    InputKind.TEXT: f"{EVIL}\n\x1b[2J{EVIL}",
    InputKind.TERM: EVIL,
    InputKind.TERMS: [EVIL],
    InputKind.TAGS: [EVIL],
    InputKind.LINES: [EVIL],
    InputKind.PHONE: EVIL,
    InputKind.REF: "evil-e2e2",
    InputKind.REFS: ["evil-e2e2"],
    InputKind.DAY: date(2026, 1, 1),
    InputKind.MOMENT: datetime(2026, 1, 1, tzinfo=UTC),
    InputKind.WHOLE: 1950,
    InputKind.DECIMAL: 1.5,
    InputKind.URL: "https://x/" + EVIL.replace("\x9b", "").replace(" ", ""),
    InputKind.EMAIL: "a@b.de",
    InputKind.LANGUAGES: ["de"],
}
SHAPED = {"rhythm": "FREQ=WEEKLY", "points": 5, "max_per_topic": 3}


def evil(field: FieldSpec) -> Any:
    """A hostile value for a field."""
    if field.name in SHAPED:
        return SHAPED[field.name]
    if field.choices:
        return field.choices[0].value
    if field.shape is Shape.KEYED:
        return [{inner.name: evil(inner) for inner in field.fields if evil(inner) is not None}]
    if field.input is InputKind.HIDDEN:
        return "evil-e2e2" if field.name == "key" else None
    return VALUES.get(field.input)


def hostile(kind: str, record_id: str) -> dict[str, Any]:
    """A record with a hostile text in each field that takes one."""
    data: dict[str, Any] = {"id": record_id, f"x{EVIL}": {EVIL: EVIL}}
    for field in record_spec(kind).fields:
        value = evil(field)
        if value is not None and field.name not in {"id", "conflicts", "ballots", "merged_into"}:
            data[field.name] = value
    if kind == "actor":
        data["contacts"][0] |= {"basis": "public_task"}
        data["relations"][0]["to"] = data["steward"] = record_id
    return data


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """A register in which everything is hostile: records, author, message, a file's name."""
    root = tmp_path / "evil"
    person = Person(f"Eva{EVIL}", "eva@beispiel.invalid")
    with init_register(root, "Netz" + EVIL.replace("\x07", ""), subject=str, person=ANNA) as made:
        edits = [
            new_edit("actor", hostile("actor", "evil-e2e2")),
            new_edit("topic", hostile("topic", "evil-t2t2")),
            new_edit("group", hostile("group", "evil-g2g2")),
        ]
        made.save(edits, lambda _changes: f"Betreff{EVIL}", person=person, remark=f"Warum{EVIL}")
    (root / "actors/kaputt-k2k2.toml").write_text(f'name = "{EVIL}" = 3\n')
    (root / f"fremd{EVIL.replace('/', '_')}.txt").write_text(EVIL)
    environment = {
        **os.environ,
        "GIT_AUTHOR_NAME": "Fremd\x1b]0;owned\x07",
        "GIT_COMMITTER_NAME": "x",
        "EMAIL": "x@y.z",
    }
    command = ["git", "-C", str(root), "commit", "-q", "--allow-empty", "-m", f"plain {EVIL}"]
    subprocess.run(command, env=environment, check=True)
    return root


@pytest.mark.parametrize("size", [(80, 24), pytest.param((160, 48), marks=pytest.mark.long)])
def test_no_raw_control_reaches_the_terminal_from_any_screen(register: Path, size: tuple[int, int]) -> None:
    with OnPty("-m", "tui.cli", "-C", str(register), "--lang", "en", size=size) as program:
        program.until("Needs care")
        for section in "234567":
            program.keys(section, pause=0.3)
            program.keys("\x1b[B", "\r", pause=0.2)
            program.keys("\x1b[B", "\x1b[6~", pause=0.1)
            program.keys("\x1b", pause=0.2)
        program.keys("2", pause=0.4)
        program.keys("e", pause=1.0)
        program.keys(*["\x1b[6~"] * 6, pause=0.1)
        program.keys("\x1b", pause=0.5)
        program.keys("d", pause=0.5)
        program.keys("\x1b", pause=0.3)
        program.keys("h", pause=0.6)
        program.keys("\x1b", "?", pause=0.4)
        program.keys("\x1b", "m", pause=0.4)
        program.keys("\x1b", pause=0.3)
        program.keys("\x11")
        assert program.wait(10) == 0
    assert foreign_controls(program.output) == []
    assert "owned" in visible(program.output)


@pytest.mark.parametrize(
    "verb",
    [
        ["list", "actors"],
        ["show", "evil-e2e2"],
        ["show", "evil-g2g2"],
        ["log"],
        ["check"],
        ["status"],
        ["list", "topics", "--csv"],
    ],
)
def test_no_raw_control_leaves_a_verb(register: Path, verb: list[str]) -> None:
    import sys

    command = [sys.executable, "-m", "tui.cli", "-C", str(register), *verb]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    for text in (done.stdout, done.stderr):
        for control in (b"\x1b", b"\x07", "\x9b".encode(), "\u202e".encode(), "\u200b".encode()):
            assert control not in text
    assert b"Traceback" not in done.stderr
