"""`knoten status`: what is unsaved, unshared or wrong, and what stands in the way of saving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.arguments import Option
from tui.output import Cell
from tui.verbs import VERBS, Verb
from tui.verbs.conflicts import disputed_files
from tui.verbs.partner import standing_json, standing_words
from tui.words import N_, ntext, text, time_text

if TYPE_CHECKING:
    from store.git.state import Trouble
    from store.hand_edits import HandEdit
    from store.sharing.partners import Standing
    from tui.call import Call


_UNREADABLE = {"head_unreadable", "ref_damaged", "commit_damaged"}


def run(call: Call) -> int:
    """Say how things stand; with --repair, mend first what can be mended."""
    from store.sharing.partners import standings

    register = call.register
    snapshot = register.snapshot
    mended = register.repair() if call.arguments.has("repair") else []
    troubles = register.troubles()
    # Where the last version cannot be read, nothing can be compared with it.
    readable = not _UNREADABLE & {trouble.code for trouble in troubles}
    edits = register.hand_edits() if readable else []
    conflicts = disputed_files(snapshot)
    partners = standings(register.repository, register.path) if readable else []
    call.output.document(
        {
            "path": str(register.path),
            "name": snapshot.config.name,
            "id": snapshot.config.id,
            "counts": {f"{kind}s": count for kind, count in snapshot.counts.items()},
            "read_only": register.read_only,
            "unsaved": [_edit_json(edit) for edit in edits],
            "conflicts": conflicts,
            "partners": [standing_json(standing) for standing in partners],
            "problems": len(snapshot.problems),
            "stray": list(snapshot.stray),
            "troubles": [{"code": trouble.code, "params": trouble.params} for trouble in troubles],
            "mended": [trouble.code for trouble in mended],
        }
    )
    if not call.output.json:
        _print_mended(call, mended)
        _print(call, edits if readable else None, troubles, conflicts)
        _print_partners(call, partners)
    return 0


def _edit_json(edit: HandEdit) -> dict[str, object]:
    return {"path": edit.path, "action": _action(edit), "ok": not edit.problems}


def _action(edit: HandEdit) -> str:
    if edit.raw is None:
        return "deleted"
    return "added" if edit.old is None else "changed"


def _print_mended(call: Call, mended: list[Trouble]) -> None:
    for trouble in mended:
        best = str(trouble.params.get("best", ""))[:10]
        if best:
            words = text("Went back to the last whole version, {version}; no file was changed.", version=best)
        else:
            words = text("Mended what git or a power cut had left half-way.")
        call.output.line(Cell(words, "good"))
    if call.arguments.has("repair") and not mended:
        call.output.line(text("There was nothing that could be mended."))


def _print(call: Call, edits: list[HandEdit] | None, troubles: list[Trouble], conflicts: list[str]) -> None:
    out = call.output
    snapshot = call.register.snapshot
    out.line(Cell(snapshot.config.name, "title"), "  ", Cell(str(call.register.path), "dim"))
    counts = snapshot.counts
    out.line(
        ", ".join(
            [
                ntext("{n} actor", "{n} actors", counts["actor"]),
                ntext("{n} topic", "{n} topics", counts["topic"]),
                ntext("{n} group", "{n} groups", counts["group"]),
            ]
        )
    )
    if call.register.read_only:
        out.line(text("Open for reading only."))
    for trouble in troubles:
        _print_trouble(call, trouble)
    if edits is not None:
        _print_edits(call, edits)
    if conflicts:
        out.line(
            Cell(
                ntext("{n} record with open conflicts:", "{n} records with open conflicts:", len(conflicts)),
                "warn",
            ),
            " knoten conflicts",
        )
        for record_id in conflicts:
            title = snapshot.title(record_id)
            out.line("  ", record_id, *(("  ", title) if title != record_id else ()))
    if snapshot.problems:
        files = len({problem.path for problem in snapshot.problems})
        out.line(Cell(ntext("{n} faulty file: knoten check", "{n} faulty files: knoten check", files), "bad"))


def _print_partners(call: Call, partners: list[Standing]) -> None:
    for standing in partners:
        words = standing_words(standing)
        contact = standing.last_contact
        when = text("last contact {time}", time=time_text(contact.astimezone())) if contact else ""
        call.output.line(Cell(standing.partner.name, "bold"), ": ", words, "  ", Cell(when, "dim"))
        if standing.last_error:
            from tui.error_words import fault_text

            params = {"address": standing.partner.address, "partner": standing.partner.name}
            call.output.line("  ", Cell(fault_text(standing.last_error, params), "warn"))


def _print_trouble(call: Call, trouble: Trouble) -> None:
    from tui.error_sentences import STATE_WORDS

    words = text(STATE_WORDS[trouble.code])
    said = words[:1].upper() + words[1:] + "."
    if trouble.forbids == "saving":
        said += " " + text("Nothing can be saved before that is mended.")
    call.output.line(Cell(said, "bad" if trouble.forbids == "saving" else "warn"))


def _print_edits(call: Call, edits: list[HandEdit]) -> None:
    out = call.output
    if not edits:
        out.line(text("Everything is saved."))
        return
    out.line(Cell(ntext("{n} file edited by hand:", "{n} files edited by hand:", len(edits)), "warn"))
    words = {"added": text("added"), "changed": text("changed"), "deleted": text("deleted")}
    for edit in edits:
        faulty = Cell("  " + text("not right yet"), "bad") if edit.problems else ""
        out.line("  ", edit.path, "  ", Cell(words[_action(edit)], "dim"), faulty)
    out.line(text("Save them with: knoten save"))


VERB = Verb(
    run,
    VERBS["status"][1],
    options=(
        Option(
            ("--repair",),
            N_("mend what a power cut or a killed git left, going back to the last whole version"),
        ),
    ),
)
