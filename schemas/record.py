"""What every record has, whatever its type."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from schemas.conflict import Conflicts
from schemas.field_kinds import Keyed, Label, Lead, Target
from schemas.types import ENTRIES, Id, MaybeDay, Name, Part, Ref, Tags, Text, Url

RecordType = Literal["actor", "topic", "group"]
RECORD_TYPES: tuple[RecordType, ...] = get_args(RecordType)


class Link(Part):
    """A web address with what it leads to."""

    url: Annotated[Url, Label("Address", "Begins with https://")]
    label: Annotated[Name, Label("Label", "What one finds there.")] = ""


class Record(Part):
    """The fields that actors, topics and groups share; subclasses put their own before these."""

    id: Annotated[Id, Label("Id")]
    steward: Annotated[
        Ref, Target("actor"), Label("Looked after by", "The organisation that keeps this entry up to date.")
    ] = ""
    verified_on: Annotated[
        MaybeDay, Label("Confirmed on", "When somebody last made sure that everything here is right.")
    ] = None
    links: Annotated[list[Link], ENTRIES, Keyed(("url",)), Lead(("label", "url")), Label("Links")] = []
    tags: Annotated[Tags, Label("Tags", "Free words, separated by commas.")] = []
    remarks: Annotated[Text, Label("Remarks", "Notes for the partners in the network.")] = ""
    conflicts: Conflicts = []
