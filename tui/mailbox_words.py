"""Bundles and mailboxes in words: what is wrong with a file or a folder, and what to do about it."""

# ruff: noqa: E501  # a sentence stands on one line, where it can be searched for

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.words import N_, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from store.sharing.mailbox import Skipped

SENTENCES: Mapping[str, str] = {
    "bundle_not_one": N_("{file} is not a file that Knotenpunkt wrote for sharing."),
    "bundle_damaged": N_(
        "{file} is damaged or not copied completely. Nothing was taken; copy it again, or wait until it is copied."
    ),
    "bundle_newer": N_("{file} was written by a newer program. Update this one; nothing was taken."),
    "bundle_filtered": N_(
        "{file} holds only a part of the history. Nothing was taken; ask for a whole one (knoten bundle write)."
    ),
    "bundle_other_branches": N_(
        "{file} holds other lines of versions than a register's own (refs/heads/main). Nothing was taken; ask for one that knoten bundle write made."
    ),
    "bundle_too_large": N_("{file} is larger than {limit}. That is no register; nothing was taken."),
    "bundle_base_missing": N_(
        "{file} builds on versions that are not here yet. Nothing was taken; ask for a file with everything (knoten bundle write FILE)."
    ),
    "bundle_target_taken": N_(
        "{path} is there already and is something else. Nothing was overwritten; choose another name."
    ),
    "mailbox_missing": N_(
        "The folder {address} is not there. If it is on a stick or in a shared folder, connect that and try again."
    ),
    "mailbox_unreadable": N_("The folder {address} cannot be read: {reason}."),
    "mailbox_is_register": N_(
        "{address} is itself a register or a git repository, and no folder for sharing. Choose an empty folder, or write file:// before a bare repository of your own."
    ),
    "mailbox_too_full": N_(
        "There are more than {count} files in {address}. Choose a folder of its own for sharing."
    ),
    "mailbox_foreign": N_("{file} is of another register."),
    "mailbox_several": N_(
        "There are files of several registers in {address}. Join by one of the files: knoten join FILE FOLDER."
    ),
    "steward_no_actor": N_("Only an actor looks after records, and {id} is none."),
    "mailbox_empty": N_(
        "There is no register to join in {address} yet. Ask your partner to share into that folder first."
    ),
}

_SKIPPED: Mapping[str, str] = {
    "mailbox_other_file": N_("does not belong to sharing"),
    "mailbox_conflict_copy": N_("a second copy that the folder's own program made"),
    "mailbox_foreign": N_("belongs to another register"),
    "mailbox_stale": N_("older than what was there before"),
    "file_not_regular": N_("a link, a folder or a device, not a plain file"),
    "file_unreadable": N_("cannot be read"),
    "file_missing": N_("gone meanwhile"),
    "bundle_not_one": N_("was not written by Knotenpunkt"),
    "bundle_damaged": N_("damaged, or not copied completely yet"),
    "bundle_newer": N_("written by a newer program; update this one"),
    "bundle_filtered": N_("holds only a part of the history"),
    "bundle_other_branches": N_("holds other lines of versions than a register's own"),
    "bundle_too_large": N_("too large for a register"),
    "bundle_base_missing": N_(
        "builds on versions that are not here yet; share once more after that partner has shared again"
    ),
    "partner_too_many_files": N_("holds too many files for a register"),
    "partner_incomplete": N_("is not complete"),
    "partner_not_a_register": N_("holds no register"),
    "partner_newer_format": N_("comes from a newer version of the program; update this one"),
}
"""Why a file in a mailbox was passed over, by the codes of `store.sharing.mailbox_files.Skipped`."""


def skipped_text(skipped: Skipped) -> str:
    """Half a sentence; the file's name is the caller's to show, cleaned."""
    return text(_SKIPPED.get(skipped.code, N_("cannot be read")))
