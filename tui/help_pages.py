"""The help of `knoten`, of a verb and of a family of verbs, in the language that is spoken."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from tui.verbs import VERBS
from tui.words import N_, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.arguments import Option, Word
    from tui.verbs import Verb

_WIDTH = 79
_INDENT = 2
_WIDEST = 26


def main_help(options: Sequence[Option]) -> str:
    """The help of the whole program."""
    verbs = [(name, text(summary)) for name, (_, summary) in VERBS.items()]
    parts = [
        text("Actors, topics and groups of a network, kept together with partners."),
        text("Usage:")
        + "\n"
        + _lines([("knoten", text("open the application")), (text("knoten VERB …"), "")]),
        text("Verbs:") + "\n" + _lines(verbs),
        text("Options:") + "\n" + _options(options),
        _wrapped(text("knoten VERB --help says more about a verb.")),
        _wrapped(
            text(
                "The register is the folder named by -C, else by $KNOTEN_REGISTER, else the current "
                "folder or the nearest one above it with a file knoten.toml."
            )
        ),
        text("Exit codes:") + "\n" + _lines([(code, text(meaning)) for code, meaning in EXIT_CODES]),
    ]
    return "\n\n".join(parts) + "\n"


EXIT_CODES = (
    ("0", N_("done")),
    ("1", N_("something was found: errors, files left unsaved, an invalid record")),
    ("2", N_("wrong usage, an unknown id, or a question that needs --yes")),
    ("3", N_("a partner could not be reached or refused")),
    ("4", N_("the register cannot be opened or written")),
    ("130", N_("interrupted")),
)


def verb_help(name: str, verb: Verb, common: Sequence[Option]) -> str:
    """The help of one verb."""
    parts = [f"knoten {name}: {text(verb.summary)}", text("Usage:") + "\n  " + usage(name, verb)]
    parts += [_wrapped(text(note)) for note in verb.notes]
    words = [(text(word.shown), text(word.help)) for word in verb.words if word.help]
    if words:
        parts.append(_lines(words))
    if verb.options:
        parts.append(text("Options:") + "\n" + _options(verb.options))
    parts.append(text("Options of every verb:") + "\n" + _options(common))
    if verb.usage:
        parts.append(text("Examples:") + "\n" + "\n".join(f"  {example}" for example in verb.usage))
    return "\n\n".join(parts) + "\n"


def family_help(name: str) -> str:
    """The help of a family: its verbs."""
    from importlib import import_module

    family: dict[str, Verb] = import_module(f"tui.verbs.{VERBS[name][0]}").VERB
    verbs = [(usage(f"{name} {second}", verb), text(verb.summary)) for second, verb in family.items()]
    return f"knoten {name}: {text(VERBS[name][1])}\n\n{_lines(verbs)}\n"


def usage(name: str, verb: Verb) -> str:
    """One line: the verb with its words and its own options."""
    parts = [f"knoten {name}", *(_usage_word(word) for word in verb.words)]
    for option in verb.options:
        value = f" {text(option.value)}" if option.value else ""
        parts.append(f"[{option.names[0]}{value}{'…' if option.greedy else ''}]")
    line = " ".join(parts)
    return "\n      ".join(wrap(line, _WIDTH - 6, break_long_words=False, break_on_hyphens=False))


def _usage_word(word: Word) -> str:
    shown = text(word.shown) + ("…" if word.most is None else "")
    return shown if word.least else f"[{shown}]"


def _options(options: Sequence[Option]) -> str:
    pairs = []
    for option in options:
        value = f" {text(option.value)}" if option.value else ""
        pairs.append((", ".join(option.names) + value + ("…" if option.greedy else ""), text(option.help)))
    return _lines(pairs)


def _lines(pairs: Sequence[tuple[str, str]]) -> str:
    """Two columns; what does not fit the first one pushes the second to the next line."""
    width = min(max(len(left) for left, _ in pairs), _WIDEST)
    room = _WIDTH - _INDENT - width - 2
    lines = []
    for left, right in pairs:
        first, *more = wrap(right, room) or [""]
        beside = left if len(left) <= width else ""
        if not beside:
            lines.append(f"{' ' * _INDENT}{left}")
        lines.append(f"{' ' * _INDENT}{beside:<{width}}  {first}".rstrip())
        lines += [f"{' ' * (_INDENT + width + 2)}{line}" for line in more]
    return "\n".join(lines)


def _wrapped(words: str) -> str:
    return "\n".join(wrap(words, _WIDTH))
