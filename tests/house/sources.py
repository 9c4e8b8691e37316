"""Where the project's own sources are, for the tests that read them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("schemas", "store", "tui")


def modules(package: str) -> list[str]:
    """Return the dotted names of a package and of all modules in it."""
    names = (path.relative_to(ROOT).with_suffix("").parts for path in (ROOT / package).rglob("*.py"))
    return sorted(".".join(parts[:-1] if parts[-1] == "__init__" else parts) for parts in names)


def own_python_files() -> Iterator[Path]:
    """Yield every Python file that people wrote here."""
    for folder in (*PACKAGES, "tests", "docs", ".ci"):
        yield from sorted((ROOT / folder).rglob("*.py"))
    yield ROOT / "hatch_build.py"
