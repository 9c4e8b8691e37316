"""The list: any number of rows, two lines a move, the cursor where people left it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.app import App

from tests.tui.sample import COLUMNS, Row, SampleApp, describe, sample_rows
from tui.themes import THEMES
from tui.widgets.columns import Column, cut, layout
from tui.widgets.record_list import Highlighted, Line, Mark, RecordList
from tui.widgets.row_painter import Manner

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.message import Message
    from textual.strip import Strip

pytestmark = pytest.mark.usefixtures("english")


class Counting(RecordList[Row]):
    """Counts what it draws."""

    drawn = 0

    def render_line(self, y: int) -> Strip:
        self.drawn += 1
        return super().render_line(y)


class ListApp(App[None]):
    """A list and nothing else; it notes the list's messages."""

    def __init__(self, *, ticks: bool = False, count: int = 100) -> None:
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = THEMES[0].name
        self.list = Counting(COLUMNS, self.describe, ticks=ticks)
        self.described: list[str] = []
        self.heard: list[Message] = []
        self.count = count

    def describe(self, row: Row) -> Line:
        self.described.append(row.id)
        return describe(row)

    def compose(self) -> ComposeResult:
        yield self.list

    def on_mount(self) -> None:
        self.list.set_rows(sample_rows(self.count))
        self.list.focus()

    def on_record_list_highlighted(self, event: Highlighted) -> None:
        self.heard.append(event)

    def on_record_list_chosen(self, event: Message) -> None:
        self.heard.append(event)

    def line(self, y: int) -> str:
        return self.list.render_line(y).text


async def test_only_the_rows_on_the_screen_are_asked_for() -> None:
    app = ListApp(count=50_000)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert len(set(app.described)) == 24
        app.described.clear()
        await pilot.press("end")
        assert app.list.cursor_id == "a49999"
        assert len(set(app.described)) <= 25


async def test_a_move_of_the_cursor_draws_two_lines() -> None:
    app = ListApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.list.drawn = 0
        await pilot.press("down")
        await pilot.pause()
        assert app.list.drawn == 2


async def test_keys_move_and_stop_at_the_ends() -> None:
    app = ListApp()
    async with app.run_test(size=(80, 24)) as pilot:
        places = []
        for key in ("up", "down", "pagedown", "pageup", "end", "down", "pagedown", "home", "pageup"):
            await pilot.press(key)
            places.append(app.list.cursor)
        assert places == [0, 1, 24, 1, 99, 99, 99, 0, 0]


async def test_the_cursor_stays_on_its_record_when_rows_change() -> None:
    app = ListApp()
    async with app.run_test(size=(80, 24)):
        app.list.move_to("a40")
        app.list.set_rows(sample_rows()[::-1])
        assert app.list.cursor_id == "a40"
        assert app.list.cursor == 1


async def test_where_its_record_is_gone_the_cursor_stays_in_place() -> None:
    app = ListApp()
    async with app.run_test(size=(80, 24)):
        app.list.move_to("a40")
        app.list.set_rows([row for row in sample_rows() if row.id != "a40"])
        assert app.list.cursor_id == "a41"
        app.list.set_rows(sample_rows(3))
        assert app.list.cursor_id == "a2"


async def test_other_words_put_the_cursor_on_the_best_hit() -> None:
    app = ListApp()
    async with app.run_test(size=(80, 24)):
        app.list.move_to("a40")
        app.list.set_rows(sample_rows(10), ["treff"])
        assert app.list.cursor == 0


async def test_no_rows_say_so_and_nothing_breaks() -> None:
    app = ListApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.list.set_rows([])
        await pilot.press("down", "enter", "end", "space")
        assert app.list.cursor_id is None
        assert "Nothing here yet." in app.line(1)
        app.list.set_rows([], ["x"])
        assert "Nothing found" in app.line(1)


async def test_it_tells_where_the_cursor_is_and_what_was_opened() -> None:
    app = ListApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.heard.clear()
        await pilot.press("down", "down", "enter")
        ids = [getattr(event, "row_id", None) for event in app.heard]
        assert ids == ["a1", "a2", "a2"]
        app.list.set_rows([])
        await pilot.pause()
        assert getattr(app.heard[-1], "row_id", "") is None


async def test_the_mouse_moves_and_opens() -> None:
    app = ListApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click(offset=(10, 5))
        assert app.list.cursor == 5
        await pilot.click(offset=(10, 7), times=2)
        await pilot.pause()
        assert type(app.heard[-1]).__name__ == "Chosen"
        app.list.scroll_to(y=50, animate=False)
        await pilot.pause()
        await pilot.click(offset=(10, 1))
        assert app.list.cursor == 51


async def test_ticks() -> None:
    app = ListApp(ticks=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "space")
        assert app.list.ticked == {"a0", "a1"}
        assert app.line(0).startswith(" [x] ")
        assert app.line(5).startswith(" [ ] ")
        await pilot.press("a")
        assert len(app.list.ticked) == 100
        await pilot.press("a")
        assert app.list.ticked == frozenset()


async def test_marks_are_signs_or_words() -> None:
    app = ListApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert app.line(1).startswith(" ●  Räume")
        assert app.line(7).startswith(" ⚑● Bürgerverein")
        app.list.manner = Manner(mark_words=True)
        assert app.line(1).startswith(" new ")
        assert app.line(5).startswith(" wrong ")
        assert app.line(7).startswith(" disputed ")


async def test_searched_words_are_marked_as_search_finds_them() -> None:
    app = ListApp()
    async with app.run_test(size=(80, 24)):
        app.list.set_rows(sample_rows(), ["raeum"])
        marked = [words for words, style, _ in app.list.render_line(1) if style and style.underline]
        assert marked == ["Räum"]


async def test_hostile_rows_are_drawn_as_text() -> None:
    app = ListApp()
    async with app.run_test(size=(80, 24)):
        app.list.set_rows([Row("x", "[/x]\x1b]0;t\x07\u202eb", "[@click=app.quit]k[/]", "d\nd")])
        assert "[/x]␛]0;t␇␦b" in app.line(0)
        assert app.list.render_line(0).cell_length == 79


async def test_changed_rows_are_drawn_again() -> None:
    app = ListApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.described.clear()
        app.list.refresh_rows(["a3", "a77", "none"])
        await pilot.pause()
        assert app.described == ["a3"]


@pytest.mark.parametrize("width", [1, 2, 3, 5, 10, 30, 60, 80, 200])
async def test_any_width(width: int) -> None:
    app = ListApp()
    async with app.run_test(size=(width, 5)) as pilot:
        await pilot.pause()
        assert app.list.render_line(0).cell_length == app.list.scrollable_content_region.width


async def test_another_theme_is_drawn_at_once() -> None:
    app = ListApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        before = app.list.render_line(3)
        app.theme = "knoten-light"
        await pilot.pause()
        assert list(before) != list(app.list.render_line(3))


def test_columns_go_by_importance_and_share_what_is_left() -> None:
    assert layout(COLUMNS, 80) == [(0, 38), (1, 18), (2, 18)]
    assert [index for index, _ in layout(COLUMNS, 45)] == [0, 1]
    assert layout(COLUMNS, 30) == [(0, 30)]
    assert layout(COLUMNS, 0) == [(0, 0)]
    assert layout([Column("n", weight=0, min_width=6)], 80) == [(0, 6)]


def test_texts_are_cut_to_cells_and_not_to_letters() -> None:
    assert cut("abc", 5) == "abc  "
    assert cut("abc", 5, right=True) == "  abc"
    assert cut("abcdef", 4) == "abc…"
    assert cut("日本語", 4) == "日 …"
    assert cut("abc", 0) == ""
    assert Mark(10) == Mark.NEW | Mark.DISPUTED


async def test_rows_of_another_search_reach_the_detail() -> None:
    app = SampleApp()
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("slash", *"raum")
        await pilot.pause()
        assert app.sample.actors.row_count == 9
        assert app.sample.detail.link is not None
