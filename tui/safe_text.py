"""The one way from a record, a commit or git's own output to the screen.

Partners write the text that is shown here, and a terminal obeys what it is sent: control characters
set titles and move the cursor, bidirectional overrides turn a line round, and Textual itself takes
square brackets for markup. So foreign text becomes `Content`, which is never parsed, and whatever a
terminal could obey or a reader could not see becomes one calm sign in its place. Textual lets control
characters through from every widget, the guard therefore looks once more at each strip that is drawn.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rich.cells import get_character_cell_size
from rich.segment import Segment
from textual.content import Content
from textual.strip import Strip

from schemas.folding import DIGRAPH_E, fold_char, fold_words
from tui.plain_text import HIDDEN, LINE_BREAK, NEVER_DRAWN, clean, cleaned, one_for_one
from tui.words import text

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

    from rich.console import Console

__all__ = [
    "HIDDEN",
    "LINE_BREAK",
    "clean",
    "cleaned",
    "guarded",
    "highlight",
    "install_guard",
    "one_for_one",
    "safe",
    "say",
]


def safe(words: str, style: str = "", *, multiline: bool = False) -> Content:
    """Return foreign text as content that is drawn literally, whatever brackets stand in it."""
    return Content.styled(clean(words, multiline=multiline), style)


def say(msgid: str, **params: str | int) -> Content:
    """Translate a sentence of our own, with foreign words in its `params`, for the screen."""
    return Content(text(msgid, **cleaned(params)))


def highlight(words: str, searched: Iterable[str], style: str, base: str = "") -> Content:
    """Return foreign text with each occurrence of the searched words in `style`, found as search finds them.

    Case, accents and the ways of writing umlauts do not count: `raeu` marks `Räu`.
    """
    shown = clean(words)
    content = Content.styled(shown, base)
    for start, end in occurrences(shown, needles_of(searched)):
        content = content.stylize(style, start, end)
    return content


def needles_of(searched: Iterable[str]) -> tuple[str, ...]:
    """Return the folded words to look for, each once."""
    return tuple(sorted({word for search in searched for word in fold_words(search)}))


@lru_cache(maxsize=512)
def occurrences(shown: str, needles: tuple[str, ...]) -> list[tuple[int, int]]:
    """Return where folded needles stand in a text as it is shown: (start, end) by character."""
    if not needles or not shown:
        return []
    folded, owners = _folded_with_owners(shown)
    found = []
    for needle in needles:
        at = folded.find(needle)
        while at >= 0:
            found.append((owners[at], owners[at + len(needle) - 1] + 1))
            at = folded.find(needle, at + len(needle))
    return _merged(sorted(found))


def _folded_with_owners(shown: str) -> tuple[str, list[int]]:
    """Fold a text as search does, and say of each folded character which one of the text it comes from."""
    pairs = [(char, index) for index, shown_char in enumerate(shown) for char in fold_char(shown_char)]
    folded = "".join(char for char, _ in pairs)
    dropped = {found.start() for found in DIGRAPH_E.finditer(folded)}  # of ae, oe, ue
    kept = [pair for place, pair in enumerate(pairs) if place not in dropped]
    return "".join(char for char, _ in kept), [index for _, index in kept]


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join spans that touch, so that each character is marked once."""
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


# ---- the second line of defence -------------------------------------------------------------------

_draw = Strip.render


def install_guard() -> None:
    """Make every strip of every widget pass `_draw_guarded` on its way to the terminal; idempotent.

    Textual sends what it draws through `Strip.render` and nowhere else (its compositor's three
    updates, 8.2.8), so this holds for inputs, titles, notifications and widgets not yet written.
    """
    Strip.render = _draw_guarded  # type: ignore[method-assign,assignment]  # Textual offers no hook at this place


def guarded(strip: Strip) -> Strip:
    """Return the strip, or one of the same width in which nothing is left for a terminal to obey."""
    if not NEVER_DRAWN.search(strip.text) and not any(strip.link_ids):
        return strip
    segments = [
        Segment(NEVER_DRAWN.sub(_same_width, words), style.update_link(None) if style else style)
        for words, style, _ in strip
    ]
    return Strip(segments)


def _draw_guarded(strip: Strip, console: Console) -> str:
    return _draw(guarded(strip), console)


def _same_width(found: re.Match[str]) -> str:
    """Replace by as many cells as Textual has counted: most of these count none."""
    return "·" * get_character_cell_size(found[0])
