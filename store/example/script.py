"""The example's data files as the program needs them: records and steps, with every date put in.

``records/*.toml`` hold each record as it is first entered, ``history/*.toml`` what happens to it afterwards.
Nothing here touches a register; ``store.example.build`` plays the steps.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from importlib.resources import files as package_files
from importlib.resources.abc import Traversable
from typing import Any

import tomli

from schemas.fields import find_spec, record_spec
from schemas.paths import parse_path
from schemas.record import RECORD_TYPES, RecordType
from schemas.validation import Data
from store.access import with_value
from store.example.dates import moment, resolve

Changes = Mapping[str, Mapping[str, Any]]
"""Record id → field as it is typed on the command line → its new value."""


@dataclasses.dataclass(frozen=True, slots=True)
class Entered:
    """A record as it is first entered."""

    type: RecordType
    data: Data


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens: a save by a person (``who``), or a share, or the partners' joining."""

    at: datetime
    who: str = ""
    remark: str = ""
    add: tuple[str, ...] = ()
    set: Changes = dataclasses.field(default_factory=dict)
    delete: tuple[str, ...] = ()
    share: str = ""
    partners: tuple[str, ...] = ()
    everyone_shares: bool = False
    found_partners: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Colleague:
    """A person of the example; ``register`` is the folder of the register that the person works in."""

    name: str
    mail: str
    register: str


@dataclasses.dataclass(frozen=True, slots=True)
class Keeper:
    """One of the registers: its folder, what its partners call it, and the actor that keeps it."""

    folder: str
    name: str
    actor: str


@dataclasses.dataclass(frozen=True, slots=True)
class Script:
    """The whole example for one day. ``records`` by id; ``steps`` in order of time."""

    name: str
    languages: tuple[str, ...]
    remarks: str
    keepers: tuple[Keeper, ...]
    people: Mapping[str, Colleague]
    records: Mapping[str, Entered]
    steps: tuple[Step, ...]


def load_script(start: date) -> Script:
    """The example as it is told on the day ``start``."""
    place = package_files("store.example")
    frame = _read(place / "network.toml")
    files = {name: _entered(content, frame, start) for name, content in _folder(place / "records")}
    steps = [
        _step(step, files, start) for _, content in _folder(place / "history") for step in content["step"]
    ]
    return Script(
        frame["name"],
        tuple(frame["languages"]),
        frame["remarks"],
        load_keepers(),
        {key: Colleague(**person) for key, person in frame["people"].items()},
        {record: entered for content in files.values() for record, entered in content.items()},
        tuple(sorted(steps, key=lambda step: step.at)),
    )


def load_keepers() -> tuple[Keeper, ...]:
    """Whose registers there are, the one that is opened first in front."""
    frame = _read(package_files("store.example") / "network.toml")
    return tuple(Keeper(**keeper) for keeper in frame["registers"])


def changed(kind: RecordType, data: Data, changes: Mapping[str, Any]) -> Data:
    """The record's data with the changes of a step put on it; a table for an entry is the whole entry."""
    spec = record_spec(kind)
    for typed, value in changes.items():
        path = parse_path(typed)
        field, whole_entry = find_spec(spec, path)
        key = dict(zip(field.key, path[-len(field.key) :], strict=True)) if whole_entry and field else {}
        data = with_value(spec, data, path, key | value if key else value)
    return data


def district_terms() -> str:
    """The example's districts in TOML, to be put behind the starter vocabulary."""
    return package_files("store.example").joinpath("districts.toml").read_text(encoding="utf-8")


def _read(file: Traversable) -> dict[str, Any]:
    return tomli.loads(file.read_text(encoding="utf-8"))


def _folder(folder: Traversable) -> Iterator[tuple[str, dict[str, Any]]]:
    """The data files of a folder by name, in the order of their names."""
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            yield file.name.removesuffix(".toml"), _read(file)


def _entered(content: Mapping[str, Any], frame: Mapping[str, Any], start: date) -> dict[str, Entered]:
    """The records of one file, completed from its ``defaults``; actors are marked as examples."""
    found: dict[str, Entered] = {}
    for kind in RECORD_TYPES:
        for entry in content.get(kind, ()):
            data = {**content.get("defaults", {}), **entry}
            if kind == "actor":
                data["name"] += frame["mark"]
                data["remarks"] = "\n\n".join(filter(None, [frame["remark"], data.get("remarks", "")]))
            found[data["id"]] = Entered(kind, resolve(data, start))
    return found


def _step(raw: Mapping[str, Any], files: Mapping[str, Mapping[str, Entered]], start: date) -> Step:
    """One step; a file's name under ``add`` stands for all its records."""
    known = {field.name for field in dataclasses.fields(Step)} - {"partners"} | {"with"}
    if unknown := raw.keys() - known:
        raise ValueError(f"{raw['at']}: {unknown}")
    added = [record for name in raw.get("add", ()) for record in files.get(name, (name,))]
    return Step(
        at=moment(raw["at"], start),
        who=raw.get("who", ""),
        remark=resolve(raw.get("remark", ""), start),
        add=tuple(added),
        set=resolve(raw.get("set", {}), start),
        delete=tuple(raw.get("delete", ())),
        share=raw.get("share", ""),
        partners=tuple(raw.get("with", ())),
        everyone_shares=raw.get("everyone_shares", False),
        found_partners=raw.get("found_partners", False),
    )
