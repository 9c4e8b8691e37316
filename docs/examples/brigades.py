"""Civic-technology groups all over the world as records.

Data: github.com/codeforamerica/brigade-information, ``organizations.json``, MIT licence.
Run:  python docs/examples/brigades.py organizations.json | knoten new actor --from -
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

PROFILES = {"twitter": "https://twitter.com/", "instagram": "https://www.instagram.com/"}
LABELS = {"events_url": "Events", "rss": "News feed", "projects_list_url": "Projects"}


def address(text: str) -> str:
    """A web address with its scheme."""
    return text if not text or "://" in text else f"https://{text}"


def links(group: dict[str, Any]) -> list[dict[str, str]]:
    """What stands beside the website, each address once."""
    found: dict[str, str] = {}
    for name, label in LABELS.items():
        found.setdefault(address(group.get(name) or ""), label)
    for network, profile in (group.get("social_profiles") or {}).items():
        url = PROFILES.get(network, "") + profile.removeprefix("@") if profile.startswith("@") else profile
        found.setdefault(address(url), network.title())
    return [{"url": url, "label": label} for url, label in found.items() if url]


def record(group: dict[str, Any]) -> dict[str, Any]:
    """One group in the words of the register."""
    place: dict[str, Any] = {"city": group["city"]}
    if group.get("latitude") and group.get("longitude"):
        place |= {"lat": float(group["latitude"]), "lon": float(group["longitude"])}
    return {
        "name": group["name"],
        "aliases": group.get("previous_names", []),
        "kind": "amt" if "Government" in group["tags"] else "initiative",
        "website": address(group["website"]),
        "languages": ["en"] if (group.get("location") or {}).get("country") == "USA" else [],
        "engagement_fields": ["wohnort"],
        "places": [place] if any(place.values()) else [],
        "links": links(group),
        "tags": group["tags"],
    }


if __name__ == "__main__":
    for group in json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")):
        print(json.dumps(record(group)))
