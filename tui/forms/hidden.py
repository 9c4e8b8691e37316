"""Keeping what cannot be seen: a text that is shown cleaned, and edited, keeps its hidden characters.

A text area cannot hold every character (it takes a vertical tab for a line break), so it shows the cleaned
text. When somebody changes a word in it, the characters that nobody touched must not turn into the signs
that stand for them.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable

_LONGEST_LINE = 2000
"""Characters; beyond, a line that was changed is taken as it is shown (the search below is quadratic)."""


def restored(original: str, new: str, clean: Callable[[str], str]) -> str:
    """What a person means who saw ``clean(original)`` and made ``new`` of it."""
    seen = clean(original)
    if new == seen:
        return original
    if seen == original:
        return new
    olds, news = re.split(r"\r\n|\n", original), new.split("\n")
    shown = [clean(line) for line in olds]
    result: list[str] = []
    blocks = difflib.SequenceMatcher(None, shown, news, autojunk=False).get_opcodes()
    for tag, old_start, old_stop, new_start, new_stop in blocks:
        if tag == "equal":
            result += olds[old_start:old_stop]
        elif tag == "replace" and old_stop - old_start == new_stop - new_start:
            pairs = zip(olds[old_start:old_stop], news[new_start:new_stop], strict=True)
            result += [_restored_line(old, line, clean) for old, line in pairs]
        else:
            result += news[new_start:new_stop]
    meant = "\n".join(result)
    return meant if clean(meant) == new else new


def _restored_line(old: str, new: str, clean: Callable[[str], str]) -> str:
    """The line with the longest beginning and end of the original that still show as they did."""
    if len(old) > _LONGEST_LINE or len(new) > _LONGEST_LINE:
        return new
    begins = max((n for n in range(len(old) + 1) if new.startswith(clean(old[:n]))), default=0)
    head = clean(old[:begins])
    rest = new[len(head) :]
    ends = min((n for n in range(begins, len(old) + 1) if rest.endswith(clean(old[n:]))), default=len(old))
    tail = clean(old[ends:])
    kept = old[:begins] + rest[: len(rest) - len(tail)] + old[ends:]
    return kept if clean(kept) == new else new
