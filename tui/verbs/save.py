"""`knoten save`: what was edited by hand is checked and saved; broken files are named and left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.arguments import Option
from tui.verbs import VERBS, Verb
from tui.words import N_, ntext, text

if TYPE_CHECKING:
    from store.hand_edits import SavedByHand
    from tui.call import Call


def run(call: Call) -> int:
    """Save; 1 if something was left."""
    from store.errors import ReadOnly
    from tui.failures import problem_json, tell_problems

    if call.register.read_only:
        raise ReadOnly("read_only")
    saved = call.register.save_hand_edits(
        call.subject(), person=call.person(), remark=call.arguments.one("message") or ""
    )
    call.output.document(
        {
            "commit": saved.commit,
            "saved": list(saved.saved),
            "problems": [problem_json(problem, call.names()) for problem in saved.problems],
        }
    )
    for path in saved.saved:
        call.output.line(path)
    _tell_conflicts(call, saved)
    if saved.saved:
        call.output.tell(ntext("{n} file saved", "{n} files saved", len(saved.saved)))
    elif not saved.problems:
        call.output.tell(text("Nothing was edited by hand; there is nothing to save."))
    if saved.problems:
        left = len({problem.path for problem in saved.problems})
        call.output.tell(
            ntext(
                "{n} file is not right yet and was left as it is:",
                "{n} files are not right yet and were left as they are:",
                left,
            ),
            "warn",
        )
        tell_problems(call.output, saved.problems, call.names(), files=True)
    return 1 if saved.problems else 0


def _tell_conflicts(call: Call, saved: SavedByHand) -> None:
    """What the edits settled; and that versions that were edited rather than the field are as before."""
    from store.disputed import CONFLICTS
    from tui.saving_words import print_changes

    print_changes(call, [change for change in saved.changes if change.path[:1] == (CONFLICTS,)])
    for path in saved.put_back:
        call.output.tell(
            text(
                "{path}: the versions of a conflict were edited. They are as before: write into the field "
                "itself what is to count.",
                path=path,
            )
        )


VERB = Verb(
    run,
    VERBS["save"][1],
    options=(Option(("-m", "--message"), N_("a remark for the history"), N_("TEXT")),),
    notes=(
        N_(
            "Every file of the register that an editor has changed is checked. Those that are right "
            "are saved as they stand, in one version; the others are named and left for you to mend."
        ),
    ),
    usage=('knoten save -m "Ferienzeiten eingetragen"',),
)
