"""CSV as offices write it: semicolons or commas or tabs, with or without a BOM, UTF-8, UTF-16 or cp1252.

Nothing is guessed that could shift cells unseen: a quote that does not end, or a row with more cells than
there are columns, refuses the file with its line.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from store.errors import ImportFault
from store.spreadsheet import unguard

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 500  # every row is filled up to its table's width: few bytes could become many cells

_DELIMITERS = ";,\t|"
_SAMPLE_ROWS = 60
_SEP_LINE = re.compile(r'"?sep=(.)"?(?:\r\n|\r|\n|$)', re.IGNORECASE)
_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
# Copied from web pages: no one sees them, and no search finds a name that holds one.
_UNSEEN = str.maketrans("", "", "\u00ad\u200b\u2060\ufeff")


@dataclass(frozen=True, slots=True)
class Line:
    """One row: the line of the file on which it begins (from 1), and a cell for each header."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file. Headers are never empty and never twice the same; cells have no white space around them."""

    headers: tuple[str, ...]
    lines: tuple[Line, ...]
    delimiter: str
    encoding: str


def read_table(raw: bytes, *, delimiter: str = "", encoding: str = "", header: int = 1) -> Table:
    """Read a CSV file whose headers stand on the line ``header`` (from 1); "" means: find out.

    Raises ImportFault.
    """
    text, encoding = text_of(raw, encoding)
    skipped = header - 1
    sep = _SEP_LINE.match(text)
    if sep:  # Excel's own way of saying so
        text, delimiter, skipped = text[sep.end() :], delimiter or sep[1], max(1, skipped)
        header -= 1
    text = "".join(io.StringIO(text, newline="").readlines()[max(0, header - 1) :])
    delimiter = delimiter or _sniffed(text)
    rows = _rows(text, delimiter, skipped)
    names = next((cells for _, cells in rows if any(cells)), None)
    if names is None:
        raise ImportFault("import_empty")
    headers, lines = _squared(names, [Line(number, tuple(cells)) for number, cells in rows if any(cells)])
    return Table(headers, lines, delimiter, encoding)


def text_of(raw: bytes, encoding: str = "") -> tuple[str, str]:
    """The text of a file and its encoding: by BOM, else UTF-8, else cp1252, which German offices still write.

    Raises ImportFault.
    """
    if len(raw) > MAX_BYTES:
        raise ImportFault("import_too_large", limit=MAX_BYTES)
    if raw.startswith(_SPREADSHEETS):
        raise ImportFault("import_is_spreadsheet")
    for candidate in [encoding] if encoding else _encodings(raw):
        try:
            text = raw.decode(candidate)
        except (UnicodeError, LookupError):
            continue
        if "\0" in text:
            break
        return text.removeprefix("\ufeff"), candidate
    raise ImportFault("import_not_text")


def _encodings(raw: bytes) -> list[str]:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ["utf-16"]
    return ["utf-8-sig", "cp1252"]


def _rows(text: str, delimiter: str, skipped: int = 0) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line on which it begins."""
    # Strict: without it, a quote that never ends swallows the rest of the file into one cell.
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=delimiter != "\t"
    )
    number = skipped + 1
    try:
        for count, cells in enumerate(reader):
            if count > MAX_ROWS:
                raise ImportFault("import_too_many", limit=MAX_ROWS)
            yield number, [_cell(cell) for cell in cells]
            number = skipped + reader.line_num + 1
    except csv.Error as error:
        raise ImportFault("import_bad_quotes", line=number) from error


def _cell(cell: str) -> str:
    text = unguard(cell.strip())
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.translate(_UNSEEN))
    return text.strip()


def _sniffed(text: str) -> str:
    """The delimiter by which most rows are as wide as the headers; of several, the one that cuts most."""

    def score(delimiter: str) -> tuple[float, int]:
        widths = []
        try:
            for _, cells in _rows(text, delimiter):
                if any(cells):
                    widths.append(len(cells))
                if len(widths) == _SAMPLE_ROWS:
                    break
        except ImportFault:
            pass
        if not widths or widths[0] < 2:  # noqa: PLR2004  # one column is what every wrong delimiter gives
            return 0.0, 0
        return widths.count(widths[0]) / len(widths), widths[0]

    return max(_DELIMITERS, key=score)


def _squared(names: Sequence[str], lines: Sequence[Line]) -> tuple[tuple[str, ...], tuple[Line, ...]]:
    """Headers and rows of one width; columns without a header and without a cell are gone."""
    width = len(names)
    while width and not names[width - 1]:
        width -= 1
    for line in lines:
        if any(line.cells[len(names) :]):
            raise ImportFault("import_ragged", line=line.number, cells=len(line.cells), columns=len(names))
        filled = max((place for place, cell in enumerate(line.cells, 1) if cell), default=0)
        width = max(width, filled)
    if width > MAX_COLUMNS:
        raise ImportFault("import_too_wide", columns=MAX_COLUMNS)
    names = [*names, *[""] * width][:width]
    squared = (Line(line.number, (*line.cells, *[""] * width)[:width]) for line in lines)
    return tuple(_distinct(names)), tuple(squared)


def _distinct(names: Sequence[str]) -> Iterator[str]:
    seen: dict[str, int] = {}
    for place, name in enumerate(names, 1):
        plain = " ".join(name.split()) or f"#{place}"
        seen[plain] = seen.get(plain, 0) + 1
        yield plain if seen[plain] == 1 else f"{plain} ({seen[plain]})"
