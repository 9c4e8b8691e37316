"""Why a share comes to what it comes to, in words: what was decided by itself, and what will be disputed.

No screen is needed for it. Names of partners and authors, and words from records, are returned as they are:
whoever shows them cleans them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.conflict_words import Subject, version_words
from tui.field_words import KINDS, path_words
from tui.words import list_text, ntext, quoted, text, time_text

if TYPE_CHECKING:
    from store.disputed import OpenConflict
    from store.sharing.explained import Decided, PersonsMerge
    from tui.field_words import Names

_LONGEST = 40
"""Characters of a version that one line repeats; the conflict's own screen shows it whole."""


def record_words(kind: str, record: str, names: Names) -> str:
    """What a decision is about: a record's title, or the register's own file."""
    return quoted(names.title(record) or record) if record else text(KINDS[kind])


def decision_words(decision: Decided, partner: str, names: Names) -> str:
    """One field and why it is as it is: "Phone: taken from Hand in Hand, unchanged here"."""
    data = names.data(decision.record) if decision.record else None
    field = (
        path_words(decision.type, decision.path, names, data) if decision.path else text("The whole record")
    )
    match decision.how:
        case "theirs":
            return text("{field}: taken from {partner}, unchanged here", field=field, partner=partner)
        case "ours":
            return text("{field}: stays as it is here, unchanged at {partner}", field=field, partner=partner)
        case "joined":
            return text("{field}: both versions put together", field=field)
    return text("{field}: stays disputed", field=field)


def merge_words(merge: PersonsMerge) -> str:
    """Whose merge it is, as the heading of what it changed."""
    who = merge.author.name or text("unknown")
    return text(
        "{who} put versions together by hand ({moment}). Other than the program would have done:",
        who=who,
        moment=time_text(merge.when),
    )


def dispute_words(conflict: OpenConflict, names: Names) -> str:
    """One disputed field with its versions: "Phone: stays disputed, 2 versions: 0561 1 (Anna), …"."""
    subject = Subject(conflict, names.data(conflict.record) or {}, names)
    versions = [
        f"{_short(version_words(subject, version))} ({version.by or text('unknown')})"
        for version in conflict.versions
    ]
    return ntext(
        "{field}: stays disputed, {n} version: {versions}",
        "{field}: stays disputed, {n} versions: {versions}",
        len(versions),
        field=subject.label(),
        versions=list_text(versions),
    )


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"
