"""Conflicts as data: where partners changed one field differently, every version is kept with the record."""

from __future__ import annotations

from typing import Annotated, Any

from schemas.field_kinds import InputKind, Keyed, Kind, Label, Shape
from schemas.types import Line, MaybeMoment, Part


class ConflictVersion(Part):
    """One version of a disputed field; without a ``value`` it says "removed".

    ``by`` is the author's name as committed, ``commit`` the commit that gave the field this value.
    """

    value: Any = None
    by: Annotated[Line, Label("By")] = ""
    on: Annotated[MaybeMoment, Label("On")] = None
    commit: Annotated[Line, Label("Version")] = ""


class Conflict(Part):
    """A disputed field. ``path`` [] is the record itself; the parts of a composite key are consecutive."""

    path: list[str] = []
    versions: list[ConflictVersion] = []


Conflicts = Annotated[
    list[Conflict], Kind(Shape.KEYED, InputKind.HIDDEN), Keyed(("path",)), Label("Open conflicts")
]
"""The field of a file that holds its open conflicts."""
