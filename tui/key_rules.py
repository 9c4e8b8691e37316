"""What a key must be to be worth binding, and whether the table keeps to it.

Users of terminal programs complain most of keys that never arrive: the terminal, tmux, byobu or an IDE
has taken them. Textual itself says nothing either when two bindings share a key, or when a keymap names
a command that is not there. So both are computed, from the table, and a test asserts that nothing is found.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from tui.keys import COMMANDS, Area, Command

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NEVER: Mapping[str, str] = {
    "ctrl+enter": "not sent by most terminals",
    "shift+enter": "not sent by most terminals",
    "alt+enter": "full screen in Windows Terminal and xterm",
    "ctrl+j": "is Enter's line feed",
    "ctrl+m": "is Enter",
    "ctrl+i": "is Tab",
    "ctrl+h": "is Backspace",
    "ctrl+left_square_bracket": "is Escape",
    "ctrl+a": "GNU screen's prefix",
    "ctrl+b": "tmux's prefix",
    "ctrl+backslash": "sends SIGQUIT",
    "ctrl+space": "switches the input method",
    "ctrl+tab": "next tab of the terminal",
    "ctrl+shift+tab": "previous tab of the terminal",
    "ctrl+pageup": "previous tab of the terminal",
    "ctrl+pagedown": "next tab of the terminal",
    "ctrl+w": "closes the tab in browsers and IDEs",
    "ctrl+up": "shows all windows on macOS",
    "ctrl+down": "shows all windows on macOS",
    "ctrl+left": "next desktop on macOS",
    "ctrl+right": "next desktop on macOS",
    "shift+pageup": "scrolls the terminal",
    "shift+pagedown": "scrolls the terminal",
    "shift+insert": "pastes",
    "alt+f4": "closes the window",
    "f11": "full screen",
    "f12": "drop-down terminals",
}
"""Keys that do not arrive, or not as themselves, and who has them. None may be bound at all."""

_CONTEXT_KEYS = frozenset(
    {"escape", "enter", "tab", "up", "down", "left", "right", "home", "end", "pageup", "pagedown"}
)
"""They mean "back", "go on" and "there" everywhere; the nearest binding is the one that people expect."""

_TOGETHER = (frozenset({Area.LIST, Area.RECORD}), frozenset({Area.HISTORY, Area.RECORD}))
"""Areas whose bindings are active at the same time, beside those that are active always."""
_ALWAYS = frozenset({Area.GENERAL, Area.GO})


def problems(commands: Iterable[Command] = COMMANDS) -> list[str]:
    """Return what is wrong with a table of commands, one English line each; nothing when all is well."""
    table = tuple(commands)
    found = [line for command in table for line in _key_problems(command)]
    return found + _double_ids(table) + _double_keys(table)


def unknown_ids(keymap: Mapping[str, str], commands: Iterable[Command] = COMMANDS) -> list[str]:
    """Return the ids in a person's keymap that no command has: Textual would ignore them silently."""
    known = {command.id for command in commands}
    return sorted(set(keymap) - known)


def is_sure(keys: Iterable[str]) -> bool:
    """Whether at least one of the keys arrives wherever the program runs.

    A plain key does. Function keys are byobu's and partly the terminal's, control and alt keys are
    partly an IDE's: one of each kind, or two of the latter, are taken to be enough.
    """
    kinds = [_kind(key) for key in keys]
    return "plain" in kinds or len(set(kinds)) > 1 or kinds.count("modified") > 1


def _kind(key: str) -> str:
    if key.startswith(("ctrl+", "alt+", "super+")):
        return "modified"
    return "function" if len(key) > 1 and key[0] == "f" and key[1:].isdigit() else "plain"


def _key_problems(command: Command) -> list[str]:
    found = [f"{command.id}: {key} {NEVER[key]}" for key in command.keys if key in NEVER]
    if command.keys and not is_sure(command.keys) and not command.priority:
        found.append(f"{command.id}: {', '.join(command.keys)} may be swallowed, and there is no other key")
    return found


def _double_ids(table: tuple[Command, ...]) -> list[str]:
    seen: set[str] = set()
    doubled = []
    for command in table:
        if command.id in seen:
            doubled.append(f"{command.id}: defined twice")
        seen.add(command.id)
    return doubled


def _double_keys(table: tuple[Command, ...]) -> list[str]:
    by_key: defaultdict[str, list[Command]] = defaultdict(list)
    for command in table:
        for key in set(command.keys) - _CONTEXT_KEYS:
            by_key[key].append(command)
    return [
        f"{key}: {one.id} and {other.id}"
        for key, users in sorted(by_key.items())
        for one, other in combinations(users, 2)
        if _meet(one.area, other.area)
    ]


def _meet(one: Area, other: Area) -> bool:
    """Whether bindings of two areas can be active at once. A dialog covers everything else."""
    if Area.DIALOG in {one, other}:
        return one == other
    return one == other or bool({one, other} & _ALWAYS) or frozenset({one, other}) in _TOGETHER
