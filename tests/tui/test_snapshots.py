"""How the base looks, at the two sizes that are promised and in each theme.

`pytest tests/tui/test_snapshots.py --snapshot-update` takes the pictures anew; they are looked at before
they are committed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest

from tests.tui.sample import SampleApp

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from textual.pilot import Pilot

pytestmark = pytest.mark.usefixtures("english")

SMALL, LARGE = (80, 24), (160, 48)


class Compare(Protocol):
    """The fixture of pytest-textual-snapshot."""

    def __call__(
        self,
        app: SampleApp,
        *,
        press: Iterable[str] = (),
        terminal_size: tuple[int, int] = SMALL,
        run_before: Callable[[Pilot[int]], Awaitable[None] | None] | None = None,
    ) -> bool:
        """Compare what is seen with the picture taken before."""


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "160x48"])
@pytest.mark.parametrize(
    "keys",
    [
        pytest.param(["down"], id="list"),
        pytest.param(["slash", *"raum"], id="search"),
        pytest.param(["slash", *"xyz"], id="nothing"),
        pytest.param(["question_mark"], id="help"),
        pytest.param(["m"], id="menu"),
        pytest.param(["m", *"list"], id="menu_typed"),
        pytest.param(["d"], id="question"),
        pytest.param(["f", "enter", "down", "space"], id="filter"),
        pytest.param(["m", *"colours", "enter"], id="colours"),
    ],
)
def test_looks(snap_compare: Compare, keys: list[str], size: tuple[int, int]) -> None:
    assert snap_compare(SampleApp(), press=keys, terminal_size=size)


@pytest.mark.parametrize("theme", ["knoten-light", "knoten-contrast", "knoten-colours"])
def test_looks_in_every_theme(snap_compare: Compare, theme: str) -> None:
    assert snap_compare(SampleApp(theme=theme), press=["down", "tab", "down"], terminal_size=(120, 30))


def test_looks_without_colours(snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(SampleApp(), press=["down"], terminal_size=SMALL)


def test_looks_on_a_very_small_screen(snap_compare: Compare) -> None:
    assert snap_compare(SampleApp(), press=["down"], terminal_size=(30, 10))


def test_looks_of_a_record_alone_on_a_narrow_screen(snap_compare: Compare) -> None:
    async def open_record(pilot: Pilot[int]) -> None:
        pilot.app.screen.query_one(".panes").add_class("-detail")
        pilot.app.screen.query_one("#detail").focus()
        await pilot.pause()

    assert snap_compare(SampleApp(), run_before=open_record, terminal_size=SMALL)
