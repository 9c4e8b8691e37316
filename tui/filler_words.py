"""Words of a question that say nothing about what is sought: "who in Wesertor offers rooms"."""

from __future__ import annotations

from schemas.folding import fold_words

_FILLERS = frozenset(
    fold_words(
        "wer wen wem was wo wie welche welcher welches gibt es hat haben bietet bieten macht sucht suchen "
        "braucht in im am an auf aus bei mit von vom zu zum zur und oder der die das den dem des ein eine "
        "einen einem einer für um "
        "who what where which has have offers offer needs there is are a an the on at of for with or to"
    )
)


def without_fillers(typed: str) -> str:
    """What was typed without such words; "" where nothing would be left, or nothing is to be left out."""
    if '"' in typed:
        return ""
    words = typed.split()
    kept = [word for word in words if not set(fold_words(word)) <= _FILLERS]
    return " ".join(kept) if len(kept) < len(words) else ""
