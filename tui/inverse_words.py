"""What others say of a record, computed from their files: members, supporters, relations and the like.

One table for the verbs and their JSON: which field of which record makes which inverse, and its name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tui.words import N_, language, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from schemas.vocabulary import Vocabulary
    from store.links import Link
    from store.snapshot import Snapshot


class Inverse(NamedTuple):
    """One group of inverse links: ``name`` is its key in JSON, ``note`` that of its term."""

    name: str
    label: str
    note: str = ""
    section: str = ""


# (field, last part of the path) → inverse; "" for the field itself.
_INVERSES: Mapping[tuple[str, str], Inverse] = {
    ("memberships", "group"): Inverse("members", N_("Members"), "role", "group_role"),
    ("interests", "topic"): Inverse("supporters", N_("Supporters"), "level", "interest_level"),
    ("relations", "to"): Inverse("relations", N_("Relations"), "type", "relation"),
    ("steward", ""): Inverse("steward_of", N_("Looks after")),
    ("parent", ""): Inverse("parts", N_("Parts")),
    ("topics", ""): Inverse("groups", N_("Groups")),
    ("related", ""): Inverse("related", N_("Related topics")),
    ("merged_into", ""): Inverse("merged", N_("Merged entries")),
    ("comments", "author"): Inverse("comments", N_("Comments by it")),
    ("meetings", "present"): Inverse("present_at", N_("Present at meetings of")),
    ("meetings", "actor"): Inverse("tasks", N_("Tasks in")),
    ("meetings", "topic"): Inverse("decisions", N_("Decisions in")),
    ("rounds", "topics"): Inverse("rounds", N_("In rounds of")),
    ("ballots", "round"): Inverse("ballots", N_("Ballots of")),
    ("ballots", "points"): Inverse("points", N_("Points by"), "points"),
}


class Group(NamedTuple):
    """Inverse links of one kind."""

    inverse: Inverse
    links: list[Link]


def inverse_groups(snapshot: Snapshot, record_id: str) -> list[Group]:
    """What others say of a record, in the order of the table above; one link for each source and note."""
    found: dict[Inverse, dict[tuple[str, str], Link]] = {}
    for link in snapshot.incoming(record_id):
        inverse = _inverse(link)
        if inverse is not None:
            found.setdefault(inverse, {}).setdefault((link.source, link.note), link)
    order = list(_INVERSES.values())
    return [Group(inverse, list(found[inverse].values())) for inverse in sorted(found, key=order.index)]


def _inverse(link: Link) -> Inverse | None:
    parts = set(link.path[1:])
    for (field, part), inverse in _INVERSES.items():
        if link.field == field and (not part or part in parts):
            return inverse
    return None


def inverse_json(groups: Iterable[Group]) -> dict[str, list[dict[str, str]]]:
    """The groups as JSON: records by their ids, terms as they stand in the files."""
    return {
        group.inverse.name: [
            {
                "id": link.source,
                **({group.inverse.note: link.note} if group.inverse.note and link.note else {}),
                **({"until": link.until} if link.until else {}),
            }
            for link in group.links
        ]
        for group in groups
    }


def inverse_line(group: Group, link: Link, title: str, vocabulary: Vocabulary) -> str:
    """One link in words: "Kulturhaus Nord (coordinates)"."""
    notes = []
    if link.note and group.inverse.section:
        notes.append(
            vocabulary.label(
                group.inverse.section, link.note, language(), inverse=group.inverse.section == "relation"
            )
        )
    elif link.note and group.inverse.note:
        notes.append(link.note)
    if link.until:
        notes.append(text("until {day}", day=link.until))
    return f"{title} ({', '.join(notes)})" if notes else title
