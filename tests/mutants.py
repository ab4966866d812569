"""Mutants of the rules of money: each is the rule book with one small mistake in it, and the tests must see it.

Run as a program it prints who survived: `make mutants`. A mutant lives in a process of its own, which is forked before
anything of the rules is imported and reads one module of them with the mistake. No file is changed.
"""

from __future__ import annotations

import ast
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import select
import signal
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import hypothesis
import hypothesis.strategies
import pytest

ROOT = Path(__file__).parents[1]
RULES = ROOT / "engine" / "domain" / "payments"
BOOKS = ("booked", "booking", "disputing", "granting", "ordering", "paying", "refunding", "standing")
"""The modules of the rule book; what operators compare and audit has tests of its own."""
TESTS = ("tests.payments.test_rules", "tests.payments.test_edges", "tests.payments.test_any_order")
PATIENCE = 120.0
"""Seconds after which a mutant that goes in circles is dead."""

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_SUMS: dict[type[ast.operator], type[ast.operator]] = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add}


@dataclass(frozen=True)
class Mutant:
    """One mistake: in which module and line, what stands there, and what should."""

    module: str
    line: int
    was: str
    source: str

    @property
    def name(self) -> str:
        """Where it is and what it is."""
        return f"{self.module.rpartition('.')[2]}:{self.line}: {self.was}"


def mutants(path: Path) -> Iterator[Mutant]:
    """All of one module; none of those that only name types or say what something is."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for place, node in enumerate(_nodes(tree)):
        for what, number in _mistakes(node):
            changed = deepcopy(tree)
            other = _nodes(changed)[place]
            _make(other, what, number)
            was = f"{ast.unparse(node)[:90]}  ->  {ast.unparse(other)[:90]}"
            yield Mutant(module, getattr(node, "lineno", 0), was.replace("\n", " "), ast.unparse(changed))


def _nodes(tree: ast.Module) -> list[ast.AST]:
    """Everything inside functions, and the values of what stands in modules; no annotation, no docstring."""
    found: list[ast.AST] = []

    def visit(node: ast.AST) -> None:
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list"):
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST) and not _is_talk(child):
                    found.append(child)
                    visit(child)

    visit(tree)
    return found


def _is_talk(node: ast.AST) -> bool:
    is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return is_docstring or isinstance(node, ast.Import | ast.ImportFrom | ast.Raise)


def _mistakes(node: ast.AST) -> Iterator[tuple[str, int]]:
    match node:
        case ast.Compare():
            yield from (("compare", number) for number in range(len(node.ops)))
        case ast.BoolOp():
            yield "bool", 0
            yield from (("drop", number) for number in range(len(node.values)))
        case ast.BinOp() if type(node.op) in _SUMS:
            yield "sum", 0
        case ast.UnaryOp(op=ast.Not()):
            yield "not", 0
        case ast.IfExp() | ast.If():
            yield "always", 0
            yield "never", 0
        case ast.Constant(value=bool() | int()):
            yield "constant", 0
        case ast.Constant(value=None):
            yield "something", 0
        case ast.Call(func=ast.Name(id="max" | "min" | "any" | "all")):
            yield "other", 0
        case ast.Call() if node.keywords:
            yield from (("leave", n) for n, word in enumerate(node.keywords) if _is_replace(node) and word.arg)
        case ast.Return(value=ast.expr()):
            pass


def _is_replace(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Name) and node.func.id in ("replace", "Booked")


def _make(node: ast.AST, what: str, number: int) -> None:
    match what, node:
        case "compare", ast.Compare():
            node.ops[number] = _COMPARISONS[type(node.ops[number])]()
        case "bool", ast.BoolOp():
            node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        case "drop", ast.BoolOp():
            del node.values[number]
            if len(node.values) == 1:
                node.values.append(node.values[0])
        case "sum", ast.BinOp():
            node.op = _SUMS[type(node.op)]()
        case "not", ast.UnaryOp():
            node.op, node.operand = ast.Not(), ast.UnaryOp(op=ast.Not(), operand=node.operand)
        case "always" | "never", ast.IfExp() | ast.If():
            node.test = ast.Constant(value=what == "always")
        case "constant", ast.Constant(value=bool(value)):
            node.value = not value
        case "constant", ast.Constant(value=int(value)):
            node.value = value + 1
        case "something", ast.Constant():
            node.value = "something"
        case "other", ast.Call(func=ast.Name() as name):
            name.id = {"max": "min", "min": "max", "any": "all", "all": "any"}[name.id]
        case "leave", ast.Call():
            del node.keywords[number]


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives one module with the mistake in it."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant

    def find_spec(self, name: str, _path: object, _target: object = None) -> importlib.machinery.ModuleSpec | None:
        """See MetaPathFinder."""
        return importlib.util.spec_from_loader(name, self) if name == self._mutant.module else None

    def exec_module(self, module: ModuleType) -> None:
        """See Loader."""
        exec(compile(self._mutant.source, self._mutant.name, "exec"), module.__dict__)


def is_seen(mutant: Mutant | None) -> bool:
    """Whether a test fails with it; None is the rule book as it is."""
    child = os.fork()
    if child == 0:
        os._exit(_tested(mutant))
    died = os.pidfd_open(child)
    if not select.select([died], [], [], PATIENCE)[0]:
        os.kill(child, signal.SIGKILL)
    os.close(died)
    return os.waitpid(child, 0)[1] != 0


def _tested(mutant: Mutant | None) -> int:
    """Call the tests one after the other, without all that pytest does around them; 1 as soon as one fails."""
    sys.stderr.close()
    if mutant is not None:
        sys.meta_path.insert(0, _Finder(mutant))
    try:
        for name in TESTS:
            for test in vars(importlib.import_module(name)).values():
                if getattr(test, "__name__", "").startswith("test_"):
                    for given in _cases(test):
                        test(**given)
    except BaseException:
        return 1
    return 0


def _cases(test: Any) -> Iterator[Mapping[str, object]]:
    """What its parameters are, as pytest reads it from the mark."""
    marks = getattr(test, "pytestmark", [])
    if not marks:
        yield {}
    for mark in marks:
        names, values = mark.args
        for value in values:
            yield {names: value} if isinstance(names, str) else dict(zip(names, value, strict=True))


def main(names: Sequence[str]) -> int:
    """Print every survivor and the score; of these modules, or of the rule book."""
    hypothesis.settings.register_profile("mutants", derandomize=True, deadline=None, database=None)
    hypothesis.settings.load_profile("mutants")
    assert not is_seen(None), "the tests fail without a mistake"
    made = survived = 0
    began = time.monotonic()
    assert pytest.__version__, "it was read once, before anybody parts"
    for path in sorted(RULES.glob("*.py")):
        if path.stem not in (names or BOOKS):
            continue
        for mutant in mutants(path):
            made += 1
            if not is_seen(mutant):
                survived += 1
                print(f"survived  {mutant.name}", flush=True)
    print(f"{made - survived} of {made} mutants were seen, in {time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
