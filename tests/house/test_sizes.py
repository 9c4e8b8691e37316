"""Files, classes and functions stay small enough to be read at a sitting."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tests.house.sources import ROOT, own_python_files

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE, CLASS, FUNCTION = 400, 200, 40  # lines; a function's docstring does not count

Definition = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def definitions(tree: ast.AST) -> Iterator[Definition]:
    """Yield every class and function, nested ones too."""
    return (node for node in ast.walk(tree) if isinstance(node, Definition))


def length(node: Definition) -> int:
    """Count the lines of a definition, a function's without those of its docstring."""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if isinstance(node, ast.ClassDef) or ast.get_docstring(node) is None:
        return lines
    return lines - ((first.end_lineno or first.lineno) - first.lineno + 1)


def test_nothing_is_too_long() -> None:
    too_long = []
    for path in own_python_files():
        source = path.read_text(encoding="utf-8")
        name = path.relative_to(ROOT)
        if (lines := source.count("\n")) > FILE:
            too_long.append(f"{name}: {lines} lines")
        too_long += [
            f"{name}:{node.lineno} {node.name}: {length(node)} lines"
            for node in definitions(ast.parse(source))
            if length(node) > (CLASS if isinstance(node, ast.ClassDef) else FUNCTION)
        ]
    assert not too_long, "\n".join(too_long)


def test_every_module_says_why_it_exists() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in own_python_files()
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not silent, silent
