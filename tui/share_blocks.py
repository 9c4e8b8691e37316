"""A share as blocks to read: what would happen, and how it ended, partner by partner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tui.change_blocks import change_blocks
from tui.error_words import error_text
from tui.held_words import held_path, held_text
from tui.record_blocks import CONFLICT
from tui.widgets.detail_pane import Block, Fact, Gap, Heading, Link, Prose
from tui.widgets.marks import Mark
from tui.words import N_, ntext, text

if TYPE_CHECKING:
    from store.disputed import OpenConflict
    from store.errors import StoreError
    from store.sharing.boundary import Held
    from store.sharing.share import PartnerResult, ShareResult
    from store.sharing.share_plan import PartnerPlan, Preview
    from store.snapshot import Snapshot

_MOST_BREAKING = 10
_MOST_HELD = 20

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
    for plan in preview.partners:
        yield Gap()
        yield from _plan_blocks(snapshot, plan)


def _plan_blocks(snapshot: Snapshot, plan: PartnerPlan) -> Iterator[Block]:
    yield Heading(plan.partner.name)
    if plan.error is not None:
        yield Fact("", error_text(plan.error), marks=Mark.PROBLEM)
        yield from _both_changed(snapshot, plan.error)
    if plan.taken:
        yield Fact("", ntext("{n} entry comes in:", "{n} entries come in:", len(plan.taken)), marks=Mark.NEW)
        yield from change_blocks(snapshot, plan.taken)
    if plan.given:
        if plan.taken or plan.error is not None:
            yield Gap()
        yield Fact("", ntext("{n} entry goes out:", "{n} entries go out:", len(plan.given)))
        yield from change_blocks(snapshot, plan.given)
    for source, target in plan.breaking[:_MOST_BREAKING]:
        title = snapshot.title
        link = text("{source} links to {target}", source=title(source), target=title(target))
        yield Fact("", text("A link would break") + f": {link}", marks=Mark.PROBLEM)
    yield from _held(text("Does not come in"), plan.held)
    if plan.error is None and not (plan.taken or plan.given):
        yield Prose(text("Nothing new on either side."), quiet=True)


def _held(heading: str, held: Sequence[Held]) -> Iterator[Block]:
    for one in held[:_MOST_HELD]:
        words = f"{heading}: {held_path(one)}: {held_text(one)}"
        yield Fact("", words, marks=Mark.PROBLEM)
    if len(held) > _MOST_HELD:
        yield Prose(text("… and {n} more", n=len(held) - _MOST_HELD), quiet=True, indent=2)


def _both_changed(snapshot: Snapshot, error: StoreError) -> Iterator[Block]:
    """The records that were changed on both sides, as links."""
    for path in getattr(error, "paths", ()):
        record = path.rpartition("/")[2].removesuffix(".toml")
        row = snapshot.row(record)
        if row is not None:
            yield Fact("", "", [Link(row.title, row.type, row.id)])


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
    yield from _disputed(result.conflicts)
    for ended in result.partners:
        yield Gap()
        yield from _ended_blocks(snapshot, ended)


def _disputed(conflicts: Sequence[OpenConflict]) -> Iterator[Block]:
    """What is disputed since, record by record, each leading to where it is settled."""
    if not conflicts:
        return
    yield Gap()
    yield Prose(
        ntext(
            "In {n} place partners have it differently. All versions were kept; Enter or 8 settles it.",
            "In {n} places partners have it differently. All versions were kept; Enter or 8 settles them.",
            len(conflicts),
        )
    )
    for record, count in Counter(conflict.record for conflict in conflicts).items():
        title = next(conflict.title for conflict in conflicts if conflict.record == record)
        words = ntext("{n} place is disputed", "{n} places are disputed", count)
        yield Fact("", "", [Link(title or text("The register itself"), CONFLICT, record, f"⚑ {words}")])


def _ended_blocks(snapshot: Snapshot, ended: PartnerResult) -> Iterator[Block]:
    yield Heading(ended.partner.name)
    yield Fact("", text(STATE_WORDS[ended.state]), marks=Mark.PROBLEM if ended.error else Mark.NONE)
    if ended.error is not None:
        yield Prose(error_text(ended.error))
        yield from _both_changed(snapshot, ended.error)
    if ended.moved:
        yield Prose(text("The partner had changed something meanwhile; that was taken in as well."))
    if ended.taken:
        yield Fact("", ntext("{n} entry came in:", "{n} entries came in:", len(ended.taken)), marks=Mark.NEW)
        yield from change_blocks(snapshot, ended.taken)
    if ended.given:
        yield Fact("", ntext("{n} entry went out", "{n} entries went out", len(ended.given)))
    yield from _held(text("Did not come in"), ended.held)
