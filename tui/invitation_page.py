"""The page that goes with an invitation: what this is, what to install, what to type, whom to ask.

One file that any browser opens, in the register's languages that the program speaks; a newcomer may never
have typed a command. Names and addresses are escaped: they come from records and settings.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

from store.git.address import Address
from store.sharing.invitation import ADDRESS_FIELD, NAME_FIELD
from tui.words import LANGUAGES, speaking, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from store.people import Person
    from tui.words import Language

_STYLE = (
    "body{font:1.05em/1.5 sans-serif;max-width:44em;margin:2em auto;padding:0 1em;color:#111;background:#fff}"
    "pre{background:#eee;padding:.6em .8em;white-space:pre-wrap;overflow-wrap:anywhere}"
    "section+section{border-top:1px solid #999;margin-top:3em}"
)
_FOLDER = "netz"


class Invitation(NamedTuple):
    """What the page tells: the register, the file, and with whom to share (``address`` may be "")."""

    register: str
    file: str
    partner: str
    address: str
    person: Person | None


def page(invitation: Invitation, languages: Iterable[str]) -> str:
    """The page as HTML, the register's first language first."""
    wanted: list[Language] = [known for code in languages for known in LANGUAGES if known == code]
    spoken = list(dict.fromkeys([*wanted, *LANGUAGES]))
    sections = "\n".join(_section(invitation, language) for language in spoken)
    with speaking(spoken[0]):
        title = escape(text("Invitation to {register}", register=invitation.register))
    return (
        f'<!doctype html>\n<html lang="{spoken[0]}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{title}</title>\n"
        '<meta name="viewport" content="width=device-width">\n'
        f'<meta name="{NAME_FIELD}" content="{escape(invitation.partner)}">\n'
        f'<meta name="{ADDRESS_FIELD}" content="{escape(_public(invitation))}">\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n{sections}\n</body>\n</html>\n"
    )


def _public(invitation: Invitation) -> str:
    """The address for the joining program; a folder is somewhere else on each machine."""
    return invitation.address if _kind(invitation) in {"ssh", "https"} else ""


def _kind(invitation: Invitation) -> str:
    return Address.parse(invitation.address).kind if invitation.address else ""


def _section(invitation: Invitation, language: Language) -> str:
    with speaking(language):
        parts = [
            _heading(1, text("Invitation to {register}", register=invitation.register)),
            _words(
                text(
                    "You get a copy of this register that is your own: everything is on your machine, and "
                    "works without a network. Changes go to and fro only when you share."
                )
            ),
            *_install(),
            *_join(invitation),
            *_share(invitation),
            *_ask(invitation),
        ]
    return f'<section lang="{language}">\n' + "\n".join(parts) + "\n</section>"


def _install() -> list[str]:
    return [
        _heading(2, text("1. Install the program")),
        _words(
            text(
                "Knotenpunkt needs Python 3.11 or newer, git and pipx. Whoever invites you can tell you "
                "where to get the program. Unpack it, open a terminal in its folder, and type:"
            )
        ),
        _typed("pipx install ."),
    ]


def _join(invitation: Invitation) -> list[str]:
    return [
        _heading(2, text("2. Make your copy")),
        _words(
            text(
                "Put {file} and this page into one folder, open a terminal there, and type what follows. "
                "{folder} is the new folder of your copy; call it as you like.",
                file=invitation.file,
                folder=_FOLDER,
            )
        ),
        _typed(f"knoten join {_shell(invitation.file)} {_FOLDER}"),
        _words(text("From then on this opens it; F1 explains the keys:")),
        _typed(f"knoten -C {_FOLDER}"),
    ]


def _share(invitation: Invitation) -> list[str]:
    kind = _kind(invitation)
    name = _shell(invitation.partner)
    parts = [_heading(2, text("3. Share"))]
    if kind in {"ssh", "https"}:
        parts += [
            _words(
                text("Your copy knows already with whom to share: {address}.", address=invitation.address)
            ),
            _words(text("The first time, get to know that machine; ask for access if you have none:")),
            _typed(f"knoten -C {_FOLDER} partner login {name}"),
        ]
    elif kind == "directory":
        parts += [
            _words(
                text(
                    "We share through a folder that is copied to all of us: {folder}. Have it set up on your "
                    "machine, and say where it is there:",
                    folder=invitation.address.replace("\\", "/").rstrip("/").rpartition("/")[2],
                )
            ),
            _typed(f"knoten -C {_FOLDER} partner add {name} {text('FOLDER')}"),
        ]
    else:
        parts += [
            _words(text("Ask for the address, or the shared folder, and say it once:")),
            _typed(f"knoten -C {_FOLDER} partner add {name} {text('ADDRESS')}"),
        ]
    return [
        *parts,
        _words(text("Then share whenever you like: press t, or type this. You see first what would happen.")),
        _typed(f"knoten -C {_FOLDER} share"),
    ]


def _ask(invitation: Invitation) -> list[str]:
    person = invitation.person
    if person is None:
        return [_words(text("If anything is unclear, ask whoever sent you this."))]
    name = f"{person.name} <{person.email}>"
    return [_words(text("If anything is unclear, ask {person}.", person=name))]


def _heading(level: int, words: str) -> str:
    return f"<h{level}>{escape(words)}</h{level}>"


def _words(words: str) -> str:
    return f"<p>{escape(words)}</p>"


def _typed(words: str) -> str:
    return f"<pre>{escape(words)}</pre>"


def _shell(word: str) -> str:
    """A word as it is typed: in double quotes where it holds more than plain letters, for any shell."""
    plain = "".join(char for char in word if char not in '"\\$`!%' and char.isprintable())
    return plain if plain.isalnum() or plain.replace(".", "").replace("-", "").isalnum() else f'"{plain}"'
