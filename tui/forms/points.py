"""Points for topics: one row a topic of the round, with a number, and a way to take in another topic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from schemas.fields import record_spec
from store.access import get_value
from tui.forms.entries import AddLine
from tui.forms.inputs import LineField
from tui.forms.picker import Picker
from tui.forms.sources import options_for
from tui.safe_text import safe
from tui.words import text

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.content import Content

    from store.drafts import Address
    from tui.forms.context import FormContext


class PointsField(Vertical):
    """The points that an actor gives: the topics of the round, and those that have points already."""

    DEFAULT_CSS = """
    PointsField { width: 1fr; height: auto; }
    PointsField Horizontal { height: auto; }
    PointsField Horizontal Static { width: 1fr; height: auto; padding: 0 1; }
    PointsField Horizontal LineField { width: 10; }
    """

    def __init__(self, context: FormContext, address: Address) -> None:
        super().__init__()
        self.form, self.address = context, address
        self.spec = context.state.spec_at(address)
        self._more: list[str] = []

    def topics(self) -> list[str]:
        """The topics that have a row, by title."""
        value = self.form.state.value(self.address)
        ids = {*self._of_round(), *self._more, *(value if isinstance(value, dict) else ())}
        return sorted(ids, key=lambda topic: (self.form.names.title(topic) or topic).casefold())

    def _of_round(self) -> list[str]:
        chosen = self.form.state.value((*self.address[:-1], "round"))
        group, slash, key = chosen.partition("/") if isinstance(chosen, str) else ("", "", "")
        data = self.form.names.data(group) if slash else None
        topics = get_value(record_spec("group"), data, ("rounds", key, "topics")) if data else None
        return [str(topic) for topic in topics] if isinstance(topics, list) else []

    def compose(self) -> ComposeResult:
        """Show the rows, and one to add a topic."""
        for topic in self.topics():
            with Horizontal():
                yield Static(safe(self.form.names.title(topic) or topic), markup=False)
                yield LineField(self.form, (*self.address, topic), placeholder="0")
        yield AddTopic(self)

    def reload(self) -> None:
        """Show the rows anew: another round has other topics."""
        if len(self.query(LineField)) != len(self.topics()):
            self.refresh(recompose=True)

    def add(self) -> None:
        """Let a topic be chosen that has no row yet."""
        topic = self.spec
        options = [
            one
            for one in options_for(topic, self.form.snapshot, self.form.names, ())
            if one.value not in self.topics()
        ]
        self.app.push_screen(Picker(text("Topic"), options, ()), self._added)

    def _added(self, chosen: list[str] | None) -> None:
        if chosen:
            self._more += chosen
            self.refresh(recompose=True)


class AddTopic(AddLine):
    """The row that takes in another topic."""

    def __init__(self, points: PointsField) -> None:
        super().__init__(points)  # type: ignore[arg-type]  # needs no more of its owner than to add
        self._points = points

    def render(self) -> Content:
        """Say what would be added."""
        return safe(text("+ add: {what}", what=text("Topic")))
