"""`knoten invite`: what a new partner needs, as a file with the register and a page that says what to do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tui.arguments import Option, Word
from tui.verbs import VERBS, Verb
from tui.words import N_, text

if TYPE_CHECKING:
    from store.register import Register
    from store.sharing.invitation import Invited
    from tui.call import Call

_PAGES = {".knoten", ".html", ".htm"}


def run(call: Call) -> int:
    """Write both, and say what to do with them."""
    from store.people import read_person
    from store.sharing.bundles import check_target, write_file
    from store.sharing.invitation import PAGE_SUFFIX, SUFFIX, check_page, write_page
    from tui.interrupting import stoppable
    from tui.invitation_page import Invitation, page

    named = Path(call.arguments.word("file")).expanduser().absolute()
    stem = named.with_suffix("") if named.suffix.lower() in _PAGES else named
    bundle, beside = (stem.with_name(stem.name + suffix) for suffix in (SUFFIX, PAGE_SUFFIX))
    register = call.register
    invited = _partner(call, register)
    check_page(str(beside))
    check_target(bundle)
    with stoppable() as stop:
        write_file(register.repository, bundle, cancel=stop)
    person = read_person(register.repository)
    config = register.snapshot.config
    invitation = Invitation(config.name, bundle.name, invited.name, invited.address, person)
    write_page(str(beside), page(invitation, config.languages))
    call.output.document({"files": [str(bundle), str(beside)]})
    call.output.line(text("Written: {first} and {second}", first=str(bundle), second=str(beside)))
    call.output.tell(text("Send both to the new partner; the page says what to do with them."), "dim")
    if not invited.address:
        call.output.tell(
            text("No address is named in it. Name one with --address, or tell it to the new partner."), "warn"
        )
    return 0


def _partner(call: Call, register: Register) -> Invited:
    """With whom the newcomer is to share: as said, else our only partner that everyone can reach.

    Raises UsageFault ``address_*``, NotFound ``unknown_partner``.
    """
    from store.git.address import Address
    from store.sharing.invitation import Invited
    from store.sharing.partners import find_partner, list_partners

    name, address = call.arguments.one("partner"), call.arguments.one("address")
    if address is not None:
        return Invited(name or register.snapshot.config.name, Address.parse(address).text)
    if name is not None:
        found = find_partner(register.repository, name)
        return Invited(found.name, found.address)
    known = list_partners(register.repository)
    reached = [one for one in known if Address.parse(one.address).kind in {"ssh", "https"}]
    if len(reached) == 1:
        return Invited(reached[0].name, reached[0].address)
    return Invited(register.snapshot.config.name, "")


VERB = Verb(
    run,
    VERBS["invite"][1],
    words=(Word("file", N_("FILE"), N_("for example einladung: einladung.knoten and einladung.html")),),
    options=(
        Option(("--partner",), N_("the partner with whom the newcomer is to share"), N_("NAME")),
        Option(("--address",), N_("the address under which the newcomer shares"), N_("ADDRESS")),
    ),
    usage=("knoten invite einladung --address ssh://git@example.org/netz.git",),
    notes=(
        N_(
            "Without --address and --partner, the only partner with an ssh:// or https:// address is named. "
            "The file holds the whole register with its history: send it as you would send that."
        ),
    ),
)
