"""`knoten partner`: whom this register is shared with, and getting in there for the first time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.arguments import Word
from tui.output import Column
from tui.verbs import Verb
from tui.words import N_, quoted, text, time_text

if TYPE_CHECKING:
    from store.sharing.partners import Partner, Standing
    from tui.call import Call

_NAME = Word("name", N_("NAME"), N_("what the partner is called here"))


def add(call: Call) -> int:
    """Remember a partner."""
    from store.sharing.partners import add_partner

    partner = add_partner(
        _writable(call).register.repository, call.arguments.word("name"), call.arguments.word("address")
    )
    call.output.document({"name": partner.name, "address": partner.address})
    call.output.line(text("{name} is a partner now.", name=quoted(partner.name)))
    call.output.tell(text("Share with: knoten share"), "dim")
    return 0


def list_all(call: Call) -> int:
    """List the partners, as of the last contact."""
    from store.sharing.partners import standings

    found = standings(call.register.repository, call.register.path)
    call.output.document([standing_json(standing) for standing in found])
    if found:
        columns = [
            Column(text("Partner"), cut=True),
            Column(text("Address"), cut=True, droppable=True),
            Column(text("Last contact"), droppable=True),
            Column(text("Ahead, behind")),
        ]
        call.output.table(columns, [_cells(standing) for standing in found])
    else:
        call.output.tell(text("This register has no partners yet. Add one: knoten partner add NAME ADDRESS."))
    return 0


def standing_json(standing: Standing) -> dict[str, object]:
    """A partner as JSON."""
    contact = standing.last_contact
    return {
        "name": standing.partner.name,
        "address": standing.partner.address,
        "last_contact": contact.isoformat() if contact else None,
        "ahead": standing.ahead,
        "behind": standing.behind,
        "last_error": standing.last_error or None,
    }


def _cells(standing: Standing) -> list[str]:
    contact = standing.last_contact
    when = time_text(contact.astimezone()) if contact else text("never")
    return [standing.partner.name, standing.partner.address, when, standing_words(standing)]


def standing_words(standing: Standing) -> str:
    """How far apart a partner and this register are."""
    if standing.ahead is None or standing.behind is None:
        return text("not known yet")
    if not standing.ahead and not standing.behind:
        return text("the same as here")
    parts = [
        text("{n} to hand out", n=standing.ahead) if standing.ahead else "",
        text("{n} to take in", n=standing.behind) if standing.behind else "",
    ]
    return ", ".join(part for part in parts if part)


def remove(call: Call) -> int:
    """Forget a partner; what was taken in stays."""
    from store.sharing.partners import remove_partner

    partner = _partner(_writable(call))
    remove_partner(call.register.repository, partner)
    call.output.document({"name": partner.name, "address": partner.address})
    call.output.line(
        text("{name} is no partner any more. What came from there stays.", name=quoted(partner.name))
    )
    return 0


def login(call: Call) -> int:
    """Get to know a partner's machine, or give a password: the one place where that is asked."""
    from store.git.address import Address
    from tui.first_contact import get_in

    partner = _partner(call)
    get_in(call, call.register.repository.command, Address.parse(partner.address))
    call.output.document({"name": partner.name, "address": partner.address})
    call.output.line(text("{name} can be reached now. Share with: knoten share", name=quoted(partner.name)))
    return 0


def _partner(call: Call) -> Partner:
    from store.sharing.partners import find_partner

    return find_partner(call.register.repository, call.arguments.word("name"))


def _writable(call: Call) -> Call:
    from store.errors import ReadOnly

    if call.register.read_only:
        raise ReadOnly("read_only")
    return call


VERB = {
    "add": Verb(
        add,
        N_("remember a partner and its address"),
        words=(
            _NAME,
            Word(
                "address",
                N_("ADDRESS"),
                N_("ssh://…, https://…, user@host:… or file://…, or a shared folder"),
            ),
        ),
        usage=(
            "knoten partner add Freiwilligenagentur ssh://git@example.org/netz.git",
            "knoten partner add Stick /media/stick/netz",
        ),
    ),
    "list": Verb(list_all, N_("list the partners")),
    "remove": Verb(remove, N_("forget a partner"), words=(_NAME,)),
    "login": Verb(
        login,
        N_("first contact: accept a machine's key, or give a password"),
        words=(_NAME,),
        notes=(
            N_(
                "For ssh, the fingerprint of the machine's key is shown: compare it with what the people "
                "there tell you. For https, git asks for name and password and keeps them if it is set up to."
            ),
        ),
    ),
}
