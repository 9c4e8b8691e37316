"""Work in the background: results and failures as messages, progress, cancel, and the end."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Static

from store.errors import Interrupted, PartnerFault, StoreError
from tests.tui.sample import SampleApp, SampleScreen
from tui import tasks
from tui.screens.confirm import Tell
from tui.tasks import Work
from tui.widgets.task_line import TaskLine

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Show work at once; the half second is for people."""
    monkeypatch.setattr(tasks, "VISIBLE_AFTER", 0.0)


async def settled(pilot: Pilot[int], app: SampleApp) -> None:
    """Wait until nothing goes on any more."""
    for _ in range(200):
        if not app.tasks.running():
            break
        await pilot.pause(0.02)
    await pilot.pause()
    await pilot.pause()


def done(result: str) -> SampleScreen.Done:
    return SampleScreen.Done(result)


async def test_the_result_comes_as_the_message_that_was_asked_for() -> None:
    app = SampleApp()
    async with app.run_test() as pilot:
        app.sample.start(lambda _: threading.current_thread().name, says="Saving", done=done, group="save")
        await settled(pilot, app)
        assert app.sample.results == [SampleScreen.Done("task-save")]
        assert app.top() is app.sample


async def test_a_failure_of_the_store_is_said_in_words() -> None:
    app = SampleApp()

    def fail(_: Work) -> str:
        raise StoreError("disk_full", path="actors/[/x]\x1b.toml")

    async with app.run_test() as pilot:
        app.sample.start(fail, says="Saving", done=done)
        await settled(pilot, app)
        assert isinstance(app.top(), Tell)
        assert "Saving" in str(app.screen.query_one(".dialog--question", Static).visual)
        body = str(app.screen.query(".dialog--details Static").first(Static).visual)
        assert "actors/[/x]␛.toml" in body


async def test_a_failure_can_be_a_message_of_ones_own() -> None:
    app = SampleApp()

    def fail(_: Work) -> str:
        raise PartnerFault("unreachable")

    async with app.run_test() as pilot:
        app.sample.start(fail, says="Sharing", done=done, failed=lambda error: done(error.code))
        await settled(pilot, app)
        assert app.sample.results == [SampleScreen.Done("unreachable")]


async def test_an_error_of_the_program_is_logged_and_survived(home: Path) -> None:
    app = SampleApp()

    def break_(_: Work) -> str:
        raise ZeroDivisionError("somebody@example.org")

    async with app.run_test() as pilot:
        app.sample.start(break_, says="Sharing", done=done)
        await settled(pilot, app)
        assert isinstance(app.top(), Tell)
    log = (home / "state" / "knoten" / "crash.log").read_text(encoding="utf-8")
    assert "ZeroDivisionError" in log
    assert "somebody" not in log


async def test_progress_is_shown_and_cancelled_by_key() -> None:
    app = SampleApp()

    def long(work: Work) -> str:
        for number in range(1000):
            work.progress("Wesertor", done=number, total=1000)
            work.check()
            time.sleep(0.01)
        return "never"

    async with app.run_test(size=(80, 24)) as pilot:
        app.sample.start(long, says="Sharing", done=done)
        await pilot.pause(0.5)
        line = app.screen.query_one(TaskLine)
        words = str(line.render())
        assert line.display
        assert "Sharing" in words
        assert "of 1,000" in words
        assert "Wesertor" in words
        assert "Cancel (Ctrl+C)" in words
        await pilot.press("ctrl+c")
        await settled(pilot, app)
        assert app.sample.results == []
        assert not line.display


async def test_cancel_by_mouse() -> None:
    app = SampleApp()

    def long(work: Work) -> str:
        while not work.cancel_event.wait(0.01):
            pass
        raise Interrupted("stopped")

    async with app.run_test(size=(80, 24)) as pilot:
        work = app.sample.start(long, says="Sharing", done=done)
        await pilot.pause(0.5)
        line = app.screen.query_one(TaskLine)
        await pilot.click(TaskLine, offset=(str(line.render()).index("Cancel"), 0))
        await settled(pilot, app)
        assert work.cancelling
        assert not app.working


async def test_short_work_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "VISIBLE_AFTER", 60.0)
    app = SampleApp()
    gate = threading.Event()
    async with app.run_test() as pilot:
        app.sample.start(lambda _: str(gate.wait(10)), says="Saving", done=done)
        await pilot.pause(0.3)
        assert not app.screen.query_one(TaskLine).display
        gate.set()
        await settled(pilot, app)
        assert app.sample.results == [SampleScreen.Done("True")]


async def test_a_new_piece_of_a_group_takes_the_place_of_the_old() -> None:
    app = SampleApp()

    def first(work: Work) -> str:
        work.cancel_event.wait(10)
        work.check()
        return "first"

    async with app.run_test() as pilot:
        app.sample.start(first, says="Searching", done=done, group="search")
        app.sample.start(lambda _: "second", says="Searching", done=done, group="search")
        await settled(pilot, app)
        assert app.sample.results == [SampleScreen.Done("second")]


async def test_what_must_not_be_cancelled_is_waited_for_at_the_end() -> None:
    app = SampleApp()
    saved: list[str] = []

    def save(work: Work) -> str:
        time.sleep(0.3)
        work.check()
        saved.append("saved")
        return "saved"

    async with app.run_test() as pilot:
        app.sample.start(save, says="Saving", done=done, cancellable=False)
        await pilot.press("ctrl+c")
        await pilot.press("q")
    assert saved == ["saved"]


async def test_what_hangs_is_not_waited_for() -> None:
    app = SampleApp()
    gate = threading.Event()
    began = time.monotonic()
    async with app.run_test() as pilot:
        app.sample.start(lambda _: str(gate.wait(60)), says="Sharing", done=done)
        await pilot.press("q")
    gate.set()
    assert time.monotonic() - began < 30


async def test_nobody_is_told_where_the_screen_has_gone() -> None:
    app = SampleApp()
    gate = threading.Event()
    async with app.run_test() as pilot:
        first = app.sample
        first.start(lambda _: str(gate.wait(10)), says="Saving", done=done)
        app.action_go("topics")
        await pilot.pause()
        gate.set()
        await settled(pilot, app)
        assert first.results == []


def told(app: SampleApp) -> str:
    return "\n".join(str(toast.render()) for toast in app.screen.query("Toast"))


async def test_ctrl_c_with_nothing_going_on_says_how_to_leave() -> None:
    app = SampleApp()
    async with app.run_test(notifications=True) as pilot:
        await pilot.press("ctrl+c")
        await pilot.pause()
        await pilot.pause()
        assert "Ctrl+Q" in told(app)


async def test_a_terminal_that_cannot_be_lent_to_an_editor_says_so() -> None:
    app = SampleApp()
    async with app.run_test(notifications=True) as pilot:
        assert app.run_suspended(lambda: None) is False
        await pilot.pause()
        await pilot.pause()
        assert "cannot be handed" in told(app)
