"""What a person at a partner does to a file: edit, set back, settle, break, mend, delete, bring back.

Each act takes the file's bytes and gives new ones; who commits them, and when, is the network's business.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

import tomli_w

from schemas.fields import record_spec
from schemas.limits import prune
from schemas.validation import Data
from store.access import with_value
from store.codec import canonical, encode
from tests.merge.editing import edit_table, unknown_value, value_for, whole_record
from tests.merge.states import UnreadableError, disputed_place, parse


def new_file(kind: str, record_id: str, chance: Random, fill: float = 0.8) -> bytes:
    """A new record with that share of its fields."""
    return encode(whole_record(kind, record_id, chance, fill), record_spec(kind))


def edited(kind: str, raw: bytes, chance: Random, few: frozenset[str] = frozenset()) -> bytes:
    """One to three fields changed (of ``few``, if there are any); conflicts on them are left as they are."""
    data = parse(raw)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        edit_table(record_spec(kind), data, chance, few=few)
    return written(kind, data, chance)


def set_back(kind: str, raw: bytes, earlier: Sequence[bytes], chance: Random) -> bytes:
    """One field as it was in an earlier version of the record; now and then all of them."""
    data, old = parse(raw), parse(chance.choice(earlier))
    if chance.random() < 0.15:
        return written(kind, old, chance)
    names = sorted(name for name in {*data, *old} - {"id", "conflicts"} if data.get(name) != old.get(name))
    for name in chance.sample(names, min(len(names), 1)):
        if name in old:
            data[name] = old[name]
        else:
            del data[name]
    return written(kind, data, chance)


def settled(kind: str, raw: bytes, chance: Random) -> bytes:
    """One conflict settled: on one of its versions, another value, or none; a presence by keeping, removing.

    Gives empty bytes for a record that is to be removed.
    """
    data = parse(raw)
    conflicts = data.get("conflicts", [])
    if not conflicts:
        return raw
    conflict = conflicts.pop(chance.randrange(len(conflicts)))
    if not conflicts:
        del data["conflicts"]
    path = tuple(conflict.get("path", []))
    spec = record_spec(kind)
    if disputed_place(spec, path).kind == "presence":
        if chance.random() < 0.5:
            return written(kind, data, chance)
        if not path:
            return b""
        return written(kind, with_value(spec, data, path, None), chance)
    version = chance.choice(conflict["versions"])
    value = version.get("value") if chance.random() < 0.8 else _free(version.get("value"), chance)
    return written(kind, with_value(spec, data, path, value), chance)


def _free(value: Any, chance: Random) -> Any:
    """A value of one's own, of the type that stands there."""
    number = chance.randrange(1_000_000)
    if isinstance(value, str):
        return f"{value}\nline {number}" if "\n" in value else f"w{number}"
    if isinstance(value, list) and not any(isinstance(item, dict) for item in value):
        return [*value, f"item {number}"]
    return value


def broken(raw: bytes, chance: Random) -> bytes:
    """A text that is not TOML any more: a torn line, or the markers of a text merge."""
    number = chance.randrange(1_000_000)
    lines = raw.split(b"\n")
    place = chance.randrange(len(lines))
    torn = b"\n".join([*lines[:place], b"name = torn %d" % number, *lines[place:]])
    if chance.random() < 0.5 and not readable(torn):  # it can be read where the line lies in a text
        return torn
    marked = [b"<<<<<<< HEAD", b'name = "a%d"' % number, b"=======", b'name = "b"', b">>>>>>> theirs"]
    return b"\n".join([*marked, *lines])


def with_markers(one: bytes, other: bytes) -> bytes:
    """Two versions as a text merge leaves them that gives up on the whole file."""
    return b"<<<<<<< HEAD\n" + one + b"=======\n" + other + b">>>>>>> theirs\n"


def readable(raw: bytes) -> bool:
    """Whether a file can be read."""
    try:
        parse(raw)
    except UnreadableError:
        return False
    return True


def written(kind: str, data: Data, chance: Random) -> bytes:
    """The file: mostly as the program writes it, else as people do, in another order and layout."""
    spec = record_spec(kind)
    if chance.random() < 0.8:
        return encode(data, spec)
    data = prune(canonical(data, spec)) if chance.random() < 0.5 else canonical(data, spec)
    names = list(data)
    chance.shuffle(names)
    return tomli_w.dumps({name: data[name] for name in names}, multiline_strings=True).encode()


__all__ = [
    "broken",
    "edited",
    "new_file",
    "readable",
    "set_back",
    "settled",
    "unknown_value",
    "value_for",
    "with_markers",
    "written",
]
