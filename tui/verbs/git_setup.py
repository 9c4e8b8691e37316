"""`knoten git-setup`: lets plain git merge records field by field, in this copy of the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.verbs import VERBS, Verb
from tui.words import N_, text

if TYPE_CHECKING:
    from tui.call import Call


def run(call: Call) -> int:
    """Write the merge driver into the copy's own git settings."""
    from store.git.config_check import DRIVER_COMMAND, DRIVER_NAME

    settings = {"merge.knoten.name": DRIVER_NAME, "merge.knoten.driver": DRIVER_COMMAND}
    call.register.repository.write_settings(settings)
    call.output.document({"settings": settings})
    for name, value in settings.items():
        call.output.line(f"{name} = {value}")
    call.output.tell(text("From now on git merge merges the records of this register field by field."))
    return 0


VERB = Verb(
    run,
    VERBS["git-setup"][1],
    notes=(
        N_("For those who use plain git in this register: git then calls knoten merge-driver for records."),
        N_("It needs knoten on the search path of whoever runs git."),
    ),
)
