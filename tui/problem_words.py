"""Every problem of a register in one sentence that says what to do: for forms, the check and its screen.

No screen is needed for it. Words from files are returned as they are: whoever shows them cleans them.
"""

# ruff: noqa: E501  # a sentence stands on one line, where it can be searched for

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from schemas.fields import FieldSpec, find_spec, record_spec
from schemas.problems import Problem
from store.layout import kind_of
from tui.field_words import NO_NAMES, SECTION_NAMES, Names, field_label, path_words, value_words
from tui.words import N_, number_text, quoted, text

_EXPECTED: Mapping[str, str] = {
    "text": N_("Text is wanted here."),
    "whole_number": N_("A whole number is wanted here, for example 12."),
    "number": N_("A number is wanted here, for example 51.3127."),
    "yes_no": N_("Yes or no is wanted here (in the file: true or false)."),
    "day": N_("This is no date. Type it like 31.12.2026 or 2026-12-31."),
    "moment": N_("This is no date with a time. Type it like 31.12.2026 18:00."),
    "list": N_("A list is wanted here."),
    "table": N_("A table is wanted here."),
}
_TARGETS: Mapping[str, str] = {
    "actor": N_("an actor"),
    "topic": N_("a topic"),
    "group": N_("a group"),
}
_BALLOT: Mapping[str, str] = {
    "round": N_("This ballot is not counted: its round does not exist."),
    "unknown_round": N_("This ballot is not counted: its round does not exist."),
    "points": N_("This ballot is not counted: it gives more points than the round allows."),
    "too_many_points": N_("This ballot is not counted: it gives more points than the round allows."),
    "max_per_topic": N_("This ballot is not counted: it gives one topic more points than the round allows."),
    "too_many_for_one": N_(
        "This ballot is not counted: it gives one topic more points than the round allows."
    ),
    "topics": N_("This ballot is not counted: it gives points to a topic that is not in the round."),
    "foreign_topic": N_("This ballot is not counted: it gives points to a topic that is not in the round."),
    "late": N_("This ballot is not counted: it was cast outside the days of the round."),
    "dates": N_("This ballot is not counted: it was cast outside the days of the round."),
}

_NO_SUCH_ENTRY = N_("There is no such entry. Choose one from the list.")

_SENTENCES: Mapping[str, str] = {
    "not_utf8": N_("The file is not saved as UTF-8. Open it in a text editor and save it with the encoding UTF-8."),
    "too_large": N_("The file is too large ({size} bytes, at most {limit}). Divide it, or shorten its texts."),
    "not_a_file": N_("This is no ordinary file but a link, a folder or a device. Replace it by an ordinary file."),
    "cannot_read": N_("The file may not be read. Ask whoever keeps this computer for permission."),
    "too_deep": N_("Too many tables within one another (at most {limit}). Take out what does not belong here."),
    "too_many_entries": N_("Too many entries (at most {limit}). Remove some, or divide them among records."),
    "text_too_long": N_("The text is too long (at most {limit} bytes). Shorten it, or link to the full text."),
    "number_too_large": N_("This number is too large to be kept. Type a smaller one."),
    "conflict_markers": N_(
        "Another program has left both versions in the file, between <<<<<<< and >>>>>>>. "
        "Keep one of them and delete these marks."
    ),
    "missing": N_("This is needed. Please fill it in."),
    "too_long": N_("This is too long (at most {limit} characters). Please shorten it."),
    "not_one_line": N_("This must fit on one line. Please take out the line breaks."),
    "not_a_url": N_("This is no web address. It begins with https://, for example https://www.example.org."),
    "not_an_email": N_("This is no mail address. It looks like name@example.org."),
    "not_a_rule": N_("This rhythm cannot be read. Choose one from the list, or type it like FREQ=MONTHLY;BYDAY=1TU."),
    "not_a_language": N_("This is no language. Choose one from the list."),
    "not_an_offset_time": N_("The time lacks its time zone. Type it like 2026-12-31 18:00+01:00."),
    "id_is_not_file_name": N_("The file is called {file}, but the id in it is {id}. Make both the same."),
    "id_twice": N_("Two files have the same id; the other one is {other}. Give one of them another name and id."),
    "bad_file_name": N_(
        "A file name may have small letters, digits and single hyphens, and at most 64 characters. Rename the file."
    ),
    "ends_before_start": N_("The end is before the start. Please correct one of the two."),
    "newer_format": N_(
        "This register was written by a newer version of the program (format {format}, this one knows {known}). "
        "Please update the program."
    ),
    "consent_expired": N_("The consent ran out on {on}. Ask for it again, or remove this contact."),
    "merged_cycle": N_("The merged entries point at one another in a circle. Let one of them stay."),
    "stray_file": N_("This file does not belong in a register and is left alone. Move it elsewhere if it is not needed."),
    "vocabulary_unreadable": N_(
        "The vocabulary cannot be read, so terms are shown as they stand in the files. Correct vocabulary.toml."
    ),
    "merge_differs": N_(
        "Version {commit} calls itself a merge of Knotenpunkt's own, but is not what its parents make. "
        "It counts as the work of the person who made it."
    ),
}  # fmt: skip


def problem_text(problem: Problem, names: Names = NO_NAMES, spec: FieldSpec | None = None) -> str:
    """One sentence on what is wrong and what to do; where it is, is said beside it (`problem_place`).

    ``spec`` is the field's, if the caller has it; else it is looked up by the problem's file and field.
    """
    spec = spec or _spec_of(problem)
    special = _SPECIAL.get(problem.code)
    if special is not None:
        return special(problem, names, spec)
    params = {name: _number(value) for name, value in problem.params.items()}
    return text(_SENTENCES[problem.code], **params)


def problem_place(problem: Problem, names: Names = NO_NAMES, data: Mapping[str, Any] | None = None) -> str:
    """The field that is meant, as people call it: "Phone (Office)"; "" if the whole file is meant."""
    kind = kind_of(problem.path)
    return path_words(kind, problem.field, names, data) if kind and problem.field else ""


def problem_line(problem: Problem, names: Names = NO_NAMES, data: Mapping[str, Any] | None = None) -> str:
    """Field and sentence on one line."""
    place = problem_place(problem, names, data)
    sentence = problem_text(problem, names)
    return f"{place}: {sentence}" if place else sentence


def _spec_of(problem: Problem) -> FieldSpec | None:
    kind = kind_of(problem.path)
    return find_spec(record_spec(kind), problem.field)[0] if kind and problem.field else None


def _number(value: str | int) -> str:
    return number_text(value) if isinstance(value, int) else value


def _param(problem: Problem, name: str) -> str:
    return str(problem.params.get(name, ""))


def _not_toml(problem: Problem, _names: Names, _spec: FieldSpec | None) -> str:
    reason = _param(problem, "reason")
    if reason == "limits":
        return text(
            "The file holds a number or a nesting without end. Take it out, or bring back what could be read last."
        )
    if reason in {"", "value"}:
        return text("This cannot be read as TOML. Correct it, or bring back what could be read last.")
    return text(
        "The file cannot be read as TOML ({reason}). Correct this place, or bring back what could be read last.",
        reason=reason,
    )


def _wrong_type(problem: Problem, _names: Names, _spec: FieldSpec | None) -> str:
    return text(_EXPECTED.get(_param(problem, "expected"), N_("Text is wanted here.")))


def _not_a_choice(problem: Problem, _names: Names, spec: FieldSpec | None) -> str:
    values = [text(choice.label) for choice in spec.choices] if spec else []
    return text("Choose one of these: {choices}.", choices=", ".join(values) or _param(problem, "choices"))


def _not_an_id(problem: Problem, _names: Names, spec: FieldSpec | None) -> str:
    kind = spec.target if spec else ""
    if kind in _TARGETS and _param(problem, "value"):
        return text(
            "{value} is not {kind} of this register. Choose one from the list.",
            value=quoted(_param(problem, "value")),
            kind=text(_TARGETS[kind]),
        )
    return text(_NO_SUCH_ENTRY)


def _out_of_range(problem: Problem, _names: Names, _spec: FieldSpec | None) -> str:
    low, high = _param(problem, "low"), _param(problem, "high")
    if low and high:
        return text("This must be between {low} and {high}.", low=low, high=high)
    if low:
        return text("This must be at least {low}.", low=low)
    return (
        text("This must be at most {high}.", high=high) if high else text("This number cannot be used here.")
    )


def _because(problem: Problem, names: Names, spec: FieldSpec | None) -> tuple[str, str]:
    """The label of the field that a rule depends on, and its value in words."""
    kind = kind_of(problem.path)
    root = find_spec(record_spec(kind), problem.field[:-1])[0] if kind and len(problem.field) > 1 else None
    root = root or (record_spec(kind) if kind else None)
    other = root.find(_param(problem, "because")) if root else None
    value = _param(problem, "value")
    if other is None:
        return _param(problem, "because"), value
    # What is not allowed is this field's own value; what is needed is so because of the other's.
    valued = spec if problem.code == "not_allowed" else other
    return field_label(other), value_words(valued, value, names)


def _needs(problem: Problem, names: Names, spec: FieldSpec | None) -> str:
    other, value = _because(problem, names, spec)
    return text("This is needed because {other} is {value}.", other=quoted(other), value=quoted(value))


def _not_allowed(problem: Problem, names: Names, spec: FieldSpec | None) -> str:
    other, value = _because(problem, names, spec)
    return text(
        "{value} does not go together with {other}. Choose another one, or empty {other}.",
        value=quoted(value),
        other=quoted(other),
    )


def _dangling(problem: Problem, _names: Names, spec: FieldSpec | None) -> str:
    target = quoted(_param(problem, "target"))
    if spec is not None and spec.target in _TARGETS:
        kind = text(_TARGETS[spec.target])
        return text("{target} is linked here, but there is no such entry ({kind}). Choose another one, or remove the link.",
                    target=target, kind=kind)  # fmt: skip
    return text(
        "{target} is linked here, but there is no such entry. Choose another one, or remove the link.",
        target=target,
    )


def _wrong_link(problem: Problem, names: Names, _spec: FieldSpec | None) -> str:
    target = _param(problem, "target")
    expected = _TARGETS.get(_param(problem, "expected"))
    return text(
        "{target} is linked here, but {expected} is wanted. Choose another entry.",
        target=quoted(names.title(target) or target),
        expected=text(expected) if expected else _param(problem, "expected"),
    )


def _unknown_term(problem: Problem, _names: Names, _spec: FieldSpec | None) -> str:
    section = SECTION_NAMES.get(_param(problem, "section"))
    return text(
        "The vocabulary has no term {term} under {section}. Choose another one, or add this one to the vocabulary.",
        term=quoted(_param(problem, "term")),
        section=quoted(text(section) if section else _param(problem, "section")),
    )


def _unknown_key(problem: Problem, _names: Names, _spec: FieldSpec | None) -> str:
    key = _param(problem, "key") or ".".join(problem.field[-1:])
    return text(
        "This version of the program does not know the field {key}. It is kept; correct its name if it is a mistake.",
        key=quoted(key),
    )


def _duplicate(problem: Problem, names: Names, spec: FieldSpec | None) -> str:
    if spec is not None and not spec.key_made and spec.key:
        field = [spec.find(name) for name in spec.key]
        parts = [
            value_words(inner, part, names)
            for inner, part in zip(field, problem.field[-len(spec.key) :], strict=False)
        ]
        return text(
            "{entry} is in this list twice. Remove one of the two, or change it.",
            entry=quoted(" ".join(parts)),
        )
    return text(
        "The key {key} occurs twice. Give one of the two entries another key.",
        key=quoted(_param(problem, "key")),
    )


def _ballot(problem: Problem, _names: Names, _spec: FieldSpec | None) -> str:
    return text(
        _BALLOT.get(
            _param(problem, "reason"), N_("This ballot breaks the rules of its round and is not counted.")
        )
    )


def _one_sided(problem: Problem, names: Names, _spec: FieldSpec | None) -> str:
    target = _param(problem, "target")
    return text(
        "{target} does not say the same about this entry. Ask them, or remove the relation.",
        target=quoted(names.title(target) or target),
    )


def _past_end(problem: Problem, _names: Names, spec: FieldSpec | None) -> str:
    day = _param(problem, "on")
    if spec is not None and spec.name == "until":
        return text("The last day, {on}, has passed. Give it a new one, or remove this entry.", on=day)
    return text("The end, {on}, has passed. Complete the group, or give it a new end.", on=day)


def _name_like(problem: Problem, names: Names, _spec: FieldSpec | None) -> str:
    other = _param(problem, "other")
    return text(
        "The name is much like {name}. If both are the same, set one of them to merged.",
        name=quoted(_param(problem, "name") or names.title(other) or other),
    )


_SPECIAL: Mapping[str, Callable[[Problem, Names, FieldSpec | None], str]] = {
    "not_toml": _not_toml,
    "wrong_type": _wrong_type,
    "not_a_choice": _not_a_choice,
    "not_an_id": _not_an_id,
    "out_of_range": _out_of_range,
    "needs": _needs,
    "not_allowed": _not_allowed,
    "dangling_link": _dangling,
    "wrong_link_type": _wrong_link,
    "unknown_term": _unknown_term,
    "unknown_key": _unknown_key,
    "duplicate_key": _duplicate,
    "invalid_ballot": _ballot,
    "one_sided": _one_sided,
    "past_end": _past_end,
    "name_like": _name_like,
}
CODES = frozenset(_SENTENCES) | frozenset(_SPECIAL)
"""The codes that there is a sentence for; a test holds them against those of the schema."""
