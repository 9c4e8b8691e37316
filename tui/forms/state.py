"""What a form is about: the record's data as it is now, and as it was when the person saw it.

The truth is the data, never what a widget shows: a field that nobody touched is returned exactly as it was,
whatever characters stand in it. Fields are addressed by place, since an entry whose key is being chosen has
no key yet; problems and changes speak of keys. Nothing here knows a screen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from schemas.field_kinds import Shape
from schemas.fields import FieldSpec, record_spec
from schemas.paths import FieldPath
from schemas.problems import Problem
from schemas.record import RecordType
from schemas.validation import Data, check_record, entry_key, is_empty
from store.access import get_value
from store.codec import canonical, same
from store.codec.canonical import canonical_value
from store.disputed import conflicts_of
from store.drafts import Address
from store.layout import path_of
from store.values import Reading, ValueFault, parse_value

NO_ID = "new"
"""Stands for the id while a new record is checked; its own is made from its name when it is saved."""


class FormState:
    """The data of one form, its changes, and what is wrong with it."""

    def __init__(
        self, kind: RecordType, base: Data | None, data: Data, digest: str = "", *, start: Data | None = None
    ) -> None:
        """Edit ``data``; ``base`` is the record as the person saw it, None for a new one.

        Changes are counted from ``start``; without it from the base, or from the data of a new record.
        """
        self.kind = kind
        self.spec = record_spec(kind)
        self.base = base
        self.base_digest = digest
        self.data = data
        self.typed: dict[Address, str] = {}
        self.faults: dict[Address, ValueFault] = {}
        self._start = next(one for one in (start, base, data) if one is not None)
        self.version = 0
        self._disputed = _disputed(kind, base)

    # ---- reading

    def value(self, address: Address) -> Any:
        """The value at an address; None where there is none."""
        value: Any = self.data
        for part in address:
            if isinstance(part, int):
                value = value[part] if isinstance(value, list) and part < len(value) else None
            else:
                value = value.get(part) if isinstance(value, Mapping) else None
        return value

    def spec_at(self, address: Address) -> FieldSpec:
        """The field at an address; for an entry, the list that it is in."""
        spec = self.spec
        for part in address:
            if isinstance(part, str):
                spec = spec.item or spec.find(part) or spec
        return spec

    def entries(self, address: Address) -> list[Any]:
        """The entries of a keyed list; none where something else stands in its place."""
        value = self.value(address)
        return value if isinstance(value, list) else []

    def key_path(self, address: Address) -> FieldPath:
        """The path by keys, as problems and changes have it."""
        path: FieldPath = ()
        for length, part in enumerate(address, 1):
            if isinstance(part, str):
                path += (part,)
            else:
                at = address[:length]
                path += entry_key(self.spec_at(at), self.value(at), part)
        return path

    def address_of(self, path: FieldPath) -> Address:
        """The place of the field that a problem names; of the last entry where two have the same key."""
        address: Address = ()
        rest = path
        while rest:
            address, rest = (*address, rest[0]), rest[1:]
            spec = self.spec_at(address)
            if spec.shape is Shape.KEYED and rest:
                place, rest = self._place(spec, address, rest)
                if place is None:
                    return address
                address = (*address, place)
        return address

    def _place(self, spec: FieldSpec, address: Address, path: FieldPath) -> tuple[int | None, FieldPath]:
        found = None
        rest: FieldPath = ()
        for place, entry in enumerate(self.entries(address)):
            key = entry_key(spec, entry, place)
            for candidate in (key, (f"#{place + 1}",)):
                if path[: len(candidate)] == candidate:
                    found, rest = place, path[len(candidate) :]
        return found, rest

    # ---- writing

    def put(self, address: Address, value: Any) -> None:
        """Set a value; an empty one removes the field. Text that was no value is forgotten."""
        self.typed.pop(address, None)
        self.faults.pop(address, None)
        self._write(address, value)

    def put_text(self, address: Address, text: str, reading: Reading) -> None:
        """Set what a person typed; while it is no value of the field, the value before stays."""
        try:
            value = parse_value(self.spec_at(address), text, reading)
        except ValueFault as fault:
            self.typed[address] = text
            self.faults[address] = fault
            self.version += 1
        else:
            self.put(address, value)

    def _write(self, address: Address, value: Any) -> None:
        self.version += 1
        self.data = _with(self.data, address, value)

    def add_entry(self, address: Address, entry: Data) -> Address:
        """Put one more entry at the end of a keyed list; its address."""
        place = len(self.entries(address))
        self._write(address, [*self.entries(address), entry])
        return (*address, place)

    def remove_entry(self, address: Address) -> None:
        """Take an entry out; those behind it move up, and so does what is typed in them."""
        at, place = address[:-1], address[-1]
        kept = [entry for index, entry in enumerate(self.entries(at)) if index != place]
        self.typed = dict(_moved_up(self.typed, address))
        self.faults = dict(_moved_up(self.faults, address))
        self._write(at, kept)

    # ---- what it comes to

    def is_changed(self, address: Address = ()) -> bool:
        """Whether a field, an entry or the whole differs from what the person saw at first."""
        if any(typed[: len(address)] == address for typed in self.typed):
            return True
        if not address:
            return not same(canonical(self.data, self.spec), canonical(self._start, self.spec))
        spec = self.spec_at(address)
        before = get_value(self.spec, self._start, self.key_path(address))
        now = self.value(address)
        if isinstance(address[-1], int):  # an entry: compare as a list of one
            before, now = [] if before is None else [before], [now]
        return not same(_shaped(before, spec), _shaped(now, spec))

    def is_disputed(self, address: Address) -> bool:
        """Whether partners disagree on a field, on an entry, or on something in it."""
        if not self._disputed:
            return False
        path = self.key_path(address)
        return any(disputed[: len(path)] == path for disputed in self._disputed)

    def changed_fields(self) -> list[str]:
        """The fields of the record that differ, in schema order."""
        return [spec.name for spec in self.spec.fields if self.is_changed((spec.name,))]

    def problems(self) -> list[tuple[Address, Problem]]:
        """All that is wrong, with its place: text that is no value, then what the schema says."""
        path = path_of(self.kind, str(self.data.get("id") or NO_ID))
        found = [
            (at, Problem(fault.code, path, field=self.key_path(at), params=fault.params))
            for at, fault in self.faults.items()
        ]
        _, problems = check_record(self.kind, {"id": NO_ID, **self.data}, path)
        placed = ((self.address_of(problem.field), problem) for problem in problems)
        return found + [(at, problem) for at, problem in placed if at not in self.faults]

    def start_from(self, base: Data | None, digest: str, data: Data) -> None:
        """Go on from another version of the record (somebody saved one meanwhile)."""
        self.base, self.base_digest, self.data = base, digest, data
        self._start = base if base is not None else self._start
        self._disputed = _disputed(self.kind, base)
        self.version += 1


def _disputed(kind: RecordType, base: Data | None) -> frozenset[FieldPath]:
    """The fields and entries that were disputed when the person saw the record."""
    return frozenset(conflict.path for conflict in conflicts_of(kind, "", base) if conflict.path)


def _shaped(value: Any, spec: FieldSpec) -> Any:
    return None if is_empty(value) else canonical_value(value, spec)


def _with(value: Any, address: Address, new: Any) -> Any:
    """A copy of data with another value at the address; the versions before stay as they were."""
    if not address:
        return new
    part, rest = address[0], address[1:]
    if isinstance(part, int):
        entries = list(value)
        entries[part] = _with(entries[part], rest, new)
        return entries
    table = dict(value) if isinstance(value, Mapping) else {}
    inner = _with(table.get(part), rest, new)
    if is_empty(inner):
        table.pop(part, None)
    else:
        table[part] = inner
    return table


def _moved_up(by_address: Mapping[Address, Any], gone: Address) -> Iterator[tuple[Address, Any]]:
    depth, place = len(gone) - 1, gone[-1]
    for address, value in by_address.items():
        if address[:depth] == gone[:depth] and len(address) > depth:
            at = address[depth]
            if at == place:
                continue
            if isinstance(at, int) and isinstance(place, int) and at > place:
                yield (*address[:depth], at - 1, *address[depth + 1 :]), value
                continue
        yield address, value
