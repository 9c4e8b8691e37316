"""The partners of this register: how far apart, when last reached; adding, signing in, removing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import on, work
from textual.containers import Container
from textual.content import Content
from textual.message import Message

from store.errors import StoreError
from store.git.address import Address
from store.sharing.partners import Standing, add_partner, remove_partner, standings
from tui.error_words import fault_text
from tui.keys import bindings
from tui.safe_text import say
from tui.screens.confirm import AskText, Confirm
from tui.screens.first_contact import FirstContact
from tui.screens.list_and_detail import ListAndDetail
from tui.widgets.columns import Column
from tui.widgets.detail_pane import Block, DetailPane, Fact, Heading
from tui.widgets.marks import Mark
from tui.widgets.record_list import RecordList
from tui.widgets.row_painter import Line
from tui.words import N_, ntext, text, time_text

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.tasks import Work


class _Row(NamedTuple):
    """A partner in the list."""

    id: str
    standing: Standing


@dataclass
class PartnersRead(Message):
    """The partners of the register."""

    standings: list[Standing]


class PartnersScreen(ListAndDetail, FirstContact):
    """With whom this register is shared."""

    SECTION = "partners"
    HELP = N_(
        "The partners that this register is shared with. n adds one, t shares with all, g signs in at a "
        "partner's server for the first time."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("partner.add", "partner.login", "partner.remove")]
    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column("name", N_("Partner"), weight=2, min_width=16),
        Column("apart", N_("Apart"), weight=3, min_width=20, importance=1),
        Column("contact", N_("Last reached"), weight=1, min_width=17, importance=2),
    )

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[_Row] = []

    def compose_content(self) -> ComposeResult:
        """The list of partners, and what is known of the one under the cursor."""
        empty = N_("No partners yet. The key n adds one: its address is what it gives you.")
        with Container(classes="both"):
            yield RecordList[_Row](self.COLUMNS, self._line, empty=empty, id="list")
            yield DetailPane(empty="", id="detail")

    def on_mount(self) -> None:
        """Read the partners, and again whenever something changes."""
        self.watch(self.app, "snapshot_number", self._read)
        self.query_one("#list").focus()

    def _read(self) -> None:
        register = self.network.register

        def read(_work: Work) -> PartnersRead:
            return PartnersRead(standings(register.repository, register.path))

        self.start(read, says=text("Reading the partners"), done=lambda seen: seen, group="standings")

    def on_partners_read(self, message: PartnersRead) -> None:
        """Show them."""
        self._rows = [_Row(standing.partner.slug, standing) for standing in message.standings]
        self.query_one("#list", RecordList).set_rows(self._rows)
        self.show_detail()
        self.refresh_bindings()

    @on(RecordList.Highlighted)
    def _moved(self) -> None:
        self.show_detail()
        self.refresh_bindings()

    def retranslate(self) -> None:
        """Told anew in the other language."""
        super().retranslate()
        self.show_detail()

    def show_detail(self) -> None:
        """Show where the partner is, how far apart, and what went wrong last."""
        standing = self._current()
        blocks = partner_blocks(standing) if standing is not None else []
        self.query_one(DetailPane).show(blocks, key=standing.partner.slug if standing else "")

    def _line(self, row: _Row) -> Line:
        standing = row.standing
        marks = Mark.PROBLEM if standing.last_error else (Mark.NEW if standing.behind else Mark.NONE)
        return Line((standing.partner.name, apart_words(standing), reached_words(standing)), marks)

    def _current(self) -> Standing | None:
        row = self.query_one("#list", RecordList).cursor_row
        return row.standing if isinstance(row, _Row) else None

    @on(RecordList.Chosen)
    def _chosen(self) -> None:
        self.network.action_share()

    @work
    async def action_add_partner(self) -> None:
        """Ask for the address, then for a name."""
        address = await self.ask(
            AskText(
                Content(text("Which address does the partner give?")),
                placeholder=N_("ssh://…, https://…, user@server:path or a shared folder"),
                check=address_fault,
            )
        )
        if address is None:
            return
        name = await self.ask(AskText(Content(text("What is the partner called?")), placeholder=N_("Name")))
        if not name:
            return
        try:
            add_partner(self.network.register.repository, name, address)
        except StoreError as error:
            self.network.explain(error, text("Adding a partner"))
            return
        self.network.tell(say(N_("Added: {name}"), name=name))
        self.network.action_refresh_register()

    @work
    async def action_remove_partner(self) -> None:
        """Forget a partner; nothing that came from it goes."""
        standing = self._current()
        if standing is None:
            return
        question = say(N_("Share with {name} no more?"), name=standing.partner.name)
        details = [Content(text("What came from this partner stays here, and what went there stays there."))]
        if await self.ask(Confirm(question, details=details, yes=N_("Remove"), dangerous=True)):
            remove_partner(self.network.register.repository, standing.partner)
            self.network.action_refresh_register()

    def action_partner_login(self) -> None:
        """First contact: show the server's keys, or let git's own helper ask for the password."""
        standing = self._current()
        if standing is None:
            return
        address = Address.parse(standing.partner.address)
        self.get_in(self.network.register.repository.command, address, self.network.ask_partners)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Partners are changed only where writing is allowed."""
        if action in {"add_partner", "partner_login", "remove_partner"}:
            if self.network.read_only:
                return False
            return True if action == "add_partner" or self._rows else None
        return super().check_action(action, parameters)


def apart_words(standing: Standing) -> str:
    """How far a partner and this register are apart."""
    if standing.last_error:
        address = standing.partner.address
        return fault_text(standing.last_error, {"address": address, "partner": standing.partner.name})
    if standing.ahead is None or standing.behind is None:
        return text("nothing shared yet")
    parts = []
    if standing.behind:
        parts.append(ntext("{n} change there", "{n} changes there", standing.behind))
    if standing.ahead:
        parts.append(ntext("{n} change here", "{n} changes here", standing.ahead))
    return ", ".join(parts) or text("the same on both sides")


def reached_words(standing: Standing) -> str:
    """When a partner was last reached."""
    return time_text(standing.last_contact.astimezone()) if standing.last_contact else text("never")


def partner_blocks(standing: Standing) -> list[Block]:
    """What is known of a partner."""
    marks = Mark.PROBLEM if standing.last_error else Mark.NONE
    return [
        Heading(standing.partner.name, marks),
        Fact(text("Address"), standing.partner.address),
        Fact(text("Last reached"), reached_words(standing)),
        Fact(text("Apart"), apart_words(standing)),
    ]


def address_fault(address: str) -> str | None:
    """The message id of what is wrong with an address, None if nothing is."""
    try:
        Address.parse(address)
    except StoreError as error:
        return fault_text(error.code, error.params)
    return None
