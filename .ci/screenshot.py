"""Make the picture of the README from the running program: `python .ci/screenshot.py docs/screenshot.svg`.

The example is built as of a fixed day, so that the picture changes only when the program does.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from datetime import date
from pathlib import Path

from store.register import Register
from tui.example import make_example
from tui.network import NetworkApp
from tui.words import set_language

DAY = date(2026, 3, 2)
SIZE = (120, 32)
KEYS = ("2", "slash", *"raum", "down")
_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}\s*")
_COMMENT = re.compile(r"\s*<!--.*?-->")
_BLANKS = re.compile(r'x="([\d.]+)" y="([\d.]+)" textLength="([\d.]+)"([^>]*)>((?:&#160;)+)(?=[^<&])')
_CELL = 12.2


async def take(register: Register) -> str:
    """Open the list of actors, search, and return the screen as SVG."""
    app = NetworkApp(register, fetch=False)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(1)
        for key in KEYS:
            await pilot.press(key)
            await pilot.pause(0.2)
        await pilot.pause(1)
        return app.export_screenshot(title="Knotenpunkt")


def without_leading_blanks(match: re.Match[str]) -> str:
    """A text that begins where its first letter stands: some viewers swallow blanks before it."""
    blanks = match[5].count("&#160;") * _CELL
    x, length = float(match[1]) + blanks, float(match[3]) - blanks
    return f'x="{x:.1f}" y="{match[2]}" textLength="{length:.1f}"{match[4]}>'


def main() -> None:
    """Build, take, write; fonts are the reader's own, for the picture is to ask no server for anything."""
    set_language("de")
    with tempfile.TemporaryDirectory() as folder:
        first = make_example(Path(folder) / "beispiel", DAY, lambda _done, _total: None)[0]
        with Register.open(first) as register:
            picture = asyncio.run(take(register))
    picture = _COMMENT.sub("", _FONT_FACE.sub("", picture))
    picture = picture.replace("font-family: Fira Code", "font-family: Fira Code, DejaVu Sans Mono")
    picture = _BLANKS.sub(without_leading_blanks, picture)
    Path(sys.argv[1]).write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
