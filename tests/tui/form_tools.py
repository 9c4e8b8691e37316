"""A small register on disk, and an app that shows one form of it: what the tests of forms stand on."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from textual.widgets import Static

from schemas.fields import record_spec
from store.codec import encode
from store.drafts import DraftFolder
from store.layout import path_of
from store.record import Record, load_record
from store.register import Saved
from store.snapshot import Snapshot, load_snapshot
from tui.app import KnotenApp
from tui.forms.inputs import LineField
from tui.forms.rows import FieldRow
from tui.screens.confirm import Choose
from tui.screens.form import FormHost, FormResult, FormScreen

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot
    from textual.screen import Screen

    from schemas.record import RecordType
    from schemas.validation import Data
    from store.drafts import Draft
    from store.saving import Edit

VOCABULARY = """
[actor_kind.treff]
de = "Treff"
en = "Meeting place"
synonyms = ["Nachbarschaftstreff"]
[actor_kind.verein]
de = "Verein"
en = "Association"
[district.nord]
de = "Nord-Holland"
en = "Nord-Holland"
[district.wesertor]
de = "Wesertor"
en = "Wesertor"
[engagement_field.soziales]
de = "Soziales"
en = "Social work"
[target_group.aeltere]
de = "Ältere"
en = "Older people"
synonyms = ["Senioren"]
[offer_kind.raum]
de = "Raum"
en = "Room"
[relation.part_of]
de = "gehört zu"
en = "part of"
[interest_level.high]
de = "hoch"
en = "high"
[group_role.member]
de = "Mitglied"
en = "member"
[accessibility.lift]
de = "Aufzug"
en = "lift"
"""
ACTOR: dict[str, Any] = {
    "id": "treff-a2b3",
    "name": "Nachbarschaftstreff Wesertor",
    "kind": "treff",
    "status": "active",
    "summary": "Offener Treff mit Mittagstisch für alle aus dem Stadtteil.",
    "description": "Montags und donnerstags Mittagstisch.\n\nDer Saal kann gemietet werden.",
    "founded": 1998,
    "website": "https://treff.example.org",
    "districts": ["nord", "wesertor"],
    "contacts": [
        {
            "key": "5k2m0abc",
            "role": "Büro",
            "phone": "0561 1",
            "email": "buero@treff.example.org",
            "visibility": "public",
            "basis": "none_functional",
        }
    ],
    "offers": [{"key": "5k2m0abd", "kind": "raum", "title": "Saal, 40 Plätze", "until": date(2026, 12, 31)}],
    "memberships": [{"group": "ag-c4d5", "role": "member", "since": date(2026, 1, 1)}],
    "verified_on": date(2026, 3, 2),
}
TOPIC: dict[str, Any] = {
    "id": "einsamkeit-b3c4",
    "title": "Einsamkeit im Alter",
    "status": "collected",
    "raised_on": date(2026, 1, 15),
}
GROUP: dict[str, Any] = {
    "id": "ag-c4d5",
    "name": "AG Einsamkeit",
    "kind": "standing",
    "status": "active",
    "starts_on": date(2026, 1, 1),
    "meetings": [
        {
            "key": "5k2m0abe",
            "title": "Auftakt",
            "start": datetime(2026, 1, 20, 18, tzinfo=UTC),
            "status": "held",
            "decisions": [{"key": "5k2m0abf", "text": "Wir machen weiter."}],
        }
    ],
    "rounds": [
        {
            "key": "5k2m0abg",
            "title": "Frühjahr",
            "method": "dots",
            "topics": ["einsamkeit-b3c4"],
            "opens_on": date(2026, 2, 1),
            "closes_on": date(2026, 3, 1),
        }
    ],
}
OTHER: dict[str, Any] = {"id": "haus-d5e6", "name": "Haus der Jugend", "kind": "verein", "status": "active"}
RECORDS: tuple[tuple[RecordType, dict[str, Any]], ...] = (
    ("actor", ACTOR), ("actor", OTHER), ("topic", TOPIC), ("group", GROUP),
)  # fmt: skip


def make_register(root: Path, *more: tuple[RecordType, dict[str, Any]]) -> Snapshot:
    """Write the files of a register, without git, and read it."""
    root.mkdir(exist_ok=True)
    (root / "knoten.toml").write_text(
        'format = 1\nid = "r"\nname = "Netz"\nlanguages = ["de", "en"]\n', encoding="utf-8"
    )
    (root / "vocabulary.toml").write_text(VOCABULARY, encoding="utf-8")
    for kind, data in (*RECORDS, *more):
        write_record(root, kind, data)
    return load_snapshot(root)


def write_record(root: Path, kind: RecordType, data: Data) -> None:
    """Write one record's file."""
    path = root / path_of(kind, data["id"])
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(encode(data, record_spec(kind)))


def record_of(kind: RecordType, data: Data) -> Record:
    """The record as its file would be read."""
    return load_record(encode(data, record_spec(kind)), kind, data["id"])


class Saves:
    """A register that takes every edit, and remembers them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.edits: list[Edit] = []
        self.remarks: list[str] = []
        self.refuse: list[Exception] = []
        self.now: Record | None = None

    def save(self, edit: Edit, remark: str) -> Saved:
        """Take an edit, or raise what it is to raise."""
        if self.refuse:
            raise self.refuse.pop(0)
        self.edits.append(edit)
        self.remarks.append(remark)
        return Saved("0" * 40, (), None)

    def host(self) -> FormHost:
        """What a form is given."""
        return FormHost(self.save, lambda _id: self.now, DraftFolder(self.root))

    @property
    def data(self) -> Data:
        """What was saved last."""
        data = self.edits[-1].data
        assert data is not None
        return data


class FormApp(KnotenApp):
    """One form, on its own."""

    def __init__(
        self,
        kind: RecordType,
        record: Record | None,
        snapshot: Snapshot,
        saves: Saves,
        *,
        draft: Draft | None = None,
    ) -> None:
        super().__init__()
        self._form = FormScreen(kind, record, snapshot, saves.host(), draft=draft)
        self.results: list[FormResult | None] = []

    def first_screen(self) -> Screen[Any]:
        """Show the form over an empty first screen."""
        self.call_later(self.push_screen, self._form, self.results.append)
        return super().first_screen()

    @property
    def form(self) -> FormScreen:
        """The form."""
        return self._form

    @property
    def data(self) -> Data:
        """The data as it is in the form now."""
        return self._form.form.state.data


def app_for(saves: Saves, data: dict[str, Any] | None = ACTOR, kind: RecordType = "actor") -> FormApp:
    return FormApp(kind, record_of(kind, data) if data else None, make_register(saves.root), saves)


def row(app: FormApp, name: str) -> FieldRow:
    return next(one for one in app.screen.query(FieldRow) if one.address[-1] == name)


def shown(app: FormApp, name: str) -> str:
    """What stands in a field."""
    field = row(app, name).field
    return field.value if isinstance(field, LineField) else str(getattr(field, "content", ""))


def complaint(app: FormApp, name: str) -> str:
    """What stands below a field, "" where nothing is shown."""
    found = row(app, name)
    return str(found.query_one(".field--error", Static).content) if found.has_class("-wrong") else ""


def status(app: FormApp) -> str:
    return str(app.screen.query_one("#form-status", Static).content)


async def put(pilot: Pilot[Any], app: FormApp, name: str, words: str) -> None:
    """Type over what stands in a line."""
    field = row(app, name).field
    assert isinstance(field, LineField)
    field.focus()
    field.clear()
    await pilot.press(*words)
    await pilot.pause()


async def close_dialog(pilot: Pilot[Any], app: FormApp, value: str) -> None:
    dialog = app.screen
    assert isinstance(dialog, Choose)
    dialog.dismiss(value)
    await pilot.pause(0.1)
