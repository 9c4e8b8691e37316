"""How keys are written for people, and what Textual's own bindings are called in our words.

`Strg+P` stands on a German keyboard, `Ctrl+P` on an English one, and `slash` on none. Textual's
widgets bring some forty bindings with English descriptions; the help shows those, too, so they are
in the catalogue like every other word.
"""

from __future__ import annotations

from collections.abc import Mapping

from tui.words import N_, text

_CHARACTERS: Mapping[str, str] = {
    "slash": "/",
    "question_mark": "?",
    "plus": "+",
    "minus": "-",
    "colon": ":",
    "comma": ",",
    "full_stop": ".",
    "underscore": "_",
    "space": " ",
}
_NAMES: Mapping[str, str] = {
    "escape": N_("Esc"),
    "enter": N_("Enter"),
    "tab": N_("Tab"),
    "space": N_("Space"),
    "delete": N_("Del"),
    "insert": N_("Ins"),
    "backspace": N_("Backspace"),
    "home": N_("Home"),
    "end": N_("End"),
    "pageup": N_("PgUp"),
    "pagedown": N_("PgDn"),
    "ctrl": N_("Ctrl"),
    "shift": N_("Shift"),
    "alt": N_("Alt"),
    "super": N_("Super"),
}
_SIGNS: Mapping[str, str] = {"up": "↑", "down": "↓", "left": "←", "right": "→"}

BUILT_IN: tuple[str, ...] = (
    N_("Focus Next"), N_("Focus Previous"), N_("Copy selected text"), N_("Submit"), N_("Cursor up"),
    N_("Cursor down"), N_("Cursor left"), N_("Cursor right"), N_("Cursor word left"), N_("Cursor word right"),
    N_("Cursor line start"), N_("Cursor line end"), N_("Cursor page up"), N_("Cursor page down"),
    N_("Cursor left select"), N_("Cursor right select"), N_("Cursor up select"), N_("Cursor down select"),
    N_("Cursor left word select"), N_("Cursor right word select"), N_("Select line"), N_("Select all"),
    N_("Select left"), N_("Select right"), N_("Select home"), N_("Select end"), N_("Select line start"),
    N_("Select line end"), N_("Move cursor left"), N_("Move cursor right"), N_("Move cursor left and select"),
    N_("Move cursor right and select"), N_("Move cursor left a word"), N_("Move cursor right a word"),
    N_("Move cursor left a word and select"), N_("Move cursor right a word and select"),
    N_("Move cursor right or accept the completion suggestion"),
    N_("Move cursor left one word"), N_("Move cursor right one word"), N_("Go to start"), N_("Go to end"),
    N_("Delete character left"), N_("Delete character right"), N_("Delete left character"),
    N_("Delete right character"), N_("Delete left to start of word"), N_("Delete right to start of word"),
    N_("Delete all to the left"), N_("Delete all to the right"), N_("Delete to line start"),
    N_("Delete to line end"), N_("Delete line"), N_("Cut"), N_("Copy"), N_("Paste"), N_("Cut selected text"),
    N_("Paste text from the clipboard"), N_("Cursor line end select"), N_("Cursor line start select"),
    N_("Undo"), N_("Redo"),
    N_("Up"), N_("Down"), N_("First"), N_("Last"), N_("Page Up"), N_("Page Down"), N_("Select"),
    N_("Toggle option"), N_("Toggle"), N_("Press button"), N_("Show menu"), N_("Show overlay"),
    N_("Dismiss menu"), N_("Previous tab"), N_("Next tab"), N_("Scroll Up"), N_("Scroll Down"),
    N_("Scroll Left"), N_("Scroll Right"), N_("Scroll Home"), N_("Scroll End"), N_("Quit"),
)  # fmt: skip
"""The descriptions of the bindings of those widgets of Textual 8.2.8 that this program uses."""


def key_text(key: str) -> str:
    """Write a key as it stands on the keyboard: `ctrl+p` is Strg+P, `slash` is /."""
    *modifiers, last = key.split("+") if key != "+" else [key]
    return "+".join([*(_name(part) for part in modifiers), _last_text(last, alone=not modifiers)])


def key_character(key: str) -> str | None:
    """Return the character that a key types into a field, None for one that types nothing."""
    if len(key) == 1:
        return key
    return _CHARACTERS.get(key)


def description(words: str) -> str:
    """Return a binding's description in the language that is spoken."""
    return text(words) if words else ""


def _last_text(key: str, *, alone: bool) -> str:
    if key in _NAMES:
        return _name(key)
    if key in _SIGNS:
        return _SIGNS[key]
    character = key_character(key)
    if character is not None:
        return character if alone else character.upper()
    return key.upper() if key[0] == "f" and key[1:].isdigit() else key.replace("_", " ").capitalize()


def _name(key: str) -> str:
    return text(_NAMES[key]) if key in _NAMES else key.capitalize()
