"""What the verbs print: sentences, tables and JSON, each made harmless on its way out.

Everything passes `clean` here, so that no verb can forget it, and also where the output goes into a
file: it may be looked at in a terminal later. Colour and progress are for terminals alone (and `NO_COLOR`
is honoured); JSON is the only thing on stdout when it is asked for.
"""

from __future__ import annotations

import os
import re
import sys
from typing import IO, TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Style = Literal["", "bold", "dim", "title", "good", "warn", "bad"]

# Select Graphic Rendition (ECMA-48): the sixteen colours that people's themes define, never fixed ones.
_SGR: dict[Style, str] = {"bold": "1", "dim": "2", "title": "1;36", "good": "32", "warn": "33", "bad": "31"}
# What JSON may hold and a terminal would obey, or a reader not see: C1 controls and what turns or hides text.
_JSON_HIDDEN = (
    "[\x7f-\x9f\xad\u061c\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff0-\ufffb"
    "\U000e0000-\U000e0fff]"
)
_GAP = 2
_LEAST = 8
_BMP_END = 0x10000
_FIRST_UNUSUAL = "\u0300"  # before it, every printable character takes one cell


def clean(words: str, *, multiline: bool = False) -> str:
    """Make words harmless (`tui.plain_text`); that module is loaded by the first that are not plain ASCII."""
    if words.isascii() and words.isprintable():
        return words
    from tui import plain_text  # its patterns take 3 ms to compile: a tenth of `knoten --help`

    return plain_text.clean(words, multiline=multiline)


class Cell(NamedTuple):
    """Some words in a style."""

    words: str
    style: Style = ""


class Column(NamedTuple):
    """A column of a table. In a narrow terminal ``droppable`` ones go, and ``cut`` ones lose their ends."""

    title: str
    cut: bool = False
    droppable: bool = False


class Output:
    """Where a verb prints to."""

    def __init__(
        self,
        environ: Mapping[str, str],
        *,
        json: bool = False,
        out: IO[str] | None = None,
        err: IO[str] | None = None,
    ) -> None:
        self.json = json
        self.out = out if out is not None else sys.stdout
        self.err = err if err is not None else sys.stderr
        self.terminal = self.out.isatty()
        self._environ = environ
        self._plain = bool(environ.get("NO_COLOR")) or environ.get("TERM") == "dumb"
        self._progress = False

    # -- for people --------------------------------------------------------------------------------------

    def line(self, *parts: str | Cell) -> None:
        """Print a line on stdout; nothing when JSON is asked for."""
        if not self.json:
            self.out.write(self._styled(parts, self.terminal) + "\n")

    def paragraph(self, words: str, indent: str = "", style: Style = "") -> None:
        """Print text of several lines."""
        for line in clean(words, multiline=True).splitlines():
            self.line(Cell(indent + line, style) if line.strip() else "")

    def tell(self, words: str, style: Style = "") -> None:
        """Print a message on stderr."""
        self.clear_progress()
        self.err.write(self._styled([Cell(words, style)], self.err.isatty()) + "\n")
        self.err.flush()

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
        """Print rows under their titles, in the terminal's width; whole where no terminal is."""
        if self.json:
            return
        cleaned = [[clean(words) for words in row] for row in rows]
        widths = _fitted(columns, cleaned, self.width())
        head = "".join(_padded(column.title, width) for column, width in zip(columns, widths, strict=True))
        self.line(Cell(head.rstrip(), "bold"))
        for row in cleaned:
            cells = (_padded(words, width) for words, width in zip(row, widths, strict=True))
            self.out.write("".join(cells).rstrip() + "\n")

    def width(self) -> int | None:
        """Columns of the terminal; None where there is none, and nothing is to be cut."""
        columns = self._environ.get("COLUMNS", "")
        if columns.isascii() and columns.isdigit() and int(columns) > 0:
            return int(columns)
        if not self.terminal:
            return None
        try:
            return os.get_terminal_size(self.out.fileno()).columns or 80
        except (OSError, ValueError):
            return 80

    # -- progress ----------------------------------------------------------------------------------------

    def progress(self, words: str) -> None:
        """Show what is going on, on one line that is gone afterwards; nothing where stderr is no terminal."""
        if self.json or not self.err.isatty():
            return
        self.clear_progress()
        limit = self.width() or 80
        self.err.write(fit(clean(words), limit - 1))
        self.err.flush()
        self._progress = True

    def clear_progress(self) -> None:
        """Take the line away."""
        if self._progress:
            self.err.write("\r\x1b[K")  # EL, erase in line (ECMA-48)
            self._progress = False

    # -- for programs ------------------------------------------------------------------------------------

    def document(self, value: object) -> None:
        """Print one JSON document, if it is asked for: umlauts as they are, hidden characters escaped."""
        if not self.json:
            return
        import json  # 3 ms, needed by no one else

        if isinstance(value, list):
            # A line each, by json's compiled half: ten thousand records take 0.6 s, indented 3 s.
            lines = ",\n".join(json.dumps(item, ensure_ascii=False) for item in value)
            words = f"[\n{lines}\n]" if value else "[]"
        else:
            words = json.dumps(value, ensure_ascii=False, indent=2)
        self.out.write(re.sub(_JSON_HIDDEN, _escaped, words) + "\n")

    # ------------------------------------------------------------------------------------------------------

    def _styled(self, parts: Sequence[str | Cell], terminal: bool) -> str:  # noqa: FBT001  # one of two streams
        cells = (part if isinstance(part, Cell) else Cell(part) for part in parts)
        coloured = terminal and not self._plain
        return "".join(
            f"\x1b[{_SGR[style]}m{clean(words)}\x1b[0m" if coloured and style and words else clean(words)
            for words, style in cells
        )


def _escaped(found: re.Match[str]) -> str:
    point = ord(found[0])
    if point < _BMP_END:
        return f"\\u{point:04x}"
    point -= _BMP_END  # JSON writes these as a pair of surrogates (RFC 8259, section 7)
    return f"\\u{0xD800 + (point >> 10):04x}\\u{0xDC00 + (point & 0x3FF):04x}"


def cells(words: str) -> int:
    """How many cells of a terminal the words take."""
    if words.isascii() or max(words) < _FIRST_UNUSUAL:
        return len(words)
    from unicodedata import category, east_asian_width

    return sum(
        0 if category(char) in {"Mn", "Me", "Cf"} else 2 if east_asian_width(char) in "WF" else 1
        for char in words
    )


def fit(words: str, width: int) -> str:
    """The words in at most so many cells, with … where something was cut."""
    if cells(words) <= width:
        return words
    taken, used = [], 0
    for char in words:
        used += cells(char)
        if used > width - 1:
            break
        taken.append(char)
    return "".join(taken) + "…" if width > 0 else ""


def _padded(words: str, width: int) -> str:
    if not width:
        return ""
    shown = fit(words, width)
    return shown + " " * (width - cells(shown) + _GAP)


def _fitted(columns: Sequence[Column], rows: Sequence[Sequence[str]], limit: int | None) -> list[int]:
    """The width of each column; 0 for one that finds no room."""
    widths = [
        max([cells(column.title), *(cells(row[place]) for row in rows)])
        for place, column in enumerate(columns)
    ]
    if limit is None:
        return widths
    for place in reversed(range(len(columns))):
        if columns[place].droppable and _least(columns, widths) > limit:
            widths[place] = 0
    while (over := _total(widths) - limit) > 0:
        cuttable = [place for place, column in enumerate(columns) if column.cut and widths[place] > _LEAST]
        if not cuttable:
            return widths
        widest = max(cuttable, key=lambda place: widths[place])
        next_widest = max([_LEAST, *(widths[place] for place in cuttable if place != widest)])
        widths[widest] -= max(1, min(over, widths[widest] - next_widest))
    return widths


def _total(widths: Sequence[int]) -> int:
    return sum(width + _GAP for width in widths if width) - _GAP


def _least(columns: Sequence[Column], widths: Sequence[int]) -> int:
    """The room the columns need when all that may be cut is cut to a readable rest."""
    readable = 24
    kept = [
        min(width, readable) if column.cut else width for column, width in zip(columns, widths, strict=True)
    ]
    return _total(kept)
