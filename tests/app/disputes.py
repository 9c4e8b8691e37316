"""Registers in which something is disputed: people commit on lines of their own, which are then joined."""

from __future__ import annotations

import os
import subprocess
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from schemas.fields import record_spec
from schemas.record import RecordType
from schemas.validation import Data
from store.codec import encode
from store.layout import path_of
from store.register import Register

BERTA, CARL = "Berta Beispiel", "Carl Beispiel"
WHEN = {BERTA: datetime(2026, 3, 2, 9, 12), CARL: datetime(2026, 3, 3, 17, 40)}  # noqa: DTZ001  # of a zone below
ZONE = timezone(timedelta(hours=1))
_JOINED = datetime(2026, 3, 4, 8, 0)  # noqa: DTZ001  # the same


class Dispute:
    """Makes conflicts in a register: first what each side saves, then the record with the conflict in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._start = self._git("rev-parse", "HEAD")
        self._sides: dict[str, str] = {}
        self._gave: dict[tuple[str, str], str] = {}

    def save(self, by: str, kind: RecordType, record_id: str, data: Data | str | None) -> str:
        """Commit a record as someone left it (None: deleted; str: a text that is no record); the commit."""
        self._git("checkout", "-q", "--detach", self._sides.get(by, self._start))
        self._write(kind, record_id, data)
        self._sides[by] = self._gave[by, record_id] = self._commit(by, WHEN[by])
        return self._sides[by]

    def join(self, records: dict[tuple[RecordType, str], Data]) -> None:
        """Bring the sides together, with these records as they stand then."""
        self._git("checkout", "-q", "main")
        self._git("merge", "-q", "--no-commit", "--no-ff", "-s", "ours", *self._sides.values())
        for (kind, record_id), data in records.items():
            self._write(kind, record_id, data)
        self._commit("Knotenpunkt", _JOINED)

    def version(self, by: str, record_id: str, **value: Any) -> dict[str, Any]:
        """A version as it stands in a file; without a value it says "removed"."""
        return {**value, "by": by, "on": WHEN[by].replace(tzinfo=ZONE), "commit": self._gave[by, record_id]}

    def _write(self, kind: RecordType, record_id: str, data: Data | str | None) -> None:
        path = self.root / path_of(kind, record_id)
        if data is None:
            path.unlink(missing_ok=True)
        elif isinstance(data, str):
            path.write_text(data, encoding="utf-8")
        else:
            path.write_bytes(encode(data, record_spec(kind)))

    def _commit(self, by: str, when: datetime) -> str:
        who = {"NAME": by, "EMAIL": "jemand@beispiel.invalid", "DATE": f"{when.isoformat()}+01:00"}
        environment = {
            f"GIT_{role}_{name}": said for role in ("AUTHOR", "COMMITTER") for name, said in who.items()
        }
        self._git("add", "-A")
        self._git("commit", "-q", "--allow-empty", "-m", "Fassung", **environment)
        return self._git("rev-parse", "HEAD")

    def _git(self, *arguments: str, **environment: str) -> str:
        command = ["git", "-C", str(self.root), *arguments]
        done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, check=True)
        return done.stdout.decode().strip()


def disputed_value(
    root: Path,
    kind: RecordType,
    base: Data,
    path: list[str],
    at_berta: Data,
    at_carl: Data,
    values: list[Any],
) -> None:
    """One field that Berta and Carl changed differently: their records, and their ``values`` (None: emptied).

    The record of the two with the greater value is the one that stands.
    """
    dispute = Dispute(root)
    dispute.save(BERTA, kind, base["id"], at_berta)
    dispute.save(CARL, kind, base["id"], at_carl)
    versions = [
        dispute.version(by, base["id"], **({} if value is None else {"value": value}))
        for by, value in zip((BERTA, CARL), values, strict=True)
    ]
    stands = at_berta if str(values[0] or "") > str(values[1] or "") else at_carl
    dispute.join({(kind, base["id"]): {**stands, "conflicts": [{"path": path, "versions": versions}]}})


def data_of(register: Register, record_id: str) -> dict[str, Any]:
    """What stands in a record now."""
    data = register.snapshot.record(record_id).data
    assert data is not None
    return data


def dispute_value(
    register: Register, kind: RecordType, record_id: str, path: list[str], berta: Any, carl: Any, at: Any
) -> None:
    """Let Berta and Carl give a field two values; ``at`` puts a value into the record's data."""
    base = data_of(register, record_id)
    disputed_value(register.path, kind, base, path, at(base, berta), at(base, carl), [berta, carl])
    register.refresh()


def with_phone(base: dict[str, Any], phone: str | None) -> dict[str, Any]:
    """An actor with another phone number at its first contact; None: without one."""
    contact = {name: value for name, value in base["contacts"][0].items() if name != "phone"}
    return {**base, "contacts": [{**contact, **({"phone": phone} if phone else {})}]}


def with_field(name: str) -> Any:
    """What puts a value into a field of a record; None takes it out."""
    return lambda base, value: {
        **{k: v for k, v in base.items() if k != name},
        **({name: value} if value else {}),
    }


def with_agenda(base: dict[str, Any], items: list[str]) -> dict[str, Any]:
    """A group with another agenda at its first meeting."""
    return {**base, "meetings": [{**base["meetings"][0], "agenda": items}]}
