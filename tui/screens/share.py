"""Sharing: ask the partners, look at what would happen, take over and hand out, see how it ended."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.content import Content
from textual.message import Message

from store.errors import StoreError
from store.sharing.partners import Partner
from store.sharing.share import Share, ShareResult
from store.sharing.share_plan import Preview
from tui.error_words import error_text
from tui.keys import bindings
from tui.record_blocks import CONFLICT
from tui.safe_text import clean
from tui.screens.base import BaseScreen
from tui.screens.confirm import Confirm
from tui.screens.record import RecordScreen
from tui.screens.taking_back import TakingBackScreen
from tui.share_blocks import TAKE_BACK, preview_blocks, result_blocks
from tui.widgets.detail_pane import Block, DetailPane, Heading, Prose
from tui.words import N_, text

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from store.git.watched import Progress
    from tui.network import NetworkApp
    from tui.tasks import Work

ASK_WORDS = {
    "deletions": N_("A partner has deleted many entries. Delete them here, too?"),
    "rewritten": N_(
        "A partner's history is not the one that was taken over last: it was rewritten or set back. "
        "Take it over all the same? What was there before is kept."
    ),
}


@dataclass
class Previewed(Message):
    """The partners were asked; this is what would happen."""

    preview: Preview


@dataclass
class Shared(Message):
    """It was carried out."""

    result: ShareResult


@dataclass
class ShareFailed(Message):
    """The share could not be carried out at all."""

    error: StoreError


class ShareScreen(BaseScreen[None]):
    """Begins by asking the partners; nothing changes before the preview is accepted."""

    HELP = N_(
        "What the partners have changed, and what would go to them. Nothing is taken over before F2 is "
        "pressed; Escape leaves everything as it is."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("share.take", "share.take_back")]

    def __init__(self) -> None:
        super().__init__()
        self._share: Share | None = None
        self._preview: Preview | None = None
        self._result: ShareResult | None = None
        self._error: StoreError | None = None

    @property
    def network(self) -> NetworkApp:
        """The app, with its register."""
        return self.app  # type: ignore[return-value]  # Textual types it as App[object]

    @property
    def ended(self) -> bool:
        """Whether this share is over, so that another one can begin."""
        return self._result is not None or self._error is not None

    def compose_content(self) -> ComposeResult:
        """One page to read."""
        yield DetailPane(id="detail")

    def on_mount(self) -> None:
        """Ask the partners at once: that is what the key was pressed for."""
        self.query_one(DetailPane).focus()
        self._show()
        self._ask_partners()

    def on_unmount(self) -> None:
        """End the connections."""
        if self._share is not None:
            self._share.close()

    def retranslate(self) -> None:
        """Told anew in the other language."""
        super().retranslate()
        self._show()

    def _ask_partners(self) -> None:
        def ask(work: Work) -> Previewed:
            def report(partner: Partner, progress: Progress | None) -> None:
                if progress is not None:
                    work.progress(clean(partner.name), done=progress.done, total=progress.total)

            self._share = Share(self.network.register, cancel=work.cancel_event, progress=report)
            self._share.fetch()
            return Previewed(self._share.preview())

        self.start(
            ask,
            says=text("Asking the partners"),
            done=lambda seen: seen,
            failed=ShareFailed,
            group="partners",
        )

    def on_previewed(self, message: Previewed) -> None:
        """Show what would happen."""
        self._preview = message.preview
        self._show()
        self.refresh_bindings()

    def on_share_failed(self, message: ShareFailed) -> None:
        """Say why nothing could be shared."""
        if message.error.code == "person_unknown":
            self.network.ask_person(self._accept_again)
            return
        self._error = message.error
        self._show()

    def _accept_again(self) -> None:
        self.action_accept_share()

    @work
    async def action_accept_share(self) -> None:
        """Take over and hand out; what always asks is asked now."""
        if self._preview is None or self._share is None or self._result is not None:
            return
        share, preview = self._share, self._preview
        allowed = {}
        for ask in preview.asks:
            who = [plan.partner.name for plan in preview.partners if ask in plan.asks]
            question = Confirm(
                Content(text(ASK_WORDS[ask])), details=[Content(clean(name)) for name in who], dangerous=True
            )
            answer = await self.ask(question)
            allowed[f"allow_{ask}"] = bool(answer)
        share.options = dataclasses.replace(share.options, **allowed)

        def carry_out(_work: Work) -> Shared:
            return Shared(share.carry_out(preview, self.network.subject))

        self.start(
            carry_out, says=text("Sharing"), done=lambda ended: ended, failed=ShareFailed, group="partners"
        )

    def on_shared(self, message: Shared) -> None:
        """Show how it ended."""
        self._result = message.result
        self._show()
        self.refresh_bindings()
        self.network.look(thorough=True)

    def action_take_back_share(self) -> None:
        """List what the share changed here, to take some of it back."""
        self.app.push_screen(TakingBackScreen())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is something to accept only between the preview and the result."""
        if action == "accept_share":
            return self._preview is not None and self._result is None and not self._preview.empty
        if action == "take_back_share":
            return self._result is not None and bool(self._result.changes)
        return super().check_action(action, parameters)

    def _show(self) -> None:
        self.query_one(DetailPane).show(list(self._blocks()), key=f"{self._result is None}")

    def _blocks(self) -> Iterator[Block]:
        snapshot = self.network.snapshot
        if self._error is not None:
            yield Heading(text("Not shared"))
            yield Prose(error_text(self._error))
        elif self._result is not None:
            yield from result_blocks(snapshot, self._result)
        elif self._preview is not None:
            yield from preview_blocks(snapshot, self._preview)
        else:
            yield Heading(text("Asking the partners …"))
            yield Prose(text("Nothing changes here before you have seen what is new."))

    @on(DetailPane.Followed)
    def _followed(self, event: Any) -> None:
        if event.type == TAKE_BACK:
            self.action_take_back_share()
        elif event.type == CONFLICT and self._result is not None:
            self.network.open_conflicts(event.id)
        elif event.id in self.network.snapshot:
            self.app.push_screen(RecordScreen(event.id))
