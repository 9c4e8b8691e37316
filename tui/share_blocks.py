"""A share as blocks to read: what would happen, and how it ended, partner by partner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from tui.change_blocks import change_blocks
from tui.error_words import error_text
from tui.explained_words import decision_words, dispute_words, merge_words, record_words
from tui.field_words import names_of
from tui.held_words import held_path, held_text
from tui.mailbox_words import skipped_text
from tui.record_blocks import CONFLICT
from tui.widgets.detail_pane import Block, Fact, Gap, Heading, Link, Prose
from tui.widgets.marks import Mark
from tui.words import N_, ntext, text

if TYPE_CHECKING:
    from store.disputed import OpenConflict
    from store.sharing.explained import PersonsMerge
    from store.sharing.share import PartnerResult, ShareResult
    from store.sharing.share_plan import PartnerPlan, Preview
    from store.snapshot import Snapshot

TAKE_BACK = "take_back"
"""The type of a link that leads to the list of what a share changed."""
_MOST_BREAKING = 10
_MOST_HELD = 20
_MOST_LINES = 50

STATE_WORDS = {
    "up_to_date": N_("nothing new on either side"),
    "taken": N_("their changes were taken over"),
    "given": N_("our changes were handed out"),
    "exchanged": N_("taken over and handed out"),
    "declined": N_("left for later"),
    "stopped": N_("something has to be decided first"),
    "failed": N_("not shared"),
}


def preview_blocks(snapshot: Snapshot, preview: Preview) -> Iterator[Block]:
    """What would happen."""
    if preview.empty and any(plan.error for plan in preview.partners):
        yield Heading(text("Nothing can be shared now"))
    elif preview.empty:
        yield Heading(text("Everything is up to date"))
    else:
        yield Heading(text("This would happen"))
        yield Prose(text("F2 takes over and hands out. Escape leaves everything as it is."))
    for edit in preview.hand_edits:
        label = (
            text("Stays unsaved, has an error") if edit.problems else text("Edited by hand, is saved first")
        )
        yield Fact("", f"{label}: {edit.path}", marks=Mark.PROBLEM if edit.problems else Mark.NONE)
    yield from _disputed(snapshot, preview.conflicts, text("Will be disputed, with all versions kept"))
    for plan in preview.partners:
        yield Gap()
        yield from _plan_blocks(snapshot, plan)


def _plan_blocks(snapshot: Snapshot, plan: PartnerPlan) -> Iterator[Block]:
    yield Heading(plan.partner.name)
    if plan.error is not None:
        yield Fact("", error_text(plan.error), marks=Mark.PROBLEM)
    if plan.taken:
        yield Fact("", ntext("{n} entry comes in:", "{n} entries come in:", len(plan.taken)), marks=Mark.NEW)
        yield from change_blocks(snapshot, plan.taken)
    yield from _explained(snapshot, plan)
    if plan.given:
        if plan.taken or plan.error is not None:
            yield Gap()
        yield Fact("", ntext("{n} entry goes out:", "{n} entries go out:", len(plan.given)))
        yield from change_blocks(snapshot, plan.given)
    for source, target in plan.breaking[:_MOST_BREAKING]:
        title = snapshot.title
        link = text("{source} links to {target}", source=title(source), target=title(target))
        yield Fact("", text("A link would break") + f": {link}", marks=Mark.PROBLEM)
    yield from _left_out(text("Does not come in"), plan)
    if plan.error is None and not (plan.taken or plan.given):
        yield Prose(text("Nothing new on either side."), quiet=True)


def _explained(snapshot: Snapshot, one: PartnerPlan | PartnerResult) -> Iterator[Block]:
    """Why it comes to that: what was put together by itself, and what people put together by hand."""
    names = names_of(snapshot)
    told = [decision for decision in one.decisions if decision.how != "disputed"]
    if told:
        yield Fact("", text("Put together by itself:"))
    above = ""
    for decision in told[:_MOST_LINES]:
        record = record_words(decision.type, decision.record, names)
        if record != above:
            yield Prose(record, indent=2)
            above = record
        yield Prose(decision_words(decision, one.partner.name, names), indent=4)
    yield from _rest(len(told))
    yield from _merges(snapshot, one.merges)


def _merges(snapshot: Snapshot, merges: Iterable[PersonsMerge]) -> Iterator[Block]:
    for merge in merges:
        yield Fact("", merge_words(merge), marks=Mark.PROBLEM)
        yield from change_blocks(snapshot, merge.changes)


def _disputed(snapshot: Snapshot, conflicts: Sequence[OpenConflict], heading: str) -> Iterator[Block]:
    """What is disputed, as links to where it is settled (or will be)."""
    if not conflicts:
        return
    names = names_of(snapshot)
    yield Gap()
    yield Fact("", heading + ":", marks=Mark.DISPUTED)
    for conflict in conflicts[:_MOST_LINES]:
        title = conflict.title or record_words(conflict.type, conflict.record, names)
        yield Fact("", "", [Link(title, CONFLICT, conflict.record, dispute_words(conflict, names))])
    yield from _rest(len(conflicts))


def _rest(count: int) -> Iterator[Block]:
    if count > _MOST_LINES:
        yield Prose(text("… and {n} more", n=count - _MOST_LINES), quiet=True, indent=4)


def _left_out(heading: str, one: PartnerPlan | PartnerResult) -> Iterator[Block]:
    for held in one.held[:_MOST_HELD]:
        yield Fact("", f"{heading}: {held_path(held)}: {held_text(held)}", marks=Mark.PROBLEM)
    if len(one.held) > _MOST_HELD:
        yield Prose(text("… and {n} more", n=len(one.held) - _MOST_HELD), quiet=True, indent=2)
    for skipped in one.skipped[:_MOST_HELD]:
        yield Prose(text("Passed over") + f": {skipped.file}: {skipped_text(skipped)}", quiet=True)
    if len(one.skipped) > _MOST_HELD:
        yield Prose(text("… and {n} more", n=len(one.skipped) - _MOST_HELD), quiet=True, indent=2)


def result_blocks(snapshot: Snapshot, result: ShareResult) -> Iterator[Block]:
    """How it ended."""
    yield Heading(text("Shared") if result.ok else text("Shared, but not with all"))
    if result.saved:
        yield Prose(
            ntext(
                "{n} file edited by hand was saved first.",
                "{n} files edited by hand were saved first.",
                len(result.saved),
            )
        )
    heading = text("Disputed now; Enter settles it, and nothing is lost by waiting")
    yield from _disputed(snapshot, result.conflicts, heading)
    for ended in result.partners:
        yield Gap()
        yield from _ended_blocks(snapshot, ended)
    if result.changes:
        yield Gap()
        yield Fact("", "", [Link(text("Take back some of what came in …"), TAKE_BACK, TAKE_BACK)])


def _ended_blocks(snapshot: Snapshot, ended: PartnerResult) -> Iterator[Block]:
    yield Heading(ended.partner.name)
    yield Fact("", text(STATE_WORDS[ended.state]), marks=Mark.PROBLEM if ended.error else Mark.NONE)
    if ended.error is not None:
        yield Prose(error_text(ended.error))
    if ended.moved:
        yield Prose(text("The partner had changed something meanwhile; that was taken in as well."))
    if ended.taken:
        yield Fact("", ntext("{n} entry came in:", "{n} entries came in:", len(ended.taken)), marks=Mark.NEW)
        yield from change_blocks(snapshot, ended.taken)
    yield from _explained(snapshot, ended)
    if ended.given:
        yield Fact("", ntext("{n} entry went out", "{n} entries went out", len(ended.given)))
    yield from _left_out(text("Did not come in"), ended)
