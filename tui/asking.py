"""Questions on the terminal: who somebody is, and whether something is meant. Never asked of a script."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from store.people import Person
from tui.interrupting import answering
from tui.nearness import nearest_ids
from tui.plain_text import clean
from tui.words import quoted, text

if TYPE_CHECKING:
    from collections.abc import Callable

    from store.snapshot import Snapshot
    from tui.output import Output


def ask(question: str) -> str:
    """Ask one line; the question goes to stderr, so that stdout holds results alone.

    An end of input (Ctrl-D) is an answer, too: it stops the verb. Raises KeyboardInterrupt.
    """
    sys.stderr.write(clean(question) + " ")
    sys.stderr.flush()
    with answering():
        answer = sys.stdin.readline()
    if not answer:
        raise KeyboardInterrupt
    return answer.strip()


def confirm(question: str) -> bool:
    """Ask for yes or no; anything but yes is no."""
    return ask(f"{question} [{text('y')}/{text('n')}]").casefold() in {"y", "yes", "j", "ja"}


def ask_person(output: Output, snapshot: Snapshot | None) -> Person:
    """Ask for name, mail and organisation, until name and mail can be used."""
    output.tell(text("Each change is kept with the name and mail of the person who makes it."))
    name = _until(text("Your name:"), bool, text("A name is needed."))
    email = _until(text("Your mail address:"), _is_mail, text("That is no mail address."))
    return Person(name, email, _organisation(output, snapshot) if snapshot is not None else "")


def _until(question: str, fits: Callable[[str], bool], otherwise: str) -> str:
    while True:
        answer = ask(question)
        if fits(answer):
            return answer
        sys.stderr.write(otherwise + "\n")


def _is_mail(words: str) -> bool:
    return "@" in words[1:-1] and not any(char.isspace() or char in "<>" for char in words)


def _organisation(output: Output, snapshot: Snapshot) -> str:
    """The actor the person speaks for, by id or by words of its name; "" for none yet."""
    actors = snapshot.rows("actor")
    if not actors:
        return ""
    question = text("Your organisation's entry, or Enter for none yet:")
    while answer := ask(question):
        near = (
            [answer]
            if answer in snapshot
            else nearest_ids(answer, ((row.id, row.title) for row in actors), 5)
        )
        if len(near) == 1 and confirm(text("{title}, is that right?", title=quoted(snapshot.title(near[0])))):
            return near[0]
        for found in near:
            output.tell(f"  {found}   {snapshot.title(found)}")
        if not near:
            output.tell(text("No entry has that name."))
    return ""
