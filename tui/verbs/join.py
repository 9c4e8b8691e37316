"""`knoten join`: a copy of a partner's register, or of one that came as a file; the partner is remembered."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tui.arguments import Option, Word
from tui.verbs import VERBS, Verb
from tui.words import N_, quoted, text

if TYPE_CHECKING:
    from pathlib import Path

    from store.register import Register
    from tui.call import Call


def run(call: Call) -> int:
    """Copy, remember, say what to do next."""
    from pathlib import Path

    from store.errors import ReadOnly
    from store.places import remember_register

    if call.read_only:
        raise ReadOnly("read_only")
    address = call.arguments.word("address")
    folder = Path(call.arguments.word("folder")).expanduser()
    name = call.arguments.one("name") or _name_in(address)
    with _joined(call, address, folder, name) as register:
        remember_register(register.path)
        from store.sharing.partners import list_partners

        config = register.snapshot.config
        known = next(iter(list_partners(register.repository)), None)
        partner = known.name if known else None
        call.output.document({"path": str(register.path), "id": config.id, "partner": partner})
        call.output.line(
            text("The register {name} is in {path}.", name=quoted(config.name), path=str(register.path))
        )
        if known is not None:
            call.output.line(text("Its partner is called {name} here.", name=quoted(known.name)))
            call.output.line(text("You share with {address}.", address=known.address))
        else:
            call.output.line(text("It has no partner yet: knoten partner add NAME ADDRESS."))
        call.output.line(text("Go on with: knoten -C {path}", path=str(folder)))
    return 0


def _joined(call: Call, address: str, folder: Path, name: str) -> Register:
    """Join; where the partner's machine is not known yet and somebody can be asked, get to know it first."""
    from store.errors import PartnerFault
    from store.git.address import Address
    from store.git.command import GitCommand
    from tui.first_contact import get_in

    try:
        return _join(call, address, folder, name)
    except PartnerFault as fault:
        if fault.code not in {"partner_host_key_unknown", "partner_auth"} or not call.can_ask:
            raise
        parsed = Address.parse(address)
        if fault.code == "partner_auth" and parsed.kind != "https":
            raise
        get_in(call, GitCommand("/", "", ""), parsed)
    return _join(call, address, folder, name)


def _join(call: Call, address: str, folder: Path, name: str) -> Register:
    from store.sharing.joining import join
    from tui.interrupting import stoppable
    from tui.sharing_words import progress_words

    with stoppable() as stop:
        return join(
            address,
            folder,
            name,
            cancel=stop,
            progress=lambda seen: call.output.progress(progress_words(name, seen)),
        )


def _name_in(address: str) -> str:
    """What to call a partner that is not given a name: the last part of its address."""
    parts = [part for part in re.split(r"[/:\\]", address) if part]
    return parts[-1].removesuffix(".git").removesuffix(".knoten") if parts else address


VERB = Verb(
    run,
    VERBS["join"][1],
    words=(
        Word(
            "address",
            N_("ADDRESS"),
            N_("ssh://…, https://…, user@host:… or file://…, a shared folder, or a file (an invitation)"),
        ),
        Word("folder", N_("FOLDER"), N_("a new or empty folder")),
    ),
    options=(Option(("--name",), N_("what the partner is called here"), N_("NAME")),),
    usage=(
        "knoten join ssh://git@example.org/netz.git netz --name Stadt",
        "knoten join einladung.knoten netz",
        "knoten join ~/Nextcloud/Netz netz --name Netz",
    ),
)
