"""Applications that end once they have painted: ours on a register, and the smallest that Textual can be.

``python -m bench.screens static`` and ``python -m bench.screens list DIR``.
"""

from __future__ import annotations

import sys

from textual.app import App, ComposeResult
from textual.widgets import Static


class OneStatic(App[None]):
    """The yardstick: a Textual application with one Static."""

    def compose(self) -> ComposeResult:
        """One line."""
        yield Static("pass")

    def on_ready(self) -> None:
        """It has painted."""
        self.exit()


def run_list(folder: str) -> None:
    """Open our application on its list of actors, and end when that has been painted."""
    from store.register import Register
    from tui.network import NetworkApp
    from tui.screens.records import ActorsScreen

    class Painted(ActorsScreen):
        """Ends with its first list."""

        def _show(self) -> None:
            super()._show()
            self.call_after_refresh(self.app.exit)

    class ListApp(NetworkApp):
        """Begins with the list."""

        FIRST = Painted

    with Register.open(folder, read_only=True) as register:
        ListApp(register, fetch=False).run(headless=True)


def main() -> None:
    """Run what is named."""
    if sys.argv[1] == "static":
        OneStatic().run(headless=True)
    else:
        run_list(sys.argv[2])


if __name__ == "__main__":
    main()
