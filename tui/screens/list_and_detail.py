"""A list with what its line says in full: beside it where there is room, else below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import on

from tui.screens.base import BaseScreen
from tui.screens.record import RecordScreen
from tui.widgets.detail_pane import DetailPane

if TYPE_CHECKING:
    from tui.network import NetworkApp


class ListAndDetail(BaseScreen[None]):
    """Screens put `#list` and `#detail` into a container of class `both`, and extend `show_detail`."""

    DEFAULT_CSS = """
    ListAndDetail .both { layout: horizontal; }
    ListAndDetail #list { width: 1fr; }
    ListAndDetail #detail { width: 1fr; border-left: solid $panel; }
    ListAndDetail.-narrow .both { layout: vertical; }
    ListAndDetail.-narrow #list { height: 3fr; }
    ListAndDetail.-narrow #detail { height: 2fr; border-left: none; border-top: solid $panel; }
    ListAndDetail.-narrow.-short #detail { display: none; }
    """

    @property
    def network(self) -> NetworkApp:
        """The app, with its register."""
        return self.app  # type: ignore[return-value]  # Textual types it as App[object]

    @property
    def beside(self) -> bool:
        """Whether the detail stands beside the list, with room enough to read there."""
        return not self.has_class("-narrow") and self.query_one("#detail").display

    def show_detail(self) -> None:
        """Show what the cursor of the list stands on."""
        raise NotImplementedError

    def on_resize(self) -> None:
        """The pane comes and goes with the size."""
        self.call_after_refresh(self.show_detail)

    @on(DetailPane.Followed)
    def _follow_link(self, event: Any) -> None:
        if event.id in self.network.snapshot:
            self.app.push_screen(RecordScreen(event.id))
