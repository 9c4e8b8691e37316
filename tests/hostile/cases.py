"""What comes in from a partner that means harm, or whose machine is broken, and what must become of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from tests.hostile import histories, trees
from tests.hostile.builders import Hub

CORRUPT = "partner_corrupt"


@dataclasses.dataclass(frozen=True)
class Case:
    """One case.

    ``error`` is the code with which the partner is refused, "" if it is not; ``held`` what is held back,
    sorted; ``new`` the records that come in. ``join`` is the code at a join, where it is another one.
    """

    build: Callable[[Hub], None]
    error: str = ""
    held: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    join: str | None = None

    @property
    def at_join(self) -> str:
        """The code with which a join is refused."""
        return self.error if self.join is None else self.join


LINKED, FOREIGN, LARGE, SAME = "not_a_plain_file", "does_not_belong", "too_large", "name_collision"

TREES = {
    "symlink_record": Case(trees.symlink_record, held=(LINKED,)),
    "symlink_instead": Case(trees.symlink_instead, held=(LINKED,)),
    "symlink_dir": Case(trees.symlink_dir, held=(LINKED,)),
    "symlink_all": Case(trees.symlink_all, "partner_deletions", (LINKED,), join=""),
    "symlink_to_dotgit": Case(trees.symlink_to_dotgit, held=(LINKED,)),
    "symlink_loop": Case(trees.symlink_loop, held=(LINKED, LINKED)),
    "submodule": Case(trees.submodule, held=(FOREIGN, LINKED)),
    "submodule_dash_url": Case(trees.submodule_dash_url, CORRUPT),
    "submodule_cr_path": Case(trees.submodule_cr_path, held=(FOREIGN, LINKED)),
    "submodule_record": Case(trees.submodule_record, held=(LINKED,)),
    "gitmodules_symlink": Case(trees.gitmodules_symlink, CORRUPT),
    "gitattributes_drivers": Case(trees.gitattributes_drivers, new=("crlf-c2c2",)),
    "gitattributes_symlink": Case(trees.gitattributes_symlink, held=(LINKED,)),
    "gitignore_hides_all": Case(trees.gitignore_hides_all),
    "mailmap_symlink": Case(trees.mailmap_symlink, held=(LINKED,)),
    "dotgit_entry": Case(trees.dotgit_entry, CORRUPT),
    "dotgit_case": Case(trees.dotgit_case, CORRUPT),
    "dotgit_ntfs": Case(trees.dotgit_ntfs, CORRUPT),
    "dotgit_hfs": Case(trees.dotgit_hfs, CORRUPT),
    "dotgit_below": Case(trees.dotgit_below, CORRUPT),
    "dotdot_entry": Case(trees.dotdot_entry, CORRUPT),
    "dot_entry": Case(trees.dot_entry, CORRUPT),
    "absolute_entry": Case(trees.absolute_entry, CORRUPT),
    "slash_entry": Case(trees.slash_entry, CORRUPT),
    "empty_name": Case(trees.empty_name, CORRUPT),
    "duplicate_entries": Case(trees.duplicate_entries, CORRUPT),
    "unsorted_tree": Case(trees.unsorted_tree, CORRUPT),
    "exec_bit": Case(trees.exec_bit, new=("lauf-r2r2",)),
    "record_is_directory": Case(trees.record_is_directory, held=(FOREIGN,)),
    "actors_is_file": Case(trees.actors_is_file, "partner_deletions", (FOREIGN,), join=""),
    "private_folder": Case(trees.private_folder, held=(FOREIGN, FOREIGN)),
    "odd_modes": Case(trees.odd_modes, new=("odd-a2a2",)),
}

NAMES = {
    "case_collision": Case(trees.case_collision, held=(FOREIGN, FOREIGN)),
    "case_collision_docs": Case(trees.case_collision_docs, held=(SAME, SAME)),
    "unicode_nfc_nfd": Case(trees.unicode_nfc_nfd, held=(FOREIGN, FOREIGN)),
    "windows_names": Case(trees.windows_names, held=(FOREIGN,) * 15),
    "control_names": Case(trees.control_names, held=(FOREIGN,) * 7),
    "bidi_names": Case(trees.bidi_names, held=(FOREIGN,) * 3),
    "invalid_utf8_name": Case(trees.invalid_utf8_name, held=(FOREIGN, FOREIGN)),
    "long_name": Case(trees.long_name, held=(FOREIGN, FOREIGN)),
    "deep_dirs": Case(trees.deep_dirs, held=(FOREIGN,)),
}

SIZES = {
    "large_blob": Case(trees.large_blob, held=(LARGE,)),
    "large_instead": Case(trees.large_instead, held=(LARGE,)),
    "tree_bomb": Case(trees.tree_bomb, "partner_too_many_files"),
    "tree_bomb_empty": Case(trees.tree_bomb_empty, "partner_too_many_files"),
    "tree_bomb_inside": Case(trees.tree_bomb_inside, "partner_too_many_files"),
    "huge_message": Case(trees.huge_message, "partner_too_large"),
    "huge_message_inside": Case(trees.huge_message_inside, "partner_too_large"),
    "many_parents": Case(trees.many_parents, held=()),
}

HISTORIES = {
    "hostile_metadata": Case(histories.hostile_metadata, new=("meta-m2m2",)),
    "bad_commit_fields": Case(histories.bad_commit_fields, CORRUPT),
    "clock_1970": Case(histories.clock_1970, new=("alt-a2a2",)),
    "clock_2100": Case(histories.clock_2100, new=("neu-n2n2",)),
    "clock_overflow": Case(histories.clock_overflow, CORRUPT),
    "impersonates_other": Case(histories.impersonates_other, new=("bert-b2b2",)),
    "rewritten_history": Case(histories.rewritten_history, "partner_rewritten", join=""),
    "rolled_back": Case(histories.rolled_back, "partner_rewritten", join=""),
    "unrelated_history": Case(histories.unrelated_history, "partner_unrelated", join=""),
    "other_register": Case(histories.other_register, "partner_unrelated", join=""),
    "no_register": Case(histories.no_register, "partner_not_a_register"),
    "register_file_broken": Case(histories.register_file_broken, "partner_not_a_register"),
    "register_file_huge": Case(histories.register_file_huge, "partner_not_a_register"),
    "register_file_link": Case(histories.register_file_link, "partner_not_a_register"),
    "all_records_deleted": Case(histories.all_records_deleted, "partner_deletions", join=""),
    "everything_deleted": Case(histories.everything_deleted, "partner_not_a_register"),
    "newer_format": Case(histories.newer_format, "partner_newer_format"),
    "newer_rules": Case(histories.newer_rules, "partner_newer_format"),
    "newer_rules_inside": Case(histories.newer_rules_inside, "partner_newer_format"),
    "newer_rules_huge": Case(histories.newer_rules_huge, "partner_newer_format"),
    "empty_remote": Case(histories.empty_remote, "partner_rewritten", join="partner_empty"),
    "other_branch": Case(histories.other_branch, "partner_other_branch"),
    "head_is_blob": Case(histories.head_is_blob, CORRUPT),
    "head_is_tag_of_blob": Case(histories.head_is_tag_of_blob, CORRUPT),
    "head_is_tag_of_commit": Case(histories.head_is_tag_of_commit, CORRUPT),
    "head_is_tree": Case(histories.head_is_tree, CORRUPT),
    "corrupt_loose": Case(histories.corrupt_loose, CORRUPT),
    "corrupt_pack": Case(histories.corrupt_pack, CORRUPT),
    "missing_blob": Case(histories.missing_blob, CORRUPT),
    "missing_tree": Case(histories.missing_tree, CORRUPT),
    "missing_parent": Case(histories.missing_parent, CORRUPT),
    "blob_as_tree": Case(histories.blob_as_tree, CORRUPT),
    "shallow": Case(histories.shallow, join="partner_shallow"),
}

CASES = {**TREES, **NAMES, **SIZES, **HISTORIES}
