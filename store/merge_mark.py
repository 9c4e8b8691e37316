"""The mark of the program's own merges: a line at the end of a commit's message, which anyone can write."""

from __future__ import annotations

import re

MERGE_TRAILER = "Knoten-Merge"
_MARK = re.compile(rf"^{MERGE_TRAILER}: *\d+ *$", re.MULTILINE)


def claims_to_be_own(message: str) -> bool:
    """Whether a commit says that it is a merge of the program's own: a claim, to be computed again."""
    return _MARK.search(message) is not None
