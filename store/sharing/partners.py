"""Partners: a readable name and an address, kept on this machine alone.

A partner is a git remote in the register's local configuration, so that a colleague who knows git sees the
same partners, and the remote that ``git clone`` made is a partner here. When a partner was last reached is a
note in ``.knoten``, which may be deleted at any time.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from schemas.folding import fold
from schemas.ids import slug as slug_of
from store import files
from store.errors import NotFound, ReadFailed, StoreError, UsageFault
from store.git.address import Address
from store.git.refs import INCOMING, MAIN
from store.git.repository import Repository
from store.layout import PRIVATE

TAKEN = "refs/knoten/taken/"
_NAME_KEY = "knoten-name"
_CONTACTS = "partners.json"
_LIMIT = 256 * 1024


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
        if "url" in fields and slug_of(slug) == slug
    ]
    return sorted(partners, key=lambda partner: fold(partner.name))


def find_partner(repository: Repository, name: str) -> Partner:
    """The partner that is called so, by name or slug.

    Raises NotFound ``unknown_partner``.
    """
    wanted = fold(name)
    for partner in list_partners(repository):
        if wanted in (fold(partner.name), partner.slug):
            return partner
    raise NotFound("unknown_partner", name=name)


def add_partner(repository: Repository, name: str, address: str) -> Partner:
    """Remember a partner; nothing is asked of it yet.

    Raises UsageFault: ``partner_name_taken``, ``name_missing``, ``address_*``.
    """
    name = " ".join(name.split())
    if not name:
        raise UsageFault("name_missing")
    parsed = Address.parse(address)
    if parsed.kind == "directory":
        raise UsageFault("address_not_a_share", kind=parsed.kind)
    known = list_partners(repository)
    if any(fold(other.name) == fold(name) for other in known):
        raise UsageFault("partner_name_taken", name=name)
    base, slugs = slug_of(name), {other.slug for other in known}
    slug = next(text for text in (base, *(f"{base}-{n}" for n in range(2, 1000))) if text not in slugs)
    remote = f"remote.{slug}"
    repository.write_settings(
        {
            f"{remote}.url": parsed.url,
            f"{remote}.fetch": f"+{MAIN}:{INCOMING}{slug}",
            f"{remote}.{_NAME_KEY}": name,
        }
    )
    return Partner(slug, name, parsed.url)


def remove_partner(repository: Repository, partner: Partner) -> None:
    """Forget a partner; what was taken from it stays in the register and its history."""
    remote = f"remote.{partner.slug}"
    repository.write_settings({f"{remote}.{key}": None for key in ("url", "fetch", _NAME_KEY)})
    for ref in (partner.incoming, partner.taken):
        oid = repository.read_ref(ref)
        if oid:
            repository.delete_ref(ref, oid)


def standings(repository: Repository, root: Path) -> list[Standing]:
    """How far each partner is from this register, without asking anyone."""
    notes = _read_notes(root)
    head = repository.head()
    found = []
    for partner in list_partners(repository):
        incoming = repository.read_ref(partner.incoming)
        ahead = behind = None
        if head and incoming:
            ahead, behind = repository.ahead_behind(head, incoming)
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
