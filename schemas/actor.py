"""Actors: the places, associations and offices of a network, with all the statements they make themselves."""

from __future__ import annotations

from typing import Annotated

from schemas.choices import ACTOR_STATUS, BASIS, VISIBILITY, VOLUNTEERS
from schemas.field_kinds import Keyed, Label, Lead, Section, Target
from schemas.record import Record
from schemas.types import (
    ENTRIES,
    Day,
    Email,
    Fault,
    Key,
    Languages,
    Latitude,
    Line,
    Longitude,
    MaybeDay,
    Name,
    Part,
    Phone,
    Points,
    Ref,
    Round,
    Summary,
    Tags,
    Term,
    Terms,
    Text,
    Url,
    Word,
    Year,
)


class Place(Part):
    """Where an actor can be found; ``lat`` and ``lon`` in degrees (WGS 84)."""

    key: Annotated[Key, Label("Key")]
    label: Annotated[Name, Label("Label", "For example: Office, Hall")] = ""
    street: Annotated[Line, Label("Street and number")] = ""
    postal_code: Annotated[Name, Label("Postal code")] = ""
    city: Annotated[Name, Label("City")] = ""
    district: Annotated[Term, Section("district"), Label("District")] = ""
    lat: Annotated[Latitude, Label("Latitude", "In degrees, for example 51.3127")] = None
    lon: Annotated[Longitude, Label("Longitude", "In degrees, for example 9.4797")] = None
    accessibility: Annotated[Terms, Section("accessibility"), Label("Accessibility")] = []


class Contact(Part):
    """How an actor can be reached, who may see that, and on what legal basis it stands here."""

    key: Annotated[Key, Label("Key")]
    role: Annotated[Name, Label("Role", "For example: Office, Chair, Café")]
    name: Annotated[Name, Label("Name", "Only with the person's consent or another legal basis.")] = ""
    email: Annotated[Email, Label("Mail")] = ""
    phone: Annotated[Phone, Label("Phone")] = ""
    visibility: Annotated[
        Word, VISIBILITY, Label("Visible to", "Contacts for the network alone never leave it in an export.")
    ]
    basis: Annotated[Word, BASIS, Label("Legal basis")]
    basis_on: Annotated[MaybeDay, Label("Basis since")] = None
    expires_on: Annotated[MaybeDay, Label("Runs out on")] = None
    consent_ref: Annotated[Line, Label("Where the consent is kept")] = ""

    def faults(self) -> list[Fault]:
        """A personal name needs a basis; consent needs its dates."""
        found = []
        if self.name and self.basis == "none_functional":
            found.append(Fault("basis", "not_allowed", because="name", value=self.basis))
        if self.basis == "consent":
            found += [
                Fault(name, "needs", because="basis", value="consent")
                for name in ("basis_on", "expires_on")
                if getattr(self, name) is None
            ]
        return found


class Offer(Part):
    """Something that an actor offers, or needs."""

    key: Annotated[Key, Label("Key")]
    kind: Annotated[Term, Section("offer_kind"), Label("Kind")]
    title: Annotated[Name, Label("Title", "For example: Hall, 40 seats, evenings")]
    description: Annotated[Text, Label("Description")] = ""
    until: Annotated[MaybeDay, Label("Until")] = None


class Relation(Part):
    """What an actor says about its relation to another; the other's view is computed."""

    type: Annotated[Term, Section("relation"), Label("Relation")]
    to: Annotated[Ref, Target("actor"), Label("To")]
    since: Annotated[MaybeDay, Label("Since")] = None
    until: Annotated[MaybeDay, Label("Until")] = None


class Interest(Part):
    """A topic that an actor cares about, and how much."""

    topic: Annotated[Ref, Target("topic"), Label("Topic")]
    level: Annotated[Term, Section("interest_level"), Label("Level")]
    note: Annotated[Line, Label("Note")] = ""


class Membership(Part):
    """An actor's membership in a group; leaving sets ``until``."""

    group: Annotated[Ref, Target("group"), Label("Group")]
    role: Annotated[Term, Section("group_role"), Label("Role")]
    since: Annotated[MaybeDay, Label("Since")] = None
    until: Annotated[MaybeDay, Label("Until", "Filled in when the member leaves.")] = None


class Ballot(Part):
    """The points that an actor gave to topics in one round (``<group id>/<round key>``)."""

    round: Annotated[Round, Label("Round")]
    cast_on: Annotated[Day, Label("Cast on")]
    points: Annotated[Points, Target("topic"), Label("Points", "Points for each topic.")] = {}


class Actor(Record):
    """An actor of the network (docs/format.md, "Actor")."""

    name: Annotated[Name, Label("Name", "The full name, as people know it.")]
    short_name: Annotated[Name, Label("Short name")] = ""
    aliases: Annotated[Tags, Label("Also called", "Former and everyday names, separated by commas.")] = []
    kind: Annotated[Term, Section("actor_kind"), Label("Kind", "What sort of place or body this is.")]
    status: Annotated[Word, ACTOR_STATUS, Label("Status")]
    merged_into: Annotated[Ref, Target("actor"), Label("Merged into")] = ""
    summary: Annotated[Summary, Label("In one sentence", "At most 280 characters.")] = ""
    description: Annotated[Text, Label("Description")] = ""
    legal_form: Annotated[Name, Label("Legal form")] = ""
    register_id: Annotated[Name, Label("Register number", "For example: VR 1234, Amtsgericht Kassel")] = ""
    founded: Annotated[Year, Label("Founded", "The year.")] = None
    website: Annotated[Url, Label("Website", "Begins with https://")] = ""
    districts: Annotated[Terms, Section("district"), Label("Districts")] = []
    engagement_fields: Annotated[Terms, Section("engagement_field"), Label("Fields of engagement")] = []
    target_groups: Annotated[Terms, Section("target_group"), Label("Target groups")] = []
    languages: Annotated[Languages, Label("Languages spoken")] = []
    opening_hours: Annotated[Line, Label("Opening hours", "For example: Mo-Fr 09:00-17:00; PH off")] = ""
    volunteers: Annotated[Word, VOLUNTEERS, Label("Volunteers")] = ""
    places: Annotated[
        list[Place], ENTRIES, Keyed(("key",), made=True), Lead(("label", "street", "city")), Label("Places")
    ] = []
    contacts: Annotated[
        list[Contact], ENTRIES, Keyed(("key",), made=True), Lead(("role", "name")), Label("Contacts")
    ] = []
    offers: Annotated[
        list[Offer], ENTRIES, Keyed(("key",), made=True), Lead(("title",)), Label("Offers")
    ] = []
    needs: Annotated[list[Offer], ENTRIES, Keyed(("key",), made=True), Lead(("title",)), Label("Needs")] = []
    relations: Annotated[
        list[Relation], ENTRIES, Keyed(("type", "to")), Lead(("type", "to")), Label("Relations")
    ] = []
    interests: Annotated[
        list[Interest], ENTRIES, Keyed(("topic",)), Lead(("topic",)), Label("Interests")
    ] = []
    memberships: Annotated[
        list[Membership], ENTRIES, Keyed(("group",)), Lead(("group", "role")), Label("Memberships")
    ] = []
    ballots: Annotated[list[Ballot], ENTRIES, Keyed(("round",)), Lead(("round",)), Label("Ballots")] = []

    def faults(self) -> list[Fault]:
        """A merged entry names the one that stays."""
        if self.status == "merged" and not self.merged_into:
            return [Fault("merged_into", "needs", because="status", value="merged")]
        return []
