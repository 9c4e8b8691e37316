"""Reading a command line: the options and words of a verb, and what is wrong with them in one sentence.

The standard library's reader speaks English only, builds the options of every verb to read those of
one, and costs half of what `knoten --help` may take. This one knows what the verbs need: `--name VALUE`,
`--name=VALUE`, `-n VALUE`, options that repeat, options that take all words up to the next option, and
`--` for "words from here".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from store.errors import UsageFault

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Option(NamedTuple):
    """An option. ``value`` is the message id of what it takes, "" for a switch.

    ``many``: it may come again; ``greedy``: it takes every word up to the next option (and may come again).
    """

    names: tuple[str, ...]
    help: str
    value: str = ""
    many: bool = False
    greedy: bool = False

    @property
    def key(self) -> str:
        """The name by which the verb asks for it: the last, without its dashes."""
        return self.names[-1].lstrip("-")


class Word(NamedTuple):
    """A word by its place. ``most`` None: all that are left; ``least`` 0: it may be missing.

    ``shown`` is the message id by which the help calls it.
    """

    key: str
    shown: str
    help: str = ""
    least: int = 1
    most: int | None = 1


class Arguments:
    """What was given, by key."""

    def __init__(self) -> None:
        self.options: dict[str, list[str]] = {}
        self.words: dict[str, list[str]] = {}

    def has(self, key: str) -> bool:
        """Whether an option was given."""
        return key in self.options

    def one(self, key: str) -> str | None:
        """The value of an option, the last if it was given twice; None without it."""
        values = self.options.get(key)
        return values[-1] if values else None

    def many(self, key: str) -> list[str]:
        """All values of an option."""
        return self.options.get(key, [])

    def word(self, key: str) -> str:
        """The word at its place, "" where it is missing."""
        found = self.words.get(key)
        return found[0] if found else ""

    def rest(self, key: str) -> list[str]:
        """All words that a place took."""
        return self.words.get(key, [])

    def number(self, key: str) -> int | None:
        """The value of an option that is a whole number, not below nought; None without it.

        Raises UsageFault ``usage_not_a_number``.
        """
        value = self.one(key)
        if value is None:
            return None
        if not (value.isascii() and value.isdigit()):
            raise UsageFault("usage_not_a_number", option=shown_name(key), value=value)
        return int(value)


def shown_name(key: str) -> str:
    """An option as people type it."""
    return f"-{key}" if len(key) == 1 else f"--{key}"


def first_word(given: Sequence[str], options: Sequence[Option]) -> tuple[str, list[str]]:
    """The first word that is no option's value, and everything but it; "" if there is none."""
    known = _by_name(options)
    index = 0
    while index < len(given):
        item = given[index]
        if item == "--" or not _is_option(item):
            break
        option = known.get(item)
        index += 2 if option is not None and option.value else 1
    if index >= len(given) or given[index] == "--":
        return "", list(given)
    return given[index], [*given[:index], *given[index + 1 :]]


def read(given: Sequence[str], options: Sequence[Option], words: Sequence[Word]) -> Arguments:
    """Read what stands behind a verb.

    Raises UsageFault ``usage_unknown_option``, ``usage_needs_value``, ``usage_takes_no_value``,
    ``usage_missing``, ``usage_too_many``.
    """
    found = Arguments()
    loose = _Reader(options, found).run(list(given))
    _place(loose, words, found)
    return found


class _Reader:
    """Walks over the given once."""

    def __init__(self, options: Sequence[Option], found: Arguments) -> None:
        self._known = _by_name(options)
        self._found = found

    def run(self, given: list[str]) -> list[str]:
        """Sort options into what is found; return the words that are left."""
        loose: list[str] = []
        while given:
            item = given.pop(0)
            if item == "--":
                return loose + given
            if not _is_option(item):
                loose.append(item)
                continue
            self._option(item, given)
        return loose

    def _option(self, item: str, given: list[str]) -> None:
        name, sign, value = item.partition("=") if item.startswith("--") else (item[:2], item[2:], item[2:])
        option = self._known.get(name)
        if option is None:
            raise UsageFault("usage_unknown_option", option=name, near=_near(name, self._known))
        values = self._found.options.setdefault(option.key, [])
        if not option.value:
            if sign:
                raise UsageFault("usage_takes_no_value", option=name)
            return
        if sign:
            values.append(value)
        elif given and given[0] not in self._known and given[0] != "--":
            values.append(given.pop(0))
        else:
            raise UsageFault("usage_needs_value", option=name)
        while option.greedy and given and not _is_option(given[0]):
            values.append(given.pop(0))


def _by_name(options: Sequence[Option]) -> dict[str, Option]:
    return {name: option for option in options for name in option.names}


def _is_option(item: str) -> bool:
    return len(item) > 1 and item[0] == "-" and not item[1].isdigit()


def _place(loose: list[str], words: Sequence[Word], found: Arguments) -> None:
    for place, word in enumerate(words):
        reserved = sum(later.least for later in words[place + 1 :])
        most = max(len(loose) - reserved, 0) if word.most is None else word.most
        taken, loose = loose[:most], loose[most:]
        if len(taken) < word.least:
            raise UsageFault("usage_missing", word=word.shown)
        if taken:
            found.words[word.key] = taken
    if loose:
        raise UsageFault("usage_too_many", word=loose[0])


def _near(name: str, known: Mapping[str, Option]) -> str:
    """The options that somebody may have meant, for the sentence."""
    from tui.nearness import nearest  # only where something is wrong

    return ", ".join(nearest(name, list(known), 2))
