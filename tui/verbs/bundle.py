"""`knoten bundle`: the register as one file, for a stick, by mail, or as a backup."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tui.arguments import Option, Word
from tui.verbs import Verb
from tui.verbs.share import LOOKING
from tui.words import N_, text

if TYPE_CHECKING:
    from threading import Event

    from tui.call import Call

_FILE = Word("file", N_("FILE"), N_("for example register.knoten"))
_STEPS = (("B", 1), ("kB", 1 << 10), ("MB", 1 << 20), ("GB", 1 << 30))


def write(call: Call) -> int:
    """Write the whole register, or what a partner lacks of it."""
    from store.sharing.bundles import write_file
    from store.sharing.partners import Partner
    from store.sharing.share import PartnerResult
    from tui.interrupting import stoppable
    from tui.share_lines import partner_json

    path = _path(call)
    with stoppable() as stop:
        partner = call.arguments.one("for") or ""
        written = write_file(call.register.repository, path, partner=partner, cancel=stop)
    told = partner_json(PartnerResult(Partner("", path.name, str(written.path)), "given"), "given")
    call.output.document(
        {
            "partners": [{**told, "given": list(written.records)}],
            "changes": [],
            "conflicts": [],
            "held_back": [],
            "files": [str(written.path)],
            "commit": written.commit,
        }
    )
    call.output.line(text("Written: {path} ({size})", path=str(path), size=size_text(written.size)))
    call.output.tell(text("A partner takes it in with: knoten bundle take {file}", file=path.name), "dim")
    return 0


def take(call: Call) -> int:
    """Take a file in as a share does; 3 if it cannot be, or something has to be decided first."""
    from store.errors import ReadOnly
    from tui.interrupting import stoppable

    if call.register.read_only:
        raise ReadOnly("read_only")
    with stoppable() as stop:
        return _take(call, stop)


def _take(call: Call, stop: Event) -> int:
    from store.sharing.bundles import FileShare
    from store.sharing.share import ShareOptions
    from tui.sharing_words import progress_words
    from tui.verbs.share import serve

    with FileShare(
        call.register,
        _path(call),
        options=ShareOptions(allow_deletions=call.arguments.has("allow-deletions")),
        cancel=stop,
        progress=lambda partner, seen: call.output.progress(progress_words(partner.name, seen)),
    ) as share:
        return serve(call, share)


def _path(call: Call) -> Path:
    return Path(call.arguments.word("file")).expanduser()


def size_text(size: int) -> str:
    """A number of bytes as people read it."""
    unit, step = max((one for one in _STEPS if one[1] <= size), key=lambda one: one[1], default=_STEPS[0])
    return f"{round(size / step)} {unit}"


VERB = {
    "write": Verb(
        write,
        N_("write the register with its history as one file"),
        words=(_FILE,),
        options=(Option(("--for",), N_("leave out what this partner is known to have"), N_("PARTNER")),),
        usage=("knoten bundle write sicherung.knoten", "knoten bundle write neues.knoten --for Stadt"),
        notes=(
            N_("Such a file is also a backup: knoten join FILE FOLDER makes a register of it again."),
            N_("Without --for it holds everything, whoever takes it in."),
        ),
    ),
    "take": Verb(
        take,
        N_("take in what a file holds, as a share does"),
        words=(_FILE,),
        options=LOOKING,
        usage=("knoten bundle take neues.knoten --dry-run",),
    ),
}
