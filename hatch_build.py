"""Compile the catalogues whenever the project is built or installed for development.

The `.po` files are what people edit and review; the `.mo` files are what gettext reads. Only the
former are in git, so a wheel, and an editable install, make the latter.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogues(root: Path) -> list[Path]:
    """Write `knoten.mo` beside every `knoten.po` below `root`/tui/locale; return the written files.

    Each file is replaced in one step: tests that start side by side may compile at the same time.
    """
    written = []
    for source in sorted((root / "tui" / "locale").glob("*/LC_MESSAGES/knoten.po")):
        target = source.with_suffix(".mo")
        with source.open("rb") as lines:
            catalogue = read_po(lines, locale=source.parts[-3], domain="knoten")
        unfinished = target.with_suffix(f".{os.getpid()}.tmp")
        with unfinished.open("wb") as out:
            write_mo(out, catalogue)
        unfinished.replace(target)
        written.append(target)
    return written


class CatalogueBuildHook(BuildHookInterface):  # type: ignore[type-arg]  # generic only inside hatchling
    """Hatchling calls this before it collects the files of a wheel or an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile; `version` is "standard" or "editable", and both need the catalogues."""
        del version, build_data
        compile_catalogues(Path(self.root))
