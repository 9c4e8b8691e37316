"""Every way the store can fail, as a code with parameters; the words are made in ``tui`` alone.

A family says what the command line answers with (``exit_status``) and what a caller can catch; the code says
what happened. ``CODES`` lists each code with the parameters it always carries: whoever adds a code adds its
line here, and its sentence in ``tui.error_words``.
"""

# The families are named for what is the matter, as the design pages name them.
# ruff: noqa: N818

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

Param = str | int


class StoreError(Exception):
    """Something the store could not do.

    Attributes:
        code: one of ``CODES``.
        params: values for the sentence; text from outside is not yet safe to print.
        exit_status: what the command line ends with.
    """

    exit_status: ClassVar[int] = 4

    def __init__(self, code: str, **params: Param) -> None:
        super().__init__(code)
        self.code = code
        self.params: dict[str, Param] = params

    def __str__(self) -> str:
        return " ".join([self.code, *(f"{name}={value!r}" for name, value in sorted(self.params.items()))])

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.code, self.params)


def _rebuild(family: type[StoreError], code: str, params: dict[str, Param]) -> StoreError:
    return family(code, **params)


class RegisterUnusable(StoreError):
    """The register, or git, is not in a state that can be worked with."""


class ConfigRefused(RegisterUnusable):
    """The register's own git settings could start programs or point elsewhere: browse without git."""


class GitFailed(RegisterUnusable):
    """A git command ended with a status nobody expected."""


class UsageFault(StoreError):
    """The caller asked for something that makes no sense."""

    exit_status = 2


class ImportFault(StoreError):
    """A file that is to be brought in cannot be read as records; nothing was brought in."""

    exit_status = 1


class MapFault(UsageFault):
    """The map that says which column is which field cannot be used."""


class NotFound(UsageFault):
    """What was asked for is not there."""


class ReadOnly(StoreError):
    """The register was opened for reading alone."""


class Locked(StoreError):
    """Another program holds what is needed."""


class ReadFailed(StoreError):
    """A file cannot be read as what it should be."""


class WriteFailed(StoreError):
    """Nothing was written: the disk, its permissions or the medium said no."""


class Stale(StoreError):
    """What stood there has changed since it was read."""


class RefMoved(Stale):
    """Somebody else moved the ref between reading and writing it."""


class PartnerFault(StoreError):
    """A partner is unreachable, refused, or sent what cannot be taken."""

    exit_status = 3


class Interrupted(StoreError):
    """A person stopped it; nothing has changed."""

    exit_status = 130


CODES: Final[Mapping[str, tuple[str, ...]]] = {
    # WriteFailed (store.files): path is what was to be written
    "disk_full": ("path",),
    "read_only_disk": ("path",),
    "no_permission": ("path",),
    "file_busy": ("path",),
    "name_too_long": ("path",),
    "io_failed": ("path", "reason"),
    # ReadFailed: also by store.files
    "file_missing": ("path",),
    "file_not_regular": ("path",),
    "file_too_large": ("path", "limit"),
    "file_unreadable": ("path", "reason"),
    # Locked, ReadOnly
    "register_locked": ("pid", "host"),
    "lock_unsupported": ("path", "reason"),
    "index_locked": ("path",),
    "ref_locked": ("ref",),
    "read_only": (),
    # RegisterUnusable: git itself
    "git_missing": ("needed",),
    "git_too_old": ("needed", "found"),
    "git_failed": ("command", "status", "stderr"),
    # RegisterUnusable: the repository (store.git.config_check, state, refs)
    "not_a_repository": ("path",),
    "git_dir_not_a_folder": ("path",),
    "config_refused": ("names",),
    "config_unreadable": ("line",),
    "repository_format_newer": ("extension", "needed"),
    "repository_sha256": (),
    "repository_bare": (),
    "head_unreadable": (),
    "ref_corrupt": ("ref",),
    "object_missing": ("oid",),
    "object_corrupt": ("oid",),
    "object_unexpected": ("oid", "expected", "found"),
    "object_too_large": ("oid", "size", "limit"),
    "too_many_entries": ("limit",),
    # Stale
    "ref_moved": ("ref",),
    # UsageFault
    "bad_ref_name": ("ref",),
    "bad_object_id": ("oid",),
    "bad_path": ("path",),
    "bad_person": (),
    "folder_not_empty": ("path",),
    # ImportFault (store.importing): line counts from 1; row is the record's place in the file
    "import_too_large": ("limit",),
    "import_not_text": (),
    "import_is_spreadsheet": (),
    "import_empty": (),
    "import_unreadable": ("format", "line", "column"),
    "import_bad_quotes": ("line",),
    "import_ragged": ("line", "cells", "columns"),
    "import_too_many": ("limit",),
    "import_too_wide": ("columns",),
    "import_not_records": ("row",),
    "import_other_type": ("row", "found", "expected"),
    # MapFault (store.importing.mapping): key and field are as they stand in the map
    "map_unreadable": ("line", "column"),
    "map_unknown_key": ("key",),
    "map_bad_value": ("key",),
    "map_bad_field": ("key", "field"),
    # UsageFault: a partner's address (store.git.address)
    "address_empty": (),
    "address_unreadable": (),
    "address_control": (),
    "address_dash": (),
    "address_scheme": ("scheme",),
    "address_password": (),
    "address_not_a_share": ("kind",),
    # PartnerFault (store.git.transport): address is what the person typed
    "partner_unreachable": ("address",),
    "partner_auth": ("address",),
    "partner_host_key_unknown": ("address", "host"),
    "partner_host_key_changed": ("address", "host"),
    "partner_not_found": ("address",),
    "partner_empty": ("address",),
    "partner_shallow": ("address",),
    "partner_other_branch": ("address", "branch"),
    "partner_refused": ("address", "reason"),
    "partner_moved": ("address",),
    "partner_read_only": ("address",),
    "partner_corrupt": ("address", "reason"),
    "partner_not_yours": ("address",),
    "partner_timeout": ("address", "seconds"),
    "partner_disk_full": ("address",),
    "partner_too_large": ("address", "limit"),
    "partner_certificate": ("address",),
    "partner_failed": ("address", "reason"),
    "ssh_missing": ("program",),
    # PartnerFault and UsageFault: by store.sharing
    "unknown_partner": ("name",),
    "partner_name_taken": ("name",),
    "no_partners": (),
    "nothing_to_share": (),
    "partner_too_many_files": ("partner", "limit"),
    "partner_incomplete": ("partner", "path"),
    "partner_not_a_register": ("partner",),
    "partner_newer_format": ("partner", "format", "known"),
    "partner_unrelated": ("partner",),
    "partner_history_short": ("partner",),
    "partner_deletions": ("partner",),
    "partner_rewritten": ("partner",),
    "partner_ahead": ("partner",),
    # PartnerFault: a bundle (store.git.bundle, unbundling); file is its path or name
    "bundle_not_one": ("file",),
    "bundle_damaged": ("file", "reason"),
    "bundle_newer": ("file",),
    "bundle_filtered": ("file",),
    "bundle_other_branches": ("file",),
    "bundle_too_large": ("file", "limit"),
    "bundle_base_missing": ("file", "count"),
    # PartnerFault: a mailbox (store.sharing.mailbox); address is the folder
    "mailbox_missing": ("address",),
    "mailbox_unreadable": ("address", "reason"),
    "mailbox_is_register": ("address",),
    "mailbox_too_full": ("address", "count"),
    "mailbox_foreign": ("file",),
    # UsageFault and PartnerFault: by store.sharing.joining and bundles
    "bundle_target_taken": ("path",),
    "mailbox_several": ("address",),
    "steward_no_actor": ("id",),
    "mailbox_empty": ("address",),
    # Several families: by store.saving, register and init
    "name_missing": (),
    "vocabulary_broken": ("line",),
    "invalid_record": ("count",),
    "changed_meanwhile": ("path",),
    "id_taken": ("path",),
    "never_readable": ("id",),
    "is_readable": ("id",),
    "record_gone": ("path",),
    "hand_edit_unreadable": ("path",),
    "hand_edit_unsaved": ("path",),
    "person_unknown": (),
    "register_half_way": ("state",),
    # UsageFault: by store.conflicts
    "conflict_no_version": ("number", "count"),
    "conflict_unreadable": ("number",),
    "conflict_keep_one": (),
    "conflict_not_a_value": (),
    "conflict_no_side": ("name",),
    # RegisterUnusable and NotFound: by store.register_files and snapshot
    "not_a_register": ("path",),
    "register_file_broken": ("path", "line", "reason"),
    "unknown_id": ("id",),
    # Interrupted; the second by store.sharing: what was taken in stays
    "cancelled": (),
    "handing_out_stopped": (),
}
"""Each code and the parameters it carries."""
