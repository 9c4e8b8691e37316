"""`knoten format`: records in the one form that every program and partner writes alike."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tui.arguments import Option, Word
from tui.verbs import VERBS, Verb
from tui.words import N_, ntext, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tui.call import Call


def run(call: Call) -> int:
    """Write what is not canonical, or only name it."""
    from store.errors import ReadOnly
    from tui.register_paths import check_given, chosen_by

    only_check = call.arguments.has("check")
    register = call.register
    if register.read_only and not only_check:
        raise ReadOnly("read_only")
    root = register.snapshot.path
    given = call.arguments.rest("paths")
    check_given(root, given, register.snapshot.digests())
    chosen = chosen_by(root, given)
    files = [*register.snapshot.digests(), "knoten.toml", "vocabulary.toml"]
    changed = list(_changed(call, root, sorted(path for path in files if chosen(path)), write=not only_check))
    call.output.document({"changed": changed})
    for path in changed:
        call.output.line(path)
    if only_check:
        call.output.tell(ntext("{n} file is not canonical", "{n} files are not canonical", len(changed)))
        return 1 if changed else 0
    if changed:
        count = ntext("{n} file written", "{n} files written", len(changed))
        call.output.tell(text("{count}. Save them with: knoten save", count=count))
    else:
        call.output.tell(text("All files are in their canonical form."))
    return 0


def _changed(call: Call, root: str, paths: Iterable[str], *, write: bool) -> Iterator[str]:
    """The paths whose files are not canonical, after each is written; what cannot be read is passed over."""
    from store.exchange import replace_if

    for path in paths:
        full = os.path.join(root, path)  # noqa: PTH118  # ten thousand files
        raw = _read(full)
        wanted = _canonical(path, raw) if raw is not None else None
        if raw is None or wanted is None:
            call.output.tell(text("{path} has errors and was left as it is (knoten check).", path=path))
        elif wanted != raw and (not write or replace_if(full, raw, wanted)):
            yield path


def _read(path: str) -> bytes | None:
    from store.errors import ReadFailed
    from store.files import read_bounded
    from store.layout import MAX_FILE

    try:
        return read_bounded(path, MAX_FILE)
    except ReadFailed:
        return None


def _canonical(path: str, raw: bytes) -> bytes | None:
    """The canonical bytes; None for a file with errors. Comments move to the remarks, as on every save."""
    from schemas.fields import record_spec
    from schemas.record import RECORD_TYPES
    from store.codec import decode, encode, with_comments
    from store.layout import kind_of, locate
    from store.record import load_record

    located = locate(path)
    kind = kind_of(path)
    if kind is None:
        return raw
    if located is not None and kind in RECORD_TYPES:
        record = load_record(raw, *located)
        return (
            None
            if record.problems or record.data is None
            else encode(with_comments(record.data, record.text)[0], record_spec(kind))
        )
    decoded = decode(raw, path)
    if decoded.data is None:
        return None
    return encode(with_comments(decoded.data, decoded.text)[0], record_spec(kind))


VERB = Verb(
    run,
    VERBS["format"][1],
    words=(Word("paths", N_("PATH"), N_("only these files or folders"), least=0, most=None),),
    options=(Option(("--check",), N_("only name the files that are not canonical; 1 if there are any")),),
    notes=(
        N_(
            "What it writes stands in the files only, as if edited by hand; knoten save makes "
            "a version of it. Comments move into the remarks."
        ),
    ),
)
