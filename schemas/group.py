"""Groups: working groups with their meetings, decisions, tasks and rounds of prioritising."""

from __future__ import annotations

from typing import Annotated

from pydantic import FailFast, Field

from schemas.choices import GROUP_KIND, GROUP_STATUS, MEETING_STATUS, METHOD
from schemas.field_kinds import InputKind, Keyed, Kind, Label, Lead, Shape, Target
from schemas.record import Record
from schemas.types import (
    ENTRIES,
    Day,
    Fault,
    Key,
    Line,
    Lines,
    MaybeDay,
    MaybeMoment,
    Moment,
    Name,
    Part,
    Ref,
    Refs,
    Rule,
    Text,
    Word,
)

_Count = Annotated[int, Field(ge=1, le=1000), Kind(Shape.VALUE, InputKind.WHOLE)]


class Decision(Part):
    """What a meeting decided."""

    key: Annotated[Key, Label("Key")]
    text: Annotated[Text, Label("Text")]
    topic: Annotated[Ref, Target("topic"), Label("Topic")] = ""


class Task(Part):
    """What somebody promised to do; open until ``done_on``."""

    key: Annotated[Key, Label("Key")]
    text: Annotated[Text, Label("Text")]
    actor: Annotated[Ref, Target("actor"), Label("Who")] = ""
    due_on: Annotated[MaybeDay, Label("Due on")] = None
    done_on: Annotated[MaybeDay, Label("Done on")] = None


class Meeting(Part):
    """A meeting of a group, planned or held."""

    key: Annotated[Key, Label("Key")]
    title: Annotated[Name, Label("Title")]
    start: Annotated[Moment, Label("Start")]
    end: Annotated[MaybeMoment, Label("End")] = None
    place: Annotated[Line, Label("Place")] = ""
    status: Annotated[Word, MEETING_STATUS, Label("Status")]
    agenda: Annotated[Lines, Label("Agenda", "One item a line.")] = []
    present: Annotated[Refs, Target("actor"), Label("Present")] = []
    minutes: Annotated[Text, Label("Minutes")] = ""
    decisions: Annotated[
        list[Decision],
        FailFast(),
        ENTRIES,
        Keyed(("key",), made=True),
        Lead(("text",)),
        Label("Decisions"),
    ] = []
    tasks: Annotated[
        list[Task], FailFast(), ENTRIES, Keyed(("key",), made=True), Lead(("text",)), Label("Tasks")
    ] = []

    def faults(self) -> list[Fault]:
        """A meeting does not end before it starts."""
        if self.end is not None and self.end < self.start:
            return [Fault("end", "ends_before_start")]
        return []


class PriorityRound(Part):
    """A round in which actors give points to topics."""

    key: Annotated[Key, Label("Key")]
    title: Annotated[Name, Label("Title")]
    method: Annotated[Word, METHOD, Label("Method")] = "dots"
    points: Annotated[_Count, Label("Points", "How many points each actor may give.")] = 5
    max_per_topic: Annotated[_Count, Label("Points for one topic, at most")] = 3
    topics: Annotated[Refs, Target("topic"), Label("Topics")] = []
    opens_on: Annotated[Day, Label("Opens on")]
    closes_on: Annotated[Day, Label("Closes on")]

    def faults(self) -> list[Fault]:
        """A round does not close before it opens."""
        if self.closes_on < self.opens_on:
            return [Fault("closes_on", "ends_before_start")]
        return []


class Group(Record):
    """A group (docs/format.md, "Group")."""

    name: Annotated[Name, Label("Name")]
    kind: Annotated[Word, GROUP_KIND, Label("Kind")]
    status: Annotated[Word, GROUP_STATUS, Label("Status")]
    mandate: Annotated[Text, Label("Mandate", "What the group is to do.")] = ""
    topics: Annotated[Refs, Target("topic"), Label("Topics")] = []
    parent: Annotated[Ref, Target("group"), Label("Part of")] = ""
    starts_on: Annotated[Day, Label("Starts on")]
    ends_on: Annotated[MaybeDay, Label("Ends on", "A temporary group needs an end.")] = None
    closing_report: Annotated[Text, Label("Closing report", "Needed once the group is completed.")] = ""
    rhythm: Annotated[Rule, Label("Rhythm", "For example: FREQ=MONTHLY;BYDAY=1TU")] = ""
    meetings: Annotated[
        list[Meeting], ENTRIES, Keyed(("key",), made=True), Lead(("title", "start")), Label("Meetings")
    ] = []
    rounds: Annotated[
        list[PriorityRound], ENTRIES, Keyed(("key",), made=True), Lead(("title",)), Label("Rounds")
    ] = []

    def faults(self) -> list[Fault]:
        """A temporary group ends; a completed one reports; no group ends before it starts."""
        found = []
        if self.kind == "temporary" and self.ends_on is None:
            found.append(Fault("ends_on", "needs", because="kind", value="temporary"))
        if self.status == "completed" and not self.closing_report:
            found.append(Fault("closing_report", "needs", because="status", value="completed"))
        if self.ends_on is not None and self.ends_on < self.starts_on:
            found.append(Fault("ends_on", "ends_before_start"))
        return found
