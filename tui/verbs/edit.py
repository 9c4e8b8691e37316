"""`knoten edit`: a record's file in one's own editor, checked on return and saved.

The editor gets a copy. So the register never holds a file that is half written or wrong; what is not
right yet is kept as that copy, and is gone on with the next time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.arguments import Option, Word
from tui.verbs import VERBS, Verb
from tui.words import N_, quoted, text

if TYPE_CHECKING:
    from store.record import Record
    from tui.call import Call
    from tui.editor_copy import EditorCopy


def run(call: Call) -> int:
    """Open, wait, check, save; 1 if it is not right yet."""
    from store.errors import ReadOnly
    from tui.editor_copy import EditorCopy

    if call.register.read_only:
        raise ReadOnly("read_only")
    record = call.record(call.arguments.word("id"))
    copy = EditorCopy.of(call.register.path, record)
    if copy.is_old:
        call.output.tell(text("You go on with what you kept the last time: {path}", path=str(copy.path)))
    while True:
        _run_editor(call, copy)
        edited = copy.read()
        if not edited.problems or not _again(call, edited):
            break
    if edited.problems:
        call.output.tell(
            text(
                "Nothing was saved. What you wrote is kept in {path}; edit again to go on.",
                path=str(copy.path),
            ),
            "warn",
        )
        return 1
    return _save(call, copy, record, edited)


def _run_editor(call: Call, copy: EditorCopy) -> None:
    """Start the editor on the copy and wait.

    Raises UsageFault ``usage_no_editor``, ``usage_editor_failed``.
    """
    import shlex
    import subprocess

    from store.errors import UsageFault

    command = call.environ.get("VISUAL") or call.environ.get("EDITOR") or _usual_editor(call)
    try:
        done = subprocess.run([*shlex.split(command), str(copy.path)], check=False)
    except (OSError, ValueError) as error:
        raise UsageFault("usage_editor_failed", editor=command) from error
    if done.returncode:
        raise UsageFault("usage_editor_failed", editor=command)


def _usual_editor(call: Call) -> str:
    import shutil

    from store.errors import UsageFault

    found = next(filter(None, map(shutil.which, ("sensible-editor", "nano", "vi"))), None)
    if found is None or not call.can_ask:
        raise UsageFault("usage_no_editor")
    return found


def _again(call: Call, edited: Record) -> bool:
    """Say what is wrong; whether to open the editor again."""
    from tui.asking import confirm
    from tui.failures import tell_problems

    call.output.tell(text("{title} is not right yet:", title=quoted(edited.title)), "warn")
    tell_problems(call.output, edited.problems, call.names())
    return call.can_ask and confirm(text("Edit again?"))


def _save(call: Call, copy: EditorCopy, record: Record, edited: Record) -> int:
    from store.saving import Edit
    from tui.saving_words import print_changes, save

    remark = call.arguments.one("message") or ""
    if copy.base.data is None:
        return _replace_broken(call, copy, remark)
    edit = Edit(record.type, record.id, copy.base.data, copy.base.digest, copy.data_of(edited))
    saved = save(call, [edit], remark)
    copy.discard()
    if saved.commit is None:
        call.output.line(text("Nothing was changed."))
        return 0
    call.output.line(text("Saved: {title}", title=call.register.snapshot.title(record.id)))
    print_changes(call, saved.changes)
    return 0


def _replace_broken(call: Call, copy: EditorCopy, remark: str) -> int:
    """Replace the file as a whole: it could not be read, so there are no fields to compare."""
    from store.errors import Stale

    path = copy.base.path
    if not copy.put_in_place():
        raise Stale("changed_meanwhile", path=path)
    saved = call.register.save_hand_edits(call.subject(), paths=[path], person=call.person(), remark=remark)
    copy.discard()
    call.output.line(text("Saved: {title}", title=call.register.snapshot.title(copy.base.id)))
    return 0 if saved.commit else 1


VERB = Verb(
    run,
    VERBS["edit"][1],
    words=(Word("id", N_("ID"), N_("the record's id")),),
    options=(Option(("-m", "--message"), N_("a remark for the history"), N_("TEXT")),),
    notes=(
        N_(
            "The editor is the one in VISUAL or EDITOR. What is not right yet is kept, "
            "and never gets into the register."
        ),
    ),
)
