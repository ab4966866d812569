"""A drawing as a picture, by Graphviz. Needs the extra `graph`."""

from __future__ import annotations

from typing import Any

from engine.charts.model import Kind
from engine.errors import BoloastroError
from server.cli.drawing import Arrow, Drawing, Node, leaf_of

_FONT = "Helvetica,Arial,sans-serif"
_FILLS = {
    "ask": "#dbeafe",
    "choose": "#dbeafe",
    "call": "#fef3c7",
    "pay": "#fef3c7",
    "run": "#fef3c7",
    "wait": "#fef3c7",
}
_LONGEST_LINE = 30


def picture(drawing: Drawing, format: str) -> bytes:
    """The picture as `svg` or `png`. BoloastroError when Graphviz is not installed."""
    try:
        import pygraphviz  # an extra: most people never draw
    except ImportError:
        raise BoloastroError(
            "pictures need Graphviz: pip install 'boloastro[graph]', or use --format mermaid"
        ) from None
    graph = pygraphviz.AGraph(directed=True, compound=True, strict=False)
    graph.graph_attr.update(
        label=drawing.title, labelloc="t", fontname=_FONT, fontsize="18", rankdir="TB", ranksep="0.55", nodesep="0.35",
        bgcolor="white", dpi="96" if format == "png" else "72",
    )  # fmt: skip
    graph.node_attr.update(
        shape="box", style="rounded,filled", fillcolor="white", color="#475569", fontname=_FONT, fontsize="12",
        margin="0.14,0.07",
    )  # fmt: skip
    graph.edge_attr.update(color="#64748b", fontname=_FONT, fontsize="10", fontcolor="#334155", arrowsize="0.7")
    _Pen(graph, drawing).draw()
    result: bytes = graph.draw(format=format, prog="dot")
    return result


class _Pen:
    def __init__(self, graph: Any, drawing: Drawing) -> None:
        self._graph = graph
        self._drawing = drawing
        self._nodes: dict[str, Node] = {}

    def draw(self) -> None:
        """Nodes first, as arrows lead between them."""
        self._inside(self._drawing.root, self._graph)
        for arrow in self._drawing.arrows:
            self._arrow(arrow)

    def _inside(self, node: Node, graph: Any) -> None:
        self._nodes[node.id] = node
        if node.start is not None:
            graph.add_node(
                f"{node.id} start", shape="circle", label="", width="0.16", fillcolor="#334155", fixedsize=True
            )
        if any(arrow.anywhere and arrow.source == node.id for arrow in self._drawing.arrows):
            graph.add_node(f"{node.id} anywhere", label=f"anywhere in {node.id}", style="dashed", fontcolor="#64748b")
        for child in node.children:
            if child.children:
                style = "rounded,dashed" if node.kind is Kind.PARALLEL else "rounded"
                inner = graph.subgraph(
                    name=f"cluster {child.id}", label=child.id, style=style, color="#94a3b8", fontsize="13",
                    labeljust="l", bgcolor="#f8fafc", fontname=_FONT, margin="14",
                )  # fmt: skip
                self._inside(child, inner)
            else:
                self._leaf(child, graph)
        if node.start is not None:
            start = next(child for child in node.children if child.id == node.start)
            self._edge(f"{node.id} start", start, "", leaves=None)

    def _leaf(self, node: Node, graph: Any) -> None:
        self._nodes[node.id] = node
        if node.kind in (Kind.SHALLOW, Kind.DEEP):
            graph.add_node(node.id, label=f"{node.detail}\\n{node.id}", shape="ellipse", fontsize="10")
            return
        label = f"{node.id}\\n{node.detail}" if node.detail else node.id
        final = node.kind is Kind.FINAL
        graph.add_node(
            node.id, label=label, fillcolor="#e2e8f0" if final else _FILLS.get(node.form, "white"),
            peripheries="2" if final else "1",
        )  # fmt: skip

    def _arrow(self, arrow: Arrow) -> None:
        source = f"{arrow.source} anywhere" if arrow.anywhere else arrow.source
        label = "\\l".join(_folded(label) for label in arrow.labels)
        label = f"{label}\\l" if "\\l" in label else label
        self._edge(source, self._nodes[arrow.target], label, leaves=arrow.source)

    def _edge(self, source: str, target: Node, label: str, *, leaves: str | None) -> None:
        """To a node with others inside the arrow leads only as far as its frame, unless it comes from there."""
        is_inside = leaves is not None and any(leaves == id for id in _ids(target))
        lhead = (
            f"cluster {target.id}" if target.children and target.id != self._drawing.root.id and not is_inside else ""
        )
        looks = {"lhead": lhead} if lhead else {}
        if label.startswith("refused"):  # the way out of misunderstanding: there, but not in the way
            looks |= {"style": "dashed", "color": "#cbd5e1", "fontcolor": "#94a3b8"}
        self._graph.add_edge(source, leaf_of(target), label=label, **looks)


def _ids(node: Node) -> list[str]:
    return [node.id, *(id for child in node.children for id in _ids(child))]


def _folded(label: str) -> str:
    """A long label on several lines, left-aligned."""
    lines = [""]
    for word in label.replace("\\", "\\\\").split(" "):
        if lines[-1] and len(lines[-1]) + len(word) >= _LONGEST_LINE:
            lines.append("   " + word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip() if lines[-1].strip() else word
    return "\\l".join(lines)
