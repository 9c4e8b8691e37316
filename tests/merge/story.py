"""Short histories by hand: people who write one actor's file, and merges of their commits."""

from __future__ import annotations

from typing import Any

from schemas.fields import record_spec
from schemas.paths import FieldPath
from schemas.validation import Data
from store.access import get_value, with_value
from store.codec import decode, encode
from store.merge import Merged, Merger
from tests.merge.model import ModelHistory

FILE = "actors/hand-in-hand.toml"
SPEC = record_spec("actor")
PHONE = ("contacts", "office", "phone")
MAIL = ("contacts", "office", "email")
CONTACT = ("contacts", "office")


def actor(**fields: Any) -> Data:
    """A small valid actor with one contact."""
    contact = {"key": "office", "role": "Büro", "visibility": "public", "basis": "none_functional"}
    data = {"id": "hand-in-hand", "name": "Hand in Hand", "kind": "association", "status": "active"}
    return data | {"contacts": [contact | {"phone": "1", "email": "a@example.org"}]} | fields


class Story:
    """Commits on one file; each commit is an hour after the one before."""

    def __init__(self, data: Data | None = None, salt: str = "") -> None:
        self.history = ModelHistory(salt)
        self.merger = Merger(self.history)
        self.hours = 0
        self.base = self.add((), "Founder", encode(actor() if data is None else data, SPEC))

    def add(
        self,
        parents: tuple[str, ...],
        by: str,
        raw: bytes | None,
        *,
        claims: bool = False,
        at: int | None = None,
    ) -> str:
        """A commit of a person that leaves the file with these bytes (None: deletes it); ``at`` its clock."""
        self.hours += 1
        tree = {FILE: self.history.store(raw)} if raw is not None else {}
        return self.history.add(parents, tree, by, self.hours * 3600 if at is None else at, claims=claims)

    def write(
        self, by: str, on: str, *changes: tuple[FieldPath, Any], settles: FieldPath | None = None
    ) -> str:
        """A person sets fields (None: takes out); ``settles`` also takes out the conflict at that path."""
        data = self.data(on) or {}
        if settles is not None:
            left = [item for item in data.get("conflicts", []) if tuple(item.get("path", [])) != settles]
            data["conflicts"] = left
        for path, value in changes:
            data = with_value(SPEC, data, path, value)
        return self.add((on,), by, encode(data, SPEC))

    def delete(self, by: str, on: str) -> str:
        """A person deletes the record."""
        return self.add((on,), by, None)

    def spoil(self, by: str, on: str, text: str = "name = torn") -> str:
        """A person leaves the file in a state that nobody can read."""
        return self.add((on,), by, text.encode())

    def merge(self, *heads: str) -> str:
        """The merge commit of heads; one of them where nobody has anything new and the files are the same."""
        merged = self.computed(*heads)
        trees = {self.history.tree_id(Merged((head,), head, {}, {}).tree) for head in heads}
        if not merged.people and len(trees) == 1:
            return heads[0]
        return self.history.add_merged(merged)

    def computed(self, *heads: str) -> Merged:
        """What the merge of heads makes; told alike by one who remembers nothing."""
        merged = self.merger.merge(heads)
        assert merged == Merger(self.history).merge(reversed(heads))
        return merged

    def raw(self, commit: str) -> bytes | None:
        """The file in a commit."""
        return self.history.raw(commit, FILE)

    def data(self, commit: str) -> Data | None:
        """The record in a commit."""
        raw = self.raw(commit)
        return decode(raw, FILE).data if raw is not None else None

    def value(self, commit: str, path: FieldPath) -> Any:
        """What a field shows in a commit."""
        return get_value(SPEC, self.data(commit), path)

    def conflicts(self, commit: str) -> dict[FieldPath, dict[Any, str]]:
        """Path → value (None: removed) → by whom, of all open conflicts."""
        listed = (self.data(commit) or {}).get("conflicts", [])
        return {
            tuple(item.get("path", [])): {
                _hashable(version.get("value")): version.get("by", "") for version in item["versions"]
            }
            for item in listed
        }


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
