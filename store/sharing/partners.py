"""Partners: a readable name and an address, kept on this machine alone.

A partner is a git remote in the register's local configuration, so that a colleague who knows git sees the
same partners, and the remote that ``git clone`` made is a partner here. When a partner was last reached is a
note in ``.knoten``, which may be deleted at any time.
"""

from __future__ import annotations

import contextlib
import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from schemas.folding import fold
from schemas.ids import slug as slug_of
from store import files
from store.errors import NotFound, ReadFailed, RegisterUnusable, StoreError, UsageFault
from store.git.address import Address
from store.git.refs import INCOMING, MAIN, checked_ref, set_damaged_aside
from store.git.repository import Repository
from store.layout import PRIVATE

TAKEN = "refs/knoten/taken/"
GIVEN = "refs/knoten/given/"
_NAME_KEY = "knoten-name"
_CONTACTS = "partners.json"
_LIMIT = 256 * 1024
_REMOTE = r"^remote\."


class Partner(NamedTuple):
    """A partner; ``slug`` names its remote and its refs, ``address`` is as typed."""

    slug: str
    name: str
    address: str

    @property
    def incoming(self) -> str:
        """The ref that holds what was fetched last."""
        return INCOMING + self.slug

    @property
    def taken(self) -> str:
        """The ref that holds what was accepted last."""
        return TAKEN + self.slug

    @property
    def given(self) -> str:
        """The ref that holds what was handed out last into a folder, which tells nothing of it itself."""
        return GIVEN + self.slug

    @property
    def folder(self) -> bool:
        """Whether it is a folder that several copies share."""
        with contextlib.suppress(UsageFault):
            return Address.parse(self.address).kind == "directory"
        return False


class Standing(NamedTuple):
    """How far a partner and this register are apart, as of the last contact.

    ``ahead`` and ``behind`` count commits that only this register, or only the partner, has; None if nothing
    is known of the partner yet. ``last_error`` is a code, or "".
    """

    partner: Partner
    ahead: int | None
    behind: int | None
    last_contact: datetime | None
    last_error: str


def list_partners(repository: Repository) -> list[Partner]:
    """The partners of this register, by name."""
    found: dict[str, dict[str, str]] = {}
    for key, value in repository.local_settings(r"^remote\..*\.(url|knoten-name)$"):
        slug, _, name = key.removeprefix("remote.").rpartition(".")
        found.setdefault(slug, {})[name] = value
    partners = [
        Partner(slug, fields.get(_NAME_KEY, slug), fields["url"])
        for slug, fields in found.items()
        if "url" in fields and _can_name_a_ref(slug)
    ]
    return sorted(partners, key=lambda partner: fold(partner.name))


def _can_name_a_ref(remote: str) -> bool:
    """Whether a remote that plain git made can be a partner: its name has to stand in names of refs."""
    try:
        return "/" not in remote and bool(checked_ref(INCOMING + remote))
    except UsageFault:
        return False


def find_partner(repository: Repository, name: str) -> Partner:
    """The partner that is called so, by name or slug.

    Raises NotFound ``unknown_partner``.
    """
    wanted = fold(clean_name(name))
    known = list_partners(repository)
    by_name = [partner for partner in known if fold(partner.name) == wanted]
    by_slug = [partner for partner in known if partner.slug == wanted]
    for partner in (*by_name, *by_slug):
        return partner
    raise NotFound("unknown_partner", name=name)


def clean_name(name: str) -> str:
    """A partner's name on one line, without control characters: git's settings and screens bear none."""
    return " ".join(
        "".join(" " if unicodedata.category(char) in {"Cc", "Cs"} else char for char in name).split()
    )


def add_partner(repository: Repository, name: str, address: str) -> Partner:
    """Remember a partner; nothing is asked of it yet.

    Raises UsageFault: ``partner_name_taken``, ``name_missing``, ``address_*``.
    """
    name = clean_name(name)
    if not name:
        raise UsageFault("name_missing")
    parsed = Address.parse(address)
    known = list_partners(repository)
    if any(fold(other.name) == fold(name) for other in known):
        raise UsageFault("partner_name_taken", name=name)
    # Any remote counts, in any spelling: a ref is a file, and many file systems fold case.
    slugs = {key.split(".", 1)[1].rpartition(".")[0].lower() for key, _ in repository.local_settings(_REMOTE)}
    base = slug_of(name)
    slug = next(text for text in (base, *(f"{base}-{n}" for n in range(2, 1000))) if text not in slugs)
    remote = f"remote.{slug}"
    settings: dict[str, str | None] = {f"{remote}.url": parsed.url, f"{remote}.{_NAME_KEY}": name}
    if parsed.kind != "directory":  # git itself has nothing to fetch from a folder
        settings[f"{remote}.fetch"] = f"+{MAIN}:{INCOMING}{slug}"
    repository.write_settings(settings)
    return Partner(slug, name, parsed.url)


def remove_partner(repository: Repository, partner: Partner) -> None:
    """Forget a partner; what was taken from it stays in the register and its history."""
    remote = f"remote.{partner.slug}"
    repository.write_settings({f"{remote}.{key}": None for key in ("url", "fetch", _NAME_KEY)})
    mend_notes(repository, partner)
    for ref in (partner.incoming, partner.taken, partner.given):
        for name, oid in _noted(repository, ref).items():
            repository.delete_ref(name, oid)


def incoming_heads(repository: Repository, partner: Partner) -> dict[str, str]:
    """What was fetched from a partner last: ref → commit; several where several copies share one folder."""
    return _noted(repository, partner.incoming)


def taken_heads(repository: Repository, partner: Partner) -> dict[str, str]:
    """What was accepted from a partner last: ref → commit, named as in ``incoming_heads``."""
    noted = _noted(repository, partner.taken)
    return {INCOMING + ref.removeprefix(TAKEN): commit for ref, commit in noted.items()}


def _noted(repository: Repository, ref: str) -> dict[str, str]:
    commit = repository.read_ref(ref)
    return {ref: commit} if commit is not None else repository.list_refs(f"{ref}/")


def mend_notes(repository: Repository, partner: Partner) -> None:
    """Forget what is known of a partner where a power cut left no id, or one of nothing: git fails on it."""
    for ref in (partner.incoming, partner.taken, partner.given):
        copies = Path(repository.git_dir, *ref.split("/"))
        inside = [f"{ref}/{copy.name}" for copy in copies.iterdir()] if copies.is_dir() else []
        for name in inside or [ref]:
            with contextlib.suppress(UsageFault):  # no name that we write
                set_damaged_aside(repository.git_dir, checked_ref(name))
        noted = _noted(repository, ref)
        for (name, oid), info in zip(
            noted.items(), repository.object_infos(list(noted.values())), strict=True
        ):
            if info is None:
                repository.delete_ref(name, oid)


def forget_incoming(repository: Repository, partner: Partner) -> None:
    """A partner that was made anew, or emptied: what was fetched from it is there no more."""
    for ref, there in incoming_heads(repository, partner).items():
        repository.delete_ref(ref, there)


def note_taken(repository: Repository, partner: Partner, heads: Mapping[str, str]) -> None:
    """Remember what was accepted (as ``incoming_heads``), so that a rewritten line is noticed.

    The old line of one that was rewritten is kept under a name.
    """
    before = taken_heads(repository, partner)
    for ref, commit in heads.items():
        old = before.get(ref)
        if old == commit:
            continue
        if old is not None and not repository.is_ancestor(old, commit):
            repository.keep(partner.slug, old)
        repository.update_ref(TAKEN + ref.removeprefix(INCOMING), commit, old, "knoten: taken")


def note_given(repository: Repository, partner: Partner, commit: str) -> None:
    """The partner is now where we are; a note that may fail without harm."""
    refs = (partner.given,) if partner.folder else (partner.incoming, partner.taken)
    with contextlib.suppress(StoreError):
        for ref in refs:
            repository.update_ref(ref, commit, repository.read_ref(ref), "knoten: given")


def standings(repository: Repository, root: Path) -> list[Standing]:
    """How far each partner is from this register, without asking anyone."""
    notes = _read_notes(root)
    head = repository.head()
    found = []
    for partner in list_partners(repository):
        ahead = behind = None
        with contextlib.suppress(RegisterUnusable):  # damaged; the next share mends it
            there = list(incoming_heads(repository, partner).values())
            given = list(_noted(repository, partner.given).values())
            if head and (there or given):
                ahead = repository.count([head], [*there, *given])
                behind = repository.count(there, [head]) if there else 0
        note = notes.get(partner.slug, {})
        found.append(Standing(partner, ahead, behind, _time(note.get("last_contact")), note.get("error", "")))
    return found


def note_contact(root: Path, partner: Partner, error: str = "") -> None:
    """Note that a partner was reached, or with which code it was not; the note may fail without harm."""
    notes = _read_notes(root)
    note = notes.setdefault(partner.slug, {})
    note["error"] = error
    if not error:
        note["last_contact"] = datetime.now(UTC).isoformat(timespec="seconds")
    try:
        files.atomic_write(str(root / PRIVATE / _CONTACTS), json.dumps(notes).encode())
    except StoreError:
        return


def _read_notes(root: Path) -> dict[str, dict[str, str]]:
    try:
        notes = json.loads(files.read_bounded(str(root / PRIVATE / _CONTACTS), _LIMIT))
    except (ReadFailed, ValueError):
        return {}
    if not isinstance(notes, dict):
        return {}
    return {
        slug: {key: value for key, value in note.items() if isinstance(value, str)}
        for slug, note in notes.items()
        if isinstance(note, dict)
    }


def _time(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
