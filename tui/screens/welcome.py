"""The first start: try the example, make a new register, join a partner's, or open one used before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import on, work
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from store.errors import StoreError
from store.git.address import Address
from store.git.command import GitCommand
from store.init import init_register
from store.people import Person
from store.places import recent_registers
from store.sharing.joining import join
from tui.app import KnotenApp
from tui.example import find_example, make_example
from tui.screens.confirm import AskText
from tui.screens.first_contact import FirstContact
from tui.screens.person import PersonScreen
from tui.widgets.columns import Column
from tui.widgets.record_list import RecordList
from tui.widgets.row_painter import Line
from tui.words import N_, text

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from tui.tasks import Work

_DEFAULT = "Knotenpunkt"


class _Way(NamedTuple):
    """One way to begin."""

    id: str
    title: str
    help: str


@dataclass
class Ready(Message):
    """A register is there to be opened."""

    path: Path


@dataclass
class NotJoined(Message):
    """The partner's register could not be copied; ``again`` tries once more."""

    error: StoreError
    address: str
    again: Callable[[], None]


class WelcomeScreen(FirstContact):
    """The ways to begin, one line each."""

    HELP = N_("Choose with the arrow keys and Enter, or with the mouse. Each way ends in a working register.")
    DEFAULT_CSS = """
    WelcomeScreen #greeting { padding: 1 2; height: auto; color: $text-muted; }
    WelcomeScreen #list { padding: 0 1; }
    """
    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column("title", N_("Begin"), weight=1, min_width=26),
        Column("help", N_("What happens"), weight=2, min_width=30, importance=1),
    )

    def compose_content(self) -> ComposeResult:
        """A greeting and the list."""
        yield Static("", id="greeting", markup=False)
        yield RecordList[_Way](self.COLUMNS, lambda way: Line((way.title, way.help)), id="list")

    def on_mount(self) -> None:
        """Show the ways."""
        self._show()
        self.query_one("#list").focus()

    def retranslate(self) -> None:
        """Told anew in the other language."""
        super().retranslate()
        self._show()

    def _show(self) -> None:
        greeting = text(
            "Welcome to Knotenpunkt: the actors, topics and groups of a neighbourhood network, kept by "
            "several organisations together. Everything works on this machine, and partners share it."
        )
        self.query_one("#greeting", Static).update(Content(greeting))
        ways = [
            _Way("example", text("Try the example"), text("A made-up network to look at and play with")),
            _Way("new", text("Make a new register"), text("An empty register with a name of your own")),
            _Way("join", text("Join a partner's register"), text("With the address that you were given")),
        ]
        ways += [_Way(f"open:{path}", path.name, str(path)) for path in recent_registers()]
        self.query_one("#list", RecordList).set_rows(ways)

    @on(RecordList.Chosen)
    def _chosen(self, event: RecordList.Chosen) -> None:
        if event.row_id.startswith("open:"):
            self.post_message(Ready(Path(event.row_id.removeprefix("open:"))))
        elif event.row_id == "example":
            self._example()
        elif event.row_id == "new":
            self._new()
        else:
            self._join()

    @work
    async def _example(self) -> None:
        folder = await self._ask_folder(Path.home() / _DEFAULT / text("Example"))
        if folder is None:
            return

        def build(work: Work) -> Ready:
            def report(done: int, total: int) -> None:
                work.progress("", done=done, total=total)

            found = find_example(folder) or make_example(folder, date.today(), report)  # noqa: DTZ011
            return Ready(found[0])

        self.start(build, says=text("Building the example network"), done=lambda ready: ready)

    @work
    async def _new(self) -> None:
        name = await self.ask(AskText(Content(text("What is the network called?")), placeholder=N_("Name")))
        if not name:
            return
        folder = await self._ask_folder(Path.home() / _DEFAULT / name.replace("/", "-"))
        person = await self._ask_person() if folder is not None else None
        if folder is None or person is None:
            return

        def make(_work: Work) -> Ready:
            with init_register(folder, name, subject=_first_subject, person=person) as register:
                return Ready(register.path)

        self.start(make, says=text("Making the register"), done=lambda ready: ready, cancellable=False)

    @work
    async def _join(self) -> None:
        from tui.screens.partners import address_fault

        address = await self.ask(
            AskText(
                Content(text("Which address does the partner give?")),
                placeholder=N_("ssh://…, https://…, a shared folder or a file"),
                check=address_fault,
            )
        )
        if not address:
            return
        name = await self.ask(AskText(Content(text("What is the partner called?")), placeholder=N_("Name")))
        folder = await self._ask_folder(Path.home() / _DEFAULT / (name or "")) if name else None
        person = await self._ask_person() if folder is not None else None
        if folder is None or person is None or not name:
            return

        self._copy(address, folder, name, person)

    def _copy(self, address: str, folder: Path, name: str, person: Person) -> None:
        def copy(work: Work) -> Ready:
            from store.people import write_person

            def report(progress: object) -> None:
                done, total = getattr(progress, "done", 0), getattr(progress, "total", 0)
                work.progress("", done=done, total=total)

            with join(address, folder, name, cancel=work.cancel_event, progress=report) as register:
                write_person(register.repository, person)
                return Ready(register.path)

        def again() -> None:
            self._copy(address, folder, name, person)

        self.start(
            copy,
            says=text("Joining the partner's register"),
            done=lambda ready: ready,
            failed=lambda error: NotJoined(error, address, again),
        )

    def on_not_joined(self, message: NotJoined) -> None:
        """Get in at the server first where that is what is missing, and join then; else say why not."""
        address = Address.parse(message.address)
        missing = {"ssh": "partner_host_key_unknown", "https": "partner_auth"}.get(address.kind)
        if message.error.code == missing:
            self.get_in(GitCommand("/", "", ""), address, message.again)
        else:
            self.knoten.explain(message.error, text("Joining the partner's register"))

    async def _ask_folder(self, default: Path) -> Path | None:
        answer = await self.ask(
            AskText(
                Content(text("In which folder shall it be?")),
                placeholder=N_("Folder"),
                value=str(default),
                check=_folder_fault,
            )
        )
        return _place(answer) if answer else None

    async def _ask_person(self) -> Person | None:
        return await self.ask(PersonScreen(None))

    def on_ready(self, message: Ready) -> None:
        """Leave the welcome; the program goes on with the register."""
        self.app.exit(0, message=None)
        app = self.app
        if isinstance(app, WelcomeApp):
            app.chosen = message.path


class WelcomeApp(KnotenApp):
    """The application without a register; ``chosen`` is the one to go on with, None to end."""

    FIRST = WelcomeScreen

    def __init__(self, error: StoreError | None = None) -> None:
        """``error`` says why a register that was meant could not be opened."""
        super().__init__()
        self.chosen: Path | None = None
        self._error = error

    def on_mount(self) -> None:
        """Begin; and say what went wrong before."""
        if self._error is not None:
            self.explain(self._error, text("Opening the register"))


def _place(typed: str) -> Path:
    return Path(typed).expanduser()


def _first_subject(name: str) -> str:
    return text("{name}: register begun", name=name)


def _folder_fault(typed: str) -> str | None:
    """The message id of what is wrong with a folder for a new register, None if nothing is."""
    folder = Path(typed).expanduser()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        return N_("This folder is not empty. Please choose another one.")
    return None
