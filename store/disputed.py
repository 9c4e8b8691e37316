"""Which fields of a record are disputed: read off its data, with no history and nothing written.

A conflict travels in the record, beside the field that it is about. The field decides: once it holds anything
but the version that nobody chose (the greatest), the conflict is settled, whatever its entry says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

from schemas.field_kinds import Shape
from schemas.fields import FieldSpec, find_spec, record_spec, title_of
from schemas.paths import FieldPath
from schemas.record import RECORD_TYPES
from schemas.validation import Data
from store.access import get_value
from store.codec.canonical import canonical, conflict_key, entries_by_key
from store.codec.writer import value_bytes
from store.layout import file_of

CONFLICTS = "conflicts"
_COMMIT = re.compile(r"[0-9a-f]{40}")

VersionKind = Literal["value", "removed", "present", "unreadable"]


@dataclass(frozen=True, slots=True)
class DisputedVersion:
    """One version of what is disputed.

    ``number`` counts from 1 in stored order. ``kind``: a ``value`` of the field; ``removed``; ``present``, an
    entry or record that somebody kept; ``unreadable``, a file's text (``value``) that is no record. ``by`` is
    the author's name as committed, "" if nobody is known, and not yet safe to print. ``commit`` is "" or a
    full id, perhaps of a commit that is not here. ``shown``: this is what stands in the record now.
    """

    number: int
    value: Any | None
    kind: VersionKind
    by: str = ""
    on: datetime | None = None
    commit: str = ""
    shown: bool = False


@dataclass(frozen=True, slots=True)
class OpenConflict:
    """A field that partners disagree on, with all versions; at least two.

    ``type`` is a record type, or ``register`` or ``vocabulary`` for those files; ``record`` and ``title`` are
    then "". ``path`` () is the record itself; one that ends at a list's entry is about whether that stays.
    """

    type: str
    record: str
    title: str
    path: FieldPath
    versions: tuple[DisputedVersion, ...]

    @property
    def file(self) -> str:
        """The file that it stands in, relative to the register."""
        return file_of(self.type, self.record)

    @property
    def presence(self) -> bool:
        """Whether it is about an entry or record being there at all."""
        return is_presence(self.type, self.path)

    @property
    def key(self) -> FieldPath:
        """The path of its own entry: what changes when it is settled."""
        return (CONFLICTS, *conflict_key_path(self.path))

    @property
    def shown(self) -> DisputedVersion:
        """The version that stands in the record now."""
        return next(version for version in self.versions if version.shown)

    def version(self, number: int) -> DisputedVersion | None:
        """The version of that number."""
        return next((version for version in self.versions if version.number == number), None)


def conflict_key_path(path: FieldPath) -> FieldPath:
    """How changes name a conflict's entry: by the path that it is about; the record's own is ("",)."""
    return path or ("",)


def is_presence(kind: str, path: FieldPath) -> bool:
    """Whether a conflict on that path is about an entry or record being there at all."""
    return not path or find_spec(record_spec(kind), path)[1]


def conflicts_of(kind: str, record_id: str, data: Data | None) -> list[OpenConflict]:
    """The conflicts of a record that still stand, by path; entries that make no sense are passed over."""
    if not data or not isinstance(data.get(CONFLICTS), list):
        return []
    known = canonical(data, record_spec(kind))
    title = next((title_of(known_kind, known) for known_kind in RECORD_TYPES if known_kind == kind), "")
    return [
        OpenConflict(kind, record_id, title, item.path, item.versions)
        for item in _items(kind, known)
        if item.versions
    ]


def disputed_since(kind: str, seen: Data | None, now: Data, path: FieldPath) -> bool:
    """Whether a change at the path would settle a conflict, or a version of one, that is not in ``seen``."""
    known = conflicts_of(kind, "", seen)
    return any(
        conflict.path[: len(path)] == path
        or (path[: len(conflict.path)] == conflict.path and not conflict.presence)
        for conflict in conflicts_of(kind, "", now)
        if (conflict.path, conflict.versions) not in [(one.path, one.versions) for one in known]
    )


def without_settled(kind: str, data: Data) -> Data:
    """The data without the conflicts that no longer stand.

    Entries whose path cannot be read are left: they are for the schema check to name.
    """
    listed = data.get(CONFLICTS)
    if not isinstance(listed, list):
        return data
    standing = {conflict.path for conflict in conflicts_of(kind, "", data)}
    kept = []
    for entry in listed:
        path = conflict_key(entry)
        if path is None:
            kept.append(entry)
        elif path in standing:
            kept.append(entry)
            standing.remove(path)
    if len(kept) == len(listed):
        return data
    return _with_conflicts(data, kept)


def with_saved_versions(kind: str, saved: Data, data: Data) -> Data:
    """The data of a file edited by hand, with the lists of versions that were saved.

    An edited list of versions does not count, the field does; nor does a conflict that nobody had. What no
    longer stands is left out.
    """
    listed = data.get(CONFLICTS)
    if not isinstance(listed, list):
        return data
    before = saved.get(CONFLICTS)
    known = {path: entry for entry in reversed(_list(before)) if (path := conflict_key(entry)) is not None}
    kept = [known[path] for entry in listed if (path := conflict_key(entry)) in known and path is not None]
    return without_settled(kind, _with_conflicts(data, kept))


def _with_conflicts(data: Data, entries: list[Any]) -> Data:
    if entries:
        return {**data, CONFLICTS: entries}
    return {name: value for name, value in data.items() if name != CONFLICTS}


class _Item(NamedTuple):
    path: FieldPath
    versions: tuple[DisputedVersion, ...]
    """Empty: it does not stand."""


def _items(kind: str, data: Data) -> Iterator[_Item]:
    """The entries of canonical data whose path can be read, each with its versions if it stands."""
    spec = record_spec(kind)
    seen: set[FieldPath] = set()
    for entry in _list(data.get(CONFLICTS)):
        path = conflict_key(entry)
        if path is None or path in seen or path[:1] == (CONFLICTS,):
            continue
        seen.add(path)  # of two entries for one path, which no program writes, the first counts
        listed = [version for version in _list(entry.get("versions")) if isinstance(version, dict)]
        stands = _presence if is_presence(kind, path) else _field
        yield _Item(path, stands(spec, data, path, listed))


def _presence(
    spec: FieldSpec, data: Data, path: FieldPath, listed: list[Data]
) -> tuple[DisputedVersion, ...]:
    """Whether an entry or record stays: disputed as long as it is there and somebody would not have it so."""
    if not isinstance(get_value(spec, data, path), dict):
        return ()
    versions = [_version(number, item, _presence_kind(path, item)) for number, item in enumerate(listed, 1)]
    if not any(version.kind in ("removed", "unreadable") for version in versions):
        return ()
    if not any(version.kind == "present" for version in versions):
        # Nobody wrote that it is to stay, as where one deletes what another broke. It can be kept, though.
        versions.append(DisputedVersion(len(versions) + 1, True, "present", shown=True))
    return tuple(versions)


def _presence_kind(path: FieldPath, item: Mapping[str, Any]) -> VersionKind:
    if "value" not in item:
        return "removed"
    return "unreadable" if not path and isinstance(item["value"], str) else "present"


def _field(spec: FieldSpec, data: Data, path: FieldPath, listed: list[Data]) -> tuple[DisputedVersion, ...]:
    now = get_value(spec, data, path)
    values = [item.get("value") for item in listed]
    there = [value for value in [*values, now] if value is not None]
    if now is None or _in_parts(find_spec(spec, path)[0], there):
        return ()
    keys = [b"" if value is None else value_bytes(value) for value in values]
    if len(set(keys)) <= 1 or max(keys) != value_bytes(now):
        return ()
    kinds: Iterator[VersionKind] = ("removed" if value is None else "value" for value in values)
    shown = keys.index(max(keys))
    return tuple(
        _version(number, item, kind, shown=number == shown + 1)
        for number, (item, kind) in enumerate(zip(listed, kinds, strict=True), 1)
    )


def _in_parts(field: FieldSpec | None, values: list[Any]) -> bool:
    """Whether the field merges part by part, so that it is never disputed as a whole.

    Only as long as every version can be taken apart. What the schema does not know is as the merge found it.
    """
    if field is None:
        return False
    if field.shape is Shape.KEYED:
        return all(entries_by_key(item, field) is not None for item in values)
    if field.shape is Shape.SET:
        return all(isinstance(item, list) and all(isinstance(part, str) for part in item) for item in values)
    return field.shape is Shape.TABLE and all(isinstance(item, dict) for item in values)


def _version(
    number: int, item: Mapping[str, Any], kind: VersionKind, *, shown: bool | None = None
) -> DisputedVersion:
    by, on, commit = item.get("by"), item.get("on"), item.get("commit")
    return DisputedVersion(
        number,
        item.get("value"),
        kind,
        by if isinstance(by, str) else "",
        on if isinstance(on, datetime) and on.tzinfo else None,
        commit if isinstance(commit, str) and _COMMIT.fullmatch(commit) else "",
        kind == "present" if shown is None else shown,
    )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
