"""`knoten merge-driver`: what plain git calls to merge a record (`knoten git-setup` tells it to)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.arguments import Word
from tui.verbs import VERBS, Verb
from tui.words import N_, text

if TYPE_CHECKING:
    from tui.call import Call

UNDECIDED = 1
"""What git takes for "a person has to look"; the file is left as it was here."""


def run(call: Call) -> int:
    """Merge the file of the other side into ours, in place."""
    from pathlib import Path

    from store.files import read_bounded
    from store.layout import MAX_FILE
    from store.sharing.driver import merge_file

    base, ours, theirs = (Path(call.arguments.word(name)) for name in ("base", "ours", "theirs"))
    path = call.arguments.word("path")
    merged = merge_file(path, *(read_bounded(str(file), MAX_FILE) or b"" for file in (base, ours, theirs)))
    call.output.document({"path": path, "merged": merged is not None})
    if merged is None:
        call.output.tell(text("{path} is no file of a register; git keeps it as it is here.", path=path))
        return UNDECIDED
    # Git's own temporary file: git itself puts it into the work tree.
    ours.write_bytes(merged)
    return 0


VERB = Verb(
    run,
    VERBS["merge-driver"][1],
    words=(
        Word("base", N_("BASE"), N_("the common version (%O)")),
        Word("ours", N_("OURS"), N_("our version (%A); the result is written there")),
        Word("theirs", N_("THEIRS"), N_("the other version (%B)")),
        Word("path", N_("PATH"), N_("the file's path in the register (%P)")),
    ),
    usage=("git merge partner/main",),
    notes=(
        N_("Plain git calls this for each record that both sides changed, after knoten git-setup."),
        N_("What both sides wrote differently becomes a conflict in the record; no marker is written."),
    ),
)
