"""The sentences of `tui.error_words`: one for each code of `store.errors.CODES`, and for wrong usage.

Each says what is the matter and, where somebody can do something, what. Names in braces are the parameters
that the code always carries.
"""

# ruff: noqa: E501  # a sentence stands on one line, where it can be searched for

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.mailbox_words import SENTENCES as MAILBOXES
from tui.words import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

USAGE: Mapping[str, str] = {
    "usage_unknown_verb": N_("There is no verb {verb}. knoten --help lists them all."),
    "usage_unknown_option": N_("There is no option {option} here. --help lists what there is."),
    "usage_needs_value": N_("{option} needs a value behind it."),
    "usage_takes_no_value": N_("{option} takes no value."),
    "usage_missing": N_("{word} is missing. --help says what the verb needs."),
    "usage_too_many": N_("“{word}” is one word too many. Put quotation marks around what belongs together."),
    "usage_not_a_number": N_("{option} needs a whole number, not “{value}”."),
    "usage_not_a_day": N_("{option} needs a date such as 2026-03-02, not “{value}”."),
    "usage_unknown_type": N_("“{word}” is no kind of record. There are actors, topics and groups."),
    "usage_unknown_language": N_("There is no language “{value}” here. There are de and en."),
    "usage_family": N_("After knoten {verb} comes one of: {known}."),
    "usage_no_terminal": N_("The application needs a terminal. knoten --help lists what works without one."),
    "usage_needs_terminal": N_("This asks a question, so it needs a terminal."),
    "usage_not_accepted": N_("The key was not accepted. Nothing has changed."),
    "usage_not_both": N_("{one} and {other} do not go together."),
    "usage_nothing_to_do": N_("There is nothing to do: name at least one field with its value."),
    "usage_no_conflict": N_("Nothing is disputed there in {id}. knoten conflicts {id} says what is."),
    "usage_which_field": N_("Several fields of {id} are disputed: name one."),
    "usage_no_choice": N_("Say what is to count: --take with a number, --value, or --side."),
    "usage_no_such_file": N_("There is no file {path} in this register."),
    "usage_needs_yes": N_("Nothing was deleted. Add --yes to delete it all the same."),
    "usage_taking_back_needs_yes": N_("Nothing was taken back. Add --yes to take it back."),
    "no_share": N_("No share is known here that changed anything."),
    "not_in_share": N_("The latest share did not change {name}. knoten undo --share lists what it did."),
    "usage_no_editor": N_("No editor is set. Set VISUAL or EDITOR to the program that you write with."),
    "usage_editor_failed": N_(
        "The editor {editor} could not be started or ended with an error. Nothing was changed."
    ),
    "usage_unknown_field": N_("There is no field {field} in records of this kind."),
    "unknown_id": N_("No record has the id {id}."),
    "no_register": N_("There is no register here. Name its folder with -C, or make one with knoten init."),
    "person_unknown": N_(
        "Who saves is not known yet. Run the verb in a terminal, where it asks, or tell git once: "
        'git config --global user.name "…" and git config --global user.email "…".'
    ),
    "name_missing": N_("A name is needed."),
    "bad_person": N_(
        "That is no name and mail address. Both are needed, and the organisation's id if there is one."
    ),
    "bad_path": N_(
        "“{path}” is no field that can be set. Write for example name, contacts[office].phone or tags."
    ),
    "bad_ref_name": N_("“{ref}” cannot be the name of a line of versions."),
    "bad_object_id": N_("“{oid}” is no version: versions are named by 40 digits and letters."),
    "folder_not_empty": N_("The folder {path} is not empty. Choose another, or a new name."),
}

FILES: Mapping[str, str] = {
    "disk_full": N_(
        "There is no room left on the disk for {path}. Nothing was saved; make room and try again."
    ),
    "read_only_disk": N_("The disk can only be read, so {path} was not written. Nothing was saved."),
    "no_permission": N_("You may not write {path}. Nothing was saved; ask whoever owns the folder."),
    "file_busy": N_("Another program holds {path}. Nothing was saved; close it there and try again."),
    "name_too_long": N_("The name of {path} is too long for this disk. Nothing was saved."),
    "io_failed": N_("The disk failed while writing {path} ({reason}). Nothing was saved; check the disk."),
    "file_missing": N_("There is no file {path}."),
    "file_not_regular": N_("{path} is a link, a folder or a device, not a plain file. It is not touched."),
    "file_too_large": N_("{path} is larger than {limit} and is not read."),
    "file_unreadable": N_("{path} cannot be read: {reason}."),
    "register_locked": N_(
        "Another Knotenpunkt is saving here just now (process {pid} on {host}). Try again in a moment."
    ),
    "lock_unsupported": N_("This disk cannot lock files ({path}: {reason}), so saving here is not safe."),
    "index_locked": N_("Another git program is at work here. Wait for it; if none runs, delete {path}."),
    "ref_locked": N_("Another git program is at work here ({ref}). Try again in a moment."),
    "read_only": N_("The register is open for reading only, so nothing was written."),
}

REGISTER: Mapping[str, str] = {
    "not_a_register": N_("{path} is no register: it has no file knoten.toml."),
    "register_file_broken": N_("{path} cannot be read (line {line}: {reason}). Mend that line in an editor."),
    "vocabulary_broken": N_("The vocabulary cannot be read (line {line}). Mend that line in an editor."),
    "register_half_way": N_("Nothing was saved, because {state}."),
    "invalid_record": N_("Nothing was saved: the record is not right yet."),
    "id_taken": N_("There is a file {path} already. Nothing was overwritten."),
    "is_readable": N_("{id} can be read; there is nothing to mend. Change it with: knoten edit {id}"),
    "never_readable": N_("No version of {id} could ever be read. Correct its file in a text editor."),
    "record_gone": N_("{path} is no longer there: somebody deleted it meanwhile. Nothing was saved."),
    "changed_meanwhile": N_(
        "{path} was changed meanwhile, in the same fields. Nothing was saved; look at it again and repeat your change."
    ),
    "conflict_no_version": N_("There is no version {number} here: there are {count}."),
    "conflict_unreadable": N_(
        "Version {number} cannot be read, so it cannot be taken. Keep the record or delete it; it can be changed afterwards."
    ),
    "conflict_keep_one": N_("This field holds one version only: choose one."),
    "conflict_not_a_value": N_("This is about whether something stays: choose one of the versions."),
    "conflict_no_side": N_("{name} has no version here."),
    "hand_edit_unreadable": N_(
        "Somebody is editing {path} by hand, and it cannot be read as it stands. Mend it first; nothing was saved."
    ),
    "hand_edit_unsaved": N_(
        "{path} was edited by hand and not saved yet, and your change needs that. Save it first: knoten save."
    ),
    "ref_moved": N_("Another program saved at the same moment. Try again."),
    "git_missing": N_("git is not installed; Knotenpunkt needs git {needed} or newer."),
    "git_too_old": N_("git {found} is too old; Knotenpunkt needs git {needed} or newer."),
    "git_failed": N_("git {command} failed: {stderr}"),
    "not_a_repository": N_(
        "{path} has no history: it is no git repository. A register is made with knoten init."
    ),
    "git_dir_not_a_folder": N_(
        "In {path}, .git is no plain folder. Registers that point elsewhere are not opened."
    ),
    "config_refused": N_(
        "The register's own git settings could start other programs or lead elsewhere ({names}). "
        "Take them out of .git/config if you do not know what they are for."
    ),
    "config_unreadable": N_("The register's git settings cannot be read (.git/config, line {line})."),
    "repository_format_newer": N_(
        "The register was made with a newer git ({extension}). Install git {needed}."
    ),
    "repository_sha256": N_("The register uses git's SHA-256 format, which Knotenpunkt cannot read yet."),
    "repository_bare": N_(
        "This is a store without files (a bare repository). Join it: knoten join FOLDER NEWFOLDER."
    ),
    "head_unreadable": N_("git's file HEAD is damaged. Put “ref: refs/heads/main” into .git/HEAD."),
    "ref_corrupt": N_(
        "git's file {ref} is damaged, after a power cut perhaps. "
        "“knoten status --repair” goes back to the last whole version; no file is changed."
    ),
    "object_missing": N_(
        "A part of the history is missing ({oid}). "
        "“knoten status --repair” goes back to the last whole version; no file is changed."
    ),
    "object_corrupt": N_(
        "A part of the history is damaged ({oid}). "
        "“knoten status --repair” goes back to the last whole version; no file is changed."
    ),
    "object_unexpected": N_("{oid} should be a {expected} and is a {found}: the history is damaged."),
    "object_too_large": N_("A file in the history is too large ({size}, at most {limit}) and is not read."),
    "too_many_entries": N_("A version holds more than {limit} files and is not read."),
}

IMPORTS: Mapping[str, str] = {
    "import_too_large": N_("The file is larger than {limit}. Split it."),
    "import_not_text": N_("The file is no text that can be read. Save it as CSV or JSON."),
    "import_is_spreadsheet": N_("This is a spreadsheet's own file. Save it as CSV in the spreadsheet first."),
    "import_empty": N_("There is nothing in the file."),
    "import_unreadable": N_("This is no {format} that can be read (line {line}, column {column})."),
    "import_bad_quotes": N_("A quotation mark that opens in line {line} is never closed."),
    "import_ragged": N_("Line {line} has {cells} cells, the first line has {columns}."),
    "import_too_many": N_("There are more than {limit} records in the file. Split it."),
    "import_too_wide": N_("The table has more than {columns} columns."),
    "import_not_records": N_("Record {row} is no record: fields with their values are needed."),
    "import_other_type": N_("Record {row} is of another kind: {found} instead of {expected}."),
    "map_unreadable": N_("The map is no TOML that can be read (line {line}, column {column})."),
    "map_unknown_key": N_("The map says {key}, which means nothing there."),
    "map_bad_value": N_("What the map says for {key} is of the wrong kind."),
    "map_bad_field": N_("The map leads {key} to {field}, which is no field."),
}

PARTNERS: Mapping[str, str] = {
    "address_empty": N_("An address is needed."),
    "address_unreadable": N_(
        "That is no address. Write for example ssh://git@host/register.git, https://host/register.git or file:///folder/register.git."
    ),
    "address_control": N_("The address holds characters that cannot be seen. Type it anew."),
    "address_dash": N_("No part of an address may begin with a dash."),
    "address_scheme": N_("Addresses of the kind {scheme} are not used. Use ssh, https or file."),
    "address_password": N_("Leave the password out of the address; knoten partner login asks for it."),
    "address_not_a_share": N_("This does not work for an address of that kind ({kind})."),
    "partner_unreachable": N_(
        "{address} cannot be reached. Check the network and the address; nothing has changed."
    ),
    "partner_auth": N_(
        "{address} does not let you in. Log in with knoten partner login; nothing has changed."
    ),
    "partner_host_key_unknown": N_(
        "{host} is not known on this machine yet. Log in once with knoten partner login; it shows the fingerprint."
    ),
    "partner_host_key_changed": N_(
        "{host} shows another key than before. Do not go on: ask the people there whether they changed it."
    ),
    "partner_not_found": N_("There is no register at {address}. Check the address."),
    "partner_empty": N_("There is nothing at {address} yet."),
    "partner_shallow": N_(
        "{address} holds only a part of its history, so nothing can be taken from there. "
        "git fetch --unshallow in that copy brings the whole history."
    ),
    "partner_other_branch": N_("At {address} there is no register on main, only {branch}."),
    "partner_refused": N_("{address} refused: {reason}"),
    "partner_moved": N_("{address} was changed by somebody at the same moment. Share again."),
    "partner_read_only": N_(
        "You may not write to {address}. What is there was read; ask its owner for the right."
    ),
    "partner_corrupt": N_("What {address} sent is damaged and was not taken: {reason}"),
    "partner_not_yours": N_(
        "The folder {address} belongs to another person on this machine, and git refuses it."
    ),
    "partner_timeout": N_(
        "{address} did not answer within {seconds} seconds. Try again later; nothing has changed."
    ),
    "partner_disk_full": N_("There is no room left on the disk at {address}."),
    "partner_too_large": N_("{address} sends more than {limit}. That is no register; nothing was taken."),
    "partner_certificate": N_(
        "{address} cannot prove who it is (its certificate is not valid). Nothing was sent."
    ),
    "partner_failed": N_("Sharing with {address} failed: {reason}"),
    "unknown_partner": N_("There is no partner {name}. knoten partner list shows all."),
    "partner_name_taken": N_("There is a partner called {name} already. Choose another name."),
    "no_partners": N_("This register has no partners yet. Add one: knoten partner add NAME ADDRESS."),
    "nothing_to_share": N_("Nothing has been saved in this register yet, so there is nothing to share."),
    "partner_too_many_files": N_(
        "{partner} sends more than {limit} files. That is no register; nothing was taken."
    ),
    "partner_incomplete": N_(
        "What {partner} sends is incomplete: {path} is missing. Nothing was taken; ask them to check their register."
    ),
    "partner_not_a_register": N_(
        "What {partner} sends is no register: knoten.toml is missing or cannot be read. Nothing was taken."
    ),
    "partner_newer_format": N_(
        "{partner} uses a newer version of the program (format {format}, this one knows {known}). Update the program; nothing was taken."
    ),
    "partner_history_short": N_(
        "This register is a copy with a shortened history, and what it has in common with {partner} is no "
        "longer in it. git fetch --unshallow brings the whole history; then share again."
    ),
    "partner_unrelated": N_(
        "The register of {partner} is another one than this. Nothing was taken; check the address."
    ),
    "partner_deletions": N_(
        "{partner} has deleted many records. Nothing was taken; look at it with --dry-run, and allow it with --allow-deletions."
    ),
    "partner_rewritten": N_(
        "{partner} has rewritten what it had handed out before. Nothing was taken; ask them why, and allow it with --allow-rewritten."
    ),
    "partner_ahead": N_(
        "{partner} has changes that are not here yet, so nothing could be handed out. Take them in first."
    ),
    "ssh_missing": N_("The program {program} is not installed; it is needed to reach this partner."),
    "cancelled": N_("Stopped. Nothing has changed."),
    "handing_out_stopped": N_("Stopped before this partner got it. The next share hands it out."),
}

SENTENCES: Mapping[str, str] = {**USAGE, **FILES, **REGISTER, **IMPORTS, **PARTNERS, **MAILBOXES}

STATE_WORDS: Mapping[str, str] = {
    "unborn": N_("nothing has been saved in this register yet"),
    "detached_head": N_("git stands on an older version (detached HEAD; git switch main goes back)"),
    "other_branch": N_("git stands on another branch (git switch main goes back)"),
    "merge_under_way": N_("a git merge is not finished (finish it, or git merge --abort)"),
    "rebase_under_way": N_("a git rebase is not finished (finish it, or git rebase --abort)"),
    "cherry_pick_under_way": N_("a git cherry-pick is not finished (finish it, or git cherry-pick --abort)"),
    "revert_under_way": N_("a git revert is not finished (finish it, or git revert --abort)"),
    "bisect_under_way": N_("a git bisect is under way (git bisect reset ends it)"),
    "shallow": N_("only a part of the history is here (git fetch --unshallow gets the rest)"),
    "index_locked": N_("another git program is at work, or was killed (.git/index.lock)"),
    "index_damaged": N_("git's index is damaged; the next save makes it anew"),
    "head_unreadable": N_("git's file HEAD is damaged (“knoten status --repair” makes it anew)"),
    "ref_damaged": N_(
        "the newest version cannot be found (“knoten status --repair” goes back to the last whole one)"
    ),
    "commit_damaged": N_(
        "the newest version is damaged (“knoten status --repair” goes back to the last whole one)"
    ),
}
"""What git, an editor or a power cut left half-way, by the codes of `store.git.state`, as half a sentence."""

KIND_WORDS: Mapping[str, str] = {
    "actor": N_("actor"),
    "topic": N_("topic"),
    "group": N_("group"),
    "directory": N_("a folder"),
    "file": "file://",
    "ssh": "ssh",
    "https": "https",
}
