"""The application on a register: its snapshot, saving, looking again, asking the partners.

Screens read ``snapshot`` and follow ``snapshot_number``; whatever changes the register goes through here,
runs in the background, and ends with the next snapshot.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar

from textual.message import Message
from textual.reactive import reactive

from schemas.record import RecordType
from store.drafts import Draft, DraftFolder
from store.register import Register
from tui.editor import edit_in_terminal
from tui.saving_app import SavingApp
from tui.screens.sections import SECTION_SCREENS
from tui.tasks import Work
from tui.waiting import Waiting, look_at
from tui.widgets.header import HeaderState
from tui.words import text

if TYPE_CHECKING:
    from textual.screen import Screen

    from store.record import Record
    from tui.conflict_visit import Written

TIDY_AFTER = 30.0
"""Seconds after the start: nobody waits for anything then."""
CONFLICTS = "conflicts"
"""What ``go`` opens beside the sections."""
LOOK_EVERY = 3.0
"""Seconds between two looks at the folder: another instance or an editor may have saved."""
_REST = 30
"""So many times as long as a look took, nothing is looked at: a large register stays quiet."""


@dataclass
class Looked(Message):
    """The register was read again; ``waiting`` is what waits, where git was asked for it."""

    changed: bool
    waiting: Waiting | None = None


class NetworkApp(SavingApp):
    """The application with a register open."""

    SECTIONS: ClassVar[Mapping[str, type[Screen[Any]]]] = SECTION_SCREENS
    FIRST: ClassVar[type[Screen[Any]]] = SECTION_SCREENS["today"]

    snapshot_number: reactive[int] = reactive(0)
    """Grows whenever there is another snapshot, or other marks, to show."""

    def __init__(self, register: Register, *, fetch: bool = True, **options: Any) -> None:
        super().__init__(register, **options)
        self.waiting = Waiting(looked=False)
        self._fetch = fetch
        self._look_after = 0.0
        self.unsettled: Written = {}
        self.draft_folder = DraftFolder(register.path, read_only=register.read_only)
        self.drafted_ids = self.draft_folder.drafted_ids()
        self.kept_drafts = self.draft_folder.list_drafts()

    @property
    def incoming_ids(self) -> frozenset[str]:
        """The records that a partner has changed and that are not taken over yet."""
        return self.waiting.incoming_ids

    def today(self) -> date:
        """The day it is."""
        return date.today()  # noqa: DTZ011  # a person's day is that of the machine's clock

    def on_mount(self) -> None:
        """Show the first screen; then look for what waits, and ask the partners."""
        self._show_header()
        self.look(thorough=True)
        self.set_interval(LOOK_EVERY, self._look_again)
        if self._fetch and not self.read_only:
            self.call_after_refresh(self.ask_partners)
            self.set_timer(TIDY_AFTER, self.tidy)

    # ---- looking

    def look(self, *, thorough: bool = False) -> None:
        """Read again what changed on disk; ``thorough`` asks git, too, what waits at the partners."""

        def read(_work: Work) -> Looked:
            began = monotonic()
            before = self.register.snapshot
            after = self.register.refresh()
            changed = bool(after.changed_since(before)) or before.config != after.config
            seen = Looked(changed, look_at(self.register) if thorough or changed else None)
            self._look_after = monotonic() + _REST * (monotonic() - began)
            return seen

        self.start(read, says=text("Reading the register"), done=lambda seen: seen, group="look")

    def tidy(self) -> None:
        """Pack what lies loose in the repository; it may take seconds, and nobody waits for it."""
        from store.tidying import tidy

        self.start(
            lambda work: tidy(self.register.repository, work.cancel_event),
            says=text("Tidying the register"),
            done=lambda _packed: Looked(changed=False),
            failed=lambda _error: Looked(changed=False),
            group="tidy",
        )

    def _look_again(self) -> None:
        """Look, unless that goes on already, or took so long that it would keep the machine busy."""
        if monotonic() >= self._look_after and all(task.group != "look" for task in self.tasks.running()):
            self.look()

    def on_looked(self, message: Looked) -> None:
        """Let the screens show what is new."""
        if message.waiting is not None:
            self.waiting = message.waiting
        if message.changed or message.waiting is not None:
            self.show_anew()

    def show_anew(self) -> None:
        """Let every screen read the snapshot and the marks again."""
        self.drafted_ids = self.draft_folder.drafted_ids()
        self.kept_drafts = self.draft_folder.list_drafts()
        self._show_header()
        self.snapshot_number += 1

    def show_saved(self) -> None:
        """Show it at once; then look what of it the partners lack."""
        self.show_anew()
        self.look(thorough=True)

    def _show_header(self) -> None:
        snapshot, waiting = self.snapshot, self.waiting
        counts = snapshot.counts
        self.header = HeaderState(
            register=snapshot.config.name,
            new=waiting.new,
            unshared=waiting.unshared,
            conflicts=waiting.conflicts,
            problems=len(snapshot.problems),
            read_only=self.read_only,
            sections={"actors": counts["actor"], "topics": counts["topic"], "groups": counts["group"]},
        )

    def action_refresh_register(self) -> None:
        """Read everything again, and ask the partners."""
        self.look(thorough=True)
        self.ask_partners()

    def ask_partners(self) -> None:
        """Ask the partners what is new there; nothing is taken over."""
        if self.read_only:
            return

        def fetch(work: Work) -> Looked:
            from store.sharing.partners import list_partners
            from store.sharing.share import Share

            if list_partners(self.register.repository):
                with Share(self.register, cancel=work.cancel_event) as share:
                    share.fetch()
            return Looked(changed=False, waiting=look_at(self.register))

        # A partner that cannot be reached is seen on the partners' screen; here nobody asked for it.
        self.start(
            fetch,
            says=text("Asking the partners"),
            done=lambda seen: seen,
            failed=lambda _error: Looked(changed=False),
            group="partners",
        )

    # ---- forms, files

    def edit(self, kind: RecordType, record: Record | None, draft: Draft | None = None) -> None:
        """Open the form for a record, or for a new one."""
        from tui.screens.form import FormHost, FormResult, FormScreen

        host = FormHost(
            save=self.save_now,
            current=self._current,
            drafts=None if self.read_only else self.draft_folder,
            ask_person=self.ask_person,
        )

        def done(result: FormResult | None) -> None:
            if result is not None:
                self.after_save(result.saved)
            else:
                self.show_anew()

        self.push_screen(FormScreen(kind, record, self.snapshot, host, draft=draft), done)

    def resume(self, draft: Draft) -> None:
        """Go on with a draft, of a record that there is or of a new one."""
        record = self.snapshot.record(draft.id) if draft.id in self.snapshot else None
        if record is None or record.readable:
            self.edit(draft.type, record, draft)

    def _current(self, record_id: str) -> Record | None:
        snapshot = self.register.refresh()
        return snapshot.record(record_id) if record_id in snapshot else None

    def open_file(self, path: str) -> None:
        """Open a file of the register in the person's text editor, then read it again."""
        edit_in_terminal(self, Path(self.snapshot.path) / path)
        self.look(thorough=True)

    def action_go(self, section: str) -> None:
        """Open a section, or what is disputed."""
        if section == CONFLICTS:
            self.open_conflicts()
        else:
            super().action_go(section)

    def open_conflicts(self, record: str = "") -> None:
        """Show what is disputed, beginning with a record's."""
        from tui.screens.conflict import ConflictScreen

        if not isinstance(self.screen, ConflictScreen):
            self.push_screen(ConflictScreen(record, self.unsettled))

    def action_share(self) -> None:
        """Open the share; where one has ended, begin the next in its place."""
        from tui.screens.share import ShareScreen

        if self.read_only:
            self.tell(text("This register is open for reading only."), severity="warning")
        elif not isinstance(self.screen, ShareScreen):
            self.push_screen(ShareScreen())
        elif self.screen.ended:
            self.switch_screen(ShareScreen())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is disputed is a screen over the section; a register that may not be written is not shared."""
        if action == "go" and parameters == (CONFLICTS,):
            return True
        if action == "share" and (self.read_only or not getattr(self.screen, "ended", True)):
            return False
        return super().check_action(action, parameters)
