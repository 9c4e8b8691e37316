"""The state of a field as the set of its versions: one where it is undisputed, several where it is not.

Versions are told apart by the canonical bytes of their value alone. "Removed" is a version, and the least.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from store.codec.writer import value_bytes

REMOVED = b""
"""The key of the version "removed"."""


class Version(NamedTuple):
    """One value of a field (None: removed), and the person's commit that gave it, where that is known."""

    value: Any = None
    by: str = ""
    on: datetime | None = None
    commit: str = ""


Versions = Mapping[bytes, Version]
"""Key → version; never empty."""

PRESENT_VALUE = True
PRESENT = value_bytes(PRESENT_VALUE)
"""The key of "it is there", for records and entries, whose presence is a field of its own."""

GONE: Versions = {REMOVED: Version()}
THERE: Versions = {PRESENT: Version(PRESENT_VALUE)}


def key_of(value: Any) -> bytes:
    """What tells a value from others."""
    return REMOVED if value is None else value_bytes(value)


def versions(found: Iterable[Version]) -> dict[bytes, Version]:
    """Versions by their keys; of the same value twice the greater is kept."""
    kept: dict[bytes, Version] = {}
    for version in found:
        key = key_of(version.value)
        kept[key] = max(kept[key], version, key=_rank) if key in kept else version
    return kept


def joined(one: Versions, other: Versions, keys: Iterable[bytes]) -> dict[bytes, Version]:
    """The versions with these keys, with what is known of them on either side."""
    return {key: max((side[key] for side in (one, other) if key in side), key=_rank) for key in sorted(keys)}


def greatest(found: Versions) -> Version:
    """The version that the field itself shows: the same at every partner, and no wrong clock wins."""
    return found[max(found)]


def _rank(version: Version) -> tuple[str, str, str]:
    return (version.on.isoformat() if version.on else "", version.commit, version.by)


def versions_of(conflict: Mapping[str, Any]) -> dict[bytes, Version]:
    """The versions that a conflict's entry lists; what makes no sense there is passed over."""
    listed = conflict.get("versions")
    items = listed if isinstance(listed, list) else []
    return versions(_version(item) for item in items if isinstance(item, dict))


def _version(item: Mapping[str, Any]) -> Version:
    by, on, commit = item.get("by"), item.get("on"), item.get("commit")
    return Version(
        item.get("value"),
        by if isinstance(by, str) else "",
        on if isinstance(on, datetime) and on.tzinfo else None,
        commit if isinstance(commit, str) else "",
    )


def conflict_entry(path: Iterable[str], found: Versions) -> dict[str, Any]:
    """The entry of a record's ``conflicts`` for a disputed field."""
    listed = []
    for key in sorted(found):
        version = found[key]
        item = {"value": version.value, "by": version.by, "on": version.on, "commit": version.commit}
        listed.append({name: value for name, value in item.items() if value is not None and value != ""})
    return {"path": list(path), "versions": listed}
