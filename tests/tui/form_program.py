"""A form as a program of its own: `python -m tests.tui.form_program FOLDER [hostile]`."""

from __future__ import annotations

import copy
import sys
from pathlib import Path

from tests.tui.form_tools import ACTOR, FormApp, Saves, make_register, record_of
from tui.words import set_language

HOSTILE = "[/x]\x1b]0;owned\x07 \u202eabc \x00 \x9b31m [@click=app.quit]z[/] \u200b \x85"


def main() -> None:
    """Show the form of an actor, with hostile text in every field if asked for."""
    set_language("en")
    root = Path(sys.argv[1])
    data = copy.deepcopy(ACTOR)
    if "hostile" in sys.argv:
        for name in (
            "name",
            "short_name",
            "summary",
            "description",
            "legal_form",
            "website",
            "opening_hours",
        ):
            data[name] = HOSTILE
        data["tags"] = data["aliases"] = data["districts"] = data["languages"] = [HOSTILE]
        data["kind"] = data["status"] = data["steward"] = HOSTILE
        data["contacts"][0]["role"] = data["offers"][0]["title"] = data["memberships"][0]["group"] = HOSTILE
    FormApp("actor", record_of("actor", data), make_register(root), Saves(root)).run()


if __name__ == "__main__":
    main()
