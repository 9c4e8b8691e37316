"""The places of Vienna's Seestadt Aspern as records.

Data: github.com/botic/seestadt-data, Open Database License (ODbL) 1.0; archived by its authors in 2018.
Run:  python docs/examples/seestadt.py seestadt-data/data | knoten new actor --from -
"""

from __future__ import annotations

import json
import re
import sys
from itertools import groupby
from pathlib import Path
from typing import Any

DAYS = {"mo": "Mo", "di": "Tu", "mi": "We", "do": "Th", "fr": "Fr", "sa": "Sa", "so": "Su", "ft": "PH"}
KIND_BY_WORD = {  # the first that occurs in name or description decides; all other places are businesses
    "nachbar_?innentreff": "nachbarschaftstreff",
    "stadtteilmanagement": "quartiersmanagement",
    "seelsorge": "kirchengemeinde",
    "kindergarten|kindergruppe|netzwerkzentrum für eltern": "kita",
    "volksschule|college": "schule",
    "universität|lernfabrik|lerncaf": "bildung",
    "jugendcoaching|arbeitsassistenz": "beratungsstelle",
    "polizei": "amt",
    "wohnheim": "wohnungsunternehmen",
    "parteilokal|baugruppe jaspern|seestadt radio|selbermacherei": "initiative",
}
PLAIN = {"name": "name", "label": "short_name", "beschreibung": "summary", "web": "website", "tags": "tags"}
PROFILES = {name: f"https://{name}.com/" for name in ("facebook", "twitter", "instagram")}


def kind(file: str, place: dict[str, Any]) -> str:
    """The term for a place."""
    words = f"{place['name']} {place.get('beschreibung')}".lower()
    found = (term for pattern, term in KIND_BY_WORD.items() if re.search(pattern, words))
    return "verein" if file == "vereine" else next(found, "unternehmen")


def hours(times: list[str]) -> str:
    """``["9:00", "12:00"]`` as ``09:00-12:00``; an opening without an end as ``11:30+``."""
    padded = [*(time.zfill(5) for time in times), ""]
    return ",".join(f"{a}-{b}" if b else f"{a}+" for a, b in zip(padded[::2], padded[1::2], strict=False))


def opening_hours(week: dict[str, Any]) -> str:
    """OpenStreetMap's ``opening_hours``; the remark is the rule for all other times."""
    rules = []
    for times, days in groupby(DAYS, key=lambda day: hours(week.get(day, []))):
        names = [DAYS[day] for day in days]
        holidays = [names.pop()] if names[-1] == "PH" else []
        span = ["-".join(dict.fromkeys([names[0], names[-1]]))] if names else []
        rules += [",".join(span + holidays) + " " + times] if times else []
    rules += ["PH off"] if rules and not week.get("ft") else []
    remark = week.get("bemerkung", "").replace('"', "'")
    return " || ".join(filter(None, ["; ".join(rules), remark and f'"{remark}"']))


def record(file: str, key: str, place: dict[str, Any]) -> dict[str, Any]:
    """One place in the words of the register; empty fields vanish when it is brought in."""
    (lat, lon), plot = place["latlng"], place.get("bauplatz")
    spot = {"street": place["adresse"], "postal_code": "1220", "city": "Wien", "lat": lat, "lon": lon}
    contact: dict[str, Any] = {"role": "Kontakt", "visibility": "public", "basis": "none_functional"}
    contact |= {"email": place.get("email"), "phone": place.get("tel")}
    numbers = [f"{name.upper()} {place[name]}" for name in ("zvr", "uid") if name in place]
    return {field: place.get(name) for name, field in PLAIN.items()} | {
        "id": "seestadt-" + key.replace("_", "-"),
        "kind": kind(file, place),
        "register_id": ", ".join(numbers),
        "opening_hours": opening_hours(place.get("oeffnungszeiten", {})),
        "places": [spot | {"label": plot}],
        "contacts": [contact] if contact["email"] or contact["phone"] else [],
        "links": [{"url": url + place[net], "label": net} for net, url in PROFILES.items() if net in place],
    }


if __name__ == "__main__":
    for path in sorted(Path(sys.argv[1]).glob("*.json")):
        for key, place in json.loads(path.read_text(encoding="utf-8")).items():
            print(json.dumps(record(path.stem, key, place)))
