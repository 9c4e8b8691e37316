"""The words people read: gettext in German and English, switched while the program runs.

Every sentence stands in the code in English and in `locale/*/LC_MESSAGES/knoten.po` in both
languages. This module needs neither Textual nor Babel, because the verbs of the command line
start without them: it loads nothing that argparse does not load too, and the catalogue is read
at the first word.
"""

from __future__ import annotations

import gettext
import os
import re
from contextvars import ContextVar
from typing import TYPE_CHECKING, ClassVar, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

Language = Literal["de", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
DEFAULT: Language = "de"

_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")  # POSIX, in their order of precedence
_PARAMETER = re.compile(r"\{([a-z_][a-z0-9_]*)\}")
# Not pathlib, which costs 3 ms here and is needed for nothing else.
_LOCALE_FOLDER = os.path.join(os.path.dirname(__file__), "locale")  # noqa: PTH118, PTH120


class _Current:
    """The language of this process, and the catalogues read so far."""

    language: ClassVar[Language] = DEFAULT
    catalogues: ClassVar[dict[Language, gettext.NullTranslations]] = {}


_HERE: ContextVar[Language | None] = ContextVar("language", default=None)


class speaking:  # noqa: N801  # read as a word: `with speaking("de"):`
    """Speak another language within a block: what is written into the register has the register's own.

    Holds for this thread and this task alone, so that a save in the background changes no screen.
    """

    def __init__(self, language: Language) -> None:
        self._language = language

    def __enter__(self) -> None:
        self._token = _HERE.set(self._language)

    def __exit__(self, *_: object) -> None:
        _HERE.reset(self._token)


def set_language(language: Language) -> None:
    """Speak `language` from the next word on; what is already drawn must be drawn again."""
    if language not in LANGUAGES:
        raise ValueError(language)
    _Current.language = language


def language() -> Language:
    """Say which language is spoken now."""
    return _HERE.get() or _Current.language


def pick_language(flag: str | None, environ: Mapping[str, str]) -> Language:
    """Choose by `--lang` (`flag`), else by the first of LC_ALL, LC_MESSAGES and LANG that is set.

    German where the locale names no language (unset, C, POSIX); English where it names one that
    this program does not speak. Raises ValueError for a flag that is no language of ours.
    """
    if flag is not None:
        for known in LANGUAGES:
            if flag == known:
                return known
        raise ValueError(flag)
    locale = next((environ[name] for name in _LOCALE_VARIABLES if environ.get(name)), "C")
    spoken = re.split(r"[_.@-]", locale, maxsplit=1)[0].lower()
    return "de" if spoken in {"de", "c", "posix"} else "en"


def text(msgid: str, **params: str | int) -> str:
    """Translate `msgid`, then put each of `params` where its `{name}` stands.

    Nothing but plain names is looked at, so a parameter's value, whoever wrote it, is copied as
    it is: braces in it mean nothing. A name without a parameter stays as it stands.
    """
    return _filled(_catalogue().gettext(msgid) if msgid else "", params)


def ntext(one: str, many: str, n: int, **params: str | int) -> str:
    """Translate by number: `ntext("{n} record", "{n} records", 42)`; `{n}` is written as people do."""
    return _filled(_catalogue().ngettext(one, many, n), {"n": number_text(n), **params})


def N_(msgid: str) -> str:  # noqa: N802  # the name that gettext's users know
    """Mark a string for the catalogue where it is defined; it is translated where it is shown."""
    return msgid


def date_text(day: date) -> str:
    """Write a date: 02.03.2026, or 2 Mar 2026 (digits alone would be read as 3 February in parts)."""
    if language() == "de":
        return f"{day.day:02}.{day.month:02}.{day.year}"
    return f"{day.day} {text(_MONTHS[day.month - 1])} {day.year}"


def time_text(moment: datetime) -> str:
    """Write date and time to the minute, as on the clock that `moment` itself was written by."""
    return f"{date_text(moment)}, {moment:%H:%M}"


def weekday_text(day: date) -> str:
    """Write the short name of a weekday: Mo, Mon."""
    return text(_WEEKDAYS[day.weekday()])


def number_text(number: float) -> str:
    """Write a number with its thousands set apart: 12.345,5 in German, 12,345.5 in English."""
    written = f"{number:,}"
    return written.translate(_GERMAN_MARKS) if language() == "de" else written


def list_text(items: list[str]) -> str:
    """Join as people do: "a", "a and b", "a, b and c"."""
    if len(items) <= 1:
        return "".join(items)
    return text("{first} and {last}", first=", ".join(items[:-1]), last=items[-1])


def quoted(words: str) -> str:
    """Put a name in the language's quotation marks."""
    return f"„{words}“" if language() == "de" else f"“{words}”"


def _filled(words: str, params: Mapping[str, str | int]) -> str:
    if not params:
        return words
    return _PARAMETER.sub(lambda found: str(params.get(found[1], found[0])), words)


def _catalogue() -> gettext.NullTranslations:
    spoken = language()
    if spoken not in _Current.catalogues:
        _Current.catalogues[spoken] = _read_catalogue(spoken)
    return _Current.catalogues[spoken]


def _read_catalogue(spoken: Language) -> gettext.NullTranslations:
    # Not `gettext.translation`, which loads `locale` and `copy` to find what stands beside us: 3 ms.
    try:
        with open(f"{_LOCALE_FOLDER}/{spoken}/LC_MESSAGES/knoten.mo", "rb") as compiled:  # noqa: PTH123
            return gettext.GNUTranslations(compiled)
    except OSError:
        return gettext.NullTranslations()


_GERMAN_MARKS = str.maketrans(",.", ".,")
_MONTHS = (
    N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
    N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec"),
)  # fmt: skip
_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
