"""The program's own words: status, visibility and the like, in the order in which they are offered.

Terms of the vocabulary are the partners'; these are not. Apart from the models, because lists show them
without loading pydantic.
"""

from __future__ import annotations

from schemas.field_kinds import Choice, Choices

ACTOR_STATUS = Choices(
    (
        Choice("active", "active"),
        Choice("dormant", "dormant"),
        Choice("closed", "closed"),
        Choice("merged", "merged with another entry"),
    )
)

VOLUNTEERS = Choices(
    (
        Choice("0", "none"),
        Choice("1-5", "1 to 5"),
        Choice("6-20", "6 to 20"),
        Choice("21-50", "21 to 50"),
        Choice(">50", "more than 50"),
    )
)

VISIBILITY = Choices((Choice("public", "public"), Choice("network", "only in the network")))

BASIS = Choices(
    (
        Choice("none_functional", "no personal data (a role address)"),
        Choice("consent", "consent"),
        Choice("public_task", "public task"),
        Choice("legitimate_interest", "legitimate interest"),
    )
)

TOPIC_STATUS = Choices(
    (
        Choice("collected", "collected"),
        Choice("prioritised", "prioritised"),
        Choice("in_work", "in work"),
        Choice("parked", "parked"),
        Choice("done", "done"),
        Choice("merged", "merged with another entry"),
    )
)

GROUP_KIND = Choices(
    (
        Choice("temporary", "temporary working group"),
        Choice("standing", "standing group"),
        Choice("steering", "steering group"),
        Choice("district_round", "district round"),
        Choice("project", "project"),
    )
)

GROUP_STATUS = Choices(
    (
        Choice("planned", "planned"),
        Choice("active", "active"),
        Choice("paused", "paused"),
        Choice("completed", "completed"),
        Choice("dissolved", "dissolved"),
    )
)

MEETING_STATUS = Choices(
    (Choice("planned", "planned"), Choice("held", "held"), Choice("cancelled", "cancelled"))
)

METHOD = Choices((Choice("dots", "points"), Choice("approval", "approval")))
