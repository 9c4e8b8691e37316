"""Bring the catalogues up to date with the words in the code: `make catalogues`.

Kept so that a change of words is a small diff: sorted by message, without places and dates, and
without messages that no longer occur. English is filled in by itself, for the message is the
English sentence; German is for people to write, and what is missing is listed.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from hatch_build import compile_catalogues

Words = str | list[str] | tuple[str, ...] | None

ROOT = Path(__file__).resolve().parent.parent

# `store` has no words: what goes wrong there is a code, and `tui` has the sentence for it.
SOURCES = [("schemas/**.py", "python"), ("tui/**.py", "python")]
# Babel takes one message from a call; a field's label and its help are two, so the code is read twice.
KEYWORDS: tuple[dict[str, tuple[int, ...] | None], ...] = (
    {
        "text": None,
        "say": None,
        "N_": None,
        "ntext": (1, 2),
        "Phrase": (1,),
        "PhraseButton": (1,),
        "Label": (1,),
        "Choice": (2,),
    },
    {"Label": (2,)},
)
HEADER = """\
# Words of Knotenpunkt.
msgid ""
msgstr ""
"Project-Id-Version: knotenpunkt\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def catalogue_path(language: str) -> Path:
    """Where the catalogue of a language stands."""
    return ROOT / "tui" / "locale" / language / "LC_MESSAGES" / "knoten.po"


def collect() -> Catalog:
    """Return every message that occurs in the code now."""
    found = Catalog(fuzzy=False)
    for keywords in KEYWORDS:
        for _, _, message, _, _ in extract_from_dir(ROOT, SOURCES, keywords=keywords):
            found.add(message)
    return found


def read(language: str) -> Catalog:
    """Return the catalogue of a language as it stands in the file, empty if there is none yet."""
    path = catalogue_path(language)
    if not path.exists():
        return Catalog(language, fuzzy=False)
    with path.open("rb") as lines:
        return read_po(lines, locale=language)


def updated(catalogue: Catalog, messages: Catalog) -> Catalog:
    """Take the messages from the code and keep the words that still belong to one of them."""
    catalogue.update(messages, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    if str(catalogue.locale) == "en":
        for message in catalogue:
            if message.id:
                message.string = message.id
    return catalogue


def rendered(catalogue: Catalog) -> bytes:
    """Return the bytes of a catalogue, under a header that never changes by itself."""
    out = BytesIO()
    write_po(out, catalogue, width=100, no_location=True, omit_header=True, sort_output=True)
    return HEADER.format(language=catalogue.locale).encode() + out.getvalue()


def write(catalogue: Catalog) -> None:
    """Write a catalogue to its place."""
    path = catalogue_path(str(catalogue.locale))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(rendered(catalogue))


def missing(catalogue: Catalog) -> list[str]:
    """Return the messages that have no words yet, in one of their forms."""
    return [
        message.id if isinstance(message.id, str) else message.id[0]
        for message in catalogue
        if message.id and not all(forms(message.string))
    ]


def forms(words: Words) -> tuple[str, ...]:
    """Return the forms of a message or of its translation: one, or singular and plural."""
    if isinstance(words, str):
        return (words,)
    return tuple(words or ("",))


def main() -> int:
    """Update and compile both; name what is missing, which is no failure while one still writes."""
    messages = collect()
    for language in ("de", "en"):
        catalogue = updated(read(language), messages)
        write(catalogue)
        open_ones = missing(catalogue)
        print(f"{language}: {len(catalogue)} messages, {len(open_ones)} without words")
        for message in open_ones:
            print(f"    {message!r}")
    compile_catalogues(ROOT)
    return 0


if __name__ == "__main__":
    sys.exit(main())
