"""Small registers written by hand, for the tests of the reading side."""

from __future__ import annotations

import os
import time
from pathlib import Path

VOCABULARY = """\
[actor_kind.amt]
de = "Amt / Dienststelle"
en = "Public office"
synonyms = ["Behörde"]
order = 2

[actor_kind.treff]
de = "Nachbarschaftstreff"
en = "Meeting place"
order = 1

[district.nord]
de = "Nord (Holland)"
en = "North"

[district.wesertor]
de = "Wesertor"
en = "Wesertor"

[offer_kind.raum]
de = "Raum"
en = "Room"
synonyms = ["Saal"]
"""

ACTOR = """\
id = "{id}"
name = "{name}"
kind = "{kind}"
status = "active"
{more}
"""


def write(root: Path, path: str, text: str | bytes, *, age: float = 60) -> Path:
    """Write a file whose time of change lies ``age`` seconds back, as most files' does."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    moment = time.time() - age
    os.utime(file, (moment, moment))
    return file


def actor(
    root: Path, record_id: str, name: str = "", *, kind: str = "treff", more: str = "", age: float = 60
) -> Path:
    """Write an actor's file; ``more`` is TOML that stands behind the required fields."""
    text = ACTOR.format(id=record_id, name=name or record_id, kind=kind, more=more)
    return write(root, f"actors/{record_id}.toml", text, age=age)


def topic(root: Path, record_id: str, title: str = "", *, more: str = "") -> Path:
    """Write a topic's file."""
    text = f'id = "{record_id}"\ntitle = "{title or record_id}"\nstatus = "collected"\n'
    text += f"raised_on = 2026-01-02\n{more}"
    return write(root, f"topics/{record_id}.toml", text)


def group(root: Path, record_id: str, name: str = "", *, more: str = "") -> Path:
    """Write a group's file."""
    text = (
        f'id = "{record_id}"\nname = "{name or record_id}"\nkind = "standing"\nstatus = "active"\n'
        f"starts_on = 2026-01-02\n{more}"
    )
    return write(root, f"groups/{record_id}.toml", text)


def register(root: Path, *, number: int = 1) -> Path:
    """Write what makes a folder a register, without records and without git."""
    root.mkdir(parents=True, exist_ok=True)
    write(root, "knoten.toml", f'format = {number}\nid = "r1"\nname = "Netzwerk"\nlanguages = ["de", "en"]\n')
    write(root, "vocabulary.toml", VOCABULARY)
    for folder in ("actors", "topics", "groups"):
        (root / folder).mkdir(exist_ok=True)
    return root
