"""Small pieces of Python's syntax tree, made where an old piece stood."""

from __future__ import annotations

import ast
from collections.abc import Callable
from inspect import CO_VARARGS
from typing import TypeVar

Node = TypeVar("Node", bound=ast.expr)


def at(new: Node, old: ast.expr) -> Node:
    """The new node, where the old one stands."""
    new.lineno, new.col_offset = old.lineno, old.col_offset
    new.end_lineno, new.end_col_offset = old.end_lineno, old.end_col_offset
    return new


def variable(id: str, old: ast.expr, context: ast.expr_context | None = None) -> ast.Name:
    """A variable of the byte code."""
    return at(ast.Name(id, context or ast.Load()), old)


def part_of(value: ast.expr, key: str, old: ast.expr) -> ast.expr:
    """`value[key]`."""
    return at(ast.Subscript(value, at(ast.Constant(key), old), ast.Load()), old)


def calling(function: str, arguments: list[ast.expr], old: ast.expr) -> ast.expr:
    """A call of one of our own functions."""
    return at(ast.Call(variable(function, old), arguments, []), old)


def is_there(value: ast.expr, old: ast.expr) -> ast.expr:
    """`value is not None`."""
    return at(ast.Compare(value, [ast.IsNot()], [at(ast.Constant(None), old)]), old)


def literal_part(link: ast.Attribute | ast.Subscript) -> str | None:
    """The part a link names, or None when it is computed."""
    if isinstance(link, ast.Attribute):
        return link.attr
    key = link.slice
    return key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else None


def is_truth(node: ast.expr) -> bool:
    """Whether the value can only be true or false."""
    if isinstance(node, ast.BoolOp):
        return all(map(is_truth, node.values))
    return isinstance(node, ast.Compare) or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not))


def arity(function: Callable[..., object]) -> tuple[int, int | None]:
    """How many values a function takes at least and at most."""
    code = getattr(function, "__code__", None)
    if code is None:
        return 0, None
    fewest = code.co_argcount - len(getattr(function, "__defaults__", None) or ())
    return fewest, None if code.co_flags & CO_VARARGS else code.co_argcount
