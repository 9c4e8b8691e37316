"""The verbs of the command line: what there is, and where each stands.

Only the module of the verb that is asked for is loaded; `knoten --help` needs none of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tui.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tui.arguments import Option, Word
    from tui.call import Call


class Verb(NamedTuple):
    """A verb, or one word of a family (``partner add``).

    ``usage`` are examples as one types them; ``notes`` a few sentences for the help, as message ids.
    """

    run: Callable[[Call], int]
    summary: str
    words: tuple[Word, ...] = ()
    options: tuple[Option, ...] = ()
    usage: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


Family = "Mapping[str, Verb]"

# name → (module, what it does), in the order in which a newcomer meets them.
VERBS: Mapping[str, tuple[str, str]] = {
    "demo": ("demo", N_("build the example network and open it")),
    "init": ("init", N_("make a new register")),
    "join": ("join", N_("get a copy of a partner's register")),
    "list": ("list", N_("list actors, topics or groups")),
    "show": ("show", N_("show one record")),
    "new": ("new", N_("make a record, or many from a file")),
    "set": ("set", N_("change fields of a record")),
    "edit": ("edit", N_("edit a record's file in your editor")),
    "delete": ("delete", N_("delete a record")),
    "save": ("save", N_("save what was edited by hand")),
    "check": ("check", N_("check the whole register")),
    "format": ("format", N_("write records in their canonical form")),
    "status": ("status", N_("say what is unsaved, unshared, or wrong")),
    "partner": ("partner", N_("add, list and remove partners; log in")),
    "share": ("share", N_("take in the partners' changes and hand out your own")),
    "bundle": ("bundle", N_("write the register as one file, or take such a file in")),
    "invite": ("invite", N_("write what a new partner needs: a file and a page")),
    "steward": ("steward", N_("give all records that somebody looks after to somebody else")),
    "conflicts": ("conflicts", N_("list what partners changed differently")),
    "resolve": ("resolve", N_("settle a field that partners changed differently")),
    "log": ("log", N_("list what changed, newest first")),
    "undo": ("undo", N_("take back some of what the latest share changed here")),
    "mend": ("mend", N_("bring back a record whose file cannot be read")),
    "git-setup": ("git_setup", N_("let plain git merge records field by field")),
    "merge-driver": ("merge_driver", N_("merge one file, for plain git")),
}
