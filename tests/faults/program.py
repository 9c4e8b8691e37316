"""The program, started as people start it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

KNOTEN = Path(sys.executable).with_name("knoten")


def knoten(path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a verb in a register; nothing can be asked."""
    command = [str(KNOTEN), "-C", str(path), *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False, timeout=60
    )
