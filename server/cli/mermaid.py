"""A drawing as Mermaid's `stateDiagram-v2`, which GitHub and many editors show."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.charts.model import Kind
from server.cli.drawing import Arrow, Drawing, Node, leaf_of

_UNSAFE = re.compile(r"[^\w .,()'/=!?+*\[\]-]")
_RESERVED = frozenset(
    "accDescr accTitle as choice class classDef click default direction end fork hide href join left note of over right"
    " scale state stateDiagram style title".lower().split()
)


def mermaid(drawing: Drawing) -> str:
    """The text of the diagram."""
    return "\n".join(_Text(drawing).lines()) + "\n"


class _Text:
    def __init__(self, drawing: Drawing) -> None:
        self._drawing = drawing
        self._names: dict[str, str] = {}
        self._around: dict[str, tuple[str, ...]] = {}
        self._nodes: dict[str, Node] = {}
        self._walk(drawing.root, ())

    def lines(self) -> Iterator[str]:
        yield "---"
        yield f'title: "{_escaped(self._drawing.title)}"'
        yield "---"
        yield "stateDiagram-v2"
        yield from self._inside(self._drawing.root, 1)
        for arrow in self._drawing.arrows:
            yield f"    {self._arrow(arrow)}"
        yield from self._colours()

    def _walk(self, node: Node, around: tuple[str, ...]) -> None:
        self._nodes[node.id] = node
        self._around[node.id] = around
        name = re.sub(r"\W", "_", node.id)
        while name.lower() in _RESERVED or name in self._names.values():
            name += "_"
        self._names[node.id] = name
        for child in node.children:
            self._walk(child, (*around, node.id))

    def _inside(self, node: Node, depth: int) -> Iterator[str]:
        """What stands between the braces of a node."""
        indent = "    " * depth
        if node.start is not None:
            yield f"{indent}[*] --> {self._names[node.start]}"
        if any(arrow.anywhere and arrow.source == node.id for arrow in self._drawing.arrows):
            yield f'{indent}state "anywhere in {_escaped(node.id)}" as {self._anywhere(node.id)}'
        for number, child in enumerate(node.children):
            if number and node.kind is Kind.PARALLEL:
                yield f"{indent}--"
            yield from self._node(child, depth)

    def _node(self, node: Node, depth: int) -> Iterator[str]:
        indent, name = "    " * depth, self._names[node.id]
        label = _escaped(f"{node.id} ({node.detail})" if node.detail else node.id)
        yield f'{indent}state "{label}" as {name}'
        if node.children:
            yield f"{indent}state {name} {{"
            yield from self._inside(node, depth + 1)
            yield f"{indent}}}"
        if node.kind is Kind.FINAL:
            yield f"{indent}{name} --> [*]"

    def _arrow(self, arrow: Arrow) -> str:
        source = self._anywhere(arrow.source) if arrow.anywhere else self._names[arrow.source]
        target = arrow.target
        if target == arrow.source or target in self._around[arrow.source]:
            target = leaf_of(self._nodes[target])  # no arrow may lead from inside a node to the node itself
        line = f"{source} --> {self._names[target]}"
        label = "<br/>".join(_escaped(label) for label in arrow.labels)
        return f"{line} : {label}" if label else line

    def _anywhere(self, id: str) -> str:
        return f"{self._names[id]}__anywhere"

    def _colours(self) -> Iterator[str]:
        kinds = {"question": ("ask", "choose"), "outside": ("call", "pay", "run", "wait")}
        yield "    classDef question fill:#dbeafe,stroke:#1d4ed8,color:#111827"
        yield "    classDef outside fill:#fef3c7,stroke:#b45309,color:#111827"
        for name, forms in kinds.items():
            nodes = [self._names[id] for id, node in self._nodes.items() if node.form in forms and not node.children]
            if nodes:
                yield f"    class {','.join(nodes)} {name}"


def _escaped(text: str) -> str:
    """Everything Mermaid could take for its own as a character code."""
    return _UNSAFE.sub(lambda match: f"#{ord(match[0])};", text)
