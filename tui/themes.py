"""The looks of the program: dark, light, high contrast, and one for colour-blind eyes.

One accent colour each; red, orange and violet stand only for what they mean, and never alone: a sign or
a word goes with each. The colour-blind theme uses the palette of Okabe and Ito (2008, "Color Universal
Design"), whose colours people with any of the usual deficiencies tell apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.color import Color
from textual.theme import Theme

from tui.words import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_THEME = "knoten-dark"


def _theme(
    name: str,
    *,
    dark: bool,
    accent: str,
    foreground: str,
    background: str,
    surface: str,
    panel: str,
    meanings: Mapping[str, str],
    strength: float = 0.24,
) -> Theme:
    """Make a theme; `strength` is how much of the accent the line under the cursor bears."""
    return Theme(
        name=name,
        dark=dark,
        primary=accent,
        accent=accent,
        foreground=foreground,
        background=background,
        surface=surface,
        panel=panel,
        variables={
            "border-blurred": panel,
            "block-cursor-background": _mixed(background, accent, strength),
            "block-cursor-foreground": foreground,
            "block-cursor-text-style": "bold",
            "block-cursor-blurred-background": _mixed(background, accent, strength * 0.4),
            "block-cursor-blurred-foreground": foreground,
            "input-selection-background": _mixed(background, accent, 0.45),
            **_scrollbar(accent, foreground, background),
        },
        secondary=meanings.get("secondary"),
        warning=meanings.get("warning"),
        error=meanings.get("error"),
        success=meanings.get("success"),
    )


def _scrollbar(accent: str, foreground: str, background: str) -> dict[str, str]:
    return {
        "scrollbar": _mixed(background, foreground, 0.22),
        "scrollbar-background": background,
        "scrollbar-background-hover": background,
        "scrollbar-background-active": background,
        "scrollbar-corner-color": background,
        "scrollbar-hover": accent,
        "scrollbar-active": accent,
    }


def _mixed(below: str, above: str, share: float) -> str:
    return Color.parse(below).blend(Color.parse(above), share).hex


THEMES: tuple[Theme, ...] = (
    _theme(
        "knoten-dark", dark=True, accent="#6cb6c9", foreground="#dfe3e6",
        background="#15181c", surface="#1a1e23", panel="#1f242a",
        meanings={"secondary": "#b79ad6", "warning": "#e0a458", "error": "#e57373", "success": "#8fbf7f"},
    ),
    _theme(
        "knoten-light", dark=False, accent="#0b6a80", foreground="#22272b",
        background="#fbfaf7", surface="#f4f2ec", panel="#edebe4",
        meanings={"secondary": "#6b4a94", "warning": "#8a5200", "error": "#b3261e", "success": "#2f6b2f"},
    ),
    _theme(
        "knoten-contrast", dark=True, accent="#ffd800", foreground="#ffffff",
        background="#000000", surface="#161616", panel="#202020", strength=0.36,
        meanings={"secondary": "#ff9dff", "warning": "#ffb000", "error": "#ff7070", "success": "#70ff70"},
    ),
    _theme(
        "knoten-colours", dark=True, accent="#56b4e9", foreground="#e6e6e6",
        background="#14171a", surface="#191d21", panel="#20252a",
        meanings={"secondary": "#cc79a7", "warning": "#e69f00", "error": "#d55e00", "success": "#009e73"},
    ),
)  # fmt: skip

THEME_LABELS: Mapping[str, str] = {
    "knoten-dark": N_("Dark"),
    "knoten-light": N_("Light"),
    "knoten-contrast": N_("High contrast"),
    "knoten-colours": N_("For colour-blind eyes"),
}
"""What people call them, as msgids, in the order of choice."""
