"""``knoten.toml``: what makes a directory a register."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from schemas.conflict import Conflicts
from schemas.field_kinds import InputKind, Kind, Label, Shape
from schemas.types import Languages, Line, Name, Part, Text

FORMAT = 1


class RegisterFile(Part):
    """The register's own file. ``id`` is random and made once: two registers are one if it is the same."""

    format: Annotated[int, Field(ge=1), Kind(Shape.VALUE, InputKind.HIDDEN), Label("Format")]
    id: Annotated[Line, Kind(Shape.VALUE, InputKind.HIDDEN), Label("Id")]
    name: Annotated[Name, Label("Name")]
    languages: Annotated[Languages, Label("Languages")] = ["de", "en"]
    remarks: Annotated[Text, Label("Remarks")] = ""
    conflicts: Conflicts = []
