"""`knoten check`: everything that is wrong with the register's files, for people, hooks and machines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.arguments import Option, Word
from tui.output import Cell
from tui.verbs import VERBS, Verb
from tui.verbs.conflicts import disputed_files, tell_disputed
from tui.words import N_, ntext, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemas.problems import Problem
    from tui.call import Call


def run(call: Call) -> int:
    """Check; 1 if there are errors (with --strict: warnings)."""
    from datetime import date

    from tui.failures import problem_json
    from tui.register_paths import check_given, chosen_by

    snapshot = call.register.snapshot
    given = call.arguments.rest("paths")
    check_given(snapshot.path, given, snapshot.digests())
    chosen = chosen_by(snapshot.path, given)
    found = snapshot.check(date.today())  # noqa: DTZ011  # a consent runs out on a day of this place
    problems = [problem for problem in found if chosen(problem.path)]
    if call.arguments.has("merges"):
        problems += _wrong_merges(call)
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    failed = bool(errors or (warnings and call.arguments.has("strict")))
    names = call.names()
    counts = {f"{kind}s": count for kind, count in snapshot.counts.items()}
    disputed = disputed_files(snapshot)
    call.output.document(
        {
            "ok": not failed,
            "counts": {**counts, "errors": errors, "warnings": warnings, "conflicts": len(disputed)},
            "problems": [problem_json(problem, names) for problem in problems],
        }
    )
    _print(call, problems)
    if not call.output.json:
        _tell_sum(call, errors, warnings)
        tell_disputed(call, len(disputed))
    return 1 if failed else 0


def _wrong_merges(call: Call) -> list[Problem]:
    """Commits that say they are merges of the program's own, and are not what their parents make."""
    from schemas.problems import Problem
    from store.sharing.merging import own_merges

    repository = call.register.repository
    head = repository.head()
    merges = own_merges(repository, head) if head else iter(())
    return [Problem("merge_differs", "", params={"commit": commit[:12]}) for commit, own in merges if not own]


def _print(call: Call, problems: Sequence[Problem]) -> None:
    """A line each, as compilers write them, so that editors can jump to the place."""
    from tui.problem_words import problem_line

    names = call.names()
    for problem in problems:
        error = problem.severity == "error"
        place = f"{problem.path}:{problem.line}" if problem.line else problem.path
        if problem.line and problem.column:
            place += f":{problem.column}"
        word = Cell(text("error"), "bad") if error else Cell(text("warning"), "warn")
        call.output.line(place, ": ", word, ": ", problem_line(problem, names))


def _tell_sum(call: Call, errors: int, warnings: int) -> None:
    total = sum(call.register.snapshot.counts.values())
    checked = ntext("{n} record checked", "{n} records checked", total)
    if not errors and not warnings:
        call.output.tell(text("{checked}: all is well.", checked=checked), "good")
        return
    parts = [
        ntext("{n} error", "{n} errors", errors) if errors else "",
        ntext("{n} warning", "{n} warnings", warnings) if warnings else "",
    ]
    call.output.tell(f"{checked}: {', '.join(part for part in parts if part)}.", "bad" if errors else "warn")


VERB = Verb(
    run,
    VERBS["check"][1],
    words=(Word("paths", N_("PATH"), N_("only these files or folders"), least=0, most=None),),
    options=(
        Option(("--strict",), N_("warnings count as errors, too")),
        Option(("--merges",), N_("also compute all merges of the history again")),
    ),
    notes=(
        N_(
            "An error is something in a file that cannot be read, or not as it should be. "
            "A warning leaves the record usable. It ends with 1 if there are errors, so it can stand "
            "in a hook and in an automatic check."
        ),
    ),
    usage=("knoten check", "knoten check actors/treff-k7q2.toml --strict"),
)
