"""The sections of the program, in the order in which they stand below the header."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tui.screens.history import HistoryScreen
from tui.screens.partners import PartnersScreen
from tui.screens.problems import ProblemsScreen
from tui.screens.records import ActorsScreen, GroupsScreen, TopicsScreen
from tui.screens.today import TodayScreen

if TYPE_CHECKING:
    from textual.screen import Screen

SECTION_SCREENS: Mapping[str, type[Screen[Any]]] = {
    "today": TodayScreen,
    "actors": ActorsScreen,
    "topics": TopicsScreen,
    "groups": GroupsScreen,
    "history": HistoryScreen,
    "partners": PartnersScreen,
    "problems": ProblemsScreen,
}
