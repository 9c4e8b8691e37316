"""Header, footer, help, menu, questions, language and looks: what every screen has from the base."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.content import Content
from textual.widgets import Button, OptionList, Static

from tests.tui.sample import OtherScreen, SampleApp, SampleScreen
from tui.key_words import key_text
from tui.offers import offers
from tui.palette import Entry, MenuScreen, ranked
from tui.safe_text import say
from tui.screens.confirm import AskText, Choice, Choose, Confirm, Tell
from tui.screens.help import HelpScreen
from tui.widgets.header import HeaderLine, HeaderState, SectionLine
from tui.widgets.key_footer import KeyFooter

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from tui.widgets.action_line import ActionLine

pytestmark = pytest.mark.usefixtures("english")

SIZE = (80, 24)


def line_of(app: SampleApp, kind: type[ActionLine]) -> str:
    return str(app.screen.query_one(kind).render())


async def click_on(pilot: Pilot[int], kind: type[ActionLine], words: str) -> None:
    """Click where some words stand in a line."""
    app = pilot.app
    assert isinstance(app, SampleApp)
    await pilot.click(kind, offset=(line_of(app, kind).index(words), 0))
    await pilot.pause()


# ---- footer


@pytest.mark.parametrize("width", [20, 40, 60, 80, 120, 200])
async def test_the_footer_shows_whole_actions_and_says_where_the_rest_is(width: int) -> None:
    app = SampleApp()
    async with app.run_test(size=(width, 24)):
        footer = line_of(app, KeyFooter)
        possible = [
            f"{key_text(offer.keys[0])} {offer.label}"
            for offer in sorted(offers(app.screen), key=lambda offer: offer.importance)
            if offer.command and offer.command.shown and offer.keys and offer.command.id != "app.help"
        ]
        shown = [words for words in footer.split("  ") if words.strip()]
        shown = [words.strip() for words in shown]
        *actions, last = shown
        assert last == ("? Help" if len(actions) == len(possible) else "? more")
        assert actions == possible[: len(actions)]
        assert len(footer) <= width


async def test_the_footer_offers_no_letters_while_one_types() -> None:
    app = SampleApp()
    async with app.run_test(size=(160, 24)) as pilot:
        assert "e Edit" in line_of(app, KeyFooter)
        await pilot.press("slash")
        await pilot.pause()
        footer = line_of(app, KeyFooter)
        assert "F4 Edit" in footer
        assert "q Quit" not in footer
        assert footer.rstrip().endswith("F1 Help")


async def test_the_footer_can_be_clicked() -> None:
    app = SampleApp()
    async with app.run_test(size=SIZE) as pilot:
        await click_on(pilot, KeyFooter, "e Edit")
        assert app.sample.results == ["edit"]
        await click_on(pilot, KeyFooter, "? more")
        assert isinstance(app.top(), HelpScreen)


# ---- header


async def test_the_header_says_what_waits_and_nothing_that_does_not() -> None:
    app = SampleApp()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        header = line_of(app, HeaderLine)
        for words in ("Netzwerk Kassel", "3 new ↓", "2 not shared ↑", "1 disputed ⚑", "☰ Menu"):
            assert words in header
        assert "problem" not in header
        app.header = HeaderState("Netzwerk Kassel", problems=2, read_only=True)
        await pilot.pause()
        header = line_of(app, HeaderLine)
        assert "2 problems !" in header
        assert "only to look at" in header
        assert "new" not in header


async def test_a_long_name_is_shortened_and_the_menu_stays() -> None:
    app = SampleApp()
    async with app.run_test(size=(40, 24)) as pilot:
        app.header = HeaderState("Netzwerk der Nachbarschaften im Kasseler Norden\x1b[2J", new=3)
        await pilot.pause()
        header = line_of(app, HeaderLine)
        assert "…" in header
        assert "☰ Menu" in header
        assert len(header.rstrip()) <= 40


async def test_sections_are_clicked_and_keyed() -> None:
    app = SampleApp()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert "Actors 42" in line_of(app, SectionLine)
        await click_on(pilot, SectionLine, "Topics 12")
        assert isinstance(app.top(), OtherScreen)
        await pilot.press("2")
        await pilot.pause()
        assert type(app.top()) is SampleScreen
        assert len(app.screen_stack) == 2


async def test_there_is_no_way_to_sections_that_are_not_there() -> None:
    app = SampleApp()
    async with app.run_test(size=SIZE) as pilot:
        assert not any(offer.action == "app.go('groups')" for offer in offers(app.screen))
        assert not any(offer.action == "app.share" for offer in offers(app.screen))
        await pilot.press("4", "t", "escape")
        assert type(app.top()) is SampleScreen


# ---- help and menu


async def test_help_tells_what_can_be_done_and_does_it() -> None:
    app = SampleApp()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("question_mark")
        await pilot.pause()
        assert isinstance(app.top(), HelpScreen)
        options = app.screen.query_one(OptionList)
        said = "\n".join(str(option.prompt) for option in options.options)
        for words in ("In lists", "With a record", "e  F4", "Change this record in a form", "Everywhere"):
            assert words in said
        about = str(app.screen.query_one(".help--about", Static).visual)
        assert about.startswith("Arrow keys move")
        assert about.endswith("The list of actors")
        place = next(index for index, option in enumerate(options.options) if " Edit " in str(option.prompt))
        options.highlighted = place
        await pilot.press("enter")
        await pilot.pause()
        assert app.sample.results == ["edit"]
        assert app.top() is app.sample


async def test_help_closes_by_the_key_that_opened_it() -> None:
    app = SampleApp()
    async with app.run_test(size=SIZE) as pilot:
        for key in ("question_mark", "f1"):
            await pilot.press(key)
            assert isinstance(app.top(), HelpScreen)
            await pilot.press(key)
            assert app.top() is app.sample


async def test_the_menu_finds_actions_and_what_others_offer() -> None:
    app = SampleApp()
    done: list[str] = []
    app.palette_sources.append(lambda typed: [Entry("[/x]\x1bTreff", "[b]", lambda: done.append(typed))])
    async with app.run_test(size=SIZE) as pilot:
        await click_on(pilot, HeaderLine, "☰ Menu")
        assert isinstance(app.top(), MenuScreen)
        await pilot.press(*"edit", "enter")
        await pilot.pause()
        assert app.sample.results == ["edit"]
        await pilot.press("ctrl+p", *"zzz")
        await pilot.pause()
        assert "[/x]␛Treff" in str(app.screen.query_one(OptionList).options[0].prompt)
        await pilot.press("enter")
        await pilot.pause()
        assert done == ["zzz"]
        await pilot.press("f9")
        assert isinstance(app.top(), MenuScreen)
        await pilot.press("f9")
        assert app.top() is app.sample


async def test_every_possible_action_is_in_the_menu() -> None:
    app = SampleApp()
    async with app.run_test(size=SIZE) as pilot:
        moves = {"cursor_up", "cursor_down", "page_up", "page_down", "first", "last"}
        possible = {
            offer.label for offer in offers(app.screen) if offer.command and offer.action not in moves
        }
        await pilot.press("m")
        await pilot.pause()
        listed = [str(option.prompt) for option in app.screen.query_one(OptionList).options]
        assert all(any(line.startswith(label) for line in listed) for label in possible)
        assert any(line.startswith("Colours") for line in listed)  # it has no key


def test_the_menu_ranks_beginnings_first() -> None:
    entries = [Entry(label, explained, list) for label, explained in [
        ("Neu einlesen", ""), ("Zurück", "neu"), ("Teilen", ""), ("Erneuern", ""), ("Übernehmen", ""),
    ]]  # fmt: skip
    assert [entry.label for entry in ranked(entries, "neu")] == ["Neu einlesen", "Erneuern", "Zurück"]
    assert [entry.label for entry in ranked(entries, "uber")] == ["Übernehmen"]
    assert [entry.label for entry in ranked(entries, "ueber")] == ["Übernehmen"]
    assert len(ranked(entries, " ")) == 5


# ---- questions


async def test_the_key_that_opened_a_question_never_answers_it() -> None:
    app = SampleApp()
    async with app.run_test(size=SIZE) as pilot:
        for key in ("d", "delete"):
            await pilot.press(key, key, key)
            assert isinstance(app.top(), Confirm)
            await pilot.press("escape")
        assert app.sample.results == [False, False]


async def test_enter_enter_never_destroys() -> None:
    app = SampleApp()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("m", *"delete", "enter")
        await pilot.pause()
        assert isinstance(app.top(), Confirm)
        await pilot.press("enter", "enter")
        assert app.sample.results == []
        await pilot.press("right", "enter")
        assert app.sample.results == [True]


@pytest.mark.parametrize(("keys", "answer"), [
    (["y"], True), (["j"], True), (["n"], False), (["escape"], False), (["tab", "enter"], True),
    (["right", "enter"], True), (["left", "left", "enter"], False), (["tab", "tab", "enter"], False),
])  # fmt: skip
async def test_a_question_is_answered_by_keys(keys: list[str], answer: bool) -> None:
    app = SampleApp()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("d", *keys)
        await pilot.pause()
        assert app.sample.results == [answer]


async def test_a_question_is_answered_by_mouse_and_names_its_object() -> None:
    app = SampleApp()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("d")
        assert "Nachbarschaftstreff Wesertor" in str(app.screen.query_one(".dialog--question", Static).visual)
        assert app.screen.query_one("#no", Button).has_focus
        await pilot.click("#yes")
        await pilot.pause()
        assert app.sample.results == [True]


async def test_one_of_several() -> None:
    app = SampleApp()
    answers: list[str | None] = []
    async with app.run_test(size=SIZE) as pilot:
        choices = [Choice(name, Content(name), say("This happens")) for name in "abc"]
        app.push_screen(Choose(say("Which?"), choices, chosen="b"), answers.append)
        await pilot.press("down", "enter")
        app.push_screen(Choose(say("Which?"), choices, chosen="b"), answers.append)
        await pilot.press("escape")
        await pilot.pause()
        assert answers == ["c", None]


async def test_a_line_of_text_is_checked() -> None:
    app = SampleApp()
    answers: list[str | None] = []
    async with app.run_test(size=SIZE) as pilot:
        app.push_screen(
            AskText(say("Your name?"), check=lambda line: None if line.strip() else "Nothing chosen."),
            answers.append,
        )
        await pilot.press("enter")
        await pilot.pause()
        assert "Nothing chosen." in str(app.screen.query_one(".dialog--error", Static).visual)
        await pilot.press(*"Ada", "enter")
        await pilot.pause()
        assert answers == ["Ada"]


async def test_a_long_text_is_read_and_closed() -> None:
    app = SampleApp()
    async with app.run_test(size=SIZE) as pilot:
        app.push_screen(Tell("[/x]\x1b", "line\n" * 100))
        await pilot.pause()
        assert app.screen.query_one("#close").region.bottom <= 24
        await pilot.press("enter")
        await pilot.pause()
        assert app.top() is app.sample


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (24, 8), (5, 3), (1, 1)])
async def test_questions_on_small_screens(size: tuple[int, int]) -> None:
    app = SampleApp()
    async with app.run_test(size=size) as pilot:
        for keys in (["d"], ["question_mark"], ["m"], ["f", "enter"]):
            await pilot.press(*keys)
            await pilot.pause()
            box = app.screen.query("Dialog > Vertical").first()
            assert box.region.right <= max(size[0], 5)
            while app.top() is not app.sample:
                await pilot.press("escape")
                await pilot.pause()
