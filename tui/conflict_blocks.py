"""The versions of a disputed field as they are drawn: cleaned, what differs marked, what is alike left out.

A difference is marked by weight and underline, never by colour alone. Of long texts only the lines around a
difference are shown until all is asked for: two pages that differ in one word would hide that word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from tui.conflict_words import Subject, origin_words, version_words
from tui.safe_text import clean, safe
from tui.word_marks import Span, differing, lines_around
from tui.words import ntext, text

if TYPE_CHECKING:
    from store.conflicts import DisputedVersion

MARK = "bold underline"
QUIET = "$foreground 65%"
_FEW_LINES = 8
"""A text of so many lines is shown whole."""
_AROUND = 1
"""Lines shown before and after one that differs."""
_MOST = 40_000
"""Characters drawn; a file may be larger, and nobody reads that here."""


@dataclass(frozen=True, slots=True)
class DrawnVersion:
    """A version ready to be drawn; ``folded`` if lines were left out."""

    content: Content
    origin: Content
    folded: bool


def drawn_versions(subject: Subject, *, whole: bool) -> Mapping[int, DrawnVersion]:
    """All versions of a conflict by their numbers; ``whole`` leaves out nothing."""
    shown = {
        version.number: _cut(clean(version_words(subject, version), multiline=True))
        for version in subject.conflict.versions
    }
    return {
        version.number: _drawn(subject, version, shown, whole=whole) for version in subject.conflict.versions
    }


def before_content(words: str, *, whole: bool) -> Content:
    """What stood there before, quietly; of a long text only how long it was, unless all is asked for."""
    shown = _cut(clean(words, multiline=True))
    lines = shown.count("\n") + 1
    if lines > _FEW_LINES and not whole:
        return Content.styled(ntext("a text of {n} line", "a text of {n} lines", lines), QUIET)
    return Content.styled(shown if lines == 1 else f"\n{shown}", QUIET)


def _drawn(
    subject: Subject, version: DisputedVersion, shown: Mapping[int, str], *, whole: bool
) -> DrawnVersion:
    words = shown[version.number]
    origin = safe(origin_words(subject, version), QUIET)
    if version.kind != "value":
        style = "italic" if version.kind == "removed" and not subject.presence else ""
        return _plain(words, style, origin, whole=whole)
    others = [
        shown[other.number]
        for other in subject.conflict.versions
        if other.number != version.number and other.kind == "value"
    ]
    spans = differing(words, others)
    return _marked(words, spans, origin, whole=whole)


def _plain(words: str, style: str, origin: Content, *, whole: bool) -> DrawnVersion:
    lines = words.split("\n")
    left_out = 0 if whole else len(lines) - _FEW_LINES
    if left_out <= 1:
        return DrawnVersion(Content.styled(words, style), origin, folded=False)
    parts = [Content.styled("\n".join(lines[:_FEW_LINES]), style), _gap(left_out)]
    return DrawnVersion(Content("\n").join(parts), origin, folded=True)


def _marked(words: str, spans: Sequence[Span], origin: Content, *, whole: bool) -> DrawnVersion:
    content = Content(words)
    for begin, end in spans:
        content = content.stylize(MARK, *_without_blanks(words, begin, end))
    if whole or words.count("\n") < _FEW_LINES or not spans:
        return DrawnVersion(content, origin, folded=False)
    parts = list(_folded(content, lines_around(words, spans, _AROUND)))
    return DrawnVersion(Content("\n").join(parts), origin, folded=True)


def _folded(content: Content, ranges: Sequence[range]) -> Iterator[Content]:
    """The lines of the ranges, and how many are alike in between."""
    lines = content.split("\n", allow_blank=True)
    at = 0
    for lines_of in ranges:
        if lines_of.start > at:
            yield _alike(lines_of.start - at)
        yield from lines[lines_of.start : lines_of.stop]
        at = lines_of.stop
    if at < len(lines):
        yield _alike(len(lines) - at)


def _alike(count: int) -> Content:
    words = ntext("… {n} line that is alike", "… {n} lines that are alike", count)
    return Content.styled(words, QUIET)


def _gap(count: int) -> Content:
    return Content.styled(ntext("… {n} more line", "… {n} more lines", count), QUIET)


def _without_blanks(words: str, begin: int, end: int) -> Span:
    """The span without blanks at its ends, unless it is nothing but blanks: then these are what differs."""
    part = words[begin:end]
    if not part.strip():
        return begin, end
    return begin + len(part) - len(part.lstrip()), end - (len(part) - len(part.rstrip()))


def _cut(words: str) -> str:
    if len(words) <= _MOST:
        return words
    return words[:_MOST] + "\n" + text("… and more: the file in the text editor shows all of it")
