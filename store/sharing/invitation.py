"""The page beside an invitation's file, and what a joining program reads from it: where the partner is.

The page is made of words, by the screen's side of the program; here is only what both agree on. It comes from
outside: the address in it is checked like one that was typed, and shown to who joins.
"""

from __future__ import annotations

import os
from html.parser import HTMLParser
from typing import Final, NamedTuple

from store import files
from store.errors import ReadFailed, UsageFault
from store.git.address import Address

SUFFIX: Final = ".knoten"
PAGE_SUFFIX: Final = ".html"
NAME_FIELD: Final = "knoten-partner"
ADDRESS_FIELD: Final = "knoten-address"
_LIMIT: Final = 1 << 20


class Invited(NamedTuple):
    """By whom one is invited, and under which address that partner is reached."""

    name: str
    address: str


def page_of(path: str) -> str:
    """The page that belongs to an invitation's file."""
    return os.path.splitext(path)[0] + PAGE_SUFFIX


def write_page(path: str, page: str) -> None:
    """Write the page; it replaces its like and nothing else.

    Raises:
        UsageFault: ``bundle_target_taken``.
        WriteFailed: nothing has changed.
    """
    check_page(path)
    files.atomic_write(path, page.encode("utf-8"))


def check_page(path: str) -> None:
    """Whether a page may be written there. Raises UsageFault ``bundle_target_taken``."""
    try:
        found = files.read_bounded(path, _LIMIT)
    except ReadFailed as error:
        if error.code == "file_missing":
            return
        raise UsageFault("bundle_target_taken", path=path) from error
    if f'name="{NAME_FIELD}"'.encode() not in found:
        raise UsageFault("bundle_target_taken", path=path)


def read_invitation(path: str) -> Invited | None:
    """What the page beside the bundle ``path`` says; None without a page, or if it names no address.

    Addresses of folders count for nothing: on another machine they are elsewhere.
    """
    try:
        page = files.read_bounded(page_of(path), _LIMIT).decode("utf-8", "replace")
    except ReadFailed:
        return None
    fields = _Fields()
    fields.feed(page)
    name, text = fields.found.get(NAME_FIELD, ""), fields.found.get(ADDRESS_FIELD, "")
    try:
        address = Address.parse(text)
    except UsageFault:
        return None
    return Invited(name, address.text) if name and address.kind in {"ssh", "https"} else None


class _Fields(HTMLParser):
    """The ``meta`` elements of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what a field says first."""
        fields = dict(attrs)
        name = fields.get("name")
        if tag == "meta" and name in {NAME_FIELD, ADDRESS_FIELD}:
            self.found.setdefault(name, fields.get("content") or "")
