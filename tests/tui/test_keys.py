"""The table of keys, held to what terminals let through."""

from __future__ import annotations

import importlib
import pkgutil

import pytest
from textual.dom import DOMNode

import tui.screens
import tui.widgets
from tui.key_rules import NEVER, is_sure, problems, unknown_ids
from tui.key_words import BUILT_IN, key_text
from tui.keys import COMMANDS, Area, Command, bindings
from tui.words import set_language


def made(name: str, keys: str, area: Area = Area.LIST) -> Command:
    return Command(name, "act", tuple(keys.split()), "Label", "Help", 1, area)


def test_the_table_is_in_order() -> None:
    assert problems() == []


def test_swallowed_keys_are_named() -> None:
    assert problems([made("a", "ctrl+j x")]) == ["a: ctrl+j is Enter's line feed"]
    assert "may be swallowed" in problems([made("a", "ctrl+s")])[0]
    assert "may be swallowed" in problems([made("a", "f1")])[0]
    assert problems([made("a", "f2 ctrl+s")]) == []
    assert problems([made("a", "x f1")]) == []


def test_one_key_for_two_things_at_one_place_is_named() -> None:
    both = [made("a", "x"), made("b", "x", Area.RECORD)]
    assert problems(both) == ["x: a and b"]
    assert problems([made("a", "x"), made("b", "x", Area.GENERAL)]) == ["x: a and b"]
    assert problems([made("a", "x"), made("b", "x", Area.DIALOG)]) == []
    assert problems([made("a", "x"), made("a", "y")]) == ["a: defined twice"]


def test_an_unknown_id_is_named_and_not_ignored() -> None:
    assert unknown_ids({"record.edit": "f4", "record.fly": "f5"}) == ["record.fly"]
    with pytest.raises(KeyError, match=r"record\.fly"):
        bindings("record.fly")


def test_every_command_can_be_reached_without_shift_or_alt_graph_on_a_german_keyboard() -> None:
    plain = set("abcdefghijklmnopqrstuvwxyz0123456789")
    named = {"escape", "enter", "space", "tab", "up", "down", "left", "right", "home", "end", "pageup",
             "pagedown", "delete", "insert", "backspace", "plus", "minus"}  # fmt: skip
    shifted_too = {"question_mark", "slash", "shift+up", "shift+down"}
    for command in COMMANDS:
        for key in command.keys:
            base = key.split("+")[-1] if key.startswith(("ctrl+", "alt+")) else key
            function = base[0] == "f" and base[1:].isdigit()
            assert base in plain | named | shifted_too | {"underscore"} or function, command.id


def test_what_everybody_needs_does_not_hang_on_a_letter_alone() -> None:
    """Letters are text in a form; save, help, menu, search and quitting must be reached there, too."""
    by_id = {command.id: command for command in COMMANDS}
    for name in ("form.save", "app.help", "app.menu", "list.search", "app.quit_now"):
        assert any(len(key) > 1 and key not in {"slash", "question_mark"} for key in by_id[name].keys), name


def test_no_binding_of_a_screen_or_widget_stands_outside_the_table() -> None:
    """But for closing a window by the key that opened it."""
    strangers = []
    for package in (tui.screens, tui.widgets):
        for module in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
            for value in vars(importlib.import_module(module.name)).values():
                if isinstance(value, type) and issubclass(value, DOMNode) and value.__module__ == module.name:
                    strangers += [
                        f"{module.name}.{value.__name__}: {binding}"
                        for binding in value.__dict__.get("BINDINGS", [])
                        if not getattr(binding, "id", None) and getattr(binding, "action", "") != "close"
                    ]
    assert strangers == []


def test_keys_are_written_as_they_stand_on_the_keyboard() -> None:
    set_language("en")
    written = [
        "ctrl+p",
        "slash",
        "question_mark",
        "f2",
        "enter",
        "shift+up",
        "delete",
        "n",
        "ctrl+underscore",
    ]
    assert [key_text(key) for key in written] == [
        "Ctrl+P", "/", "?", "F2", "Enter", "Shift+↑", "Del", "n", "Ctrl+_",
    ]  # fmt: skip


def test_sure_keys() -> None:
    assert is_sure(["n"])
    assert is_sure(["f2", "ctrl+s"])
    assert is_sure(["ctrl+z", "ctrl+underscore"])
    assert not is_sure(["f2"])
    assert not is_sure(["ctrl+s"])
    assert not {key for command in COMMANDS for key in command.keys} & set(NEVER)


def test_textuals_own_descriptions_are_all_known() -> None:
    """A widget that brings a new English description would show it to people who read German."""
    widgets = ("Input", "TextArea", "OptionList", "SelectionList", "Button", "Checkbox", "Switch", "Select")
    unknown = set()
    for name in widgets:
        widget = getattr(importlib.import_module("textual.widgets"), name)
        for binding in widget.BINDINGS:
            words = binding.description if hasattr(binding, "description") else binding[2]
            if words and words not in BUILT_IN:
                unknown.add(words)
    assert unknown == set()
