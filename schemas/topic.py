"""Topics: the concerns and ideas that a network collects, ranks and works on."""

from __future__ import annotations

from typing import Annotated

from schemas.choices import TOPIC_STATUS
from schemas.field_kinds import Keyed, Label, Lead, Section, Target
from schemas.record import Record
from schemas.types import (
    ENTRIES,
    Day,
    Fault,
    Key,
    Line,
    MaybeDay,
    Moment,
    Name,
    Part,
    Ref,
    Refs,
    Summary,
    Terms,
    Text,
    Word,
)


class Comment(Part):
    """What an actor has to say on a topic."""

    key: Annotated[Key, Label("Key")]
    author: Annotated[Ref, Target("actor"), Label("By")]
    on: Annotated[Moment, Label("On")]
    text: Annotated[Text, Label("Text")]


class Topic(Record):
    """A topic (docs/format.md, "Topic")."""

    title: Annotated[Name, Label("Title", "A few words.")]
    question: Annotated[Line, Label("Question", "What do we want to find out or change?")] = ""
    status: Annotated[Word, TOPIC_STATUS, Label("Status")]
    merged_into: Annotated[Ref, Target("topic"), Label("Merged into")] = ""
    raised_on: Annotated[Day, Label("Raised on")]
    origin: Annotated[Line, Label("Where it came from", "For example: Founding meeting")] = ""
    summary: Annotated[Summary, Label("In one sentence", "At most 280 characters.")] = ""
    description: Annotated[Text, Label("Description")] = ""
    engagement_fields: Annotated[Terms, Section("engagement_field"), Label("Fields of engagement")] = []
    target_groups: Annotated[Terms, Section("target_group"), Label("Target groups")] = []
    districts: Annotated[Terms, Section("district"), Label("Districts")] = []
    related: Annotated[Refs, Target("topic"), Label("Related topics")] = []
    review_on: Annotated[MaybeDay, Label("Look at again on")] = None
    outcome: Annotated[Text, Label("Outcome", "What came of it.")] = ""
    comments: Annotated[
        list[Comment], ENTRIES, Keyed(("key",), made=True), Lead(("author", "on")), Label("Comments")
    ] = []

    def faults(self) -> list[Fault]:
        """A merged topic names the one that stays."""
        if self.status == "merged" and not self.merged_into:
            return [Fault("merged_into", "needs", because="status", value="merged")]
        return []
