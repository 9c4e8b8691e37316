"""`knoten demo`: three partners' registers that share with each other, built within seconds and opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.arguments import Option, Word
from tui.example import find_example, make_example
from tui.output import cells
from tui.verbs import VERBS, Verb
from tui.words import N_, ntext, quoted, text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from tui.call import Call

_FOLDER = "beispiel"


def run(call: Call) -> int:
    """Build, or find what was built before; then open the first register, or say what to type."""
    import sys
    from pathlib import Path

    from store.errors import ReadOnly
    from store.places import remember_register

    folder = Path(call.arguments.word("folder") or _FOLDER).expanduser()
    registers = find_example(folder)
    if not registers:
        if call.read_only:
            raise ReadOnly("read_only")
        registers = _built(call, folder)
    else:
        call.output.tell(text("The example is there already, in {path}.", path=str(folder)))
    remember_register(registers[0].resolve())
    call.output.document({"registers": [str(path.resolve()) for path in registers]})
    if call.output.json:
        return 0
    if call.arguments.has("no-open") or not (sys.stdin.isatty() and sys.stdout.isatty()):
        _say_what_to_type(call, registers)
        return 0
    from tui.opening import open_register

    return open_register(registers[0], read_only=call.read_only)


def _built(call: Call, folder: Path) -> list[Path]:
    def progress(done: int, total: int) -> None:
        call.output.progress(text("Building the example: {done} of {total}", done=done, total=total))

    registers = make_example(folder, _day(call), progress)
    call.output.clear_progress()
    return registers


def _day(call: Call) -> date:
    """The day on which the example is told. Raises UsageFault ``usage_not_a_day``."""
    from datetime import date

    from store.errors import UsageFault

    words = call.arguments.one("date")
    if words is None:
        return date.today()  # noqa: DTZ011  # nothing is to be overdue on the calendar on the wall
    try:
        return date.fromisoformat(words)
    except ValueError as error:
        raise UsageFault("usage_not_a_day", option="--date", value=words) from error


def _command() -> str:
    """What to type for this program: its name where the shell finds it, else the way to it from here."""
    import shutil
    import sys
    from pathlib import Path

    here, around = Path(sys.argv[0]).absolute(), Path.cwd()
    found = shutil.which("knoten")
    if found is not None and Path(found).resolve() == here.resolve():
        return "knoten"
    return str(here.relative_to(around) if here.is_relative_to(around) else here)


def _say_what_to_type(call: Call, registers: Sequence[Path]) -> None:
    from store.snapshot import load_snapshot

    first = load_snapshot(registers[0])
    counts = first.counts
    call.output.line(
        text(
            "{name}: {actors}, {topics} and {groups}, kept by {n} partners.",
            name=quoted(first.config.name),
            actors=ntext("{n} actor", "{n} actors", counts["actor"]),
            topics=ntext("{n} topic", "{n} topics", counts["topic"]),
            groups=ntext("{n} group", "{n} groups", counts["group"]),
            n=len(registers),
        )
    )
    for path in registers:
        call.output.line("  ", str(path))
    hints = [
        (text("Open it:"), ""),
        (text("See what is new:"), " share --dry-run"),
        (text("Find something:"), " list actors raum"),
    ]
    width = max(cells(words) for words, _ in hints)
    for words, verb in hints:
        gap = " " * (width - cells(words) + 2)
        call.output.line(words, gap, f"{_command()} -C {registers[0]}{verb}")


VERB = Verb(
    run,
    VERBS["demo"][1],
    words=(Word("folder", N_("FOLDER"), N_("where to build it (beispiel, if you do not say)"), least=0),),
    options=(
        Option(("--no-open",), N_("only build it")),
        Option(
            ("--date",), N_("the day on which it is told; the same day gives the same example"), N_("DAY")
        ),
    ),
    usage=("knoten demo", "knoten demo beispiel --no-open --date 2026-03-02"),
)
