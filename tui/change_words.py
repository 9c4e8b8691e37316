"""Changes in words: for the log, the history, the preview of a share, and the subjects of commits.

No screen is needed for it. Words from records are returned as they are: whoever shows them cleans them.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from schemas.field_kinds import Shape, shape_of_unknown
from schemas.fields import FieldSpec, find_spec, record_spec, title_of
from schemas.record import RECORD_TYPES
from schemas.validation import Data
from store.changes import FieldChange
from store.disputed import CONFLICTS
from tui.field_words import (
    KINDS,
    NO_NAMES,
    SECTION_NAMES,
    Names,
    entry_name,
    entry_words,
    field_label,
    path_words,
    value_words,
)
from tui.words import LANGUAGES, N_, Language, language, ntext, quoted, speaking, text

MAX_SUBJECT = 72
"""Characters of a commit's subject: what git's own lists and every forge show whole."""
_SHORT_TEXT = 80
"""Characters up to which a text of several lines is shown rather than counted."""

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
SETTLED, DISPUTED = "settled", "disputed"


def describe_change(change: FieldChange, names: Names, data: Data | None = None) -> str:
    """One change as one line: "Phone (Office): 0561 1 → 0561 2".

    ``data`` is the record as it stands on either side of the change: it names the entries of keyed lists.
    """
    if not change.path:
        return _record_words(change)
    if change.type == "vocabulary" and change.path[0] != CONFLICTS:
        return _term_words(change)
    spec, entry = find_spec(record_spec(change.type), change.path)
    if entry and spec is not None:
        return _entry_change(change, spec, names, data)
    label = path_words(change.type, change.path, names, data)
    shape = spec.shape if spec else shape_of_unknown(change.old, change.new)
    if shape is Shape.SET:
        return f"{label}: {_set_change(spec, change, names)}"
    if shape is Shape.TEXT and _is_long(change):
        return f"{label}: {_text_change(change)}"
    return f"{label}: {_side(spec, change.old, names)} → {_side(spec, change.new, names)}"


def _record_words(change: FieldChange) -> str:
    title = _record_title(change)
    kind = text(KINDS.get(change.type, change.type))
    if change.old is None:
        return text("New: {kind} {title}", kind=kind, title=quoted(title))
    if change.new is None:
        return text("Deleted: {kind} {title}", kind=kind, title=quoted(title))
    return text("Changed as a whole: {kind} {title}", kind=kind, title=quoted(title))


def _record_title(change: FieldChange) -> str:
    data = change.new or change.old
    for kind in RECORD_TYPES:
        if kind == change.type and isinstance(data, Mapping):
            return title_of(kind, data) or change.record
    return change.record or text(KINDS.get(change.type, change.type))


def _term_words(change: FieldChange) -> str:
    """A change of the vocabulary, whose tables have free keys: section, term, and what of it changed."""
    section, *rest = change.path
    place = text(SECTION_NAMES[section]) if section in SECTION_NAMES else section
    if not rest:
        return f"{text('Vocabulary')}: {place}"
    spec, _ = find_spec(record_spec("vocabulary"), change.path)
    where = f"{text('Vocabulary')}, {place}, {quoted(rest[0])}"
    if len(rest) == 1:
        return f"{where}: {_verb(_effect(change))}"
    sides = (_side(spec, value, NO_NAMES) for value in (change.old, change.new))
    return f"{where}: {field_label(spec, rest[-1])}: {' → '.join(sides)}"


def _entry_change(change: FieldChange, field: FieldSpec, names: Names, data: Data | None) -> str:
    if field.name == CONFLICTS:
        return f"{_disputed_label(change, names, data)}: {_verb(_effect(change))}"
    entry = change.new if change.new is not None else change.old
    words = entry_words(field, entry, names)
    named = f"{entry_name(field)} {quoted(words)}" if words else entry_name(field)
    return f"{named} {_verb(_effect(change))}"


def _set_change(spec: FieldSpec | None, change: FieldChange, names: Names) -> str:
    old, new = change.old or [], change.new or []
    gone = [f"− {value_words(spec, [item], names)}" for item in old if item not in new]
    come = [f"+ {value_words(spec, [item], names)}" for item in new if item not in old]
    return ", ".join([*come, *gone])


def _is_long(change: FieldChange) -> bool:
    sides = [side for side in (change.old, change.new) if isinstance(side, str)]
    return any("\n" in side or len(side) > _SHORT_TEXT for side in sides)


def _text_change(change: FieldChange) -> str:
    """How many lines came and went; the text itself is for the history's side by side."""
    old, new = (str(side or "").split("\n") for side in (change.old, change.new))
    if not change.old:
        return ntext("{n} line added", "{n} lines added", len(new))
    if not change.new:
        return ntext("{n} line removed", "{n} lines removed", len(old))
    blocks = difflib.SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    kept = sum(block.size for block in blocks)
    return text("lines: +{more} −{less}", more=len(new) - kept, less=len(old) - kept)


def _side(spec: FieldSpec | None, value: Any, names: Names) -> str:
    words = value_words(spec, value, names).replace("\n", " ")
    return words or text("(empty)")


def _disputed_label(change: FieldChange, names: Names, data: Data | None) -> str:
    """What a conflict is about; the change of its entry says that it came, grew or was settled."""
    path = () if change.path[1:] == ("",) else change.path[1:]
    if not path:
        return text("The whole record")
    return path_words(change.type, path, names, data)


def _effect(change: FieldChange) -> str:
    if change.path[:1] == (CONFLICTS,):
        return SETTLED if change.new is None else DISPUTED
    if change.old is None:
        return ADDED
    return REMOVED if change.new is None else CHANGED


def _verb(effect: str) -> str:
    words = {
        ADDED: text("added"),
        REMOVED: text("removed"),
        CHANGED: text("changed"),
        SETTLED: text("settled"),
        DISPUTED: text("disputed"),
    }
    return words[effect]


# ---- subjects of commits ----------------------------------------------------------------------------


def subject_of(
    changes: Sequence[FieldChange], title: Callable[[str], str | None], language: str | None = None
) -> str:
    """A commit's subject: "Treff Südstadt: Phone changed", at most 72 characters, on one line.

    ``title`` names a record by its id; ``language`` is the register's first one (German and English are
    spoken, others get the language of this program now).
    """
    with speaking(_spoken(language)):
        return _cut(_one_line(_subject(changes, title)), MAX_SUBJECT)


def register_language(languages: Iterable[str]) -> Language:
    """The language that a register's own words are written in: its first that this program speaks."""
    return next((_spoken(code) for code in languages if code in LANGUAGES), language())


def _spoken(code: str | None) -> Language:
    return next((known for known in LANGUAGES if known == code), language())


def _subject(changes: Sequence[FieldChange], title: Callable[[str], str | None]) -> str:
    files = dict.fromkeys((change.type, change.record) for change in changes)
    records = [file for file in files if file[0] in RECORD_TYPES]
    if len(records) > 1:
        return _many(changes, len(records))
    if records:
        wanted = [change for change in changes if (change.type, change.record) == records[0]]
        return _one(wanted, title)
    words = [text("Vocabulary") if kind == "vocabulary" else text("Register settings") for kind, _ in files]
    return f"{', '.join(words)} {text('changed')}" if words else text("Nothing changed")


def _many(changes: Sequence[FieldChange], count: int) -> str:
    whole = {(change.type, change.record): _effect(change) for change in changes if not change.path}
    come = sum(effect == ADDED for effect in whole.values())
    gone = sum(effect == REMOVED for effect in whole.values())
    if come == count:
        return ntext("{n} entry added", "{n} entries added", count)
    if gone == count:
        return ntext("{n} entry deleted", "{n} entries deleted", count)
    if not come and not gone:
        return ntext("{n} entry changed", "{n} entries changed", count)
    parts = [
        text("{n} added", n=come) if come else "",
        text("{n} changed", n=count - come - gone) if count > come + gone else "",
        text("{n} deleted", n=gone) if gone else "",
    ]
    entries = ntext("{n} entry", "{n} entries", count)
    return f"{entries}: {', '.join(part for part in parts if part)}"


def _one(changes: Sequence[FieldChange], title: Callable[[str], str | None]) -> str:
    first = changes[0]
    if not first.path:
        sentence = N_("{title} added") if _effect(first) == ADDED else N_("{title} deleted")
        sentence = N_("{title} changed") if _effect(first) == CHANGED else sentence
        room = MAX_SUBJECT - len(text(sentence, title=""))
        return text(sentence, title=_cut(_one_line(_record_title(first)), room))
    named = _one_line(title(first.record) or first.record)
    done = _done(changes, shortened=False)
    if len(named) + len(done) + 2 > MAX_SUBJECT:
        done = _done(changes, shortened=True)
    return f"{_cut(named, max(20, MAX_SUBJECT - len(done) - 2))}: {done}"


def _done(changes: Sequence[FieldChange], *, shortened: bool) -> str:
    """What happened to the fields, by effect: "Phone, Street changed, Offer added"."""
    if [change.path for change in changes] == [("verified_on",)] and changes[0].new is not None:
        return text("confirmed")
    by_effect: dict[str, dict[str, None]] = {CHANGED: {}, ADDED: {}, REMOVED: {}, SETTLED: {}, DISPUTED: {}}
    told = {change.path[1:] for change in changes if change.path[:1] == (CONFLICTS,)}
    for change in changes:
        if change.path not in told:  # what a conflict was settled with goes with "settled"
            label, effect = _subject_field(change)
            by_effect[effect][label] = None
    count = sum(map(len, by_effect.values()))
    if shortened and count > 1:
        return _counted(by_effect, count)
    parts = [f"{', '.join(labels)} {_verb(effect)}" for effect, labels in by_effect.items() if labels]
    return ", ".join(parts)


def _counted(by_effect: Mapping[str, Mapping[str, None]], count: int) -> str:
    effects = [effect for effect, labels in by_effect.items() if labels]
    label = next(iter(by_effect[effects[0]]))
    verb = _verb(effects[0] if len(effects) == 1 else CHANGED)
    return ntext(
        "{label} and {n} more {verb}", "{label} and {n} more {verb}", count - 1, label=label, verb=verb
    )


def _subject_field(change: FieldChange) -> tuple[str, str]:
    """The label that stands for a change in a subject, and what happened to it."""
    disputed = change.path[0] == CONFLICTS
    path = change.path[1:] if disputed else change.path
    if path in ((), ("",)):
        return text("The whole record"), _effect(change)
    spec, entry = find_spec(record_spec(change.type), path)
    if entry and spec is not None:
        return entry_name(spec), _effect(change)
    return field_label(spec, path[-1]), _effect(change) if disputed else CHANGED


def _one_line(words: str) -> str:
    """The words without anything that git or a terminal could take for more than a letter."""
    kept = (" " if unicodedata.category(char)[0] in "CZ" else char for char in words)
    return " ".join("".join(kept).split())


def _cut(words: str, room: int) -> str:
    """The words in at most ``room`` characters, cut between words where that leaves enough."""
    if len(words) <= room:
        return words
    head = words[: room - 1]
    at_word = head.rpartition(" ")[0]
    return (at_word if len(at_word) > room // 2 else head).rstrip(" ,:;·") + "…"
