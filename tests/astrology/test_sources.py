"""Where the rules of astrology come from is told beside them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from integrations.astrology.yogas import RULES
from tests.architecture.code import ROOT

_TOLD = re.compile(r"\b[Ss]ources?\b|[Pp]lain arithmetic")
MODULES = [
    path for room in ("engine/domain", "integrations") for path in sorted((ROOT / room / "astrology").glob("*.py"))
]


def _documented(nodes: list[ast.stmt], prefix: str = "") -> Iterator[tuple[str, str | None]]:
    """What others may use, down to functions within functions, with their docstrings."""
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield prefix + node.name, ast.get_docstring(node)
            yield from _documented(node.body, f"{prefix}{node.name}.")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_names_the_source_of_its_rules(path: Path) -> None:
    """Or says that it is plain arithmetic; and whatever is public says what it is."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert _TOLD.search(ast.get_docstring(tree) or "")
    assert [name for name, told in _documented(tree.body) if not told] == []


@pytest.mark.parametrize("name", ["yogas_of_houses", "yogas_of_moon"])
def test_every_yoga_has_a_row_with_its_source(name: str) -> None:
    """Of a book and its chapter, or the author of the usage."""
    tree = ast.parse((ROOT / "integrations" / "astrology" / f"{name}.py").read_text(encoding="utf-8"))
    rows = {row.rule.__name__: row.source for row in RULES}
    assert {yoga for yoga, _ in _documented(tree.body)} <= rows.keys()
    assert all(rows.values())
