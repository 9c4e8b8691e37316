"""What only shows when all records are looked at together (docs/format.md, "What the check reports")."""

from __future__ import annotations

from store.checks.ballots import ballot_fault
from store.checks.register import check_register

__all__ = ["ballot_fault", "check_register"]
