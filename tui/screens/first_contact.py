"""The first contact with a partner's server: its keys shown and accepted, or a password given to git."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import work
from textual.content import Content
from textual.message import Message

from store.errors import StoreError
from tui.safe_text import safe, say
from tui.screens.base import BaseScreen
from tui.screens.confirm import Confirm
from tui.words import N_, text

if TYPE_CHECKING:
    from store.git.address import Address
    from store.git.command import GitCommand
    from store.git.ssh import HostKeys
    from tui.tasks import Work


@dataclass
class KeysFound(Message):
    """A partner's server has shown its keys; ``then`` goes on once they are accepted."""

    keys: HostKeys
    address: Address
    then: Callable[[], None]


class FirstContact(BaseScreen[None]):
    """A screen from which one gets in at a partner's server."""

    def get_in(self, command: GitCommand, address: Address, then: Callable[[], None]) -> None:
        """Ask what has to be asked, then go on; a file on this machine asks for nothing."""
        if address.kind == "ssh":
            self._ask_for_keys(command, address, then)
        elif address.kind == "https":
            self._sign_in(command, address, then)
        else:
            self.knoten.tell(text("This partner needs no sign-in."))

    def _ask_for_keys(self, command: GitCommand, address: Address, then: Callable[[], None]) -> None:
        from store.git import ssh

        def ask(work: Work) -> KeysFound:
            return KeysFound(ssh.host_keys_of(ssh.client(command), address, work.cancel_event), address, then)

        self.start(ask, says=text("Asking the server for its keys"), done=lambda found: found, group="login")

    @work
    async def on_keys_found(self, message: KeysFound) -> None:
        """Show the fingerprints; they are kept only on a yes."""
        from store.git import ssh

        question = say(N_("Is this the server {name}?"), name=message.keys.name)
        details = [
            Content(text("Compare with what the partner tells you by phone or letter:")),
            *(safe(f"{key.type}  {key.fingerprint}") for key in message.keys.keys),
        ]
        if await self.ask(Confirm(question, details=details, yes=N_("Yes, trust it"), dangerous=True)):
            try:
                ssh.accept_host_keys(message.keys, message.address)
            except StoreError as error:
                self.knoten.explain(error, text("Signing in"))
                return
            self.knoten.tell(text("The server is known now."))
            message.then()

    def _sign_in(self, command: GitCommand, address: Address, then: Callable[[], None]) -> None:
        from store.git.transport import login_https

        faults: list[StoreError] = []

        def run() -> None:
            try:
                login_https(command, address)
            except StoreError as error:
                faults.append(error)

        if not self.knoten.run_suspended(run):
            return
        for fault in faults:
            self.knoten.explain(fault, text("Signing in"))
        if not faults:
            then()
