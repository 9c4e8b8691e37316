"""The first contact with a partner's machine: its key shown and accepted, or a password given to git."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.errors import UsageFault
from tui.words import text

if TYPE_CHECKING:
    from store.git.address import Address
    from store.git.command import GitCommand
    from tui.call import Call


def get_in(call: Call, command: GitCommand, address: Address) -> None:
    """Ask what has to be asked, so that sharing never has to.

    Raises UsageFault ``usage_needs_terminal``, ``usage_not_accepted``; PartnerFault.
    """
    if address.kind == "ssh":
        _accept_keys(call, command, address)
    elif address.kind == "https":
        from store.git.transport import login_https

        _need_terminal(call)
        login_https(command, address)


def _accept_keys(call: Call, command: GitCommand, address: Address) -> None:
    from store.git.ssh import accept_host_keys, client, host_keys_of
    from tui.asking import confirm

    _need_terminal(call)
    found = host_keys_of(client(command), address)
    call.output.tell(text("{host} shows these keys:", host=found.name))
    for key in found.keys:
        call.output.tell(f"  {key.fingerprint}  ({key.type})")
    if not confirm(text("Are these the fingerprints that the people there told you?")):
        raise UsageFault("usage_not_accepted")
    accept_host_keys(found, address)


def _need_terminal(call: Call) -> None:
    if not call.can_ask:
        raise UsageFault("usage_needs_terminal")
