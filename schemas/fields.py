"""The schema as data: one FieldSpec a field, read off the pydantic models once.

Forms, the command line, the codec, the merge and the history all ask here what a field is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar, cast, get_args, get_origin

from annotated_types import MaxLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from schemas.actor import Actor
from schemas.field_kinds import Choice, Choices, InputKind, Keyed, Kind, Label, Lead, Section, Shape, Target
from schemas.group import Group
from schemas.paths import FieldPath, format_path, is_number
from schemas.record import Record, RecordType
from schemas.register import RegisterFile
from schemas.term import TermEntry
from schemas.topic import Topic
from schemas.types import Part
from schemas.vocabulary import SECTIONS

MODELS: Mapping[RecordType, type[Record]] = {"actor": Actor, "topic": Topic, "group": Group}
TITLE_FIELDS: Mapping[RecordType, str] = {"actor": "name", "topic": "title", "group": "name"}
_ALL_PARTS = 1 << 30

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, eq=False)
class FieldSpec:
    """What there is to know of one field.

    ``label`` and ``help`` are message ids. ``key`` names the identifying fields of a keyed list's entries,
    ``key_made`` says that the program makes them; ``lead`` the fields that name an entry to people.
    ``fields`` are those of an entry, or of a table with fixed keys; ``item`` is the spec of each value of a
    table with free keys. ``section`` and ``target`` say where terms and ids come from, ``max_length`` counts
    characters (None: only the limits of all texts), ``part`` is the model of an entry. There is one spec of a
    field, so specs compare by identity.
    """

    name: str
    shape: Shape
    input: InputKind
    label: str
    help: str = ""
    required: bool = False
    section: str = ""
    target: str = ""
    choices: tuple[Choice, ...] = ()
    key: tuple[str, ...] = ()
    key_made: bool = False
    lead: tuple[str, ...] = ()
    fields: tuple[FieldSpec, ...] = ()
    item: FieldSpec | None = None
    default: Any = None
    max_length: int | None = None
    part: type[Part] | None = None
    _by_name: dict[str, FieldSpec] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._by_name.update((spec.name, spec) for spec in self.fields)

    def find(self, name: str) -> FieldSpec | None:
        """The field of an entry or table by its name."""
        return self._by_name.get(name)


@cache
def record_spec(kind: str) -> FieldSpec:
    """The spec of a whole file: an actor, topic or group, ``register`` (knoten.toml) or ``vocabulary``."""
    if kind == "register":
        return _table(kind, _specs(RegisterFile))
    if kind == "vocabulary":
        term = _table("term", _specs(TermEntry))
        sections = tuple(
            FieldSpec(name, Shape.TABLE, InputKind.HIDDEN, label="", item=term) for name in SECTIONS
        )
        shared = (_spec(name, RegisterFile.model_fields[name]) for name in ("remarks", "conflicts"))
        return _table(kind, (*sections, *shared))
    return _table(kind, _record_fields(MODELS[cast("RecordType", kind)]))


def _table(name: str, fields: tuple[FieldSpec, ...]) -> FieldSpec:
    return FieldSpec(name, Shape.TABLE, InputKind.HIDDEN, label="", fields=fields)


def _record_fields(model: type[Record]) -> tuple[FieldSpec, ...]:
    """The id, then what the type adds, then what every record has: the order of files and forms."""
    specs = _specs(model)
    shared = set(Record.model_fields)
    own = [spec for spec in specs if spec.name not in shared]
    rest = [spec for spec in specs if spec.name in shared and spec.name != "id"]
    return (next(spec for spec in specs if spec.name == "id"), *own, *rest)


@cache
def _specs(model: type[BaseModel]) -> tuple[FieldSpec, ...]:
    return tuple(_spec(name, info) for name, info in model.model_fields.items())


def _spec(name: str, info: FieldInfo) -> FieldSpec:
    kind = _last(info, Kind) or Kind(Shape.VALUE, InputKind.HIDDEN)
    keyed = _last(info, Keyed) or Keyed(())
    label = _last(info, Label) or Label("")
    section, target, lead = _last(info, Section), _last(info, Target), _last(info, Lead)
    choices, longest = _last(info, Choices), _last(info, MaxLen)
    part = _part(info.annotation)
    return FieldSpec(
        name,
        kind.shape,
        kind.input,
        label=label.name,
        help=label.help,
        required=info.is_required(),
        section=section.name if section else "",
        target=target.type if target else "",
        choices=choices.choices if choices else (),
        key=keyed.key,
        key_made=keyed.made,
        lead=lead.fields if lead else (),
        fields=_specs(part) if part else (),
        item=_item(name, kind),
        default=None if info.is_required() else info.default,
        max_length=longest.max_length if longest else None,
        part=part,
    )


def _last(info: FieldInfo, wanted: type[_T]) -> _T | None:
    """The marker of that class that stands nearest to the field."""
    found = [marker for marker in info.metadata if isinstance(marker, wanted)]
    return found[-1] if found else None


def _item(name: str, kind: Kind) -> FieldSpec | None:
    if kind.input is InputKind.POINTS:
        return FieldSpec(name, Shape.VALUE, InputKind.WHOLE, label="Points")
    return None


def _part(annotation: Any) -> type[Part] | None:
    """The model of the entries of ``list[Part]``; None for plain types."""
    if get_origin(annotation) is list:
        (entry,) = get_args(annotation)
        if isinstance(entry, type) and issubclass(entry, Part):
            return entry
    return None


def find_spec(root: FieldSpec, path: Sequence[str]) -> tuple[FieldSpec | None, bool]:
    """The spec that a path leads to, and whether the path ends at a whole entry of a keyed list.

    (None, False) for a field that the schema does not know.
    """
    spec: FieldSpec | None = root
    index = 0
    while index < len(path) and spec is not None:
        spec = spec.item or spec.find(path[index])
        index += 1
        if spec is not None and spec.shape is Shape.KEYED and index < len(path):
            index += 1 if is_number(path[index]) else _key_length(spec)
            if index >= len(path):
                return spec, True
    return spec, False


def _key_length(spec: FieldSpec) -> int:
    """How many parts of a path name an entry; a conflict is named by the whole path that it is about."""
    return _ALL_PARTS if spec.key == ("path",) else len(spec.key)


def path_text(kind: str, path: FieldPath) -> str:
    """The path as people type it, with the keys of keyed lists in brackets."""
    root = record_spec(kind)

    def key_length(prefix: FieldPath) -> int:
        spec, entry = find_spec(root, prefix)
        return _key_length(spec) if spec and spec.shape is Shape.KEYED and not entry else 0

    return format_path(path, key_length)


def title_of(kind: RecordType, data: Mapping[str, Any]) -> str:
    """What people call the record; its id where it has no name."""
    texts = (value for value in (data.get(TITLE_FIELDS[kind]), data.get("id")) if isinstance(value, str))
    return next(filter(None, texts), "")
