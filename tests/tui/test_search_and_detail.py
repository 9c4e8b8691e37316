"""Search, filters, the record to read, and the field that both are typed into."""

from __future__ import annotations

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.widgets import OptionList, Static

from tests.tui.sample import SampleApp, sample_rows
from tui.screens.confirm import Choose
from tui.widgets.detail_pane import Block, DetailPane, Fact, Followed, Heading, Link, Prose
from tui.widgets.facets import FacetLine, FacetPicker, Query, chosen_words
from tui.widgets.line_input import LineInput

pytestmark = pytest.mark.usefixtures("english")


def plain(app: SampleApp, selector: str) -> str:
    return str(app.screen.query_one(selector, Static).visual)


async def test_typing_filters_at_once_and_counts() -> None:
    app = SampleApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", *"raeume")
        await pilot.pause()
        assert app.sample.actors.row_count == 9
        assert plain(app, ".search--count") == "9 of 42"
        await pilot.press("escape")
        await pilot.pause()
        assert app.sample.actors.row_count == 42
        assert plain(app, ".search--count") == "42"
        assert app.sample.bar.typing
        await pilot.press("escape")
        assert app.sample.actors.has_focus


async def test_letters_are_text_in_the_search_and_commands_in_the_list() -> None:
    app = SampleApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f3", *"endlq")
        assert app.sample.bar.query_now.words == "endlq"
        assert app.sample.results == []
        await pilot.press("f4")
        assert app.sample.results == ["edit"]


async def test_down_and_enter_lead_to_what_was_found() -> None:
    app = SampleApp()
    async with app.run_test(size=(80, 24)) as pilot:
        for key in ("down", "enter"):
            await pilot.press("slash")
            assert app.sample.bar.typing
            await pilot.press(key)
            assert app.sample.actors.has_focus


async def test_a_filter_by_keyboard_alone() -> None:
    app = SampleApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f")
        assert isinstance(app.top(), Choose)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.top(), FacetPicker)
        await pilot.press("down", "space", "down", "enter")
        await pilot.pause()
        assert app.sample.bar.query_now == Query("", {"district": ("Nord-Holland", "Südstadt")})
        assert app.sample.actors.row_count == 21
        assert chosen_words(app.sample.bar.query_now, app.sample) == "Stadtteil: Nord-Holland and Südstadt"
        await pilot.press("0")
        await pilot.pause()
        assert app.sample.actors.row_count == 42


async def test_enter_keeps_what_space_has_ticked() -> None:
    app = SampleApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.sample.bar.action_pick_facet("district")
        await pilot.pause()
        await pilot.press("down", "space", "down", "space", "enter")
        await pilot.pause()
        assert app.sample.bar.query_now == Query("", {"district": ("Nord-Holland", "Südstadt")})


async def test_a_filter_by_mouse_alone() -> None:
    app = SampleApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click(FacetLine, offset=(3, 0))
        await pilot.pause()
        assert isinstance(app.top(), FacetPicker)
        await pilot.click(OptionList, offset=(3, 2))
        await pilot.pause()
        assert app.sample.bar.query_now.facets == {"district": ("Südstadt",)}
        assert "Stadtteil: Südstadt ×" in str(app.sample.query_one(FacetLine).render())
        await pilot.click(FacetLine, offset=(3, 0))
        await pilot.pause()
        assert app.sample.bar.query_now.empty


async def test_leaving_the_values_changes_nothing() -> None:
    app = SampleApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.sample.bar.action_pick_facet("kind")
        await pilot.pause()
        await pilot.press("space", "escape")
        await pilot.pause()
        assert app.sample.bar.query_now.empty


async def test_no_filter_is_offered_where_there_is_none() -> None:
    app = SampleApp()
    async with app.run_test(size=(80, 24)):
        assert app.sample.check_action("filter", ()) is True
        assert app.sample.check_action("clear_filters", ()) is False
        app.sample.bar.show(Query("x"))
        assert app.sample.check_action("clear_filters", ()) is True


class Field(App[None]):
    """A field and nothing else."""

    def compose(self) -> ComposeResult:
        yield LineInput("Amt", max_length=40)

    @property
    def field(self) -> LineInput:
        return self.query_one(LineInput)


async def test_what_was_typed_is_taken_back_word_by_word_and_put_back() -> None:
    app = Field()
    async with app.run_test() as pilot:
        await pilot.press("end", *" für Raum", "ctrl+z")
        assert app.field.value == "Amt für"
        await pilot.press("ctrl+z", "ctrl+z", "ctrl+z", "ctrl+z", "ctrl+z")
        assert app.field.value == "Amt"
        await pilot.press("ctrl+y")
        assert app.field.value == "Amt für"
        await pilot.press("x", "ctrl+y")
        assert app.field.value == "Amt fürx"


async def test_a_deletion_is_one_step() -> None:
    app = Field()
    async with app.run_test() as pilot:
        await pilot.press("end", "ctrl+u")
        assert app.field.value == ""
        await pilot.press("ctrl+z")
        assert app.field.value == "Amt"


async def test_all_lines_of_what_is_pasted_are_taken() -> None:
    app = Field()
    async with app.run_test() as pilot:
        await pilot.press("end")
        app.field.post_message(events.Paste(" eins\r\n  zwei\ndrei\n"))
        await pilot.pause()
        assert app.field.value == "Amteins zwei drei"
        await pilot.press("ctrl+z")
        assert app.field.value == "Amt"


async def test_hidden_characters_are_seen_in_a_field_and_keep_their_place() -> None:
    app = Field()
    async with app.run_test() as pilot:
        app.field.value = "a\u200bb\x1b[31mc\u202ed"
        await pilot.pause()
        assert app.field.render_line(0).text.startswith("a␦b␛[31mc␦d")
        await pilot.press("home", "right", "delete")
        assert app.field.value == "ab\x1b[31mc\u202ed"


class Pane(App[None]):
    """A pane and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.followed: list[str] = []

    def compose(self) -> ComposeResult:
        yield DetailPane()

    def on_mount(self) -> None:
        self.pane.focus()

    def on_detail_pane_followed(self, event: Followed) -> None:
        self.followed.append(f"{event.type}/{event.id}")

    @property
    def pane(self) -> DetailPane:
        return self.query_one(DetailPane)

    @property
    def lines(self) -> list[str]:
        return [self.pane.render_line(y).text.rstrip() for y in range(self.pane.size.height)]


LINKS = [Link("Eins", "group", "1"), Link("Zwei", "topic", "2", "dabei")]


async def test_links_are_walked_and_followed() -> None:
    app = Pane()
    async with app.run_test(size=(40, 10)) as pilot:
        app.pane.show(
            [Heading("Titel"), Fact("Gruppen", links=LINKS), Fact("Themen", links=LINKS[:1])], key="a"
        )
        await pilot.press("enter", "down", "enter", "down", "down", "enter", "up", "enter")
        assert app.followed == ["group/1", "topic/2", "group/1", "topic/2"]
        assert "dabei" in app.lines[2]


async def test_a_click_follows() -> None:
    app = Pane()
    async with app.run_test(size=(40, 10)) as pilot:
        app.pane.show([Heading("Titel"), Fact("Gruppen", links=LINKS)])
        await pilot.click(DetailPane, offset=(14, 2))
        assert app.followed == ["topic/2"]


async def test_far_links_are_scrolled_to_first() -> None:
    app = Pane()
    async with app.run_test(size=(40, 5)) as pilot:
        app.pane.show([Fact("Oben", links=LINKS[:1]), Prose("x\n" * 20), Fact("Unten", links=LINKS[1:])])
        await pilot.pause()
        for _ in range(30):
            await pilot.press("down")
        assert app.pane.link == LINKS[1]
        assert any("Zwei" in line for line in app.lines)


async def test_texts_are_wrapped_and_facts_hang() -> None:
    app = Pane()
    async with app.run_test(size=(32, 12)) as pilot:
        app.pane.show([Fact("Bietet", "einen Saal mit vierzig Plätzen"), Prose("a\n\nb")])
        await pilot.pause()
        assert app.lines[:3] == ["Bietet  einen Saal mit vierzig", "        Plätzen", "a"]


async def test_the_same_record_keeps_its_place_and_another_begins_anew() -> None:
    app = Pane()
    async with app.run_test(size=(40, 5)) as pilot:
        blocks: list[Block] = [Fact("Oben", links=LINKS), Prose("x\n" * 30)]
        app.pane.show(blocks, key="a")
        await pilot.press("down", "end")
        await pilot.pause()
        at = app.pane.scroll_offset.y
        assert at > 0
        app.pane.show(blocks, key="a")
        await pilot.pause()
        assert (app.pane.scroll_offset.y, app.pane.link) == (at, LINKS[1])
        app.pane.show(blocks, key="b")
        await pilot.pause()
        assert (app.pane.scroll_offset.y, app.pane.link) == (0, LINKS[0])


async def test_hostile_blocks_are_text() -> None:
    app = Pane()
    async with app.run_test(size=(60, 8)) as pilot:
        evil = "[/x]\x1b[2J\u202e"
        app.pane.show([Heading(evil), Prose(evil), Fact(evil, evil, [Link(evil, "group", "g", evil)])])
        await pilot.pause()
        assert all("[/x]␛[2J␦" in line for line in app.lines[:4] if line)


@pytest.mark.parametrize("width", [1, 2, 4, 9, 20, 300])
async def test_a_pane_of_any_width(width: int) -> None:
    app = Pane()
    async with app.run_test(size=(width, 3)) as pilot:
        app.pane.show([Heading("Titel"), Fact("Gruppen", "x y z", LINKS)])
        await pilot.pause()
        assert app.pane.render_line(0).cell_length == app.pane.scrollable_content_region.width


def test_the_sample_is_what_the_tests_count_on() -> None:
    assert sum("Räume" in row.title for row in sample_rows()) == 9
