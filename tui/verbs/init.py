"""`knoten init`: a new register with its first version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.arguments import Option, Word
from tui.verbs import VERBS, Verb
from tui.words import N_, text

if TYPE_CHECKING:
    from tui.call import Call


def run(call: Call) -> int:
    """Make the register, and say what to do next."""
    from pathlib import Path

    from store.errors import ReadOnly, UsageFault
    from store.init import init_register
    from store.layout import MAX_FILE
    from store.places import remember_register
    from tui.change_words import register_language
    from tui.register_paths import read_named
    from tui.words import speaking

    if call.read_only:
        raise ReadOnly("read_only")
    name = call.arguments.one("name")
    if name is None:
        raise UsageFault("usage_missing", word="--name")
    folder = Path(call.arguments.word("folder")).expanduser()
    languages = _languages(call.arguments.one("languages") or "de,en")
    vocabulary = call.arguments.one("vocabulary")

    def subject(register_name: str) -> str:
        with speaking(register_language(languages)):
            return text("{name}: register made", name=register_name)

    with init_register(
        folder,
        name,
        subject=subject,
        person=call.new_person(),
        languages=languages,
        vocabulary=read_named(vocabulary, MAX_FILE) if vocabulary else None,
    ) as register:
        remember_register(register.path)
        call.output.document({"path": str(register.path), "id": register.snapshot.config.id})
        call.output.line(text("The register “{name}” is in {path}.", name=name, path=str(register.path)))
        call.output.line(text("Go on with: knoten -C {path}", path=str(folder)))
    return 0


def _languages(words: str) -> list[str]:
    return [word.strip() for word in words.split(",") if word.strip()]


VERB = Verb(
    run,
    VERBS["init"][1],
    words=(Word("folder", N_("FOLDER"), N_("a new or empty folder")),),
    options=(
        Option(("--name",), N_("what the register is called"), N_("NAME")),
        Option(("--languages",), N_("its languages, the first one for its history"), "de,en"),
        Option(("--vocabulary",), N_("a vocabulary of your own instead of the one that ships"), N_("FILE")),
    ),
    usage=('knoten init netz --name "Netzwerk Südstadt"',),
)
