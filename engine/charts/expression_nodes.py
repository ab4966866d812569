"""The allow-list: which parts of Python's syntax are part of ours, and what each becomes.

Data is only ever reached by subscription (`order.status` becomes `scope['order']['status']`), so the byte code has no
attribute access and the ways out of a sandbox do not exist. Names of our own begin with `@`, which no source can say.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Any, Final, NoReturn

from engine.actions.kinds import bounded_number
from engine.charts.expression_building import arity, at, calling, is_there, is_truth, literal_part, part_of, variable
from engine.charts.expression_syntax import column_of
from engine.charts.suggest import did_you_mean
from engine.errors import ExpressionError

SCOPE: Final = "@scope"
MOST_NODES: Final = 400
DEEPEST: Final = 40

_CONSTANTS: Final[Mapping[str, bool | None]] = {"true": True, "false": False, "null": None}
_ARITHMETIC: Final[Mapping[type[ast.operator], str]] = {
    ast.Add: "@.add",
    ast.Sub: "@.subtract",
    ast.Mult: "@.multiply",
    ast.Div: "@.divide",
    ast.FloorDiv: "@.divide_whole",
    ast.Mod: "@.remainder",
}
_COMPARISONS: Final = (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.In, ast.NotIn)
_REFUSED: Final[Mapping[type[ast.AST], str]] = {
    ast.Pow: "powers are not allowed",
    ast.BitAnd: "`&` is not allowed; write `and`",
    ast.BitOr: "`|` is not allowed; write `or`, or upper(x) for a function",
    ast.Invert: "`~` is not allowed; write `not`",
    ast.UAdd: "leave out the `+`",
    ast.Is: "`is` is not allowed; write `==`",
    ast.IsNot: "`is not` is not allowed; write `!=`",
    ast.JoinedStr: "f-strings are not allowed; add texts with +",
    ast.Lambda: "functions cannot be written here",
    ast.Set: "write a list, in [ ]",
    ast.NamedExpr: "nothing can be assigned here",
    ast.Starred: "`*` cannot stand before a value",
}


class Rewriter:
    """Turns an allowed tree into a safe one, and collects what it reads."""

    def __init__(self, source: str, functions: Mapping[str, Callable[..., object]]) -> None:
        self.paths: list[tuple[tuple[str, ...], int]] = []
        self.calls: list[str] = []
        self.states: list[tuple[str, int]] = []
        self._source = source
        self._functions = functions
        self._nodes = 0
        self._depth = 0

    def root(self, node: ast.expr) -> ast.expr:
        """The whole tree; a result that is not plainly true or false is checked to be data of bounded size."""
        safe = self.visit(node)
        return safe if is_truth(safe) else calling("@.data", [safe], node)

    def visit(self, node: ast.expr) -> ast.expr:
        self._count(node)
        visit = _VISITS.get(type(node))
        if visit is None:
            self._refuse(node, _REFUSED.get(type(node), f"{type(node).__name__} is not part of the language"))
        self._depth += 1
        if self._depth > DEEPEST:
            self._refuse(node, f"more than {DEEPEST} levels, one inside the other")
        safe = visit(self, node)
        self._depth -= 1
        return safe

    def constant(self, node: ast.Constant) -> ast.expr:
        if not (node.value is None or isinstance(node.value, (bool, int, float, str))):
            self._refuse(node, "only texts, numbers, true, false and null can be written")
        if isinstance(node.value, (int, float)):
            try:
                bounded_number(node.value)
            except ValueError as error:
                self._refuse(node, str(error))
        return node

    def path(self, node: ast.expr) -> ast.expr:
        """A name, or a chain of parts that begins with anything."""
        base, links = self._chain(node)
        safe = self._base(base)
        for link in reversed(links):
            safe = self._link(link, safe)
        return safe

    def comparison(self, node: ast.Compare) -> ast.expr:
        for operator in node.ops:
            if not isinstance(operator, _COMPARISONS):
                self._refuse(node, _REFUSED[type(operator)])
        node.left = self.visit(node.left)
        node.comparators = [self.visit(part) for part in node.comparators]
        return node

    def logic(self, node: ast.BoolOp) -> ast.expr:
        node.values = [self.visit(part) for part in node.values]
        return node

    def condition(self, node: ast.IfExp) -> ast.expr:
        node.test, node.body, node.orelse = map(self.visit, (node.test, node.body, node.orelse))
        return node

    def sign(self, node: ast.UnaryOp) -> ast.expr:
        if isinstance(node.op, ast.Not):
            node.operand = self.visit(node.operand)
            return node
        if not isinstance(node.op, ast.USub):
            self._refuse(node, _REFUSED[type(node.op)])
        value = self.visit(node.operand)
        if isinstance(value, ast.Constant) and type(value.value) in (int, float):
            return at(ast.Constant(-value.value), node)  # type: ignore[operator]
        return calling("@.negative", [value], node)

    def arithmetic(self, node: ast.BinOp) -> ast.expr:
        name = _ARITHMETIC.get(type(node.op))
        if name is None:
            self._refuse(node, _REFUSED.get(type(node.op), "this operator is not allowed"))
        return calling(name, [self.visit(node.left), self.visit(node.right)], node)

    def sequence(self, node: ast.List | ast.Tuple) -> ast.expr:
        return at(ast.List([self.visit(part) for part in node.elts], ast.Load()), node)

    def mapping(self, node: ast.Dict) -> ast.expr:
        for key in node.keys:
            if not (isinstance(key, ast.Constant) and isinstance(key.value, str)):
                self._refuse(key or node, "a key must be a quoted text")
        node.values = [self.visit(part) for part in node.values]
        return node

    def call(self, node: ast.Call) -> ast.expr:
        if not isinstance(node.func, ast.Name):
            self._refuse(node, "only functions can be called: upper(name), not name.upper()")
        if node.keywords:
            self._refuse(node, "`=` has no place in a call; to compare, write `==`")
        name = node.func.id
        special = {"has": self._has, "default": self._default, "in_state": self._in_state}.get(name)
        if special is not None:
            return special(node)
        if name not in self._functions:
            hint = did_you_mean(name, [*self._functions, "has", "default", "in_state"])
            self._refuse(node, f"there is no function {name}(); {hint or 'see the list of functions'}")
        self._check_count(node, *arity(self._functions[name]))
        self.calls.append(name)
        return calling(f"@{name}", [self.visit(part) for part in node.args], node)

    def _has(self, node: ast.Call) -> ast.expr:
        """`dig(path) is not None`."""
        self._check_count(node, 1, 1)
        return is_there(self._dug(node), node)

    def _default(self, node: ast.Call) -> ast.expr:
        """`found if (found := dig(path)) is not None else other`: the other value is not computed in vain."""
        self._check_count(node, 2, 2)
        name = f"@found{self._nodes}"
        stored = at(ast.NamedExpr(variable(name, node, ast.Store()), self._dug(node)), node)
        return at(ast.IfExp(is_there(stored, node), variable(name, node), self.visit(node.args[1])), node)

    def _in_state(self, node: ast.Call) -> ast.expr:
        self._check_count(node, 1, 1)
        state = node.args[0]
        if not (isinstance(state, ast.Constant) and isinstance(state.value, str)):
            self._refuse(node, "in_state(...) takes the quoted name of a state")
        self.calls.append("in_state")
        self.states.append((state.value, self._column(state)))
        return at(ast.Call(part_of(variable(SCOPE, node), "in_state", node.func), [state], []), node)

    def _dug(self, node: ast.Call) -> ast.expr:
        base, links = self._chain(node.args[0])
        keys = [link.attr if isinstance(link, ast.Attribute) else link.slice for link in reversed(links)]
        if not isinstance(base, ast.Name) or any(isinstance(key, ast.Slice) for key in keys):
            self._refuse(node.args[0], "a path such as order.status must stand here")
        steps = [at(ast.Constant(key), node) if isinstance(key, str) else self.visit(key) for key in keys]
        return calling("@.dig", [variable(SCOPE, node), at(ast.Constant(base.id), base), *steps], node)

    def _chain(self, node: ast.expr) -> tuple[ast.expr, list[ast.Attribute | ast.Subscript]]:
        """What a chain of parts begins with, and its links from the last to the first; a path of data is noted."""
        links: list[ast.Attribute | ast.Subscript] = []
        base = node
        while isinstance(base, (ast.Attribute, ast.Subscript)):
            links.append(base)
            self._count(base)
            base = base.value
        if isinstance(base, ast.Name) and base.id not in _CONSTANTS:
            names = [base.id]
            for link in reversed(links):
                part = literal_part(link)
                if part is None:
                    break
                names.append(part)
            self.paths.append((tuple(names), self._column(node)))
        return base, links

    def _base(self, base: ast.expr) -> ast.expr:
        if not isinstance(base, ast.Name):
            return self.visit(base)
        if base.id in _CONSTANTS:
            return at(ast.Constant(_CONSTANTS[base.id]), base)
        self._check_name(base.id, base)
        return part_of(variable(SCOPE, base), base.id, base)

    def _link(self, link: ast.Attribute | ast.Subscript, value: ast.expr) -> ast.expr:
        part = literal_part(link)
        if part is not None:
            self._check_name(part, link)
            return part_of(value, part, link)
        assert isinstance(link, ast.Subscript)
        if not isinstance(link.slice, ast.Slice):
            return calling("@.item", [value, self.visit(link.slice)], link)
        if link.slice.step is not None:
            self._refuse(link, "a slice has a beginning and an end, but no step")
        ends = [end and self.visit(end) for end in (link.slice.lower, link.slice.upper)]
        return at(ast.Subscript(value, at(ast.Slice(*ends), link), ast.Load()), link)

    def _check_name(self, name: str, node: ast.expr) -> None:
        if name.startswith("__"):
            self._refuse(node, f"names such as {name} are not allowed")

    def _check_count(self, node: ast.Call, fewest: int, most: int | None) -> None:
        given = len(node.args)
        if given < fewest or (most is not None and given > most):
            name = node.func.id if isinstance(node.func, ast.Name) else "it"
            wanted = fewest if most == fewest else f"{fewest} or more" if most is None else f"{fewest} to {most}"
            self._refuse(node, f"{name}() takes {wanted} value{'' if wanted == 1 else 's'}, not {given}")

    def _count(self, node: ast.expr) -> None:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            self._refuse(node, f"the expression has more than {MOST_NODES} parts")

    def _column(self, node: ast.expr) -> int:
        return column_of(self._source, node.col_offset)

    def _refuse(self, node: ast.AST, message: str) -> NoReturn:
        raise ExpressionError(message, column_of(self._source, getattr(node, "col_offset", 1)))


_VISITS: Final[Mapping[type[ast.expr], Callable[[Rewriter, Any], ast.expr]]] = {
    ast.Constant: Rewriter.constant,
    ast.Name: Rewriter.path,
    ast.Attribute: Rewriter.path,
    ast.Subscript: Rewriter.path,
    ast.Compare: Rewriter.comparison,
    ast.BoolOp: Rewriter.logic,
    ast.IfExp: Rewriter.condition,
    ast.UnaryOp: Rewriter.sign,
    ast.BinOp: Rewriter.arithmetic,
    ast.List: Rewriter.sequence,
    ast.Tuple: Rewriter.sequence,
    ast.Dict: Rewriter.mapping,
    ast.Call: Rewriter.call,
}
