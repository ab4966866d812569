"""The project's own modules as text, trees and names, for the tests of architecture."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("engine", "integrations", "server")


@dataclass(frozen=True)
class Module:
    """One Python file. `name` is its path from the project's root."""

    name: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed file."""
        return ast.parse(self.text)

    @property
    def lines(self) -> int:
        """How long the file is."""
        return len(self.text.splitlines())

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """All functions and methods, also the inner ones."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node


def modules(*folders: str) -> list[Module]:
    """The Python files below these folders of the project, by name."""
    paths = sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return [Module(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in paths]


def importable(*folders: str) -> list[str]:
    """The dotted names of all modules that can be imported by name: not the migrations, which Alembic loads."""
    names = [module.name.removesuffix(".py").removesuffix("/__init__") for module in modules(*folders)]
    return [name.replace("/", ".") for name in names if "/migrations/" not in name]
