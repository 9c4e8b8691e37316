"""What the conflict screen shows: what is disputed, what it was before, every version, what would happen.

It follows the register: what was settled or changed elsewhere meanwhile is said, and what stands there now is
shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual import on
from textual.containers import Container, Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Static

from store.conflicts import open_conflicts, value_before
from tui.conflict_blocks import QUIET, DrawnVersion, before_content, drawn_versions
from tui.conflict_visit import Written as Unsettled
from tui.conflict_visit import key_of
from tui.conflict_words import Picked, outcome
from tui.safe_text import clean, safe, say
from tui.screens.settling import SettlingScreen
from tui.widgets.header import DISPUTED
from tui.widgets.phrases import PhraseButton
from tui.widgets.version_list import Choosable, VersionList
from tui.words import N_, text

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from store.conflicts import OpenConflict
    from tui.conflict_words import Subject
    from tui.tasks import Work

WRITTEN = 0
"""The number of the line with what was written here; versions count from 1."""


@dataclass
class BeforeRead(Message):
    """What stood in a disputed field before its versions; each once, None for nothing."""

    conflict: OpenConflict
    values: tuple[Any, ...]


_LOOKS = """
ConflictView #conflict-title { height: auto; padding: 0 1; }
ConflictView #conflict-name { width: 1fr; height: auto; }
ConflictView #conflict-count { width: auto; height: 1; margin-left: 2; }
ConflictView #conflict-notice { height: auto; padding: 0 1; color: $warning; display: none; }
ConflictView #conflict-notice.-said { display: block; }
ConflictView #conflict-none { height: auto; padding: 1 1; display: none; }
ConflictView .both { layout: horizontal; height: 1fr; margin-top: 1; }
ConflictView #outcome { width: 2fr; height: 1fr; border-left: solid $panel; padding: 0 2; }
ConflictView #versions { width: 3fr; }
ConflictView.-narrow .both { layout: vertical; }
ConflictView.-narrow #versions { width: 1fr; height: 1fr; }
ConflictView.-narrow #outcome {
    width: 1fr; height: auto; max-height: 10; border-left: none; border-top: solid $panel; padding: 0 1;
}
ConflictView.-narrow.-short #outcome { max-height: 4; }
ConflictView.-short .both { margin-top: 0; }
ConflictView #outcome-words { height: auto; }
ConflictView #outcome VerticalScroll { height: auto; max-height: 1fr; }
ConflictView .outcome--buttons { height: 1; margin-top: 1; }
ConflictView.-narrow .outcome--buttons { margin-top: 0; }
ConflictView .outcome--buttons Button { margin-right: 2; }
ConflictView.-nothing .both, ConflictView.-nothing #conflict-title { display: none; }
ConflictView.-nothing #conflict-none { display: block; }
"""


class ConflictView(SettlingScreen):
    """The screen without what can be done on it."""

    DEFAULT_CSS = _LOOKS

    def __init__(self, record: str = "", written: Unsettled | None = None) -> None:
        super().__init__(record, written)
        self.whole = False
        self.drawn: dict[int, DrawnVersion] = {}
        self._before: BeforeRead | None = None
        self._own_doing = False

    def compose_content(self) -> ComposeResult:
        """What is disputed, the versions, and what will happen."""
        with Horizontal(id="conflict-title"):
            yield Static("", id="conflict-name", markup=False)
            yield Static("", id="conflict-count", markup=False)
        yield Static("", id="conflict-notice", markup=False)
        yield Static("", id="conflict-none", markup=False)
        with Container(classes="both"):
            yield VersionList(id="versions")
            with Vertical(id="outcome"):
                with VerticalScroll(can_focus=False):
                    yield Static("", id="outcome-words", markup=False)
                with Horizontal(classes="outcome--buttons"):
                    yield PhraseButton(N_("Settle (F2)"), id="settle")
                    yield PhraseButton(N_("Write another (e)"), id="write")

    def on_mount(self) -> None:
        """Follow the register."""
        for button in self.query(Button):
            button.can_focus = False  # for the mouse; the keys stand on them
        self.watch(self.app, "snapshot_number", self._read)

    async def _read(self) -> None:
        """Read what is open now, and say so if what was looked at is not that any more."""
        gone = self.visit.read(open_conflicts(self.network.snapshot))
        if gone is not None and not self._own_doing:
            self.notice(self._gone_words(gone))
        self._own_doing = False
        current = self.visit.current
        if current is not None and self.subject is not None and self.subject.conflict == current:
            self.subject = self.subject_of(current)  # the rest of the record may have changed
            self._show_title(self.subject)
            self.show_choice()
        else:
            await self.show()

    def _gone_words(self, gone: OpenConflict) -> Content:
        now, subject = self.visit.current, self.subject_of(gone)
        if now is not None and key_of(now) == key_of(gone):
            return say("{field} has changed meanwhile. These versions stand there now.", field=subject.name())
        return say("{field} of {title} was settled meanwhile.", field=subject.name(), title=subject.title())

    def notice(self, words: Content | None) -> None:
        """Say something above the versions; nothing for None."""
        shown = self.query_one("#conflict-notice", Static)
        shown.update(words or Content(""))
        shown.set_class(words is not None, "-said")

    def settled(self) -> None:
        """No notice for what one did oneself."""
        self._own_doing = True
        self.notice(None)

    def changed_meanwhile(self) -> None:
        """Say why nothing was saved."""
        self.network.tell(
            text("Nothing was saved: this has changed meanwhile. Please look at it again."),
            severity="warning",
        )

    # ---- drawing

    async def show(self) -> None:
        """Show the conflict that is looked at, from its beginning."""
        current, shown = self.visit.current, self.subject.conflict if self.subject is not None else None
        subject = self.subject = self.subject_of(current) if current is not None else None
        self.set_class(subject is None, "-nothing")
        if subject is None:
            self._show_nothing()
            return
        self._show_title(subject)
        self._show_before(subject)
        self.drawn = dict(drawn_versions(subject, whole=self.whole))
        versions = self.query_one(VersionList)
        versions.can_choose = not self.network.read_only
        at = versions.cursor if subject.conflict == shown else None
        await versions.show(self._lines(subject), several=subject.takes_several, at=at)
        self.show_choice()

    def _lines(self, subject: Subject) -> list[Choosable]:
        lines = [Choosable(number, one.content, one.origin) for number, one in self.drawn.items()]
        written = self.visit.written
        if written is not None:
            words = clean(subject.value_words(written.value), multiline=True)
            lines.append(Choosable(WRITTEN, Content(words), Content.styled(text("written here"), QUIET)))
        return lines

    def _show_nothing(self) -> None:
        done = self.visit.total
        words = text("Nothing is disputed.")
        if done:
            words = text("Everything is settled. The partners get it with the next share (key t).")
        self.query_one("#conflict-none", Static).update(Content(words))
        self.refresh_bindings()

    def _show_title(self, subject: Subject) -> None:
        name = Content.assemble(
            (f"{DISPUTED} ", "$warning"), safe(subject.label(), "bold"), safe(f"  {subject.title()}", QUIET)
        )
        self.query_one("#conflict-name", Static).update(name)
        count = text("{n} of {total} still open", n=self.visit.open, total=self.visit.total)
        self.query_one("#conflict-count", Static).update(Content(count))

    def show_choice(self) -> None:
        """Show what is chosen, and what will happen."""
        subject, picked = self.subject, self.visit.picked
        if subject is None:
            return
        versions = self.query_one(VersionList)
        versions.mark([*picked.numbers, *([WRITTEN] if picked.written else [])])
        self.query_one("#outcome-words", Static).update(self._outcome(subject, picked, versions.cursor))
        self.query_one("#settle", Button).disabled = not self.can_settle
        self.query_one("#write", Button).display = subject.can_be_written
        self.query_one(".outcome--buttons").display = not self.network.read_only
        self.refresh_bindings()

    def _outcome(self, subject: Subject, picked: Picked, cursor: int | None) -> Content:
        heading = text("What happens with F2")
        if picked.empty:
            heading = text("What would happen with this version (Enter chooses it)")
            picked = (
                (self.visit.written or picked) if cursor == WRITTEN else Picked((cursor,) if cursor else ())
            )
        elif not self.can_settle:
            heading = text("What can be done with this version")
        if self.network.read_only:
            heading = text("Only to look at: this register is open for reading, nothing can be settled here")
        links = {link.source for link in self.network.snapshot.incoming(subject.conflict.record)}
        said = outcome(subject, picked, len(links - {subject.conflict.record}))
        return Content("\n").join([Content.styled(heading, "bold"), *(safe(sentence) for sentence in said)])

    # ---- what it was before

    def _show_before(self, subject: Subject) -> None:
        before = self._before
        if before is None or before.conflict != subject.conflict:
            self.query_one(VersionList).show_before(None)
            self._ask_before(subject.conflict)
            return
        words = [subject.before_words(value) for value in before.values]
        told = [before_content(one, whole=self.whole) for one in words if one]
        label = Content.styled(text("Before:") + " ", QUIET)
        self.query_one(VersionList).show_before(
            Content.assemble(label, Content(" / ").join(told)) if told else None
        )

    def _ask_before(self, conflict: OpenConflict) -> None:
        register = self.network.register

        def read(_work: Work) -> BeforeRead:
            values: list[Any] = []
            for version in conflict.versions:
                value = value_before(register.repository, conflict, version) if version.commit else None
                if version.commit and value not in values:
                    values.append(value)
            return BeforeRead(conflict, tuple(values))

        self.start(
            read,
            says=text("Reading the history"),
            done=lambda found: found,
            failed=lambda _error: BeforeRead(conflict, ()),
            group="before",
        )

    @on(BeforeRead)
    def _before_read(self, message: BeforeRead) -> None:
        if self.visit.current == message.conflict and self.subject is not None:
            self._before = message
            self._show_before(self.subject)
