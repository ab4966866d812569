"""The allow-list of Jinja's syntax: what a text may use, which data it reads, and where its work is counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NoReturn

from jinja2 import nodes

from engine.actions.kinds import bounded_number
from engine.errors import TemplateError

METHODS: Final[Mapping[type, frozenset[str]]] = {
    str: frozenset({"capitalize", "endswith", "lower", "lstrip", "rstrip", "startswith", "strip", "title", "upper"}),
    dict: frozenset({"get", "items", "keys", "values"}),
    list: frozenset({"count", "index"}),
}
MOST_NODES: Final = 600
DEEPEST: Final = 40
DEEPEST_LOOP: Final = 2

_CALLABLE: Final = frozenset[str]().union(*METHODS.values())
_ALLOWED: Final = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.For,
    nodes.If,
    nodes.Assign,
    nodes.Name,
    nodes.Const,
    nodes.Tuple,
    nodes.List,
    nodes.Dict,
    nodes.Pair,
    nodes.CondExpr,
    nodes.Filter,
    nodes.Test,
    nodes.Call,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Slice,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Neg,
    nodes.Add,
    nodes.Sub,
    nodes.Mul,
    nodes.Div,
    nodes.FloorDiv,
    nodes.Mod,
    nodes.Concat,
)
"""No macros, blocks, imports and includes; no block `set`, whose content would escape the output's bound; no `**`."""

Paths = tuple[tuple[tuple[str, ...], int], ...]


def paths_of(tree: nodes.Template) -> Paths:
    """The data paths a text reads, each with its line; names the text itself sets are not data."""
    own = {name.name for name in tree.find_all(nodes.Name) if name.ctx == "store"} | {"loop"}
    found = [(path, line) for path, line in _paths(tree) if path[0] not in own]
    return tuple(dict.fromkeys(found))


def refuse_unsafe(tree: nodes.Template) -> None:
    """TemplateError for the first part that is not allowed. Never recurses, whatever the depth."""
    parts = 0
    pending: list[tuple[nodes.Node, int, int]] = [(tree, 0, 0)]
    while pending:
        node, depth, loops = pending.pop()
        parts += 1
        if parts > MOST_NODES or depth > DEEPEST:
            _refuse(node, "the text is too complicated")
        _check(node, loops)
        inside = loops + isinstance(node, nodes.For)
        pending.extend((child, depth + 1, inside) for child in node.iter_child_nodes())


def harden(node: nodes.Node) -> None:
    """Put counters where work or size could grow: loops, `set` and `~` go through filters."""
    for field, value in node.iter_fields():
        if isinstance(value, list):
            setattr(node, field, [_counted(part) if isinstance(part, nodes.Node) else part for part in value])
        elif isinstance(value, nodes.Node):
            setattr(node, field, _counted(value))


def _check(node: nodes.Node, loops: int) -> None:
    if type(node) not in _ALLOWED:
        _refuse(node, f"{type(node).__name__} is not part of the language of texts")
    if isinstance(node, nodes.For) and (node.recursive or loops >= DEEPEST_LOOP):
        _refuse(node, f"loops can stand {DEEPEST_LOOP} deep, and never call themselves")
    if isinstance(node, nodes.Call):
        _check_call(node)
    if isinstance(node, (nodes.Filter, nodes.Test)) and (node.kwargs or node.dyn_args or node.dyn_kwargs):
        _refuse(node, f"{node.name} takes its values by position")
    if isinstance(node, nodes.Assign) and not isinstance(node.target, nodes.Name):
        _refuse(node, "only one plain name can be set")
    if isinstance(node, nodes.Name) and node.name in ("self", "super"):
        _refuse(node, f"`{node.name}` is a word of the language, not a name")
    if isinstance(node, nodes.Const) and isinstance(node.value, (int, float)):
        try:
            bounded_number(node.value)
        except ValueError as error:
            _refuse(node, str(error))


def _check_call(node: nodes.Call) -> None:
    called = node.node
    is_method = isinstance(called, nodes.Getattr) and called.attr in _CALLABLE
    is_range = isinstance(called, nodes.Name) and called.name == "range"
    if not (is_method or is_range):
        _refuse(node, "this cannot be called; functions are used as filters: {{ name | upper }}")
    if node.kwargs or node.dyn_args or node.dyn_kwargs:
        _refuse(node, "values are given by position")


def _refuse(node: nodes.Node, message: str) -> NoReturn:
    raise TemplateError(message, getattr(node, "lineno", 1) or 1)


def _counted(node: nodes.Node) -> nodes.Node:
    size = sum(1 for _ in _inside(node)) if isinstance(node, nodes.For) else 0
    harden(node)
    if isinstance(node, nodes.For):
        node.iter = _filter(node.iter, "@loop", [nodes.Const(size)])
    elif isinstance(node, nodes.Assign):
        node.node = _filter(node.node, "@kept", [])
    elif isinstance(node, nodes.Concat):
        return _filter(node.nodes[0], "@joined", node.nodes[1:])
    return node


def _filter(node: nodes.Node, name: str, arguments: Sequence[nodes.Node]) -> nodes.Filter:
    return nodes.Filter(node, name, [*arguments], [], None, None, lineno=node.lineno)


def _inside(node: nodes.Node) -> Iterator[nodes.Node]:
    for child in node.iter_child_nodes():
        yield child
        yield from _inside(child)


def _paths(node: nodes.Node) -> Iterator[tuple[tuple[str, ...], int]]:
    if isinstance(node, nodes.Call):
        is_range = isinstance(node.node, nodes.Name)
        owner = node.node.node if isinstance(node.node, nodes.Getattr) else node.node
        yield from _paths(owner) if not is_range else ()
        for argument in node.args:
            yield from _paths(argument)
        return
    path, rest = _path(node)
    if path:
        yield path, node.lineno
    for child in rest if path else node.iter_child_nodes():
        yield from _paths(child)


def _path(node: nodes.Node) -> tuple[tuple[str, ...], list[nodes.Node]]:
    """The path a chain of parts reads, up to the first computed one, and what is computed inside of it."""
    names: list[str] = []
    computed: list[nodes.Node] = []
    while isinstance(node, (nodes.Getattr, nodes.Getitem)):
        if isinstance(node, nodes.Getattr):
            names.append(node.attr)
        elif isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            names.append(node.arg.value)
        else:
            names.clear()
            computed.append(node.arg)
        node = node.node
    if isinstance(node, nodes.Name) and node.ctx == "load":
        return (node.name, *reversed(names)), computed
    return (), []
