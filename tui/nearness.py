"""What somebody may have meant: the known names that look most like what was typed."""

from __future__ import annotations

from difflib import SequenceMatcher, get_close_matches
from heapq import nlargest
from typing import TYPE_CHECKING

from schemas.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LIKE = 0.6
_MOST_COMPARED = 5000  # comparing costs about 10 µs each


def nearest(typed: str, known: Sequence[str], most: int = 3) -> list[str]:
    """The known names most like the typed one, best first; none where nothing is alike."""
    return get_close_matches(typed, known, most, _LIKE)


def nearest_ids(typed: str, names: Iterable[tuple[str, str]], most: int = 3) -> list[str]:
    """The ids of the records that somebody may have meant by an id or a name: (id, title) in, ids out.

    Those in which the typed text occurs come first; comparing letter by letter is done for the first few
    thousand alone.
    """
    wanted = fold(typed)
    slugged = wanted.replace(" ", "-")
    scored: list[tuple[float, str]] = []
    matcher = SequenceMatcher(b=slugged, autojunk=False)
    for place, (record_id, title) in enumerate(names):
        if wanted and (slugged in record_id or wanted in fold(title)):
            scored.append((1 + len(wanted) / (1 + len(title)), record_id))
        elif place < _MOST_COMPARED:
            matcher.set_seq1(record_id)
            if matcher.real_quick_ratio() >= _LIKE and matcher.quick_ratio() >= _LIKE:
                ratio = matcher.ratio()
                if ratio >= _LIKE:
                    scored.append((ratio, record_id))
    return [record_id for _, record_id in nlargest(most, scored)]
