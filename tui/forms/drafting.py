"""A form that keeps what is typed as a draft, and offers the drafts that it finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work
from textual.content import Content

from schemas.fields import title_of
from store.changes import diff
from tui.change_words import describe_change
from tui.forms.host import FormResult
from tui.forms.keeper import DraftKeeper, state_of
from tui.forms.view import FormView
from tui.safe_text import safe, say
from tui.screens.confirm import Choice, Choose, Tell
from tui.words import N_, quoted, text, time_text

if TYPE_CHECKING:
    from schemas.record import RecordType
    from store.drafts import Draft
    from tui.forms.context import FormContext
    from tui.forms.host import FormHost

KEEP_AFTER = 0.4
"""Seconds after the first keystroke that is not yet in the draft, in which it will be."""

NEW_RECORD: dict[str, str] = {"actor": N_("New actor"), "topic": N_("New topic"), "group": N_("New group")}


def answer(value: str, label: str, explained: str = "") -> Choice:
    """One answer to a question, in words of our own that are translated already."""
    return Choice(value, Content(label), Content(explained))


class DraftingForm(FormView[FormResult | None]):
    """The part of a record's form that looks after its draft."""

    def __init__(self, kind: RecordType, form: FormContext, host: FormHost, draft: Draft | None) -> None:
        super().__init__(form)
        self.kind, self.host = kind, host
        self.keeper = DraftKeeper(form, host.drafts) if host.drafts else None
        self._waiting = False
        self._told: str | None = None
        if draft is not None:
            self.take(draft)

    def on_mount(self) -> None:
        """Keep drafts from now on; offer those that are there."""
        self.form.views.append(self._keep_later)
        self.knoten.drafts.register(self.keep_now)
        if self.keeper is not None and self.keeper.is_new:
            self.offer_drafts()

    def on_unmount(self) -> None:
        """Keep what is unsaved, whoever closed the form."""
        self.knoten.drafts.unregister(self.keep_now)
        self.keep_now()

    def _keep_later(self) -> None:
        if self.keeper is not None and not self._waiting:
            self._waiting = True
            self.set_timer(KEEP_AFTER, self._keep_soon)

    def _keep_soon(self) -> None:
        self._waiting = False
        if self.keeper is not None:
            self._write_draft(self.keeper, *self.keeper.take())

    @work(thread=True, group="draft", exit_on_error=False)
    def _write_draft(self, keeper: DraftKeeper, order: int, draft: Draft | None) -> None:
        keeper.write(order, draft)
        self.app.call_from_thread(self._say_draft)

    def _say_draft(self) -> None:
        """Say once that drafts cannot be kept, and why; typing goes on."""
        failed = self.keeper.failed if self.keeper else None
        if failed is not None and failed.code != self._told:
            words = self.knoten.error_words(failed).plain
            self.knoten.tell(
                say("What you type cannot be kept as a draft: {why}", why=words), severity="warning"
            )
        self._told = failed.code if failed is not None else None

    def keep_now(self) -> None:
        """Write the draft now; the program may end at once."""
        if self.keeper is not None:
            self.keeper.keep()

    @work
    async def offer_drafts(self) -> None:
        """Ask what to do with what was typed here and never saved."""
        state, folder = self.form.state, self.host.drafts
        record_id = str(state.base.get("id", "")) if state.base else ""
        found = folder.drafts_of(self.kind, record_id) if folder else []
        while found:
            draft = found[0]
            answer = await self.ask(self._offer(draft))
            if answer == "go_on":
                self.take(draft)
                await self.recompose()
                self.show_status()
                return
            if answer == "look":
                await self.ask(Tell(Content(text("Typed and not saved")), self._told_of(draft)))
            elif answer == "discard" and folder is not None:
                DraftKeeper(self.form, folder, resumed=draft).discard()
                found = found[1:]
            else:
                return

    def _offer(self, draft: Draft) -> Choose:
        title = title_of(self.kind, draft.data) or text(NEW_RECORD[self.kind])
        when = time_text(draft.at.astimezone())
        question = say(
            "There is a draft of {title}, typed {when} and not saved.", title=quoted(title), when=when
        )
        return Choose(
            question,
            [
                answer("go_on", text("Go on with the draft")),
                answer("look", text("Look at what was typed")),
                answer("leave", text("Begin without it"), text("The draft stays.")),
                answer("discard", text("Discard the draft"), text("What was typed there is gone.")),
            ],
        )

    def _told_of(self, draft: Draft) -> Content:
        base = draft.base if draft.base is not None else {"id": draft.data.get("id", "")}
        lines = [
            describe_change(one, self.form.names, draft.data) for one in diff(self.kind, "", base, draft.data)
        ]
        lines += list(draft.typed.values())
        return safe("\n".join(lines) or text("Nothing differs from what is saved."), multiline=True)

    def take(self, draft: Draft) -> None:
        """Go on with a draft."""
        self.form.state = state_of(draft, self.form)
        if self.host.drafts is not None:
            self.keeper = DraftKeeper(self.form, self.host.drafts, resumed=draft)

    def drop_draft(self) -> None:
        """Remove the draft: what was in it is saved, or nobody wants it."""
        if self.keeper is not None:
            self.keeper.discard()
            self.keeper = None
