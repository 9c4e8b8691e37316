"""Each fault carries the parameters that its sentence needs, wherever it is raised."""

from __future__ import annotations

import ast
import inspect
import pickle
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import store
from store import errors
from store.errors import CODES, PartnerFault, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

FAMILIES = {
    name: family
    for name, family in inspect.getmembers(errors, inspect.isclass)
    if issubclass(family, StoreError)
}


def raised() -> Iterator[tuple[str, str, set[str]]]:
    """Place, code and parameters of every fault that is made with its code written out."""
    top = Path(inspect.getfile(store)).parent
    for path in sorted(top.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            names = {keyword.arg for keyword in node.keywords}
            if node.func.id in FAMILIES and node.args and isinstance(node.args[0], ast.Constant):
                place = f"{path.relative_to(top)}:{node.lineno}"
                yield place, str(node.args[0].value), {name for name in names if name is not None}


def test_every_fault_is_listed_with_the_parameters_it_carries() -> None:
    wrong = [
        f"{place} {code} carries {sorted(params)}"
        for place, code, params in raised()
        if code not in CODES or set(CODES[code]) != params
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("family", "status"),
    [("UsageFault", 2), ("NotFound", 2), ("PartnerFault", 3), ("RegisterUnusable", 4), ("WriteFailed", 4),
     ("Locked", 4), ("ReadOnly", 4), ("Stale", 4), ("RefMoved", 4), ("Interrupted", 130)],
)  # fmt: skip
def test_each_family_ends_the_command_line_with_its_own_status(family: str, status: int) -> None:
    assert FAMILIES[family].exit_status == status


def test_a_fault_survives_the_way_between_processes() -> None:
    fault = pickle.loads(pickle.dumps(PartnerFault("partner_timeout", address="x", seconds=3)))  # noqa: S301
    assert (type(fault), fault.code, fault.params) == (
        PartnerFault,
        "partner_timeout",
        {"address": "x", "seconds": 3},
    )
    assert str(fault) == "partner_timeout address='x' seconds=3"
