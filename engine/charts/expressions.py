"""Guards and computed values: a small part of Python's expressions over JSON data, compiled to safe byte code."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from types import CodeType, FunctionType
from typing import Any, Final, NoReturn, cast, final

from engine.actions import operators
from engine.actions.kinds import bounded_json
from engine.charts.expression_access import dig, item
from engine.charts.expression_nodes import SCOPE, Rewriter
from engine.charts.expression_syntax import parse
from engine.charts.expression_trouble import TROUBLE, explain
from engine.domain.values import Json

Run = Callable[[Mapping[str, object]], Json]


@final
class Expression:
    """A compiled expression. Two of the same source are equal.

    `paths` are the data paths it reads, each with its column (from 1): up to the first part that is computed.
    `names` are the first parts of the paths, `calls` the functions, `states` the arguments of `in_state`.
    `run` is what a call does; whoever evaluates very often may keep it.
    """

    __slots__ = ("calls", "names", "paths", "run", "source", "states")

    def __init__(self, source: str, found: Rewriter) -> None:
        self.source: Final = source
        self.paths: Final = tuple(found.paths)
        self.names: Final = tuple(dict.fromkeys(path[0] for path, _ in found.paths))
        self.calls: Final = tuple(dict.fromkeys(found.calls))
        self.states: Final = tuple(found.states)
        self.run: Run = _never

    def __call__(self, scope: Mapping[str, object]) -> Json:
        """The value; ExpressionError when something is missing, of the wrong kind, or too large."""
        return self.run(scope)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Expression) and self.source == other.source

    def __hash__(self) -> int:
        return hash(self.source)

    def __repr__(self) -> str:
        return f"Expression({self.source!r})"


def compile_expression(source: str, functions: Mapping[str, Callable[..., object]]) -> Expression:
    """Compile; ExpressionError with the column when it is not in the language."""
    tree = parse(source)
    rewriter = Rewriter(source, functions)
    body = rewriter.root(tree)
    expression = Expression(source, rewriter)
    code = compile(_function(body), "<expression>", "exec", dont_inherit=True)
    inner = next(constant for constant in code.co_consts if isinstance(constant, CodeType))
    known = {name: _INTERNALS.get(name) or functions[name[1:]] for name in inner.co_names}
    scope = {"__builtins__": _NOTHING, **known}
    expression.run = cast(Run, FunctionType(inner, scope, "expression", (expression,)))
    return expression


def _never(_: Mapping[str, object]) -> NoReturn:
    raise AssertionError("compile_expression puts the byte code here")


def _function(body: ast.expr) -> ast.Module:
    """`def run(scope, expression)`, which returns the body's value or explains why there is none."""
    attempt = ast.Try(body=[ast.Return(value=body, **_HERE)], handlers=[_HANDLER], orelse=[], finalbody=[], **_HERE)
    run = ast.FunctionDef(name="run", args=_ARGUMENTS, body=[attempt], decorator_list=[], **_HERE)
    return ast.Module(body=[run], type_ignores=[])


_NOTHING: Final[Mapping[str, object]] = {}
_HERE: Final[Any] = {"lineno": 1, "col_offset": 0, "end_lineno": 1, "end_col_offset": 0}
_EXPRESSION: Final = "@expression"
_ARGUMENTS: Final = ast.arguments(
    posonlyargs=[],
    args=[ast.arg(arg=SCOPE, **_HERE), ast.arg(arg=_EXPRESSION, **_HERE)],
    kwonlyargs=[],
    kw_defaults=[],
    defaults=[],
)


def _load(name: str) -> ast.Name:
    return ast.Name(id=name, ctx=ast.Load(), **_HERE)


_EXPLAIN: Final = ast.Call(func=_load("@.explain"), args=[_load(_EXPRESSION)], keywords=[], **_HERE)
_HANDLER: Final = ast.ExceptHandler(
    type=_load("@.trouble"), name=None, body=[ast.Return(value=_EXPLAIN, **_HERE)], **_HERE
)
_INTERNALS: Final[Mapping[str, object]] = {
    "@.add": operators.add,
    "@.subtract": operators.subtract,
    "@.multiply": operators.multiply,
    "@.divide": operators.divide,
    "@.divide_whole": operators.divide_whole,
    "@.remainder": operators.remainder,
    "@.negative": operators.negative,
    "@.item": item,
    "@.dig": dig,
    "@.data": bounded_json,
    "@.trouble": TROUBLE,
    "@.explain": explain,
}
