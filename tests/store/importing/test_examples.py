"""The converters and the map under docs/examples, on made-up samples of the form of the published files."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from schemas.vocabulary import Vocabulary
from store.importing import Existing, ImportMap, ImportPlan, format_of, load_map, plan_import, read_source
from store.values import Reading

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = ROOT / "docs" / "examples"
STARTER = Vocabulary(tomllib.loads((ROOT / "store" / "starter" / "vocabulary.toml").read_text("utf-8")))
NOW = datetime(2026, 11, 22, tzinfo=UTC)

CLOSED: dict[str, list[str]] = {day: [] for day in ("mo", "di", "mi", "do", "fr", "sa", "so", "ft")}
PLACES = {
    "vereine": {
        "nachbarn_am_see": {
            "name": "Nachbarn am See",
            "beschreibung": "Ein Kindergarten ist auch dabei.",
            "label": "Nachbarn",
            "zvr": "012345678",
            "uid": "ATU00000000",
            "adresse": "Uferweg 1",
            "latlng": [48.2, 16.5],
            "facebook": "nachbarn-see",
        }
    },
    "shops": {
        "radladen": {
            "name": "Radladen",
            "beschreibung": " Räder und Zubehör.",
            "adresse": "Uferweg 2",
            "bauplatz": "D4",
            "latlng": [48.21, 16.51],
            "tel": "+43 1 000",
            "email": "rad@example.org",
            "tags": ["fahrrad", ""],
            "oeffnungszeiten": {
                **CLOSED,
                **{day: ["9:00", "12:00", "14:00", "18:00"] for day in ("mo", "di", "mi")},
                "fr": ["11:30"],
                "so": ["10:00", "12:00"],
                "ft": ["10:00", "12:00"],
                "bemerkung": 'Sonst "nach Vereinbarung"',
            },
        },
        "praxis": {
            "name": "Praxis",
            "beschreibung": "Termine.",
            "adresse": "Uferweg 3",
            "latlng": [48.2, 16.5],
            "oeffnungszeiten": {**CLOSED, "mo": ["08:00", "20:00"], "bemerkung": ""},
        },
        "treff": {
            "name": "Yella",
            "beschreibung": "Der Nachbar_innentreff am See.",
            "adresse": "Uferweg 4",
            "latlng": [48.2, 16.5],
            "oeffnungszeiten": {**CLOSED, "bemerkung": "Nach Vereinbarung"},
        },
    },
}
GROUPS = [
    {
        "name": "Code for Example",
        "website": "codeforexample.org/",
        "events_url": "https://www.example.org/events",
        "rss": "",
        "projects_list_url": "https://www.example.org/events",
        "city": "Example, EX",
        "latitude": "37.7759",
        "longitude": "-122.4137",
        "tags": ["Brigade"],
        "previous_names": ["Open Example"],
        "social_profiles": {"twitter": "@example", "slack": "example.slack.com"},
        "location": {"country": "USA"},
    },
    {"name": "Office of Examples", "website": "", "city": "", "latitude": None, "tags": ["Government"]},
]
HEADERS = '"Id","Name","Name_Lang","Branche","Typ","Adresse","PLZ","E-Mail","Homepage","Tel","Fax"'
MAIL = "a@example.org "
TABLE = f"""{HEADERS},"Datenquelle","Pruefung"
1,"AK","Akademie der Beispiele","Bildung","Universität","Weg 3",1010,"{MAIL}",,"'+431588",,,"24.08.2020"
2,"Bank","Bank AG","Finanzen","Bank","Weg 4",1020,,,,"‘+43312",,"18.08.2020"
3,"Ohne Langname",,"Verein","NGO","Weg 5",1030,,,,,,
"""


def plan(raw: bytes, form: str, mapping: ImportMap | None = None) -> ImportPlan:
    reading = Reading(STARTER)
    source = read_source(raw, form, "actor", reading, mapping=mapping)
    made = plan_import("actor", source, Existing(), reading, NOW, random.Random(1))
    assert made.problems == ()
    assert made.warnings == ()
    return made


def converted(script: str, source: Path) -> list[dict[str, Any]]:
    command = [sys.executable, str(EXAMPLES / script), str(source)]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    assert format_of("", done.stdout) == "jsonl"
    return [data for _, data in plan(done.stdout, "jsonl").records]


@pytest.fixture
def places(tmp_path: Path) -> list[dict[str, Any]]:
    for name, content in PLACES.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content), "utf-8")
    return converted("seestadt.py", tmp_path)


def test_places_become_actors(places: list[dict[str, Any]]) -> None:
    shop = places[0]
    assert shop == {
        "id": "seestadt-radladen",
        "name": "Radladen",
        "kind": "unternehmen",
        "status": "active",
        "summary": "Räder und Zubehör.",
        "opening_hours": "Mo-We 09:00-12:00,14:00-18:00; Fr 11:30+; Su,PH 10:00-12:00"
        " || \"Sonst 'nach Vereinbarung'\"",
        "tags": ["fahrrad"],
        "places": [
            {
                "key": shop["places"][0]["key"],
                "label": "D4",
                "street": "Uferweg 2",
                "postal_code": "1220",
                "city": "Wien",
                "lat": 48.21,
                "lon": 16.51,
            }
        ],
        "contacts": [
            {
                "key": shop["contacts"][0]["key"],
                "role": "Kontakt",
                "email": "rad@example.org",
                "phone": "+43 1 000",
                "visibility": "public",
                "basis": "none_functional",
            }
        ],
    }


def test_places_are_told_apart_by_their_words(places: list[dict[str, Any]]) -> None:
    _, practice, meeting, club = places
    assert practice["opening_hours"] == "Mo 08:00-20:00; PH off"
    assert "contacts" not in practice
    assert (meeting["kind"], meeting["opening_hours"]) == ("nachbarschaftstreff", '"Nach Vereinbarung"')
    assert (club["kind"], club["register_id"], club["short_name"]) == (
        "verein",
        "ZVR 012345678, UID ATU00000000",
        "Nachbarn",
    )
    assert club["links"] == [{"url": "https://facebook.com/nachbarn-see", "label": "facebook"}]


def test_groups_become_actors(tmp_path: Path) -> None:
    file = tmp_path / "organizations.json"
    file.write_text(json.dumps(GROUPS), "utf-8")
    group, office = converted("brigades.py", file)
    assert group["id"].startswith("code-for-example-")
    assert (group["kind"], group["aliases"], group["website"]) == (
        "initiative",
        ["Open Example"],
        "https://codeforexample.org/",
    )
    assert [(link["url"], link["label"]) for link in group["links"]] == [
        ("https://example.slack.com", "Slack"),
        ("https://twitter.com/example", "Twitter"),
        ("https://www.example.org/events", "Events"),
    ]
    assert (group["places"][0]["lat"], group["places"][0]["lon"]) == (37.7759, -122.4137)
    assert (office["kind"], "places" in office, "links" in office) == ("amt", False, False)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_a_table_of_offices_becomes_actors(encoding: str) -> None:
    mapping = load_map((EXAMPLES / "austria-behoerden.map.toml").read_bytes(), "actor")
    academy, bank, plain = (data for _, data in plan(TABLE.encode(encoding), "csv", mapping).records)
    assert academy == {
        "id": academy["id"],
        "name": "Akademie der Beispiele",
        "short_name": "AK",
        "kind": "bildung",
        "status": "active",
        "verified_on": date(2020, 8, 24),
        "tags": ["Bildung", "Universität"],
        "places": [{"key": "sitz", "label": "Sitz", "street": "Weg 3", "postal_code": "1010"}],
        "contacts": [
            {
                "key": "zentrale",
                "role": "Zentrale",
                "email": "a@example.org",
                "phone": "+431588",
                "visibility": "public",
                "basis": "none_functional",
            }
        ],
    }
    assert [(contact["key"], contact["phone"]) for contact in bank["contacts"]] == [("fax", "+43312")]
    assert (plain["name"], "short_name" in plain, "verified_on" in plain) == ("Ohne Langname", False, False)


def test_every_kind_that_the_map_gives_is_a_term_that_new_registers_know() -> None:
    mapping = load_map((EXAMPLES / "austria-behoerden.map.toml").read_bytes(), "actor")
    assert [term for term in mapping.values["kind"].values() if not STARTER.has("actor_kind", term)] == []


def test_the_map_in_the_readme_can_be_used() -> None:
    text = (EXAMPLES / "README.md").read_text("utf-8")
    example = text.partition("```toml\n")[2].partition("```")[0]
    mapping = load_map(example.encode(), "actor")
    ((_, data),) = plan(b"Bezeichnung;Telefon\nHaus;0561 1\n", "csv", mapping).records
    assert (data["name"], data["kind"], data["contacts"][0]["phone"]) == ("Haus", "verein", "0561 1")
