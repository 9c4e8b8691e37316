"""One entry of ``vocabulary.toml``."""

from __future__ import annotations

from typing import Annotated

from schemas.field_kinds import InputKind, Kind, Label, Shape
from schemas.types import Name, Part, Tags


class TermEntry(Part):
    """One term, deprecated rather than deleted; ``inverse_*`` label a relation seen from its other end."""

    de: Annotated[Name, Label("German")] = ""
    en: Annotated[Name, Label("English")] = ""
    synonyms: Annotated[Tags, Label("Synonyms")] = []
    symmetric: Annotated[bool, Kind(Shape.VALUE, InputKind.CHOICE), Label("Holds both ways")] = False
    inverse_de: Annotated[Name, Label("Inverse, German")] = ""
    inverse_en: Annotated[Name, Label("Inverse, English")] = ""
    order: Annotated[int, Kind(Shape.VALUE, InputKind.WHOLE), Label("Order")] = 0
    deprecated: Annotated[bool, Kind(Shape.VALUE, InputKind.CHOICE), Label("No longer used")] = False
    replaced_by: Annotated[Name, Label("Replaced by")] = ""
