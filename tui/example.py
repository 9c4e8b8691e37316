"""The example network: found where it was built before, or built. Its own words are German."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.words import speaking, text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from store.changes import FieldChange


def find_example(folder: Path) -> list[Path]:
    """The registers of an example that was built in ``folder`` before, the one to open first in front."""
    from store.example.build import built_registers
    from store.layout import REGISTER_FILE

    found = built_registers(folder)
    return found if all((path / REGISTER_FILE).is_file() for path in found) else []


def make_example(folder: Path, day: date, progress: Callable[[int, int], None]) -> list[Path]:
    """Build the example as of ``day``; the same day gives the same registers. Raises StoreError."""
    from store.example.build import build_example

    return build_example(folder, day, subject=_subject, first_subject=_first_subject, progress=progress)


def _subject(changes: Sequence[FieldChange], title: Callable[[str], str | None]) -> str:
    """The same in every language that the program speaks: the example is German, and its commits are."""
    from tui.change_words import subject_of

    return subject_of(changes, title, "de")


def _first_subject(name: str) -> str:
    with speaking("de"):
        return text("{name}: register made", name=name)
