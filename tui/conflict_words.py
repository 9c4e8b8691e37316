"""An open conflict in words: what is disputed, which versions there are, and what a choice would bring about.

"Ours" and "theirs" say nothing to people, and who guesses picks the wrong one. So every choice is told by
what happens then: what the field becomes, whose version no longer counts, and who gets to know of it. No
screen is needed for it. Words of records and names of authors are returned as they are: who shows them cleans
them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from schemas.field_kinds import InputKind, Shape, shape_of_unknown
from schemas.fields import FieldSpec, find_spec, record_spec
from store.access import get_value
from tui.field_words import Names, entry_words, field_label, path_words, value_words
from tui.words import N_, list_text, ntext, quoted, text, time_text

if TYPE_CHECKING:
    from schemas.validation import Data
    from store.conflicts import DisputedVersion, OpenConflict

_LONGEST = 60
"""Characters of a value that a sentence repeats; the whole stands above it."""

REACHES_ALL = N_("All partners get this with the next share. The history keeps every version.")


@dataclass(frozen=True, slots=True)
class Picked:
    """What somebody would settle on: versions by their numbers, or a value written for it."""

    numbers: tuple[int, ...] = ()
    written: bool = False
    value: Any = None

    @property
    def empty(self) -> bool:
        """Whether nothing is chosen."""
        return not self.numbers and not self.written


@dataclass(frozen=True, slots=True)
class Subject:
    """A conflict with what is needed to name it: the record's data and what ids are called."""

    conflict: OpenConflict
    data: Data
    names: Names

    @property
    def spec(self) -> FieldSpec | None:
        """The disputed field; the list for an entry, None for the record itself and for unknown fields."""
        return (
            find_spec(record_spec(self.conflict.type), self.conflict.path)[0] if self.conflict.path else None
        )

    @property
    def presence(self) -> bool:
        """Whether the dispute is about a record or an entry being there at all."""
        return self.conflict.presence

    @property
    def shape(self) -> Shape:
        """The field's shape, told from its versions where the schema does not know it."""
        if self.spec is not None:
            return self.spec.shape
        return shape_of_unknown(*(version.value for version in self.conflict.versions))

    @property
    def takes_several(self) -> bool:
        """Whether more than one version can be taken: they are put together."""
        return not self.presence and self.shape in (Shape.TEXT, Shape.LIST)

    @property
    def can_be_written(self) -> bool:
        """Whether there is a field to type or choose another value in."""
        spec = self.spec
        return (
            self.conflict.type in _RECORDS
            and not self.presence
            and spec is not None
            and spec.input is not InputKind.HIDDEN
        )

    def title(self) -> str:
        """What the record is called; the register's own two files have names of their own."""
        names = {"register": text("The register itself"), "vocabulary": text("The terms")}
        return names.get(self.conflict.type, self.conflict.title or self.conflict.record)

    def label(self) -> str:
        """What is disputed: "Phone (Office)", "Contact (Office)", "The whole record"."""
        if not self.conflict.path:
            return text("The whole record")
        return path_words(self.conflict.type, self.conflict.path, self.names, self.data)

    def name(self) -> str:
        """What a sentence calls it: the label, the record's own name for the record."""
        return quoted(self.label() if self.conflict.path else self.title())

    def value_words(self, value: Any) -> str:
        """A value as it is read, a list with one item a line; "(empty)" for none."""
        if value is None or value in ("", []):
            return text("(empty)")
        if self.shape is Shape.LIST and isinstance(value, list):
            return "\n".join(f"• {value_words(self.spec, [item], self.names)}" for item in value)
        return value_words(self.spec, value, self.names)

    def entry_lines(self) -> Iterator[str]:
        """What stands in a disputed entry now, field by field: "Phone: 0561 2"; nothing for a record."""
        if not self.conflict.path or self.spec is None:
            return
        entry = get_value(record_spec(self.conflict.type), self.data, self.conflict.path)
        for inner in self.spec.fields:
            value = entry.get(inner.name) if isinstance(entry, dict) else None
            if value is not None and inner.input is not InputKind.HIDDEN:
                words = " ".join(value_words(inner, value, self.names).split())
                yield f"{field_label(inner)}: {_shortened(words)}"

    def before_words(self, value: Any) -> str:
        """What stood there before; of an entry its name, "" for a whole record and what was not there."""
        if not self.presence:
            return self.value_words(value)
        return entry_words(self.spec, value, self.names) if self.spec is not None and value else ""


_RECORDS = frozenset({"actor", "topic", "group"})


def version_words(subject: Subject, version: DisputedVersion) -> str:
    """What a version says, in full."""
    match version.kind:
        case "unreadable":
            return str(version.value).strip("\n")
        case "present":
            return "\n".join([text("Keep it"), *subject.entry_lines()])
        case "removed":
            return text("Delete it") if subject.presence else text("(empty)")
        case _:
            return subject.value_words(version.value)


def origin_words(subject: Subject, version: DisputedVersion) -> str:
    """Who gave the version, when, and whether it stands in the record now: "Berta · 20.11.2026, 09:12"."""
    who = version.by or text("unknown")
    match version.kind:
        case "unreadable":
            who = text("{who} left the file in this state, which cannot be read", who=who)
        case "present":
            who = text("{who} went on working on it", who=who)
        case "removed" if subject.presence:
            who = text("{who} deleted it", who=who)
        case "removed":
            who = text("{who} emptied it", who=who)
    parts = [who, _moment(version.on)]
    if version.shown and version.kind == "value":
        parts.append(text("stands there now"))
    return " · ".join(part for part in parts if part)


def outcome(subject: Subject, picked: Picked, links: int = 0) -> list[str]:
    """What happens when this is settled on, by sentences; ``links`` lead to the record from others."""
    versions = [version for version in subject.conflict.versions if version.number in picked.numbers]
    if picked.empty:
        return [text("Choose a version; what happens then is said here before anything happens.")]
    if any(version.kind == "unreadable" for version in versions):
        return list(_unreadable())
    said = [*_becomes(subject, picked, versions, links), *_losers(subject, picked)]
    if subject.takes_several and len(versions) == 1 and versions[0].kind == "value":
        said.append(text("Several versions can be ticked: they are put together."))
    return [*said, text(REACHES_ALL)]


def _unreadable() -> Iterator[str]:
    yield text("This version cannot be taken as it is, because the program cannot read it as a record.")
    yield text(
        "Choose another version, and this one no longer counts; or press i: the file opens in the text "
        "editor, with this text in it, to take over by hand what is right."
    )


def _becomes(
    subject: Subject, picked: Picked, versions: Sequence[DisputedVersion], links: int
) -> Iterator[str]:
    name = subject.name()
    if picked.written:
        yield _value_becomes(subject, picked.value, now=False)
    elif len(versions) > 1 and subject.shape is Shape.LIST:
        yield text("{field} gets the items of all ticked versions; what they share stands once.", field=name)
    elif len(versions) > 1:
        yield text(
            "{field} gets the ticked texts, paragraph by paragraph; what they share stands once.", field=name
        )
    elif not subject.presence:
        yield _value_becomes(subject, versions[0].value, now=versions[0].shown)
    elif versions[0].kind == "present":
        yield text("{what} stays, with all that stands in it now.", what=name)
    else:
        yield from _removed(subject, name, links)


def _value_becomes(subject: Subject, value: Any, *, now: bool) -> str:
    name, words = subject.name(), subject.value_words(value)
    if value is None or value in ("", []):
        return text("{field} stays empty.", field=name) if now else text("{field} becomes empty.", field=name)
    if "\n" in words or len(words) > _LONGEST:
        if now:
            return text("{field} stays as it stands there now.", field=name)
        if subject.shape is Shape.LIST:
            return text("{field} gets these items.", field=name)
        return text("{field} gets this text.", field=name)
    if now:
        return text("{field} stays {value}.", field=name, value=quoted(words))
    return text("{field} becomes {value}.", field=name, value=quoted(words))


def _removed(subject: Subject, name: str, links: int) -> Iterator[str]:
    if subject.conflict.path:
        yield text("{what} is removed from {title}.", what=name, title=quoted(subject.conflict.title))
        return
    yield text("{what} is deleted, with all that stands in it.", what=name)
    if links:
        yield ntext(
            "{n} entry links to it; that link would lead nowhere.",
            "{n} entries link to it; those links would lead nowhere.",
            links,
        )


def _losers(subject: Subject, picked: Picked) -> Iterator[str]:
    """Whose version no longer counts."""
    left = [version for version in subject.conflict.versions if version.number not in picked.numbers]
    for kind in ("present", "removed", "value", "unreadable"):
        who = [version.by or text("unknown") for version in left if version.kind == kind]
        if not who:
            continue
        named = list_text(list(dict.fromkeys(who)))
        if kind == "present":
            yield text("What {who} changed in it no longer counts.", who=named)
        elif kind == "removed" and subject.presence:
            yield text("That {who} deleted it no longer counts.", who=named)
        elif kind == "unreadable":
            yield text("The version of {who} that cannot be read no longer counts.", who=named)
        else:
            yield ntext(
                "The version of {who} no longer counts.", "The versions of {who} no longer count.",
                len(who), who=named,
            )  # fmt: skip


def _shortened(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST].rstrip()} …"


def _moment(on: object) -> str:
    """The time that a version claims, as on the clock here; "" where there is none, or no such day here."""
    if not isinstance(on, datetime):
        return ""
    try:
        return time_text(on.astimezone())
    except (OverflowError, ValueError, OSError):
        return time_text(on)
